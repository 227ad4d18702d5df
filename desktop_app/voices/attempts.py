"""Uploads whose end isn't known: the same one, sent again, finds its voice and makes no second."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
import hashlib
import json
from typing import TYPE_CHECKING, Final

from desktop_app.system.json_of_others import read_json
from desktop_app.system.paths import voice_attempts_file
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing
from shared_client.errors import (
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from shared_client import CosyVoiceClient

_MOST: Final = 20
"""How many are kept: the oldest of more is forgotten."""
_OPEN: Final = (CosyVoiceConnectionError, CosyVoiceUnavailableError)
"""Errors after which the service may have made the voice."""


@asynccontextmanager
async def attempt(
    client: CosyVoiceClient, audio: bytes | Path, filename: str, text: str
) -> AsyncIterator[frozenset[str] | None]:
    """Note an upload for as long as its end isn't known: Ctrl-C and a lost connection leave it so.

    Args:
        client: Of the service.
        audio: What is sent, or the file that is.
        filename: What the voice is called.
        text: Its transcript.

    Yields:
        Ids of the voices before the same was first sent; None where it wasn't, or its end is known.
    """
    path = voice_attempts_file()
    key = await asyncio.to_thread(_key, str(client.base_url), audio, filename, text)
    before = (await asyncio.to_thread(known_attempts, path)).get(key)
    if before is None:
        with suppress(CosyVoiceError, OSError):  # the upload says what is wrong
            voices = await client.list_reference_audio(limit=1000)
            await asyncio.to_thread(_begin, path, key, [voice.id for voice in voices])
    try:
        yield before
    except _OPEN:
        raise
    except Exception:
        await asyncio.to_thread(_end, path, key)
        raise
    await asyncio.to_thread(_end, path, key)


def known_attempts(path: Path) -> dict[str, frozenset[str]]:
    """Ids of the voices before each attempt; none where nothing can be read."""
    try:
        read = read_json(path.read_bytes())
    except (OSError, ValueError):  # a second voice can be deleted
        return {}
    found = {}
    for key, before in read.items() if isinstance(read, dict) else ():
        if isinstance(before, list):
            found[key] = frozenset(one for one in before if isinstance(one, str))
    return found


def _key(address: str, audio: bytes | Path, filename: str, text: str) -> str:
    data = audio if isinstance(audio, bytes) else audio.read_bytes()
    digest = hashlib.sha256(data)
    digest.update(json.dumps([address, filename, text]).encode())
    return digest.hexdigest()


def _begin(path: Path, key: str, before: list[str]) -> None:
    known = {**known_attempts(path), key: frozenset(before)}
    _write(path, dict(list(known.items())[-_MOST:]))


def _end(path: Path, key: str) -> None:
    """Forget an attempt; it costs nothing where that can't be written."""
    known = known_attempts(path)
    if known.pop(key, None) is not None:
        with suppress(OSError):
            _write(path, known)


def _write(path: Path, attempts: Mapping[str, frozenset[str]]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = {key: sorted(before) for key, before in attempts.items()}
    with replacing(path, mode=FILE_MODE) as file:
        file.write(json.dumps(data).encode())
