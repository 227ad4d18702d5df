"""Files of every form, the waveform, parts, and the WAV that comes of them."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import TYPE_CHECKING
import wave

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from desktop_app.errors import RecordingError
from desktop_app.voices import decoding
from desktop_app.voices.checks import of_file
from desktop_app.voices.decoding import decode
from desktop_app.voices.making import check_part
from desktop_app.voices.recording import Recording
from desktop_app.voices.wave_file import GrowingWave, seal
from shared_client.recordings import Part
from tests.desktop_app.voices.sounds import recording, silence, speech, write

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]


def frequency(found: Recording) -> float:
    spectrum = np.abs(np.fft.rfft(found.samples * np.hanning(len(found.samples))))
    return float(np.argmax(spectrum)) * found.rate / len(found.samples)


@pytest.mark.parametrize(
    ("name", "codec", "layout", "rate"),
    [
        ("a.wav", "pcm_s16le", "mono", 48_000),
        ("a.wav", "pcm_s24le", "stereo", 44_100),
        ("a.wav", "pcm_f32le", "5.1", 96_000),
        ("a.flac", "flac", "stereo", 48_000),
        ("a.mp3", "libmp3lame", "stereo", 44_100),
        ("a.ogg", "libopus", "stereo", 48_000),
        ("a.opus", "libopus", "mono", 48_000),
        ("a.m4a", "aac", "stereo", 44_100),
        ("a.mp4", "aac", "mono", 22_050),
        ("a.mka", "ac3", "stereo", 48_000),
        ("a.aiff", "pcm_s16be", "mono", 16_000),
    ],
)
def test_any_form_is_decoded_and_mixed(
    tmp_path: Path, name: str, codec: str, layout: str, rate: int
) -> None:
    path = write(tmp_path / name, speech(4, rate=rate), codec, rate=rate, layout=layout)
    found = decode(path)
    assert found.rate == rate
    assert found.seconds == pytest.approx(4, abs=0.1)
    assert frequency(found) == pytest.approx(220, abs=2)
    assert 0.1 < np.abs(found.samples).max() < 0.7
    assert not found.truncated


def test_headerless_pcm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pcm"
    path.write_bytes(np.full(24_000, 16_384, "<i2").tobytes() + b"\0")
    found = decode(path)
    assert (found.rate, found.seconds, found.truncated) == (24_000, 1.0, False)
    assert set(found.samples) == {0.5}
    monkeypatch.setattr(decoding, "LONGEST", 0.5)
    assert decode(path).truncated


def test_a_long_file_is_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.flac", speech(3, rate=16_000), "flac", rate=16_000)
    monkeypatch.setattr(decoding, "LONGEST", 1.0)
    found = decode(path)
    assert found.truncated
    assert found.seconds == 1.0
    assert found.length == pytest.approx(3, abs=0.01)
    assert not decode(path, 2.0).truncated


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.wav", "pcm_s16le"),
        ("a.flac", "flac"),
        ("a.mp3", "libmp3lame"),
        ("a.ogg", "libopus"),
        ("a.m4a", "aac"),
        ("a.aac", "aac"),
        ("a.mkv", "aac"),
        ("a.pcm", ""),
    ],
)
def test_a_file_may_be_read_from_any_second_on(tmp_path: Path, name: str, codec: str) -> None:
    before, after = silence(6.5), speech(0.5)
    samples = np.concatenate([before, after, silence(2)])
    path = tmp_path / name
    if codec:
        write(path, samples, codec, rate=24_000)
    else:
        path.write_bytes((samples * 32_767).astype("<i2").tobytes())
    found = decode(path, 5.0)
    assert found.begins == 5.0
    assert found.seconds == pytest.approx(4, abs=0.15)
    loud = np.flatnonzero(np.abs(found.samples) > 0.1) / found.rate
    assert (loud[0], loud[-1]) == pytest.approx((1.5, 2.0), abs=0.1)
    with pytest.raises(RecordingError, match=rf"{name} is shorter than 20 s"):
        decode(path, 20.0)


def test_what_is_missing_of_a_file_is_said_of_each_part() -> None:
    whole = Recording(speech(8), 24_000, truncated=True, begins=600.0)
    (said,) = of_file(whole)
    assert (said.key, said.values["first"]) == ("later-part", 10.0)
    assert [one.key for one in of_file(Recording(speech(1), 24_000, damaged=True))] == ["damaged"]
    report = asyncio.run(check_part(whole, Part(0.0, 6.0)))
    assert report.findings[-1] == said


def test_a_file_that_is_damaged_further_on_gives_what_comes_before(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", speech(4), "flac", rate=24_000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + b"rubbish" * 100)
    found = decode(path)
    assert found.seconds > 1
    assert found.damaged


@pytest.mark.parametrize("data", [b"", b"no sound at all" * 100, b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_sound(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    with pytest.raises(RecordingError, match=r"Can't decode a\.wav|a\.wav contains no audio"):
        decode(path)


def test_a_wav_without_samples_and_a_picture(tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    empty.write_bytes(recording(speech(0)).wav())
    with pytest.raises(RecordingError, match=r"empty\.wav contains no audio"):
        decode(empty)
    subtitle = tmp_path / "a.srt"
    subtitle.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n\n")
    with pytest.raises(RecordingError, match=r"a\.srt contains no audio"):
        decode(subtitle)
    with pytest.raises(FileNotFoundError):
        decode(tmp_path / "nothing.wav")


def test_a_playlist_makes_no_other_file_part_of_it(tmp_path: Path) -> None:
    write(tmp_path / "secret.mp3", speech(4), "libmp3lame", rate=24_000)
    playlist = tmp_path / "a.m3u8"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n"
        f"{(tmp_path / 'secret.mp3').as_uri()}\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(RecordingError):
        decode(playlist)


# The waveform


def test_the_waveform_has_the_lowest_and_the_highest_of_each_column() -> None:
    ramp = Recording(np.arange(1_000, dtype=np.float32), 100)
    peaks = ramp.peaks(10)
    assert peaks.shape == (10, 2)
    assert peaks[:, 0].tolist() == [100 * n for n in range(10)]
    assert peaks[:, 1].tolist() == [100 * n + 99 for n in range(10)]


def test_the_waveform_of_a_part_and_of_more_than_there_is() -> None:
    ramp = Recording(np.arange(1, 1_001, dtype=np.float32), 100)
    assert ramp.peaks(4, Part(5.001, 5.039))[:, 0].tolist() == [501, 502, 502, 503]
    beyond = ramp.peaks(4, Part(-5.0, 15.0))
    assert beyond[[0, 3]].tolist() == [[0, 0], [0, 0]]
    assert beyond[1].tolist() == [1, 500]
    assert ramp.peaks(3, Part(20, 30)).tolist() == [[0, 0]] * 3
    assert Recording(np.zeros(0, np.float32), 100).peaks(2).tolist() == [[0, 0]] * 2


@given(
    st.integers(1, 300),
    st.integers(1, 60),
    st.floats(-1, 4, allow_nan=False),
    st.floats(0.001, 5, allow_nan=False),
)
def test_a_waveform_is_right_at_any_zoom(
    count: int, columns: int, start: float, length: float
) -> None:
    samples = np.random.default_rng(count).standard_normal(count).astype(np.float32)
    peaks = Recording(samples, 100).peaks(columns, Part(start, start + length))
    edges = np.linspace(start, start + length, columns + 1) * 100
    for (low, high), first, last in zip(peaks, edges[:-1], edges[1:], strict=True):
        begin = int(np.floor(first))
        end = max(int(np.ceil(last)), begin + 1)
        inside = samples[max(0, begin) : max(0, end)]
        assert (low, high) == ((inside.min(), inside.max()) if inside.size else (0, 0))


# Parts, rates, WAV


def test_a_part_is_cut_without_clicks() -> None:
    whole = recording(np.ones(24_000, np.float32))
    part = whole.part(Part(0.25, 0.75))
    assert part.seconds == 0.5
    assert part.samples[0] == 0
    assert part.samples[-1] == 0
    assert part.samples[200:-200].min() == 1
    assert whole.samples.min() == 1
    kept = whole.part(whole.span)
    assert kept.samples.min() == 1
    assert whole.part(Part(-1, 9)).seconds == 1
    assert whole.part(Part(2, 1)).seconds == 0
    assert Part(1, 3).seconds == 2


@pytest.mark.parametrize(
    ("rate", "exported"), [(48_000, 24_000), (44_100, 24_000), (24_000, 24_000), (16_000, 16_000)]
)
def test_the_wav_is_one_that_services_take(tmp_path: Path, rate: int, exported: int) -> None:
    whole = Recording(speech(3, rate=rate) * 4, rate)
    path = tmp_path / "a.wav"
    whole.save(path)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == exported
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert len(samples) / exported == pytest.approx(3, abs=0.01)
    assert samples.max() == 32_767
    assert samples.min() == -32_768
    assert frequency(decode(path)) == pytest.approx(220, abs=2)


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        recording(speech(1)).save(tmp_path / "no" / "a.wav")


# The file that grows


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[GrowingWave]:
    made = GrowingWave(tmp_path / "a.wav", 16_000)
    yield made
    made.close()


def test_a_file_that_nobody_closed_is_sealed(tmp_path: Path, growing: GrowingWave) -> None:
    path = tmp_path / "a.wav"
    assert seal(path) == 0
    growing.write(bytes(32_000))
    assert growing.seconds == 1
    with path.open("ab") as file:
        file.write(b"\0")
    assert seal(path) == 1
    with wave.open(str(path)) as file_:
        assert file_.getnframes() == 16_000
    assert path.read_bytes()[4:8] == (36 + 32_000).to_bytes(4, "little")


def test_what_is_no_wav_cannot_be_sealed(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(EOFError):
        seal(path)
    assert path.read_bytes() == b"RIFF"
    path.write_bytes(io.BytesIO(b"x" * 100).getvalue())
    with pytest.raises(wave.Error):
        seal(path)
