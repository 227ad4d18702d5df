"""What several windows use: icons, notices, buttons, sliders, trials."""
