"""The wire between the player and its child: framed messages one way, JSON lines the other.

To the child: one byte of kind, four bytes of length (little-endian), the payload. Kind `A` is PCM:
signed 16 bit little-endian, whole frames. Kind `C` is a command: a JSON object. From the child
come JSON objects, one a line. `docs/playback.md` lists both vocabularies.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER: Final = struct.Struct("<cI")
AUDIO: Final = b"A"
COMMAND: Final = b"C"

Message = dict[str, Any]


def audio(pcm: bytes | bytearray | memoryview) -> bytes:
    """Frame PCM for the child."""
    return HEADER.pack(AUDIO, len(pcm)) + bytes(pcm)


def command(do: str, **details: Any) -> bytes:
    """Frame a command for the child."""
    payload = json.dumps({"do": do, **details}).encode()
    return HEADER.pack(COMMAND, len(payload)) + payload


def read_message(read: Callable[[int], bytes]) -> bytes | Message | None:
    """Read one framed message from a blocking stream.

    Args:
        read: Reads exactly as many bytes as asked for, fewer only at the end of the stream.

    Returns:
        PCM, a command, or None at the end of the stream, also when it ends inside a message.

    Raises:
        ValueError: The stream does not carry this wire.
    """
    header = read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = HEADER.unpack(header)
    if kind not in (AUDIO, COMMAND):
        raise ValueError(f"unknown kind of message {kind!r}")
    payload = read(length)
    if len(payload) < length:
        return None
    if kind == AUDIO:
        return payload
    return parse(payload)


def parse(line: bytes) -> Message:
    """Read a JSON object.

    Raises:
        ValueError: It is none.
    """
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("a message has to be a JSON object")  # noqa: TRY004 - bad data, not a bad argument
    return message
