"""Where this program keeps its files, in the platform's own places."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import platformdirs

APP_NAME: Final = "cosyvoice-home"


def config_file() -> Path:
    """The settings: on Linux `~/.config/cosyvoice-home/config.toml`."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "config.toml"


def token_file() -> Path:
    """The tokens, where the system has no keyring."""
    return config_file().with_name("tokens.json")


def recordings_folder() -> Path:
    """Recordings that have not become a voice yet."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "recordings"
