"""Lets another service speak: a request for each piece of text, the next service if one is down."""

from __future__ import annotations

import asyncio
import base64
from contextlib import aclosing
from dataclasses import replace
import hashlib
from http import HTTPStatus
import importlib
import json
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import aiohttp

from local_server.engines import SAMPLE_RATE, Capabilities, State
from local_server.engines.kept import Kept
from local_server.engines.speech_api.backends import (
    TOKEN_REFUSED,
    Backend,
    Backends,
    UnavailableError,
    error_words,
    pause_of,
)
from local_server.engines.speech_api.presets import PRESETS, Order
from local_server.errors import BusyError, EngineError, UnreachableError
from local_server.framing import wav_header
from shared_client.models import SynthesisMode

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from local_server.engines import Recording, Style, Voice
    from local_server.engines.speech_api.options import Options

_LOGGER = logging.getLogger(__name__)

SPEECH: Final = "/v1/audio/speech"
FIRST_AUDIO: Final = 120.0
"""Seconds that a service may take for the first sample of a piece: it may have a queue, and what
doesn't stream comes when all of it is made."""
SILENCE: Final = 30.0
"""Seconds that a service may pause between two pieces of audio."""
LONGEST: Final = 600
"""Seconds of speech that one piece of text can make; more is a service that doesn't end."""
_SLOW: Final = 10.0
"""Seconds to a first sample that are worth a line in the log."""
_ROUNDS: Final = 2
_LONGEST_PAUSE: Final = 5.0
_PAUSE: Final = 0.5
_LARGEST_ERROR: Final = 1 << 16
_NOTE: Final = "{name} speaks with voices that were set up there, not with the recordings here."
_DEFAULT_VOICE: Final = "alloy"
"""The first voice of OpenAI's, and what cosyvoice.cpp calls its only one."""

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_FULL: Final = frozenset({429, 503})
_DOWN: Final = frozenset({502, 504})
"""What a proxy in front of a service says of it."""
_WORDS: Final = ("application/json", "application/problem+json", "text/plain")
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class SpeechApiEngine:
    """Speaks through one or more services with `POST /v1/audio/speech`.

    Voices stay here: each request carries the recording, where the preset clones. A piece whose
    reader is slow is taken from the service all the same, so that nobody else waits for it there.
    """

    def __init__(
        self, options: Options, *, first_audio: float = FIRST_AUDIO, silence: float = SILENCE
    ) -> None:
        self._options = options
        self._preset = PRESETS[options.preset]
        self.name = self._preset.title
        self.capabilities = Capabilities(
            clones=self._preset.clones,
            instruct=True,
            tags=options.preset != "openai",  # whose voices would read them out
            needs_transcript=self._preset.clones and not self._preset.cross_lingual,
            streams=True,
            note="" if self._preset.clones else _NOTE.format(name=self.name),
        )
        self._learn(options.model)
        self._backends = Backends(options, self._preset, self._learn)
        self._limits = (first_audio, silence)
        self._recordings: Kept[str] = Kept()
        self._said = False

    @property
    def rate(self) -> None:
        """Not known here: the service itself says when it has too much to do."""

    def _learn(self, model: str) -> None:
        """Note what can't be done with the model that a service serves."""
        if self._options.preset == "vllm-omni" and "cosyvoice" in model.lower():
            # Its adapter (vllm_omni/entrypoints/openai/tts_adapters/cosyvoice3.py) builds the
            # prompt from ref_text alone. Instructions are sent all the same, should it learn them.
            self.capabilities = replace(self.capabilities, instruct=False)

    @property
    def state(self) -> State:
        """Whether any of the services works, as far as is known."""
        return State.READY if self._backends.working else State.UNREACHABLE

    async def start(self) -> None:
        """Look for the services in the background; none of them has to be up yet."""
        here = {"localhost", "127.0.0.1", "::1"}
        for url in self._options.urls:
            parts = urlsplit(url)
            if self._options.token and parts.scheme == "http" and parts.hostname not in here:
                _LOGGER.warning("the token of %s crosses the network unencrypted; use https", url)
        self._backends.start()

    async def close(self) -> None:
        """End all requests."""
        await self._backends.close()

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        """Speak pieces of text as they come; see `Engine.speak`."""
        async for piece in text:
            async with aclosing(self._piece(await self._order(piece, voice, style))) as audio:
                async for pcm in audio:
                    yield pcm

    async def _order(self, piece: str, voice: Voice, style: Style) -> Order:
        seed = hashlib.sha256(f"{voice.id}\0{piece}".encode(errors="replace")).digest()
        return Order(
            text=piece,
            mode=style.mode,
            instruct=style.instruct,
            speed=style.speed,
            recording=await self._recording(voice) if self._preset.clones else "",
            transcript=voice.text,
            model=self._options.model,
            voice=voice.id,
            seed=int.from_bytes(seed[:4], "big") >> 1,
        )

    async def _recording(self, voice: Voice) -> str:
        """The recording as a data URL: WAV, 24 kHz, mono, 16 bit, which every service reads."""
        recording = await voice.recording()
        return await asyncio.to_thread(
            self._recordings.of, recording.digest, lambda: _data_url(recording)
        )

    async def _piece(self, order: Order) -> AsyncGenerator[bytes, None]:
        """The audio of one piece. Closing it ends the request."""
        piece = _Piece()
        work = asyncio.create_task(self._make(order, piece))
        try:
            while (pcm := await piece.audio.get()) is not None:
                if isinstance(pcm, Exception):
                    raise pcm
                yield pcm
        finally:
            work.cancel()
            await asyncio.wait({work})

    async def _make(self, order: Order, piece: _Piece) -> None:
        try:
            await self._ask_in_turn(order, piece)
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader raises it
            piece.audio.put_nowait(error)
        else:
            piece.audio.put_nowait(None)

    async def _ask_in_turn(self, order: Order, piece: _Piece) -> None:
        """Take a piece from the first service that makes it.

        Raises:
            EngineError: None can, or one broke off after its first sample.
            BusyError: They have too much to do.
            UnreachableError: They are down.
        """
        problem = UnavailableError("none is set")
        for turn in range(_ROUNDS):
            if turn:
                await asyncio.sleep(min(_LONGEST_PAUSE, problem.pause or _PAUSE))
            asked: set[Backend] = set()
            # Who has least to do may be another one after each try.
            while left := [each for each in self._backends.in_order() if each not in asked]:
                backend = left[0]
                asked.add(backend)
                backend.running += 1
                try:
                    await self._ask(backend, order, piece)
                except UnavailableError as error:
                    backend.fails(error)
                    if piece.samples:
                        raise EngineError(f"speech broke off: {error}") from error
                    problem = error
                else:
                    backend.works()
                    return
                finally:
                    backend.running -= 1
        if problem.full:
            raise BusyError(f"no speech service can take more: {problem}") from problem
        if problem.down:
            raise UnreachableError(f"no speech service responds: {problem}") from problem
        raise EngineError(f"no speech service could speak: {problem}") from problem

    async def _ask(self, backend: Backend, order: Order, piece: _Piece) -> None:
        """Take a piece from one service.

        Raises:
            UnavailableError: It failed as another one need not.
            EngineError: It refuses the request, as any other would.
        """
        await self._backends.know(backend)
        answers = await asyncio.to_thread(
            importlib.import_module, "local_server.engines.speech_api.answers"
        )
        body = await asyncio.to_thread(self._body, backend, order)
        if self._backends.session.closed:
            raise EngineError(f"{self.name} is being stopped")
        loop = asyncio.get_running_loop()
        started = loop.time()
        limit, silence = self._limits
        patience = asyncio.timeout(limit)
        try:
            async with (
                patience,
                self._backends.session.post(
                    backend.url + SPEECH,
                    data=body,
                    headers={"Content-Type": "application/json"},
                    allow_redirects=False,
                ) as answer,
            ):
                await self._check(backend, answer)
                sound = answers.Answer(answer.content_type)
                async for data in answer.content.iter_any():
                    if pcm := sound.feed(data):
                        if not piece.samples:
                            _note_first(backend, loop.time() - started)
                        piece.take(pcm)
                        limit = silence
                        patience.reschedule(loop.time() + silence)
                piece.take(sound.finish())
        except answers.AnswerError as error:
            words = self._backends.without_token(str(error))
            raise UnavailableError(f"the speech service at {backend.url}: {words}") from error
        except (aiohttp.ClientError, OSError) as error:
            if patience.expired():
                words = f"the speech service at {backend.url} sent no audio for {limit:g} seconds"
                raise UnavailableError(words) from error
            raise self._backends.unreached(error, backend) from error

    def _body(self, backend: Backend, order: Order) -> bytes:
        """The request for one service: what it serves is known by now."""
        model = order.model or backend.model
        # A service that wants another token says so to the request itself.
        if self._preset.needs_model and not model and not backend.locked:
            raise EngineError(
                f"the speech service at {backend.url} serves several models or names none;"
                " say which one with --engine-model"
            )
        if not self._preset.clones:
            order = replace(order, voice=self._voice(backend, order.voice))
        self._say_what_is_left_out(order)
        return json.dumps(self._preset.body(replace(order, model=model))).encode()

    def _voice(self, backend: Backend, identity: str) -> str:
        """Which of the voices at the service stands for a reference audio."""
        named = self._options.voices
        if identity in named:
            return named[identity]
        if identity in backend.voices:
            return identity
        return named.get("") or next(iter(backend.voices), _DEFAULT_VOICE)

    def _say_what_is_left_out(self, order: Order) -> None:
        """Log, once, that a service has no way to follow the mode."""
        wanted = order.mode is SynthesisMode.CROSS_LINGUAL_REPLICATION
        if wanted and not self._preset.cross_lingual and not self._said:
            self._said = True
            _LOGGER.warning("%s has no cross-lingual mode; it speaks as in zero-shot", self.name)

    async def _check(self, backend: Backend, answer: aiohttp.ClientResponse) -> None:
        """See whether an answer is speech.

        Raises:
            UnavailableError: It is not, as another service's need not be.
            EngineError: It is a refusal.
        """
        status = answer.status
        at = f"the speech service at {backend.url}"
        is_words = answer.content_type in _WORDS or answer.content_type.startswith("text/html")
        if status == HTTPStatus.OK and not is_words:
            return
        if status in _REDIRECTS:
            raise EngineError(
                f"{at} sends requests elsewhere (HTTP {status}); give that address as --engine-url"
            )
        if status in TOKEN_REFUSED:
            wrong = "rejects the token" if self._options.token else "requires a token"
            raise EngineError(f"{at} {wrong} (HTTP {status}); check --engine-token-file")
        told = self._backends.without_token(await _told(answer))
        because = f": {told}" if told else ""
        if status in _AGAIN or status == HTTPStatus.OK:
            what = "sent no audio" if status == HTTPStatus.OK else f"failed (HTTP {status})"
            pause = pause_of(answer.headers)
            full, down = status in _FULL, status in _DOWN
            raise UnavailableError(f"{at} {what}{because}", pause, full=full, down=down)
        if status == HTTPStatus.NOT_FOUND:
            because += "; check --engine-url and --engine-model"
        raise EngineError(f"{at} rejects the request (HTTP {status}){because}")


class _Piece:
    """One piece of speech on its way to its reader.

    Attributes:
        audio: What came; None is the end, an error the end of all.
        samples: How many came.
    """

    def __init__(self) -> None:
        self.audio: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()
        self.samples = 0

    def take(self, pcm: bytes) -> None:
        """Pass samples on."""
        if pcm:
            self.samples += len(pcm) // 2
            if self.samples > LONGEST * SAMPLE_RATE:
                raise EngineError(f"the speech service spoke for more than {LONGEST} seconds")
            self.audio.put_nowait(pcm)


def _data_url(recording: Recording) -> str:
    """A recording as WAV in a URL. Blocking."""
    # As a method, for NumPy is imported only where there is a recording: by whoever made it.
    pcm = (recording.samples.clip(-1.0, 1.0) * 32_767).round().astype("<i2").tobytes()
    wav = wav_header(SAMPLE_RATE, len(pcm)) + pcm
    return "data:audio/wav;base64," + base64.b64encode(wav).decode()


async def _told(answer: aiohttp.ClientResponse) -> str:
    """What a service says about an error."""
    try:
        body = await answer.content.read(_LARGEST_ERROR)
    except (aiohttp.ClientError, OSError):
        return ""
    try:
        return error_words(json.loads(body))
    except (ValueError, RecursionError):
        return "" if b"<html" in body.lower() else body.decode(errors="replace")


def _note_first(backend: Backend, seconds: float) -> None:
    level = logging.WARNING if seconds > _SLOW else logging.DEBUG
    _LOGGER.log(level, "first audio of %s after %.1f s", backend.url, seconds)
