"""The desktop: reading aloud, voices, command line and tray; no part of it knows Home Assistant."""
