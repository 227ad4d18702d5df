"""What is kept on disk: audio, history, places in long texts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.history import History
from desktop_app.reading.model import Profile, Reading
from desktop_app.reading.positions import LONG, Positions
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


async def test_history_gives_back_what_was_read(tmp_path: Path) -> None:
    history = History(tmp_path)
    profiles = {"zh": Profile("voice", "home", speed=1.2), "": Profile()}
    await history.add(BOOK, profiles)
    await history.add(Reading("Only a line\nof text \ud800", source="selection"), {})
    short, book = await history.entries()
    assert (short.title, short.source) == ("Only a line of text \ud800", "selection")
    assert (book.title, book.characters) == ("A book", len(BOOK.text))
    again = await history.reading(book.id)
    assert again is not None
    assert (again.text, again.title, again.source) == (BOOK.text, BOOK.title, BOOK.source)
    assert again.profiles == profiles
    assert (await history.reading(short.id) or BOOK).text.endswith("\ud800")


async def test_history_names_a_text_once_and_forgets_the_oldest(tmp_path: Path) -> None:
    history = History(tmp_path, most=3)
    for text in ("one", "two", "three", "one", "four"):
        await history.add(Reading(text), {})
    assert [entry.title for entry in await history.entries()] == ["four", "one", "three"]


async def test_history_is_cleared(tmp_path: Path) -> None:
    history = History(tmp_path)
    await history.add(BOOK, {})
    await history.audio.put("a", SPEC, noise(0.1))
    (entry,) = await history.entries()
    await history.remove(entry.id)
    assert await history.entries() == []
    assert await history.reading(entry.id) is None
    await history.add(BOOK, {})
    await history.clear()
    assert files(tmp_path) == []


async def test_history_leaves_out_what_is_damaged(tmp_path: Path) -> None:
    history = History(tmp_path)
    await history.add(BOOK, {})
    (entry,) = await history.entries()
    (tmp_path / "texts" / "x.json").write_text("{")
    assert await history.entries() == [entry]
    (tmp_path / "texts" / f"{entry.id}.json").write_text("{}")
    assert await history.reading(entry.id) is None


async def test_a_long_text_is_found_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "data" / "positions.json"
    positions = Positions(path)
    positions.note(BOOK, 1234)
    positions.note(Reading("short"), 2)
    await positions.save()
    again = Positions(path)
    assert again.place(Reading(BOOK.text, "under another name")) == 1234
    assert again.place(Reading("short")) is None
    assert again.place(Reading("x" * LONG)) is None
    assert "story" not in path.read_text()
    again.forget(BOOK)
    again.forget(Reading("short"))
    await again.save()
    await again.save()
    assert Positions(path).place(BOOK) is None


async def test_positions_are_bounded_and_cleared(tmp_path: Path) -> None:
    positions = Positions(tmp_path / "positions.json")
    texts = [Reading(str(number) * LONG) for number in range(100, 450)]
    for text in texts:
        positions.note(text, 7)
    assert positions.place(texts[0]) is None
    assert positions.place(texts[-1]) == 7
    await positions.clear()
    assert Positions(tmp_path / "positions.json").place(texts[-1]) is None


@pytest.mark.parametrize("content", ["", "[]", '{"version": 9}', '{"version": 1, "places": [3]}'])
def test_positions_that_cannot_be_read_are_begun_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "positions.json"
    path.write_text(content)
    assert Positions(path).place(BOOK) is None


async def test_positions_that_cannot_be_written_are_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    positions = Positions(tmp_path / "file" / "positions.json")
    positions.note(BOOK, 5)
    await positions.save()
    assert positions.place(BOOK) == 5
