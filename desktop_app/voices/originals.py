"""The recordings that voices were made of here: a service never gives back the sound of a voice."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop_app.system.paths import originals_folder
from desktop_app.system.private_folders import FILE_MODE, private_folder
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def keep_original(voice: str, audio: bytes) -> None:
    """Keep what a voice was made of.

    Args:
        voice: Its id.
        audio: A WAV.

    Raises:
        OSError: It can't be written.
    """
    path = _path(voice)
    private_folder(path.parent)
    with replacing(path, mode=FILE_MODE) as file:
        file.write(audio)


def original_of(voice: str) -> Path | None:
    """What a voice was made of; None where it was made elsewhere."""
    path = _path(voice)
    return path if path.is_file() else None


def drop_originals(voices: Iterable[str]) -> None:
    """Delete what voices were made of; it is no error if it is gone.

    Raises:
        OSError: It can't be deleted.
    """
    for voice in voices:
        _path(voice).unlink(missing_ok=True)


def _path(voice: str) -> Path:
    """A file that nobody but us names: an id comes from a service, and may be any text."""
    return originals_folder() / f"{hashlib.sha256(voice.encode()).hexdigest()[:32]}.wav"
