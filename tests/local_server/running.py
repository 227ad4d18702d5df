"""A real local server for tests: in this process, or as the program that people start."""

from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager
from dataclasses import dataclass
import io
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self
import uuid
import wave

from aiohttp import ClientSession, ClientWebSocketResponse, FormData, WSMsgType, web
import numpy as np

from local_server.app import make_app
from local_server.connections import Runner
from local_server.engines import Capabilities, State
from local_server.engines.espeak import EspeakEngine
from local_server.errors import EngineError
from local_server.service import Service
from local_server.storage import Storage
from local_server.synthesis import Speaker
from shared_client.models import Dialect
from shared_client.protocol import HTTP_MODEL, PATHS, command, run_task
from tests.programs import end

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

    from local_server.engines import Engine, Style, Voice

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "token-of-the-tests"
LIMITS = ("running", "waiting", "longest")


def voice_pcm(seconds: float = 4.0, rate: int = 24_000, pitch: float = 120.0) -> bytes:
    """A buzz like a voice: harmonics of a pitch, as signed 16 bit mono PCM."""
    time = np.arange(round(seconds * rate)) / rate
    sound = sum(np.sin(2 * np.pi * pitch * n * time) / n for n in range(1, 20))
    return np.asarray(4_000 * sound).astype("<i2").tobytes()


def wav(pcm: bytes, rate: int = 24_000) -> bytes:
    """A WAV file, made by the standard library."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(pcm)
    return file.getvalue()


def read_wav(data: bytes) -> tuple[int, np.ndarray[Any, np.dtype[np.int16]]]:
    """Rate and samples of a WAV, whose size may be that of a stream."""
    assert data[:4] == b"RIFF"
    assert data[8:16] == b"WAVEfmt "
    rate = int.from_bytes(data[24:28], "little")
    assert data[36:40] == b"data"
    return rate, np.frombuffer(data[44:], dtype="<i2")


@dataclass
class Answer:
    """Status, headers and JSON of an answer."""

    status: int
    headers: dict[str, str]
    data: Any


@dataclass
class Running:
    """A running server, and requests to it."""

    url: str
    session: ClientSession
    service: Service

    async def call(
        self, method: str, path: str, *, token: str | None = TOKEN, **more: Any
    ) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        async with self.session.request(
            method, f"{self.url}/{path.lstrip('/')}", headers=headers, **more
        ) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.json())

    async def upload(
        self,
        data: bytes | None = None,
        filename: str = "voice.wav",
        text: str | None = "你好",
        dialect: Dialect = Dialect.V2,
    ) -> Answer:
        form = FormData(quote_fields=False, default_to_multipart=True)
        file = io.BytesIO(wav(voice_pcm()) if data is None else data)
        form.add_field("file", file, filename=filename)
        if text is not None:
            form.add_field("text", text)
        return await self.call("POST", PATHS[dialect].reference_audio, data=form)

    async def voice(self) -> str:
        answer = await self.upload()
        assert answer.status == 200, answer
        return str(answer.data["id"])

    async def speech(
        self,
        text: str,
        voice: str,
        *,
        dialect: Dialect = Dialect.V2,
        stream: bool | None = False,
        top: dict[str, Any] | None = None,
        **more: Any,
    ) -> Answer:
        return await self.call(
            "POST",
            PATHS[dialect].speech,
            json=speech_body(text, voice, stream=stream, top=top, **more),
        )

    async def events(
        self,
        text: str,
        voice: str,
        *,
        dialect: Dialect = Dialect.V2,
        stream: bool | None = True,
        top: dict[str, Any] | None = None,
        **more: Any,
    ) -> list[dict[str, Any]]:
        """The server-sent events of a speech request."""
        async with self.session.post(
            f"{self.url}/{PATHS[dialect].speech}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            json=speech_body(text, voice, stream=stream, top=top, **more),
        ) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/event-stream"
            body = await answer.read()
        assert body.isascii()
        assert body.endswith(b"\n\n")
        blocks = [block for block in body.split(b"\n\n") if block and not block.startswith(b":")]
        return [json.loads(block.removeprefix(b"data: ")) for block in blocks]

    async def socket(self, dialect: Dialect = Dialect.V2) -> Socket:
        ws = await self.session.ws_connect(
            f"{self.url}/{PATHS[dialect].websocket}",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        return Socket(ws)


def speech_body(
    text: str,
    voice: str,
    *,
    stream: bool | None = None,
    top: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": HTTP_MODEL,
        "input": {
            "mode": "fast_replication",
            "text": text,
            "reference_audio_id": voice,
            **more,
        },
        **(top or {}),
    }
    if stream is not None:
        body["stream"] = stream
    return body


def audio_of(result: dict[str, Any]) -> bytes:
    return base64.b64decode(result["output"]["audio"]["data"])


class Socket:
    """The client's end of a WebSocket."""

    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self.ws = ws
        self.task_id = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.ws.close()

    async def run(self, voice: str, **parameters: Any) -> None:
        self.task_id = str(uuid.uuid4())
        given = {"mode": "fast_replication", "reference_audio_id": voice, **parameters}
        await self.ws.send_json(run_task(self.task_id, given))

    async def text(self, text: str) -> None:
        await self.send("continue-task", {"input": {"text": text}})

    async def finish(self) -> None:
        await self.send("finish-task", {"input": {}})

    async def send(self, action: str, payload: Any, task_id: str | None = None) -> None:
        await self.ws.send_json(command(action, task_id or self.task_id, payload))

    async def event(self) -> dict[str, Any]:
        message = await self.ws.receive(timeout=20)
        assert message.type is WSMsgType.TEXT, message
        assert len(message.data) < 1 << 20
        assert message.data.isascii()
        data: dict[str, Any] = json.loads(message.data)
        return data

    async def expect(self, name: str) -> dict[str, Any]:
        event = await self.event()
        assert event["header"]["event"] == name, event
        return event

    async def results(self) -> list[dict[str, Any]]:
        """The payloads up to task-finished."""
        found = []
        while (event := await self.event())["header"]["event"] == "result-generated":
            assert event["header"]["task_id"] == self.task_id
            found.append(event["payload"])
        assert event["header"]["event"] == "task-finished", event
        assert event["header"]["task_id"] == self.task_id
        return found

    async def say(self, voice: str, *texts: str, **parameters: Any) -> list[dict[str, Any]]:
        """A whole task."""
        await self.run(voice, **parameters)
        await self.expect("task-started")
        for text in texts:
            await self.text(text)
        await self.finish()
        return await self.results()


class SlowEngine:
    """An engine that tests hold in the hand."""

    name = "slow"
    capabilities = Capabilities()
    state = State.READY
    rate: float | None = None

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.active = 0
        self.made = 0
        self.fail_after: int | None = None
        self.pieces: list[str] = []

    async def start(self) -> None:
        """It is always ready."""

    async def close(self) -> None:
        """It holds nothing."""

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes, None]:
        self.active += 1
        try:
            async for piece in text:
                self.pieces.append(piece)
                await self.go.wait()
                if self.fail_after == self.made:
                    raise EngineError("the engine broke")
                self.made += 1
                yield voice_pcm(0.5)
        finally:
            self.active -= 1


async def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - whatever the condition is
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(
    directory: Path,
    *,
    engine: Engine | None = None,
    rest: Sequence[Engine] = (),
    workers: int = 1,
    **settings: Any,
) -> AsyncIterator[Running]:
    """A server in this process; the engines of the rest speak what the first can't."""
    engines = [engine or EspeakEngine(workers), *rest]
    limits = {name: settings.pop(name) for name in LIMITS if name in settings}
    with Storage(directory) as storage:
        service = Service(storage, Speaker(*engines, **limits), TOKEN, **settings)
        for each in engines:
            await each.start()
        runner = Runner(make_app(service), shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        try:
            async with ClientSession() as session:
                yield Running(f"http://{host}:{port}", session, service)
        finally:
            await runner.cleanup()
            for each in engines:
                await each.close()


class Program:
    """`python -m local_server` as a process of its own."""

    def __init__(self, directory: Path, *arguments: str, token: str | None = TOKEN) -> None:
        environment = {
            name: value for name, value in os.environ.items() if name != "COSYVOICE_TOKEN"
        }
        if token is not None:
            environment["COSYVOICE_TOKEN"] = token
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "local_server", "--port", "0"),
                *("--data-dir", str(directory), "--workers", "1", *arguments),
            ],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        end(self.process, patience=0)

    def ready(self) -> dict[str, Any]:
        """Wait for the line that a parent waits for (--json)."""
        assert self.process.stdout is not None
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert line["event"] == "ready"
        assert line["pid"] == self.process.pid
        return line

    async def outcome(self) -> tuple[int, str, str]:
        """Wait for the end: exit code, stdout and stderr."""
        out, err = await asyncio.to_thread(self.process.communicate, timeout=20)
        return self.process.returncode, out, err
