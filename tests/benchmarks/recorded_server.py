"""A service that only plays what was prepared, so that what is measured is the client.

Dialect V2 by WebSocket and server-sent events, and Model Studio by WebSocket. The id of the voice
says what to play: see `Recording`. Every event is made once; a stream costs its system calls and a
line of header. It serves as fast as it is read, or at a pace. It runs in a process of its own:
`python -m tests.benchmarks.recorded_server` prints its port and ends with its stdin.
"""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass
import functools
import hashlib
import json
import random
import socket
import struct
import sys
from time import perf_counter
from typing import Any, Final, Self

BYTES_PER_SECOND: Final = 48_000
"""24 kHz, 16 bit, mono."""

_BURST: Final = 128 * 1024  # bytes handed to the kernel at once, where events are small
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_UNKNOWN: Final = 0xFFFFFFFF  # the size in the header of a WAV that streams
_REQUEST_ID: Final = "f90a65be-f47b-46b5-9ddc-70bae5500000"
_HEADER: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n"
)

_MODEL_STUDIO: Final = "/api-ws/v1/inference"
_TEXT, _BINARY, _CLOSE = 1, 2, 8


@dataclass(frozen=True, slots=True)
class Recording:
    """What a stream plays; written as the id of a voice.

    Attributes:
        event: Seconds of audio in an event.
        seconds: Seconds of audio in all.
        pace: How fast, 1 being real time; 0 is as fast as it is read.
    """

    event: float
    seconds: float
    pace: float = 0.0

    @classmethod
    def from_voice(cls, voice: str) -> Self:
        """Read what `voice` has written."""
        return cls(*(float(number) for number in voice.split("_")))

    @property
    def voice(self) -> str:
        """The id of the voice to ask for."""
        return f"{self.event:g}_{self.seconds:g}_{self.pace:g}"

    @property
    def events(self) -> int:
        """The number of events."""
        return max(1, round(self.seconds / self.event))

    @property
    def size(self) -> int:
        """Bytes of samples."""
        return self.events * _event_size(self.event)


def _event_size(seconds: float) -> int:
    return round(seconds * BYTES_PER_SECOND / 2) * 2


@functools.cache
def _audio(seconds: float, *, first: bool) -> bytes:
    """The base64 of an event; the first has the header of a WAV that streams."""
    samples = _samples(seconds)
    return base64.b64encode(_wav_header() + samples if first else samples)


@functools.cache
def _samples(seconds: float) -> bytes:
    return random.Random(7).randbytes(_event_size(seconds))  # noqa: S311 - sound, no secret


def _wav_header() -> bytes:
    rate = BYTES_PER_SECOND // 2
    shape = struct.pack("<IHHIIHH", 16, 1, 1, rate, BYTES_PER_SECOND, 2, 16)
    return struct.pack("<4sI8s", b"RIFF", _UNKNOWN, b"WAVEfmt ") + shape + b"data\xff\xff\xff\xff"


@functools.cache
def _sse_event(seconds: float, *, first: bool) -> bytes:
    event = b'data: {"output":{"finish_reason":null,"audio":{"id":"audio","data":"%s"}},' % _audio(
        seconds, first=first
    )
    return _chunk(event + b'"request_id":"%s","error":null}\n\n' % _REQUEST_ID.encode())


@functools.cache
def _sse_end() -> bytes:
    end = {
        "output": {"finish_reason": "stop", "audio": {"data": ""}},
        "request_id": _REQUEST_ID,
        "error": None,
    }
    return _chunk(b"data: " + json.dumps(end).encode() + b"\n\n") + _chunk(b"")


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@functools.cache
def _result_tail(seconds: float, *, first: bool) -> bytes:
    """A `result-generated` after the id of its task."""
    metrics = {"speech_len": seconds, "server_cost_time": 0.1, "generate_time": 0.1}
    return b'"},"payload":{"output":{"audio":{"data":"%s"}},"metrics":%s}}' % (
        _audio(seconds, first=first),
        json.dumps(metrics).encode(),
    )


@functools.cache
def _sentence_tail() -> bytes:
    """A `result-generated` of Model Studio after the id of its task; its audio follows."""
    output = {"type": "sentence-synthesis", "sentence": {"index": 0, "words": []}}
    return b'"},"payload":{"output":%s}}' % json.dumps(output).encode()


@functools.cache
def _samples_frame(seconds: float) -> bytes:
    samples = _samples(seconds)
    return _frame_header(_BINARY, len(samples)) + samples


def _result_head(task_id: str, tail: bytes) -> bytes:
    """The frame's header and a `result-generated` up to the id of its task."""
    head = b'{"header":{"event":"result-generated","attributes":{},"task_id":"' + task_id.encode()
    return _frame_header(_TEXT, len(head) + len(tail)) + head


def _event_frame(name: str, task_id: str) -> bytes:
    event = {"header": {"event": name, "task_id": task_id, "attributes": {}}, "payload": {}}
    data = json.dumps(event).encode()
    return _frame_header(_TEXT, len(data)) + data


def _frame_header(opcode: int, size: int) -> bytes:
    if size < 126:
        return struct.pack("!BB", 0x80 | opcode, size)
    if size < 1 << 16:
        return struct.pack("!BBH", 0x80 | opcode, 126, size)
    return struct.pack("!BBQ", 0x80 | opcode, 127, size)


class _Connection:
    """One connection: requests one after another, or a WebSocket."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()

    async def serve(self) -> None:
        with self._peer, suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                request, headers = await self._request()
                if "sec-websocket-key" in headers:
                    await self._upgrade(headers["sec-websocket-key"])
                    await self._websocket(in_frames=_MODEL_STUDIO in request)
                    return
                body = await self._take(int(headers.get("content-length", "0")))
                if request.startswith("POST"):
                    await self._speech(json.loads(body))
                else:
                    await self._send(
                        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                        b"content-length: 2\r\n\r\n[]"
                    )

    async def _speech(self, body: dict[str, Any]) -> None:
        recording = Recording.from_voice(body["input"]["reference_audio_id"])
        await self._send(_HEADER)
        await self._play(
            recording,
            [_sse_event(recording.event, first=True)],
            [_sse_event(recording.event, first=False)],
        )
        await self._send(_sse_end())

    async def _websocket(self, *, in_frames: bool) -> None:
        playing: asyncio.Task[None] | None = None
        finished = asyncio.Event()
        recording, task_id = Recording(1, 1), ""
        try:
            while True:
                opcode, data = await self._frame()
                if opcode == _CLOSE:
                    await self._send(_frame_header(_CLOSE, len(data)) + data)
                    return
                if opcode != _TEXT:
                    continue
                message = json.loads(data)
                action = message["header"]["action"]
                if action == "run-task":
                    task_id = message["header"]["task_id"]
                    parameters = message["payload"]["parameters"]
                    voice = parameters["voice" if in_frames else "reference_audio_id"]
                    recording, finished, playing = (
                        Recording.from_voice(voice.rpartition("-")[2]),
                        asyncio.Event(),
                        None,
                    )
                    await self._send(_event_frame("task-started", task_id))
                elif action == "continue-task" and playing is None:
                    playing = asyncio.create_task(
                        self._task(recording, task_id, finished, in_frames=in_frames)
                    )
                elif action == "finish-task":
                    finished.set()
        finally:
            if playing is not None:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)

    async def _task(
        self, recording: Recording, task_id: str, finished: asyncio.Event, *, in_frames: bool
    ) -> None:
        if in_frames:
            tail = _sentence_tail()
            parts = [_result_head(task_id, tail), tail, _samples_frame(recording.event)]
            await self._play(recording, parts, parts)
        else:
            first, other = (_result_tail(recording.event, first=which) for which in (True, False))
            await self._play(
                recording,
                [_result_head(task_id, first), first],
                [_result_head(task_id, other), other],
            )
        await finished.wait()
        await self._send(_event_frame("task-finished", task_id))

    async def _play(self, recording: Recording, first: list[bytes], other: list[bytes]) -> None:
        started_at = perf_counter()
        await self._send_parts(first)
        played = 1
        burst = max(1, _BURST // sum(map(len, other)))
        while played < recording.events:
            if recording.pace:
                due = started_at + played * recording.event / recording.pace
                await asyncio.sleep(due - perf_counter())
                count = 1
            else:
                count = min(burst, recording.events - played)
            await self._send_parts(other * count)
            played += count

    async def _send_parts(self, parts: list[bytes]) -> None:
        """Send without copying what was prepared."""
        try:
            sent = self._peer.sendmsg(parts)
        except BlockingIOError:
            sent = 0
        for part in parts:
            if sent < len(part):
                await self._send(memoryview(part)[sent:])
            sent = max(0, sent - len(part))
        await asyncio.sleep(0)

    async def _send(self, data: bytes | memoryview) -> None:
        await self._loop.sock_sendall(self._peer, data)

    async def _request(self) -> tuple[str, dict[str, str]]:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            await self._read_more()
        head = bytes(self._buffer[:end]).decode("latin-1")
        del self._buffer[: end + 4]
        request, *lines = head.split("\r\n")
        fields = (line.partition(":") for line in lines)
        return request, {name.lower(): value.strip() for name, _, value in fields}

    async def _upgrade(self, key: str) -> None:
        digest = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()
        await self._send(
            b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            b"sec-websocket-accept: %s\r\n\r\n" % base64.b64encode(digest)
        )

    async def _frame(self) -> tuple[int, bytes]:
        """A frame of a client: masked, and whole, for clients here send short ones."""
        first, second = await self._take(2)
        size = second & 0x7F
        if size == 126:
            size = int.from_bytes(await self._take(2))
        elif size == 127:
            size = int.from_bytes(await self._take(8))
        mask = await self._take(4)
        data = await self._take(size)
        return first & 0x0F, bytes(byte ^ mask[i & 3] for i, byte in enumerate(data))

    async def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            await self._read_more()
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    async def _read_more(self) -> None:
        data = await self._loop.sock_recv(self._peer, 65_536)
        if not data:
            raise ConnectionResetError
        self._buffer += data


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    connections: set[asyncio.Task[None]] = set()

    async def accept(listener: socket.socket) -> None:
        while True:
            peer, _ = await loop.sock_accept(listener)
            peer.settimeout(0)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = asyncio.create_task(_Connection(peer).serve())
            connections.add(connection)
            connection.add_done_callback(connections.discard)

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        listener.settimeout(0)
        accepting = asyncio.create_task(accept(listener))
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        for task in (accepting, *connections):
            task.cancel()
        await asyncio.gather(accepting, *connections, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(_serve())
