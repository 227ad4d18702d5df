"""Speech while it is made: what every stream does with the audio that comes."""

from __future__ import annotations

import asyncio

import pytest

from shared_client import (
    AudioFormat,
    AudioSpec,
    CosyVoiceConnectionError,
    CosyVoiceProtocolError,
    CosyVoiceSynthesisError,
    SpeechOptions,
    SpeechStream,
)
from shared_client.wav import streaming_header, wav_file
from tests.shared_client.service import OPTIONS, tone

SPEC = AudioSpec(24_000)
PCM = tone(0.2)


class Scripted(SpeechStream):
    """A stream whose audio is given.

    Attributes:
        aborted: How often its connection was let go.
    """

    def __init__(
        self, *wire: bytes | Exception, options: SpeechOptions = OPTIONS, seconds: float = 0.0
    ) -> None:
        super().__init__(options)
        self._wire = list(wire)
        self._seconds = seconds
        self.aborted = 0

    async def _open(self) -> None:
        if self._wire and isinstance(self._wire[0], CosyVoiceConnectionError):
            raise self._wire[0]

    async def _receive(self) -> bytes | None:
        await asyncio.sleep(0)
        if not self._wire:
            return None
        wire = self._wire.pop(0)
        if isinstance(wire, Exception):
            raise wire
        self._audio_came({"speech_len": self._seconds, "note": "no number"})
        return wire

    async def _abort(self) -> None:
        self.aborted += 1


async def collected(stream: SpeechStream) -> bytes:
    return b"".join([piece async for piece in stream])


async def test_all_the_audio_is_one_wav_however_the_service_framed_it() -> None:
    stream = Scripted(wav_file(PCM[:1000], SPEC), wav_file(PCM[1000:], SPEC))
    assert await collected(stream) == streaming_header(SPEC) + PCM
    assert stream.format == SPEC
    assert stream.metrics.audio_seconds == pytest.approx(0.2)


@pytest.mark.parametrize("form", [AudioFormat.PCM, AudioFormat.MP3])
async def test_pcm_and_mp3_pass_through(form: AudioFormat) -> None:
    options = SpeechOptions("a", output_format=form)
    assert await collected(Scripted(b"ab", b"cd", options=options)) == b"abcd"


async def test_samples_are_handed_out_in_whole_frames() -> None:
    options = SpeechOptions("a", output_format=AudioFormat.PCM)
    stream = Scripted(PCM[:999], PCM[999:], options=options)
    pieces = [piece async for piece in stream.pcm()]
    assert [len(piece) % 2 for piece in pieces] == [0, 0]
    assert b"".join(pieces) == PCM


def test_samples_of_mp3_are_not_to_be_had() -> None:
    with pytest.raises(ValueError, match="MP3 is not decoded"):
        Scripted(options=SpeechOptions("a", output_format=AudioFormat.MP3)).pcm()


async def test_figures_of_the_service_are_summed_and_words_are_not() -> None:
    stream = Scripted(wav_file(PCM, SPEC), PCM, seconds=0.2)
    await collected(stream)
    assert stream.metrics.server == {"speech_len": pytest.approx(0.4)}
    assert stream.metrics.bytes == len(streaming_header(SPEC)) + 2 * len(PCM)


async def test_the_length_of_mp3_is_what_the_service_says() -> None:
    stream = Scripted(
        b"x", b"y", options=SpeechOptions("a", output_format=AudioFormat.MP3), seconds=1
    )
    await collected(stream)
    assert stream.metrics.audio_seconds == 2


async def test_a_stream_without_audio_is_a_failure_and_lets_its_connection_go() -> None:
    stream = Scripted()
    with pytest.raises(CosyVoiceSynthesisError) as failed:
        await collected(stream)
    assert failed.value.key == "no_audio"
    assert stream.aborted


@pytest.mark.parametrize("wire", [[CosyVoiceConnectionError("client_closed")], [PCM, OSError("x")]])
async def test_a_failure_lets_the_connection_go_and_ends_the_stream(
    wire: list[bytes | Exception],
) -> None:
    stream = Scripted(*wire)
    with pytest.raises((CosyVoiceConnectionError, OSError)):
        await collected(stream)
    assert stream.aborted
    with pytest.raises(CosyVoiceConnectionError) as closed:
        await anext(stream)
    assert closed.value.key == "stream_closed"


async def test_leaving_the_context_ends_it_and_it_does_not_begin_again() -> None:
    async with Scripted(PCM, PCM) as stream:
        assert await anext(stream)
    assert stream.aborted
    for call in (stream.start, stream.__anext__):
        with pytest.raises(CosyVoiceConnectionError, match="closed"):
            await call()


async def test_a_stream_that_has_ended_stays_at_its_end() -> None:
    stream = Scripted(PCM)
    await collected(stream)
    assert await anext(stream, b"end") == b"end"


async def test_a_format_that_changes_in_the_middle_is_refused() -> None:
    stream = Scripted(wav_file(PCM, SPEC), wav_file(PCM, AudioSpec(16_000)))
    with pytest.raises(CosyVoiceProtocolError) as refused:
        await collected(stream)
    assert refused.value.key == "audio_changed"
