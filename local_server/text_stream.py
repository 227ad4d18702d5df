"""Text that arrives in pieces, cut into what is spoken in one go."""

from __future__ import annotations

import asyncio
from collections import deque
import re
import time
from typing import TYPE_CHECKING, Final, Protocol, Self, runtime_checkable
import unicodedata

from local_server import tags
from local_server.errors import ApiError, IdleError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

MAX_MESSAGE: Final = 20_000
"""Characters of one message or request."""
MAX_TASK: Final = 1_000_000
"""Characters of one task."""

_LARGEST: Final = 160
"""Weight of the largest piece: what lasts some twenty seconds."""
_LONGEST_TAG: Final = 18
_SECONDS: Final = 20 / _LARGEST
"""Of speech, for a weight of one."""
_WINDOW: Final = 2 * _LARGEST
_EARLY: Final = 12
"""Weight from which a task's first piece may end at a comma, so that sound comes early."""
_SHORT: Final = 6
"""Weight below which a first piece is joined, too: a model swallows the end of a lone word."""
_WIDE: Final = 0x2E80
"""From here on, a character counts for two: most of them are syllables."""
_LETTER: Final = 0.6
"""What a letter lasts, where a Chinese character lasts 2: some 15 and 5 of them make a second."""
_GROWTH: Final = 3
"""How many times as long as the piece before it a joined piece may last: it is made meanwhile."""

_CLOSERS: Final = "\"'”’」』）》】〕〉)\\]}»*_"
_AFTER: Final = rf"[{_CLOSERS}]*{tags.BEHIND}"
_END: Final = re.compile(
    rf"""
    (?: [。！？｡؟।॥]+ [。！？!?…]* {_AFTER}   # ends wherever it stands
      | (?: [!?…]+ | ……+ ) {_AFTER} (?= \s | $ | [^\x00-\u02ff] )
      | \.+ {_AFTER} (?= \s | $ )
      | [；;] {tags.BEHIND} (?= \s | $ | [^\x00-\u02ff] )
      | \n
    )""",
    re.VERBOSE,
)
_CLAUSE: Final = re.compile(r"[，、：；。！？]|[,;:.!?](?=\s)|—+|\n")
_WIDE_MARKS: Final = "，、：；"
_NOT_AN_END: Final = re.compile(
    r"(?:^|[\s(\"'“])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|No|Nr|Fig|etc|e\.g|i\.e|z\.B|[A-Z]\.[A-Z])\.$"
    r"|\d\.$"
)
_TAGS_AT_END: Final = re.compile(rf"(?:\s*(?:{tags.TAG.pattern}))+\s*$")
_WORD_TAIL: Final = re.compile(r"[^\s\u2e80-\U0010ffff]+$")


def speakable(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit or a sign, not only punctuation."""
    return any(unicodedata.category(char)[0] in "LNS" for char in text)


def weigh(text: str) -> int:
    """How long a text takes, roughly: one for a letter, two for a Chinese character."""
    return sum(2 if ord(char) >= _WIDE else 1 for char in text)


@runtime_checkable
class _Stocked(Protocol):
    """Text that knows whether there is more of it.

    Attributes:
        at_hand: Whether the next piece is there already.
    """

    @property
    def at_hand(self) -> bool: ...


def at_hand(text: object) -> bool:
    """Whether the next piece of a text is there already; False for a text that can't tell."""
    return isinstance(text, _Stocked) and text.at_hand


def _lasting(text: str) -> float:
    """How long a text takes, in the tenths of a second that a fluent speaker takes for it."""
    return sum(2 if ord(char) >= _WIDE else _LETTER for char in text)


async def joined(text: AsyncIterator[str], most: float) -> AsyncGenerator[str, None]:
    """Pieces of text that are there already, several at once; the first one alone, for speed.

    The pieces after it grow, so that each is made while the one before it is heard.

    Args:
        text: Piece by piece.
        most: Tenths of a second that joined pieces may last, roughly.
    """
    limit, left, first = most, "", True
    while piece := left or await anext(text, ""):
        left = ""
        while (weigh(piece) < _SHORT if first else _lasting(piece) < limit) and at_hand(text):
            left = await anext(text, "")
            if not left or _lasting(piece) + _lasting(left) > limit:
                break
            piece += left if ord(piece[-1]) >= _WIDE else f" {left}"
            left = ""
        first = False
        limit = min(most, _GROWTH * _lasting(piece))
        yield piece


class TextStream:
    """Text in by `put`, pieces out by iteration, from one event loop.

    A sentence that a message ends with leaves at once. What a message leaves open waits for
    the next message; when none comes for `idle` seconds it is spoken as it is.

    Attributes:
        waited: Seconds for which the reader has waited for text.
        held: Characters that are ready to be spoken.
    """

    def __init__(self, text: str = "", *, idle: float = 0.3, patience: float = 600.0) -> None:
        self.waited = 0.0
        self.held = 0
        self._weight = 0
        self._in_hand = 0
        self._idle = idle
        self._patience = patience
        self._buffer = ""
        self._tags = ""
        self._ready: deque[str] = deque()
        self._first = True
        self._closed = False
        self._received = 0
        self._changed = asyncio.Event()
        self._error: ApiError | None = None
        if text:
            self.put(text)
            self.close()

    @property
    def seconds(self) -> float:
        """How long what is ready will be heard, roughly, with the piece that was taken last."""
        return (self._weight + self._in_hand) * _SECONDS

    @property
    def at_hand(self) -> bool:
        """Whether the next piece is there already."""
        return bool(self._ready)

    def put(self, text: str) -> None:
        """Add text.

        Raises:
            TooLargeError: It is more than a message or a task may have.
        """
        if len(text) > MAX_MESSAGE:
            raise TooLargeError(
                f"text has {len(text)} characters; at most {MAX_MESSAGE} are taken at once"
            )
        self._received += len(text)
        if self._received > MAX_TASK:
            raise TooLargeError(f"the task has more than {MAX_TASK} characters of text")
        self._buffer += text
        self._cut()
        self._changed.set()

    def close(self) -> None:
        """No more text comes: what is left is a sentence."""
        self._closed = True
        self._flush()
        if tags.is_heard(self._tags):
            self._ready.append(self._tags)
            self.held += len(self._tags)
            self._weight += weigh(self._tags)
        self._changed.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        """The next piece.

        Raises:
            IdleError: No text came for as long as the stream's patience.
        """
        started = time.perf_counter()
        try:
            while not self._ready:
                if self._closed:
                    raise StopAsyncIteration
                self._changed.clear()
                try:
                    async with asyncio.timeout(self._idle if self._buffer else self._patience):
                        await self._changed.wait()
                except TimeoutError:
                    # Text that comes in the timer's own turn of the loop still counts.
                    if not self._changed.is_set():
                        self._after_silence()
            piece = self._ready.popleft()
            self.held -= len(piece)
            self._in_hand = weigh(piece)
            self._weight -= self._in_hand
            return piece
        finally:
            self.waited += time.perf_counter() - started

    def _after_silence(self) -> None:
        if not self._buffer:
            raise IdleError(f"no text came for {self._patience:g} seconds")
        # The word that is being written gets one more chance to be finished.
        tail = _WORD_TAIL.search(self._buffer)
        if tail and tail.start():
            self._add(self._buffer[: tail.start()])
            self._buffer = tail.group()
        else:
            self._flush()

    def _flush(self) -> None:
        self._cut()
        self._add(self._buffer)
        self._buffer = ""

    def _cut(self) -> None:
        """Move what is complete from the buffer to the pieces."""
        while (end := self._end()) is not None:
            self._add(self._buffer[:end])
            self._buffer = self._buffer[end:]

    def _end(self) -> int | None:
        # More than a piece can hold need not be looked at, however much has come.
        buffer = self._buffer[:_WINDOW]
        for match in _END.finditer(buffer):
            if _NOT_AN_END.search(buffer[: match.end()].rstrip(_CLOSERS)):
                continue
            return self._clause(match.end()) or match.end()
        return self._clause(len(buffer))

    def _clause(self, end: int) -> int | None:
        """Where a piece ends before its sentence does, because it is long or the first one."""
        text = self._buffer[:end]
        total = weigh(text)
        if self._first:
            last = len(_TAGS_AT_END.sub("", text))
            for match in _CLAUSE.finditer(text):
                if weigh(text[: match.end()]) >= _EARLY:
                    # At the end of what has come, only a wide mark is sure: "12," may go on.
                    if match.end() < last or match.group() in _WIDE_MARKS:
                        return match.end()
                    break
        if total <= _LARGEST:
            return None
        limit = _prefix(text, _LARGEST)
        cuts = [match.end() for match in _CLAUSE.finditer(text, 0, limit)]
        if cuts and cuts[-1] > limit // 4:
            return cuts[-1]
        space = text.rfind(" ", limit // 4, limit)
        return space + 1 if space >= 0 else _before_a_tag(text, limit)

    def _add(self, piece: str) -> None:
        piece, self._tags = self._tags + piece, ""
        if not speakable(tags.without(piece)):
            # Tags without words belong to the words that follow.
            self._tags = "".join(tags.TAG.findall(piece))
        else:
            self._first = False
            self._ready.append(piece.strip())
            self.held += len(self._ready[-1])
            self._weight += weigh(self._ready[-1])


def _before_a_tag(text: str, cut: int) -> int:
    """Where to cut instead of inside a tag of CosyVoice, such as [laughter]."""
    start = max(text.rfind(mark, cut - _LONGEST_TAG, cut) for mark in "[<")
    whole = start <= 0 or any(mark in text[start:cut] for mark in "]>")
    return cut if whole else start


def _prefix(text: str, weight: int) -> int:
    """How many characters of a text have the weight."""
    total = 0
    for index, char in enumerate(text):
        total += 2 if ord(char) >= _WIDE else 1
        if total > weight:
            return index
    return len(text)
