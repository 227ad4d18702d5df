"""The tray app as the process that it is: from a key to the first sound, gaps, rest, start."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rich.table import Table

from desktop_app.reading.text import Script
from shared_client import CosyVoiceClient, SpeechOptions
from tests.benchmarks.processes import ROOT, MeasurementError
from tests.benchmarks.report import Bar, Figure
from tests.desktop import App, Desktop, Home, Service
from tests.sound_server import RATE, SINK, SoundServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

KEY: Final = "ctrl+alt+r"
_COUNTED: Final = (sys.executable, "-P", "-m", "tests.benchmarks.desktop_child")
_HELD: Final = (sys.executable, "-P", "-m", "tests.benchmarks.held_child")
_MIB: Final = 1 << 20
_LIMIT: Final = 30.0
_GAP: Final = 0.06  # inside of a sentence the engine is silent for 50 ms at most
_SENTENCE: Final = (
    "This is sentence number {} of a text that is read aloud while the machine has a lot to do."
)
_SENTENCE_SECONDS: Final = 4.9
_HELD_SECONDS: Final = 3.0
_MOST_MS: Final = 200
_MOST_MIB: Final = 120
_MOST_CPU: Final = 0.5
_MOST_GAP_MS: Final = 20
_MOST_START: Final = 1.0
_MOST_OPEN: Final = 0.5
_MOST_WIDTH: Final = 0.1


class DesktopPart:
    """Runs the app on a display and a sound server of its own, and listens at the monitor."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._keys = 7 if quick else 21
        self._starts = 3 if quick else 9
        self._minutes = 1.0 if quick else 10.0
        self._rest = 15.0 if quick else 60.0
        self._key: Figure | None = None
        self._key_held: Figure | None = None
        self._start: Figure | None = None
        self._work: Figure | None = None
        self._speech: dict[str, float] = {}
        self._resting: dict[str, float] = {}
        self._page: dict[str, float] = {}

    def run(self) -> None:
        """Measure everything."""
        with ExitStack() as stack:
            desktop = stack.enter_context(Desktop.running())
            sound = stack.enter_context(SoundServer.running())
            home = stack.enter_context(Home.made())
            voices = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            service = stack.enter_context(Service.running(voices))
            environment = {**desktop.environment, **sound.environment}
            sound.hurry()
            home.use(service)
            self._say("from a key to the first sound")
            with App.running(home, environment) as app:
                self._measure_keys(app, desktop, sound)
            self._say("the same while the windows are busy")
            home.environment["PYTHONPATH"] = str(ROOT)
            with App.running(home, environment, command=_HELD, arguments=("--hidden",)) as app:
                self._measure_keys_held(app, desktop, sound)
            del home.environment["PYTHONPATH"]
            self._say("at rest")
            home.set_up()  # the built-in voice, as most have it
            with App.running(home, environment) as app:
                self._resting = _at_rest(app, self._rest)
            home.use(service, "history = false\n")
            self._say("a long text in the Reader")
            self._page = _of_page()
            self._say("start")
            self._measure_starts(home, environment)
            self._say(f"{self._minutes:g} minutes of speech, both cores busy")
            self._speech = _under_load(home, service, sound, environment, self._minutes)

    def bars(self) -> Iterator[Bar]:
        """What was promised of the app."""
        if self._key is not None:
            yield Bar(
                "desktop: hotkey on selected text to first sample at the monitor, median (range)",
                f"≤ {_MOST_MS} ms",
                f"{self._key.text(1000)} ms",
                self._key.median * 1000 <= _MOST_MS,
            )
        if speech := self._speech:
            yield Bar(
                f"desktop: underruns in {speech['seconds'] / 60:.1f} min of speech, all cores busy",
                "none",
                f"{speech['underruns']:.0f}, device ran dry {speech['xruns']:.0f} times;"
                f" silences not synthesised: {speech['added']:+.0f}",
                not speech["underruns"] and not speech["added"],
            )
            yield Bar(
                "desktop: gaps between sentences, longest difference from those synthesised",
                f"± {_MOST_GAP_MS} ms",
                f"{speech['gap_ms']:.1f} ms of {speech['gaps']:.0f} gaps",
                speech["gap_ms"] <= _MOST_GAP_MS,
            )
        if rest := self._resting:
            yield Bar(
                "desktop: memory at rest (PSS of the app's process)",
                f"≤ {_MOST_MIB} MiB",
                f"{rest['mib']:.1f} MiB; children {rest['children_mib']:.1f} MiB more",
                rest["mib"] <= _MOST_MIB,
            )
            yield Bar(
                "desktop: processor time at rest, of one core",
                f"≤ {_MOST_CPU} %",
                f"{rest['cpu']:.2f} %; with children {rest['cpu'] + rest['children_cpu']:.2f} %",
                rest["cpu"] + rest["children_cpu"] <= _MOST_CPU,
            )
        if page := self._page:
            yield Bar(
                "desktop: open 500,000 characters in the Reader (processor time), the worst text",
                f"< {_MOST_OPEN} s",
                f"{page['open']:.2f} s",
                page["open"] < _MOST_OPEN,
            )
            width = max(page["make the window wider"], page["make the lines shorter"])
            yield Bar(
                "desktop: another width of the window there",
                f"≤ {_MOST_WIDTH} s",
                f"{width:.2f} s",
                width <= _MOST_WIDTH,
            )
        if self._work is not None and self._start is not None:
            yield Bar(
                "desktop: own work from start to tray (processor time), median (range)",
                f"< {_MOST_START} s",
                f"{self._work.text()} s; {self._start.text()} s by the clock",
                self._work.median < _MOST_START,
            )

    def tables(self) -> Iterator[Table]:
        """The figures."""
        table = Table(title="desktop app", title_justify="left")
        table.add_column("what")
        table.add_column("measured", justify="right")
        for name, figure, scale in (
            ("hotkey to first sample at the monitor, ms", self._key, 1000.0),
            ("the same, the windows' thread held for 1 s at a time, ms", self._key_held, 1000.0),
            ("start to tray, s", self._start, 1.0),
            ("processor time from start to tray, s", self._work, 1.0),
        ):
            if figure is not None:
                table.add_row(name, figure.text(scale))
        for name, value in {**self._resting, **self._speech}.items():
            table.add_row(name, f"{value:.2f}")
        for name, value in self._page.items():
            table.add_row(f"500,000 characters in the Reader: {name}, s", f"{value:.3f}")
        yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        return [
            "A key counts from the start of xdotool; its own time and the monitor's are included.",
            "A key reads a text that was never spoken before, with a service that is warm.",
            "The sound server runs in real time, where that is allowed, as PipeWire's threads do.",
            "At rest is 10 s after a sentence. Children: the audio process, the local server.",
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        figures = {
            "hotkey": self._key,
            "hotkey_held": self._key_held,
            "start": self._start,
            "start_cpu": self._work,
        }
        return {
            **{name: asdict(one) for name, one in figures.items() if one is not None},
            "rest": self._resting,
            "speech": self._speech,
            "page": self._page,
        }

    def _say(self, what: str) -> None:
        self._console.print(f"[dim]… desktop: {what}[/]")

    def _measure_keys(self, app: App, desktop: Desktop, sound: SoundServer) -> None:
        desktop.select("Warm.")
        app.wait_for_key(desktop, KEY)
        app.wait_for("idle")
        times = []
        for number in range(self._keys):
            desktop.select(_SENTENCE.format(number))
            sleep(0.5)
            times.append(_first_sound(desktop, sound))
            app.order("stop")
            app.wait_for("idle")
        self._key = Figure.of(times)

    def _measure_keys_held(self, app: App, desktop: Desktop, sound: SoundServer) -> None:
        """Its windows answer late, so this waits for a time where the others ask it."""
        desktop.select("Warm.")
        sleep(_HELD_SECONDS)
        desktop.press(KEY)
        sleep(_HELD_SECONDS)
        times = []
        for number in range(self._keys, 2 * self._keys):
            desktop.select(_SENTENCE.format(number))
            sleep(0.5)
            times.append(_first_sound(desktop, sound))
            app.order("stop")
            sleep(_HELD_SECONDS)
        self._key_held = Figure.of(times)

    def _measure_starts(self, home: Home, environment: dict[str, str]) -> None:
        starts, works = [], []
        for _ in range(self._starts + 1):
            started_at = perf_counter()
            with App.running(home, environment) as app:
                starts.append(perf_counter() - started_at)
                works.append(_cpu_seconds(app.process.pid))
        self._start, self._work = Figure.of(starts[1:]), Figure.of(works[1:])


def _first_sound(desktop: Desktop, sound: SoundServer) -> float:
    """Seconds from a key that is pressed until the sink's monitor is not silent any more."""
    orders = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10")
    with subprocess.Popen(
        ["parec", "-d", f"{SINK}.monitor", *orders],
        env={**os.environ, **sound.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as monitor:
        assert monitor.stdout is not None
        try:
            os.read(monitor.stdout.fileno(), 4096)  # it records
            pressed_at = perf_counter()
            desktop.press(KEY)
            while perf_counter() - pressed_at < _LIMIT:
                if any(os.read(monitor.stdout.fileno(), 4096)):
                    return perf_counter() - pressed_at
        finally:
            monitor.terminate()
    raise MeasurementError("nothing was heard")


def _at_rest(app: App, seconds: float) -> dict[str, float]:
    """Memory in MiB and processor time in percent of one core, some time after a sentence."""
    app.order("read-text", "This is a sentence.")
    app.wait_for("speaking")
    app.wait_for("idle")
    sleep(10)
    children = list(_descendants(app.process.pid))
    before = _cpu_seconds(app.process.pid), sum(map(_cpu_seconds, children))
    sleep(seconds)
    after = _cpu_seconds(app.process.pid), sum(map(_cpu_seconds, children))
    return {
        "mib": _pss(app.process.pid) / _MIB,
        "children_mib": sum(map(_pss, children)) / _MIB,
        "cpu": 100 * (after[0] - before[0]) / seconds,
        "children_cpu": 100 * (after[1] - before[1]) / seconds,
    }


def _of_page() -> dict[str, float]:
    """What the Reader's page costs with a long text: seconds of processor time by step."""
    child = [sys.executable, "-m", "tests.benchmarks.page_child"]
    printed = subprocess.run(child, check=True, capture_output=True, text=True).stdout
    costs: dict[str, float] = json.loads(printed)
    return costs


def _under_load(
    home: Home, service: Service, sound: SoundServer, environment: dict[str, str], minutes: float
) -> dict[str, float]:
    """What becomes of long speech while every core is busy."""
    count = max(2, round(minutes * 60 / _SENTENCE_SECONDS))
    text = " ".join(_SENTENCE.format(number) for number in range(count))
    note = home.path / "underruns"
    home.environment["PYTHONPATH"] = str(ROOT)
    with (
        App.running(home, environment, command=_COUNTED, arguments=(str(note), "--hidden")) as app,
        sound.recording() as recording,
    ):
        with _busy_cores():
            app.order("read-text", text)
            app.wait_for("speaking")
            app.wait_for("idle", limit=minutes * 90 + 60)
        sleep(0.5)
    heard = _silences(recording.sound, recording.rate)
    said = asyncio.run(_synthesized(service, text))
    gaps = _silences(said, 24_000)
    return {
        "seconds": recording.duration,
        **{name: float(count) for name, count in json.loads(note.read_text()).items()},
        "added": float(len(heard) - len(gaps)),
        "gaps": float(len(gaps)),
        "gap_ms": _worst(heard, gaps),
    }


def _worst(
    heard: np.ndarray[Any, np.dtype[np.float64]], said: np.ndarray[Any, np.dtype[np.float64]]
) -> float:
    """The longest difference between silences and those they should be, in milliseconds."""
    if len(heard) != len(said):
        return 1000 * float(heard.max(initial=0) - said.min(initial=0))
    return 1000 * float(np.abs(heard - said).max(initial=0))


async def _synthesized(service: Service, text: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the service says for a text, sentence by sentence as the app asks, sound to sound."""
    pcm = bytearray()
    async with CosyVoiceClient(service.url, service.token) as client:
        (voice,) = await client.list_reference_audio()
        script, number = Script(text), 0
        while (sentence := script.get(number)) is not None:
            number += 1
            async with client.stream(sentence.spoken, SpeechOptions(voice.id)) as stream:
                async for piece in stream.pcm():
                    pcm += piece
    samples = np.frombuffer(bytes(pcm), dtype="<i2").astype(np.float64)
    loud = np.flatnonzero(np.abs(samples) > 100)
    return samples[loud[0] : loud[-1] + 1]


def _silences(
    sound: np.ndarray[Any, np.dtype[np.float64]], rate: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Lengths of silences that are no part of a word, in seconds."""
    quiet = np.concatenate(([False], np.abs(sound) <= 100, [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(quiet))
    lengths = (edges[1::2] - edges[::2]) / rate
    return np.asarray(lengths[lengths > _GAP])


@contextmanager
def _busy_cores() -> Iterator[None]:
    """Have as many busy loops as there are cores."""
    loops = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _descendants(child)


def _pss(pid: int) -> int:
    """Bytes of memory, what is shared with others in parts."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    raise MeasurementError("the system does not tell of memory")


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
