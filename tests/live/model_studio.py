"""Tries what was never run against the live Model Studio, for a person who has a key.

    DASHSCOPE_API_KEY=sk-… .venv-3.14/bin/python -m tests.live.model_studio mama.wav

It clones the voice of the recording, speaks with it, and deletes it. What it finds stands beside
what the vendor's documents say. It asks before anything leaves this computer, says what that costs,
and takes about three minutes, most of which it waits. It never runs in CI.

It ends with 0 if all is as documented, with 1 if something differs or breaks, with 2 if it was not
begun.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import aiohttp

from shared_client import (
    AudioFormat,
    CosyVoiceClient,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceSynthesisError,
    CosyVoiceValueError,
    Dialect,
    SpeechOptions,
    SynthesisMode,
)
from shared_client.model_studio.protocol import (
    CUSTOMIZATION,
    DEFAULT_MODEL,
    EVENTS,
    MODELS,
    SPEECH,
    TEXT_GAP,
    UPLOADS,
    WEBSOCKET,
    characters,
)
from shared_client.model_studio.recordings import recording_for_model_studio
from shared_client.protocol import command, run_task

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    Socket = aiohttp.ClientWebSocketResponse

KEY: Final = "DASHSCOPE_API_KEY"
BEIJING: Final = "https://dashscope.aliyuncs.com"
SINGAPORE: Final = "https://dashscope-intl.aliyuncs.com"
PRICES: Final = {"cosyvoice-v3-flash": 1.0, "cosyvoice-v3-plus": 2.0, "cosyvoice-v2": 2.0}
"""CNY for 10,000 characters, as published in February 2026."""

LONG: Final = "你好。"
SHORT: Final = "好。"
COST: Final = characters(2 * LONG + 6 * SHORT)
"""Characters that all of it speaks."""

_PREFIX: Final = "trial"
_GAP: Final = 23.0
_IDLE: Final = 60.0
_MARGIN: Final = 10.0
_SECOND: Final = 24_000 * 2
_FEN: Final = 100


class Trial:
    """One run.

    Args:
        address: Of the service.
        key: Its key.
        recording: What a voice is cloned from.
        model: What it is made for.
        scale: Seconds here for one of the service.

    Attributes:
        differences: What isn't as documented, in words.
    """

    def __init__(
        self, address: str, key: str, recording: bytes, model: str, *, scale: float = 1.0
    ) -> None:
        self.differences: list[str] = []
        self._address = address
        self._key = key
        self._recording = recording
        self._model = model
        self._scale = scale
        self._voice = ""
        self._before: set[str] | None = None  # voices that were there; None if not known
        self._client = self._client_of(address, key)
        self._session = aiohttp.ClientSession(
            str(self._client.base_url).rstrip("/") + "/",
            headers={"Authorization": f"Bearer {key}"},
        )

    @staticmethod
    def steps() -> list[tuple[str, Callable[[Trial], Awaitable[None]]]]:
        """What is tried, in the order in which a person should: what spends nothing comes first."""
        return [
            ("A key is accepted, and asking for voices costs nothing", Trial.key),
            ("A wrong key, and the key of another region, are refused", Trial.other_keys),
            ("A voice that doesn't exist is refused", Trial.unknown_voice),
            ("A place for a recording is offered", Trial.policy),
            ("A recording that was uploaded becomes a voice", Trial.clone),
            ("A recording within the request becomes a voice", Trial.clone_from_data),
            ("A text is spoken over the WebSocket, twice on one connection", Trial.tasks),
            ("A text continues after a long pause", Trial.pause),
            ("A task without text ends after 23 s", Trial.gap),
            ("A connection without a task is closed after 60 s", Trial.idle),
            ("Text before the task has started", Trial.early_text),
            ("Volume, speed, an instruction, and a sample rate", Trial.options),
            ("MP3", Trial.mp3),
            ("Server-sent events", Trial.events),
            ("A voice doesn't speak with another model", Trial.other_model),
            ("A voice is deleted", Trial.delete),
        ]

    async def run(self) -> None:
        """Try everything; what was made is deleted whatever happens."""
        try:
            for number, (title, step) in enumerate(self.steps(), 1):
                _say(f"\n{number}. {title}")
                try:
                    await step(self)
                except Exception as error:  # noqa: BLE001 - whatever happens there is to be told
                    words = str(error).replace(self._key, "***")
                    self._differ(f"{type(error).__name__}: {words}")
                    if step in (Trial.key, Trial.clone):
                        _say("   Nothing more can be tried.")
                        return
        finally:
            await self._clean_up()

    # --- Free -------------------------------------------------------------------------------------

    async def key(self) -> None:
        """Ask whether there are voices."""
        info = await self._client.probe()
        _say(f"   it answered in {info.latency:.2f} s; voices: {info.has_voices}")
        self._before = {one.id for one in await self._client.list_reference_audio(limit=1000)}
        _say(f"   voices in all: {len(self._before)}")

    async def other_keys(self) -> None:
        """Ask with keys that are none here."""
        asked = {"a wrong key": (self._address, "sk-0000000000000000")}
        regions = [BEIJING, SINGAPORE]
        if (mine := str(self._client.base_url).rstrip("/")) in regions:
            regions.remove(mine)
            asked["this key in the other region"] = (regions[0], self._key)
        for what, (address, key) in asked.items():
            async with self._client_of(address, key) as client:
                for way, call in (("HTTP", client.probe), ("WebSocket", client.warm_up)):
                    try:
                        await call()
                        found = "accepted"
                    except CosyVoiceError as error:
                        found = error.key.removesuffix("_because")
                    self._compare(f"{what}, over {way}", "key_refused", found)

    async def unknown_voice(self) -> None:
        """Ask for a voice that nobody has."""
        answer = await self._customize("query_voice", voice_id=f"{self._model}-nobody-0")
        self._compare("its code", "BadRequest.ResourceNotExist", answer.get("code"))

    async def policy(self) -> None:
        """Ask where to upload."""
        params = {"action": "getPolicy", "model": "voice-enrollment"}
        async with self._session.get(UPLOADS, params=params) as answer:
            told = await answer.json()
        data = told.get("data") or {}
        names = {
            *("policy", "signature", "upload_dir", "upload_host", "oss_access_key_id"),
            *("x_oss_object_acl", "x_oss_forbid_overwrite"),
        }
        self._compare("fields that are missing", [], sorted(names - data.keys()))
        _say(f"   storage: {data.get('upload_host')}")

    # --- Voices -----------------------------------------------------------------------------------

    async def clone(self) -> None:
        """Clone as everybody does."""
        shares: list[float] = []
        asked_at, now = perf_counter(), datetime.now(UTC)
        voice = await self._client.upload_reference_audio(
            self._recording, "", filename=f"{_PREFIX}.wav", progress=shares.append
        )
        self._voice = voice.id
        _say(f"   {voice.id}, {voice.state} after {perf_counter() - asked_at:.0f} s")
        self._compare("it is ready within a minute", "ready", voice.state.value)
        start = f"{self._model}-{_PREFIX}"
        self._compare("its id begins with", start, voice.id[: len(start)])
        self._compare("its model", self._model, voice.model)
        self._compare("all of it was uploaded", 1.0, max(shares, default=0.0))
        if voice.created_at is None:
            self._differ("gmt_create can't be read")
        else:
            off = round((voice.created_at - now).total_seconds() / 3600)
            _say(f"   gmt_create, read as China's time, is {off} h from now (0 was expected)")
        listed = [one.id for one in await self._client.list_reference_audio(limit=1000)]
        self._compare("it is listed", "yes", _yes(voice.id in listed))

    async def clone_from_data(self) -> None:
        """Clone with the recording within the request, and delete that voice."""
        taken = recording_for_model_studio(self._recording)
        url = f"data:{taken.media_type};base64,{base64.b64encode(taken.data).decode()}"
        answer = await self._customize(
            "create_voice", target_model=self._model, prefix=f"{_PREFIX}data", url=url
        )
        voice = (answer.get("output") or {}).get("voice_id")
        self._compare("it is taken", "a voice", "a voice" if voice else answer.get("code"))
        if voice:
            await self._client.delete_reference_audio(voice)

    async def delete(self) -> None:
        """Delete the voice."""
        await self._client.delete_reference_audio(self._voice)
        try:
            state = (await self._client.get_reference_audio(self._voice)).state.value
        except CosyVoiceNotFoundError:
            state = "gone"
        self._compare("asked for, it is", "gone", state)

    # --- Speech -----------------------------------------------------------------------------------

    async def tasks(self) -> None:
        """Look at every frame of two tasks."""
        async with self._socket() as socket:
            for number in (1, 2):
                task = await self._start(socket)
                asked_at = perf_counter()
                await socket.send_json(_text(task, LONG))
                await socket.send_json(command("finish-task", task, {"input": {}}))
                frames = await self._frames(socket)
                audio = b"".join(one for one in frames if isinstance(one, bytes))
                events = [one for one in frames if isinstance(one, dict)]
                names = [one["header"]["event"] for one in events]
                self._compare(f"task {number} ends with", "task-finished", (names or [None])[-1])
                kinds = {
                    ((one.get("payload") or {}).get("output") or {}).get("type") for one in events
                } - {None}
                known = {"sentence-begin", "sentence-synthesis", "sentence-end"}
                self._compare("kinds of results beside the known", set(), kinds - known)
                in_json = any('"data"' in json.dumps(one) for one in events)
                self._compare("there is audio in JSON", "no", _yes(in_json))
                counts = [(one.get("payload") or {}).get("usage") for one in events]
                billed = max((one["characters"] for one in counts if one), default=None)
                self._compare("characters billed", characters(LONG), billed)
                self._compare("the samples have a header", "no", _yes(audio[:4] == b"RIFF"))
                _say(
                    f"   {len(audio) / _SECOND:.2f} s of audio in {perf_counter() - asked_at:.2f} s"
                )
                if not audio:
                    self._differ("there is no audio")

    async def pause(self) -> None:
        """Speak as our client does when a text pauses: with two tasks."""

        async def text() -> AsyncIterator[str]:
            yield SHORT
            await asyncio.sleep((_GAP + 2) * self._scale)
            yield SHORT

        stream = self._client.speak(text(), SpeechOptions(self._voice), segmented=True)
        async with stream:
            async for _ in stream.pcm():
                pass
        self._compare("characters billed", characters(2 * SHORT), stream.metrics.characters)

    async def gap(self) -> None:
        """Give a task no text."""
        async with self._socket() as socket:
            await self._start(socket)
            asked_at = perf_counter()
            frames = await self._frames(socket, (_GAP + _MARGIN) * self._scale)
            header = frames[-1]["header"] if frames and isinstance(frames[-1], dict) else {}
            seconds = (perf_counter() - asked_at) / self._scale
            self._compare("it fails", "task-failed", header.get("event"))
            self._compare("its code", "CLIENT_ERROR", header.get("error_code"))
            _say(f"   after {seconds:.1f} s; we end such a task after {TEXT_GAP:.0f} s")
            self._compare("soon after 23 s", "yes", _yes(_GAP - 1 <= seconds < _GAP + _MARGIN))

    async def idle(self) -> None:
        """Leave a connection alone, after a task of no text."""
        async with self._socket() as socket:
            asked_at = perf_counter()
            with suppress(TimeoutError):
                async with asyncio.timeout((_IDLE + _MARGIN) * self._scale):
                    while not socket.closed:
                        await socket.receive()
            seconds = (perf_counter() - asked_at) / self._scale
            found = f"after {seconds:.0f} s" if socket.closed else "not closed"
            _say(f"   closed: {found} (inferred: after 60 s; our connections rest for 25 s)")
            if seconds < _IDLE / 2:
                self._differ(f"it is closed {found}: sooner than we leave it")

    async def early_text(self) -> None:
        """Send text at once; nobody documents what that does."""
        async with self._socket() as socket:
            task = str(uuid4())
            await socket.send_json(self._run(task))
            await socket.send_json(_text(task, SHORT))
            await socket.send_json(command("finish-task", task, {"input": {}}))
            frames = await self._frames(socket)
            size = sum(len(one) for one in frames if isinstance(one, bytes))
            last = frames[-1] if frames and isinstance(frames[-1], dict) else {}
            header = last.get("header", {})
            _say(
                f"   undefined: {header.get('event')} {header.get('error_message', '')},"
                f" {size / _SECOND:.2f} s of audio (if it is heard, a round trip can be saved)"
            )

    async def options(self) -> None:
        """Ask for everything that can be asked for."""
        told = MODELS.get(self._model)
        mode = SynthesisMode.FAST_REPLICATION
        if told is not None and told.instructions:
            mode = SynthesisMode.NATURAL_LANGUAGE_REPLICATION
        options = SpeechOptions(
            self._voice, mode, "请用开心的语气说", speed=1.5, volume=2.0, sample_rate=16_000
        )
        async with self._client.speak(SHORT, options) as stream:
            size = len(b"".join([piece async for piece in stream.pcm()]))
        _say(f"   {size / 32_000:.2f} s of audio; mode {mode.value}")

    async def mp3(self) -> None:
        """Ask for MP3."""
        options = SpeechOptions(self._voice, output_format=AudioFormat.MP3)
        async with self._client.speak(SHORT, options) as stream:
            audio = b"".join([piece async for piece in stream])
        is_mp3 = audio.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"))
        self._compare("it begins as", "MP3", "MP3" if is_mp3 else audio[:4].hex())

    async def events(self) -> None:
        """Ask over HTTP, which is documented for Beijing alone."""
        asked = {
            "model": self._model,
            "input": {"text": SHORT, "voice": self._voice, "format": "pcm", "sample_rate": 24_000},
        }
        async with self._session.post(SPEECH, json=asked, headers={EVENTS: "enable"}) as answer:
            body = (await answer.read()).decode()
        if answer.status != 200:
            if self._client.base_url.host == BEIJING.partition("//")[2]:
                self._differ(f"refused with {answer.status}: {body[:200]}")
            else:
                _say(f"   refused with {answer.status}; nobody documents it outside of Beijing")
            return
        lines = [line.partition(":")[2] for line in body.splitlines() if line.startswith("data:")]
        told = [json.loads(line) for line in lines]
        reasons = [one["output"].get("finish_reason") for one in told]
        self._compare("finish_reason of the last", "stop", (reasons or [None])[-1])
        self._compare("finish_reason of the others", {"null"}, set(reasons[:-1]))
        data = [(one["output"].get("audio") or {}).get("data") or "" for one in told]
        size = sum(len(base64.b64decode(one)) for one in data)
        self._compare("the last one carries audio", "", data[-1] if data else None)
        usage = max((one["usage"]["characters"] for one in told if one.get("usage")), default=None)
        self._compare("characters billed", characters(SHORT), usage)
        _say(f"   {size / _SECOND:.2f} s of audio")

    async def other_model(self) -> None:
        """Speak with a model that the voice isn't for; it is refused, and costs nothing."""
        other = next(name for name in MODELS if name != self._model)
        async with self._socket() as socket:
            task = str(uuid4())
            await socket.send_json(self._run(task, model=other))
            frames = await self._frames(socket, started=True)
            last = frames[-1] if frames and isinstance(frames[-1], dict) else {"header": {}}
            words = str(last["header"].get("error_message", last["header"].get("event")))
            self._compare("it is refused with code 418", "yes", _yes("418" in words))
            _say(f"   {words}")

    # --- Asking -----------------------------------------------------------------------------------

    def _client_of(self, address: str, key: str) -> CosyVoiceClient:
        known = CosyVoiceClient(address, key, model=self._model)
        if known.dialect is Dialect.MODEL_STUDIO:
            return known
        return CosyVoiceClient(address, key, model=self._model, dialect=Dialect.MODEL_STUDIO)

    async def _customize(self, action: str, **given: object) -> dict[str, Any]:
        body = {"model": "voice-enrollment", "input": {"action": action, **given}}
        async with self._session.post(CUSTOMIZATION, json=body) as answer:
            told: dict[str, Any] = await answer.json()
        return told

    @asynccontextmanager
    async def _socket(self) -> AsyncIterator[Socket]:
        async with self._session.ws_connect(WEBSOCKET) as socket:
            yield socket

    def _run(self, task: str, model: str = "") -> dict[str, Any]:
        parameters = {
            "text_type": "PlainText",
            "voice": self._voice,
            "format": "pcm",
            "sample_rate": 24_000,
        }
        return run_task(task, parameters, model or self._model)

    async def _start(self, socket: Socket) -> str:
        task = str(uuid4())
        await socket.send_json(self._run(task))
        first = await socket.receive_json(timeout=20)
        self._compare("the first event", "task-started", first["header"].get("event"))
        if first["header"].get("event") != "task-started":
            raise CosyVoiceSynthesisError("synthesis_failed", message=json.dumps(first["header"]))
        return task

    async def _frames(
        self, socket: Socket, seconds: float = 20.0, *, started: bool = False
    ) -> list[dict[str, Any] | bytes]:
        """What comes until a task ends, or starts if that is waited for."""
        frames: list[dict[str, Any] | bytes] = []
        ends = {"task-finished", "task-failed"} | ({"task-started"} if started else set())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        told = json.loads(message.data)
                        frames.append(told)
                        if told["header"].get("event") in ends:
                            break
                    elif message.type is aiohttp.WSMsgType.BINARY:
                        frames.append(message.data)
        return frames

    # --- Telling ----------------------------------------------------------------------------------

    def _compare(self, what: str, documented: object, found: object) -> None:
        if documented == found:
            _say(f"   as documented: {what}: {found}")
        else:
            self._differ(f"{what}: documented is {documented}, found was {found}")

    def _differ(self, words: str) -> None:
        self.differences.append(words)
        _say(f"   DIFFERS: {words}")

    async def _clean_up(self) -> None:
        try:
            if self._before is not None:
                for voice in await self._client.list_reference_audio(limit=1000):
                    made = voice.id.startswith(f"{self._model}-{_PREFIX}")
                    if made and voice.id not in self._before:
                        await self._client.delete_reference_audio(voice.id)
        except CosyVoiceError as error:
            _say(f"\nDelete the voices whose names begin with {_PREFIX} yourself: {error}")
        await self._session.close()
        await self._client.close()


def _text(task: str, text: str) -> dict[str, Any]:
    return command("continue-task", task, {"input": {"text": text}})


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None, *, scale: float = 1.0) -> int:
    """Ask, try, and tell."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.live.model_studio", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("recording", type=Path, help="10 to 20 s of your own voice: WAV, MP3, M4A")
    parser.add_argument("--address", default=BEIJING, help=f"default: {BEIJING}")
    parser.add_argument("--model", default=DEFAULT_MODEL, help=f"default: {DEFAULT_MODEL}")
    parser.add_argument("--yes", action="store_true", help="don't ask")
    asked = parser.parse_args(arguments)
    if os.environ.get("CI"):
        _say("This costs money, and never runs in CI.")
        return 2
    if not (key := os.environ.get(KEY, "").strip()):
        _say(f"Set {KEY} to a key of Model Studio.")
        return 2
    price = PRICES.get(asked.model)
    costs = "a price unknown here" if price is None else f"{COST * price / 10_000 * _FEN:.2f} fen"
    _say(
        f"The recording goes to {asked.address}, and becomes a voice that is deleted at the end.\n"
        f"{COST} characters are spoken with {asked.model}: {costs} (February 2026). It takes about"
        " three minutes.\nGo on only if it is your own voice, or its owner agrees."
    )
    if not asked.yes and input("Go on? [y/N] ").strip().lower() not in {"y", "yes"}:
        return 2

    async def run() -> list[str]:
        trial = Trial(asked.address, key, recording, asked.model, scale=scale)
        await trial.run()
        return trial.differences

    try:
        recording = asked.recording.read_bytes()
        differences = asyncio.run(run())
    except (OSError, CosyVoiceValueError) as error:
        _say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    _say("\nAll is as documented." if not differences else "\nWhat differs:")
    for words in differences:
        _say(f"- {words}")
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
