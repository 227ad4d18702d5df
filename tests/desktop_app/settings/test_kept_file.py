"""A value in a file that others write, too."""

from __future__ import annotations

import asyncio
from operator import eq
import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AppError
from desktop_app.settings import kept_file
from desktop_app.settings.kept_file import KeptFile, Kind
from desktop_app.settings.merging import merge_lists

if TYPE_CHECKING:
    from pathlib import Path

Words = tuple[str, ...]


def load(path: Path) -> Words:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise AppError("settings_unreadable", path=path, error=error) from error
    if text.startswith("!"):
        raise AppError("settings_unreadable", path=path, error="!")
    return tuple(text.split())


def save(path: Path, words: Words) -> None:
    try:
        path.write_text(" ".join(words), "utf-8")
    except OSError as error:
        raise AppError("settings_not_written", path=path, error=error) from error


class Kept(KeptFile[Words]):
    """Words in a file, and what was told of them."""

    def __init__(self, path: Path) -> None:
        self.told: list[Words] = []
        self._news = asyncio.Event()
        kind: Kind[Words] = Kind(load, save, merge_lists, eq)
        super().__init__(path, (), kind, self._hear)

    def _hear(self, words: Words) -> None:
        self.told.append(words)
        self._news.set()

    async def news(self) -> None:
        """Wait until something else is told."""
        async with asyncio.timeout(10):
            await self._news.wait()
        self._news.clear()

    async def add(self, word: str) -> None:
        self.change(self.value, (*self.value, word))
        await self.save()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    path = tmp_path / "words"
    path.write_text("one", "utf-8")
    kept = Kept(path)
    kept.read()
    return kept


async def test_what_was_written_in_place_is_there_after_a_save(kept: Kept) -> None:
    kept.path.write_text("one theirs", "utf-8")
    await kept.add("ours")
    assert load(kept.path) == ("one", "ours", "theirs")
    assert kept.told == [("one", "ours", "theirs")]


async def test_what_is_written_in_place_is_taken_over(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_file, "EVERY", 0.01)
    watching = asyncio.create_task(kept.watch())
    for words in ("one two", "one six"):  # as long as the one before
        kept.path.write_text(words, "utf-8")
        await kept.news()
        assert kept.value == tuple(words.split())
    assert kept.told == [("one", "two"), ("one", "six")]
    watching.cancel()


async def test_a_file_that_is_being_written_is_read_when_it_is_whole(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_file, "EVERY", 0.01)
    monkeypatch.setattr(kept_file, "_SETTLED", 0.5)
    watching = asyncio.create_task(kept.watch())
    with kept.path.open("w", encoding="utf-8") as file:
        for number in range(15):  # for longer than a file is given to settle
            file.write(f"{number} ")
            file.flush()
            await asyncio.sleep(0.05)
    await kept.news()
    assert kept.told == [tuple(map(str, range(15)))]
    watching.cancel()


async def test_a_file_that_is_replaced_within_the_same_moment_is_seen(kept: Kept) -> None:
    before = kept.path.stat()
    other = kept.path.with_name("other")
    other.write_text("two", "utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(kept.path)
    await kept.look()
    assert kept.value == ("two",)


@pytest.mark.parametrize("state", ["wrong", "missing"])
async def test_a_file_that_is_wrong_or_missing_changes_nothing(kept: Kept, state: str) -> None:
    if state == "wrong":
        kept.path.write_text("! half of it", "utf-8")
    else:
        kept.path.unlink()
    await kept.look()
    assert kept.told == []
    await kept.add("ours")
    assert load(kept.path) == ("one", "ours")
    kept.path.write_text("one ours theirs", "utf-8")
    await kept.look()
    assert kept.value == ("one", "ours", "theirs")


async def test_what_others_write_before_we_save_takes_nothing_of_ours(kept: Kept) -> None:
    kept.change(kept.value, ("one", "ours"))
    kept.path.write_text("one theirs", "utf-8")
    await kept.look()
    assert kept.value == ("one", "ours", "theirs")
    await kept.save()
    assert load(kept.path) == ("one", "ours", "theirs")


async def test_what_others_take_away_after_we_saved_it_stays_away(kept: Kept) -> None:
    await kept.add("ours")
    kept.path.write_text("one", "utf-8")
    await kept.add("more")
    assert load(kept.path) == ("one", "more")


async def test_what_could_not_be_saved_is_saved_later_with_what_others_wrote(kept: Kept) -> None:
    kept.path.unlink()
    kept.path.mkdir()
    with pytest.raises(AppError):
        await kept.add("ours")
    kept.path.rmdir()
    kept.path.write_text("one theirs", "utf-8")
    await kept.save()
    assert load(kept.path) == ("one", "ours", "theirs")


async def test_saves_are_in_the_order_of_the_changes(kept: Kept) -> None:
    await asyncio.gather(*(kept.add(str(number)) for number in range(30)))
    assert load(kept.path) == ("one", *map(str, range(30)))
    assert kept.told == []


async def test_nothing_is_written_where_nothing_is_unsaved(kept: Kept) -> None:
    kept.path.unlink()
    await kept.save()
    assert not kept.path.exists()
