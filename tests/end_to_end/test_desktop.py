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
from tests.desktop import App, Desktop, Home, Service, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sound_server import Recording, SoundServer

SENTENCE: Final = (
    "This sentence is selected in another program, and a key that is pressed there reads it aloud."
)
LONG: Final = " ".join(
    f"Sentence number {number} of this text is spoken now, and then it is over."
    for number in range(1, 9)
)
READ_SELECTION: Final = "ctrl+alt+r"

pytestmark = [pytest.mark.audio, pytest.mark.timeout(180)]


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


def likeness(sent: np.ndarray[Any, Any], recording: Recording) -> float:
    """How much a recording is like what was sent where they fit best; 1 is the same."""
    step = recording.rate // 24_000
    heard = recording.samples[: len(recording.samples) // step * step]
    heard = heard.reshape(-1, step).mean(axis=1)
    size = 1 << (len(sent) + len(heard)).bit_length()
    fit = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size)), size)
    start = int(fit[: len(heard)].argmax())
    piece = heard[start : start + len(sent)]
    piece = np.pad(piece, (0, len(sent) - len(piece)))
    return float(sent @ piece / np.linalg.norm(sent) / (np.linalg.norm(piece) + 1))


async def test_a_key_reads_what_is_selected_in_another_program(
    desktop: Desktop, home: Home, service: Service, sound_server: SoundServer
) -> None:
    home.use(service)
    with App.running(home, desktop.environment, sound_server.environment) as app:
        desktop.select(SENTENCE)
        with sound_server.recording() as recording:
            app.wait_for_key(desktop, READ_SELECTION)
            app.wait_for("idle")
    sent = await synthesized(service, SENTENCE)
    assert len(sent) > 3 * 24_000
    assert likeness(sent, recording) > 0.98


def test_it_goes_on_when_a_service_that_died_is_back(
    desktop: Desktop, home: Home, service: Service, sound_server: SoundServer
) -> None:
    home.use(service)
    with App.running(home, desktop.environment, sound_server.environment) as app:
        app.order("read-text", " ".join([LONG] * 4))
        with sound_server.recording():
            app.wait_for("speaking")
            time.sleep(1)
            service.kill()
            app.wait_for("trouble", limit=90)
        assert "WARNING" in home.log
        service.start()
        with sound_server.recording() as recording:
            app.wait_for("speaking", limit=60)
            time.sleep(3)
        assert recording.duration > 2


def test_it_goes_on_when_a_device_that_was_removed_is_back(
    desktop: Desktop, home: Home, sound_server: SoundServer
) -> None:
    with App.running(home, desktop.environment, sound_server.environment) as app:
        with sound_server.recording():
            app.order("read-text", LONG)
            wait_until(sound_server.playing, "nothing plays")
            time.sleep(1)
        sound_server.remove_sink()
        app.wait_for("trouble")
        sound_server.add_sink()
        with sound_server.recording() as recording:
            app.wait_for("speaking")
            app.wait_for("idle", limit=90)
        assert recording.duration > 5
        assert recording.silences(1.0) == []


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
        for _ in range(30):
            time.sleep(1)
            used.append(_resident(app.process.pid))
        app.order("stop")
    settled = used[10:]
    assert max(settled) - min(settled) < 8 << 20


def test_wrong_settings_are_told_and_kept_aside(
    desktop: Desktop, home: Home, sound_server: SoundServer
) -> None:
    home.config.write_text("version = 1\nactive = [this is none\n")
    wrong = home.config.read_text()
    with App.running(home, desktop.environment, sound_server.environment) as app:
        wait_until(lambda: f"{home.config} cannot be read" in home.log, "it says nothing")
        assert app.state == "idle"
        app.order("speed", "1.5")
        aside = home.config.with_name("config.toml.wrong")
        wait_until(aside.exists, "the wrong file is not kept")
        wait_until(lambda: _speed(home) == 1.5, "new settings are not kept")
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
            wait_until(lambda: "The settings cannot be written" in home.log, "it says nothing")
            assert _speed(home) == 1.2
            filler.unlink()
            app.order("speed", "1.7")
            wait_until(lambda: _speed(home) == 1.7, "they are not saved once there is space")
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
