"""Inside a line of any kind of text: words, bare addresses, marks of sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from .blocks import RAISED
from .incoming import HOLD, NEWLINES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .blocks import Blocks, Mark
    from .incoming import Incoming
    from .spoken import Spoken

_WORD: Final = re.compile(rf"[A-Za-z0-9]+|[{RAISED}]|[^\W_a-zA-Z0-9{RAISED}]+")
_POWERS: Final = "²³"
_LONG: Final = 4  # letters of a word that is no unit of measurement
_NOTE_MARK: Final = re.compile(r"\[\^?\d{1,3}(?:[ \t]?[,–-][ \t]?\d{1,3}){0,9}\]")
_NOTE_MARK_SO_FAR: Final = re.compile(r"\[\^?[\d \t,–-]*")
_SOURCE_MARK: Final = re.compile(rf"【\d[^【】{NEWLINES}]{{0,96}}】")
_SOURCE_MARK_SO_FAR: Final = re.compile(rf"【(?:\d[^【】{NEWLINES}]*)?")
_ADDRESS_START: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_ADDRESS_STARTS: Final = ("https://", "http://", "www.")
# Letters that words are written in with spaces between them. Chinese may go on after an address.
_LETTERS: Final = r"A-Za-z0-9\u00c0-\u06ff"
_HOST: Final = re.compile(rf"[{_LETTERS}.-]*")
_ADDRESS_REST: Final = re.compile(rf"[{_LETTERS}/_~#@$&+=%-]+")
_ADDRESS_MARKS: Final = re.compile(r"[.,;:!?']+")
_PLAIN: Final = rf"[{_LETTERS}/_~#@$&+=%.,;:!?'*-]*+"
_OTHER: Final = r"[^\s()]*+"
_PARENTHESES: Final = re.compile(rf"\({_PLAIN}(?:\({_PLAIN}\){_PLAIN})*+\)")
_PARENTHESES_SO_FAR: Final = re.compile(rf"\({_PLAIN}(?:\({_PLAIN}\){_PLAIN})*+(?:\({_PLAIN})?+")
# After an underscore, as in titles of Wikipedia, these are part of the address in any script.
_TITLE: Final = re.compile(rf"\({_OTHER}(?:\({_OTHER}\){_OTHER})*+\)")
_TITLE_SO_FAR: Final = re.compile(rf"\({_OTHER}(?:\({_OTHER}\){_OTHER})*+(?:\({_OTHER})?+")
_INDEX: Final = re.compile(r"\[[\w.-]*+\](?=[=\[&])", re.ASCII)
_INDEX_SO_FAR: Final = re.compile(r"\[[\w.-]*+\]?+", re.ASCII)


class Inline:
    """The text of lines, of which only addresses and marks of sources are not said as they stand.

    Args:
        incoming: The text.
        spoken: What is said of it.
        blocks: Take the start of each line.
    """

    def __init__(self, incoming: Incoming, spoken: Spoken, blocks: Blocks) -> None:
        self._incoming = incoming
        self._spoken = spoken
        self._blocks = blocks
        self._thoughts = blocks.thoughts
        self._passage = blocks.thoughts.passage
        self._omissions = blocks.omissions
        self._start_line()

    def step(self) -> bool:
        """Take the next word or mark; False to wait for more."""
        if self._in_address:
            return self._address_rest()
        incoming = self._incoming
        char = incoming.text[incoming.at]
        if char.isalnum():
            previous = incoming.previous
            if char in "hHwW" and not (previous.isascii() and previous.isalnum()):
                return self._address()
            return self._word()
        if mark := self.marks.get(char):
            return mark(self)
        if char in NEWLINES:
            incoming.read(1)
            self._end_line()
            return True
        self._spoken.say(char)
        return incoming.read(1)

    def _start_line(self) -> None:
        self._in_address = False
        self._in_note_mark = False

    def _end_line(self) -> None:
        self._spoken.end_line()
        self._blocks.start_line()
        self._start_line()
        self._incoming.previous = "\n"

    def _word(self) -> bool:
        incoming = self._incoming
        found = _WORD.match(incoming.text, incoming.at)
        word = found.group() if found else incoming.text[incoming.at]
        if self._omissions.notes and word in RAISED and self._is_note_mark(word):
            self._spoken.gap = True
        else:
            self._spoken.say(word)
        return incoming.read(len(word))

    def _is_note_mark(self, raised: str) -> bool:
        """Whether a raised number is the mark of a note, and no power or unit: 10⁶, m²."""
        if self._incoming.previous not in RAISED:
            tail = self._spoken.tail
            is_power = raised in _POWERS and tail[-1:].isalpha()
            is_word = len(tail) == _LONG and tail.isalpha()
            self._in_note_mark = not tail[-1:].isdigit() and (is_word or not is_power)
        return self._in_note_mark

    def _read_aloud(self, length: int = 1) -> bool:
        incoming = self._incoming
        for at in range(incoming.at, incoming.at + length):
            char = incoming.text[at]
            self._spoken.say(char, at)
            incoming.previous = char
        incoming.at += length
        return True

    def _source_mark(self) -> bool:
        """Take a mark such as 【3†source】, with which some services cite."""
        incoming = self._incoming
        if incoming.is_open_after(_SOURCE_MARK_SO_FAR, 100):
            return False
        found = _SOURCE_MARK.match(incoming.text, incoming.at)
        if found and "†" in found.group():
            self._spoken.gap = True
            return incoming.read(len(found.group()))
        return self._read_aloud()

    def _note(self) -> bool:
        """Leave out the mark of a note, as [12] after a word."""
        incoming = self._incoming
        if not (self._omissions.notes and self._spoken.tail):
            return self._read_aloud()
        if incoming.is_open_after(_NOTE_MARK_SO_FAR):
            return False
        if found := _NOTE_MARK.match(incoming.text, incoming.at, incoming.at + HOLD):
            self._spoken.gap = True
            return incoming.read(len(found.group()))
        return self._read_aloud()

    # Addresses

    def _address(self) -> bool:
        incoming = self._incoming
        so_far = incoming.text[incoming.at : incoming.at + 8].lower()
        if incoming.is_open(8) and any(start.startswith(so_far) for start in _ADDRESS_STARTS):
            return False
        start = _ADDRESS_START.match(incoming.text, incoming.at)
        if not start:
            return self._word()
        host = _HOST.match(incoming.text, start.end(), start.end() + HOLD)
        if not host:
            return self._word()
        if incoming.is_open(host.end() + 1 - incoming.at) and len(host.group()) < HOLD:
            return False
        name = host.group().rstrip(".-")
        if not any(map(str.isalnum, name)):
            return self._word()
        name_end = host.start() + len(name)
        if self._omissions.links:
            self._spoken.gap = True
        else:
            said = name.removeprefix("www.")
            for at, char in enumerate(said, name_end - len(said)):
                self._spoken.say(char, at)
        self._in_address = incoming.text[name_end : name_end + 1] in tuple("/:?#")
        return incoming.read(name_end - incoming.at)

    def _address_rest(self) -> bool:
        """Leave out the rest of an address, but not the marks of the sentence after it."""
        incoming = self._incoming
        if found := _ADDRESS_REST.match(incoming.text, incoming.at):
            return incoming.read(len(found.group()))
        if found := _ADDRESS_MARKS.match(incoming.text, incoming.at, incoming.at + HOLD):
            length = len(found.group())
            if incoming.is_run_open(length):
                return False
            if _ADDRESS_REST.match(incoming.text, incoming.at + length):
                return incoming.read(length)
        elif (taken := self._address_brackets()) is not None:
            return taken
        self._in_address = False
        return True

    def _address_brackets(self) -> bool | None:
        """Leave out brackets that close within the address; None if these are not of it."""
        incoming = self._incoming
        char = incoming.text[incoming.at]
        if char not in "([":
            return None
        pattern, so_far = _INDEX, _INDEX_SO_FAR
        if char == "(":
            is_title = incoming.previous == "_"
            pattern = _TITLE if is_title else _PARENTHESES
            so_far = _TITLE_SO_FAR if is_title else _PARENTHESES_SO_FAR
        if found := pattern.match(incoming.text, incoming.at, incoming.at + HOLD):
            return incoming.read(len(found.group()))
        return False if incoming.is_open_after(so_far) else None

    marks: ClassVar[Mapping[str, Mark]] = {"【": _source_mark, "[": _note}
    """What is looked at, by the character that it starts with."""
