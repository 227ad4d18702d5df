"""What was read before, and how it is forgotten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.history import History
from desktop_app.reading.model import Profile, Reading
from shared_client import AudioSpec
from shared_client.text.kinds import TextKind
from tests.sound_server import noise

if TYPE_CHECKING:
    from pathlib import Path


SPEC = AudioSpec(24_000)
BOOK = Reading("A long story. " * 200, "A book", "/home/xxxx/book.txt")


def files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


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


@pytest.mark.parametrize("kind", [None, *TextKind])
async def test_history_knows_how_a_text_was_written(tmp_path: Path, kind: TextKind | None) -> None:
    history = History(tmp_path)
    await history.add(Reading("A text.", kind=kind), {})
    (entry,) = await history.entries()
    again = await history.reading(entry.id)
    assert again is not None
    assert again.kind is kind


async def test_a_text_of_an_older_history_can_be_read_again(tmp_path: Path) -> None:
    history = History(tmp_path)
    await history.add(Reading("A text.", kind=TextKind.PLAIN), {})
    (file,) = (tmp_path / "texts").glob("*.json")
    entry = json.loads(file.read_text("utf-8"))
    del entry["kind"]
    file.write_text(json.dumps(entry), "utf-8")
    again = await history.reading(file.stem)
    assert again is not None
    assert (again.text, again.kind) == ("A text.", None)


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


@pytest.mark.parametrize(
    "change",
    [{"title": 5}, {"source": None}, {"at": 7}, {"at": "0001-01-01"}, {"characters": "many"}],
)
async def test_a_wrong_value_in_one_text_costs_no_other(
    tmp_path: Path, change: dict[str, object]
) -> None:
    history = History(tmp_path)
    for text in ("one", "two"):
        await history.add(Reading(text), {})
    two, one = await history.entries()
    file = tmp_path / "texts" / f"{two.id}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    assert one in await history.entries()
    for entry in await history.entries():
        assert isinstance(entry.title + entry.source, str)
        assert entry.read_at.tzinfo is not None


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        {"voice": 5},
        {"speed": "fast"},
        {"speed": True},
        {"speed": 99},
        {"volume": None},
        {"mode": "loud"},
        {"mode": []},
        {"pitch": 2},
    ],
)
async def test_a_text_whose_profile_is_wrong_is_read_in_the_usual_voice(
    tmp_path: Path, wrong: object
) -> None:
    history = History(tmp_path)
    await history.add(BOOK, {"zh": Profile("voice", "home", speed=1.2)})
    (entry,) = await history.entries()
    file = tmp_path / "texts" / f"{entry.id}.json"
    data = json.loads(file.read_text())
    data["profiles"]["en"] = wrong
    file.write_text(json.dumps(data))
    again = await history.reading(entry.id)
    assert again is not None
    assert again.text == BOOK.text
    assert again.profiles == {"zh": Profile("voice", "home", speed=1.2)}
