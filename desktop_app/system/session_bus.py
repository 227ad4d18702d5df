"""The session bus of a Linux desktop: where it listens, and the app's name on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

APP_ID: Final = "io.github.cosyvoice_home.CosyVoiceHome"
"""The app's name on the bus, and of its desktop entry."""


def session_address() -> str:
    """Where the session bus listens; empty where there is none."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS", ""):
        return address
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/nowhere")
    path = Path(runtime) / "bus"  # systemd's, and the standard
    return f"unix:path={path}" if path.is_socket() else ""
