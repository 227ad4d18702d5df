"""What services want of a recording, and the part of one."""

from __future__ import annotations

from typing import Final, NamedTuple

from .models import BEST_RECORDING_SECONDS, RECORDING_SECONDS


class Part(NamedTuple):
    """A part of a recording, in seconds from its beginning."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


class Demands(NamedTuple):
    """What a service wants of a recording, in seconds.

    Attributes:
        least: The shortest that it takes.
        most: The longest that it takes.
        best: From and to which length serves best.
        speech: Of speech without a long pause, at least.
        certain: Whether it refuses for certain what is outside of that; else it may differ.
    """

    least: float
    most: float
    best: tuple[float, float]
    speech: float = 0.0
    certain: bool = False


USUAL: Final = Demands(*RECORDING_SECONDS, BEST_RECORDING_SECONDS)
"""Of CosyVoice services."""
