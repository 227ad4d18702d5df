"""Model Studio on loopback: a strict service of Alibaba Cloud's API for CosyVoice voices.

It follows the vendor's documents and the vendor's SDK, and is strict where they only warn: what is
not allowed fails, and is noted in `ModelStudio.faults`, so that a test can say that nothing was
done wrong. Its two servers are the API and the object storage that recordings are uploaded to,
which must never see the key.

What it speaks is a tone for each voice, a tenth of a second a character. A test may have it
misbehave as any service might: `before`, `odd`, `mangle`, and `says`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
import hashlib
import io
import json
import math
import re
import struct
import threading
from typing import TYPE_CHECKING, Any, Final
import uuid
import wave

from aiohttp import WSCloseCode, WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    import ssl

KEY: Final = "sk-of-the-test"

MODELS: Final = {
    "cosyvoice-v1",
    "cosyvoice-v2",
    "cosyvoice-v3-flash",
    "cosyvoice-v3-plus",
    "cosyvoice-v3.5-flash",
    "cosyvoice-v3.5-plus",
    "qwen-audio-3.0-tts-flash",
    "qwen-audio-3.0-tts-plus",
}
WITH_INSTRUCTION: Final = MODELS - {"cosyvoice-v1", "cosyvoice-v2", "cosyvoice-v3-plus"}
SYSTEM_VOICES: Final = {"longanyang": "cosyvoice-v3-flash", "longxiaochun_v2": "cosyvoice-v2"}

RATES: Final = {8000, 16000, 22050, 24000, 44100, 48000}
FORMATS: Final = {"mp3", "pcm", "wav", "opus"}
PARAMETERS: Final = {
    *("text_type", "voice", "format", "sample_rate", "volume", "rate", "pitch", "bit_rate"),
    *("seed", "type", "instruction", "language_hints", "enable_ssml", "word_timestamp_enabled"),
    *("hot_fix", "enable_markdown_filter", "enable_aigc_tag", "aigc_propagator"),
    "aigc_propagate_id",
}

TEXT_GAP: Final = 23.0
"""Seconds without text after which a task is failed."""

IDLE: Final = 60.0
"""Seconds that a socket may rest between two tasks."""

_MOST_TEXT: Final = 20_000
_MOST_BYTES: Final = 10 * 1024 * 1024
_SECOND: Final = 24_000 * 2
_SENTENCE: Final = re.compile(r"[^。！？.!?\n]*[。！？.!?\n]+")


class RefusedError(Exception):
    """What the service refuses, as it says it.

    Args:
        code: The vendor's name for it.
        words: The vendor's words.
        status: The HTTP status where it is one.
        fault: Whether the client has broken a rule.
    """

    def __init__(self, code: str, words: str, status: int = 400, *, fault: bool = False) -> None:
        super().__init__(f"{code}: {words}")
        self.code, self.words, self.status, self.fault = code, words, status, fault


def broken(words: str, code: str = "InvalidParameter") -> RefusedError:
    """A rule that the client has broken."""
    return RefusedError(code, words, fault=True)


@dataclass
class Voice:
    """A voice of the account."""

    id: str
    model: str
    audio: bytes = b""
    status: str = "DEPLOYING"
    created: str = "2026-11-01 20:00:00"
    questions: int = 0

    def asked(self, reviews: int) -> None:
        """Be reviewed a little more with each question."""
        self.questions += 1
        if self.status == "DEPLOYING" and self.questions > reviews:
            self.status = "OK"


@dataclass
class ModelStudio:
    """The service, and how a test wants it to behave.

    Attributes:
        keys: Those that are accepted.
        http_speech: Whether speech is had by HTTP, too: documented for Beijing alone.
        uploads: Whether there is a policy for uploads; else only data URIs are taken.
        scale: Seconds of ours to one of the service's clock.
        start: Seconds from run-task to task-started.
        reviews: Questions after a voice until it is ready.
        refuses_voices: Whether the review refuses each new voice.
        refusals: What requests are refused with, in their order, before anything else.
        task_refusals: The same for tasks.
        loses_answers: How many answers to create_voice are lost on the way.
        voices: The voices by id.
        faults: Rules that the client has broken, in words.
        requests: Method and path of each HTTP request, upgrades among them.
        bodies: The JSON of each request and each command.
        characters: What was billed.
        says: What a text sounds like: of the text, the voice and the parameters.
        before: Answers a request in its place, if it gives an answer.
        odd: What it does on a socket before it speaks, and before it ends a task, of whose id it is
            told.
        mangle: What becomes of the body of speech over HTTP.
    """

    keys: set[str] = field(default_factory=lambda: {KEY})
    http_speech: bool = True
    uploads: bool = True
    scale: float = 1.0
    start: float = 0.02
    reviews: int = 1
    refuses_voices: bool = False
    refusals: list[RefusedError] = field(default_factory=list)
    task_refusals: list[RefusedError] = field(default_factory=list)
    loses_answers: int = 0
    voices: dict[str, Voice] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    characters: int = 0
    says: Callable[[str, str, dict[str, Any]], list[bytes]] = field(default_factory=lambda: spoken)
    before: Callable[[web.Request], Awaitable[web.StreamResponse | None]] | None = None
    odd: Callable[[web.WebSocketResponse, str], Awaitable[None]] | None = None
    mangle: Callable[[bytes], bytes] = lambda body: body
    url: str = ""
    storage_url: str = ""
    sockets: int = 0
    _tasks: set[str] = field(default_factory=set)
    _stored: dict[str, bytes] = field(default_factory=dict)

    def voice(self, model: str = "cosyvoice-v3-flash", prefix: str = "mama") -> Voice:
        """Have a voice that is ready."""
        voice = Voice(f"{model}-{prefix}-{uuid.uuid4().hex}", model, status="OK")
        self.voices[voice.id] = voice
        return voice

    # --- Servers ----------------------------------------------------------------------------------

    def api(self) -> web.Application:
        """The API."""
        app = web.Application(client_max_size=64 * 1024 * 1024, middlewares=[self._answered])
        app.router.add_get("/api-ws/v1/inference", self._inference)
        app.router.add_get("/api-ws/v1/inference/", self._inference)
        app.router.add_post("/api/v1/services/audio/tts/customization", self._customization)
        app.router.add_post("/api/v1/services/audio/tts/SpeechSynthesizer", self._speech)
        app.router.add_get("/api/v1/uploads", self._policy)
        return app

    def storage(self) -> web.Application:
        """The object storage."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/", self._store)
        return app

    @web.middleware
    async def _answered(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        if self.before is not None and (answer := await self.before(request)) is not None:
            return answer
        try:
            self._admit(request)
            return await handler(request)
        except RefusedError as refused:
            return web.json_response(self._said(refused), status=refused.status)

    def _admit(self, request: web.Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or key not in self.keys:
            raise RefusedError("InvalidApiKey", "Invalid API-key provided.", 401)
        if self.refusals:
            raise self.refusals.pop(0)

    def _said(self, refused: RefusedError) -> dict[str, str]:
        if refused.fault:
            self.faults.append(refused.words)
        return {"code": refused.code, "message": refused.words, "request_id": uuid.uuid4().hex}

    async def _json(self, request: web.Request) -> dict[str, Any]:
        body: dict[str, Any] = await request.json()
        self.bodies.append(body)
        return body

    # --- Voices -----------------------------------------------------------------------------------

    async def _customization(self, request: web.Request) -> web.StreamResponse:
        body = await self._json(request)
        if body.get("model") != "voice-enrollment":
            raise broken("Model not exist.", "InvalidParameter")
        given = body.get("input")
        if not isinstance(given, dict):
            raise broken("Missing required parameter: input")
        actions: dict[str, Callable[[dict[str, Any], web.Request], dict[str, Any]]] = {
            "create_voice": self._create,
            "list_voice": self._list,
            "query_voice": self._query,
            "update_voice": self._update,
            "delete_voice": self._delete,
        }
        if (action := given.get("action")) not in actions:
            raise broken(f"Unsupported action: {action}")
        output = actions[action](given, request)
        if action == "create_voice" and self.loses_answers:
            self.loses_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response(
            {"output": output, "usage": {"count": 1}, "request_id": uuid.uuid4().hex}
        )

    def _create(self, given: dict[str, Any], request: web.Request) -> dict[str, Any]:
        model, prefix = given.get("target_model"), given.get("prefix")
        if model not in MODELS:
            raise broken(f"target_model {model} is not supported")
        if not isinstance(prefix, str) or not re.fullmatch(r"[a-z0-9]{1,9}", prefix):
            raise broken("prefix must be lowercase letters and digits, less than 10 characters")
        if model in {"cosyvoice-v2", "cosyvoice-v3-plus"} and (
            {"max_prompt_audio_length", "enable_preprocess"} & given.keys()
        ):
            raise broken(f"{model} does not support audio preprocessing")
        if not 3.0 <= given.get("max_prompt_audio_length", 10.0) <= 30.0:
            raise broken("max_prompt_audio_length must be from 3.0 to 30.0")
        audio = self._fetched(str(given.get("url", "")), request)
        judged(audio)
        voice = Voice(f"{model}-{prefix}-{uuid.uuid4().hex}", str(model), audio)
        if self.refuses_voices:
            voice.status = "UNDEPLOYED"
        self.voices[voice.id] = voice
        return {"voice_id": voice.id}

    def _fetched(self, url: str, request: web.Request) -> bytes:
        if url.startswith("oss://"):
            if request.headers.get("X-DashScope-OssResourceResolve") != "enable":
                raise broken("oss:// needs the header X-DashScope-OssResourceResolve: enable")
            if url.removeprefix("oss://") not in self._stored:
                raise RefusedError(
                    "BadRequest.InputDownloadFailed", "Failed to download the audio."
                )
            return self._stored[url.removeprefix("oss://")]
        if (found := re.match(r"data:audio/[\w.+-]+;base64,", url)) is not None:
            try:
                return base64.b64decode(url[found.end() :], validate=True)
            except binascii.Error:
                raise broken("The data URI is not valid base64") from None
        raise broken(f"url is no address that can be downloaded: {url[:40]!r}")

    def _list(self, given: dict[str, Any], _: web.Request) -> dict[str, Any]:
        index, size = given.get("page_index", 0), given.get("page_size", 10)
        if not (isinstance(size, int) and 1 <= size <= 100 and isinstance(index, int)):
            raise broken("page_size must be from 1 to 100")
        prefix = given.get("prefix")
        for voice in self.voices.values():
            voice.asked(self.reviews)
        # In no order that anybody promises.
        ids = sorted(self.voices, key=lambda one: hashlib.sha256(one.encode()).digest())
        if prefix is not None:
            ids = [one for one in ids if f"-{prefix}-" in one]
        page = ids[index * size : (index + 1) * size]
        return {"voice_list": [self._about(self.voices[one]) for one in page]}

    def _query(self, given: dict[str, Any], _: web.Request) -> dict[str, Any]:
        voice = self._known(given)
        voice.asked(self.reviews)
        about = self._about(voice)
        del about["voice_id"]
        return {**about, "resource_link": "https://storage.invalid/sample.wav"}

    def _update(self, given: dict[str, Any], request: web.Request) -> dict[str, Any]:
        voice = self._known(given)
        voice.audio = self._fetched(str(given.get("url", "")), request)
        judged(voice.audio)
        return {}

    def _delete(self, given: dict[str, Any], _: web.Request) -> dict[str, Any]:
        del self.voices[self._known(given).id]
        return {}

    def _known(self, given: dict[str, Any]) -> Voice:
        if (voice := self.voices.get(str(given.get("voice_id")))) is None:
            raise RefusedError("BadRequest.ResourceNotExist", "The voice does not exist.")
        return voice

    @staticmethod
    def _about(voice: Voice) -> dict[str, Any]:
        return {
            "voice_id": voice.id,
            "gmt_create": voice.created,
            "gmt_modified": voice.created,
            "status": voice.status,
            "target_model": voice.model,
        }

    # --- Uploads ----------------------------------------------------------------------------------

    async def _policy(self, request: web.Request) -> web.StreamResponse:
        if not self.uploads:
            raise RefusedError("AccessDenied", "Temporary uploads are not available.", 403)
        if request.query.get("action") != "getPolicy":
            raise broken("action must be getPolicy")
        if request.query.get("model") != "voice-enrollment":
            raise broken("the policy must be that of the model voice-enrollment")
        data = {
            "policy": "cG9saWN5",
            "signature": "c2lnbmF0dXJl",
            "upload_dir": f"dashscope-instant/{uuid.uuid4().hex}",
            "upload_host": self.storage_url,
            "expire_in_seconds": 300,
            "max_file_size_mb": 100,
            "oss_access_key_id": "LTAI-of-the-test",
            "x_oss_object_acl": "private",
            "x_oss_forbid_overwrite": "true",
        }
        return web.json_response({"data": data, "request_id": uuid.uuid4().hex})

    async def _store(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(f"{request.method} storage")
        if "Authorization" in request.headers or any(key in str(request.url) for key in self.keys):
            self.faults.append("the key was sent to the object storage")
            return web.Response(status=403)
        fields: dict[str, str] = {}
        async for part in await request.multipart():
            assert not isinstance(part, str)
            name = getattr(part, "name", None)
            if "file" in fields:
                self.faults.append(f"{name} comes behind the file")
                return web.Response(status=400)
            if name == "file":
                fields["file"] = ""
                audio = bytes(await part.read())  # type: ignore[union-attr]
            else:
                fields[str(name)] = await part.text()  # type: ignore[union-attr]
        wanted = {
            "OSSAccessKeyId": "LTAI-of-the-test",
            "Signature": "c2lnbmF0dXJl",
            "policy": "cG9saWN5",
            "x-oss-object-acl": "private",
            "x-oss-forbid-overwrite": "true",
        }
        wrong = [name for name, value in wanted.items() if fields.get(name) != value]
        place = fields.get("key", "")
        if not re.fullmatch(r"dashscope-instant/[0-9a-f]{32}/[\x21-\x7e]+", place):
            wrong.append("key")
        if wrong or "file" not in fields:
            self.faults.append(f"the form lacks or mistakes {wrong or ['file']}")
            return web.Response(status=403)
        if place in self._stored:
            return web.Response(status=409)
        self._stored[place] = audio
        return web.Response(status=int(fields.get("success_action_status", "204")))

    # --- Speech -----------------------------------------------------------------------------------

    def _checked(self, model: object, parameters: dict[str, Any]) -> Voice:
        """The voice, where all that is asked for can be done."""
        if unknown := parameters.keys() - PARAMETERS:
            raise broken(f"unknown parameters: {', '.join(sorted(unknown))}")
        if model not in MODELS:
            raise broken("Model not exist.", "ModelNotFound")
        _judge(str(model), parameters)
        voice = parameters.get("voice")
        if not voice:
            raise broken("Missing required parameter: voice")
        if voice in SYSTEM_VOICES:
            found = Voice(str(voice), SYSTEM_VOICES[voice], status="OK")
        else:
            found = self.voices.get(voice) or Voice(str(voice), "", status="UNDEPLOYED")
        if found.model != model or found.status != "OK":
            raise RefusedError("InvalidParameter", "[cosyvoice:]Engine return error code: 418")
        return found

    def _billed(self, text: str) -> int:
        self.characters += (count := characters(text))
        return count

    async def _speech(self, request: web.Request) -> web.StreamResponse:
        if not self.http_speech:
            raise web.HTTPNotFound
        body = await self._json(request)
        given = dict(body.get("input") or {})
        if body.get("parameters"):
            raise broken("parameters belong into input")
        text = given.pop("text", "")
        if not text:
            raise broken("Please ensure input text is valid.")
        voice = self._checked(body.get("model"), given)
        usage = {"characters": self._billed(text)}
        pieces = self.says(text, voice.id, given)
        if request.headers.get("X-DashScope-SSE") != "enable":
            audio = {"data": "", "url": f"{self.storage_url}/whole", "id": "a", "expires_at": 1}
            output = {"finish_reason": "stop", "audio": audio}
            return web.json_response({"request_id": "r", "output": output, "usage": usage})
        outputs: list[dict[str, Any]] = []
        for index, piece in enumerate(pieces):
            sentence = {"index": index, "words": []}
            for kind in ("sentence-begin", "sentence-synthesis", "sentence-end"):
                data = base64.b64encode(piece).decode() if kind == "sentence-synthesis" else ""
                outputs.append({"type": kind, "sentence": sentence, "audio": {"data": data}})
        events = b""
        for number, output in enumerate(outputs):
            event = {"output": {"finish_reason": "null", **output}, "usage": usage}
            events += _event(number, {**event, "request_id": "r"})
        audio = {"data": "", "url": f"{self.storage_url}/whole", "id": "a", "expires_at": 1}
        last = {"output": {"finish_reason": "stop", "audio": audio}, "usage": usage}
        events += _event(len(outputs), {**last, "request_id": "r"})
        return web.Response(body=self.mangle(events), content_type="text/event-stream")

    async def _inference(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets += 1
        await _Connection(self, socket).serve()
        return socket


@dataclass
class _Connection:
    """One socket: tasks one after the other."""

    service: ModelStudio
    socket: web.WebSocketResponse
    task: str = ""
    voice: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    started: bool = False
    waiting: str = ""
    index: int = 0
    text: int = 0
    billed: int = 0

    async def serve(self) -> None:
        """Take commands until the client goes or breaks a rule."""
        starting: asyncio.Task[None] | None = None
        try:
            while True:
                limit = TEXT_GAP if self.task else IDLE
                try:
                    async with asyncio.timeout(limit * self.service.scale):
                        message = await self.socket.receive()
                except TimeoutError:
                    if self.task:
                        raise RefusedError(
                            "CLIENT_ERROR", "request timeout after 23 seconds."
                        ) from None
                    await self.socket.close(code=WSCloseCode.GOING_AWAY)
                    return
                if message.type is not WSMsgType.TEXT:
                    return
                command: dict[str, Any] = json.loads(message.data)
                self.service.bodies.append(command)
                action, payload = self._read(command)
                if action == "run-task":
                    self._run(command["header"]["task_id"], payload)
                    starting = asyncio.create_task(self._start())
                elif action == "continue-task":
                    await self._continue(payload["input"])
                else:
                    await self._finish(payload["input"])
        except RefusedError as refused:
            said = self.service._said(refused)
            with suppress(ConnectionError):
                await self._send(
                    "task-failed", error_code=said["code"], error_message=said["message"]
                )
                await self.socket.close()
        except ConnectionError:
            pass  # the client has gone, or was left
        finally:
            if starting is not None:
                starting.cancel()

    def _read(self, command: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        header, payload = command.get("header", {}), command.get("payload", {})
        action = header.get("action")
        if action not in ("run-task", "continue-task", "finish-task"):
            raise broken(f"unknown action: {action}")
        if header.get("streaming") != "duplex":
            raise broken("streaming must be duplex")
        if not isinstance(payload.get("input"), dict):
            raise broken("Missing required parameter: input")
        if action == "run-task":
            if self.task:
                raise broken("a task is running on this connection")
            if header.get("task_id") in self.service._tasks or not header.get("task_id"):
                raise broken("task_id is missing or was used before")
            self.service._tasks.add(header["task_id"])
        elif header.get("task_id") != self.task:
            raise broken("task_id is not that of the running task")
        elif not self.started:
            raise broken(f"{action} came before task-started")
        return action, payload

    def _run(self, task: str, payload: dict[str, Any]) -> None:
        self.task, self.started, self.waiting = task, False, ""
        self.index = self.text = self.billed = 0
        if self.service.task_refusals:
            raise self.service.task_refusals.pop(0)
        asked = [payload.get(name) for name in ("task_group", "task", "function")]
        if asked != ["audio", "tts", "SpeechSynthesizer"]:
            raise broken("task_group, task or function is wrong")
        self.parameters = payload.get("parameters") or {}
        if self.parameters.get("text_type") != "PlainText":
            raise broken("text_type must be PlainText")
        self.voice = self.service._checked(payload.get("model"), self.parameters).id

    async def _start(self) -> None:
        await asyncio.sleep(self.service.start)
        self.started = True
        await self._send("task-started")

    async def _continue(self, given: dict[str, Any]) -> None:
        if given.get("flush"):
            await self._speak(self.waiting)
            self.waiting = ""
            return
        text = given.get("text")
        if not isinstance(text, str) or not text:
            raise broken("Please ensure input text is valid.")
        self.text += (counted := characters(text))
        if counted > _MOST_TEXT or self.text > 10 * _MOST_TEXT:
            raise broken("text is longer than 20000 characters, or 200000 in all")
        self.waiting += text
        while (sentence := _SENTENCE.match(self.waiting)) is not None:
            self.waiting = self.waiting[sentence.end() :]
            await self._speak(sentence[0])

    async def _finish(self, given: dict[str, Any]) -> None:
        if given.get("directive") != "cancel":
            await self._speak(self.waiting)
        await self._be_odd()
        usage = {"characters": self.billed}
        await self._send("task-finished", {"output": {"sentence": {"words": []}}, "usage": usage})
        self.task = ""

    async def _speak(self, text: str) -> None:
        if not text.strip():
            return
        self.billed += self.service._billed(text)
        sentence = {"index": self.index, "words": []}
        self.index += 1
        await self._be_odd()
        begin = {"type": "sentence-begin", "sentence": sentence, "original_text": text}
        await self._send("result-generated", {"output": begin})
        for audio in self.service.says(text, self.voice, self.parameters):
            output = {"type": "sentence-synthesis", "sentence": sentence}
            await self._send("result-generated", {"output": output})
            await self.socket.send_bytes(audio)
        end = {"type": "sentence-end", "sentence": sentence, "original_text": text}
        usage = {"characters": self.billed}
        await self._send("result-generated", {"output": end, "usage": usage})

    async def _be_odd(self) -> None:
        if self.service.odd is not None:
            await self.service.odd(self.socket, self.task)

    async def _send(self, event: str, payload: Any = None, **header: str) -> None:
        about = {"task_id": self.task, "event": event, "attributes": {}, **header}
        await self.socket.send_str(json.dumps({"header": about, "payload": payload or {}}))


def _judge(model: str, parameters: dict[str, Any]) -> None:
    """Fail on what a parameter may not be."""
    # The SDK says so where nobody has chosen.
    default = parameters.get("format") == "Default" and parameters.get("sample_rate") == 0
    if not default and parameters.get("format", "mp3") not in FORMATS:
        raise broken(f"format {parameters.get('format')} is not supported")
    if not default and parameters.get("sample_rate", 22050) not in RATES:
        raise broken(f"sample_rate {parameters.get('sample_rate')} is not supported")
    if "bit_rate" in parameters and parameters.get("format") != "opus":
        raise broken("bit_rate is for opus alone")
    _within(parameters, "volume", 0, 100, int)
    _within(parameters, "rate", 0.5, 2.0, int | float)
    _within(parameters, "pitch", 0.5, 2.0, int | float)
    if instruction := parameters.get("instruction"):
        if model not in WITH_INSTRUCTION:
            raise broken(f"{model} does not support instruction")
        if len(instruction) > 128:
            raise broken("instruction is longer than 128 characters")


def characters(text: str) -> int:
    """Characters as they are billed and limited."""
    return sum(2 if "\u4e00" <= one <= "\u9fff" else 1 for one in text)


def pitch_of(voice: str) -> float:
    """The tone of a voice in Hz: each has its own."""
    return 150.0 + hashlib.sha256(voice.encode()).digest()[0] * 2.0


def spoken(text: str, voice: str, parameters: dict[str, Any]) -> list[bytes]:
    """The speech of a text in pieces, in the format that was asked for.

    A WAV file is a header whose sizes are placeholders, and then samples, as the vendor's.
    """
    rate = parameters.get("sample_rate") or 22050
    seconds = len(text) * 0.1 / parameters.get("rate", 1.0)
    loudness = 160 * parameters.get("volume", 50)
    step = 2 * math.pi * pitch_of(voice) / rate
    count = round(seconds * rate)
    samples = struct.pack(
        f"<{count}h", *(round(loudness * math.sin(step * n)) for n in range(count))
    )
    kind = parameters.get("format", "mp3")
    if kind in ("mp3", "Default"):
        return [_mp3(samples, rate)]
    size = max(2, rate // 5 * 2)
    pieces = [samples[start : start + size] for start in range(0, len(samples), size)]
    if kind == "wav":
        size = 0x7FFFFFFF
        format_ = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
        header = b"RIFF" + struct.pack("<I", size) + b"WAVE" + format_
        pieces.insert(0, header + b"data" + struct.pack("<I", size))
    return pieces


def _mp3(samples: bytes, rate: int) -> bytes:
    import av  # noqa: PLC0415 - a test that wants no MP3 needs none
    import numpy as np  # noqa: PLC0415 - as above

    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(
            np.frombuffer(samples, np.int16).reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate = rate
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()


def judged(audio: bytes) -> None:
    """Refuse a recording that the service can do nothing with."""
    if len(audio) > _MOST_BYTES:
        raise RefusedError("Audio.FileSizeExceeded", "audio file is larger than 10 MB")
    try:
        with wave.open(io.BytesIO(audio)) as file:
            rate, width, frames = file.getframerate(), file.getsampwidth(), file.getnframes()
            samples = file.readframes(frames)
    except (wave.Error, EOFError):
        raise RefusedError("Audio.DecoderError", "decode audio failed") from None
    if rate < 16_000:
        raise RefusedError("Audio.AudioRateError", "sample rate of audio must be at least 16000")
    if width != 2:
        raise RefusedError("Audio.DecoderError", "audio must be of 16 bits")
    if frames / rate < 5:
        raise RefusedError("Audio.AudioShortError", "valid audio too short!")
    if frames / rate > 60:
        raise RefusedError("Audio.DurationLimitError", "audio is longer than 60 seconds")
    if not any(samples):
        raise RefusedError("Audio.AudioSilentError", "audio is silent")


def _within(parameters: dict[str, Any], name: str, least: float, most: float, kind: Any) -> None:
    value = parameters.get(name, least)
    if not isinstance(value, kind) or isinstance(value, bool) or not least <= value <= most:
        raise broken(f"{name} must be from {least} to {most}, not {value!r}")


def _event(number: int, data: dict[str, Any]) -> bytes:
    return f"id:{number}\nevent:result\n:HTTP_STATUS/200\ndata:{json.dumps(data)}\n\n".encode()


@asynccontextmanager
async def model_studio(
    service: ModelStudio, secure: ssl.SSLContext | None = None
) -> AsyncIterator[ModelStudio]:
    """Run the service on loopback for as long as the context lasts.

    Args:
        service: The service.
        secure: Has both servers speak TLS.
    """
    scheme = "https" if secure else "http"
    runners = [web.AppRunner(app, shutdown_timeout=1) for app in (service.api(), service.storage())]
    try:
        for runner, name in zip(runners, ("url", "storage_url"), strict=True):
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secure).start()
            setattr(service, name, f"{scheme}://127.0.0.1:{runner.addresses[0][1]}")
        yield service
    finally:
        for runner in runners:
            await runner.cleanup()


@contextmanager
def model_studio_in_a_thread(service: ModelStudio) -> Iterator[ModelStudio]:
    """Run it in a thread, for those who block their own."""
    loop = asyncio.new_event_loop()
    ready, done = threading.Event(), asyncio.Event()

    async def run() -> None:
        async with model_studio(service):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield service
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        loop.close()
