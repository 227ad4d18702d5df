"""Cuts what is too long to be made in one go, where it is heard least."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDS: Final = frozenset(".!?;")
_PAUSES: Final = frozenset(",:")
_FINAL: Final = tuple("12345")
"""A token of pinyin that ends a syllable ends in its tone."""


def cut(tokens: Sequence[str], most: int) -> list[list[str]]:
    """Cut tokens into pieces of nearly one length: a short rest would lose its syllables.

    A piece ends at the end of a sentence, else at a comma, else between words or syllables, else
    wherever it must.

    Args:
        tokens: See `tokens`.
        most: Tokens that a piece may have.
    """
    tokens = list(tokens)
    pieces = []
    for left in range(math.ceil(len(tokens) / max(1, most)), 1, -1):
        end = _end(tokens, len(tokens) / left, most)
        pieces.append(tokens[:end])
        tokens = tokens[end:]
    pieces.append(tokens)
    # Where it was cut early, the last one may be too long.
    if len(tokens) > most:
        pieces[-1:] = cut(tokens, most)
    return [piece for piece in pieces if piece]


def _end(tokens: Sequence[str], wanted: float, most: int) -> int:
    """Where a piece of about a length had best end."""
    limit = min(most, len(tokens))
    levels = {end: _level(tokens, end) for end in range(max(1, int(wanted / 2)), limit + 1)}
    return max(levels, key=lambda end: (levels[end], -abs(end - wanted)))


def _level(tokens: Sequence[str], end: int) -> int:
    """How good it is to cut there."""
    before, after = tokens[end - 1], tokens[end] if end < len(tokens) else " "
    if after in _ENDS | _PAUSES:
        return 0
    if before == " " and end > 1 and tokens[end - 2] in _PAUSES:
        return 3
    if before in _ENDS:
        return 4
    if before in _PAUSES:
        return 0 if after == " " else 3
    if after == " ":
        return 2
    return 1 if len(before) > 1 and before.endswith(_FINAL) else 0
