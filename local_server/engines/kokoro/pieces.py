"""Phonemes cut into what the model says in one go."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_LONG: Final = 90
"""Symbols from which the first piece ends early: some five seconds of speech."""
_EARLY: Final = 16
"""Symbols that the first piece has at least: shorter ones are spoken badly."""

_SENTENCE: Final = re.compile(r"[.!?…][”)]*(?= |$)")
_CLAUSE: Final = re.compile(r"[,;:—.!?…][”)]*(?= |$)")

_PAUSES: Final = {**dict.fromkeys(".!?…", 0.30), **dict.fromkeys(",;:—", 0.14)}


class Piece(NamedTuple):
    """What is said in one go.

    Attributes:
        phonemes: At most as many as asked for.
        pause: Seconds of silence after it, at normal speed.
    """

    phonemes: str
    pause: float


def pieces(phonemes: str, longest: int) -> list[Piece]:
    """Cut phonemes at the end of a sentence, else of a clause, else of a word.

    The first piece of a long text ends early, so that sound comes early. The others are as long
    as each other, as far as may be: a short rest would be spoken at another pace.
    """
    found = []
    if len(phonemes) > _LONG and (end := _end_of(_CLAUSE, phonemes, _EARLY, _LONG)):
        found.append(phonemes[:end])
        phonemes = phonemes[end:].lstrip()
    while len(phonemes) > longest:
        goal = -(-len(phonemes) // -(-len(phonemes) // longest))
        end = (
            _last_of(_SENTENCE, phonemes, goal // 2, longest)
            or _last_of(_CLAUSE, phonemes, goal // 2, longest)
            or phonemes.rfind(" ", goal // 2, longest + 1)
        )
        end = end if end > 0 else longest
        found.append(phonemes[:end])
        phonemes = phonemes[end:].lstrip()
    found.append(phonemes)
    return [Piece(piece, _pause(piece)) for piece in found if piece]


def _end_of(mark: re.Pattern[str], text: str, least: int, most: int) -> int:
    """Where the first one ends between two places; 0 for nowhere."""
    return next((one.end() for one in mark.finditer(text, least, most)), 0)


def _last_of(mark: re.Pattern[str], text: str, least: int, most: int) -> int:
    """Where the last one ends between two places; 0 for nowhere."""
    return max((one.end() for one in mark.finditer(text, least, most)), default=0)


def _pause(phonemes: str) -> float:
    return _PAUSES.get(phonemes.rstrip("”) ")[-1:], 0.0)
