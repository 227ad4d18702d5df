"""Text-to-speech entities in the patterns that Home Assistant's own integrations follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, override

from homeassistant.components.tts import (
    ATTR_PREFERRED_FORMAT,
    TextToSpeechEntity,
    TTSAudioResponse,
    TtsAudioType,
)
from sentence_stream import SentenceBoundaryDetector

from custom_components.cosyvoice.shared_client import AudioFormat, AudioSpec, SpeechOptions
from custom_components.cosyvoice.shared_client.wav import streaming_header

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

    from homeassistant.components.tts import TTSAudioRequest

    from custom_components.cosyvoice.shared_client import CosyVoiceClient

_SPEC = AudioSpec(24_000)


class _PlainEntity(TextToSpeechEntity):
    """Asks the service for the form that is wanted, so that nothing has to be converted."""

    _kind: ClassVar[str]
    _attr_default_language = "en"

    def __init__(self, service: str, client: CosyVoiceClient, voice: str) -> None:
        self._attr_name = f"{self._kind} {service}"
        self._attr_unique_id = f"{self._kind}_{service}"
        self._attr_supported_languages = ["en"]
        self._attr_supported_options = [ATTR_PREFERRED_FORMAT]
        self._client = client
        self._voice = voice

    def _speech(self, options: dict[str, Any]) -> SpeechOptions:
        wanted = options.get(ATTR_PREFERRED_FORMAT, AudioFormat.MP3)
        form = AudioFormat.MP3 if wanted == AudioFormat.MP3 else AudioFormat.WAV
        return SpeechOptions(self._voice, output_format=form, sample_rate=_SPEC.sample_rate)


class WholeMessage(_PlainEntity):
    """Has the message spoken, and hands it out when it is there: most integrations do."""

    _kind = "whole message"

    @override
    async def async_get_tts_audio(
        self, message: str, language: str, options: dict[str, Any]
    ) -> TtsAudioType:
        speech = await self._client.synthesize(message, self._speech(options))
        return speech.output_format.value, speech.audio


class SentencesStreamed(_PlainEntity):
    """Waits for a sentence and has it spoken, and so on; its audio is passed on as it comes."""

    _kind = "sentences streamed"

    @override
    async def async_stream_tts_audio(self, request: TTSAudioRequest) -> TTSAudioResponse:
        options = self._speech(request.options)
        return TTSAudioResponse(
            options.output_format.value, self._file(request.message_gen, options)
        )

    async def _file(
        self, text: AsyncIterable[str], options: SpeechOptions
    ) -> AsyncGenerator[bytes]:
        header = streaming_header(_SPEC) if options.output_format is AudioFormat.WAV else b""
        async for sentence in _sentences(text):
            async for audio in self._audio(sentence, options):
                yield header + audio
                header = b""

    async def _audio(self, sentence: str, options: SpeechOptions) -> AsyncGenerator[bytes]:
        async with self._client.stream(sentence, options) as stream:
            is_wav = options.output_format is AudioFormat.WAV
            async for audio in stream.pcm() if is_wav else stream:
                yield audio


class SentencesInFiles(SentencesStreamed):
    """The same where the service, or its library, hands out a sentence as a file."""

    _kind = "sentences in files"

    @override
    async def _audio(self, sentence: str, options: SpeechOptions) -> AsyncGenerator[bytes]:
        yield b"".join([audio async for audio in super()._audio(sentence, options)])


class AtOnce(_PlainEntity):
    """Asks nobody: what it takes is Home Assistant's own time."""

    _kind = "at once"

    @override
    async def async_stream_tts_audio(self, request: TTSAudioRequest) -> TTSAudioResponse:
        form = self._speech(request.options).output_format
        header = streaming_header(_SPEC) if form is AudioFormat.WAV else b""

        async def silence() -> AsyncGenerator[bytes]:
            yield header + bytes(_SPEC.bytes_per_second // 10)
            async for _ in request.message_gen:
                pass

        return TTSAudioResponse(form.value, silence())


async def _sentences(text: AsyncIterable[str]) -> AsyncGenerator[str]:
    detector = SentenceBoundaryDetector()
    async for piece in text:
        for sentence in detector.add_chunk(piece):
            if sentence.strip():
                yield sentence
    if (rest := detector.finish()).strip():
        yield rest
