"""The volume of what is handed to the device, changed without a click."""

from __future__ import annotations

from array import array
from typing import Final

_LOWEST: Final = -(1 << 15)
_HIGHEST: Final = (1 << 15) - 1


class Gain:
    """Makes signed 16 bit PCM louder or softer; what is too loud is cut off at full scale.

    Another level holds by the end of the next piece, and glides there through the piece.

    Args:
        level: A linear gain; 1.0 leaves every sample as it is.

    Attributes:
        level: The level to come; it may be set at any time.
    """

    def __init__(self, level: float = 1.0) -> None:
        self.level = level
        self._now = level

    def apply(self, pcm: bytes) -> bytes:
        """Change a piece."""
        now, level = self._now, self.level
        self._now = level
        if not pcm or now == level == 1.0:
            return pcm
        samples = array("h", pcm)
        if now == level:
            changed = [round(sample * level) for sample in samples]
        else:
            step = (level - now) / len(samples)
            changed = [round(one * (now + step * at)) for at, one in enumerate(samples)]
        if max(now, level) > 1.0:
            changed = [min(max(one, _LOWEST), _HIGHEST) for one in changed]
        return array("h", changed).tobytes()
