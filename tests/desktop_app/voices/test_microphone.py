"""Recording from a real source: what was played into it is what is in the file."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any
import wave

import numpy as np
import pytest

from desktop_app.audio.devices import DeviceName, list_microphones
from desktop_app.audio.errors import (
    AudioProcessError,
    MicrophoneBusyError,
    MicrophoneLostError,
    MicrophoneNotFoundError,
    NoMicrophoneError,
)
from desktop_app.errors import RecordingError
from desktop_app.voices import microphone
from desktop_app.voices.microphone import Level, Recorder
from tests.sound_server import MICROPHONE, noise, tone
from tests.sound_server import Recording as Heard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sound_server import SoundServer


@pytest.fixture
def source(sound_server: SoundServer) -> Iterator[SoundServer]:
    """A sound server with a microphone."""
    with sound_server.microphone():
        yield sound_server


def heard(path: Path) -> Heard:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        raw = path.with_suffix(".raw")
        raw.write_bytes(file.readframes(file.getnframes()))
        return Heard(raw, file.getframerate())


@pytest.mark.audio
@pytest.mark.usefixtures("each_library")
async def test_what_is_said_is_what_is_recorded(source: SoundServer, tmp_path: Path) -> None:
    levels: list[Level] = []
    path = tmp_path / "take.wav"
    async with Recorder(path, on_level=levels.append) as recorder:
        with source.saying(tone(2.0), latency=500):
            assert await recorder.wait(2.8) is False
        recorded = await recorder.stop()
        assert await recorder.stop() is recorded
    assert recorded.error is None
    assert recorded.losses == 0
    assert recorded.path == path
    assert 2.5 < recorded.seconds < 4
    recording = heard(path)
    assert recording.duration == pytest.approx(2.0, abs=0.02)
    assert recording.silences(0.002) == []
    assert recording.phase_error() < 0.1
    assert len(levels) > 30
    assert max(level.peak for level in levels) == pytest.approx(12_000 / 32_768, abs=0.01)
    loud = [level.rms for level in levels if level.peak > 0.3]
    assert np.median(loud) == pytest.approx(12_000 / 32_768 / np.sqrt(2), abs=0.02)
    assert [level.seconds for level in levels] == sorted(level.seconds for level in levels)


@pytest.mark.usefixtures("source")
async def test_the_microphones_are_listed_and_chosen(tmp_path: Path) -> None:
    listed = await list_microphones()
    assert {str(device.name) for device in listed} >= {"ALSA: pulse", "ALSA: default"}
    async with Recorder(tmp_path / "a.wav", device=DeviceName("pulse", "ALSA")) as recorder:
        assert recorder.device == DeviceName("pulse", "ALSA")
        await recorder.wait(0.3)
        assert (await recorder.stop()).seconds > 0.1


@pytest.mark.audio
@pytest.mark.usefixtures("source")
async def test_it_ends_by_itself_when_it_is_long_enough(tmp_path: Path) -> None:
    async with Recorder(tmp_path / "a.wav", longest=0.5) as recorder:
        assert await recorder.wait(10)
        recorded = await recorder.stop()
    assert recorded.error is None
    assert recorded.seconds == pytest.approx(0.5, abs=0.05)


@pytest.mark.audio
async def test_a_microphone_that_goes_away_takes_nothing_with_it(
    source: SoundServer, tmp_path: Path
) -> None:
    """The source is taken away in mid recording, and no other is there to go on with."""
    sent = noise(6.0)
    async with Recorder(tmp_path / "a.wav") as recorder:
        with source.saying(sent, latency=500):
            await recorder.wait(2.0)
            source.remove_sink(MICROPHONE)
            source.remove_sink("test")
            assert await recorder.wait(15)
            recorded = await recorder.stop()
    assert isinstance(recorded.error, MicrophoneLostError)
    assert recorded.seconds > 1.5
    lost = heard(recorded.path).missing(sent[: 2 * 24_000])
    assert lost == []


@pytest.mark.audio
async def test_a_microphone_that_hangs(source: SoundServer, tmp_path: Path) -> None:
    async with Recorder(tmp_path / "a.wav") as recorder:
        await recorder.wait(1.0)
        source.suspend_sink(MICROPHONE, on=True)
        assert await recorder.wait(15)
        recorded = await recorder.stop()
    assert isinstance(recorded.error, MicrophoneLostError)
    assert recorded.seconds > 0.7


@pytest.mark.audio
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
async def test_a_child_that_dies_or_stands_still_loses_nothing(
    source: SoundServer, tmp_path: Path, how: signal.Signals
) -> None:
    sent = noise(4.0)
    async with Recorder(tmp_path / "a.wav") as recorder:
        with source.saying(sent, latency=500):
            await recorder.wait(2.0)
            process: Any = recorder._process
            os.kill(process.pid, how)
            assert await recorder.wait(10)
            recorded = await recorder.stop()
    expected = MicrophoneLostError if how is signal.SIGSTOP else AudioProcessError
    assert isinstance(recorded.error, expected)
    assert recorded.seconds > 1.5
    assert heard(recorded.path).missing(sent[: 2 * 24_000]) == []


async def test_a_child_that_speaks_at_the_last_moment_has_not_hung(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "_SILENCE_LIMIT", 0.02)
    recorder = Recorder(tmp_path / "a.wav")
    watching = asyncio.create_task(recorder._watch())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.03, recorder._heard.set)
    time.sleep(0.04)  # noqa: ASYNC251 - both are due when the loop looks next
    await asyncio.sleep(0.001)
    assert not recorder._over.is_set()
    await watching  # it is silent from here on
    assert recorder._over.is_set()


@pytest.mark.usefixtures("source")
async def test_a_recorder_that_is_left_keeps_the_file(tmp_path: Path) -> None:
    async with Recorder(tmp_path / "a.wav") as recorder:
        await recorder.wait(0.5)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getnframes() > 10_000


@pytest.mark.usefixtures("source")
async def test_no_microphone_and_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.wav"
    with pytest.raises(MicrophoneNotFoundError, match="“nothing” isn't available"):
        await Recorder(path, device=DeviceName("nothing")).start()
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.absent { type hw card 0 }")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(nothing))
    with pytest.raises(NoMicrophoneError):
        await Recorder(path).start()
    assert await list_microphones() == []
    assert not path.exists()


@pytest.mark.usefixtures("source")
async def test_a_file_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"precious")
    with pytest.raises(RecordingError, match="file already exists"):
        await Recorder(tmp_path / "a.wav").start()
    assert (tmp_path / "a.wav").read_bytes() == b"precious"
    with pytest.raises(RecordingError, match="no such file"):
        await Recorder(tmp_path / "no" / "a.wav").start()


@pytest.mark.usefixtures("source")
async def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_044, 60_044))\n"
        "from desktop_app.voices import recording_child\n"
        "raise SystemExit(recording_child.main())\n"
    )
    instead(monkeypatch, limited)
    async with Recorder(tmp_path / "a.wav") as recorder:
        assert await recorder.wait(10)
        recorded = await recorder.stop()
    assert isinstance(recorded.error, RecordingError)
    assert "Can't continue the recording" in str(recorded.error)
    assert recorded.seconds == pytest.approx(60_000 / 96_000, abs=0.1)


def instead(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Have another program in the child's place."""
    command = [sys.executable, "-c", source], dict(os.environ)
    monkeypatch.setattr("desktop_app.audio.process.child_command", lambda _module: command)


async def test_a_child_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "_OPEN_LIMIT", 0.3)
    instead(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(MicrophoneBusyError, match="isn't responding"):
        await Recorder(tmp_path / "a.wav").start()
    instead(monkeypatch, "raise SystemExit(3)")
    monkeypatch.setattr(microphone, "_OPEN_LIMIT", 10)
    with pytest.raises(AudioProcessError, match="recording process ended"):
        await Recorder(tmp_path / "a.wav").start()


@pytest.mark.usefixtures("source")
async def test_a_recording_of_nothing(tmp_path: Path) -> None:
    async with Recorder(tmp_path / "a.wav") as recorder:
        await recorder.wait(0.5)
        (tmp_path / "a.wav").unlink()
        with pytest.raises(RecordingError, match="Can't read"):
            await recorder.stop()
