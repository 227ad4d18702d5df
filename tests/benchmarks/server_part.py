"""The local server with its speech engine, heard by one and by many."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.listeners import AHEAD
from tests.benchmarks.processes import local_server, measure
from tests.benchmarks.report import Bar, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

_LISTENERS: Final = "tests.benchmarks.listeners"
_STREAMS: Final = 50
_MOST: Final = 0.030


class ServerPart:
    """Time to first audio, and streams at real-time pace."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._times = 20 if quick else 60
        self._seconds = 20.0 if quick else 66.0
        self._first: Figure | None = None
        self._sound: Figure | None = None
        self._real_time: dict[str, Any] = {}

    def run(self) -> None:
        """Measure everything."""
        with local_server() as service:
            whom = asdict(service)
            self._console.print("[dim]… local server, time to first audio[/]")
            run = measure(_LISTENERS, {"measure": "first_audio", "times": self._times, **whom})
            self._first = Figure.of(run["first_audio"])
            self._sound = Figure.of(run["first_sound"])
            self._console.print(f"[dim]… local server, {_STREAMS} streams at real-time pace[/]")
            self._real_time = measure(
                _LISTENERS,
                {"measure": "real_time", "streams": _STREAMS, "seconds": self._seconds, **whom},
            )

    def bars(self) -> Iterator[Bar]:
        """What was promised of the server."""
        if self._first is not None:
            yield Bar(
                "local server, first audio after the first sentence is sent",
                "≤ 30 ms",
                f"{self._first.text(1000)} ms",
                self._first.median <= _MOST,
            )
        if heard := self._real_time:
            yield Bar(
                f"local server, {_STREAMS} streams at real-time pace, late pieces",
                "none",
                f"{heard['late']} of {heard['chunks']}",
                not heard["late"],
            )

    def tables(self) -> Iterator[Table]:
        """The figures."""
        table = Table(title="local server with eSpeak NG", title_justify="left")
        table.add_column("what")
        table.add_column("measured", justify="right")
        if self._first is not None and self._sound is not None:
            table.add_row("first samples after the first sentence, ms", self._first.text(1000))
            table.add_row("first that are not silence, ms", self._sound.text(1000))
        if heard := self._real_time:
            first = Figure.of(heard["first_audio"])
            table.add_row(f"{_STREAMS} streams: first audio, ms", first.text(1000))
            table.add_row("seconds of audio, each", Figure.of(heard["seconds"]).text())
            table.add_row("pieces", str(heard["chunks"]))
            table.add_row("late pieces", str(heard["late"]))
            table.add_row("least slack of a piece, ms", f"{heard['slack'] * 1000:.0f}")
        yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        return [
            (
                f"The {_STREAMS} listeners start at the same moment, play from the first piece on"
                f" without a pre-buffer, and take pieces up to {AHEAD:g} s before they need them."
            )
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {
            "first_audio": asdict(self._first) if self._first is not None else None,
            "first_sound": asdict(self._sound) if self._sound is not None else None,
            "real_time": self._real_time,
        }
