"""A service on loopback that behaves as a test tells it to, well or badly."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import math
import socket
import struct
from typing import Any

from aiohttp import BodyPartReader, WSMsgType, web

from shared_client import CosyVoiceClient, Dialect, SpeechOptions, Timeouts
from shared_client.protocol import PATHS

TOKEN = "secret-token-of-the-test"
SOON = 10.0
"""Seconds: many times what a test takes, and less than what must not be waited for."""
VOICE: dict[str, Any] = {
    "id": "50a5fdb9-c3ad-445a-adbb-3be327500000",
    "filename": "zero_shot_prompt.wav",
    "bytes": 111496,
    "created_at": 1748416005,
    "text": "希望你以后能够做得比我还好哟",
}
OPTIONS = SpeechOptions(str(VOICE["id"]))

QUICK = Timeouts(connect=5, first_audio=5, idle=5, cold_start=5)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Before = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


def tone(seconds: float, rate: int = 24_000) -> bytes:
    """A sine as signed 16 bit mono PCM."""
    return struct.pack(
        f"<{round(seconds * rate)}h",
        *(
            round(12_000 * math.sin(2 * math.pi * 440 * n / rate))
            for n in range(round(seconds * rate))
        ),
    )


def result(audio: bytes | None, finish_reason: str | None = None, **more: Any) -> dict[str, Any]:
    """The object of a JSON answer and of a server-sent event."""
    data = None if audio is None else base64.b64encode(audio).decode()
    return {
        "output": {"finish_reason": finish_reason, "audio": {"id": "a", "data": data}},
        "request_id": "f90a65be-f47b-46b5-9ddc-70bae5500000",
        "error": None,
        **more,
    }


def sse(*results: dict[str, Any]) -> bytes:
    """Server-sent events as the documents show them."""
    return b"".join(b"data: " + json.dumps(item).encode() + b"\n\n" for item in results)


@dataclass
class Task:
    """The service's side of a WebSocket connection."""

    socket: web.WebSocketResponse
    task_id: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    async def command(self) -> dict[str, Any] | None:
        """The next command, or None when the client has gone."""
        message = await self.socket.receive()
        if message.type is not WSMsgType.TEXT:
            return None
        data: dict[str, Any] = json.loads(message.data)
        return data

    async def run_task(self) -> bool:
        """Wait for run-task; False when the client has gone."""
        command = await self.command()
        if command is None:
            return False
        assert command["header"]["action"] == "run-task", command
        assert command["header"]["streaming"] == "duplex"
        assert command["payload"]["model"] == "cosyvoice-v2"
        self.task_id = command["header"]["task_id"]
        self.parameters = command["payload"]["parameters"]
        self.texts = []
        return True

    async def all_text(self) -> bool:
        """Wait for the text up to finish-task; False when the client has gone."""
        while command := await self.command():
            assert command["header"]["task_id"] == self.task_id
            if command["header"]["action"] == "finish-task":
                return True
            assert command["header"]["action"] == "continue-task"
            self.texts.append(command["payload"]["input"]["text"])
        return False

    async def event(self, name: str, payload: Any = None, **header: Any) -> None:
        """Send an event."""
        event = {"header": {"event": name, "task_id": self.task_id, **header}}
        if payload is not None:
            event["payload"] = payload
        await self.socket.send_str(json.dumps(event))

    async def started(self) -> None:
        await self.event("task-started")

    async def audio(self, audio: bytes, **metrics: float) -> None:
        data = base64.b64encode(audio).decode()
        payload: dict[str, Any] = {"output": {"audio": {"data": data}}}
        if metrics:
            payload["metrics"] = metrics
        await self.event("result-generated", payload)

    async def finished(self) -> None:
        await self.event("task-finished")


@dataclass
class Service:
    """What the service does, and what it saw. Tests put their own handlers in."""

    dialect: Dialect = Dialect.V2
    prefix: str = ""
    token: str = TOKEN
    voices: list[dict[str, Any]] = field(default_factory=lambda: [dict(VOICE)])
    requests: list[web.Request] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[dict[str, Any]] = field(default_factory=list)
    before: Callable[[web.Request], Awaitable[web.StreamResponse | None]] | None = None
    speech: Handler | None = None
    task: Callable[[Task], Awaitable[None]] | None = None
    sockets: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._middleware], client_max_size=1 << 28)
        paths = PATHS[self.dialect]
        for path, method, handler in (
            (paths.reference_audio, "GET", self._list),
            (paths.reference_audio, "POST", self._upload),
            (paths.reference_audio + "/{id}", "GET", self._get),
            (paths.reference_audio + "/{id}", "DELETE", self._delete),
            (paths.speech, "POST", self._speech),
            (paths.websocket, "GET", self._websocket),
        ):
            app.router.add_route(method, f"{self.prefix}/{path}", handler)
        return app

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests.append(request)
        if self.before is not None and (answer := await self.before(request)) is not None:
            return answer
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"detail": "Unauthorized"}, status=401)
        return await handler(request)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        voices = sorted(self.voices, key=lambda voice: voice["created_at"])
        if request.query.get("order", "desc") == "desc":
            voices.reverse()
        return web.json_response(voices[: int(request.query.get("limit", "100"))])

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        # `post()` would leave a temporary file open where the client breaks off.
        parts: dict[str, bytes] = {}
        filename = None
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            filename = part.filename or filename
            parts[str(part.name)] = await part.read(decode=True)
        data, text = parts["file"], parts["text"].decode()
        self.uploads.append({"filename": filename, "data": data, "text": text})
        return web.json_response({**VOICE, "filename": filename, "bytes": len(data)})

    def _find(self, request: web.Request) -> dict[str, Any]:
        for voice in self.voices:
            if voice["id"] == request.match_info["id"]:
                return voice
        raise web.HTTPNotFound(
            text=json.dumps({"detail": "reference audio not found"}),
            content_type="application/json",
        )

    async def _get(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self._find(request))

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        self.voices.remove(voice := self._find(request))
        message = f"reference audio: {voice['id']} deleted."
        return web.json_response({"code": "OK", "message": message, "data": {}})

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        assert self.speech is not None
        try:
            return await self.speech(request)
        except ConnectionResetError:
            self.gone.set()
            raise

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        self.sockets += 1
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        assert self.task is not None
        try:
            await self.task(Task(socket))
        except ConnectionResetError:
            pass
        finally:
            self.gone.set()
        return socket


@asynccontextmanager
async def serving(service: Service, *, narrow: bool = False) -> AsyncIterator[Service]:
    """Run the service on a free port of loopback.

    Args:
        service: What runs.
        narrow: Whether its connections hold little of what it doesn't read: 90 kB, and not 4 MB.
    """
    runner = web.AppRunner(service.app(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    listening = socket.create_server(("127.0.0.1", 0))
    if narrow:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    await web.SockSite(runner, listening).start()
    host, port = runner.addresses[0][:2]
    service.url = f"http://{host}:{port}{service.prefix}"
    try:
        yield service
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(
    handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """A server below HTTP, for what aiohttp's own server would never send."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.close()


def client(service: Service, **arguments: Any) -> CosyVoiceClient:
    """A client of the service, which knows its dialect unless told otherwise."""
    arguments.setdefault("dialect", service.dialect)
    return CosyVoiceClient(service.url, service.token, **arguments)


def refusing(times: int, status: int, body: str = "", **headers: str) -> Before:
    """Refuse the first requests."""
    left = times

    async def before(_: web.Request) -> web.StreamResponse | None:
        nonlocal left
        left -= 1
        if left < 0:
            return None
        return web.Response(status=status, text=body, headers=headers)

    return before
