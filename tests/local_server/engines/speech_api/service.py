"""Services with `POST /v1/audio/speech` for tests, each as strict as its project's documentation.

A field that the documentation of a project doesn't name is an error here, whatever the project
itself does with it. Read in November 2026:

- vLLM-Omni: https://docs.vllm.ai/projects/vllm-omni/en/stable/serving/speech_api/ (docs/serving/
  speech_api.md at 078de2d1) and what it says of CosyVoice3 in vllm_omni/entrypoints/openai/
  tts_adapters/cosyvoice3.py (1bc42fe7) and protocol/audio.py (0131cb55)
- SGLang-Omni: docs/cookbook/fun_cosyvoice3.md (02ab3635), docs/basic_usage/tts.md (0545bc09) and
  sglang_omni/serve/speech_service.py (01782f8f)
- cosyvoice.cpp: docs/TOOLS.md and tools/server/cosyvoice-server-backend.cpp (265b97e0)
- OpenAI: https://developers.openai.com/api/reference/resources/audio/subresources/speech/methods/create
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
import numpy as np

from local_server.framing import wav_header
from tests.local_server.running import read_wav, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

RATE = 24_000
SECONDS_PER_CHARACTER = 0.1
LARGEST_REFERENCE = 10 << 20
LONGEST_REFERENCE = 30.0

_REFERENCE: Final = {"ref_audio": str, "ref_text": str}
_BASE: Final = {"input": str, "voice": str, "model": str, "instructions": str, "speed": float}
FIELDS: Final[dict[str, dict[str, type]]] = {
    "vllm-omni": {
        **_BASE,
        **_REFERENCE,
        "response_format": str,
        "stream": bool,
        "stream_format": str,
        "task_type": str,
        "language": str,
        "max_new_tokens": int,
        "seed": int,
    },
    "sglang-omni": {
        **_BASE,
        **_REFERENCE,
        "response_format": str,
        "stream": bool,
        "temperature": float,
        "top_p": float,
        "top_k": int,
        "max_new_tokens": int,
        "seed": int,
    },
    "cosyvoice-cpp": {
        **_BASE,
        "response_format": str,
        "stream": bool,
        "chunk_tokens": int,
        "temperature": float,
        "seed": int,
    },
    "openai": {**_BASE, "response_format": str, "stream_format": str},
}


class RefusedError(Exception):
    """What a service answers to a request that it doesn't take."""

    def __init__(self, status: int, **error: Any) -> None:
        super().__init__(error.get("message"))
        self.status = status
        self.error = error


@dataclass
class FakeService:
    """One service.

    Attributes:
        preset: Which project it is.
        model: What it serves.
        token: What it wants to be shown; empty for none.
        voices: Set up at it.
        rate: Of its sound.
        requests: The bodies that came, also of those it refused.
        plan: What it does with the next requests, instead of speaking: each may answer, or raise.
        left: Requests whose caller went before the end.
        paused: Clear to stop in the middle of a stream.
        running: Requests under way.
        most: As many as ever ran at once.
        url: Where it listens.
    """

    preset: str
    model: str = "FunAudioLLM/Fun-CosyVoice3-0.5B-2512"
    token: str = ""
    voices: tuple[str, ...] = ("alloy", "nova")
    rate: int = RATE
    requests: list[dict[str, Any]] = field(default_factory=list)
    plan: deque[Callable[[web.Request], Any]] = field(default_factory=deque)
    left: int = 0
    paused: asyncio.Event = field(default_factory=asyncio.Event)
    running: int = 0
    most: int = 0
    url: str = ""
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def start(self) -> None:
        """Listen; again where it listened before."""
        self.paused.set()
        app = web.Application(client_max_size=32 << 20)
        app.router.add_post("/v1/audio/speech", self._speech)
        app.router.add_get("/v1/models", self._models)
        health = "/healthz" if self.preset == "cosyvoice-cpp" else "/health"
        if self.preset != "openai":
            app.router.add_get(health, self._health)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        """Close the door, and every connection with it."""
        if self._runner is not None:
            self.paused.set()
            await self._runner.cleanup()

    def _check_token(self, request: web.Request) -> None:
        shown = request.headers.get("Authorization", "")
        if self.token and shown != f"Bearer {self.token}":
            # cosyvoice.cpp: set_openai_error(res, 401, …); the others differ in the words.
            raise RefusedError(
                401,
                message=f"Incorrect API key provided: {shown.removeprefix('Bearer ')}",
                type="invalid_request_error",
                code="invalid_api_key",
            )

    async def _models(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
        except RefusedError as refused:
            return web.json_response({"error": refused.error}, status=refused.status)
        return web.json_response({"object": "list", "data": [{"id": self.model}]})

    async def _health(self, _: web.Request) -> web.Response:
        if self.preset == "cosyvoice-cpp":
            return web.json_response(
                {"status": "ok", "model": self.model, "voices": list(self.voices)}
            )
        return web.Response()

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            if self.plan:
                answer: web.StreamResponse | Awaitable[web.StreamResponse]
                answer = self.plan.popleft()(request)
                return answer if isinstance(answer, web.StreamResponse) else await answer
            self._check_token(request)
            self._check(body)
            return await self.answer(request, body)
        except RefusedError as refused:
            return web.json_response({"error": refused.error}, status=refused.status)
        except (asyncio.CancelledError, ConnectionError):
            self.left += 1
            raise
        finally:
            self.running -= 1

    def _check(self, body: dict[str, Any]) -> None:
        """Check every field against the documentation."""
        for name, value in body.items():
            wanted = FIELDS[self.preset].get(name)
            if wanted is None:
                raise RefusedError(400, message=f"{name} isn't documented", param=name)
            if not isinstance(value, (int, float) if wanted is float else wanted):
                raise RefusedError(400, message=f"{name} must be {wanted}", param=name)
        if not body.get("input", "").strip():
            raise RefusedError(400, message="Input text cannot be empty", type="BadRequestError")
        check = {
            "vllm-omni": self._check_vllm,
            "sglang-omni": self._check_sglang,
            "cosyvoice-cpp": self._check_cpp,
            "openai": self._check_openai,
        }
        check[self.preset](body)

    def _check_vllm(self, body: dict[str, Any]) -> None:
        if body.get("model", self.model) != self.model:
            raise RefusedError(
                404,
                message=f"The model `{body['model']}` does not exist.",
                type="NotFoundError",
                param="model",
                code=404,
            )
        for name, what in (
            ("ref_audio", "reference audio for voice cloning"),
            ("ref_text", "transcript of the reference audio"),
        ):
            if not body.get(name, "").strip():
                raise RefusedError(400, message=f"CosyVoice3 requires '{name}' ({what})", code=400)
        check_reference(body["ref_audio"])
        streams = body.get("stream", False) or body.get("stream_format") is not None
        if streams and body.get("response_format", "wav") not in ("pcm", "wav"):
            raise RefusedError(400, message="Streaming requires response_format='pcm' or 'wav'.")
        if streams and body.get("speed", 1.0) != 1.0:
            raise RefusedError(400, message="Streaming requires speed=1.0")
        check_speed(body)

    def _check_sglang(self, body: dict[str, Any]) -> None:
        for name in ("model", "voice"):
            if not body.get(name, "").strip():
                raise RefusedError(400, message=f"{name} is required", param=name, code=400)
        if body["model"] != self.model:
            raise RefusedError(
                404,
                message=f"The model {body['model']!r} does not exist.",
                type="invalid_request_error",
                param="model",
                code="model_not_found",
            )
        if body.get("stream") and body.get("response_format", "wav") != "pcm":
            raise RefusedError(
                400, message="stream=true requires response_format='pcm'", type="BadRequestError"
            )
        if "ref_audio" not in body:
            raise RefusedError(400, message="Reference audio required.")
        check_reference(body["ref_audio"])
        if "ref_text" in body and "instructions" in body:
            raise RefusedError(400, message="Provide either ref_text or instructions, not both.")
        check_speed(body)

    def _check_cpp(self, body: dict[str, Any]) -> None:
        for name in ("model", "input", "voice"):
            if name not in body:
                raise RefusedError(
                    400,
                    message=f"Missing required field: {name}",
                    type="invalid_request_error",
                    param=name,
                    code="missing_parameter",
                )
        if body["model"] != self.model:
            raise RefusedError(
                400, message=f"Model not found: {body['model']}", code="model_not_found"
            )
        if body["voice"] not in self.voices:
            raise RefusedError(
                400,
                message=f'Unknown voice "{body["voice"]}".'
                f" Available voices: {', '.join(self.voices)}",
                code="invalid_voice",
            )
        if body.get("speed", 1.0) <= 0:
            raise RefusedError(400, message="Field must be > 0: speed", code="invalid_value")

    def _check_openai(self, body: dict[str, Any]) -> None:
        for name in ("model", "input", "voice"):
            if not body.get(name):
                raise RefusedError(400, message=f"Missing required parameter: '{name}'.")
        check_speed(body)

    async def answer(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        sound = self.sound(body)
        form = body.get("response_format", "wav")
        if not streams(self.preset, body):
            data = wav(sound, self.rate) if form == "wav" else sound
            return web.Response(body=data, content_type=f"audio/{form}")
        if self.preset == "vllm-omni" and body.get("stream_format") != "audio":
            return await send_events(request, sound)
        answer = web.StreamResponse(headers={"Content-Type": f"audio/{form}"})
        await answer.prepare(request)
        header = wav_header(self.rate) if form == "wav" else b""
        # At odd places, as a network cuts.
        for start in range(0, len(sound), 9_999):
            await answer.write(header + sound[start : start + 9_999])
            header = b""
            await self.paused.wait()
        await answer.write_eof()
        return answer

    def sound(self, body: dict[str, Any]) -> bytes:
        """What the service makes of a request: the pitch is the voice's, the length the text's."""
        seconds = SECONDS_PER_CHARACTER * len(body["input"]) / body.get("speed", 1.0)
        if "ref_audio" in body:
            pitch = pitch_of(decoded(body["ref_audio"])[1])
        else:
            pitch = 100.0 + 40.0 * self.voices.index(body["voice"])
        return voice_pcm(seconds, self.rate, pitch)


def streams(preset: str, body: dict[str, Any]) -> bool:
    """Whether a request wants its audio as it's made."""
    return preset == "openai" or bool(body.get("stream") or body.get("stream_format"))


async def send_events(
    request: web.Request, sound: bytes, *, done: bool = True
) -> web.StreamResponse:
    """The audio as OpenAI's server-sent events."""
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await answer.prepare(request)
    for start in range(0, len(sound), 9_999):
        audio = base64.b64encode(sound[start : start + 9_999]).decode()
        event = {"type": "speech.audio.delta", "audio": audio, "response_format": "pcm"}
        await answer.write(b"event: speech.audio.delta\ndata: " + json.dumps(event).encode())
        await answer.write(b"\n\n")
    if done:
        await answer.write(b'data: {"type": "speech.audio.done", "usage": {}}\n\n')
    await answer.write_eof()
    return answer


def check_speed(body: dict[str, Any]) -> None:
    """All but cosyvoice.cpp document this range."""
    if not 0.25 <= body.get("speed", 1.0) <= 4.0:
        raise RefusedError(400, message="speed must be between 0.25 and 4.0", param="speed")


def decoded(url: str) -> tuple[int, np.ndarray[Any, np.dtype[np.int16]]]:
    """Rate and samples of a recording in a data URL."""
    head, _, data = url.partition(",")
    if head != "data:audio/wav;base64":
        raise RefusedError(400, message="ref_audio data URL must include base64 media data")
    return read_wav(base64.b64decode(data, validate=True))


def check_reference(url: str) -> None:
    """The limits that SGLang-Omni and vLLM-Omni document for a reference."""
    rate, samples = decoded(url)
    if 2 * len(samples) > LARGEST_REFERENCE:
        raise RefusedError(400, message=f"ref_audio must be at most {LARGEST_REFERENCE} bytes")
    if not 1.0 <= len(samples) / rate <= LONGEST_REFERENCE:
        raise RefusedError(400, message="Reference audio must be 30 seconds or shorter")


def pitch_of(samples: np.ndarray[Any, np.dtype[np.int16]], rate: int = RATE) -> float:
    """The pitch of a buzz made by `voice_pcm`, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64)[:rate] * np.hanning(rate)))
    return float(np.argmax(spectrum))


def refuse(
    status: int, body: Any = None, headers: dict[str, str] | None = None
) -> Callable[[web.Request], web.Response]:
    """A plan: answer with a status and words."""
    data = json.dumps(body) if isinstance(body, dict) else body or ""
    kind = "application/json" if isinstance(body, dict) else "text/html"
    return lambda _: web.Response(status=status, text=data, content_type=kind, headers=headers)


@asynccontextmanager
async def serving(*services: FakeService) -> AsyncIterator[None]:
    """Let services listen for a while."""
    try:
        for service in services:
            await service.start()
        yield
    finally:
        for service in services:
            await service.stop()
