"""Speeds that are at hand, and how a speed is shown."""

from __future__ import annotations

from typing import Final

SPEEDS: Final = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""At hand in menus and in the Reader; a field there has all between."""

_SAME: Final = 0.01


def speed_in_words(speed: float) -> str:
    """A speed as it is shown: `1.0×`, `1.25×`."""
    words = f"{speed:.2f}"
    return f"{words.removesuffix('0')}×"


def is_speed(speed: float, other: float) -> bool:
    """Whether two speeds are shown alike."""
    return abs(speed - other) < _SAME
