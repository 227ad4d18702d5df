"""A WAV that is written as sound comes, and is whole at any moment but for two numbers."""

from __future__ import annotations

from contextlib import suppress
from io import SEEK_END, BytesIO, FileIO
import os
import struct
from typing import TYPE_CHECKING, Final
import wave

from desktop_app.system.private_folders import FILE_MODE

if TYPE_CHECKING:
    from pathlib import Path

_HEADER: Final = 44
_RIFF_SIZE: Final = 4
_DATA_SIZE: Final = 40


class GrowingWave:
    """Writes signed 16 bit mono PCM to a file that is new, and that nobody else can read.

    Args:
        path: The file to make.
        rate: Frames per second.

    Raises:
        OSError: It cannot be made.
    """

    def __init__(self, path: Path, rate: int) -> None:
        self._file = FileIO(path, "x+", opener=lambda name, how: os.open(name, how, FILE_MODE))
        self._rate = rate
        self.frames = 0
        header = BytesIO()
        with wave.open(header, "wb") as empty:
            empty.setnchannels(1)
            empty.setsampwidth(2)
            empty.setframerate(rate)
        self._file.write(header.getvalue())

    @property
    def seconds(self) -> float:
        """What was written, in seconds."""
        return self.frames / self._rate

    def write(self, pcm: bytes) -> None:
        """Append whole frames; they are in the system's hands when this returns.

        Raises:
            OSError: The disk is full, say; what was written before is kept.
        """
        rest = memoryview(pcm)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
        self.frames += len(pcm) // 2

    def close(self) -> None:
        """Write the sizes into the header."""
        with suppress(OSError):
            _write_sizes(self._file)
        self._file.close()


def seal(path: Path) -> float:
    """Give the header of a file that nobody closed its sizes; return its seconds.

    Raises:
        OSError: It cannot be read or written.
        wave.Error: It has no header yet: nothing was recorded.
    """
    with FileIO(path, "r+") as file:
        _write_sizes(file)
    with wave.open(str(path), "rb") as whole:
        return whole.getnframes() / whole.getframerate()


def _write_sizes(file: FileIO) -> None:
    size = file.seek(0, SEEK_END) & ~1  # an odd byte is half of a sample
    if size < _HEADER:
        return
    for place, number in ((_RIFF_SIZE, size - 8), (_DATA_SIZE, size - _HEADER)):
        file.seek(place)
        file.write(struct.pack("<I", number))
