"""Our client beside the vendor's SDK, on a Model Studio that costs nearly nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.model_studio_contenders import MODEL_STUDIO
from tests.benchmarks.processes import measure, recorded_server
from tests.benchmarks.report import Bar, Figure, extrapolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

_OURS, _SDK, _WHOLE, _SOCKET = MODEL_STUDIO
_EVENTS: Final = (0.1, 1.0)
"""Seconds of a frame of audio."""
_HOUR: Final = 3600.0
_MOST_CPU: Final = 0.05


class ModelStudioPart:
    """All contenders by turns."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._rounds = 2 if quick else 4
        self._times = 6 if quick else 12
        self._seconds = 600.0 if quick else 900.0
        self._lengths = (30.0, 120.0) if quick else (60.0, 300.0)
        self._costs: dict[tuple[float, str], list[float]] = {}  # CPU seconds of an hour, by round
        self._first: dict[tuple[float, str, str], Figure] = {}

    def run(self) -> None:
        """Measure everything."""
        with recorded_server() as url:
            for event in _EVENTS:
                self._console.print(f"[dim]… Model Studio, frames of {event:g} s[/]")
                for _ in range(self._rounds):
                    for contender in (_OURS, _SDK, _SOCKET):
                        _, cost = self._stream(url, contender, event, self._seconds)
                        self._costs.setdefault((event, contender), []).append(
                            cost / self._seconds * _HOUR
                        )
                    short, long = (self._stream(url, _WHOLE, event, one) for one in self._lengths)
                    self._costs.setdefault((event, _WHOLE), []).append(
                        extrapolated(short, long, _HOUR)
                    )
                self._first_audio(url, event)

    def _stream(
        self, url: str, contender: str, event: float, seconds: float
    ) -> tuple[float, float]:
        """Seconds of audio of a stream, and seconds of CPU that it cost."""
        asked = {"contender": contender, "url": url, "event": event, "seconds": seconds}
        run = measure("tests.benchmarks.child", {**asked, "measure": "throughput", "streams": 1})
        return run["audio"], run["cpu"]

    def _first_audio(self, url: str, event: float) -> None:
        found: dict[tuple[str, str], list[float]] = {}
        for _ in range(self._rounds):
            for contender in (_OURS, _SDK):
                asked = {"contender": contender, "url": url, "event": event, "times": self._times}
                run = measure("tests.benchmarks.child", {**asked, "measure": "first_audio"})
                for state, values in run.items():
                    found.setdefault((contender, state), []).extend(values)
        for (contender, state), values in found.items():
            self._first[event, contender, state] = Figure.of(values)

    def bars(self) -> Iterator[Bar]:
        """What was promised beside the SDK."""
        for event in _EVENTS:
            where = f"Model Studio, frames of {event:g} s"
            for contender, how in ((_WHOLE, "an hour (extrapolated)"), (_SDK, "scaled to an hour")):
                if ratio := self._ratio(event, contender):
                    yield Bar(
                        f"CPU by that of the {MODEL_STUDIO[contender].title}, {where}, {how}",
                        f"≤ {_MOST_CPU} ×",
                        f"{ratio.median:.4f} × ({ratio.low:.4f}–{ratio.high:.4f})",
                        ratio.median <= _MOST_CPU,
                    )
            for state in ("cold", "warm"):
                ours, sdk = (self._first.get((event, one, state)) for one in (_OURS, _SDK))
                if ours and sdk:
                    yield Bar(
                        f"first audio, {where}, {state}",
                        "no later than the SDK's",
                        f"{ours.median * 1000:.2f} ms; the SDK's {sdk.median * 1000:.2f} ms",
                        ours.median <= sdk.median,
                    )

    def _ratio(self, event: float, contender: str) -> Figure | None:
        """Of our CPU by another's, round by round."""
        pairs = zip(
            self._costs.get((event, _OURS), ()),
            self._costs.get((event, contender), ()),
            strict=True,
        )
        ratios = [ours / other for ours, other in pairs]
        return Figure.of(ratios) if ratios else None

    def tables(self) -> Iterator[Table]:
        """The figures."""
        for event in _EVENTS:
            table = Table(title=f"Model Studio, frames of {event:g} s", title_justify="left")
            table.add_column("client")
            for column in ("CPU s per hour of audio", "first cold, ms", "warm, ms"):
                table.add_column(column, justify="right")
            for contender, kind in MODEL_STUDIO.items():
                costs = self._costs.get((event, contender))
                first = [self._first.get((event, contender, state)) for state in ("cold", "warm")]
                table.add_row(
                    kind.title,
                    Figure.of(costs).text() if costs else "–",
                    *(figure.text(1000) if figure else "–" for figure in first),
                )
            yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        short, long = self._lengths
        quadratic = (
            "Model Studio: the SDK without a callback copies all the audio so far with each frame;"
            f" its hour is extrapolated from streams of {short:g} and {long:g} s."
        )
        return [
            quadratic,
            "Model Studio: warm is our open connection, and the pool of the SDK.",
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {
            "cpu": [
                {"event": event, "contender": contender, **asdict(Figure.of(costs))}
                for (event, contender), costs in self._costs.items()
            ],
            "first_audio": [
                {"event": event, "contender": contender, "state": state, **asdict(figure)}
                for (event, contender, state), figure in self._first.items()
            ],
        }
