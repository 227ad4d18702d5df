"""The app as the process that it is: keys, sound, and what goes wrong around it."""

from __future__ import annotations

from contextlib import contextmanager
import os
from pathlib import Path
import subprocess
import time
import tomllib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from shared_client import CosyVoiceClient, SpeechOptions
from tests.desktop import App, Desktop, Home, Service
from tests.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sound_server import Recording, SoundServer

SENTENCE: Final = (
    "This sentence is selected in another program, and a key that is pressed there reads it aloud."
)


def numbered(count: int) -> str:
    """A text of sentences that differ: what was said once is not synthesised again."""
    return " ".join(
        f"Sentence number {number} of this text is spoken now, and then it is over."
        for number in range(1, count + 1)
    )


LONG: Final = numbered(5)
READ_SELECTION: Final = "ctrl+alt+r"

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with Desktop.running() as desktop:
        yield desktop


@pytest.fixture
def home() -> Iterator[Home]:
    with Home.made() as home:
        home.set_up()
        yield home


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.running(tmp_path) as service:
        yield service


async def synthesized(service: Service, text: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the service says for a text, at 24 kHz."""
    async with CosyVoiceClient(service.url, service.token) as client:
        (voice,) = await client.list_reference_audio()
        async with client.stream(text, SpeechOptions(voice.id)) as stream:
            pcm = b"".join([piece async for piece in stream.pcm()])
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64)


def heard_in(recording: Recording) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What was recorded, at 24 kHz."""
    step = recording.rate // 24_000
    samples = recording.samples[: len(recording.samples) // step * step]
    return np.asarray(samples.reshape(-1, step).mean(axis=1))


def picture(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How loud each of 20 bands is in each 10 ms, from the first sound to the last."""
    audible = np.flatnonzero(np.abs(samples) > 100)
    samples = samples[audible[0] : audible[-1] + 1]
    frames = np.lib.stride_tricks.sliding_window_view(samples, 480)[::240]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(480), axis=1))[:, 1:121]
    return np.asarray(np.log(spectrum.reshape(len(frames), 20, 6).mean(axis=2) + 100))


def likeness(sent: np.ndarray[Any, Any], heard: np.ndarray[Any, Any]) -> float:
    """How alike two recordings sound; 1 is the same.

    The engine puts noise of its own into every utterance: not even it says the same thing twice,
    sample by sample.
    """
    one, other = picture(sent), picture(heard)
    length = min(len(one), len(other))
    return float(np.corrcoef(one[:length].ravel(), other[:length].ravel())[0, 1])


@pytest.mark.audio
async def test_a_key_reads_what_is_selected_in_another_program(
    desktop: Desktop, home: Home, service: Service, sound_server: SoundServer
) -> None:
    home.use(service)
    with App.running(home, desktop.environment, sound_server.environment) as app:
        desktop.select(SENTENCE)
        with sound_server.recording() as recording:
            app.wait_for_key(desktop, READ_SELECTION)
            app.wait_for("idle")
    sent, other = [await synthesized(service, text) for text in (SENTENCE, LONG)]
    heard = heard_in(recording)
    assert recording.duration > 3
    assert len(picture(sent)) == pytest.approx(len(picture(heard)), abs=2)  # of 10 ms
    assert likeness(sent, heard) > 0.9
    assert likeness(other, heard) < 0.5


@pytest.mark.audio
def test_it_goes_on_when_a_service_that_died_is_back(
    desktop: Desktop, home: Home, service: Service, sound_server: SoundServer
) -> None:
    home.use(service)
    with App.running(home, desktop.environment, sound_server.environment) as app:
        app.order("read-text", numbered(30))
        app.wait_for("speaking")
        until(sound_server.playing, "nothing plays")
        service.kill()
        for _ in range(15):  # past all that is ready to be heard
            app.order("next")
        app.wait_for("trouble")
        assert "WARNING" in home.log
        service.start()
        with sound_server.recording() as recording:
            app.wait_for("speaking")
            until(lambda: recording.so_far > 0.5, "nothing is heard")


@pytest.mark.audio
def test_it_goes_on_when_a_device_that_was_removed_is_back(
    desktop: Desktop, home: Home, sound_server: SoundServer
) -> None:
    with App.running(home, desktop.environment, sound_server.environment) as app:
        with sound_server.recording():
            app.order("read-text", numbered(2))
            until(sound_server.playing, "nothing plays")
            time.sleep(1)
        sound_server.remove_sink()
        app.wait_for("trouble")
        sound_server.add_sink()
        with sound_server.recording() as recording:
            app.wait_for("speaking")
            app.wait_for("idle")
        assert recording.duration > 3
        assert recording.silences(1.0) == []


@pytest.mark.slow
def test_a_long_text_needs_no_more_memory_the_further_it_is_read(
    desktop: Desktop, home: Home, sound_server: SoundServer, tmp_path: Path
) -> None:
    home.set_up("[app]\nwelcomed = true\nhistory = false\nspeed = 2.0\n")
    book = tmp_path / "book.txt"
    book.write_text("".join(f"{number}. {SENTENCE}\n" for number in range(5_200)), "utf-8")
    assert book.stat().st_size > 500_000
    fast = tmp_path / "asound.conf"
    # A device that takes samples as fast as they come.
    fast.write_text("pcm.!default { type null }\nctl.!default { type null }\n")
    unheard = {**sound_server.environment, "ALSA_CONFIG_PATH": str(fast)}
    with App.running(home, desktop.environment, unheard) as app:
        app.order("read", str(book))
        app.wait_for("speaking")
        used = []
        for _ in range(20):
            time.sleep(1)  # it reads
            for _ in range(40):  # and goes a good part further
                app.order("next")
            used.append(_resident(app.process.pid))
        app.order("stop")
        app.wait_for("idle")
    settled = used[5:]
    assert max(settled) - min(settled) < 8 << 20


def test_wrong_settings_are_told_and_kept_aside(
    desktop: Desktop, home: Home, sound_server: SoundServer
) -> None:
    home.config.write_text("version = 1\nactive = [this is none\n")
    wrong = home.config.read_text()
    with App.running(home, desktop.environment, sound_server.environment) as app:
        until(lambda: f"Can't read the settings in {home.config}" in home.log, "it says nothing")
        assert app.state == "idle"
        app.order("speed", "1.5")
        aside = home.config.with_name("config.toml.wrong")
        until(aside.exists, "the wrong file is not kept")
        until(lambda: home.config.read_text() != wrong, "the wrong file stays")
        until(lambda: _speed(home) == 1.5, "new settings are not kept")
    assert aside.read_text() == wrong


def test_settings_that_cannot_be_saved_are_as_they_were(
    desktop: Desktop, home: Home, sound_server: SoundServer
) -> None:
    with _small_disk(home.config.parent):
        home.set_up("[app]\nwelcomed = true\nspeed = 1.2\n")
        with App.running(home, desktop.environment, sound_server.environment) as app:
            filler = home.config.with_name("filler")
            _fill(filler)
            app.order("speed", "1.6")
            until(lambda: "Can't save the settings" in home.log, "it says nothing")
            assert _speed(home) == 1.2
            filler.unlink()
            app.order("speed", "1.7")
            until(lambda: _speed(home) == 1.7, "they are not saved once there is space")
        assert [path.name for path in home.config.parent.iterdir()] == ["config.toml"]


def _speed(home: Home) -> float:
    if not home.config.exists():  # between what was wrong and what is new
        return 0.0
    return float(tomllib.loads(home.config.read_text())["app"].get("speed", 1.0))


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """Have a folder on a disk of 64 KiB of its own; only root can."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a disk can only be mounted by root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
