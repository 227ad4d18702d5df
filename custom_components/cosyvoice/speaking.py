"""One text on its way to becoming speech: its pauses, the transports, and what stands in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
import logging
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, Final

from homeassistant.exceptions import HomeAssistantError

from .activity import ActivityKind
from .const import (
    CONF_CLEAN_TEXT,
    CONF_TRANSPORT,
    DEFAULT_CLEAN_TEXT,
    DEFAULT_TRANSPORT,
    DOMAIN,
    TRANSPORT_AUTO,
    TRANSPORT_JSON,
    TRANSPORT_SSE,
    TRANSPORT_WEBSOCKET,
)
from .errors import VoiceGoneError, error_key, translated
from .shared_client import (
    AudioSpec,
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceSynthesisError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    SpeechOptions,
    SpeechStream,
)
from .shared_client.cleanup import clean_stream
from .shared_client.segmentation import segment_stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

    from homeassistant.core import HomeAssistant

    from .data import CosyVoiceConfigEntry

_LOGGER = logging.getLogger(__name__)

# A task may end by itself after a gap of about 20 s in its text (seen in related services).
# A text that pauses longer than this is spoken by one task after another.
_LONGEST_PAUSE: Final = 10.0
# A text whose end never comes is ended: Assist announces the end only where the agent succeeds.
_TEXT_LIMIT: Final = 90.0
# Some satellites give up after 5 s without audio. While the text pauses, silence keeps them.
_QUIET: Final = 1.0
# As long as there is still something to play, a little is enough to keep the stream alive: about
# a frame of FLAC or MP3, for of less an encoder hands out nothing for seconds.
_LITTLE: Final = 0.1
# In slices of so many characters a long text does not hold up everything else in the event loop.
_SLICE: Final = 512
# A transport that failed where the next one worked is tried last for so long, in seconds.
_REST: Final = 300.0

_ORDER: Final = (TRANSPORT_WEBSOCKET, TRANSPORT_SSE, TRANSPORT_JSON)
# 5xx that say "not this way" instead of "not now". What says "not now" was waited for already.
_NOT_THIS_WAY: Final = frozenset({500, 501, 502})


class Utterance:
    """One text on its way to becoming speech, whatever the transport.

    Args:
        hass: Home Assistant.
        entry: The service, loaded.
        text: What to say, as it is being written.
        options: How to say it. The form is WAV.
        profile: Entity id of the voice profile that speaks, if one does.
        fallback: What to use instead when the voice is gone from the service.

    Attributes:
        spec: Shape of the samples; known once the first came.
        transport: What carries it: `websocket`, `sse` or `json`.
        time_to_first_audio: Seconds from `start` to the first samples.
        audio_seconds: Length of what the service spoke.
        elapsed: Seconds from `start` to the last samples.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: CosyVoiceConfigEntry,
        text: AsyncIterable[str],
        options: SpeechOptions,
        *,
        profile: str | None = None,
        fallback: SpeechOptions | None = None,
    ) -> None:
        self._entry = entry
        self._data = entry.runtime_data
        text = _in_slices(text)
        if entry.options.get(CONF_CLEAN_TEXT, DEFAULT_CLEAN_TEXT):
            text = clean_stream(text)
        self._text = _Text(hass, text)
        self._options = options
        self._fallback = fallback
        self._profile = profile
        self._audio = self._chain()
        self._stream: SpeechStream | None = None
        self._interrupted = False
        self._heard_in_turn = False
        self._text_was_there = False
        self._started_at = perf_counter()
        self.spec: AudioSpec | None = None
        self.transport: str | None = None
        self.time_to_first_audio: float | None = None
        self.audio_seconds = 0.0
        self.elapsed = 0.0

    @property
    def real_time_factor(self) -> float | None:
        """Time taken per second of audio; None where the time was that of the text's writer."""
        if not (self._text_was_there and self.audio_seconds):
            return None
        return self.elapsed / self.audio_seconds

    async def start(self) -> None:
        """Wait until the service has accepted the work.

        Raises:
            HomeAssistantError: It did not, or there is nothing to say; translated.
        """
        self._data.utterances.add(self)
        self._started_at = perf_counter()
        try:
            await anext(self._audio)
        except StopAsyncIteration:
            await self._release()
            if self._interrupted:
                raise _said("interrupted") from None
            raise self._nothing_to_say() from None
        except CosyVoiceError as error:
            if self._interrupted:
                await self._release()
                raise _said("interrupted") from error
            await self._fail(error)
            raise translated(error) from error
        except BaseException:
            await self._release()
            raise
        self._report(ActivityKind.STARTED, transport=self.transport, streaming=self._text.is_open)

    async def pcm(self) -> AsyncGenerator[bytes]:
        """The samples: signed 16 bit little-endian, whole frames. Iterate once, after `start`.

        Raises:
            HomeAssistantError: The service gave up, or the connection broke; translated.
        """
        try:
            async with aclosing(self._kept_alive()) as audio:
                async for samples in audio:
                    yield samples
        except CosyVoiceError as error:
            if self._interrupted:
                raise _said("interrupted") from error
            await self._fail(error)
            raise translated(error) from error
        finally:
            await self._release()
        if self._interrupted:
            raise _said("interrupted")
        if self.spec is None:
            raise self._nothing_to_say()
        self._report(
            ActivityKind.COMPLETED,
            transport=self.transport,
            time_to_first_audio=rounded(self.time_to_first_audio),
            audio_seconds=rounded(self.audio_seconds),
            elapsed=rounded(self.elapsed),
            real_time_factor=rounded(self.real_time_factor),
        )

    async def aclose(self) -> None:
        """End it; whoever iterates is told that it was interrupted."""
        self._interrupted = True
        await self._release()

    async def _release(self) -> None:
        self._data.utterances.discard(self)
        self._text.close()
        if self._stream is not None:
            await self._stream.aclose()

    async def _kept_alive(self) -> AsyncGenerator[bytes]:
        """The audio, with silence where the text pauses for so long that a listener would leave."""
        began: float | None = None
        handed_out = 0.0
        waiting: asyncio.Task[bytes] | None = None
        try:
            while True:
                waiting = asyncio.ensure_future(anext(self._audio))
                # Once the text has ended, only the service is slow; silence would stay in the file.
                while not (
                    await asyncio.wait(
                        (waiting,),
                        timeout=_QUIET if began is not None and self._text.is_open else None,
                    )
                )[0]:
                    assert self.spec is not None  # noqa: S101 - audio has begun
                    assert began is not None  # noqa: S101 - only then is there a limit
                    unplayed = handed_out - (monotonic() - began)
                    seconds = _LITTLE if unplayed > _QUIET else _QUIET
                    handed_out += seconds
                    yield bytes(round(seconds * self.spec.sample_rate) * self.spec.frame_size)
                try:
                    samples = waiting.result()
                except StopAsyncIteration:
                    return
                if samples and self.spec is not None:
                    began = began or monotonic()
                    handed_out += len(samples) / self.spec.bytes_per_second
                    yield samples
        finally:
            if waiting is not None and not waiting.done():
                waiting.cancel()
                await asyncio.wait((waiting,))
            await self._audio.aclose()

    async def _chain(self) -> AsyncGenerator[bytes]:
        """All of the text, one turn after another. An empty item says that a turn was accepted."""
        while True:
            async with aclosing(self._turn()) as audio:
                async for samples in audio:
                    if samples:
                        self._heard(samples)
                    yield samples
            if not await self._text.next_turn():
                return

    async def _turn(self) -> AsyncGenerator[bytes]:
        """The text up to its next long pause, in the voice asked for or the one that stands in."""
        while True:
            self._heard_in_turn = False
            try:
                async with aclosing(self._over_some_transport()) as audio:
                    async for samples in audio:
                        yield samples
            except CosyVoiceError as error:
                if self._heard_in_turn or not await self._voice_is_gone(error):
                    raise
                if self._fallback is None:
                    raise VoiceGoneError(self._options.reference_audio_id) from error
                _LOGGER.warning(
                    "The voice %s is gone from %s: another profile stands in",
                    self._options.reference_audio_id,
                    self._entry.title,
                )
                self._options, self._fallback = self._fallback, None
            else:
                return

    async def _over_some_transport(self) -> AsyncGenerator[bytes]:
        """The turn on the first transport that carries it."""
        last_error: CosyVoiceError | None = None
        failed: list[str] = []
        for transport in self._transports():
            self._text.rewind()
            try:
                async with aclosing(self._take(transport)) as audio:
                    async for samples in audio:
                        self.transport = transport
                        if samples and not self._heard_in_turn:
                            self._heard_in_turn = True
                            self._data.rest.update(dict.fromkeys(failed, monotonic() + _REST))
                        yield samples
            except CosyVoiceError as error:
                if not (self._text.has_words or self._interrupted):
                    return
                if self._heard_in_turn or self._interrupted or not _is_of_the_transport(error):
                    raise
                _LOGGER.debug("%s does not work with %s: %s", transport, self._entry.title, error)
                last_error = error
                if not isinstance(error, CosyVoiceUnsupportedError):  # which is of these options
                    failed.append(transport)
            else:
                return
        if last_error is not None:
            raise last_error  # that of HTTP: refused WebSockets come without words

    def _transports(self) -> list[str]:
        chosen = self._entry.options.get(CONF_TRANSPORT, DEFAULT_TRANSPORT)
        if chosen != TRANSPORT_AUTO:
            return [chosen]
        now = monotonic()
        return sorted(_ORDER, key=lambda transport: self._data.rest.get(transport, now) > now)

    async def _take(self, transport: str) -> AsyncGenerator[bytes]:
        """The turn over one transport."""
        client = self._data.client
        if transport == TRANSPORT_WEBSOCKET:
            async with aclosing(
                self._read(client.speak(self._text.turn(), self._options))
            ) as audio:
                async for samples in audio:
                    yield samples
            return
        async with aclosing(segment_stream(self._text.turn())) as segments:
            async for segment in segments:
                stream = client.stream(segment, self._options, events=transport == TRANSPORT_SSE)
                async with aclosing(self._read(stream)) as audio:
                    async for samples in audio:
                        yield samples

    async def _read(self, stream: SpeechStream) -> AsyncGenerator[bytes]:
        self._stream = stream
        async with stream:
            await stream.start()
            yield b""
            async for samples in stream.pcm():
                if self.spec is None:
                    self.spec = stream.format
                elif self.spec != stream.format:
                    raise CosyVoiceProtocolError("the service changed the sample rate midway")
                yield samples

    def _heard(self, samples: bytes) -> None:
        assert self.spec is not None  # noqa: S101 - set by the first samples
        self.elapsed = perf_counter() - self._started_at
        self.audio_seconds += len(samples) / self.spec.bytes_per_second
        if self.time_to_first_audio is None:
            self.time_to_first_audio = self.elapsed
            self._text_was_there = not self._text.is_open
            if not self._data.voices.last_update_success:
                self._data.voices.refresh_soon()  # it is back
            self._report(
                ActivityKind.FIRST_AUDIO,
                transport=self.transport,
                time_to_first_audio=rounded(self.elapsed),
            )

    async def _voice_is_gone(self, error: CosyVoiceError) -> bool:
        """Whether the service fails because it has no such voice; it is asked."""
        if not isinstance(error, CosyVoiceSynthesisError | CosyVoiceRequestError):
            return False
        try:
            await self._data.client.get_reference_audio(self._options.reference_audio_id)
        except CosyVoiceRequestError:
            await self._data.voices.async_refresh()
            return self._options.reference_audio_id not in self._data.voices.data
        except CosyVoiceError:
            pass
        return False

    async def _fail(self, error: CosyVoiceError) -> None:
        await self._release()
        if isinstance(error, CosyVoiceAuthError):
            self._entry.async_start_reauth(self._data.voices.hass)
        elif isinstance(error, CosyVoiceConnectionError):
            # So that its entities say at once that it is down, and soon that it is back.
            self._data.voices.refresh_soon()
        self._report(ActivityKind.FAILED, error=str(translated(error)), error_type=error_key(error))

    def _report(self, kind: ActivityKind, **attributes: Any) -> None:
        self._data.activity.async_report(
            kind,
            profile=self._profile,
            voice=self._options.reference_audio_id,
            **attributes,
        )

    def _nothing_to_say(self) -> HomeAssistantError:
        error = _said("nothing_to_say")
        self._report(ActivityKind.FAILED, error=str(error), error_type=error.translation_key)
        return error


class _Text:
    """The text while it is being written: read ahead, so that its pauses can be seen."""

    def __init__(self, hass: HomeAssistant, source: AsyncIterable[str]) -> None:
        self._pieces: list[str] = []
        self._turn_from = 0
        self._next = 0
        self._changed = asyncio.Event()
        self._error: Exception | None = None
        self.is_open = True
        self._reader = hass.async_create_background_task(
            self._read(source), "cosyvoice: read the text to speak"
        )

    @property
    def has_words(self) -> bool:
        """Whether the turn has anything that can be spoken."""
        return any(any(map(str.isalnum, piece)) for piece in self._pieces[self._turn_from :])

    def close(self) -> None:
        """Read no further."""
        self._reader.cancel()

    def rewind(self) -> None:
        """Have the turn begin anew."""
        self._next = self._turn_from

    async def turn(self) -> AsyncGenerator[str]:
        """The text up to its end, or to a long pause."""
        while True:
            while self._next < len(self._pieces):
                self._next += 1
                yield self._pieces[self._next - 1]
            if not self.is_open:
                break
            try:
                async with asyncio.timeout(_LONGEST_PAUSE):
                    await self._change()
            except TimeoutError:
                return
        if self._error is not None:
            raise self._error

    async def next_turn(self) -> bool:
        """Wait until there is more to say; False when there is not."""
        self._turn_from = self._next
        while not self.has_words:
            if not self.is_open:
                return False
            await self._change()
        return True

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _read(self, source: AsyncIterable[str]) -> None:
        pieces = aiter(source)
        try:
            while True:
                async with asyncio.timeout(_TEXT_LIMIT):
                    piece = await anext(pieces)
                self._pieces.append(piece)
                self._changed.set()
        except StopAsyncIteration:
            pass
        except TimeoutError:
            _LOGGER.warning("The text to speak did not go on for %d s: ended it", _TEXT_LIMIT)
        except Exception as error:  # noqa: BLE001 - raised where the text is read
            self._error = error
        finally:
            self.is_open = False
            self._changed.set()


async def _in_slices(text: AsyncIterable[str]) -> AsyncGenerator[str]:
    try:
        async for piece in text:
            for start in range(0, len(piece), _SLICE):
                if start:
                    await asyncio.sleep(0)
                yield piece[start : start + _SLICE]
    finally:
        if isinstance(text, AsyncGenerator):
            await text.aclose()


def _is_of_the_transport(error: CosyVoiceError) -> bool:
    """Whether another transport might do better."""
    if isinstance(error, CosyVoiceUnavailableError):
        return error.status in _NOT_THIS_WAY
    return isinstance(
        error,
        CosyVoiceConnectionError
        | CosyVoiceProtocolError
        | CosyVoiceRequestError
        | CosyVoiceUnsupportedError,
    )


def _said(key: str) -> HomeAssistantError:
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)


def rounded(seconds: float | None) -> float | None:
    """A figure to the millisecond, as it is shown to people."""
    return None if seconds is None else round(seconds, 3)
