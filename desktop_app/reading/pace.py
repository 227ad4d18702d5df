"""How long texts take: by the usual pace at first, then by how fast they were read so far."""

from __future__ import annotations

from itertools import accumulate
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .events import PositionChanged

_USUAL: Final = 15.0  # characters a second
_DENSE: Final = 4.5  # the same of scripts in which a character is a syllable or a word
_DENSE_RUNS: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_STEP: Final = 1000  # characters
_TRUST: Final = 10.0  # seconds of reading that weigh as much as the usual pace
_LONGEST: Final = 5.0  # seconds between two words; what is longer was a pause
_FARTHEST: Final = 20.0  # seconds between two words at the usual pace; what is farther was a jump


def usual_seconds(text: str, speed: float = 1.0) -> float:
    """How long a text takes at the usual pace.

    Args:
        text: It.
        speed: How many times as fast.
    """
    dense = len("".join(_DENSE_RUNS.findall(text)))
    return (dense / _DENSE + (len(text) - dense) / _USUAL) / speed


class _Measured:
    """A text of which is known how long each part of it takes at the usual pace."""

    def __init__(self, text: str) -> None:
        self._text = text
        parts = (text[at : at + _STEP] for at in range(0, len(text), _STEP))
        self._until = list(accumulate(map(usual_seconds, parts), initial=0.0))

    @property
    def all(self) -> float:
        """Seconds that all of it takes."""
        return self._until[-1]

    def before(self, offset: int) -> float:
        """Seconds that what is before a character takes."""
        step = min(max(offset, 0), len(self._text)) // _STEP
        return self._until[step] + usual_seconds(self._text[step * _STEP : offset])


class Pace:
    """Measures how fast is read, and tells how long what is left will take.

    It outlives a text: the voice is the same.

    Args:
        speed: The reader's.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._usual = self._taken = _TRUST  # seconds at the usual pace, and as they were heard
        self._taken /= speed
        self._text = _Measured("")
        self._number = 0
        self._at = 0
        self._before: tuple[float, float] | None = None

    def begin(self, number: int, text: str) -> None:
        """Another text is read from now on.

        Args:
            number: Its number in the queue.
            text: All of it.
        """
        self._number, self._text, self._at = number, _Measured(text), 0
        self._before = None

    def hear(self, position: PositionChanged, now: float) -> None:
        """Take note of a word that is heard.

        Args:
            position: Where it is.
            now: The time, of a clock that only runs on.
        """
        if position.item != self._number:
            return
        self._at = position.word.start
        usual = self._text.before(self._at)
        if self._before is not None:
            passed, taken = usual - self._before[0], now - self._before[1]
            if 0 <= passed <= _FARTHEST and taken <= _LONGEST:
                self._usual += passed
                self._taken += taken
        self._before = usual, now

    def break_off(self) -> None:
        """Take no note of the time up to the next word: it is a pause, or a jump."""
        self._before = None

    def change(self, speed: float) -> None:
        """From here on it is read at another speed."""
        self._taken *= self._speed / speed
        self._speed = speed

    def seconds(self, text: str) -> float:
        """How long a text will take."""
        return self.at_present(usual_seconds(text))

    def at_present(self, usual: float) -> float:
        """How long takes now what takes so long at the usual pace."""
        return usual * self._factor

    def elapsed(self, offset: int | None = None) -> float:
        """How long the present text takes up to a character; None for the word that is heard."""
        return self._text.before(self._at if offset is None else offset) * self._factor

    def left(self, offset: int | None = None) -> float:
        """How long the present text takes from a character on; None as for `elapsed`."""
        return self._text.all * self._factor - self.elapsed(offset)

    @property
    def _factor(self) -> float:
        return self._taken / self._usual
