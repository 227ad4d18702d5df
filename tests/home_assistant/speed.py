"""How soon a Home Assistant speaks: `python -m tests.home_assistant.speed '{"quick": true}'`.

It is a part of `script/bench`, which starts it in the environment of Home Assistant and reads the
JSON that it prints: see docs/benchmarks.md.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
import json
from pathlib import Path
import platform
import sys
import tempfile
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Protocol

from local_server.engines import SAMPLE_RATE, Capabilities, State
from shared_client import CosyVoiceClient, Dialect, SpeechOptions
from tests.home_assistant.running import (
    HomeAssistant,
    Service,
    install_checkout,
    install_component,
)
from tests.local_server.running import TOKEN as STEADY_TOKEN
from tests.local_server.running import running, voice_pcm

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence

    from local_server.engines import Style, Voice
    from shared_client import SpeechStream

_PLAIN: Final = Path(__file__).parent / "custom_components" / "plain_speech"

OURS: Final = "ours"
BARE: Final = "bare_client"
WHOLE: Final = "whole_message"
AT_ONCE: Final = "at_once"
# By the names of the entities; `plain_speech` has the others.
ENGINES: Final = (OURS, WHOLE, "sentences_in_files", "sentences_streamed", AT_ONCE)

_QUICK: Final = "quick"
_STEADY: Final = "steady"

_HEADER: Final = 44
"""Bytes of a WAV before its samples."""

_TOKEN_LENGTH, _TOKEN_SECONDS = 5, 0.01  # as the scripted agent has them

_ANNOUNCEMENT: Final = (
    "Notice {number}: the washing machine is done, and somebody is waiting at the front door."
)
_SENTENCES: Final = (
    "The forecast for today, as of report {number}, is dry and mild, with a light wind at noon.",
    "The kettle is on, the door is open, and the train leaves in a quarter of an hour.",
    "She read the letter twice, folded it carefully, and put it back into the drawer.",
    "The lights in the kitchen and in the hall have been on since seven this morning.",
)

FORMS: Final[dict[str, dict[str, Any]]] = {
    "wav": {"preferred_format": "wav"},
    "wav, 16 kHz, mono, 16 bit": {
        "preferred_format": "wav",
        "preferred_sample_rate": 16_000,
        "preferred_sample_channels": 1,
        "preferred_sample_bytes": 2,
    },
    "wav, 48 kHz, stereo, 16 bit": {
        "preferred_format": "wav",
        "preferred_sample_rate": 48_000,
        "preferred_sample_channels": 2,
        "preferred_sample_bytes": 2,
    },
    "wav, 22.05 kHz": {"preferred_format": "wav", "preferred_sample_rate": 22_050},
    "mp3": {},
    "mp3, 44.1 kHz, 128 kbit/s": {
        "preferred_sample_rate": 44_100,
        "preferred_bitrate": 128,
    },
    "flac, 48 kHz, mono, 16 bit": {
        "preferred_format": "flac",
        "preferred_sample_rate": 48_000,
        "preferred_sample_channels": 1,
        "preferred_sample_bytes": 2,
    },
}
"""What callers ask for: browsers and most speakers mp3, satellites of Assist wav or flac."""


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        announcements: Rounds of a short message on the local server; half as many as mp3.
        messages: Rounds of a long message on it.
        conversations: Rounds of an answer of Assist on it.
        steady: Rounds of a long message, and of a long answer, with the model of fixed speed.
        sentences: Of what is long.
        sentences_of_conversation: Of an answer of Assist on the local server.
    """

    announcements: int = 40
    messages: int = 6
    conversations: int = 6
    steady: int = 2
    sentences: int = 13
    sentences_of_conversation: int = 4


QUICK: Final = Plan(
    announcements=10,
    messages=2,
    conversations=3,
    steady=1,
    sentences=3,
    sentences_of_conversation=2,
)


class SteadyEngine:
    """Speaks as a model on a graphics card does: after a while, then at a fixed speed.

    It only waits, so that any number of callers get the same from it.
    """

    name = _STEADY
    capabilities = Capabilities()
    state = State.READY
    rate: float | None = None

    first_audio = 0.3
    real_time_factor = 0.3
    seconds_of_character = 0.06
    chunk = 0.5

    def __init__(self) -> None:
        self._pcm = voice_pcm(self.chunk, SAMPLE_RATE)

    async def start(self) -> None:
        """It is always ready."""

    async def close(self) -> None:
        """It holds nothing."""

    async def speak(
        self, text: AsyncIterator[str], _voice: Voice, _style: Style
    ) -> AsyncGenerator[bytes]:
        due = 0.0
        async for piece in text:
            due = max(due, perf_counter()) if due else perf_counter() + self.first_audio
            left = len(piece) * self.seconds_of_character
            while left > 0:
                await asyncio.sleep(due - perf_counter())
                chunk = min(self.chunk, left)
                yield self._pcm[: 2 * round(chunk * SAMPLE_RATE)]
                due += chunk * self.real_time_factor
                left -= chunk


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as its listener heard it.

    Attributes:
        first_audio: Seconds until the first samples, from the request or from the first token.
        size: Bytes that came.
    """

    first_audio: float
    size: int


@dataclass(frozen=True, slots=True)
class Source:
    """A service that runs.

    Attributes:
        name: Of its entities.
        url: Where it listens.
        token: What it asks for.
        voice: The id of its voice.
    """

    name: str
    url: str
    token: str
    voice: str

    @property
    def entity(self) -> str:
        """Name of the integration's entity on it."""
        return f"{OURS}_{self.name}"


class Contender(Protocol):
    """One way to speech."""

    async def message(self, text: str, form: str = "wav") -> Heard:
        """Have a message spoken; counted from the request."""

    async def answer(self, text: str) -> Heard:
        """Have an answer spoken while it is being written; counted from its first token."""


class BareClient:
    """The client alone, in this process: what there is to be had."""

    def __init__(self, source: Source) -> None:
        self._client = CosyVoiceClient(source.url, source.token, dialect=Dialect.V2)
        self._options = SpeechOptions(source.voice)

    async def message(self, text: str, form: str = "wav") -> Heard:  # noqa: ARG002 - samples, whatever the others are asked for
        asked_at = perf_counter()
        return await _read(self._client.speak(text, self._options), lambda: asked_at)

    async def answer(self, text: str) -> Heard:
        began_at = 0.0

        async def tokens() -> AsyncIterator[str]:
            nonlocal began_at
            for at in range(0, len(text), _TOKEN_LENGTH):
                await asyncio.sleep(_TOKEN_SECONDS)
                began_at = began_at or perf_counter()
                yield text[at : at + _TOKEN_LENGTH]

        return await _read(self._client.speak(tokens(), self._options), lambda: began_at)

    async def close(self) -> None:
        await self._client.close()


async def _read(stream: SpeechStream, began_at: Callable[[], float]) -> Heard:
    first = 0.0
    size = 0
    async with stream:
        async for samples in stream.pcm():
            first = first or perf_counter()
            size += len(samples)
    return Heard(first - began_at(), size)


class Entity:
    """A text-to-speech entity of Home Assistant, asked as players and satellites ask."""

    def __init__(self, home: HomeAssistant, engine: str, pipeline: str) -> None:
        self._home = home
        self._engine = engine
        self._pipeline = pipeline

    async def message(self, text: str, form: str = "wav") -> Heard:
        """Ask for the address of a message's audio, and fetch it."""
        options = FORMS[form]
        asked_at = perf_counter()
        request = {"engine_id": self._engine, "message": text, "cache": False, "options": options}
        path = (await self._home.post("/api/tts_get_url", request))["path"]
        is_wav = options.get("preferred_format") == "wav"
        return await self._listen(path, asked_at, _HEADER if is_wav else 0)

    async def answer(self, text: str) -> Heard:
        """Have the agent of Assist say a text, and listen from the first moment on.

        Assist gives mp3 to whoever comes over the WebSocket API.
        """
        events = await self._home.socket.subscribe(
            "assist_pipeline/run",
            start_stage="intent",
            end_stage="tts",
            input={"text": json.dumps([text])},
            pipeline=self._pipeline,
        )
        path = ""
        began_at = 0.0
        listening: asyncio.Task[Heard] | None = None
        while (event := await events.get())["type"] != "run-end":
            data = event["data"]
            if event["type"] == "run-start":
                path = data["tts_output"]["url"]
            elif event["type"] == "error":
                raise RuntimeError(data["message"])
            if not began_at and data.get("chat_log_delta", {}).get("content"):
                began_at = perf_counter()
            if listening is None and (
                data.get("tts_start_streaming") or event["type"] == "tts-end"
            ):
                listening = asyncio.create_task(self._listen(path, began_at, 0))
        assert listening is not None
        return await listening

    async def _listen(self, path: str, asked_at: float, header: int) -> Heard:
        size = 0
        first = 0.0
        async with self._home.session.get(path) as answer:
            assert answer.status == 200, self._home.log()[-2000:]
            async for data in answer.content.iter_any():
                size += len(data)
                if not first and size > header:
                    first = perf_counter() - asked_at
        return Heard(first, size)


@asynccontextmanager
async def _sources(directory: Path) -> AsyncIterator[tuple[Source, Source]]:
    """The local server as people run it, and one with an engine that is as slow as a model."""
    service = Service(directory / "service")
    await service.start()
    try:
        async with running(directory / "steady", engine=SteadyEngine()) as steady:
            async with CosyVoiceClient(service.url, service.token) as client:
                (voice,) = await client.list_reference_audio()
            yield (
                Source(_QUICK, service.url, service.token, voice.id),
                Source(_STEADY, steady.url, STEADY_TOKEN, await steady.voice()),
            )
    finally:
        service.kill()


@asynccontextmanager
async def _home(directory: Path, sources: Sequence[Source]) -> AsyncIterator[HomeAssistant]:
    """A Home Assistant that knows the services, in every pattern, and whose ffmpeg is counted."""

    def install(folder: Path) -> None:
        install_checkout(folder)
        install_component(
            _PLAIN, folder.parent, after_dependencies=["cosyvoice"], dependencies=["tts"]
        )
        config = folder.parents[1]
        ffmpeg = config / "ffmpeg"
        ffmpeg.write_text(f'#!/bin/sh\necho "$*" >>{_calls(config)}\nexec ffmpeg "$@"\n')
        ffmpeg.chmod(0o755)
        plain = {
            source.name: {"url": source.url, "token": source.token, "voice": source.voice}
            for source in sources
        }
        more = {"ffmpeg": {"ffmpeg_bin": str(ffmpeg)}, "plain_speech": plain}
        with (config / "configuration.yaml").open("a") as file:
            file.writelines(f"{name}: {json.dumps(value)}\n" for name, value in more.items())
        content = {"entries": [_entry(source) for source in sources]}
        storage = {"version": 1, "minor_version": 5, "key": "core.config_entries", "data": content}
        (config / ".storage" / "core.config_entries").write_text(json.dumps(storage))

    async with HomeAssistant.running(directory, install) as home:
        yield home


def _calls(config: Path) -> Path:
    return config / "ffmpeg.calls"


def _entry(source: Source) -> dict[str, Any]:
    """The integration set up on a service, with one voice profile, as Home Assistant stores it."""
    made_at = "2026-11-01T00:00:00+00:00"
    profile = {
        "data": {"voice": source.voice, "mode": "fast_replication", "language": "en"},
        "subentry_id": f"profile_{source.name}",
        "subentry_type": "profile",
        "title": source.entity,
        "unique_id": None,
    }
    return {
        "created_at": made_at,
        "modified_at": made_at,
        "data": {"url": source.url, "token": source.token, "verify_ssl": True, "dialect": "v2"},
        "discovery_keys": {},
        "disabled_by": None,
        "domain": "cosyvoice",
        "entry_id": f"entry_{source.name}",
        "version": 1,
        "minor_version": 1,
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [profile],
        "title": source.name,
        "unique_id": source.url,
    }


async def _entities(home: HomeAssistant, source: Source) -> dict[str, Entity]:
    """Every entity on a service, with a pipeline of Assist."""
    found = {}
    for kind in ENGINES:
        engine = f"tts.{kind}_{source.name}"
        pipeline = await home.add_pipeline(engine, engine)
        found[kind] = Entity(home, engine, pipeline)
    return found


class Measurement:
    """Everything that is measured, round by round: every contender once, then again.

    Attributes:
        first_audio: Seconds, by what was asked for and by contender, a figure for each round.
        audio_seconds: How long what was asked for is.
    """

    def __init__(self, home: HomeAssistant, plan: Plan) -> None:
        self._home = home
        self._plan = plan
        self._number = 0
        self.first_audio: dict[str, dict[str, list[float]]] = {}
        self.audio_seconds: dict[str, float] = {}

    async def local_server(self, source: Source) -> list[dict[str, Any]]:
        """Measure with the local server; return how often ffmpeg was started."""
        plan = self._plan
        entities = await _entities(self._home, source)
        async with _bare(source) as bare:
            everybody: dict[str, Contender] = {BARE: bare, **entities}

            async def mp3(contender: Contender, text: str) -> Heard:
                return await contender.message(text, "mp3")

            await self._in_turns("announcement", everybody, _message, plan.announcements, 0)
            await self._in_turns("announcement, mp3", everybody, mp3, plan.announcements // 2, 0)
            await self._in_turns("message", everybody, _message, plan.messages, plan.sentences)
            await self._in_turns(
                "conversation",
                everybody,
                _answer,
                plan.conversations,
                plan.sentences_of_conversation,
            )
        return await self._ffmpeg({kind: entities[kind] for kind in (OURS, WHOLE)})

    async def steady(self, source: Source) -> None:
        """Measure with the model of fixed speed."""
        entities = await _entities(self._home, source)
        async with _bare(source) as bare:
            everybody: dict[str, Contender] = {BARE: bare, **entities}
            await self._at_once("steady message", everybody, _message)
            await self._at_once("steady conversation", everybody, _answer)

    async def _in_turns(
        self, name: str, everybody: dict[str, Contender], speak: Speak, rounds: int, sentences: int
    ) -> None:
        """Rounds in which one contender speaks after the other; the first round warms up."""
        names = list(everybody)
        for number in range(-1, rounds):
            text = self._text(sentences)
            shift = number % len(names)
            for contender in names[shift:] + names[:shift]:
                heard = await speak(everybody[contender], text)
                await asyncio.sleep(0.02)  # for what comes after the last sample
                if number >= 0:
                    self._keep(name, contender, heard)

    async def _at_once(self, name: str, everybody: dict[str, Contender], speak: Speak) -> None:
        """Rounds in which all contenders speak at the same time: the model only waits."""
        await asyncio.gather(*(speak(contender, self._text(0)) for contender in everybody.values()))
        for _ in range(self._plan.steady):
            text = self._text(self._plan.sentences)
            heard = await asyncio.gather(
                *(speak(contender, text) for contender in everybody.values())
            )
            for contender, one in zip(everybody, heard, strict=True):
                self._keep(name, contender, one)

    def _text(self, sentences: int) -> str:
        """A text that was not spoken before: Home Assistant keeps what was, for a while."""
        self._number += 1
        if not sentences:
            return _ANNOUNCEMENT.format(number=self._number)
        said = " ".join(_SENTENCES[index % len(_SENTENCES)] for index in range(sentences))
        return said.format(number=self._number)

    def _keep(self, name: str, contender: str, heard: Heard) -> None:
        self.first_audio.setdefault(name, {}).setdefault(contender, []).append(heard.first_audio)
        if contender == BARE:
            self.audio_seconds[name] = heard.size / 48_000

    async def _ffmpeg(self, entities: dict[str, Entity]) -> list[dict[str, Any]]:
        """How many processes of ffmpeg a message starts, in each form."""
        calls = _calls(self._home.config)
        counted = []
        for form in FORMS:
            counts = {}
            for kind, entity in entities.items():
                before = _lines(calls)
                await entity.message(self._text(0), form)
                counts[kind] = _lines(calls) - before
            counted.append({"form": form, **counts})
        return counted


type Speak = Callable[[Contender, str], Awaitable[Heard]]


async def _message(contender: Contender, text: str) -> Heard:
    return await contender.message(text)


async def _answer(contender: Contender, text: str) -> Heard:
    return await contender.answer(text)


@asynccontextmanager
async def _bare(source: Source) -> AsyncIterator[BareClient]:
    bare = BareClient(source)
    try:
        yield bare
    finally:
        await bare.close()


def _lines(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


async def measure(plan: Plan) -> dict[str, Any]:
    """Start everything, and measure."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        async with (
            _sources(directory) as (quick, steady),
            _home(directory / "home", (quick, steady)) as home,
        ):
            measurement = Measurement(home, plan)
            ffmpeg = await measurement.local_server(quick)
            await measurement.steady(steady)
    return {
        "plan": asdict(plan),
        "model": {
            "first_audio": SteadyEngine.first_audio,
            "real_time_factor": SteadyEngine.real_time_factor,
        },
        "home_assistant": version("homeassistant"),
        "python": platform.python_version(),
        "audio_seconds": measurement.audio_seconds,
        "first_audio": measurement.first_audio,
        "ffmpeg": ffmpeg,
    }


def main() -> None:
    """Do what the argument says; print what was measured."""
    asked = json.loads(sys.argv[1])
    plan = QUICK if asked["quick"] else Plan()
    sys.stdout.write(json.dumps(asyncio.run(measure(plan))) + "\n")


if __name__ == "__main__":
    main()
