"""What a client must tolerate of a service, and what it must not, in every dialect.

A service here does what its own documents say, and one thing besides. What only one dialect has,
such as the framing of WAV, is tested where that dialect is.
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web
import pytest

from shared_client import (
    AudioFormat,
    AudioSpec,
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    Dialect,
    SpeechOptions,
    SpeechStream,
    Timeouts,
    transport,
)
from shared_client.model_studio import service as model_studio_service
from shared_client.wav import streaming_header, wav_file
from tests.model_studio import ModelStudio, model_studio
from tests.shared_client.service import (
    TOKEN,
    VOICE,
    Service,
    Task,
    refusing,
    result,
    serving,
    sse,
    tone,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.shared_client.service import Before

    Odd = Callable[[web.WebSocketResponse, str], Awaitable[None]]

SPEC = AudioSpec(24_000)
PCM = tone(0.1)
TEXT = "你好。"
LIMITS = Timeouts(connect=5, first_audio=2, idle=2, cold_start=3)


@dataclass
class Spoken:
    """A service that speaks, whatever its dialect.

    Attributes:
        dialect: Its dialect.
        samples: What it says.
        odd: What it does besides, before it speaks and before it ends a task.
        mangle: What becomes of the body of speech over HTTP.
        requests: Method and path of each request.
        sockets: How many WebSockets were opened.
        gone: A client has left.
    """

    dialect: Dialect
    samples: bytes = PCM
    odd: Odd | None = None
    mangle: Callable[[bytes], bytes] = lambda body: body
    requests: list[str] = field(default_factory=list)
    sockets: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    before: Before | None = None
    voice: str = VOICE["id"]

    def client(self, **more: Any) -> CosyVoiceClient:
        """A client of it."""
        return CosyVoiceClient(
            self.url, TOKEN, **{"dialect": self.dialect, "timeouts": LIMITS, **more}
        )

    def options(self, **more: Any) -> SpeechOptions:
        """How its voice speaks."""
        return SpeechOptions(self.voice, **more)

    async def spoken(self, way: str, **more: Any) -> bytes:
        """All that it says over HTTP ("stream") or over the WebSocket ("speak")."""
        async with self.client(**more) as client:
            return await collect(getattr(client, way)(TEXT, self.options()))

    async def _asked(self, request: web.Request) -> web.StreamResponse | None:
        self.requests.append(f"{request.method} {request.path}")
        self.sockets += "Upgrade" in request.headers
        return await self.before(request) if self.before is not None else None

    async def _task(self, task: Task) -> None:
        try:
            while await task.run_task():
                await task.started()
                if await task.command() is None:  # the first text
                    return
                await self._be_odd(task.socket, task.task_id)
                if not await task.all_text():
                    return
                wav = task.parameters["output_format"] == "wav"
                wire = streaming_header(SPEC) + self.samples if wav else self.samples
                await task.audio(wire[:1001])
                await task.audio(wire[1001:])
                await self._be_odd(task.socket, task.task_id)
                await task.finished()
        finally:
            self.gone.set()

    async def _be_odd(self, socket: web.WebSocketResponse, task: str) -> None:
        if self.odd is not None:
            try:
                await self.odd(socket, task)
            except ConnectionError:
                self.gone.set()
                raise

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        wav = (await request.json())["input"].get("output_format", "wav") == "wav"
        audio = wav_file(self.samples, SPEC) if wav else self.samples
        body = self.mangle(sse(result(audio), result(b"", "stop")))
        return web.Response(body=body, content_type="text/event-stream")


@pytest.fixture(params=[Dialect.V1, Dialect.V2, Dialect.MODEL_STUDIO])
async def service(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Spoken]:
    one = Spoken(request.param)
    if one.dialect is not Dialect.MODEL_STUDIO:
        documented = Service(one.dialect, before=one._asked, task=one._task, speech=one._speech)
        async with serving(documented):
            one.url = documented.url
            yield one
        return
    monkeypatch.setattr(model_studio_service, "speaks_over_http", lambda _: True)
    strict = ModelStudio(
        {TOKEN},
        start=0,
        before=one._asked,
        odd=one._be_odd,
        mangle=lambda body: one.mangle(body),  # noqa: PLW0108 - a test sets it later
        says=lambda *_: [one.samples[:1001], one.samples[1001:]],
    )
    one.voice = strict.voice().id
    async with model_studio(strict):
        one.url = strict.url
        yield one
        assert strict.faults == []


async def collect(stream: SpeechStream) -> bytes:
    async with stream:
        return b"".join([piece async for piece in stream])


def event(name: str, task: str | None, payload: Any = None, **header: Any) -> str:
    """An event of a WebSocket, as text."""
    about: dict[str, Any] = {"event": name, **header} | ({} if task is None else {"task_id": task})
    return json.dumps({"header": about} | ({} if payload is None else {"payload": payload}))


# --- Over the WebSocket ---------------------------------------------------------------------------


async def of_another_task(socket: web.WebSocketResponse, _: str) -> None:
    audio = {"output": {"audio": {"data": base64.b64encode(b"not mine").decode()}}}
    await socket.send_str(event("result-generated", "another", audio))
    await socket.send_str(event("task-finished", "another"))
    await socket.send_str(event("task-failed", "another", error_message="not mine"))


async def unknown(socket: web.WebSocketResponse, task: str) -> None:
    await socket.send_str(event("task-started", task))
    await socket.send_str(event("sentence-begin", task, {"index": 1}))
    await socket.send_str(event("keep-alive", None))
    await socket.send_str(event("result-generated", task))
    outputs: list[Any] = [None, {}, {"audio": None}, {"audio": {}}, {"audio": {"data": None}}]
    for output in outputs:
        await socket.send_str(event("result-generated", task, {"output": output, "usage": None}))
    await socket.send_bytes(b"")


async def flood(socket: web.WebSocketResponse, _: str) -> None:
    for _number in range(500):
        await socket.ping()
        await socket.pong()


@pytest.mark.parametrize("odd", [of_another_task, unknown, flood])
async def test_what_is_passed_over(service: Spoken, odd: Odd) -> None:
    service.odd = odd
    async with service.client() as client:
        for _ in range(2):
            heard = await collect(client.speak(TEXT, service.options()))
            assert heard == streaming_header(SPEC) + PCM
    assert service.sockets == 1


async def test_binary_frames_are_audio(service: Spoken) -> None:
    async def binary(socket: web.WebSocketResponse, _: str) -> None:
        await socket.send_bytes(PCM)

    service.odd = binary
    options = service.options(output_format=AudioFormat.PCM)
    async with service.client() as client:
        assert await collect(client.speak(TEXT, options)) == PCM * 3


async def test_samples_that_look_like_a_file_are_not_cut(service: Spoken) -> None:
    service.samples = wav_file(PCM, SPEC)
    options = service.options(output_format=AudioFormat.PCM)
    async with service.client() as client:
        assert await collect(client.speak(TEXT, options)) == service.samples


def closing(code: int) -> Odd:
    async def close(socket: web.WebSocketResponse, _: str) -> None:
        await socket.close(code=code, message=b"good bye")

    return close


async def breaking(socket: web.WebSocketResponse, _: str) -> None:
    assert socket._req is not None
    assert socket._req.transport is not None
    socket._req.transport.abort()


def saying(text: str) -> Odd:
    async def say(socket: web.WebSocketResponse, task: str) -> None:
        await socket.send_str(text.replace("TASK", task))

    return say


async def silent(socket: web.WebSocketResponse, _: str) -> None:
    while not socket.closed:
        await socket.receive()


FAILED = event("task-failed", "TASK", error_code="InternalError", error_message=f"no, {TOKEN}")
ENDS: list[tuple[Odd, type[Exception], str]] = [
    (closing(1000), CosyVoiceConnectionError, "1000 good bye"),
    (closing(1011), CosyVoiceConnectionError, "1011 good bye"),
    (breaking, CosyVoiceConnectionError, "closed|lost"),
    (silent, CosyVoiceTimeoutError, "nothing for 0.3 s"),
    (saying(FAILED), CosyVoiceSynthesisError, r"InternalError: no, \*\*\*"),
    (saying(json.dumps({"code": "x", "message": TOKEN})), CosyVoiceSynthesisError, r"x: \*\*\*"),
    (saying(json.dumps({"detail": "no"})), CosyVoiceSynthesisError, "no"),
    (saying(f"nonsense {TOKEN}"), CosyVoiceProtocolError, r"nonsense \*\*\*"),
    (saying("[]"), CosyVoiceProtocolError, "object"),
    (saying('{"header": {}}'), CosyVoiceProtocolError, "event"),
]


@pytest.mark.parametrize(("odd", "kind", "words"), ENDS)
async def test_what_ends_a_task_is_an_error_and_its_connection_is_not_used_again(
    service: Spoken, odd: Odd, kind: type[CosyVoiceError], words: str
) -> None:
    service.odd = odd
    limits = Timeouts(connect=5, first_audio=5, idle=0.3, cold_start=0)
    async with service.client(timeouts=limits, takes_early_text=False) as client:
        with pytest.raises(kind, match=words) as failed:
            await collect(client.speak(TEXT, service.options()))
        assert TOKEN not in repr(failed.value) + str(failed.value) + str(failed.value.values)
        assert TOKEN not in str(vars(failed.value))
        service.odd, opened = None, service.sockets
        assert await collect(client.speak(TEXT, service.options())) == streaming_header(SPEC) + PCM
    assert service.sockets == opened + 1


@pytest.mark.parametrize("way", ["stream", "speak"])
async def test_one_message_of_many_mebibytes(service: Spoken, way: str) -> None:
    service.samples = bytes(5 << 20)
    assert await service.spoken(way) == streaming_header(SPEC) + service.samples


async def test_a_message_beyond_all_bounds(
    service: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_MESSAGE_SIZE", 50_000)
    service.samples = bytes(200_000)
    with pytest.raises(CosyVoiceProtocolError, match="broke the WebSocket protocol"):
        await service.spoken("speak")


# --- Over HTTP ------------------------------------------------------------------------------------


def of_one_answer(body: bytes) -> bytes:
    """The same as one JSON object."""
    lines = (line.partition(b":")[2] for line in body.splitlines() if line.startswith(b"data:"))
    pieces = (json.loads(line)["output"]["audio"]["data"] for line in lines)
    return json.dumps(result(b"".join(map(base64.b64decode, pieces)))).encode()


def without_the_stop(body: bytes) -> bytes:
    return body[: body.rstrip().rindex(b"data:")]


BODIES: dict[str, Callable[[bytes], bytes]] = {
    "comments": lambda body: b": hi\n\n# " + body,
    "a byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "CR and LF": lambda body: body.replace(b"\n", b"\r\n"),
    "CR": lambda body: body.replace(b"\n", b"\r"),
    "no last blank line": lambda body: body.rstrip(),
    "no stop": without_the_stop,
    "too many stops": lambda body: body + sse(result(None, "stop"), result(b"", "stop")),
    "nulls": lambda body: sse({"output": None}, {"output": {"audio": None}}, {"new": 1}) + body,
    "[DONE]": lambda body: body + b"data: [DONE]\n\n",
    "one answer": of_one_answer,
}


@pytest.mark.parametrize("body", BODIES)
async def test_bodies_that_are_forgiven(service: Spoken, body: str) -> None:
    service.mangle = BODIES[body]
    async with service.client() as client:
        assert await collect(client.stream(TEXT, service.options())) == streaming_header(SPEC) + PCM
        assert (await client.synthesize(TEXT, service.options())).audio == wav_file(PCM, SPEC)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ({"error": f"out of {TOKEN}"}, r"out of \*\*\*"),
        ({"error": {"code": "E", "message": "no"}}, "E: no"),
        (result(None, "text too long"), "text too long"),
        ({"code": "E", "message": "no"}, "E: no"),
        ({"detail": [{"loc": ["text"], "msg": "no"}]}, "text: no"),
        ({"output": {"type": "error", "code": "E", "message": "no"}}, "E: no"),
    ],
)
@pytest.mark.parametrize("late", [False, True])
async def test_failures_in_band(
    service: Spoken, failure: dict[str, Any], words: str, *, late: bool
) -> None:
    service.mangle = lambda body: (without_the_stop(body) if late else b"") + sse(failure)
    async with service.client() as client:
        stream = client.stream(TEXT, service.options())
        heard = b""
        with pytest.raises(CosyVoiceSynthesisError, match=words) as failed:
            async for piece in stream:
                heard += piece
        assert heard == (streaming_header(SPEC) + PCM if late else b"")
        assert TOKEN not in str(vars(failed.value)) + str(failed.value)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", CosyVoiceSynthesisError),
        (sse(result(None, "stop")), CosyVoiceSynthesisError),
        (b"<html>hello</html>", CosyVoiceProtocolError),
        (b"data: hello\n\n", CosyVoiceProtocolError),
        (b"{", CosyVoiceProtocolError),
    ],
)
async def test_what_is_no_answer(service: Spoken, body: bytes, kind: type[Exception]) -> None:
    service.mangle = lambda _: body
    with pytest.raises(kind):
        await service.spoken("stream")


# --- Statuses, redirects, leaving -----------------------------------------------------------------

CALLS: dict[str, Callable[[CosyVoiceClient, SpeechOptions], Awaitable[object]]] = {
    "list": lambda client, _: client.list_reference_audio(),
    "stream": lambda client, options: client.stream(TEXT, options).start(),
    "speak": lambda client, options: client.speak(TEXT, options).start(),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, CosyVoiceRequestError),
        (401, CosyVoiceAuthError),
        (402, CosyVoicePaymentError),
        (403, CosyVoiceAuthError),
        (404, CosyVoiceNotFoundError),
        (413, CosyVoiceRequestError),
        (500, CosyVoiceUnavailableError),
    ],
)
async def test_a_refusal_is_told_at_once(
    service: Spoken, call: str, status: int, kind: type[Exception]
) -> None:
    service.before = refusing(9, status, json.dumps({"message": f"no {TOKEN}"}))
    async with service.client() as client:
        with pytest.raises(kind, match=str(status)) as refused:
            await CALLS[call](client, service.options())
    assert TOKEN not in str(refused.value)
    assert len(service.requests) == 1


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [429, 450, 503])
async def test_a_service_that_did_nothing_is_asked_again(
    service: Spoken, call: str, status: int
) -> None:
    service.before = refusing(1, status, **{"Retry-After": "0"})
    async with service.client() as client:
        await CALLS[call](client, service.options())
    assert len(service.requests) == 2


async def test_a_redirect_is_followed_within_the_origin_alone(service: Spoken) -> None:
    target, token = "", f"Bearer {TOKEN}"

    async def before(request: web.Request) -> web.StreamResponse | None:
        assert request.headers["Authorization"] == token
        if target or not request.path.endswith("/"):
            where = target or f"{request.path}/?{request.query_string}"
            return web.Response(status=307, headers={"Location": where})
        if request.path.rstrip("/").endswith(("SpeechSynthesizer", "speech")):
            assert (await request.json())["input"]["text"] == TEXT
            return web.Response(body=sse(result(wav_file(PCM, SPEC))))
        body: Any = {"output": {"voice_list": []}}
        return web.json_response(body if service.dialect is Dialect.MODEL_STUDIO else [])

    service.before = before
    async with service.client() as client:
        assert await client.list_reference_audio() == []
        assert len(await collect(client.stream(TEXT, service.options()))) >= len(PCM)
        async with serving(Service(token="")) as other:
            target = f"{other.url}/x"
            for call in CALLS.values():
                with pytest.raises(CosyVoiceProtocolError):
                    await call(client, service.options())
            assert all("Authorization" not in one.headers for one in other.requests)


async def endless(socket: web.WebSocketResponse, _: str) -> None:
    while True:
        await socket.send_bytes(PCM)
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("how", ["cancelled", "left", "client closed"])
async def test_the_service_sees_at_once_that_nobody_listens(service: Spoken, how: str) -> None:
    service.odd = endless
    closed = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        try:
            yield TEXT
            await asyncio.sleep(60)
        finally:
            closed.set()

    async with service.client() as client:
        stream = client.speak(text(), service.options(), segmented=True)
        assert await anext(stream)
        if how == "cancelled":
            reading = asyncio.create_task(collect(stream))
            await asyncio.sleep(0.05)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        elif how == "left":
            await stream.aclose()
        else:
            await client.close()
        async with asyncio.timeout(2):
            await service.gone.wait()
        assert closed.is_set()
        with pytest.raises(CosyVoiceConnectionError):
            await anext(stream)
