"""A PulseAudio of the tests' own, with a null sink that is recorded, and what a recording tells."""

from __future__ import annotations

from contextlib import contextmanager, suppress
import functools
import os
from pathlib import Path
import shutil
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from tests.programs import end, running, until

if TYPE_CHECKING:
    from collections.abc import Iterator

SINK: Final = "test"
MICROPHONE: Final = "microphone"
"""The sink of the microphone, where there is one."""

RATE: Final = 48_000
"""Rate of the sink and of recordings, in Hz."""

_AUDIBLE: Final = 100
_PROGRAMS: Final = ("pulseaudio", "pactl", "pacat", "parec")
_INSTALL: Final = (
    "install a sound server for the tests (script/setup does it): "
    "sudo apt-get install pulseaudio pulseaudio-utils libasound2-plugins"
)

_ALSA: Final = """\
pcm.pulse {{ type pulse server "{server}" }}
pcm.!default {{ type pulse server "{server}" }}
ctl.!default {{ type pulse server "{server}" }}
"""


def tone(
    seconds: float, *, rate: int = 24_000, frequency: float = 500, level: int = 12_000
) -> bytes:
    """Make a sine as signed 16 bit mono PCM; it begins at phase zero."""
    time_axis = np.arange(round(seconds * rate)) / rate
    wave = level * np.sin(2 * np.pi * frequency * time_axis)
    return _pcm(wave)


def noise(seconds: float, *, rate: int = 24_000, level: int = 6_000) -> bytes:
    """Make noise below 5 kHz: every 20 ms of it are like no others."""
    frames = round(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(7).standard_normal(frames))
    spectrum[np.fft.rfftfreq(frames, 1 / rate) > 5_000] = 0
    wave = np.fft.irfft(spectrum, frames)
    return _pcm((wave / wave.std() * level).clip(-32_000, 32_000))


def _pcm(wave: np.ndarray[Any, np.dtype[np.float64]]) -> bytes:
    return bytes(wave.astype("<i2").tobytes())


class Recording:
    """What the sink played, mono. Read it once recording has ended.

    Attributes:
        rate: Samples per second.
    """

    def __init__(self, path: Path, rate: int = RATE) -> None:
        self._path = path
        self.rate = rate

    @functools.cached_property
    def samples(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Everything recorded."""
        raw = self._path.read_bytes()
        return np.frombuffer(raw[: len(raw) & ~1], dtype="<i2").astype(np.float64)

    @functools.cached_property
    def sound(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """From the first to the last sample that can be heard."""
        loud = np.flatnonzero(np.abs(self.samples) > _AUDIBLE)
        return self.samples[loud[0] : loud[-1] + 1] if loud.size else self.samples[:0]

    @property
    def duration(self) -> float:
        """Seconds from the first to the last sample that can be heard."""
        return len(self.sound) / self.rate

    @property
    def so_far(self) -> float:
        """As `duration`, while it is still being recorded."""
        return Recording(self._path, self.rate).duration

    @property
    def peak(self) -> float:
        """The greatest sample."""
        return float(np.abs(self.samples).max(initial=0))

    @property
    def steepest(self) -> float:
        """The greatest step between neighbours; a click stands out from a sine by far."""
        return float(np.abs(np.diff(self.samples)).max(initial=0))

    def silences(self, longer_than: float) -> list[float]:
        """Give the lengths of silences inside the sound, in seconds."""
        quiet = np.abs(self.sound) <= _AUDIBLE
        edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
        lengths = (edges[1::2] - edges[::2]) / self.rate
        return [float(length) for length in lengths if length > longer_than]

    def phase_error(self, frequency: float = 500) -> float:
        """Give how far the phase of a sine strays from its own mean, in radians, edges left out."""
        sound = self.sound
        angle = 2 * np.pi * frequency / self.rate * np.arange(len(sound))
        width = round(4 * self.rate / frequency)
        window = np.ones(width) / width
        phase = np.unwrap(np.angle(np.convolve(sound * np.exp(-1j * angle), window, "valid")))
        inner = phase[width:-width]
        return float(np.abs(inner - np.median(inner)).max(initial=0))

    def missing(self, pcm: bytes, *, rate: int = 24_000, block: float = 0.02) -> list[float]:
        """Say which blocks of noise that was sent are nowhere in the recording, by their time."""
        sent = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
        step = self.rate // rate
        heard = self.samples.reshape(-1)[: len(self.samples) // step * step]
        heard = heard.reshape(-1, step).mean(axis=1)
        size = 1 << (len(heard) + round(block * rate)).bit_length()
        spectrum = np.fft.rfft(heard, size)
        energy = np.concatenate(([0.0], np.cumsum(heard**2)))
        length = round(block * rate)
        power = np.sqrt(energy[length:] - energy[:-length]) + 1
        lost = []
        for start in range(0, len(sent) - length + 1, length):
            piece = sent[start : start + length]
            match = np.fft.irfft(spectrum * np.conj(np.fft.rfft(piece, size)), size)
            likeness = match[: len(power)] / power / np.linalg.norm(piece)
            if likeness.max() < 0.7:
                lost.append(start / rate)
        return lost


class SoundServer:
    """A running PulseAudio. Programs find it by `environment`.

    Attributes:
        address: Where it listens, as `PULSE_SERVER` has it.
        environment: What a program needs to play on it, through ALSA too.
        can_record: Whether `recording` is allowed. A test says by its mark that it depends on time.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.address = f"unix:{directory}/native"
        alsa = directory / "asound.conf"
        alsa.write_text(_ALSA.format(server=self.address))
        self.environment = {
            "PULSE_SERVER": self.address,
            "PULSE_RUNTIME_PATH": str(directory),
            "PULSE_STATE_PATH": str(directory),
            "PULSE_COOKIE": str(directory / "cookie"),
            "ALSA_CONFIG_PATH": str(alsa),
        }
        self._programs: list[subprocess.Popen[bytes]] = []
        self._sinks: dict[str, str] = {}
        self._silences: dict[str, subprocess.Popen[bytes]] = {}
        self._suspended: set[str] = set()
        self._recordings = 0
        self.can_record = True

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start a server with one sink that always plays silence; end it afterwards.

        Raises:
            RuntimeError: A program is not installed.
            AssertionError: The server does not start.
        """
        absent = [program for program in _PROGRAMS if not shutil.which(program)]
        if absent:
            raise RuntimeError(f"{', '.join(absent)} not found: {_INSTALL}")
        # A socket's path may have 107 bytes: pytest's own directories are too long for that.
        with tempfile.TemporaryDirectory(prefix="sound-") as directory:
            server = cls(Path(directory))
            try:
                server._start()
                yield server
            finally:
                server._end()

    def pactl(self, *arguments: str) -> str:
        """Run `pactl` and give what it prints."""
        return subprocess.run(
            ["pactl", *arguments],
            env=self._whole_environment(),
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
        ).stdout.strip()

    def add_sink(self, name: str = SINK) -> None:
        """Add a null sink; without one the server has no device to play on."""
        self._sinks[name] = self.pactl(
            "load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}", "norewinds=1"
        )
        # norewinds: a null sink renders up to 2 s ahead otherwise, and what comes then is as late.
        # An idle sink, besides, may stay silent after an underrun.
        self._play_silence(name)

    def remove_sink(self, name: str = SINK) -> None:
        """Take the sink away; what plays on it is cut off."""
        self.pactl("unload-module", self._sinks.pop(name))
        self._suspended.discard(name)
        self._end_silence(name)  # the server may have moved it to another sink

    def allow_recording(self, *, allow: bool) -> None:
        """Say whether the test that comes may record; the sinks take less processor where not."""
        if allow != self.can_record:
            self.can_record = allow
            for name in self._sinks:
                self._end_silence(name)
                self._play_silence(name)

    def _play_silence(self, name: str) -> None:
        latency = 20 if self.can_record else 500
        program = self._run("pacat", f"--latency-msec={latency}", "-d", name, "/dev/zero")
        self._silences[name] = program

    def _end_silence(self, name: str) -> None:
        silence = self._silences.pop(name)
        end(silence)
        self._programs.remove(silence)

    def suspend_sink(self, name: str = SINK, *, on: bool) -> None:
        """Let the sink stand still, or go on."""
        self.pactl("suspend-sink", name, "1" if on else "0")
        (self._suspended.add if on else self._suspended.discard)(name)

    def hurry(self) -> None:
        """Let all of the server run in real time, where that is allowed; its devices always do."""
        with suppress(OSError):
            os.sched_setscheduler(self._programs[0].pid, os.SCHED_RR, os.sched_param(2))

    def playing(self) -> int:
        """Count the streams that play, those that keep sinks awake left out."""
        clients = self.pactl("list", "sink-inputs")
        return clients.count("Sink Input #") - clients.count('application.name = "pacat"')

    def reset(self) -> None:
        """Have the one sink again, whatever a test did."""
        for name in set(self._sinks) - {SINK}:
            self.remove_sink(name)
        if SINK not in self._sinks:
            self.add_sink()
        if SINK in self._suspended:
            self.suspend_sink(on=False)

    @contextmanager
    def microphone(self) -> Iterator[None]:
        """Have a microphone, which programs take by default; it hears the sink `MICROPHONE`."""
        self.add_sink(MICROPHONE)
        try:
            self.pactl("set-default-source", f"{MICROPHONE}.monitor")
            yield
        finally:
            self.reset()
            self.pactl("set-default-source", f"{SINK}.monitor")

    @contextmanager
    def saying(
        self, pcm: bytes, *, sink: str = MICROPHONE, latency: int = 200
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Play signed 16 bit mono PCM at 24 kHz into a sink while the block runs.

        Args:
            pcm: What to play.
            sink: Where.
            latency: Of the stream, in ms.
        """
        with tempfile.TemporaryFile() as said:
            said.write(pcm)
            said.seek(0)
            with running(
                [
                    *("pacat", "-d", sink, "--rate=24000", "--channels=1", "--format=s16le"),
                    *("--raw", f"--latency-msec={latency}"),
                ],
                env=self._whole_environment(),
                stdin=said,
            ) as process:
                yield process

    @contextmanager
    def recording(self, name: str = SINK, rate: int = RATE) -> Iterator[Recording]:
        """Record what a sink plays, from before the block until 0.1 s after it."""
        assert self.can_record, "a test that listens is marked: @pytest.mark.audio"
        self._recordings += 1
        path = self._directory / f"recording-{self._recordings}"
        with path.open("wb") as file:
            recorder = self._run(
                "parec",
                "-d",
                f"{name}.monitor",
                f"--rate={rate}",
                "--channels=1",
                "--format=s16le",
                "--raw",
                "--latency-msec=20",
                stdout=file,
            )
            try:
                until(lambda: path.stat().st_size > 0, "parec records nothing")
                yield Recording(path, rate)
                time.sleep(0.1)
            finally:
                end(recorder)
                self._programs.remove(recorder)

    def _start(self) -> None:
        self._run(
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--use-pid-file=no",
            "--exit-idle-time=-1",
            "--realtime=yes",
            "--high-priority=yes",
            "-L",
            f"module-native-protocol-unix socket={self._directory}/native auth-anonymous=1",
        )
        until(self._answers, "pulseaudio does not start")
        self.add_sink()

    def _answers(self) -> bool:
        try:
            self.pactl("info")
        except subprocess.CalledProcessError:
            return False
        return True

    def _run(self, *arguments: str, stdout: Any = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        program = subprocess.Popen(
            arguments,
            env=self._whole_environment(),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        )
        self._programs.append(program)
        return program

    def _whole_environment(self) -> dict[str, str]:
        return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", **self.environment}

    def _end(self) -> None:
        for program in reversed(self._programs):
            end(program)
