"""The part of a recording that becomes a voice, whatever the recording came in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from local_server.errors import UnsupportedAudioError
from local_server.page.examining import examine, part_of
from shared_client.recordings import Part
from tests.local_server.running import read_wav, voice_pcm, wav

if TYPE_CHECKING:
    from pathlib import Path


def webm(pcm: bytes, rate: int = 48_000) -> bytes:
    """As a browser's MediaRecorder makes it."""
    file = io.BytesIO()
    with av.open(file, "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono"
        )
        frame.rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return file.getvalue()


def test_what_a_browser_records_is_read(tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_bytes(webm(voice_pcm(5, rate=48_000)))
    found = examine(file)
    assert found["seconds"] == pytest.approx(5, abs=0.1)
    assert found["usable"]


def test_a_cut_has_no_click_and_the_rate_of_the_model(tmp_path: Path) -> None:
    file, target = tmp_path / "recording", tmp_path / "part"
    file.write_bytes(wav(voice_pcm(8, rate=48_000), 48_000))
    report = part_of(file, Part(1, 5), target)
    assert report.seconds == 4
    rate, samples = read_wav(target.read_bytes())
    assert (rate, len(samples)) == (24_000, 96_000)
    assert abs(int(samples[0])) < 200
    assert abs(int(samples[-1])) < 200
    part_of(file, None, target)
    assert len(read_wav(target.read_bytes())[1]) == 192_000


def test_what_is_longer_than_it_may_be_is_read_up_to_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local_server.reference_audio.LONGEST", 6.0)
    file = tmp_path / "recording"
    file.write_bytes(wav(voice_pcm(40)))
    assert examine(file)["seconds"] == pytest.approx(6, abs=0.2)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_bytes(b"#EXTM3U\nhttp://127.0.0.1/secret")
    with pytest.raises(UnsupportedAudioError):
        examine(file)
