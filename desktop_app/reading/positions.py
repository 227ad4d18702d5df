"""Where long texts were left, so that they go on there tomorrow: by content, never by name."""

from __future__ import annotations

import asyncio
import hashlib
import json
from time import time
from typing import TYPE_CHECKING, Any, Final

from desktop_app.system.json_of_others import is_number, read_json
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from .model import Reading

LONG: Final = 2000
"""Characters from which on a text is worth going back into."""

_MOST: Final = 300
_VERSION: Final = 1


class Positions:
    """Places in texts, in a file that holds no text.

    Args:
        path: The file; its folder is made with it. What cannot be read is begun anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, dict[str, Any]] = {}
        self._changed = False
        self._saving = asyncio.Lock()
        try:
            self._places = _places(read_json(path.read_bytes()))
        except (OSError, ValueError):
            self._places = {}

    @property
    def offsets(self) -> dict[str, int]:
        """The character at which each text was left, by `digest_of` it."""
        return {digest: place["offset"] for digest, place in self._places.items()}

    def place(self, reading: Reading) -> int | None:
        """The character at which a text was left, if it was."""
        known = self._places.get(digest_of(reading.text)) if len(reading.text) >= LONG else None
        return known["offset"] if known else None

    def note(self, reading: Reading, offset: int) -> None:
        """Note where a text is left; short ones are not worth it."""
        if len(reading.text) < LONG:
            return
        key = digest_of(reading.text)
        self._places.pop(key, None)
        self._places[key] = {"offset": offset, "at": time()}
        for oldest in list(self._places)[:-_MOST]:
            del self._places[oldest]
        self._changed = True

    def forget(self, reading: Reading) -> None:
        """Forget a text: it was read to its end."""
        key = digest_of(reading.text) if len(reading.text) >= LONG else ""
        if key in self._places:
            del self._places[key]
            self._changed = True

    async def clear(self) -> None:
        """Forget all texts."""
        self._places.clear()
        self._changed = True
        await self.save()

    async def save(self) -> None:
        """Write the file, whole or not at all. That it cannot be written costs places, no more."""
        async with self._saving:
            if not self._changed:
                return
            self._changed = False
            data = json.dumps({"version": _VERSION, "places": self._places})
            try:
                await asyncio.to_thread(self._write, data.encode())
            except OSError:
                self._changed = True

    def _write(self, data: bytes) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(self._path, mode=FILE_MODE) as file:
            file.write(data)


def _places(read: object) -> dict[str, dict[str, Any]]:
    """The places that were kept; one that is none doesn't cost the others."""
    match read:
        case {"version": version, "places": dict(places)} if version == _VERSION:
            return {key: place for key, place in places.items() if _is_place(place)}
        case _:
            return {}


def _is_place(read: object) -> bool:
    match read:
        case {"offset": int(offset), "at": at, **others}:
            return not others and offset >= 0 and is_number(offset) and is_number(at)
        case _:
            return False


def digest_of(text: str) -> str:
    """What a text is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
