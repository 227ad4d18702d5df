"""Text cut for speech as it arrives: the first clause early, then whole sentences.

`sentence-stream`, Home Assistant's own library, finds the sentences. It is handed a *shadow* of
the text: one character for one character, in which newlines, asterisks and straight quotes have
become what it reads best. So positions in the shadow are positions in the text, and the text
itself comes out as it went in.

What holds, whatever the text (white space aside: each run of it may become another one, and a
segment has none at its ends):

- The segments, joined, are the text. Left out are only marks that no word follows any more, and
  the inside of a run without anything to speak that is longer than a segment may be.
- Every segment has a letter or a digit in it.
- No segment is longer than the limit, marks at its front aside that came too late for the one
  before it (at most 100).
- Where text may be cut is decided by the text alone, never by how it was split on its way here.
  The split decides only two things: how many very short sentences travel together (those that were
  at hand together do), and on which side of a cut the quotes and exclamation marks stand that
  arrived after their sentence had left.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator
from contextlib import aclosing
import re
from typing import Final, Protocol

from sentence_stream import SentenceBoundaryDetector

from .cutting import CLAUSE_MARKS, CLOSERS, OPENERS, SHUTTERS, best_cut, ends_clause
from .widths import LIMIT, WIDE, is_wide, weigh

FIRST_LIMIT: Final = 45
"""Length, in Chinese characters, at which the first segment is cut even without punctuation."""

_FIRST_CLAUSE: Final = 6 * WIDE  # about a second of speech, while which the next text comes
_SHORT: Final = 8 * WIDE  # a sentence below this is better spoken together with the next
_MAX_LATE_MARKS: Final = 100
_SLICE: Final = 2048  # how much of a whole text is looked at before the first segment is out

_ENDERS: Final = frozenset("。！？")
_LATE_MARKS: Final = _ENDERS | CLOSERS
_LATIN_ENDERS: Final = frozenset(".!?…؟।॥")
_LIST_MARKS: Final = frozenset(".)")
_LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_CLOSER_CHARS: Final = "".join(CLOSERS)

IDLE: Final = 0.7
"""Seconds without new text after which what is there is spoken."""

_READ_AHEAD: Final = 64
"""Pieces that are read before the last segment was asked for."""

_PIECES: Final = re.compile(r"[^\W\d_]+|.", re.DOTALL)  # a run of letters, or anything else alone
_LIST_NUMBER: Final = re.compile(r"\W*\d{1,3}[.)]+\s*")
_SENTENCE_END: Final = re.compile(r"[.!?…؟।॥。！？][\"'’”」』）》】〕〉)\]}]*\Z")


def ends_sentence(segment: str) -> bool:
    """Whether a segment ends where a sentence does, and not at a comma."""
    return _SENTENCE_END.search(segment) is not None


class Segmenter:
    """Cuts one text into segments to be spoken, while it arrives.

    The first segment leaves at the first clause that takes about a second to say, so that speech
    starts before the first sentence is over; so does the first one after a `flush`.

    Args:
        first_limit: Length of the first segment at which it is cut without punctuation too.
        limit: Length that no segment exceeds. Both count Chinese characters; 9 of them are as
            long as 20 Latin letters.

    Raises:
        ValueError: The limits are not 1 ≤ first_limit ≤ limit.
    """

    def __init__(self, *, first_limit: int = FIRST_LIMIT, limit: int = LIMIT) -> None:
        if not 1 <= first_limit <= limit:
            raise ValueError(f"1 <= first_limit <= limit does not hold: {first_limit}, {limit}")
        self._first_limit = first_limit * WIDE
        self._limit = limit * WIDE
        self._first = True  # nothing has been handed out, or nothing since a pause
        self._last = " "  # the last character, as the detector sees it
        self._depth = 0  # quotes and brackets that are open
        self._quoted = False  # a straight quote is open
        self._restart()

    @property
    def pending(self) -> bool:
        """Whether `flush` would return something."""
        return _speakable(self._text)

    def feed(self, text: str) -> list[str]:
        """Take the next text; return the segments that are ready to be spoken."""
        first = self._first
        return list(self._joined(self._units(text), first=first))

    def flush(self) -> list[str]:
        """Return what is there: the text has ended, or pauses.

        Marks without a word are kept; they go with what may follow.
        """
        return [unit.strip() for unit in self._rest()]

    def whole(self, text: str) -> Iterator[str]:
        """Cut a text that is all there, looking at a little of it at a time."""
        return self._joined(self._all_units(text), first=self._first)

    def _all_units(self, text: str) -> Iterator[str]:
        for start in range(0, len(text), _SLICE):
            yield from self._units(text[start : start + _SLICE], whole=True)
        yield from self._rest()

    def _rest(self) -> list[str]:
        self._first = True
        if not self.pending:
            return []
        rest = self._text
        self._restart()
        return [rest]

    def _units(self, text: str, *, whole: bool = False) -> Iterator[str]:
        """Find the units: the smallest pieces that may be spoken by themselves."""
        units: list[str] = []
        for match in _PIECES.finditer(text):
            piece = match.group()
            self._push(piece, self._shadow_of(piece), units)
            yield from units
            units.clear()
        if not whole and self._is_complete():
            self._cut(len(self._text), units)
            yield from units

    def _joined(self, units: Iterable[str], *, first: bool) -> Iterator[str]:
        """Join very short sentences with what follows them, except for the first."""
        held = ""
        for unit in units:
            if held and weigh(held) + weigh(unit) > self._limit:
                yield held.strip()
                held = ""
            held += unit
            if first or weigh(held) >= _SHORT or not ends_sentence(held.rstrip()):
                yield held.strip()
                held = ""
            first = False
        if held:
            yield held.strip()

    # The shadow

    def _shadow_of(self, piece: str) -> str:
        """Return the piece as the detector shall see it, and keep count of what is open."""
        seen = self._translate(piece) if len(piece) == 1 and not piece.isalpha() else piece
        self._last = seen[-1]
        return seen

    def _translate(self, char: str) -> str:
        if char in _LINE_ENDS:
            self._depth = 0
            self._quoted = False
            return " "
        seen = char
        after_wide = self._last == "…" or is_wide(self._last)
        if char == '"':
            seen = "”" if self._quoted else "“"
            self._quoted = not self._quoted
        elif char == "*":
            seen = "~"  # the detector would take asterisks out
        elif char == "｡":
            seen = "。"
        elif char == "…" and not after_wide:
            seen = "?"  # ends a Chinese sentence, but an English one only before a capital
        elif after_wide and char in "!?":
            seen = "！" if char == "!" else "？"
        elif self._last in _LATE_MARKS and char in ")]":
            seen = "）" if char == ")" else "】"
        if seen in OPENERS:
            self._depth += 1
        elif seen in SHUTTERS:
            self._depth = max(0, self._depth - 1)
        return seen

    # The unit that is being collected

    def _restart(self) -> None:
        self._text = ""
        self._shadow = ""  # the text as the detector sees it
        self._weight = 0
        self._leading = True  # nothing but late marks and white space so far
        self._detector = SentenceBoundaryDetector()
        self._fed = 0  # how much of the shadow the detector has been given
        self._found = 0  # how much of it the detector has taken out as sentences
        self._wide_end = False  # an unconfirmed 。 is in the shadow
        self._latin_end = False  # an unconfirmed . is in the shadow

    def _push(self, piece: str, shadow: str, units: list[str]) -> None:
        """Take a run of letters or one other character."""
        weight = weigh(piece)
        limit = self._first_limit if self._first else self._limit
        if len(piece) > 1 and self._weight + weight > limit:
            for char in piece:
                self._push(char, char, units)
            return
        if self._leading:
            if shadow.isspace() or shadow in _LATE_MARKS:
                mark = " " if shadow.isspace() else piece
                if self._text[-1:] + mark != "  " and len(self._text) < _MAX_LATE_MARKS:
                    self._text += mark
                    self._shadow += " "
                return
            self._leading = False
        self._text += " " if shadow == " " else piece
        self._shadow += shadow
        self._weight += weight
        if end := self._end(piece, shadow, limit, units):
            self._cut(end, units)

    def _cut(self, end: int, units: list[str]) -> None:
        """Hand out the first `end` characters as a unit and start again with the rest."""
        units.append(self._text[:end])
        self._first = False
        self._continue_from(end, units)

    def _continue_from(self, start: int, units: list[str]) -> None:
        text, shadow = self._text[start:], self._shadow[start:]
        self._restart()
        for match in _PIECES.finditer(text):
            self._push(match.group(), shadow[match.start() : match.end()], units)

    def _end(self, piece: str, shadow: str, limit: int, units: list[str]) -> int:
        """Return where the unit ends now that the piece has come, or 0 while it goes on."""
        size = len(self._text)
        if piece in _LINE_ENDS and _speakable(self._text):
            return size
        if self._confirms(shadow[0]) and (end := self._sentence_end()):
            return end
        if self._first and (end := self._first_clause_end(piece)):
            return end
        if self._weight <= limit:
            return 0
        if not _speakable(self._text[:-1]):
            self._continue_from(size - 1, units)  # a rule of dashes, say, is not spoken
            return 0
        return best_cut(self._text, limit)

    # Ends of sentences

    def _confirms(self, char: str) -> bool:
        """Whether the detector can know more about a sentence's end after this character."""
        confirms = False
        if char in _ENDERS or char == "…":
            self._wide_end = True
        elif self._wide_end and char not in CLOSERS:
            self._wide_end = False
            confirms = True
        if char in _LATIN_ENDERS:
            self._latin_end = True
        elif self._latin_end and char.isalpha():
            self._latin_end = False
            confirms = True
        elif self._latin_end and char == " ":
            confirms = self._shadow[-2:-1] in _LIST_MARKS  # the number of a list's next item
        return confirms

    def _sentence_end(self) -> int:
        news = self._shadow[self._fed :]
        self._fed = len(self._shadow)
        for sentence in self._detector.add_chunk(news):
            rest = self._shadow[self._found :]
            self._found += len(rest) - len(rest.lstrip()) + len(sentence)
            found = self._text[: self._found]
            if _speakable(found) and not _LIST_NUMBER.fullmatch(found):
                return self._found
        return 0

    def _is_complete(self) -> bool:
        """Whether the text ends with a sentence that no later text can change."""
        return (
            self._last in _LATE_MARKS
            and self._depth == 0
            and self._shadow.rstrip(_CLOSER_CHARS)[-1:] in _ENDERS
            and _speakable(self._text)
        )

    # The first clause

    def _first_clause_end(self, piece: str) -> int:
        end = len(self._text)
        weight = self._weight
        if not self._is_clear_clause_mark(piece):
            end -= len(piece)
            weight -= weigh(piece)
            if weight < _FIRST_CLAUSE or not ends_clause(self._text, end):
                return 0
        return end if weight >= _FIRST_CLAUSE and _speakable(self._text[:end]) else 0

    def _is_clear_clause_mark(self, char: str) -> bool:
        """Whether the clause is over whatever follows: no closing quote, no 12：30."""
        return char in CLAUSE_MARKS and self._depth == 0 and not self._text[-2:-1].isdigit()


def segment(text: str | Iterable[str]) -> Iterator[str]:
    """Cut a text, or its pieces as they come, into segments to be spoken.

    Of pieces, each is taken as all there is so far: what it completes comes out before the next
    one is asked for.
    """
    segmenter = Segmenter()
    if isinstance(text, str):
        yield from segmenter.whole(text)
        return
    for piece in text:
        yield from segmenter.feed(piece)
    yield from segmenter.flush()


class ReadAhead(Protocol):
    """A text that is read ahead while it arrives, so that its pauses can be seen."""

    async def wait(self, seconds: float | None) -> bool:
        """Wait until there is something to take, or the text is over; False after `seconds`."""

    def take(self) -> str | None:
        """Return what came since the last time, or None once the text is over.

        Raises:
            Exception: What ended the text, if it failed.
        """


async def cut(text: ReadAhead, *, idle: float = IDLE) -> AsyncGenerator[str, None]:
    """Cut a text that is read ahead into segments to be spoken.

    When it pauses, what is there is handed out, be it a sentence or not. When it fails, the
    segments that were complete are handed out, then its error is raised.

    Args:
        text: Who reads it ends the reading.
        idle: Seconds without new text after which it counts as a pause.
    """
    segmenter = Segmenter()
    while True:
        paused = not await text.wait(idle if segmenter.pending else None)
        news = "" if paused else text.take()
        if news is None:
            break
        for ready in segmenter.flush() if paused else segmenter.feed(news):
            yield ready
    for ready in segmenter.flush():
        yield ready


async def segment_stream(
    text: AsyncIterable[str], *, idle: float = IDLE
) -> AsyncGenerator[str, None]:
    """Cut text into segments to be spoken, while it arrives; pauses and errors as in `cut`.

    The source is read in a task of its own, a few pieces ahead of the speech. It is closed in
    every case, also when the caller stops early or is cancelled.

    Args:
        text: Pieces of the text, such as the tokens of a language model.
        idle: Seconds without new text after which it counts as a pause.
    """
    reader = _Reader(text)
    try:
        async with aclosing(cut(reader, idle=idle)) as segments:
            async for ready in segments:
                yield ready
    finally:
        await reader.close()


class _Reader:
    """Reads a source ahead, in one task from its first piece to its close."""

    def __init__(self, source: AsyncIterable[str]) -> None:
        self._source = source
        self._pieces: list[str] = []
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._task = asyncio.create_task(self._read())
        self._task.add_done_callback(lambda _: self._news.set())

    async def _read(self) -> None:
        try:
            async for piece in self._source:
                self._pieces.append(piece)
                self._news.set()
                if len(self._pieces) >= _READ_AHEAD:
                    self._room.clear()
                    await self._room.wait()
        finally:
            if isinstance(self._source, AsyncGenerator):
                await self._source.aclose()

    async def wait(self, seconds: float | None) -> bool:
        """Wait until there is something to take; return whether there is."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return self._news.is_set()  # it may have come in the timer's own turn of the loop
        return True

    def take(self) -> str | None:
        """Return what has been read, or None once the source has ended and all was taken."""
        if not self._pieces and self._task.done():
            self._task.result()  # raises what ended it, if it failed
            return None
        news = "".join(self._pieces)
        self._pieces.clear()
        self._room.set()
        if not self._task.done():
            self._news.clear()
        return news

    async def close(self) -> None:
        """Stop reading and close the source; an error of its end is nobody's any more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def _speakable(text: str) -> bool:
    return any(map(str.isalnum, text))
