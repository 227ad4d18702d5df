"""The chapters of a text, found by their titles: for its contents, and to set them larger."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
import re
from typing import TYPE_CHECKING, Final

from shared_client.text.kinds import TextKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Reading

_LONGEST: Final = 80  # characters of a title
_FENCE: Final = re.compile(r"[ \t]*(```|~~~)")
_MARKDOWN: Final = re.compile(r" {0,3}#{1,3}[ \t]+(.*?)[ \t#]*")
_NUMBER: Final = (
    r"(?:\d{1,3}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|first|last|the\s\w+)"
)
_NAMED: Final = re.compile(
    rf"""(?:
        (?:chapter|part|book|kapitel|teil|chapitre|partie|cap[ií]tulo|parte|capitolo|hoofdstuk|
           глава|часть)\s+{_NUMBER}\b.*
        | (?:prologue|epilogue|preface|foreword|introduction|afterword|prolog|epilog|vorwort|
             nachwort|prólogo|epílogo|prefacio|préface|épilogue)\W{{0,3}}
        | 第\s*[0-9〇零一二三四五六七八九十百千两]{{1,8}}\s*[章节節回卷部篇集幕话話].*
        | (?:序|序章|序言|前言|楔子|引子|引言|尾声|尾聲|后记|後記|终章|終章|番外.{{0,10}})
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ENDS_OF_SENTENCES: Final = "。！？；，,;"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a text with a title.

    Attributes:
        title: Its title, without marks.
        start: The character at which the line of its title begins.
    """

    title: str
    start: int


@lru_cache(maxsize=2)  # it is asked for each time that a menu opens
def chapters_of(reading: Reading) -> list[Chapter]:
    """The chapters of a text in their order; none where it says nothing of any."""
    kind = reading.kind or kind_of(reading.text)
    return _of_markdown(reading.text) if kind is TextKind.MARKDOWN else _by_name(reading.text)


def chapter_at(chapters: Sequence[Chapter], place: int) -> int:
    """Which chapter a character is in, counted from 0; -1 before the first."""
    return bisect_right(chapters, place, key=lambda chapter: chapter.start) - 1


def chapter_end(reading: Reading, place: int) -> int | None:
    """Where the chapter ends that a character is in; None where it is the last, or there is none.

    A title with nothing below it but the next one is that of a part, which goes on with it.
    """
    chapters = chapters_of(reading)
    for number in range(chapter_at(chapters, place) + 1, len(chapters)):
        end = chapters[number].start
        if number == 0 or "\n" in reading.text[chapters[number - 1].start : end].strip():
            return end
    return None


def _of_markdown(text: str) -> list[Chapter]:
    found, at, in_code = [], 0, False
    for line in text.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        elif not in_code and (title := _MARKDOWN.fullmatch(line)) and title[1]:
            found.append(Chapter(title[1], at))
        at += len(line) + 1
    return found


def _by_name(text: str) -> list[Chapter]:
    """Chapters whose titles say that they are some; a table of contents names each once before."""
    found: dict[str, Chapter] = {}
    at = 0
    for line in text.split("\n"):
        title = line.strip()
        if (
            0 < len(title) <= _LONGEST
            and title[-1] not in _ENDS_OF_SENTENCES
            and _NAMED.fullmatch(title)
        ):
            found.pop(title, None)
            found[title] = Chapter(title, at)
        at += len(line) + 1
    return list(found.values())
