"""Where this program keeps its files, in the platform's own places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
import warnings

import platformdirs

from .flatpak import in_flatpak
from .session_bus import APP_ID

APP_NAME: Final = "cosyvoice-home"


def folders() -> list[Path]:
    """All that outlives a run: settings, data, state and log, cache; one may hold another."""
    places = (
        platformdirs.user_config_dir,
        platformdirs.user_data_dir,
        platformdirs.user_state_dir,
        platformdirs.user_cache_dir,
    )
    return list(dict.fromkeys(Path(place(APP_NAME, appauthor=False)) for place in places))


def config_file() -> Path:
    """The settings: on Linux `~/.config/cosyvoice-home/config.toml`."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "config.toml"


def token_file() -> Path:
    """The tokens, where the system has no keyring."""
    return config_file().with_name("tokens.json")


def recordings_folder() -> Path:
    """Recordings that have not become a voice yet."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "recordings"


def voice_lengths_file() -> Path:
    """How long the voices are that were added here."""
    return recordings_folder().with_name("voice-lengths.json")


def membership_file() -> Path:
    """What this computer is known by in a home."""
    return recordings_folder().with_name("home.json")


def voice_notes_file() -> Path:
    """Names that voices have here, and names and transcripts that their service doesn't keep."""
    return recordings_folder().with_name("voice-notes.json")


def voice_attempts_file() -> Path:
    """Uploads of voices whose end isn't known."""
    return recordings_folder().with_name("voice-attempts.json")


def originals_folder() -> Path:
    """Recordings that voices were made of on this computer."""
    return recordings_folder().with_name("voice-originals")


def history_folder() -> Path:
    """Texts that were read, with their audio."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "history"


def announced_file() -> Path:
    """What the home has announced here."""
    return history_folder() / "announcements.json"


def positions_file() -> Path:
    """Where long texts were left."""
    return Path(platformdirs.user_state_dir(APP_NAME, appauthor=False)) / "positions.json"


def draft_file() -> Path:
    """What was written in the Reader and is nowhere else."""
    return positions_file().with_name("draft.txt")


def window_sizes_file() -> Path:
    """How large windows were left."""
    return positions_file().with_name("windows.json")


def early_text_file() -> Path:
    """Which services take no text before they have accepted a task."""
    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False)) / "early-text.json"


def pronunciation_file() -> Path:
    """The rules of pronunciation, beside the settings."""
    return config_file().with_name("pronunciation.toml")


def log_file() -> Path:
    """What the app notes of its work; on Linux `~/.local/state/cosyvoice-home/log/app.log`."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False)) / "app.log"


def control_directory() -> Path:
    """Where the running app listens for orders; on Linux `$XDG_RUNTIME_DIR/cosyvoice-home`."""
    if in_flatpak() and (runtime := os.environ.get("XDG_RUNTIME_DIR")):
        # Each start of a Flatpak has a folder of its own there. In it, this one is all starts'.
        return Path(runtime, "app", APP_ID, APP_NAME)
    with warnings.catch_warnings():
        # Where XDG_RUNTIME_DIR is not set, as for cron, another place does; who gives an order
        # on the command line need not read a warning about it.
        warnings.simplefilter("ignore")
        return Path(platformdirs.user_runtime_dir(APP_NAME, appauthor=False))
