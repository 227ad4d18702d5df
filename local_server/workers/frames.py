"""What the server and its worker processes say to each other, through the pipes of a worker.

Both sides write frames: a `HEADER` (kind, number of the job, length) and a payload. The server
sends `JOB` (see `job`) and `CANCEL`. A worker first says `READY`, when its model is in memory, or
`FAILED`. It answers each job with any number of `AUDIO` (signed 16 bit mono PCM) and `PROGRESS`
(a sign of life, without a payload), and one `DONE` or `FAILED` (words in UTF-8) at the end, a
canceled job too. The end of its stdin ends it.

This needs nothing but the standard library: a worker may run in a foreign interpreter.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Final

HEADER: Final = struct.Struct("<BII")
"""Kind, number of the job, length of what follows."""
_LENGTH: Final = struct.Struct("<I")

READY: Final = 0
AUDIO: Final = 1
DONE: Final = 2
FAILED: Final = 3
PROGRESS: Final = 4
JOB: Final = 5
CANCEL: Final = 6


def frame(kind: int, number: int, payload: bytes = b"") -> bytes:
    """A frame, ready to be written."""
    return HEADER.pack(kind, number, len(payload)) + payload


def read(stream: BinaryIO) -> tuple[int, int, bytes] | None:
    """The next frame: kind, number, payload; None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, number, length = HEADER.unpack(header)
    payload = stream.read(length)
    return (kind, number, payload) if len(payload) == length else None


def job(fields: dict[str, Any], data: bytes = b"") -> bytes:
    """The payload of a job: its fields as JSON, and bytes that JSON has no place for."""
    body = json.dumps(fields).encode()
    return _LENGTH.pack(len(body)) + body + data


def parse_job(payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The fields and the bytes of a job."""
    (length,) = _LENGTH.unpack_from(payload)
    start = _LENGTH.size
    return json.loads(payload[start : start + length]), payload[start + length :]
