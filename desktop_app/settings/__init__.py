"""What a person has set up: settings, tokens, profiles, and the TOML files they live in."""
