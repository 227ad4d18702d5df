"""Passages that are left out up to their end, and read after all where the end does not come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .incoming import HOLD_PASSAGE

if TYPE_CHECKING:
    from .incoming import Incoming
    from .spoken import Spoken

_LONGEST_END: Final = 32


class Passage:
    """Leaves out one passage at a time: a thought, a script, the comment of a page.

    Args:
        incoming: The text.
        spoken: What is said of it.

    Attributes:
        is_open: Whether the end of a passage is being waited for.
    """

    def __init__(self, incoming: Incoming, spoken: Spoken) -> None:
        self._incoming = incoming
        self._spoken = spoken
        self.is_open = False
        self._end = re.compile("")
        self._is_certain = self._breaks_word = False
        self._lost: re.Pattern[str] | None = None
        self._limit = 0
        self._given_up = -1  # where the last one began that had no end
        self._endless: dict[str, int] = {}  # by end: up to which place it does not come

    def was_given_up(self) -> bool:
        """Whether the mark here has been found to open nothing."""
        return self._incoming.place(self._incoming.at) == self._given_up

    def open(
        self,
        length: int,
        end: re.Pattern[str],
        *,
        is_certain: bool = False,
        breaks_word: bool = False,
        lost: re.Pattern[str] | None = None,
        limit: int = HOLD_PASSAGE,
    ) -> bool:
        """Leave out a mark that is here, and what follows it.

        Args:
            length: Of the mark.
            end: What ends the passage; it is left out with it.
            is_certain: Whether the passage goes on to the end of the text if nothing ends it. Else
                it is given up there.
            breaks_word: Whether what stands before and after it are two words.
            lost: What must be in a passage without an end for it to be given up; anything if None.
            limit: How many characters it may have before it is given up, too; with `lost`, before
                it is believed.
        """
        incoming = self._incoming
        self._end, self._is_certain, self._breaks_word = end, is_certain, breaks_word
        self._lost, self._limit = lost, limit
        self.is_open = True
        if not is_certain:
            incoming.keep()
        if length:
            incoming.read(length)
        if not is_certain:
            incoming.jump(self._endless.get(end.pattern, 0))
        return True

    def step(self) -> bool:
        """Leave out what has come; False to wait for more."""
        incoming = self._incoming
        found = self._end.search(incoming.text, incoming.at)
        end = found.end() if found else len(incoming.text)
        if not self._is_certain and incoming.kept_until(end) > self._limit:
            if self._lost is None:
                return self._give_up(found.start() if found else end)
            self._is_certain = True
            incoming.let_go()
        if found:
            return self._close(end)
        if incoming.final:
            return self._close(end) if self._is_certain else self._give_up(end)
        rest = end - incoming.at - _LONGEST_END
        return incoming.read(rest) if rest > 0 else False

    def _close(self, end: int) -> bool:
        incoming = self._incoming
        self.is_open = False
        incoming.let_go()
        if end > incoming.at:
            incoming.read(end - incoming.at)
        if self._breaks_word:
            self._spoken.end_word()
            incoming.previous = " "
        return True

    def _give_up(self, searched: int) -> bool:
        """Go back to the mark; before `searched`, or the last few characters, no end begins."""
        incoming = self._incoming
        last = max(incoming.at, min(searched, len(incoming.text) - _LONGEST_END))
        self._endless[self._end.pattern] = incoming.place(last)
        incoming.go_back()
        if self._lost is not None and not self._lost.search(incoming.text):
            return self._close(len(incoming.text))
        self.is_open = False
        self._given_up = incoming.place(0)
        return True
