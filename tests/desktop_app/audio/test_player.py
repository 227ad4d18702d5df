"""The player on a real sound server: what was recorded is compared with what was sent."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager
import ctypes
import os
from pathlib import Path
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.audio import wire
from desktop_app.audio.devices import DeviceName, list_devices
from desktop_app.audio.errors import (
    AudioDeviceBusyError,
    AudioDeviceLostError,
    AudioDeviceNotFoundError,
    AudioProcessError,
    AudioStoppedError,
    NoAudioDeviceError,
)
from desktop_app.audio.player import Player, PlayerEvent, PlayerState
from shared_client.models import AudioSpec
from tests.programs import first_line, running
from tests.sound_server import SoundServer, noise, tone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from tests.sound_server import Recording

SPEC = AudioSpec(24_000)
NO_CLICK = 1_200  # a 500 Hz sine at level 12,000 moves by at most 785 a sample


async def until(ready: Callable[[], bool], *, limit: float = 20) -> None:
    async with asyncio.timeout(limit):
        while not ready():  # noqa: ASYNC110 - the world outside has no events
            await asyncio.sleep(0.01)


async def play(player: Player, pcm: bytes, *, piece: int = 4_801) -> None:
    for start in range(0, len(pcm), piece):
        await player.write(pcm[start : start + piece])
    await player.drain()


@asynccontextmanager
async def opened(
    device: DeviceName | None = None, *, patience: float = 10
) -> AsyncIterator[tuple[Player, list[PlayerEvent]]]:
    events: list[PlayerEvent] = []
    async with Player(device=device, patience=patience, on_event=events.append) as player:
        await player.open(SPEC)
        yield player, events


def assert_whole(recording: Recording, seconds: float) -> None:
    assert recording.duration == pytest.approx(seconds, abs=0.01)
    assert recording.silences(longer_than=0.002) == []
    assert recording.peak == pytest.approx(12_000, rel=0.03)
    assert recording.phase_error() < 0.1
    assert recording.steepest < NO_CLICK


def child_of(player: Player) -> int:
    assert player._process is not None
    return player._process.pid


@pytest.mark.audio
@pytest.mark.usefixtures("each_library")
async def test_plays_what_was_written_to_the_last_sample(
    sound_server: SoundServer, capfd: pytest.CaptureFixture[str]
) -> None:
    before = time.perf_counter()
    with sound_server.recording() as recording:
        async with opened() as (player, events):
            await play(player, tone(2))
            assert player.position == 2
            assert player.underruns == 0
            assert player.state is PlayerState.IDLE
            assert player.device == DeviceName("default", "ALSA")
            assert player.first_sample_at is not None
            assert before < player.first_sample_at < time.perf_counter() - 1.9
            assert player._process is not None
            assert player._process.last_words == ""
    assert_whole(recording, 2)
    states = [event.state for event in events]
    assert states[0] is PlayerState.BUFFERING
    assert PlayerState.PLAYING in states
    assert states[-1] is PlayerState.IDLE
    assert capfd.readouterr() == ("", "")


@pytest.mark.audio
async def test_one_sound_after_another(sound_server: SoundServer) -> None:
    async with Player() as player:
        for spec, rate in ((AudioSpec(24_000), 24_000), (AudioSpec(16_000), 16_000)):
            with sound_server.recording() as recording:
                await player.open(spec)
                assert player.position == 0
                await play(player, tone(0.5, rate=rate))
            assert_whole(recording, 0.5)
            await until(lambda: sound_server.playing() == 0)


@pytest.mark.audio
async def test_a_sound_shorter_than_the_prebuffer(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            await play(player, tone(0.03))
    assert recording.duration == pytest.approx(0.03, abs=0.01)


async def test_no_sound_at_all_drains(sound_server: SoundServer) -> None:
    async with opened() as (player, _):
        await player.drain()
        assert player.position == 0
    await until(lambda: sound_server.playing() == 0)


@pytest.mark.audio
async def test_a_parent_that_holds_the_interpreter_lock(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            await player.write(tone(2))
            playing = asyncio.create_task(player.drain())
            for _ in range(3):
                await asyncio.sleep(0.1)
                ctypes.PyDLL(None).usleep(400_000)
            await playing
            assert player.underruns == 0
    assert_whole(recording, 2)


@pytest.mark.audio
@pytest.mark.usefixtures("sound_server")
async def test_write_waits_for_room() -> None:
    async with Player(ahead=0.5) as player:
        await player.open(SPEC)
        writing = asyncio.create_task(player.write(tone(30)))
        most = 0
        while player.position < 0.6:
            assert player._sound is not None
            most = max(most, player._sound.backlog.waiting)
            await asyncio.sleep(0.01)
        assert not writing.done()
        assert most <= 24_000 * (0.5 + 0.125)
        await player.stop()
        with pytest.raises(AudioStoppedError):
            await writing


@pytest.mark.audio
@pytest.mark.usefixtures("each_library")
async def test_starvation_fades_counts_and_goes_on(sound_server: SoundServer) -> None:
    pcm = tone(1)
    with sound_server.recording() as recording:
        async with opened() as (player, events):
            await player.write(pcm[:24_000])
            await until(lambda: player.position > 0)
            await until(lambda: player.state is PlayerState.BUFFERING)
            await asyncio.sleep(0.2)
            await play(player, pcm[24_000:])
            assert player.underruns == 1
            assert player.position == 1
    assert len(recording.silences(longer_than=0.01)) == 1
    assert recording.duration > 1.2
    assert recording.steepest < NO_CLICK
    assert any(event.underruns == 1 for event in events)


@pytest.mark.audio
async def test_pause_is_silence_and_nothing_is_lost(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            playing = asyncio.create_task(play(player, tone(1)))
            await until(lambda: player.position > 0.3)
            await player.pause()
            assert player.state is PlayerState.PAUSED
            await asyncio.sleep(0.3)
            held = player.position
            await asyncio.sleep(0.3)
            assert player.position == held
            await player.resume()
            await playing
            assert player.underruns == 0
    (silence,) = recording.silences(longer_than=0.02)
    assert recording.duration - silence == pytest.approx(1, abs=0.02)
    assert recording.steepest < NO_CLICK


@pytest.mark.audio
async def test_paused_before_the_first_sample(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            await player.pause()
            playing = asyncio.create_task(play(player, tone(0.5)))
            await asyncio.sleep(0.3)
            assert player.position == 0
            await player.resume()
            await playing
    assert_whole(recording, 0.5)


@pytest.mark.audio
@pytest.mark.usefixtures("each_library")
async def test_stop_fades_and_drops_the_rest(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            writing = asyncio.create_task(play(player, tone(10)))
            await until(lambda: player.position > 0.5)
            await player.stop()
            assert player.state is PlayerState.IDLE
            await until(lambda: sound_server.playing() == 0)
            stopped_at = player.position
            assert 0.5 < stopped_at < 5
            with pytest.raises(AudioStoppedError):
                await writing
            with pytest.raises(AudioStoppedError):
                await player.write(b"")
            await player.stop()
            assert player.position == stopped_at
    assert recording.duration == pytest.approx(stopped_at, abs=0.05)
    assert recording.steepest < NO_CLICK


@pytest.mark.usefixtures("sound_server")
async def test_stop_after_the_child_has_ended_the_sound_by_itself() -> None:
    async with opened() as (player, _):
        child = child_of(player)
        player._live = False  # "drained" will be on its way, and not be heard
        player._send(wire.command("end"))
        await asyncio.sleep(0.5)
        player._live = True
        await player.stop()
        assert child_of(player) == child


@pytest.mark.audio
async def test_open_replaces_what_plays(sound_server: SoundServer) -> None:
    async with opened() as (player, _):
        writing = asyncio.create_task(play(player, noise(10)))
        await until(lambda: player.position > 0.2)
        await player.open(SPEC)
        with pytest.raises(AudioStoppedError):
            await writing
        with sound_server.recording() as recording:
            await play(player, tone(0.5))
            assert player.position == 0.5
    assert_whole(recording, 0.5)


@pytest.mark.audio
async def test_killed_child_is_replaced(sound_server: SoundServer) -> None:
    pcm = noise(2)
    with sound_server.recording() as recording:
        async with opened() as (player, events):
            playing = asyncio.create_task(play(player, pcm))
            await until(lambda: player.position > 0.5)
            first = child_of(player)
            os.kill(first, signal.SIGKILL)
            await playing
            assert child_of(player) != first
            assert player.position == 2
    assert recording.missing(pcm) == []
    assert any(isinstance(event.error, AudioProcessError) for event in events)


@pytest.mark.audio
async def test_hung_child_is_replaced(sound_server: SoundServer) -> None:
    pcm = noise(2)
    with sound_server.recording() as recording:
        async with opened() as (player, events):
            playing = asyncio.create_task(play(player, pcm))
            await until(lambda: player.position > 0.7)
            first = child_of(player)
            os.kill(first, signal.SIGSTOP)
            await playing
            assert child_of(player) != first
    assert len(recording.missing(pcm)) <= 3  # what its device buffer held when it froze
    assert PlayerState.RECOVERING in [event.state for event in events]


@pytest.mark.audio
async def test_suspended_sink(sound_server: SoundServer) -> None:
    pcm = noise(3)
    with sound_server.recording() as recording:
        async with opened(patience=30) as (player, events):
            playing = asyncio.create_task(play(player, pcm))
            await until(lambda: player.position > 0.7)
            first = child_of(player)
            sound_server.suspend_sink(on=True)
            await until(lambda: PlayerState.RECOVERING in [event.state for event in events])
            await until(lambda: player._live)
            sound_server.suspend_sink(on=False)
            await playing
            assert child_of(player) != first
            assert player.position == 3
    assert len(recording.missing(pcm)) <= 3  # the server drops what it held
    assert recording.duration == pytest.approx(3, abs=0.2)


@pytest.mark.audio
@pytest.mark.usefixtures("each_library")
async def test_removed_sink_comes_back(sound_server: SoundServer) -> None:
    pcm = noise(2)
    async with opened(patience=30) as (player, events):
        with sound_server.recording() as before:
            playing = asyncio.create_task(play(player, pcm))
            await until(lambda: player.position > 0.7)
            sound_server.remove_sink()
            await until(lambda: player.state is PlayerState.RECOVERING)
            assert str(player.trouble) == "The audio output was lost."
        await asyncio.sleep(1)
        held = player.position
        assert 0.5 < held < 2
        sound_server.add_sink()
        with sound_server.recording() as after:
            await playing
            assert player.position == 2
    lost = set(before.missing(pcm)) & set(after.missing(pcm))
    assert len(lost) <= 8
    assert any(event.error for event in events)


@pytest.fixture
def other_server(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExitStack]:
    """A second sound server, whose device is called "other" and goes away with the stack."""
    with ExitStack() as stack:
        other = stack.enter_context(SoundServer.running())
        configuration = tmp_path / "asound.conf"
        configuration.write_text(
            Path(sound_server.environment["ALSA_CONFIG_PATH"]).read_text()
            + f'pcm.other {{ type pulse server "{other.address}" }}\n'
        )
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(configuration))
        yield stack


@pytest.mark.audio
async def test_chosen_device_gives_way_to_the_default(
    sound_server: SoundServer, other_server: ExitStack
) -> None:
    pcm = noise(2)
    chosen = DeviceName("other", "ALSA")
    async with opened(chosen) as (player, _):
        with sound_server.recording() as recording:
            playing = asyncio.create_task(play(player, pcm))
            await until(lambda: player.position > 0.5)
            assert player.device == chosen
            other_server.close()
            await playing
            assert player.device == DeviceName("default", "ALSA")
            assert player.position == 2
    lost = recording.missing(pcm)
    assert lost  # the beginning, which the other device played
    assert max(lost) < 1.5
    assert recording.missing(pcm[-24_000:]) == []


@pytest.mark.audio
async def test_lost_for_good_then_resumed(sound_server: SoundServer) -> None:
    pcm = noise(1.5)
    async with opened(patience=1) as (player, _):
        playing = asyncio.create_task(play(player, pcm))
        await until(lambda: player.position > 0.5)
        sound_server.remove_sink()
        with pytest.raises(AudioDeviceLostError) as lost:
            await playing
        assert lost.value.hint
        assert player.state is PlayerState.FAILED
        with pytest.raises(AudioDeviceLostError):
            await player.resume()
        sound_server.add_sink()
        with sound_server.recording() as recording:
            await player.resume()
            await player.drain()
            assert player.position == 1.5
    assert 0.5 < recording.duration < 1.1


async def test_an_output_that_never_worked_was_not_lost(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at the first start, where the device opens and takes nothing."""
    monkeypatch.setattr("desktop_app.audio.player._SLOW_START", 2)
    sound_server.suspend_sink(on=True)
    async with opened(patience=0.1) as (player, events):
        playing = asyncio.create_task(play(player, noise(0.5)))
        await until(lambda: player.trouble is not None)
        assert str(player.trouble) == "There is no working audio output."
        with pytest.raises(AudioDeviceLostError, match="no working audio output") as never:
            await playing
        assert "Connect or turn on" in never.value.hint
        assert player.trouble is None  # it is told by the error
        sound_server.suspend_sink(on=False)
        events.clear()
        await player.open(SPEC)
        await play(player, noise(0.1))
        assert PlayerState.RECOVERING not in [event.state for event in events]  # it is over


async def test_stop_while_the_device_is_lost(sound_server: SoundServer) -> None:
    async with opened() as (player, _):
        playing = asyncio.create_task(play(player, noise(2)))
        await until(lambda: player.position > 0.2)
        sound_server.remove_sink()
        await until(lambda: player.state is PlayerState.RECOVERING)
        await player.stop()
        assert player.state is PlayerState.IDLE
        with pytest.raises(AudioStoppedError):
            await playing


async def test_a_device_that_cannot_be_opened(sound_server: SoundServer) -> None:
    sound_server.remove_sink()
    async with Player() as player:
        with pytest.raises(AudioDeviceBusyError, match="Can't open"):
            await player.open(SPEC)
        assert player.state is PlayerState.IDLE
        sound_server.add_sink()
        await player.open(SPEC)
        await play(player, tone(0.1))
        assert player.position == 0.1


@pytest.mark.usefixtures("sound_server")
async def test_a_device_that_is_not_there() -> None:
    async with Player(device=DeviceName("gramophone", "ALSA")) as player:
        with pytest.raises(AudioDeviceNotFoundError, match="“gramophone” isn't available"):
            await player.open(SPEC)


@pytest.mark.usefixtures("each_library")
async def test_no_device_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = tmp_path / "asound.conf"
    nothing.write_text("pcm.absent { type hw card 0 }")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(nothing))
    assert await list_devices() == []
    async with Player() as player:
        with pytest.raises(NoAudioDeviceError, match="no audio output device"):
            await player.open(SPEC)


@pytest.mark.usefixtures("each_library", "sound_server")
async def test_list_devices() -> None:
    devices = await list_devices()
    assert {str(device.name) for device in devices} >= {"ALSA: pulse", "ALSA: default"}
    (default,) = (device for device in devices if device.is_default)
    assert default.name == DeviceName("default", "ALSA")
    assert default.channels >= 1
    assert default.sample_rate > 0


@pytest.mark.audio
async def test_a_device_that_refuses_the_rate(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = fixed_rate_alsa(tmp_path)
    monkeypatch.setenv("LD_PRELOAD", str(library))
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            await play(player, tone(2))
            assert player.position == 2
            assert player.underruns == 0
    assert_whole(recording, 2)


def fixed_rate_alsa(directory: Path) -> Path:
    """Build a library that makes every ALSA device one that only knows 48 kHz."""
    source = directory / "fixed.c"
    source.write_text(
        "int snd_pcm_hw_params_set_rate(void *, void *, unsigned int, int);\n"
        "int snd_pcm_hw_params_set_rate_near(void *p, void *h, unsigned int *rate, int *dir)\n"
        "{ *rate = 48000; return snd_pcm_hw_params_set_rate(p, h, 48000, 0); }\n"
    )
    library = directory / "fixed.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-o", library, source, "-l:libasound.so.2"], check=True
    )
    return library


@pytest.mark.audio
async def test_the_child_ignores_ctrl_c(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with opened() as (player, _):
            playing = asyncio.create_task(play(player, tone(1)))
            await until(lambda: player.position > 0.2)
            first = child_of(player)
            os.kill(first, signal.SIGINT)
            await playing
            assert child_of(player) == first
            assert os.getpgid(first) != os.getpgid(0)
    assert_whole(recording, 1)


_PLAYS_ON = """
import asyncio, sys
from desktop_app.audio.player import Player
from shared_client.models import AudioSpec

async def main():
    async with Player() as player:
        await player.open(AudioSpec(24_000))
        await player.write(bytes(48_000))
        print(player._process.pid, flush=True)
        await player.write(bytes(10_000_000))

asyncio.run(main())
"""


async def test_the_child_goes_with_its_parent(sound_server: SoundServer) -> None:
    command = [sys.executable, "-c", _PLAYS_ON]
    with running(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as parent:
        child = int(first_line(parent))
        assert alive(child)
        parent.kill()
    await until(lambda: not alive(child))
    await until(lambda: sound_server.playing() == 0)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


async def test_closing_leaves_no_process_and_takes_no_more(sound_server: SoundServer) -> None:
    player = Player()
    await player.start()
    await player.start()
    await player.open(SPEC)
    child = child_of(player)
    await player.aclose()
    await player.aclose()
    assert not alive(child)
    with pytest.raises(RuntimeError, match="closed"):
        await player.start()
    await until(lambda: sound_server.playing() == 0)


async def test_a_child_that_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(AudioProcessError, match="Can't start"):
        await Player().start()


async def test_a_child_that_dies_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "pyaudio.py"
    broken.write_text("raise RuntimeError('no PortAudio here')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with Player() as player:
        with pytest.raises(AudioProcessError, match="no PortAudio here"):
            await player.open(SPEC)
    with pytest.raises(AudioProcessError, match="no PortAudio here"):
        await list_devices()


async def test_where_nothing_reaches_portaudio_all_that_can_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyaudio.py").write_text("raise ModuleNotFoundError(\"No module named 'pyaudio'\")")
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(AudioProcessError, match="PortAudio, and PyAudio or sounddevice") as raised:
        await list_devices()
    assert "Error" not in str(raised.value)


@pytest.mark.usefixtures("sound_server")
async def test_what_is_refused() -> None:
    async with Player() as player:
        with pytest.raises(ValueError, match="16 bit"):
            await player.open(AudioSpec(24_000, 1, 3))
        with pytest.raises(RuntimeError, match="open a sound first"):
            await player.write(b"")
        await player.pause()
        await player.resume()
        assert (player.position, player.underruns, player.first_sample_at) == (0, 0, None)
        await player.open(SPEC)
        await player.drain()
        with pytest.raises(RuntimeError, match="after drain"):
            await player.write(b"")
