"""One synthesis as it arrives: what every transport's stream has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

from .errors import CosyVoiceConnectionError, CosyVoiceSynthesisError
from .models import AudioFormat, AudioSpec, SpeechMetrics, SpeechOptions
from .wav import PcmReader, WavReader, streaming_header

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

_SUMMED_METRICS = ("speech_len", "server_cost_time", "generate_time")


class SpeechStream(ABC):
    """Speech while it is being made: an async context manager and an async iterator of bytes.

    With `AudioFormat.WAV` the bytes are one WAV with a streaming header at the rate that really
    came, and signed 16 bit samples, whatever the service sent; MP3 and PCM pass through. Iterate
    once, over the stream itself or over `pcm()`. A slow reader slows the service down; nothing is
    collected without bound.

    Leaving the context, `aclose()`, or cancelling the reader ends the work on the service at once.

    Attributes:
        request_id: The service's name for the request or task, once there is one.
        metrics: What was measured so far.
    """

    def __init__(self, options: SpeechOptions) -> None:
        self.request_id: str | None = None
        self.metrics = SpeechMetrics()
        self._options = options
        self._asked = AudioSpec(options.sample_rate)
        self._reader: WavReader | PcmReader | None = None  # None passes the bytes through
        self._read_as(options.output_format)
        self._started = False
        self._ended = False
        self._closed = False
        self._header_sent = options.output_format is not AudioFormat.WAV
        self._text_at: float | None = None  # the first text was sent
        self._finish_at: float | None = None  # the last text was sent: the vendor's clock
        self._first_audio_at: float | None = None
        self._last_audio_at: float | None = None

    @property
    def format(self) -> AudioSpec | None:
        """Shape of the decoded audio, once audio came; None for MP3."""
        if self._reader is not None:
            return self._reader.spec
        if self._options.output_format is AudioFormat.PCM and self._last_audio_at is not None:
            return self._asked
        return None

    async def start(self) -> None:
        """Wait until the service has accepted the task. Iterating does it too.

        Raises:
            CosyVoiceError: It did not.
        """
        self._refuse_if_closed()
        if self._started:
            return
        self._started = True
        try:
            await self._open()
            self._refuse_if_closed()  # while it was being opened
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """End the stream; the service sees at once that nobody listens any more."""
        self._closed = True
        await self._abort()

    def pcm(self) -> AsyncIterator[bytes]:
        """The samples alone: signed 16 bit little-endian, whole frames, shaped as `format` says.

        Raises:
            ValueError: The stream is MP3.
        """
        if self._options.output_format is AudioFormat.MP3:
            raise ValueError("pcm() needs output_format wav or pcm; MP3 is not decoded here")
        self._header_sent = True
        if self._reader is None:
            self._reader = PcmReader(self._asked)  # messages may be cut inside of a sample
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """The next bytes; never empty.

        Raises:
            CosyVoiceError: The stream broke, or the service gave up.
        """
        if not self._started:
            await self.start()
        if not self._ended:
            self._refuse_if_closed()
        try:
            while not self._ended:
                wire = await self._receive()
                if wire is None:
                    self._end()
                    audio = self._reader.finish() if self._reader is not None else b""
                else:
                    audio = self._reader.feed(wire) if self._reader is not None else wire
                if audio:
                    return self._hand_out(audio)
        except BaseException as error:
            closed_by_another = self._closed
            await self.aclose()
            if closed_by_another and isinstance(error, Exception):
                raise CosyVoiceConnectionError("stream_closed") from error
            raise
        raise StopAsyncIteration

    @abstractmethod
    async def _open(self) -> None:
        """Get the task accepted."""

    @abstractmethod
    async def _receive(self) -> bytes | None:
        """The next audio of the wire, not empty; None at the end of the task."""

    @abstractmethod
    async def _abort(self) -> None:
        """Let go of the connection; harmless when there is none any more."""

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise CosyVoiceConnectionError("stream_closed")

    def _read_as(self, wire_format: AudioFormat) -> None:
        """Say in what form the audio comes, which may not be the form to hand out."""
        self._reader = WavReader(self._asked) if wire_format is AudioFormat.WAV else None

    def _read_raw(self) -> None:
        """Say that samples come without a header, whatever is to be handed out."""
        if self._options.output_format is AudioFormat.WAV:
            self._reader = PcmReader(self._asked)

    def _billed(self, characters: int | None) -> None:
        """Note what the service bills for this synthesis so far."""
        if characters is not None:
            self.metrics.characters = max(characters, self.metrics.characters or 0)

    def _hand_out(self, audio: bytes) -> bytes:
        spec = self.format
        if spec is not None:
            self.metrics.audio_seconds += len(audio) / spec.bytes_per_second
            if not self._header_sent:
                self._header_sent = True
                audio = streaming_header(spec) + audio
        self.metrics.bytes += len(audio)
        return audio

    def _audio_came(self, server: dict[str, Any] | None) -> None:
        """Note that audio came, and what the service says of it."""
        now = perf_counter()
        metrics = self.metrics
        if self._last_audio_at is None:
            self._first_audio_at = now
            if self._text_at is not None:
                metrics.first_audio = now - self._text_at
        elif (gap := now - self._last_audio_at) > metrics.longest_gap:
            metrics.longest_gap = gap
        self._last_audio_at = now
        if server:
            for name in _SUMMED_METRICS:
                value = server.get(name)
                if isinstance(value, (int, float)):
                    metrics.server[name] = metrics.server.get(name, 0.0) + value

    def _end(self) -> None:
        """Settle the metrics at the end of the task."""
        self._ended = True
        if self._first_audio_at is None or self._last_audio_at is None:
            raise CosyVoiceSynthesisError("no_audio")
        metrics = self.metrics
        speech_len = metrics.server.get("speech_len", 0.0)
        if self._options.output_format is AudioFormat.MP3:
            metrics.audio_seconds = speech_len
        if self._text_at is not None:
            metrics.elapsed = self._last_audio_at - self._text_at
        if self._finish_at is not None:
            metrics.client_first_package_time = self._first_audio_at - self._finish_at
            if seconds := speech_len or metrics.audio_seconds:
                metrics.client_rtf = (self._last_audio_at - self._finish_at) / seconds
