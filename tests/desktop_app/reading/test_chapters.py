"""The chapters of a text."""

from __future__ import annotations

import pytest

from desktop_app.reading.chapters import Chapter, chapter_at, chapter_end, chapters_of
from desktop_app.reading.model import Reading
from shared_client.text.kinds import TextKind


def titles(text: str, kind: TextKind | None = TextKind.PLAIN) -> list[str]:
    found = chapters_of(Reading(text, kind=kind))
    for chapter in found:
        assert chapter.title in text[chapter.start :].partition("\n")[0]
    return [chapter.title for chapter in found]


@pytest.mark.parametrize(
    "title",
    [
        "Chapter 1",
        "CHAPTER XII",
        "Chapter Three: The Mail",
        "Part One",
        "Kapitel 4",
        "Глава 2. Маяк",
        "Prologue",
        "第一章 灯塔",
        "第12回",
        "尾声",
    ],
)
def test_a_line_that_names_a_chapter_is_its_title(title: str) -> None:
    assert titles(f"A book\n\n{title}\n\nIt began on a Monday.") == [title]


@pytest.mark.parametrize(
    "line",
    [
        "Chapter",
        "Part of it was lost.",
        "Chapters of my life",
        "Book a table for two, please,",
        "第一章里，他说了很多话。",
        "She read chapter 1 aloud.",
        "Introduction to a very long paragraph that goes on",
        "",
    ],
)
def test_other_lines_are_no_titles(line: str) -> None:
    assert titles(f"It began.\n\n{line}\n\nIt went on.") == []


def test_a_table_of_contents_is_not_taken_for_the_chapters() -> None:
    text = "Chapter 1\nChapter 2\n\nChapter 1\n\nOne.\n\nChapter 2\n\nTwo."
    found = chapters_of(Reading(text, kind=TextKind.PLAIN))
    assert found == [Chapter("Chapter 1", 21), Chapter("Chapter 2", 38)]
    assert [chapter_at(found, at) for at in (0, 21, 37, 38, 999)] == [-1, 0, 0, 1, 1]


def test_headings_of_markdown_are_chapters_but_not_in_code() -> None:
    text = (
        "# The book\n\nText.\n\n## First ##\n\n```\n# no heading\n```\n\n#hashtag\n\n###### small\n"
    )
    assert titles(text, TextKind.MARKDOWN) == ["The book", "First"]


def test_a_chapter_ends_where_the_next_one_begins() -> None:
    text = "Before.\n# Part\n\n# One\nText.\n# Two\nText."
    reading = Reading(text, kind=TextKind.MARKDOWN)
    part, one, two = (text.index(title) for title in ("# Part", "# One", "# Two"))
    assert chapter_end(reading, 0) == part
    assert chapter_end(reading, part) == two  # the title of a part goes on with its first chapter
    assert chapter_end(reading, one + 3) == two
    assert chapter_end(reading, two) is None
    assert chapter_end(Reading("No chapters."), 0) is None
