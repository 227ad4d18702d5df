"""Voice profiles as text-to-speech entities."""

from __future__ import annotations

from bisect import bisect_left
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.tts import (
    ATTR_PREFERRED_BITRATE,
    ATTR_PREFERRED_FORMAT,
    ATTR_PREFERRED_SAMPLE_BYTES,
    ATTR_PREFERRED_SAMPLE_CHANNELS,
    ATTR_PREFERRED_SAMPLE_RATE,
    TextToSpeechEntity,
    TTSAudioResponse,
    Voice,
)
from homeassistant.const import MAJOR_VERSION, MINOR_VERSION
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from . import assistants
from .activity import ActivityKind
from .audio import MP3, WAV, AudioWriter, can_write
from .const import (
    CONF_CLEAN_TEXT,
    CONF_DIALECT,
    CONF_FALLBACK_PROFILE,
    CONF_INSTRUCT,
    CONF_LANGUAGE,
    CONF_MODE,
    CONF_MODEL,
    CONF_SAMPLE_RATE,
    CONF_SPEED,
    CONF_VOICE,
    CONF_VOLUME,
    DEFAULT_CLEAN_TEXT,
    DEFAULT_LANGUAGE,
    DEFAULT_SAMPLE_RATE,
    DEFAULT_SPEED,
    DEFAULT_VOLUME,
)
from .coordinator import profiles, voice_name
from .entity import ProfileEntity, profiles_changed
from .errors import in_words
from .kept_speech import async_file_anew
from .languages import SpokenLanguages, spoken_language
from .offered_voices import offered
from .options import SPEECH, invalid_options, overlaid, speech_options
from .shared_client import AudioSpec, CosyVoiceError, Dialect, SpeechOptions, SynthesisMode
from .shared_client.model_studio.protocol import SAMPLE_RATES as STUDIO_RATES
from .shared_client.models import SAMPLE_RATES
from .speaking import Utterance

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from homeassistant.components.tts.entity import TTSAudioRequest
    from homeassistant.config_entries import ConfigSubentry
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .data import CosyVoiceConfigEntry

PARALLEL_UPDATES = 0

# Part of what Home Assistant caches under; see `default_options`.
_ATTR_REVISION: Final = "revision"

# Home Assistant 2026.10 starts ffmpeg whenever a caller names a rate, a depth, channels or a bit
# rate. It had best be given what it reads with the least ado.
_CONVERTS_ALWAYS: Final = (MAJOR_VERSION, MINOR_VERSION) < (2026, 11)
_SHAPE: Final = (
    ATTR_PREFERRED_SAMPLE_RATE,
    ATTR_PREFERRED_SAMPLE_CHANNELS,
    ATTR_PREFERRED_SAMPLE_BYTES,
    ATTR_PREFERRED_BITRATE,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CosyVoiceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an entity for each voice profile, those to come as well."""
    known: set[str] = set()

    @callback
    def add_new() -> None:
        for profile in profiles(entry):
            if profile.subentry_id not in known:
                known.add(profile.subentry_id)
                async_add_entities(
                    [CosyVoiceTTSEntity(entry, profile)], config_subentry_id=profile.subentry_id
                )

    add_new()
    entry.async_on_unload(async_dispatcher_connect(hass, profiles_changed(entry), add_new))


class CosyVoiceTTSEntity(ProfileEntity, TextToSpeechEntity):
    """Speaks with a voice profile."""

    def __init__(self, entry: CosyVoiceConfigEntry, profile: ConfigSubentry) -> None:
        super().__init__(entry, profile)
        self._warming: asyncio.Task[None] | None = None
        self._attr_supported_languages = SpokenLanguages()
        self._attr_supported_options = [*SPEECH, ATTR_PREFERRED_FORMAT, *_SHAPE]
        self._attr_default_language = profile.data.get(CONF_LANGUAGE, DEFAULT_LANGUAGE)

    @property
    @override
    def default_options(self) -> Mapping[str, Any]:
        """What a message is spoken with unless the caller says otherwise.

        Home Assistant caches audio under these, so all that changes the sound is among them: the
        profile, the options of the service, and which recording the voice is made of.

        They are asked for before the cache is looked into, so reading them has no effect.
        """
        data = self.profile.data
        options = self.entry.options
        revision = f"{options.get(CONF_SAMPLE_RATE, DEFAULT_SAMPLE_RATE)}"
        if options.get(CONF_CLEAN_TEXT, DEFAULT_CLEAN_TEXT):
            revision += " clean"
        revision += f" {self.entry.data[CONF_DIALECT]}"
        revision += f" {self.coordinator.revision(data[CONF_VOICE])}"
        return {
            CONF_VOICE: data[CONF_VOICE],
            CONF_MODE: _OwnMode(data.get(CONF_MODE, SynthesisMode.FAST_REPLICATION)),
            CONF_INSTRUCT: data.get(CONF_INSTRUCT, ""),
            CONF_SPEED: data.get(CONF_SPEED, DEFAULT_SPEED),
            CONF_VOLUME: data.get(CONF_VOLUME, DEFAULT_VOLUME),
            _ATTR_REVISION: revision,
        }

    @callback
    @override
    def async_get_supported_voices(self, language: str) -> list[Voice] | None:
        """The voices of the service, the profile's own first: pickers take the first."""
        voices = self.coordinator.data
        if voices is None:
            return None
        own = self.profile.data[CONF_VOICE]
        return [
            Voice(voice.id, voice_name(voice))
            for voice in sorted(
                offered(voices, self.entry.data.get(CONF_MODEL), own).values(),
                key=lambda voice: voice.id != own,
            )
        ]

    @override
    async def async_stream_tts_audio(self, request: TTSAudioRequest) -> TTSAudioResponse:
        """Speak a text while it is being written.

        Raises:
            HomeAssistantError: The service has not accepted the work; translated.
        """
        try:
            form = self._form(request.options)
            options = self._speech_options(request.options, form.sample_rate)
        except ServiceValidationError as error:
            # The caller doesn't wait for the error; the event entity reports it.
            self.entry.runtime_data.activity.async_report(
                ActivityKind.FAILED,
                profile=self.entity_id,
                voice=request.options.get(CONF_VOICE),
                error=in_words(self.hass, error),
                error_type="invalid_options",
            )
            raise
        begun: list[str] = []

        def file_anew(spoken: SpeechOptions) -> None:
            # A message comes in one piece. What comes in several is not kept by Home Assistant.
            async_file_anew(
                *(self.hass, self.entity_id, request.language, "".join(begun)),
                *(request.options, spoken),
            )

        utterance = Utterance(
            self.hass,
            self.entry,
            _noted(request.message_gen, begun),
            options,
            language=spoken_language(request.language),
            profile=self.entity_id,
            fallback=self._fallback(form.sample_rate),
            on_fallback=file_anew,
        )
        await utterance.start()
        return TTSAudioResponse(form.extension, self._file(utterance, form))

    def _form(self, options: Mapping[str, Any]) -> _Form:
        try:
            return _Form(
                options,
                self.entry.options.get(CONF_SAMPLE_RATE, DEFAULT_SAMPLE_RATE),
                STUDIO_RATES if self._is_model_studio else SAMPLE_RATES,
            )
        except (TypeError, ValueError) as error:
            raise invalid_options(error) from error

    @property
    def _is_model_studio(self) -> bool:
        return bool(self.entry.data[CONF_DIALECT] == Dialect.MODEL_STUDIO)

    def _speech_options(self, options: Mapping[str, Any], sample_rate: int) -> SpeechOptions:
        """How to speak: Home Assistant hands out the defaults and what a caller gave as one."""
        own = self.default_options
        given = {name: options.get(name) for name in SPEECH if options.get(name) != own[name]}
        if not isinstance(mode := options.get(CONF_MODE), _OwnMode):
            given[CONF_MODE] = mode
        return speech_options(self.entry, overlaid(own, given), sample_rate=sample_rate)

    def _fallback(self, sample_rate: int) -> SpeechOptions | None:
        """The profile that stands in when this one's voice is gone."""
        other = self.entry.subentries.get(self.entry.options.get(CONF_FALLBACK_PROFILE, ""))
        if other is None or other.subentry_id == self.profile.subentry_id:
            return None
        try:
            return speech_options(self.entry, other.data, sample_rate=sample_rate)
        except ServiceValidationError:
            # It can't speak by itself either. This one doesn't need it while its voice is there.
            return None

    async def _file(self, utterance: Utterance, form: _Form) -> AsyncGenerator[bytes]:
        """The utterance as a file's bytes, as they come."""
        writer: AudioWriter | None = None
        async with aclosing(utterance.pcm()) as audio:
            async for samples in audio:
                if writer is None:
                    assert utterance.spec is not None  # noqa: S101 - the first samples set it
                    writer = form.writer(utterance.spec)
                if writer.is_trivial:
                    data = writer.write(samples)
                else:
                    data = await self.hass.async_add_executor_job(writer.write, samples)
                if data:
                    yield data
        if writer is not None and (rest := await self.hass.async_add_executor_job(writer.finish)):
            yield rest

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            assistants.async_listen(self.hass, lambda: self.entity_id, self._about_to_answer)
        )

    @callback
    @override
    def _take_over(self) -> None:
        self._attr_default_language = self.profile.data.get(CONF_LANGUAGE, DEFAULT_LANGUAGE)
        super()._take_over()

    @callback
    def _about_to_answer(self) -> None:
        """Have a connection ready, before there is a text."""
        if self._warming is None or self._warming.done():
            self._warming = self.entry.async_create_background_task(
                self.hass, self._warm_up(), f"warm up {self.entity_id}"
            )

    async def _warm_up(self) -> None:
        with suppress(CosyVoiceError):
            await self.entry.runtime_data.client.warm_up()


class _OwnMode(str):
    """The mode of a profile, for which no caller has asked.

    An instruction overrules it, but not the same mode where a caller gives it. So both must be told
    apart, and must not be cached under the same text.
    """

    __slots__ = ()

    @override
    def __str__(self) -> str:
        return f"{super().__str__()} of the profile"


async def _noted(text: AsyncGenerator[str], pieces: list[str]) -> AsyncGenerator[str]:
    """The text, of which the pieces so far are noted."""
    async with aclosing(text):
        async for piece in text:
            pieces.append(piece)
            yield piece


class _Form:
    """The form that a caller wants, as near to it as this process makes it.

    Args:
        options: Of the call.
        default_rate: For a caller who names none, or none that there is, in Hz.
        rates: Those that the service has, in Hz, the lowest first. The next higher one serves.

    Attributes:
        extension: Of the file; another than the caller's is converted by Home Assistant.
        sample_rate: To ask the service for, in Hz.
    """

    def __init__(self, options: Mapping[str, Any], default_rate: int, rates: Sequence[int]) -> None:
        wanted = options.get(ATTR_PREFERRED_FORMAT) or MP3
        rate = int(options.get(ATTR_PREFERRED_SAMPLE_RATE) or default_rate)
        channels = int(options.get(ATTR_PREFERRED_SAMPLE_CHANNELS) or 1)
        width = int(options.get(ATTR_PREFERRED_SAMPLE_BYTES) or 2)
        bit_rate = options.get(ATTR_PREFERRED_BITRATE)
        converted = _CONVERTS_ALWAYS and any(options.get(name) is not None for name in _SHAPE)
        there = rates[0] <= rate <= rates[-1]
        self.sample_rate = rates[bisect_left(rates, rate)] if there else default_rate
        self._bit_rate = int(bit_rate) if bit_rate else None
        if not converted and can_write(wanted, rate, channels, width):
            self.extension = wanted
            self._target = AudioSpec(rate, channels, width)
        else:
            self.extension = WAV
            self._target = AudioSpec(self.sample_rate)

    def writer(self, source: AudioSpec) -> AudioWriter:
        return AudioWriter(self.extension, source, self._target, self._bit_rate)
