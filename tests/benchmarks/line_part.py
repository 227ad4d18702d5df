"""First audio through a long line, counted in round trips."""

from __future__ import annotations

from dataclasses import asdict
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.line_child import LINE_CONTENDERS
from tests.benchmarks.processes import delaying_line, local_server, measure, voice_of
from tests.benchmarks.report import Bar, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from tests.benchmarks.processes import Service

_DELAYS: Final = (0.0, 0.03, 0.1, 0.25)
"""Seconds of a round trip: the house, the country, the continent, the other side of the world."""
_STATES: Final = ("warm", "cold")
_MOST_TRIPS: Final = 1.1
_MOST_MORE: Final = 0.002
"""Seconds by which we may be later than the least without a line."""
_BARRED: Final = ("ours-whole", "ours-written", "desktop")


class LinePart:
    """All contenders by turns, at each length of the line."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._rounds = 2 if quick else 5
        self._times = 3 if quick else 5
        self._seconds: dict[tuple[float, str, str], list[float]] = {}

    def run(self) -> None:
        """Measure everything."""
        with local_server() as service:
            voice = voice_of(service)
            for delay in _DELAYS:
                self._console.print(f"[dim]… a line of {delay * 1000:g} ms[/]")
                with delaying_line(service, delay) as line:
                    for _ in range(self._rounds):
                        self._round(delay, line, voice)

    def _round(self, delay: float, line: Service, voice: str) -> None:
        for contender in LINE_CONTENDERS:
            measured = measure(
                "tests.benchmarks.line_child",
                {
                    "contender": contender,
                    "url": line.url,
                    "token": line.token,
                    "voice": voice,
                    "times": self._times,
                },
            )
            for state in _STATES:
                key = delay, contender, state
                self._seconds.setdefault(key, []).extend(measured[state])

    def _own(self, contender: str) -> float:
        """What the service itself takes, in seconds: the least that a client can do, no line."""
        return median(self._seconds[0.0, LINE_CONTENDERS[contender].of, "warm"])

    def _trips(self, delay: float, contender: str, state: str) -> Figure:
        own = self._own(contender)
        return Figure.of(
            [(seconds - own) / delay for seconds in self._seconds[delay, contender, state]]
        )

    def _least_trips(self, delay: float, contender: str, state: str) -> float:
        """Those of the fastest, which others on the machine have disturbed least."""
        of = LINE_CONTENDERS[contender].of
        own = min(self._seconds[0.0, of, "warm"])
        return (min(self._seconds[delay, contender, state]) - own) / delay

    def bars(self) -> Iterator[Bar]:
        """What was promised."""
        if not self._seconds:
            return
        for contender in _BARRED:
            title = LINE_CONTENDERS[contender].title
            for delay in _DELAYS[1:]:
                trips = self._trips(delay, contender, "warm")
                least = self._least_trips(delay, contender, "warm")
                yield Bar(
                    f"first audio through a line of {delay * 1000:g} ms, warm, {title}",
                    "≤ 1.1 round trips",
                    f"{trips.text()}; the fastest {least:.2f}",
                    self._judged(contender, delay, met=trips.median <= _MOST_TRIPS),
                )
            more = median(self._seconds[0.0, contender, "warm"]) - self._own(contender)
            yield Bar(
                f"first audio without a line, warm, {title}: after that of the least",
                "≤ 2 ms",
                f"{more * 1000:.2f} ms",
                self._judged(contender, 0.0, met=more <= _MOST_MORE),
            )

    def _judged(self, contender: str, delay: float, *, met: bool) -> bool | None:
        """The verdict; none where the least that a client can do was disturbed as much."""
        of = LINE_CONTENDERS[contender].of
        least = self._seconds[delay, of, "warm"]
        disturbed = median(least) - min(least) > max(_MOST_MORE, (_MOST_TRIPS - 1) * delay)
        return met if met or not disturbed else None

    def tables(self) -> Iterator[Table]:
        """The figures."""
        if not self._seconds:
            return
        for state in _STATES:
            table = Table(
                title=f"first audio through a line, {state}: milliseconds, and round trips over the"
                " service's own time",
                title_justify="left",
            )
            table.add_column("who")
            table.add_column("no line, ms", justify="right")
            for delay in _DELAYS[1:]:
                table.add_column(f"{delay * 1000:g} ms", justify="right")
                table.add_column("trips (fastest)", justify="right")
            for contender, kind in LINE_CONTENDERS.items():
                row = [Figure.of(self._seconds[0.0, contender, state]).text(1000)]
                for delay in _DELAYS[1:]:
                    row.append(Figure.of(self._seconds[delay, contender, state]).text(1000))
                    trips = self._trips(delay, contender, state).median
                    row.append(f"{trips:.2f} ({self._least_trips(delay, contender, state):.2f})")
                table.add_row(kind.title, *row)
            yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        return [
            "A line takes a round trip to connect, as TCP does; it has no TLS, and loses nothing.",
            (
                "Cold is a client that was just made and knows nothing of the service, not even its"
                " API version; the desktop's sentence asks for the voices, too."
            ),
            "The service's own time is that of the bare loop on an open connection without a line.",
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {
            "first_audio": [
                {
                    "delay": delay,
                    "contender": contender,
                    "state": state,
                    "seconds": asdict(Figure.of(seconds)),
                    "round_trips": (
                        asdict(self._trips(delay, contender, state)) if delay else None
                    ),
                    "fastest": self._least_trips(delay, contender, state) if delay else None,
                }
                for (delay, contender, state), seconds in self._seconds.items()
            ],
            "remarks": self.remarks(),
        }
