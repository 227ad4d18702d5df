"""Server-sent events, sans-I/O: bytes in, the data of whole events out.

Follows the WHATWG event stream rules, and forgives what deployments of the API have been seen to
send: `# data:` before the data (the output shown in document 000), no blank line between two
events, any mixture of CR, LF and CRLF, a byte order mark, a last event that nothing ends.
"""

from __future__ import annotations

from typing import Final

import orjson

from .errors import CosyVoiceProtocolError

MAX_EVENT_SIZE: Final = 64 * 1024 * 1024
"""Bytes after which an event that does not end is refused: over half an hour of audio."""

_OVERHEAD: Final = 48  # bytes of memory that a piece takes beside its own: empty lines add up, too
_BOM: Final = b"\xef\xbb\xbf"


class SSEParser:
    """Collects bytes as they come and hands out the data of each event once it is whole.

    The result does not depend on how the bytes are split. Comments, `event:`, `id:` and `retry:`
    lines carry nothing in this API and are passed over.

    Args:
        max_event_size: Bytes of one event; more is a `CosyVoiceProtocolError`.
    """

    def __init__(self, *, max_event_size: int = MAX_EVENT_SIZE) -> None:
        self._max_event_size = max_event_size
        self._partial: list[bytes] = []  # an unfinished line, in pieces: a line is joined once
        self._data: list[bytes] = []  # the data lines of the unfinished event
        self._size = 0  # bytes held in the two
        self._skip_lf = False  # the last line ended in CR: a LF right after it belongs to it
        self._first_line = True
        self._tried = False  # the unfinished event was tried as JSON, and was none yet

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes; return the data of every event that they complete.

        Raises:
            CosyVoiceProtocolError: An event is larger than `max_event_size`.
        """
        if self._skip_lf and chunk:
            self._skip_lf = False
            chunk = chunk.removeprefix(b"\n")
        events: list[bytes] = []
        for piece in chunk.splitlines(keepends=True):
            if not piece.endswith((b"\n", b"\r")):
                self._hold(self._partial, piece)
                continue
            body = piece[:-2] if piece.endswith(b"\r\n") else piece[:-1]
            if self._partial:
                self._partial.append(body)
                body = b"".join(self._partial)
                self._size -= sum(len(part) + _OVERHEAD for part in self._partial[:-1])
                self._partial.clear()
            self._line(body, events)
            self._skip_lf = piece.endswith(b"\r")
        return events

    def finish(self) -> list[bytes]:
        """End the input; return the data of an event that no blank line ended."""
        events: list[bytes] = []
        if self._partial:
            body = b"".join(self._partial)
            self._partial.clear()
            self._line(body, events)
        self._dispatch(events)
        return events

    def _hold(self, where: list[bytes], piece: bytes) -> None:
        where.append(piece)
        self._size += len(piece) + _OVERHEAD
        if self._size > self._max_event_size:
            raise CosyVoiceProtocolError("event_too_large", size=self._max_event_size // 1024)

    def _line(self, line: bytes, events: list[bytes]) -> None:
        if self._first_line:
            self._first_line = False
            line = line.removeprefix(_BOM)
        if not line:
            self._dispatch(events)
            return
        data = _data_of(line)
        if data is None:
            return
        if self._data and not self._tried and data.startswith(b"{"):
            # Two lines of data make one event by the rules; here, an object after a whole object
            # means that a blank line is missing. Tried once an event, so the cost stays linear.
            self._tried = True
            if _is_json(b"\n".join(self._data)):
                self._dispatch(events)
        self._hold(self._data, data)

    def _dispatch(self, events: list[bytes]) -> None:
        if self._data:
            events.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
            self._data.clear()
        self._size = 0
        self._tried = False


def _data_of(line: bytes) -> bytes | None:
    if line.startswith(b"#"):
        line = line[1:].lstrip(b" ")
    if not line.startswith(b"data:"):
        return b"" if line == b"data" else None
    return line[6:] if line[5:6] == b" " else line[5:]


def _is_json(data: bytes) -> bool:
    try:
        orjson.loads(data)
    except orjson.JSONDecodeError:
        return False
    return True
