"""A text as it is read aloud: sentences, cleaned for speech, that know where they stand in it."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import itemgetter
import re
from typing import TYPE_CHECKING, Final

import sentencex  # type: ignore[import-untyped]  # it ships no types

from desktop_app.settings.reading import ReadingSettings
from shared_client.text.cleanup import SpeechCleaner, TextKind, kind_of
from shared_client.text.cutting import best_cut
from shared_client.text.thoughts import answer_start
from shared_client.text.widths import LIMIT, WIDE, is_wide, weigh

from .manner import End, cleaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import Reading

_LIMIT: Final = LIMIT * WIDE
_SHORT: Final = 8 * WIDE  # below it, a sentence is better spoken together with the next

_PIECE: Final = 1024  # how much of the text is looked at at a time
_LONG_LINE: Final = 4096  # a line that is longer is not waited for
_AROUND: Final = 600  # characters before and after a place in which its sentence is looked for
_A_MOMENT: Final = 50  # sentences that are found before others get their turn

_LINES: Final = re.compile(r"\n|[^\n]+")
_WORD: Final = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

# How long it takes to say, relative to a Latin letter.
_TIME_OF_WIDE: Final = 3
_TIME_OF_MARK: Final = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and when it is over.

    Attributes:
        index: Where it begins in `Sentence.spoken`.
        start: Where it begins in the text.
        end: Where it ends in the text.
        until: The part of the sentence's time that is over when it has been said, 0 to 1.
    """

    index: int
    start: int
    end: int
    until: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is spoken in one go.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends in the text.
        spoken: What is said of it, cleaned; pronunciation rules are not applied yet.
        places: Pairs of an index in `spoken` and its place in the text. From there both go on
            together up to the next pair.
        ends: What ends with it.
    """

    start: int
    end: int
    spoken: str
    places: tuple[tuple[int, int], ...]
    ends: End = End.SENTENCE

    def place(self, index: int) -> int:
        """Where in the text a character of `spoken` stands."""
        before, place = self.places[0]
        for later, elsewhere in self.places[1:]:
            if later <= index:
                before, place = later, elsewhere
        return place + index - before

    def rest_from(self, index: int) -> Sentence:
        """The sentence without what comes before a character of `spoken`."""
        later = [(at - index, place) for at, place in self.places if at > index]
        places = ((0, self.place(index)), *later)
        return Sentence(places[0][1], self.end, self.spoken[index:], places, self.ends)

    def words(self) -> list[Word]:
        """Its words, each Chinese character being one, with an estimate of their time."""
        times = [_time(char) for char in self.spoken]
        whole = sum(times) or 1
        found: list[Word] = []
        said = at = 0
        for match in _WORD.finditer(self.spoken):
            for start, end in _split_wide(match.group(), match.start()):
                said += sum(times[at:end])
                at = end
                last = max(self.place(end - 1) + 1, self.place(start) + 1)
                found.append(Word(start, self.place(start), last, said / whole))
        return found


class Script:
    """A text cut into sentences, as far as they were asked for.

    Args:
        text: The text, as it is shown.
        language: Its language where scripts do not tell; only abbreviations depend on it.
        kind: How it is written; if None, the text is looked at.
        verbatim: Whether nothing is cleaned away: no address, no code.
        settings: What else is left out; None for what nobody has to choose.
    """

    def __init__(
        self,
        text: str,
        language: str = "",
        *,
        kind: TextKind | None = None,
        verbatim: bool = False,
        settings: ReadingSettings | None = None,
    ) -> None:
        self.text = text
        self._found: list[Sentence] = []
        if verbatim:
            self._more = _sentences(text, language or "en", _NoCleaner(), 0)
        else:
            told = cleaning(settings or ReadingSettings(), language, text)
            cleaner = SpeechCleaner(kind or kind_of(text), **told)
            self._more = _sentences(text, language or "en", cleaner, answer_start(text))

    def get(self, index: int) -> Sentence | None:
        """A sentence; None beyond the last one."""
        while len(self._found) <= index:
            sentence = next(self._more, None)
            if sentence is None:
                return None
            self._found.append(sentence)
        return self._found[index]

    async def index_at(self, offset: int) -> int:
        """The sentence that an offset in the text is in, or the next one; else the last."""
        index = 0
        while sentence := self.get(index):
            if sentence.end > offset:
                return index
            index += 1
            if index % _A_MOMENT == 0:
                await asyncio.sleep(0)
        return max(0, index - 1)


def words_near(reading: Reading, offset: int) -> str:
    """The sentence of a text that a character is in, as it is shown, on one line.

    Only what is around it is looked at, so that it takes no longer in a long text. A sentence of
    more than a few hundred characters is cut.
    """
    begin = max(0, offset - _AROUND)
    begin = max(begin, reading.text.rfind("\n", begin, offset) + 1)
    part = reading.text[begin : offset + _AROUND]
    script = Script(
        part, reading.language, kind=reading.kind or TextKind.PLAIN, verbatim=reading.verbatim
    )
    index = 0
    last: Sentence | None = None
    while (found := script.get(index)) is not None:
        last, index = found, index + 1
        if found.end > offset - begin:
            break
    words = part[last.start : last.end] if last is not None else part
    return " ".join(words.split())


@dataclass(slots=True)
class _Line:
    """What was cleaned of a line so far."""

    text: str
    places: list[tuple[int, int]]

    def add(self, said: str, place: int) -> None:
        index = len(self.text)
        at, there = self.places[-1] if self.places else (0, -1)
        follows = there + index - at
        # A space has the place of what comes after it; one that really stands before it fits, too.
        if not self.places or not (place == follows or (said == " " and place == follows + 1)):
            self.places.append((index, place))
        self.text += said

    def part(self, start: int, end: int) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text of a part, without white space at its ends, and its places."""
        spoken = self.text[start:end]
        start += len(spoken) - len(spoken.lstrip())
        spoken = spoken.strip()
        first = bisect_right(self.places, start, key=itemgetter(0)) - 1
        last = bisect_left(self.places, start + len(spoken), key=itemgetter(0))
        places = ((at - start, place) for at, place in self.places[first + 1 : last])
        at, place = self.places[first]
        return spoken, ((0, place + start - at), *places)

    def drop(self, end: int) -> None:
        """Forget what comes before `end`."""
        self.text = self.text[end:]
        if self.text:
            first = bisect_right(self.places, end, key=itemgetter(0)) - 1
            at, place = self.places[first]
            later = [(at - end, place) for at, place in self.places[first + 1 :]]
            self.places = [(0, place + end - at), *later]
        else:
            self.places.clear()


class _NoCleaner:
    """Takes a text as it is, in the pieces that a cleaner gives."""

    def __init__(self) -> None:
        self._taken = 0

    def feed_placed(self, text: str) -> list[tuple[str, int]]:
        start, self._taken = self._taken, self._taken + len(text)
        return [(piece.group(), start + piece.start()) for piece in _LINES.finditer(text)]

    def flush_placed(self) -> list[tuple[str, int]]:
        return []


def _sentences(
    text: str, language: str, cleaner: SpeechCleaner | _NoCleaner, begin: int
) -> Iterator[Sentence]:
    """Sentences, each once it is known what ends with it."""
    before: Sentence | None = None
    line_before = 0
    for spoken, places, line, is_cut in _spoken(text, language, cleaner, begin):
        sentence = Sentence(0, 0, spoken, places)
        # Clean-up puts marks in, a full stop after a heading, say: these stand nowhere.
        shown = [
            place
            for index, char in enumerate(spoken)
            if not char.isspace()
            for place in (sentence.place(index),)
            if char.isalnum() or text[place : place + 1] == char
        ]
        if before is not None:
            yield before if line == line_before else replace(before, ends=End.PARAGRAPH)
        ends = End.NOTHING if is_cut else End.SENTENCE
        before, line_before = Sentence(shown[0], max(shown) + 1, spoken, places, ends), line
    if before is not None:
        yield replace(before, ends=End.TEXT)


def _spoken(
    text: str, language: str, cleaner: SpeechCleaner | _NoCleaner, begin: int
) -> Iterator[tuple[str, tuple[tuple[int, int], ...], int, bool]]:
    """What is said from a place on, sentence by sentence.

    Returns:
        Of each: what is said, the places of it, the number of its line, and whether the rest of
        the sentence follows.
    """
    first = True
    number = 0
    for line, is_whole in _lines(text, cleaner, begin):
        parts = list(_parts(line.text, language, first=first))
        rest = len(line.text)
        if not is_whole and parts:
            rest, _, _ = parts.pop()  # it may go on
        for start, end, is_cut in parts:
            spoken, places = line.part(start, end)
            if any(map(str.isalnum, spoken)):
                yield spoken, places, number, is_cut
                first = False
        line.drop(rest)
        number += is_whole


def _lines(
    text: str, cleaner: SpeechCleaner | _NoCleaner, begin: int
) -> Iterator[tuple[_Line, bool]]:
    """Cleaned lines, and whether each has ended; what is left in a line is gone on with."""
    line = _Line("", [])
    for start in range(begin, len(text) + 1, _PIECE):
        said = cleaner.feed_placed(text[start : start + _PIECE])
        for piece, place in said:
            if piece == "\n":
                yield line, True
            else:
                line.add(piece, begin + place)
        if len(line.text) > _LONG_LINE:
            yield line, False
    for piece, place in cleaner.flush_placed():
        line.add(piece, begin + place)
    yield line, True


def _parts(line: str, language: str, *, first: bool) -> Iterator[tuple[int, int, bool]]:
    """Where the sentences of a line begin and end, long ones cut, very short ones joined.

    Of each, it is also told whether it was cut, so that the rest of the sentence follows.
    """
    held: tuple[int, int, bool] | None = None
    for start, end, is_cut in _cut_parts(line, _language_of(line, language)):
        begin = start
        if held is not None:
            if weigh(line[held[0] : end]) > _LIMIT:
                yield held
            else:
                begin = held[0]
        held = None
        if first or weigh(line[begin:end]) >= _SHORT:
            yield begin, end, is_cut
            first = False
        else:
            held = begin, end, is_cut
    if held is not None:
        yield held


def _cut_parts(line: str, language: str) -> Iterator[tuple[int, int, bool]]:
    if not line.strip():
        return
    for boundary in sentencex.get_sentence_boundaries(language, line):
        start, end = boundary["start_index"], boundary["end_index"]
        while weigh(line[start:end].rstrip()) > _LIMIT:
            cut = start + _best_cut(line[start:end])
            yield start, cut, True
            start = cut
        if line[start:end].strip():
            yield start, end, False


def _best_cut(text: str) -> int:
    """Where a sentence is cut that is too long."""
    over = next(at for at, weight in enumerate(accumulate(map(weigh, text)), 1) if weight > _LIMIT)
    return best_cut(text[:over], _LIMIT)


def _language_of(line: str, language: str) -> str:
    """The language whose marks and abbreviations count."""
    wide = sum(map(is_wide, line))
    return "zh" if 2 * wide > len(line) else language


def _time(char: str) -> int:
    if char.isalnum():
        return _TIME_OF_WIDE if is_wide(char) else 1
    return 0 if char.isspace() else _TIME_OF_MARK


def _split_wide(word: str, start: int) -> Iterator[tuple[int, int]]:
    """A run of letters as words: each wide one by itself."""
    begin = 0
    for at, char in enumerate(word):
        if is_wide(char):
            if at > begin:
                yield start + begin, start + at
            yield start + at, start + at + 1
            begin = at + 1
    if begin < len(word):
        yield start + begin, start + len(word)
