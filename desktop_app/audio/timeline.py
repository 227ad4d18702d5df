"""Which frame is being heard when, from what was handed to the device; without any I/O."""

from __future__ import annotations

from collections import deque


class Timeline:
    """Remembers what was handed over until it is heard.

    Args:
        rate: Frames per second of the device.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._pieces: deque[tuple[float, int, int]] = deque()
        self._heard = 0

    def add(self, heard_at: float, first: int, end: int) -> None:
        """Note that frames `first` to `end` begin to be heard at a time, in seconds."""
        if end > first:
            self._pieces.append((heard_at, first, end))

    def heard(self, now: float) -> int:
        """Frames heard at a time in seconds; it never goes back."""
        while self._pieces:
            heard_at, first, end = self._pieces[0]
            frames = int((now - heard_at) * self._rate)
            if frames <= 0:
                break
            self._heard = max(self._heard, min(end, first + frames))
            if first + frames < end:
                break
            self._pieces.popleft()
        return self._heard
