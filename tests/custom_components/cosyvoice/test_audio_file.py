"""Audio files are whole and tell their length, or they are not there."""

from __future__ import annotations

import os
from pathlib import Path

import av
import pytest

from custom_components.cosyvoice.audio_file import FORMATS, AudioFile
from custom_components.cosyvoice.shared_client import AudioSpec
from tests.shared_client.service import tone


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("rate", [8_000, 20_000, 24_000, 48_000])
def test_tells_its_length(tmp_path: Path, form: str, rate: int) -> None:
    path = tmp_path / f"new folder/tone.{form}"
    file = AudioFile(path, form, AudioSpec(rate))
    samples = tone(2.5, rate)
    for start in range(0, len(samples), 9_998):
        file.write(samples[start : start + 9_998])
    assert list(path.parent.iterdir()) != [path]
    file.finish(overwrite=False)
    file.discard()
    assert list(path.parent.iterdir()) == [path]
    assert file.seconds == 2.5
    with av.open(str(path)) as container:
        (stream,) = container.streams.audio
        assert container.duration is not None
        # MP3 begins with what its encoder was late.
        assert container.duration / av.time_base == pytest.approx(2.5, abs=0.2)
        assert stream.rate == (22_050 if (form, rate) == ("mp3", 20_000) else rate)
        heard = sum(frame.samples for frame in container.decode(stream)) / stream.rate
        assert heard == pytest.approx(2.5, abs=0.2)


def test_mp3_has_no_higher_rates(tmp_path: Path) -> None:
    path = tmp_path / "tone.mp3"
    file = AudioFile(path, "mp3", AudioSpec(96_000))
    file.write(tone(0.5, 96_000))
    file.finish(overwrite=False)
    with av.open(str(path)) as container:
        assert container.streams.audio[0].rate == 48_000


def test_does_not_replace_a_file_that_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "folder/tone.wav"
    file = AudioFile(path, "wav", AudioSpec(24_000))
    file.write(tone(0.5))
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        file.finish(overwrite=False)
    file.discard()
    assert [(item, item.read_text()) for item in path.parent.iterdir()] == [(path, "precious")]


def test_leaves_nothing_behind_when_it_is_given_up(tmp_path: Path) -> None:
    file = AudioFile(tmp_path / "folder/tone.mp3", "mp3", AudioSpec(24_000))
    file.write(tone(0.5))
    file.discard()
    file.discard()
    assert not list((tmp_path / "folder").iterdir())


def test_a_link_stays_and_leads_to_what_is_new(tmp_path: Path) -> None:
    real, link = tmp_path / "real.wav", tmp_path / "link.wav"
    real.write_bytes(b"before")
    real.chmod(0o640)
    link.symlink_to(real)
    file = AudioFile(link, "wav", AudioSpec(24_000))
    file.write(tone(0.5))
    file.finish(overwrite=True)
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"RIFF")
    assert real.stat().st_mode & 0o777 == 0o640
    assert {path.name for path in tmp_path.glob("*.*")} == {"real.wav", "link.wav"}


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe, link, folder = (tmp_path / f"{name}.wav" for name in ("pipe", "link", "folder"))
    os.mkfifo(pipe)
    link.symlink_to("/dev/null")
    folder.mkdir()
    for path in (pipe, link, folder):
        with pytest.raises(OSError, match="Not a file"):
            AudioFile(path, "wav", AudioSpec(24_000))
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert folder.is_dir()
    assert not list(tmp_path.rglob("*.part"))
    assert Path("/dev/null").is_char_device()
