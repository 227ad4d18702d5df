"""Recordings are checked, and brought into a form that services take."""

from __future__ import annotations

import io
import tracemalloc

import av
import pytest

from custom_components.cosyvoice import recording
from custom_components.cosyvoice.recording import (
    MODEL_STUDIO_LIMITS,
    RecordingError,
    check_recording,
)
from custom_components.cosyvoice.shared_client import AudioSpec
from custom_components.cosyvoice.shared_client.wav import wav_file
from tests.shared_client.service import tone

from .conftest import ROOT

RATE = 24_000


def wav(seconds: float = 5.0, rate: int = RATE, gain: float = 1.0) -> bytes:
    samples = tone(seconds, rate)
    if gain != 1.0:
        with av.open(io.BytesIO(wav_file(samples, AudioSpec(rate))), "r") as container:
            louder = [
                max(-32_768, min(32_767, round(int(value) * gain)))
                for frame in container.decode(audio=0)
                for value in frame.to_ndarray().flat
            ]
        samples = b"".join(value.to_bytes(2, "little", signed=True) for value in louder)
    return wav_file(samples, AudioSpec(rate))


def encoded(form: str, codec: str, seconds: float = 5.0, rate: int = 48_000) -> bytes:
    """The tone in another form, as a telephone or a browser would make it."""
    file = io.BytesIO()
    with (
        av.open(io.BytesIO(wav(seconds)), "r") as source,
        av.open(file, "w", format=form) as container,
    ):
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        for frame in source.decode(audio=0):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def test_a_good_recording_is_sent_as_it_is() -> None:
    data = (ROOT / "local_server/data/reference_voice.wav").read_bytes()
    checked = check_recording(data, "reference_voice.wav")
    assert (checked.data, checked.filename) == (data, "reference_voice.wav")
    assert 3 <= checked.seconds <= 30
    assert checked.sample_rate >= 16_000


@pytest.mark.parametrize(
    ("form", "codec", "filename", "sent_as"),
    [
        ("mp3", "libmp3lame", "grandma.MP3", "grandma.MP3"),
        ("ipod", "aac", "New Recording 4.m4a", "New Recording 4.wav"),
        ("flac", "flac", "grandma.flac", "grandma.wav"),
        ("ogg", "libopus", "voice.opus", "voice.wav"),
        ("webm", "libopus", "blob", "blob.wav"),
        ("wav", "pcm_s24le", "studio.wav", "studio.wav"),
        ("wav", "pcm_s16le", "renamed.mp3", "renamed.wav"),
        ("wav", "pcm_s16le", "", "recording.wav"),
    ],
)
def test_what_telephones_and_browsers_record_is_taken(
    form: str, codec: str, filename: str, sent_as: str
) -> None:
    checked = check_recording(encoded(form, codec), filename)
    assert checked.filename == sent_as
    assert checked.seconds == pytest.approx(5, abs=0.2)
    assert checked.sample_rate == 48_000
    with av.open(io.BytesIO(checked.data), "r") as container:
        stream = container.streams.audio[0]
        assert container.format.name == ("mp3" if form == "mp3" else "wav")
        assert sum(frame.samples for frame in container.decode(stream)) / 48_000 == pytest.approx(
            5, abs=0.2
        )


@pytest.mark.parametrize(
    ("data", "key", "placeholders"),
    [
        (wav(2.0), "recording_too_short", {"seconds": "2.0", "shortest": "3"}),
        (wav(31.0), "recording_too_long", {"longest": "30"}),
        (wav(rate=8_000), "recording_rate_too_low", {"rate": "8000", "lowest": "16000"}),
        (wav(gain=0.001), "recording_is_silent", {}),
        (wav(gain=20), "recording_is_clipped", {}),
        (b"", "recording_is_no_audio", {}),
        (b"this is a letter to grandma" * 99, "recording_is_no_audio", {}),
        (wav()[:30], "recording_is_no_audio", {}),
        (bytes(recording.MAX_BYTES + 1), "recording_too_large", {"limit": "20"}),
    ],
    # Not of the data: it is long.
    ids=[
        "too short",
        "too long",
        "of a telephone",
        "silent",
        "clipped",
        "empty",
        "a letter",
        "broken off",
        "too large",
    ],
)
def test_what_makes_no_voice_is_refused_with_a_reason(
    data: bytes, key: str, placeholders: dict[str, str]
) -> None:
    with pytest.raises(RecordingError) as raised:
        check_recording(data, "grandma.wav")
    assert raised.value.translation_key == key
    assert (raised.value.translation_placeholders or {}) == placeholders


def test_a_picture_is_no_recording() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(RecordingError) as raised:
        check_recording(file.getvalue(), "holiday.mp4")
    assert raised.value.translation_key == "recording_is_no_audio"


def test_what_is_far_too_long_is_not_read_to_its_end() -> None:
    data = encoded("flac", "flac", 600.0)
    tracemalloc.start()
    with pytest.raises(RecordingError) as raised:
        check_recording(data, "lecture.flac")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert raised.value.translation_key == "recording_too_long"
    # A minute of samples, and not ten.
    assert peak < 60 * 48_000 * 2


# --- For Model Studio -----------------------------------------------------------------------------


def test_model_studio_takes_a_minute_and_nothing_under_five_seconds() -> None:
    assert check_recording(wav(45), "a.wav", MODEL_STUDIO_LIMITS).seconds == 45
    with pytest.raises(RecordingError) as short:
        check_recording(wav(4), "a.wav", MODEL_STUDIO_LIMITS)
    assert short.value.translation_key == "recording_too_short"
    assert short.value.translation_placeholders == {"seconds": "4.0", "shortest": "5"}
    with pytest.raises(RecordingError) as long:
        check_recording(wav(61), "a.wav", MODEL_STUDIO_LIMITS)
    assert long.value.translation_key == "recording_too_long"


@pytest.mark.parametrize(
    ("parts", "enough"),
    [
        ((3.0, -1.5, 3.0), True),  # one stretch, with a breath
        ((-2.0, 5.0, -2.0), True),
        ((4.0, -2.5, 4.0), False),  # two stretches, each too short
        ((-3.0, 4.0, -3.0), False),
    ],
)
def test_five_seconds_are_of_speech_and_not_of_silence(
    parts: tuple[float, ...], *, enough: bool
) -> None:
    samples = b"".join(
        tone(seconds) if seconds > 0 else bytes(2 * round(-seconds * RATE)) for seconds in parts
    )
    data = wav_file(samples, AudioSpec(RATE))
    check_recording(data, "a.wav")  # any other service takes it
    if enough:
        check_recording(data, "a.wav", MODEL_STUDIO_LIMITS)
        return
    with pytest.raises(RecordingError) as little:
        check_recording(data, "a.wav", MODEL_STUDIO_LIMITS)
    assert little.value.translation_key == "recording_has_little_speech"
    assert little.value.translation_placeholders == {"seconds": "4.0", "speech": "5"}


def test_of_two_channels_model_studio_hears_both() -> None:
    left = tone(6.0)
    right = bytes(len(left))
    both = b"".join(
        right[start : start + 2] + left[start : start + 2] for start in range(0, len(left), 2)
    )
    stereo = wav_file(both, AudioSpec(RATE, 2))
    assert check_recording(stereo, "a.wav").data == stereo
    sent = check_recording(stereo, "a.wav", MODEL_STUDIO_LIMITS).data
    with av.open(io.BytesIO(sent), "r") as container:
        assert container.streams.audio[0].channels == 1
