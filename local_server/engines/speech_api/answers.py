"""From the body of an answer to PCM at the engine's rate: WAV, raw PCM, or server-sent events."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final

import numpy as np
import soxr  # type: ignore[import-untyped]  # it ships no types

from local_server.engines.speech_api.backends import error_words
from shared_client.errors import CosyVoiceError
from shared_client.models import AudioSpec
from shared_client.sse import SSEParser
from shared_client.wav import WavReader

RATE: Final = 24_000
"""Of the PCM that leaves, in Hz; also of PCM that comes without a header, as all presets say."""
_EVENTS: Final = "text/event-stream"
_DONE: Final = b"[DONE]"


class AnswerError(Exception):
    """The body is no speech; the words say what it is."""


class Answer:
    """PCM of one answer (signed 16 bit, mono, `RATE`), as its bytes come.

    Args:
        content_type: Of the answer: server-sent events are told by it, WAV by how it begins.

    Attributes:
        samples: How many have left.
    """

    def __init__(self, content_type: str) -> None:
        self.samples = 0
        self._events = SSEParser() if content_type == _EVENTS else None
        self._ended = self._events is None  # an event stream says when it is whole
        self._reader = WavReader(AudioSpec(RATE))
        self._resampler: Any = None

    def feed(self, data: bytes) -> bytes:
        """Take bytes of the body; returns the samples that they complete.

        Raises:
            AnswerError: It is no speech.
        """
        try:
            if self._events is None:
                return self._converted(self._reader.feed(data))
            parts = [self._audio_of(event) for event in self._events.feed(data)]
            return self._converted(b"".join(self._reader.feed(part) for part in parts))
        except CosyVoiceError as error:
            raise AnswerError(str(error)) from error

    def finish(self) -> bytes:
        """End the body; returns the last samples.

        Raises:
            AnswerError: It ended before it was whole, or held no sample.
        """
        if self._events is not None:
            for event in self._events.finish():
                self._audio_of(event)
        if not self._ended:
            raise AnswerError("its stream of events ended before it was complete")
        pcm = self._converted(self._reader.finish(), last=True)
        if not self.samples:
            raise AnswerError("it answered without any audio")
        return pcm

    def _audio_of(self, event: bytes) -> bytes:
        """The audio of an event: SGLang-Omni's `audio.speech.chunk` or OpenAI's `speech.audio`."""
        if event.strip() == _DONE:
            self._ended = True
            return b""
        try:
            data = json.loads(event)
            if words := error_words(data):
                raise AnswerError(words)
            if data.get("type") == "speech.audio.done":
                self._ended = True
            audio = data.get("audio") or ""
            return base64.b64decode(audio if isinstance(audio, str) else audio["data"])
        except (ValueError, LookupError, TypeError, AttributeError, binascii.Error):
            raise AnswerError("its stream holds an event that isn't speech") from None

    def _converted(self, pcm: bytes, *, last: bool = False) -> bytes:
        spec = self._reader.spec
        if spec is None:
            return b""
        if spec.sample_rate == RATE and spec.channels == 1:
            self.samples += len(pcm) // 2
            return pcm
        sound = np.frombuffer(pcm, dtype="<i2")
        if spec.channels > 1:
            frames = sound.reshape(-1, spec.channels)
            sound = np.rint(frames.mean(axis=1)).astype("<i2")
        if spec.sample_rate != RATE:
            if self._resampler is None:
                self._resampler = soxr.ResampleStream(spec.sample_rate, RATE, 1, dtype="int16")
            sound = self._resampler.resample_chunk(sound, last=last)
        self.samples += len(sound)
        return sound.astype("<i2").tobytes()
