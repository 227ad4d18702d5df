"""How long a text will still be read, told from how fast it was read so far."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from desktop_app.reading.events import PositionChanged

_ENOUGH: Final = 6.0  # seconds of reading before a guess is worth its words
_LONGEST: Final = 5.0  # between two words; what is longer was a pause
_FARTHEST: Final = 200  # characters between two words; what is farther was a jump
_MINUTE: Final = 60.0


def left_in_words(seconds: float) -> str:
    """How long it will still be read, in whole minutes."""
    translate = QCoreApplication.translate
    if seconds < _MINUTE:
        return translate("TimeLeft", "less than a minute left")
    hours, minutes = divmod(ceil(seconds / _MINUTE), 60)
    if hours:
        words = translate("TimeLeft", "about {hours} h {minutes} min left")
        return words.format(hours=hours, minutes=minutes)
    return translate("TimeLeft", "about {minutes} min left").format(minutes=minutes)


class Pace:
    """Measures how many characters are read in a second.

    It outlives a text: the voice is the same.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._characters = 0.0
        self._before: tuple[int, int, float] | None = None

    def hear(self, position: PositionChanged, now: float) -> None:
        """Take note of a word that is heard.

        Args:
            position: Where it is.
            now: The time, of a clock that only runs on.
        """
        item, at = position.item, position.word.start
        if self._before is not None and self._before[0] == item:
            characters, seconds = at - self._before[1], now - self._before[2]
            if 0 <= characters <= _FARTHEST and seconds <= _LONGEST:
                self._characters += characters
                self._seconds += seconds
        self._before = item, at, now

    def break_off(self) -> None:
        """Take no note of the time up to the next word: it is a pause, or a jump."""
        self._before = None

    def change(self, factor: float) -> None:
        """From here on it is read so much faster."""
        self._seconds /= factor

    def seconds_for(self, characters: int) -> float | None:
        """How long so much will take; None as long as nobody can tell."""
        if self._seconds < _ENOUGH or not self._characters:
            return None
        return characters * self._seconds / self._characters
