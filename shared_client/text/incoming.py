"""The text that has come and is not decided yet, and how far it has been read."""

from __future__ import annotations

import re
from typing import Final

HOLD: Final = 300
"""Characters after which a mark that has found no partner is plain text."""

HOLD_PASSAGE: Final = 20_000
"""The same of what goes over many lines, such as a block of code: so long is it kept, to be read
after all where its end does not come."""

NEWLINES: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

_LINE: Final = re.compile(rf"[^{NEWLINES}]*")


class Incoming:
    """The undecided text.

    Attributes:
        text: The text from the last decision on.
        at: How much of it has been read.
        final: Whether no more text comes.
        previous: The last character that was read; a newline at the start of a line.
    """

    def __init__(self) -> None:
        self.text = ""
        self.at = 0
        self.final = False
        self.previous = "\n"
        self._spans = [(0, 0)]  # index in text, place in the whole text; from there both go on
        self._kept: list[tuple[str, list[tuple[int, int]]]] | None = None  # read since `keep`
        self._kept_size = 0
        self._kept_from = 0  # where in the text that begins which is not in `_kept` yet
        self._kept_previous = "\n"

    def add(self, text: str) -> None:
        """Take the next text."""
        self.text += text

    def forget(self) -> None:
        """Drop what has been read, or put it aside while it is kept."""
        at = self.at
        if self._kept is not None:
            start = self._kept_from
            if at > start:
                self._kept.append((self.text[start:at], self._spans_between(start, at)))
                self._kept_size += at - start
            self._kept_from = 0
        self._spans = self._spans_between(at, len(self.text) + 1)
        self.text = self.text[at:]
        self.at = 0

    # A way back

    def keep(self) -> None:
        """Keep what is read from here on, so that it can be read another way after all."""
        self._kept = []
        self._kept_size = 0
        self._kept_from = self.at
        self._kept_previous = self.previous

    def kept_until(self, at: int) -> int:
        """How many characters lie between where keeping began and an index of the text."""
        return self._kept_size + at - self._kept_from

    def let_go(self) -> None:
        """Keep no longer: the decision stands."""
        self._kept = None

    def go_back(self) -> None:
        """Go back to where keeping began, and keep no longer."""
        kept = self._kept or []
        rest, self._kept = self._kept_from, None
        kept.append((self.text[rest:], self._spans_between(rest, len(self.text) + 1)))
        spans: list[tuple[int, int]] = []
        start = 0
        for text, there in kept:
            for index, place in there:
                if not spans or place - spans[-1][1] != start + index - spans[-1][0]:
                    spans.append((start + index, place))
            start += len(text)
        self._spans = spans
        self.text = "".join(text for text, _ in kept)
        self.at = 0
        self.previous = self._kept_previous

    def jump(self, place: int) -> None:
        """Go on at a place in the whole text, if it is ahead and the way there is known."""
        length = place - self.place(self.at)
        if length > 0 and self._spans[-1][0] <= self.at:
            self.at = min(self.at + length, len(self.text))

    def _spans_between(self, start: int, end: int) -> list[tuple[int, int]]:
        later = ((index - start, place) for index, place in self._spans if start < index < end)
        return [(0, self.place(start)), *later]

    def place(self, at: int) -> int:
        """Where in the whole text a character of the undecided text stands."""
        index, place = self._spans[0]
        if len(self._spans) > 1:
            for later, elsewhere in self._spans[1:]:
                if later <= at:
                    index, place = later, elsewhere
        return place + at - index

    def replace(self, start: int, label: str, end: int) -> None:
        """Go on with a label that stands from `start`, and with what follows `end`."""
        rest = [(0, self.place(start))] if label else []
        rest.append((len(label), self.place(end)))
        rest += [(index - end + len(label), place) for index, place in self._spans if index > end]
        self._spans = rest
        self.text = label + self.text[end:]
        self.at = 0

    def read(self, length: int) -> bool:
        """Pass over so many characters."""
        self.at += length
        self.previous = self.text[self.at - 1]
        return True

    def char(self, offset: int = 0) -> str:
        """A character from here on; beyond the end of the text a newline."""
        at = self.at + offset
        return self.text[at] if at < len(self.text) else "\n"

    def run_length(self, char: str) -> int:
        """How often a character stands here in a row."""
        ahead = self.text[self.at : self.at + HOLD]
        return len(ahead) - len(ahead.lstrip(char))

    def is_open(self, length: int) -> bool:
        """Whether a decision about so many characters must wait for them."""
        return not self.final and len(self.text) - self.at < length

    def is_open_after(self, pattern: re.Pattern[str], limit: int = HOLD) -> bool:
        """Whether all the text there is fits a pattern, so that later text decides."""
        return self.is_open(limit) and pattern.fullmatch(self.text, self.at) is not None

    def is_run_open(self, length: int) -> bool:
        """Whether a run of so many equal characters may become longer."""
        return length < HOLD and self.is_open(length + 1)

    def line_end(self, offset: int) -> int:
        """Where the line ends, from an offset on and as far as it is looked at."""
        line = _LINE.match(self.text, self.at + offset, self.at + HOLD)
        return line.end() if line else self.at + offset

    def is_blank(self, offset: int) -> bool:
        """Whether the line is blank from the offset on, as far as it goes and is looked at."""
        return self.text[self.at + offset : self.line_end(offset)].strip(" \t") == ""

    def leave_line(self) -> bool:
        """Pass over the rest of the line; return whether its end has come."""
        line = _LINE.match(self.text, self.at)
        self.at = line.end() if line else self.at
        return self.at < len(self.text)
