"""One text on its way to becoming speech: accepted, heard, reported."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field, replace
import logging
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from homeassistant.exceptions import HomeAssistantError

from .activity import ActivityKind
from .audio import amplified
from .const import (
    CONF_CLEAN_TEXT,
    CONF_DIALECT,
    CONF_TRANSPORT,
    DEFAULT_CLEAN_TEXT,
    DEFAULT_TRANSPORT,
    DEFAULT_VOLUME,
    DOMAIN,
)
from .errors import VoiceGoneError, error_key, in_words, translated
from .keep_alive import kept_alive
from .mending import async_have_mended
from .shared_client import (
    AudioSpec,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceRequestError,
    CosyVoiceSynthesisError,
    Dialect,
    SpeechOptions,
)
from .text import Text
from .transports import Carrier

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Callable

    from homeassistant.core import HomeAssistant

    from .data import CosyVoiceConfigEntry

_LOGGER = logging.getLogger(__name__)

# Kinds of errors after which the service is asked whether it still answers.
_MAY_BE_DOWN: Final = frozenset({"broken", "payment_required"})
# The service has the voice, and can't speak with it.
_UNUSABLE: Final = frozenset({"voice_not_usable", "voice_not_usable_because"})

# Of a text without words, in seconds: the least that every player plays.
_SILENCE: Final = 0.3


@dataclass(slots=True)
class Figures:
    """What was measured of an utterance. Times are in seconds.

    Attributes:
        time_to_first_audio: From asking until the first samples came.
        elapsed: From asking until the last samples came.
        audio_seconds: Length of what the service spoke.
        text_was_there: The text had ended before the first samples came.
    """

    time_to_first_audio: float | None = None
    elapsed: float = 0.0
    audio_seconds: float = 0.0
    text_was_there: bool = False
    _asked_at: float = field(default_factory=perf_counter)

    @property
    def real_time_factor(self) -> float | None:
        """Time taken per second of audio; None where the time was that of the text's writer."""
        if not (self.text_was_there and self.audio_seconds):
            return None
        return self.elapsed / self.audio_seconds

    def heard(self, seconds: float, *, text_has_ended: bool) -> bool:
        """Take in that audio came; returns whether it was the first."""
        self.elapsed = perf_counter() - self._asked_at
        self.audio_seconds += seconds
        if self.time_to_first_audio is not None:
            return False
        self.time_to_first_audio = self.elapsed
        self.text_was_there = text_has_ended
        return True


class Utterance:
    """One text on its way to becoming speech, whatever the transport.

    Samples climb three layers: the `Carrier` gets a turn of the `Text` spoken on some transport;
    here turn follows turn, with the fallback where the voice is gone; `kept_alive` puts silence
    where the text pauses.

    Args:
        hass: Home Assistant.
        entry: The service, loaded.
        text: What to say, as it is being written.
        options: How to say it. The form is WAV.
        language: The language of the text; Home Assistant's own unless given.
        profile: Entity id of the voice profile that speaks, if one does.
        fallback: What to use instead when the voice is gone from the service.
        on_fallback: Called with it when it is used, before there is audio.

    Attributes:
        figures: What was measured, from `start` on.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: CosyVoiceConfigEntry,
        text: AsyncIterable[str],
        options: SpeechOptions,
        *,
        language: str | None = None,
        profile: str | None = None,
        fallback: SpeechOptions | None = None,
        on_fallback: Callable[[SpeechOptions], None] | None = None,
    ) -> None:
        self._entry = entry
        self._data = entry.runtime_data
        self._text = Text(
            hass,
            text,
            clean=entry.options.get(CONF_CLEAN_TEXT, DEFAULT_CLEAN_TEXT),
            language=language or hass.config.language,
        )
        self._carrier = Carrier(
            self._data.client,
            entry.options.get(CONF_TRANSPORT, DEFAULT_TRANSPORT),
            self._data.rest,
        )
        self._own_volume = Dialect(entry.data[CONF_DIALECT]) is not Dialect.V1
        self._options, self._gain = self._asked_of_service(options)
        self._fallback = fallback
        self._on_fallback = on_fallback
        self._profile = profile
        self._audio = self._spoken()
        self._interrupted = False
        self._is_over = False
        self._silence: AudioSpec | None = None
        self.figures = Figures()

    @property
    def spec(self) -> AudioSpec | None:
        """Shape of the samples; known once the first came."""
        return self._carrier.spec or self._silence

    @property
    def transport(self) -> str | None:
        """What carries it: `websocket`, `sse` or `json`."""
        return self._carrier.transport

    @property
    def characters(self) -> int | None:
        """What the service has billed so far; None where it doesn't say."""
        return self._carrier.characters

    async def start(self) -> None:
        """Wait until the service has accepted the work, or the text has ended without words.

        Raises:
            HomeAssistantError: The service didn't; translated.
        """
        self._data.utterances.add(self)
        self.figures = Figures()
        try:
            await anext(self._audio)
        except StopAsyncIteration:
            self._raise_if_interrupted()
        except CosyVoiceError as error:
            raise await self._failed(error) from error
        except Exception:
            await self._broke()
            raise
        except BaseException:
            await self.aclose()
            raise
        else:
            streaming = self._text.is_open
            self._report(ActivityKind.STARTED, transport=self.transport, streaming=streaming)

    async def pcm(self) -> AsyncGenerator[bytes]:
        """The samples: signed 16 bit little-endian, whole frames. Iterate once, after `start`.

        A text without words (a smiley, a row of dots) is a moment of silence: whoever waits for
        the answer has one.

        Raises:
            HomeAssistantError: The service gave up, or the connection broke; translated.
        """
        audio = kept_alive(
            self._audio, spec=lambda: self.spec, may_pause=lambda: self._text.is_open
        )
        try:
            async with aclosing(audio):
                async for samples in audio:
                    yield samples
            self._raise_if_interrupted()
            if self.spec is None:
                self._silence = AudioSpec(self._options.sample_rate)
                yield bytes(round(_SILENCE * self._silence.sample_rate) * self._silence.frame_size)
            self._report_end(ActivityKind.COMPLETED, transport=self.transport, **self._measured())
        except CosyVoiceError as error:
            raise await self._failed(error) from error
        except HomeAssistantError:
            raise
        except Exception:
            await self._broke()
            raise
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """End it; an iteration under way raises that it was interrupted."""
        if not self._is_over:
            self._interrupted = True
            self._report_failure(_said("interrupted"), "interrupted")
        await self._release()

    async def _release(self) -> None:
        self._data.utterances.discard(self)
        self._text.close()
        await self._carrier.aclose()

    async def _spoken(self) -> AsyncGenerator[bytes]:
        """All of the text, turn after turn. An empty item says that a task was accepted."""
        more = not await self._text.ends_without_words()
        while more:
            try:
                async with aclosing(self._carrier.carry(self._text, self._options)) as audio:
                    async for samples in audio:
                        if samples:
                            self._heard(samples)
                        yield samples if self._gain is None else amplified(samples, self._gain)
            except CosyVoiceError as error:
                if self._carrier.heard or not await self._needs_other_voice(error):
                    raise
                self._options, self._gain = self._asked_of_service(self._instead(error))
            else:
                more = await self._text.next_turn()

    def _asked_of_service(self, options: SpeechOptions) -> tuple[SpeechOptions, float | None]:
        """What the service is asked for, and the volume where it has none and we make it."""
        if self._own_volume or options.volume == DEFAULT_VOLUME:
            return options, None
        return replace(options, volume=DEFAULT_VOLUME), options.volume

    def _heard(self, samples: bytes) -> None:
        assert self.spec is not None  # noqa: S101 - set by the first samples
        seconds = len(samples) / self.spec.bytes_per_second
        if self.figures.heard(seconds, text_has_ended=not self._text.is_open):
            self._data.voices.heard_from(self._options.reference_audio_id)
            self._report(
                ActivityKind.FIRST_AUDIO,
                transport=self.transport,
                time_to_first_audio=rounded(self.figures.time_to_first_audio),
            )

    async def _needs_other_voice(self, error: CosyVoiceError) -> bool:
        """Whether the fallback is to speak: the voice is gone, or there and of no use."""
        if await self._voice_is_gone(error):
            return True
        if error.key not in _UNUSABLE:
            return False
        self._data.voices.cannot_speak_with(self._options.reference_audio_id)
        return self._fallback is not None

    async def _voice_is_gone(self, error: CosyVoiceError) -> bool:
        """Whether the service fails because it has no such voice; it is asked."""
        if not isinstance(error, CosyVoiceSynthesisError | CosyVoiceRequestError):
            return False
        voice = self._options.reference_audio_id
        try:
            await self._data.client.get_reference_audio(voice)
        except CosyVoiceRequestError as refused:
            await self._data.voices.async_refresh()
            has = self._data.voices.has(voice)
            return has is False or (has is None and isinstance(refused, CosyVoiceNotFoundError))
        except CosyVoiceError:
            pass
        return False

    def _instead(self, error: CosyVoiceError) -> SpeechOptions:
        """How to speak now that the voice is gone; once."""
        if self._fallback is None:
            voice = self._options.reference_audio_id
            raise VoiceGoneError("voice_gone", id=voice) from error
        _LOGGER.warning(
            "%s can't speak with the voice %s: using the fallback profile",
            self._entry.title,
            self._options.reference_audio_id,
        )
        fallback, self._fallback = self._fallback, None
        if self._on_fallback is not None:
            self._on_fallback(fallback)
        return fallback

    async def _failed(self, error: CosyVoiceError) -> HomeAssistantError:
        """Let go of everything and report what went wrong; the error to raise."""
        await self._release()
        if self._interrupted:
            return _said("interrupted")
        async_have_mended(self._data.voices.hass, self._entry, error)
        if isinstance(error, CosyVoiceConnectionError) or error_key(error) in _MAY_BE_DOWN:
            # So that its entities say at once that it is down, and soon that it is back.
            self._data.voices.refresh_soon()
        return self._report_failure(translated(error), error_key(error))

    async def _broke(self) -> None:
        """Let go of everything after an error of the text's writer, or a fault of ours."""
        await self._release()
        self._report_failure(_said("unknown"), "unknown")

    def _raise_if_interrupted(self) -> None:
        if self._interrupted:
            raise _said("interrupted")

    def _report_failure(self, error: HomeAssistantError, kind: str) -> HomeAssistantError:
        words = in_words(self._data.voices.hass, error)
        self._report_end(ActivityKind.FAILED, error=words, error_type=kind)
        return error

    def _report_end(self, kind: ActivityKind, **attributes: Any) -> None:
        """Report how it ended, once: automations wait for it."""
        if not self._is_over:
            self._is_over = True
            if (characters := self.characters) is not None:
                attributes["characters"] = characters
            self._report(kind, **attributes)

    def _measured(self) -> dict[str, float | None]:
        return {
            name: rounded(getattr(self.figures, name))
            for name in ("time_to_first_audio", "audio_seconds", "elapsed", "real_time_factor")
        }

    def _report(self, kind: ActivityKind, **attributes: Any) -> None:
        self._data.activity.async_report(
            kind,
            profile=self._profile,
            voice=self._options.reference_audio_id,
            **attributes,
        )


def _said(key: str) -> HomeAssistantError:
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)


def rounded(seconds: float | None) -> float | None:
    """A figure to the millisecond, as it is shown to people."""
    return None if seconds is None else round(seconds, 3)
