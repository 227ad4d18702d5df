"""How long the voices are that were added here: a service tells only how large they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.system.json_of_others import numbers, read_json
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path


def known_lengths(path: Path) -> dict[str, float]:
    """Seconds by id of the voice; none where nothing can be read."""
    try:
        return numbers(read_json(path.read_bytes()))
    except (OSError, ValueError):  # they can be done without
        return {}


def note_length(path: Path, voice: str, seconds: float) -> None:
    """Keep how long a voice is.

    Raises:
        OSError: It cannot be written.
    """
    lengths = {**known_lengths(path), voice: round(seconds, 2)}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(path, mode=FILE_MODE) as file:
        file.write(json.dumps(lengths).encode())
