"""What was written and not heard yet: a new child goes on from it. Without any I/O."""

from __future__ import annotations


class Backlog:
    """Keeps PCM until it has been heard.

    Args:
        frame_size: Bytes per frame.

    Attributes:
        heard: Frames heard so far; what came before is forgotten.
    """

    def __init__(self, frame_size: int) -> None:
        self._frame_size = frame_size
        self._kept = bytearray()
        self._part = b""  # the beginning of a frame whose rest has not come yet
        self.heard = 0

    @property
    def waiting(self) -> int:
        """Frames written and not heard yet."""
        return len(self._kept) // self._frame_size

    @property
    def written(self) -> int:
        """Frames written so far."""
        return self.heard + self.waiting

    def write(self, pcm: bytes | memoryview) -> bytes:
        """Keep PCM cut anywhere; give back the whole frames it completes."""
        joined = self._part + pcm
        whole = len(joined) - len(joined) % self._frame_size
        self._part = joined[whole:]
        self._kept += joined[:whole]
        return joined[:whole]

    def forget(self, heard: int) -> None:
        """Drop what has been heard, counted in frames from the beginning."""
        newly = min(heard, self.written) - self.heard
        if newly > 0:
            del self._kept[: newly * self._frame_size]
            self.heard += newly

    def rest(self) -> bytes:
        """Give everything that has not been heard yet."""
        return bytes(self._kept)
