"""The desktop app's tray icon and windows, in Qt; they show what `desktop_app.reading` does."""
