"""The tray app as a speaker of a Home Assistant: how soon it is heard, and what the line costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.processes import InHomeAssistant
from tests.benchmarks.report import Bar, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST: Final = 0.150
_PROCESSOR: Final = 0.001
_MEMORY: Final = 3 << 20
_FORMS: Final = {"wav": "WAV, as the app asks for", "mp3": "MP3, as from away"}


class AnnouncePart(InHomeAssistant):
    """Announces on the app, paired with a real Home Assistant, and listens at the monitor."""

    module = "tests.home_assistant.announcing_speed"
    what = "announcements"

    def _added(self, form: str) -> Figure:
        rounds = self._measured["rounds"][form]
        return Figure.of([one["heard"] - one["engine"] for one in rounds])

    def _more(self, what: str) -> float:
        rest = self._measured["rest"]
        return float(rest["at_home"][what] - rest["alone"][what])

    def bars(self) -> Iterator[Bar]:
        """What was promised."""
        added = self._added("wav")
        yield Bar(
            "announcement: action to first sample at the monitor, less the engine's first audio",
            "≤ 150 ms",
            f"{added.text(1000)} ms",
            added.median <= _MOST,
        )
        processor, memory = self._more("processor"), self._more("memory")
        yield Bar(
            "announcement: processor time of the line at rest, of one core",
            "≤ 0.1%",
            f"{processor:.2%}",
            processor <= _PROCESSOR,
        )
        yield Bar(
            "announcement: memory of the line at rest",
            "≤ 3 MiB",
            f"{memory / (1 << 20):.1f} MiB",
            memory <= _MEMORY,
        )

    def tables(self) -> Iterator[Table]:
        """The figures."""
        table = Table(title="announcement: milliseconds to first sample", title_justify="left")
        for column in ("form", "from the action", "the engine alone", "added"):
            table.add_column(column)
        for form, title in _FORMS.items():
            rounds = self._measured["rounds"][form]
            told = (Figure.of([one[what] for one in rounds]) for what in ("heard", "engine"))
            figures = (*told, self._added(form))
            table.add_row(title, *(figure.text(1000) for figure in figures))
        yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        plan = self._measured["plan"]
        return [
            "It counts from the POST of the action; the monitor's own time is included.",
            f"The app was left alone for {plan['rest']:.0f} s before it was paired, and after.",
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return self._measured
