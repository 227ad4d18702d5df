"""Places in long texts, kept by what is in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.model import Reading
from desktop_app.reading.positions import LONG, Positions

if TYPE_CHECKING:
    from pathlib import Path


BOOK = Reading("A long story. " * 200, "A book", "/home/xxxx/book.txt")


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


def book(number: int) -> Reading:
    return Reading(f"{number:06}" * (LONG // 6 + 1))


async def test_the_place_that_was_noted_the_longest_ago_is_forgotten_first(tmp_path: Path) -> None:
    positions = Positions(tmp_path / "positions.json")
    for number in range(300):
        positions.note(book(number), number)
    positions.note(book(0), 7)  # it is the newest now
    assert positions.place(book(1)) == 1
    positions.note(book(300), 300)
    assert positions.place(book(1)) is None
    assert positions.place(book(2)) == 2
    assert positions.place(book(0)) == 7
    await positions.save()
    kept = Positions(tmp_path / "positions.json")
    assert [kept.place(book(number)) for number in (0, 1, 2, 300)] == [7, None, 2, 300]


def test_a_text_is_long_from_two_thousand_characters_on(tmp_path: Path) -> None:
    positions = Positions(tmp_path / "positions.json")
    for length in (1_999, 2_000):
        positions.note(Reading("x" * length), 5)
    assert positions.place(Reading("x" * 1_999)) is None
    assert positions.place(Reading("x" * 2_000)) == 5


async def test_places_are_for_nobody_else_to_read(tmp_path: Path) -> None:
    path = tmp_path / "data" / "positions.json"
    positions = Positions(path)
    positions.note(BOOK, 5)
    await positions.save()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        [],
        {"offset": "many", "at": 1},
        {"offset": -1, "at": 1},
        {"offset": True, "at": 1},
        {"offset": 1, "at": None},
        {"offset": 1},
    ],
)
async def test_a_wrong_place_costs_no_other(tmp_path: Path, wrong: object) -> None:
    path = tmp_path / "positions.json"
    positions = Positions(path)
    positions.note(book(1), 1)
    positions.note(book(2), 2)
    await positions.save()
    data = json.loads(path.read_text())
    data["places"][next(iter(data["places"]))] = wrong
    path.write_text(json.dumps(data))
    kept = Positions(path)
    assert [kept.place(book(number)) for number in (1, 2)] == [None, 2]
