"""Audio that is kept on disk, bounded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.history import History
from desktop_app.reading.model import Reading
from desktop_app.reading.store import AudioStore, key_of
from shared_client import AudioSpec
from tests.sound_server import noise

if TYPE_CHECKING:
    from pathlib import Path


SPEC = AudioSpec(24_000)
BOOK = Reading("A long story. " * 200, "A book", "/home/xxxx/book.txt")


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


@pytest.mark.parametrize("seconds", [0.013, 0.5, 7.0])
async def test_audio_comes_back_as_it_was(tmp_path: Path, seconds: float) -> None:
    store = AudioStore(tmp_path / "audio")
    pcm = noise(seconds)
    await store.put("a", SPEC, pcm)
    assert await store.get("a") == (SPEC, pcm)
    assert await store.get("b") is None


async def test_the_audio_that_was_not_asked_for_the_longest_goes_first(tmp_path: Path) -> None:
    size = 40_000
    store = AudioStore(tmp_path, limit=4 * size)
    for number in range(8):
        await store.put(str(number), SPEC, noise(1.0))
        for path in files(tmp_path):
            status = path.stat()
            os.utime(path, (status.st_atime - 10, status.st_mtime - 10))
        await store.get("0")
    names = {path.stem for path in files(tmp_path)}
    assert "0" in names
    assert "7" in names
    assert "1" not in names
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 4 * size


async def test_damaged_audio_is_dropped(tmp_path: Path) -> None:
    store = AudioStore(tmp_path)
    (tmp_path / "a.flac").write_bytes(b"fLaC but not really")
    assert await store.get("a") is None
    assert not (tmp_path / "a.flac").exists()


async def test_a_disk_that_takes_nothing_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = AudioStore(tmp_path / "file" / "audio")
    await store.put("a", SPEC, noise(0.1))
    assert await store.get("a") is None
    history = History(tmp_path / "file" / "history")
    await history.add(BOOK, {})
    assert await history.entries() == []


def test_a_key_depends_on_every_part() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")
