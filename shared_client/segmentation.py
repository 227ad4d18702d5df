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
import unicodedata

from sentence_stream import SentenceBoundaryDetector

# Lengths are counted so that a Chinese character takes 20 and a Latin letter 9: the limit of 90
# Chinese characters, where the service is at its best, then is one of 200 Latin letters.
_WIDE: Final = 20
_NARROW: Final = 9

FIRST_LIMIT: Final = 45
"""Length, in Chinese characters, at which the first segment is cut even without punctuation."""

LIMIT: Final = 90
"""Length, in Chinese characters (20 to 9 Latin letters), that no segment exceeds."""

_FIRST_CLAUSE: Final = 6 * _WIDE  # about a second of speech, while which the next text comes
_SHORT: Final = 8 * _WIDE  # a sentence below this is better spoken together with the next
_MAX_LATE_MARKS: Final = 100
_SLICE: Final = 2048  # how much of a whole text is looked at before the first segment is out

_ENDERS: Final = frozenset("。！？")
_CLOSERS: Final = frozenset("”’」』）》】〕〉）")
_LATE_MARKS: Final = _ENDERS | _CLOSERS
_LATIN_ENDERS: Final = frozenset(".!?…؟।॥")
_OPENERS: Final = frozenset("“「『（《【〔〈([{")
_SHUTTERS: Final = frozenset("”」』）》】〕〉)]}")
_WIDE_CLAUSE: Final = frozenset("，、；：")
_LATIN_CLAUSE: Final = frozenset(",;:")
_DASHES: Final = frozenset("—–―")
_NOT_AT_A_START: Final = (
    _LATE_MARKS | _LATIN_ENDERS | _SHUTTERS | _WIDE_CLAUSE | _LATIN_CLAUSE | _DASHES | {'"'}
)
_PLAIN_ENDERS: Final = frozenset(
    "!?…"
)  # before a small letter they end a clause, unlike a full stop
_LIST_MARKS: Final = frozenset(".)")
_APOSTROPHES: Final = frozenset("'’")
_LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_NO_BREAK_SPACES: Final = frozenset("\u00a0\u2007\u202f")
_CLOSER_CHARS: Final = "".join(_CLOSERS)
_SHUTTER_CHARS: Final = "".join(_CLOSERS | _SHUTTERS | {'"', "'"})
_WIDE_CLASSES: Final = frozenset({"W", "F"})

_ZERO_WIDTH_JOINER: Final = "\u200d"
_JOINED_TO_THE_LAST: Final = frozenset(
    chr(code)
    for codes in (
        range(0x200D, 0x200E),  # the joiner
        range(0x1160, 0x1200),  # vowels and ends of Korean syllables
        range(0x1F3FB, 0x1F400),  # skin tones
        range(0xE0020, 0xE0080),  # tags of a flag
    )
    for code in codes
)
_FLAG_LETTERS: Final = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_HIGH_SURROGATES: Final = frozenset(map(chr, range(0xD800, 0xDC00)))
_LOW_SURROGATES: Final = frozenset(map(chr, range(0xDC00, 0xE000)))

IDLE: Final = 0.7
"""Seconds without new text after which what is there is spoken."""

_READ_AHEAD: Final = 64
"""Pieces that are read before the last segment was asked for."""

_PIECES: Final = re.compile(r"[^\W\d_]+|.", re.DOTALL)  # a run of letters, or anything else alone
_LIST_NUMBER: Final = re.compile(r"\W*\d{1,3}[.)]+\s*")
_SENTENCE_END: Final = re.compile(r"[.!?…؟।॥。！？][\"'’”」』）》】〕〉)\]}]*\Z")


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
        self._first_limit = first_limit * _WIDE
        self._limit = limit * _WIDE
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
            if held and _weigh(held) + _weigh(unit) > self._limit:
                yield held.strip()
                held = ""
            held += unit
            if first or _weigh(held) >= _SHORT or not _SENTENCE_END.search(held.rstrip()):
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
        after_wide = self._last == "…" or _is_wide(self._last)
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
        if seen in _OPENERS:
            self._depth += 1
        elif seen in _SHUTTERS:
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
        weight = _weigh(piece)
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
        return _best_cut(self._text, limit)

    # Ends of sentences

    def _confirms(self, char: str) -> bool:
        """Whether the detector can know more about a sentence's end after this character."""
        confirms = False
        if char in _ENDERS or char == "…":
            self._wide_end = True
        elif self._wide_end and char not in _CLOSERS:
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
            weight -= _weigh(piece)
            if weight < _FIRST_CLAUSE or not _ends_clause(self._text, end):
                return 0
        return end if weight >= _FIRST_CLAUSE and _speakable(self._text[:end]) else 0

    def _is_clear_clause_mark(self, char: str) -> bool:
        """Whether the clause is over whatever follows: no closing quote, no 12：30."""
        return char in _WIDE_CLAUSE and self._depth == 0 and not self._text[-2:-1].isdigit()


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
            return False
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


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in _WIDE_CLASSES


def _weigh(text: str) -> int:
    if text.isascii():
        return _NARROW * len(text)
    return sum(_WIDE if _is_wide(char) else _NARROW for char in text)


def _speakable(text: str) -> bool:
    return any(map(str.isalnum, text))


def _ends_clause(text: str, end: int) -> bool:
    """Whether a clause ends before `text[end]`, its mark and closing quotes included."""
    after = text[end]
    if after in _NOT_AT_A_START:
        return False
    marks = text[:end].rstrip(_SHUTTER_CHARS)
    mark, before = marks[-1:], marks[-2:-1]
    if mark in _WIDE_CLAUSE:
        return not (before.isdigit() and after.isdigit())
    if mark in _DASHES:
        return not (before.isdigit() and after.isdigit())
    if mark in _LATIN_CLAUSE or mark in _PLAIN_ENDERS:
        return after.isspace() or len(marks) < end or _is_wide(after)
    return False


def _best_cut(text: str, limit: int) -> int:
    """Return where a text that has grown too long is best cut, before its last character."""
    best = (False, False, 0, 0)
    best_end = len(text) - 1
    weight = 0
    speakable = False
    for end in range(1, len(text)):
        weight += _weigh(text[end - 1])
        speakable = speakable or text[end - 1].isalnum()
        if not speakable or _is_one_character(text, end):
            continue
        rank = _rank(text, end)
        cut = (rank > 0, 5 * weight >= 2 * limit, rank, end)
        if cut > best:
            best, best_end = cut, end
    return best_end


def _rank(text: str, end: int) -> int:
    """How good a place this is to cut: 3 a clause, 2 a space, 1 between words, 0 inside one."""
    before, after = text[end - 1], text[end]
    if _ends_clause(text, end):
        return 3
    if before in _OPENERS or after in _NOT_AT_A_START:
        return 0
    if before.isspace() or after.isspace():
        glued = before in _NO_BREAK_SPACES or after in _NO_BREAK_SPACES
        digits = before.isdigit() or (text[end - 2 : end - 1].isdigit() and after.isdigit())
        return 0 if glued else 2 - digits  # 1 000 may be a number
    if before.isdigit() or after.isdigit():
        return 0
    if before.isalpha() and after.isalpha():
        return int(_is_wide(before) or _is_wide(after))
    between = unicodedata.category(before)[0] in "PS" and before not in _APOSTROPHES
    return int(between or unicodedata.category(after) == "So")


def _is_one_character(text: str, end: int) -> bool:
    """Whether what stands on both sides of `end` is one character to a reader."""
    before, after = text[end - 1], text[end]
    if after < "\u0300":
        return False
    return (
        unicodedata.category(after)[0] == "M"
        or after in _JOINED_TO_THE_LAST
        or before == _ZERO_WIDTH_JOINER
        or (before in _HIGH_SURROGATES and after in _LOW_SURROGATES)
        or (after in _FLAG_LETTERS and _flag_letters_before(text, end) % 2 == 1)
    )


def _flag_letters_before(text: str, end: int) -> int:
    start = end
    while start and text[start - 1] in _FLAG_LETTERS:
        start -= 1
    return end - start
