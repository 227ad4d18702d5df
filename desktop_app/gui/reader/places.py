"""Where each character of a text is in what is shown of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
import re
from typing import TYPE_CHECKING, Final
from unicodedata import combining

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE: Final = 4000  # characters of a line that are shown as one paragraph
_UNBROKEN: Final = 1000  # of one without blanks, which takes Qt longer
_WORD: Final = 200
_LONG_LINES: Final = re.compile(f"[^\n]{{{_LINE},}}")
_JOINED: Final = "\u200d\ufe0e\ufe0f"  # what makes one sign of several
_BEYOND_16_BITS: Final = re.compile("[\U00010000-\U0010ffff]")


class Places:
    """Characters of a text as Python counts them, and as Qt does: two for one beyond 16 bits.

    Args:
        text: The text.
        cuts: Characters before which a paragraph is only shown to end.
    """

    def __init__(self, text: str, cuts: Sequence[int] = ()) -> None:
        found = [] if text.isascii() else _BEYOND_16_BITS.finditer(text)
        self._cuts = cuts
        self._wide = [match.start() for match in found]
        self._wide_in_qt = [self.to_qt(at) for at in self._wide]
        self._cuts_in_qt = [self.to_qt(at) - 1 for at in cuts]

    def to_qt(self, at: int) -> int:
        """Where Qt has a character."""
        return at + bisect_left(self._wide, at) + bisect_right(self._cuts, at)

    def from_qt(self, at: int) -> int:
        """Which character Qt means; the whole of it, between its halves."""
        before = bisect_right(self._wide_in_qt, at - 1) + bisect_right(self._cuts_in_qt, at - 1)
        return at - before


def cuts_of(text: str) -> list[int]:
    """Where the lines of a text are cut to be shown: Qt lays out a whole line at once.

    With a line of 500,000 characters without a blank that takes it a minute.
    """
    cuts: list[int] = []
    for line in _LONG_LINES.finditer(text):
        at = line.start()
        while line.end() - at > _LINE:
            has_blanks = " " in text[at : at + _UNBROKEN]
            at = _cut_near(text, at + (_LINE if has_blanks else _UNBROKEN))
            cuts.append(at)
    return cuts


def with_cuts(text: str, cuts: Sequence[int]) -> str:
    """A text whose lines end at the cuts, too."""
    starts = [0, *cuts]
    return "\n".join(text[at:end] for at, end in zip(starts, [*cuts, len(text)], strict=True))


def _cut_near(text: str, at: int) -> int:
    """Before a word if there is one near, and in any case not within a character as one sees it."""
    if (space := text.rfind(" ", at - _WORD, at)) >= 0:
        return space + 1
    for near in range(at, at - _WORD, -1):
        if not (combining(text[near]) or text[near] in _JOINED or text[near - 1] in _JOINED):
            return near
    return at
