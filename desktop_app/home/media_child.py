"""The process that decodes sound which a stranger may have made.

Run as `python -m desktop_app.home.media_child`. A file of any form comes in on stdin; signed 16
bit PCM goes out on stdout, at the rate below, in one channel. It ends with 1 where the file is no
sound.
"""

from __future__ import annotations

import contextlib
from io import BytesIO
import os
import sys
from typing import BinaryIO, Final

from desktop_app.system.processes import limit_itself

RATE: Final = 48_000
"""Frames per second that it gives."""
LONGEST: Final = 30 * 60
"""Seconds of sound that it gives at most."""
_MEMORY: Final = 1 << 30
_CPU: Final = 300
_START: Final = 12


def decode(file: BinaryIO, out: BinaryIO) -> bool:
    """Decode a file as it comes.

    Args:
        file: Read once, from its beginning on.
        out: Takes the samples.

    Returns:
        Whether there was any sound.
    """
    import av  # noqa: PLC0415 - after the limits are set

    start = file.read(_START)
    whole: BinaryIO = _Rejoined(start, file)  # type: ignore[assignment] # it reads, and no more is asked
    if start[4:8] == b"ftyp":  # its index may be at its end
        whole = BytesIO(start + file.read())
    frames = 0
    # No protocol: a playlist must not make other files or addresses part of it.
    with (
        contextlib.suppress(av.FFmpegError),
        av.open(whole, "r", options={"protocol_whitelist": "none"}) as container,
    ):
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in (
            container.decode(container.streams.audio[0]) if container.streams.audio else ()
        ):
            for mixed in resampler.resample(frame):
                frames += mixed.samples
                out.write(mixed.to_ndarray().tobytes())
                out.flush()
            if frames >= LONGEST * RATE:
                break
        else:
            for mixed in resampler.resample(None):
                frames += mixed.samples
                out.write(mixed.to_ndarray().tobytes())
    out.flush()
    return frames > 0


class _Rejoined:
    """A file whose beginning was read already."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = start
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """As a file does."""
        start, self._start = self._start, b""
        return start or self._rest.read(size)


def main() -> int:
    """Decode stdin."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # libraries print what they like
    os.dup2(nowhere, 2)
    limit_itself(_MEMORY, _CPU)
    try:
        return 0 if decode(sys.stdin.buffer, out) else 1
    except (BrokenPipeError, MemoryError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
