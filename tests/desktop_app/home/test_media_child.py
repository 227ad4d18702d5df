"""The process that decodes what strangers may have made: in this process, and as it is started."""

from __future__ import annotations

from io import BytesIO
import os
import subprocess
from typing import TYPE_CHECKING

import av
from av.audio.stream import AudioStream
import numpy as np
import pytest

from desktop_app.home import media_child
from desktop_app.home.media_child import RATE, decode
from desktop_app.system.processes import child_command

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 1.0


def sound(path: Path, codec: str, rate: int = RATE) -> bytes:
    """A second of a tone, in a file of a form that its name says."""
    wave = (9000 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, AudioStream)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path.read_bytes()


def picture(path: Path) -> bytes:
    """A file without sound."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame(32, 32, "yuv420p")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path.read_bytes()


class OnceThrough:
    """A pipe: it can be read from, and nothing else."""

    def __init__(self, data: bytes) -> None:
        self._data = BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


def decoded(data: bytes) -> tuple[bool, np.ndarray]:
    out = BytesIO()
    good = decode(OnceThrough(data), out)  # type: ignore[arg-type] # it reads, and no more is asked
    return good, np.frombuffer(out.getvalue(), np.int16)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "mp3", RATE),
        ("a.flac", "flac", 24_000),
        ("a.ogg", "libopus", RATE),
        ("a.m4a", "aac", RATE),
    ],
)
def test_any_form_is_decoded_from_a_pipe_even_one_whose_index_is_at_its_end(
    tmp_path: Path, name: str, codec: str, rate: int
) -> None:
    good, samples = decoded(sound(tmp_path / name, codec, rate))
    assert good
    assert len(samples) / RATE == pytest.approx(SECONDS, abs=0.1)
    middle = np.abs(np.fft.rfft(samples[RATE // 4 : RATE * 3 // 4]))
    assert int(middle.argmax()) * 2 == pytest.approx(440, abs=4)


def test_what_has_no_sound_is_none(tmp_path: Path) -> None:
    for data in (
        b"",
        b"not a sound, " * 900,
        b"#EXTM3U\nfile:///etc/passwd\n",
        picture(tmp_path / "a.mp4"),
    ):
        good, samples = decoded(data)
        assert not good
        assert len(samples) == 0


def test_what_breaks_off_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = sound(tmp_path / "a.mp3", "mp3")
    good, samples = decoded(whole[: len(whole) // 2])
    assert good
    assert 0.3 < len(samples) / RATE < 0.7


def test_a_sound_without_an_end_has_one_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_child, "LONGEST", 0.25)
    good, samples = decoded(sound(tmp_path / "a.mp3", "mp3"))
    assert good
    assert 0.25 <= len(samples) / RATE < 0.4


def test_the_process_says_by_its_end_whether_it_was_a_sound(tmp_path: Path) -> None:
    command, environment = child_command("desktop_app.home.media_child")
    data = sound(tmp_path / "a.mp3", "mp3")
    for given, status in ((data, 0), (b"not a sound, " * 900, 1)):
        ended = subprocess.run(
            command, input=given, env=environment, capture_output=True, check=False, timeout=60
        )
        assert ended.returncode == status
        assert ended.stderr == b""
        assert bool(ended.stdout) == (status == 0)
    heard, out = os.pipe()
    os.close(heard)  # nobody hears it any more
    ended = subprocess.run(command, input=data, env=environment, stdout=out, check=False)
    os.close(out)
    assert ended.returncode == 1
