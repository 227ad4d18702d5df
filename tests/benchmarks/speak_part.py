"""`cosyvoice speak` with a running server: from the start of its process to the first sound."""

from __future__ import annotations

from dataclasses import asdict
import os
import subprocess
import sys
import tempfile
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.processes import ROOT, MeasurementError, local_server
from tests.benchmarks.report import Bar, Figure
from tests.sound_server import RATE, SINK, SoundServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

_MOST: Final = 1.0
_LIMIT: Final = 30.0
_TEXT: Final = "Hello, 你好。"


class SpeakPart:
    """Runs the command under a sound server of its own and listens at the monitor of its sink."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._times = 3 if quick else 9
        self._first: Figure | None = None

    def run(self) -> None:
        """Measure everything."""
        self._console.print("[dim]… cosyvoice speak[/]")
        with (
            tempfile.TemporaryDirectory() as home,
            local_server() as service,
            SoundServer.running() as sound,
        ):
            environment = {
                **os.environ,
                **sound.environment,
                "HOME": home,
                "PYTHONPATH": str(ROOT),
                "COSYVOICE_URL": service.url,
                "COSYVOICE_TOKEN": service.token,
            }
            _first_sound(environment)  # the first run compiles and fills the disk's cache
            self._first = Figure.of([_first_sound(environment) for _ in range(self._times)])

    def bars(self) -> Iterator[Bar]:
        """What was promised of the command."""
        if self._first is not None:
            yield Bar(
                "cosyvoice speak, from process start to first sound, server running",
                "≤ 1.0 s",
                f"{self._first.text()} s",
                self._first.median <= _MOST,
            )

    def tables(self) -> Iterator[Table]:
        """The figures."""
        table = Table(title="command line", title_justify="left")
        table.add_column("what")
        table.add_column("measured", justify="right")
        if self._first is not None:
            table.add_row("cosyvoice speak, process start to first sound, s", self._first.text())
        yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        return ["The first sound is taken at the monitor of the sink: its delay is included."]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {"first_sound": asdict(self._first) if self._first is not None else None}


def _first_sound(environment: dict[str, str]) -> float:
    """Seconds from the start of the process until the sink's monitor is not silent any more."""
    orders = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10")
    with subprocess.Popen(
        ["parec", "-d", f"{SINK}.monitor", *orders],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as monitor:
        assert monitor.stdout is not None
        try:
            os.read(monitor.stdout.fileno(), 4096)  # it records
            started_at = perf_counter()
            with subprocess.Popen(
                [sys.executable, "-m", "desktop_app.cli", "speak", "--quiet", _TEXT],
                env=environment,
                stdin=subprocess.DEVNULL,
            ) as command:
                first = _listen(monitor.stdout.fileno(), started_at)
                if command.wait(_LIMIT):
                    raise MeasurementError(f"cosyvoice speak ended with {command.returncode}")
        finally:
            monitor.terminate()
    return first


def _listen(descriptor: int, started_at: float) -> float:
    while perf_counter() - started_at < _LIMIT:
        if any(os.read(descriptor, 4096)):
            return perf_counter() - started_at
    raise MeasurementError("cosyvoice speak was not heard")
