"""Folders of what is a person's alone: recordings, texts, and what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

FILE_MODE: Final = 0o600
"""The mode of the files in them."""

_MODE: Final = 0o700
_OTHERS: Final = 0o077


def private_folder(path: Path) -> None:
    """Make a folder that nobody else can open; close one that is there and is open to others.

    Args:
        path: The folder; those above it are made as usual.

    Raises:
        OSError: It can't be made, or belongs to someone else.
    """
    path.mkdir(mode=_MODE, parents=True, exist_ok=True)
    if path.stat().st_mode & _OTHERS:
        path.chmod(_MODE)
