"""Where text may be cut when it must be: after a clause, at a space, between two words."""

from __future__ import annotations

from typing import Final
import unicodedata

from .widths import is_wide, weigh

CLOSERS: Final = frozenset("”’」』）》】〕〉）")
"""Quotes and brackets that only close, full-width ones."""

SHUTTERS: Final = frozenset("”」』）》】〕〉)]}")
"""What closes what one of `OPENERS` has opened."""

OPENERS: Final = frozenset("“「『（《【〔〈([{")
"""Quotes and brackets that open."""

CLAUSE_MARKS: Final = frozenset("，、；：")
"""Full-width marks after which a clause is over, whatever follows."""

_LATIN_CLAUSE: Final = frozenset(",;:")
_DASHES: Final = frozenset("—–―")
_NOT_AT_A_START: Final = (
    frozenset('。！？.!?…؟।॥"') | CLOSERS | SHUTTERS | CLAUSE_MARKS | _LATIN_CLAUSE | _DASHES
)
_PLAIN_ENDERS: Final = frozenset(
    "!?…"
)  # before a small letter they end a clause, unlike a full stop
_APOSTROPHES: Final = frozenset("'’")
_NO_BREAK_SPACES: Final = frozenset("\u00a0\u2007\u202f")
_SHUTTER_CHARS: Final = "".join(CLOSERS | SHUTTERS | {'"', "'"})

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


def ends_clause(text: str, end: int) -> bool:
    """Whether a clause ends before `text[end]`, its mark and closing quotes included."""
    after = text[end]
    if after in _NOT_AT_A_START:
        return False
    marks = text[:end].rstrip(_SHUTTER_CHARS)
    mark, before = marks[-1:], marks[-2:-1]
    if mark in CLAUSE_MARKS:
        return not (before.isdigit() and after.isdigit())
    if mark in _DASHES:
        return not (before.isdigit() and after.isdigit())
    if mark in _LATIN_CLAUSE or mark in _PLAIN_ENDERS:
        return after.isspace() or len(marks) < end or is_wide(after)
    return False


def best_cut(text: str, limit: int) -> int:
    """Where a text that has grown longer than a limit is best cut, before its last character.

    Args:
        text: It is as long as `widths.weigh` says.
        limit: By the same measure. Among places of one kind, one after two fifths of it is better
            than an earlier one, and the latest the best.
    """
    best = (False, False, 0, 0)
    best_end = len(text) - 1
    weight = 0
    speakable = False
    for end in range(1, len(text)):
        weight += weigh(text[end - 1])
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
    if ends_clause(text, end):
        return 3
    if before in OPENERS or after in _NOT_AT_A_START:
        return 0
    if before.isspace() or after.isspace():
        glued = before in _NO_BREAK_SPACES or after in _NO_BREAK_SPACES
        digits = before.isdigit() or (text[end - 2 : end - 1].isdigit() and after.isdigit())
        return 0 if glued else 2 - digits  # 1 000 may be a number
    if before.isdigit() or after.isdigit():
        return 0
    if before.isalpha() and after.isalpha():
        return int(is_wide(before) or is_wide(after))
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
