"""What is said of a text: words with one space between them, sentences where lines were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .widths import is_wide

if TYPE_CHECKING:
    from .incoming import Incoming

_SENTENCE_MARKS: Final = frozenset(".!?…,;:。！？，、；：—؟।")
_CLOSERS: Final = "\"'”’」』）》】〕〉)]}»"
_NO_SPACE_BEFORE: Final = frozenset(".,!?;:)]}，。！？；：、）】》”’」』")
_JOINERS: Final = frozenset("\u200c\u200d")
_DROPPED: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad"  # control characters, soft hyphen
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"  # zero width, direction
    "\u20d0-\u20ff\ufe00-\ufe0f"  # the box of a keycap, variation selectors
    "\u231a\u231b\u23e9-\u23ff\u2500-\u27bf\u2b00-\u2bff\U0001f000-\U0001fbef"  # pictures
    "\ud800-\uf8ff\U000e0000-\U0010ffff"  # halves of characters, tags, private use
    "]"
)


class Spoken:
    """Collects what is said, each piece with its place in the whole text.

    Args:
        incoming: The text it is said of.

    Attributes:
        is_item: The line is to end like a sentence: a heading, an item of a list, a row.
        is_row: The line is a row of a table.
        comma: A comma is to be said before the next word: a cell of a table has ended.
        gap: Something was left out.
        tail: The last characters that were said of this line.
        has_begun: Something was said.
    """

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming
        self._pieces: list[tuple[str, int]] = []
        self._spoke = False  # something has come out, and no newline after it
        self._space = False  # white space is to come out before the next word
        self.is_item = self.is_row = self.comma = self.gap = False
        self.tail = ""
        self.has_begun = False

    def take(self) -> list[tuple[str, int]]:
        """What was said since the last time."""
        pieces, self._pieces = self._pieces, []
        return pieces

    def say(self, text: str, at: int | None = None) -> None:
        """Let through a run of letters or digits, or one other character, which stands at `at`."""
        if text.isspace():
            self._space = self._spoke
            return
        if len(text) == 1 and self._is_dropped(text):
            self.gap = True
            return
        if self.comma:
            self._put("，" if is_wide(self.tail[-1]) else ", ", at)
        elif self._space and not (self.gap and text in _NO_SPACE_BEFORE):
            self._put(" ", at)
        self.comma = self._space = self.gap = False
        self._put(text, at)
        self.tail = (self.tail + text)[-4:]
        self._spoke = self.has_begun = True

    def say_instead(self, phrase: str, start: int, length: int) -> None:
        """Say a phrase for what is left out: so many characters from a place in the whole text."""
        if self._space:
            self._pieces.append((" ", start))
        last = max(1, len(phrase) - 1)
        for number, char in enumerate(phrase):
            self._pieces.append((char, start + number * max(0, length - 1) // last))
        self.comma = self._space = self.gap = False
        self.tail = phrase[-4:]
        self._spoke = self.has_begun = True

    def end_cell(self) -> None:
        """A cell of a table has ended, or a line in it."""
        self.comma = bool(self.tail)

    def end_word(self) -> None:
        """Something stood here that no word goes over."""
        self._space = self._spoke

    def end_sentence(self) -> None:
        """Make a sentence of a heading, a list item or a table row."""
        if self.is_item and self.tail:
            end = self.tail.rstrip(_CLOSERS)[-1:]
            if end not in _SENTENCE_MARKS:
                self._put("。" if is_wide(self.tail[-1]) else ".")
        self.is_item = False

    def end_line(self) -> None:
        """The line is over."""
        self.end_sentence()
        if self._spoke:
            self._put("\n")
        self._spoke = self._space = False
        self._start_line()

    def _start_line(self) -> None:
        self.is_item = self.is_row = self.comma = self.gap = False
        self.tail = ""

    def _put(self, text: str, at: int | None = None) -> None:
        incoming = self._incoming
        self._pieces.append((text, incoming.place(incoming.at if at is None else at)))

    def _is_dropped(self, char: str) -> bool:
        if char in _JOINERS and "\u0600" <= self._incoming.previous <= "\u0fff":
            return False  # they shape Persian and Indic words
        return _DROPPED.match(char) is not None
