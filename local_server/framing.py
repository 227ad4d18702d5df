"""How WAV is laid over the pieces of an answer."""

from __future__ import annotations

from enum import Enum, auto
import struct
from typing import Final

STREAMING_SIZE: Final = 0xFFFF_FFFF
"""The size of what has no end yet."""


class Framing(Enum):
    """How WAV is laid over the pieces of an answer."""

    STREAM = auto()
    """One file with a streaming header over all pieces (V2)."""
    FILES = auto()
    """A whole file in each piece (V1)."""
    BARE = auto()
    """No header: the caller puts the pieces together."""


def wav_header(sample_rate: int, size: int = STREAMING_SIZE) -> bytes:
    """The header of a mono 16 bit WAV file; without a size, of one whose end is not known."""
    whole = STREAMING_SIZE if size == STREAMING_SIZE else size + 36
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", whole, b"WAVE", b"fmt ", 16, 1, 1),
        *(sample_rate, 2 * sample_rate, 2, 16, b"data", size),
    )
