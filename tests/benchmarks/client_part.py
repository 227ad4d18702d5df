"""Our client beside its peers, on a server that costs nearly nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.contenders import CONTENDERS
from tests.benchmarks.processes import MeasurementError, measure, recorded_server
from tests.benchmarks.report import Bar, Figure, extrapolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

_FAST: Final = ("ours-ws", "ours-sse", "bare-json", "bare-orjson")
_SAMPLES: Final = ("websocket-client", "requests", "requests-stream")
_REQUESTS: Final = ("requests", "requests-stream")
_SSECLIENT: Final = (*_REQUESTS, "requests-session")
_HOUR: Final = 3600.0
_MIB: Final = 1 << 20
_MOST_BY_SAMPLES: Final = 500.0
"""Seconds of audio that a sample is asked for at the most: more would take minutes."""


@dataclass(frozen=True)
class _Plan:
    events: tuple[float, ...] = (0.1, 1.0, 10.0, 60.0)
    streams: tuple[int, ...] = (1, 10, 50)
    rounds: int = 3
    rounds_of_one: int = 4
    """Where a single stream is measured: the bars are about it."""
    seconds: float = 900.0
    seconds_of_samples: float = 60.0
    long: float = 600.0
    """Seconds of a long stream of the sample whose cost grows with the square of its length."""
    times: dict[float, int] = field(default_factory=lambda: {0.1: 20, 1.0: 20, 10.0: 3, 60.0: 1})
    slow_seconds: float = _HOUR


_FULL: Final = _Plan()
_LARGE: Final = 10.0
"""Seconds of an event above which sseclient takes half a minute for it: it is measured once."""

_QUICK: Final = _Plan(
    events=(0.1, 10.0),
    streams=(1, 10),
    rounds=1,
    rounds_of_one=3,
    seconds=600.0,
    seconds_of_samples=20.0,
    long=120.0,
    slow_seconds=600.0,
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One contender with one size of events and so many streams at once."""

    event: float
    streams: int
    contender: str
    seconds: float
    cpu: Figure
    memory: Figure
    first_audio: Figure

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class ClientPart:
    """All measurements of clients; `run` makes them, the rest tells of them."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._plan = _QUICK if quick else _FULL
        self._cells: dict[tuple[float, int, str], _Cell] = {}
        self._costs: dict[tuple[float, int, str], list[float]] = {}  # CPU per hour, by round
        self._long: dict[float, float] = {}
        self._first: dict[tuple[float, str, str], Figure] = {}
        self._slow: dict[tuple[float, str], float] = {}
        self._left_out: list[str] = []
        self._url = ""

    def run(self) -> None:
        """Measure everything."""
        with recorded_server() as self._url:
            for event in self._plan.events:
                for streams in self._plan.streams:
                    self._throughput(event, streams)
                self._first_audio(event)
                self._long_stream(event)
                self._slow_reader(event)

    def _say(self, words: str) -> None:
        self._console.print(f"[dim]… {words}[/]")

    def _measure(self, contender: str, **asked: Any) -> dict[str, Any] | None:
        try:
            return measure(
                "tests.benchmarks.child", {"contender": contender, "url": self._url, **asked}
            )
        except MeasurementError as error:
            what = " ".join(f"{name}={value}" for name, value in asked.items())
            self._left_out.append(f"{CONTENDERS[contender].title}, {what}: failed: {error}")
            return None

    def _seconds(self, contender: str, event: float, streams: int) -> float:
        """Seconds of audio for each stream; the samples get less, for they are slow."""
        plan = self._plan
        whole = plan.seconds_of_samples if contender in _SAMPLES else plan.seconds
        return max(event, event * round(whole / streams / event))

    def _throughput(self, event: float, streams: int) -> None:
        """Interleaved: every round has every contender once."""
        self._say(f"events of {event:g} s, streams at once: {streams}")
        rounds = self._plan.rounds_of_one if streams == 1 else self._plan.rounds
        runs: dict[str, list[dict[str, Any]]] = {}
        for number in range(rounds):
            for contender in (*_FAST, *_SAMPLES):
                seconds = self._seconds(contender, event, streams)
                if contender in _SAMPLES:
                    if seconds * streams > _MOST_BY_SAMPLES:
                        if not number:
                            self._left_out.append(
                                f"{CONTENDERS[contender].title}, events of {event:g} s,"
                                f" streams={streams}: not run, it would take minutes"
                            )
                        continue
                    if number and (streams > 1 or event > _LARGE or number >= self._plan.rounds):
                        continue
                run = self._measure(
                    contender, measure="throughput", event=event, seconds=seconds, streams=streams
                )
                if run is not None:
                    runs.setdefault(contender, []).append(run)
        for contender, done in runs.items():
            costs = [run["cpu"] / run["audio"] * _HOUR for run in done]
            self._costs[event, streams, contender] = costs
            self._cells[event, streams, contender] = _Cell(
                event,
                streams,
                contender,
                self._seconds(contender, event, streams),
                Figure.of(costs),
                Figure.of([run["memory"] / _MIB for run in done]),
                Figure.of([value for run in done for value in run["first_audio"]]),
            )

    def _first_audio(self, event: float) -> None:
        self._say(f"events of {event:g} s, time to first audio")
        found: dict[tuple[str, str], list[float]] = {}
        for _ in range(self._plan.rounds):
            for contender in CONTENDERS:
                if event > _LARGE and contender in _SSECLIENT:
                    continue
                run = self._measure(
                    contender, measure="first_audio", event=event, times=self._plan.times[event]
                )
                for state, values in (run or {}).items():
                    found.setdefault((contender, state), []).extend(values)
        for (contender, state), values in found.items():
            if values:
                self._first[event, contender, state] = Figure.of(values)

    def _long_stream(self, event: float) -> None:
        """The websocket-client sample copies all the audio so far with every event."""
        self._say(f"events of {event:g} s, a long stream of the websocket-client sample")
        cell = self._cells.get((event, 1, "websocket-client"))
        run = self._measure(
            "websocket-client",
            measure="throughput",
            event=event,
            seconds=self._plan.long,
            streams=1,
        )
        if run is None or cell is None:
            return
        short = cell.seconds, cell.cpu.median / _HOUR * cell.seconds
        self._long[event] = extrapolated(short, (run["audio"], run["cpu"]), _HOUR)

    def _slow_reader(self, event: float) -> None:
        self._say(f"events of {event:g} s, a slow reader of an hour")
        for contender in ("ours-ws", "ours-sse", "bare-json"):
            run = self._measure(
                contender,
                measure="throughput",
                event=event,
                seconds=self._plan.slow_seconds,
                streams=1,
                pause_after=max(event, 3.6),
            )
            if run is not None:
                self._slow[event, contender] = run["memory"] / _MIB

    def bars(self) -> Iterator[Bar]:
        """What was promised of the client."""
        for cell in self._cells.values():
            if cell.contender == "ours-ws":
                yield from self._cpu_bars(cell)
        for (event, contender), growth in self._slow.items():
            if contender.startswith("ours"):
                yield Bar(
                    f"memory over {self._plan.slow_seconds / 60:g} min, slow reader,"
                    f" {CONTENDERS[contender].title}, events of {event:g} s",
                    "< 16 MiB",
                    f"{max(0.0, growth):.1f} MiB",
                    growth < 16,
                )
        for event in self._plan.events:
            yield from self._first_audio_bar(event)

    def _cpu_bars(self, ours: _Cell) -> Iterator[Bar]:
        event, streams = ours.event, ours.streams
        where = f"events of {event:g} s, {streams} at once"
        if bare := self._ratio(event, streams, "ours-ws", "bare-json"):
            yield Bar(
                f"CPU by that of a bare loop, {where}",
                "≤ 1.3 ×",
                f"{bare.text()} ×",
                bare.median <= 1.3,
            )
        if streams == 1 and (hour := self._long.get(event)):
            ratio = hour / ours.cpu.median
            yield Bar(
                f"CPU of the websocket-client sample, {where}, one stream of an hour",
                "≥ 100 × less",
                f"{ratio:.0f} × (extrapolated)",
                ratio >= 100,
            )
        if sample := self._ratio(event, streams, "websocket-client", "ours-ws"):
            seconds = self._seconds("websocket-client", event, streams)
            yield Bar(
                f"CPU of the websocket-client sample, {where}, streams of {seconds:g} s",
                "≥ 100 × less",
                f"{sample.text()} ×",
                sample.median >= 100,
            )
        for contender in _REQUESTS:
            if sample := self._ratio(event, streams, contender, "ours-ws"):
                yield Bar(
                    f"CPU of {CONTENDERS[contender].title}, {where}",
                    "≥ 3 × less",
                    f"{sample.text()} ×",
                    sample.median >= 3,
                )

    def _ratio(self, event: float, streams: int, over: str, under: str) -> Figure | None:
        """Between two contenders, round by round: what slows a round slows both."""
        pairs = zip(
            self._costs.get((event, streams, over), ()),
            self._costs.get((event, streams, under), ()),
            strict=False,  # the samples have fewer rounds
        )
        ratios = [one / other for one, other in pairs]
        return Figure.of(ratios) if ratios else None

    def _first_audio_bar(self, event: float) -> Iterator[Bar]:
        ours = self._first.get((event, "ours-ws", "warm"))
        peers = [
            figure.median
            for (of, contender, _), figure in self._first.items()
            if of == event and contender not in _FAST
        ]
        if ours and peers:
            yield Bar(
                f"first audio on a warm connection, events of {event:g} s",
                "no later than any peer",
                f"{ours.median * 1000:.2f} ms; peers {min(peers) * 1000:.2f} ms",
                ours.median <= min(peers),
            )

    def tables(self) -> Iterator[Table]:
        """The figures."""
        for event in self._plan.events:
            yield self._table_of(event)

    def _table_of(self, event: float) -> Table:
        table = Table(
            title=f"events of {event:g} s: CPU seconds per hour of audio, peak memory growth in"
            " MiB, milliseconds to first audio",
            title_justify="left",
        )
        table.add_column("client")
        for streams in self._plan.streams:
            table.add_column(f"CPU, {streams} at once", justify="right")
        for streams in self._plan.streams:
            table.add_column(f"MiB, {streams}", justify="right")
        table.add_column("slow reader, MiB", justify="right")
        table.add_column("first cold, ms", justify="right")
        table.add_column("warm, ms", justify="right")
        for streams in self._plan.streams[1:]:
            table.add_column(f"{streams} at once, ms", justify="right")
        for contender, kind in CONTENDERS.items():
            table.add_row(kind.title, *self._row(event, contender))
        return table

    def _row(self, event: float, contender: str) -> Iterator[str]:
        cells = [self._cells.get((event, streams, contender)) for streams in self._plan.streams]
        yield from (cell.cpu.text() if cell else "–" for cell in cells)
        yield from (f"{cell.memory.median:.1f}" if cell else "–" for cell in cells)
        growth = self._slow.get((event, contender))
        yield "–" if growth is None else f"{max(0.0, growth):.1f}"
        for state in ("cold", "warm"):
            figure = self._first.get((event, contender, state))
            yield figure.text(1000) if figure else "–"
        yield from (cell.first_audio.text(1000) if cell else "–" for cell in cells[1:])

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        noisy = sum(cell.cpu.noisy for cell in self._cells.values())
        plan = self._plan
        amounts = (
            f"Amounts of audio differ: {plan.seconds:g} s for our client and the bare loops,"
            f" {plan.seconds_of_samples:g} s for the samples (at least one event a stream);"
            " CPU is scaled to an hour."
        )
        remarks = [amounts]
        if noisy:
            remarks.append(
                f"The machine was noisy: in {noisy} of {len(self._cells)} cells the dearest round"
                " cost over 1.5 times the cheapest."
            )
        return [*remarks, *self._left_out]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {
            "throughput": [cell.as_json() for cell in self._cells.values()],
            "first_audio": [
                {"event": event, "contender": contender, "state": state, **asdict(figure)}
                for (event, contender, state), figure in self._first.items()
            ],
            "websocket_client_hour": self._long,
            "slow_reader": [
                {"event": event, "contender": contender, "memory": growth}
                for (event, contender), growth in self._slow.items()
            ],
            "remarks": self.remarks(),
        }
