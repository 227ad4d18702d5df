"""The integration in a Home Assistant beside the patterns of other integrations, and the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from tests.benchmarks.processes import InHomeAssistant
from tests.benchmarks.report import Bar, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OURS: Final = "ours"
_BARE: Final = "bare_client"
_WHOLE: Final = "whole_message"
_TITLES: Final = {
    _OURS: "this integration",
    _WHOLE: "the whole message, then its audio",
    "sentences_in_files": "sentence by sentence, each a file",
    "sentences_streamed": "sentence by sentence, streamed",
    "at_once": "an entity that asks nobody",
    _BARE: "our client, without Home Assistant",
}
_ASKED: Final = {
    "announcement": "announcement, {seconds:.0f} s",
    "announcement, mp3": "the same as mp3",
    "message": "message, {seconds:.0f} s",
    "conversation": "Assist, {seconds:.0f} s",
    "steady message": "message, {seconds:.0f} s, model",
    "steady conversation": "Assist, {seconds:.0f} s, model",
}
_MOST: Final = 0.025
_EARLIER: Final = 3


class HomeAssistantPart(InHomeAssistant):
    """Times to first audio at the proxy of a real Home Assistant, and what it starts for them."""

    module = "tests.home_assistant.speed"
    what = "Home Assistant"

    def bars(self) -> Iterator[Bar]:
        """What was promised of the integration."""
        added = self._over("announcement", _OURS, _BARE)
        yield Bar(
            "Home Assistant and this integration, added to the client's first audio, warm",
            "≤ 25 ms",
            f"{added.text(1000)} ms",
            added.median <= _MOST,
        )
        for name, what in (
            ("steady message", "a message"),
            ("steady conversation", "an answer of Assist"),
        ):
            earlier = self._ratio(name, _WHOLE, _OURS)
            yield Bar(
                f"first audio of {what} of {self._measured['audio_seconds'][name]:.0f} s, by that"
                " of an entity that does not stream",
                f"≥ {_EARLIER} × earlier",
                f"{earlier.text()} ×",
                earlier.median >= _EARLIER,
            )
        forms = [count for count in self._measured["ffmpeg"] if count["form"].startswith("wav")]
        started = sum(count[_OURS] for count in forms)
        yield Bar(
            f"processes of ffmpeg for wav, in {len(forms)} forms", "none", str(started), not started
        )

    def _figure(self, name: str, contender: str) -> Figure:
        return Figure.of(self._measured["first_audio"][name][contender])

    def _pairs(self, name: str, one: str, other: str) -> Iterator[tuple[float, float]]:
        """Of two contenders, round by round: what slows a round slows both."""
        rounds = self._measured["first_audio"][name]
        return zip(rounds[one], rounds[other], strict=True)

    def _over(self, name: str, one: str, other: str) -> Figure:
        return Figure.of([first - second for first, second in self._pairs(name, one, other)])

    def _ratio(self, name: str, one: str, other: str) -> Figure:
        return Figure.of([first / second for first, second in self._pairs(name, one, other)])

    def tables(self) -> Iterator[Table]:
        """The figures."""
        yield self._first_audio()
        yield self._ffmpeg()

    def _first_audio(self) -> Table:
        table = Table(title="Home Assistant: milliseconds to first audio", title_justify="left")
        table.add_column("who")
        asked = self._measured["audio_seconds"]
        for name, seconds in asked.items():
            table.add_column(_ASKED[name].format(seconds=seconds), justify="right")
        for who, words in _TITLES.items():
            table.add_row(words, *(self._figure(name, who).text(1000) for name in asked))
        added = (self._over(name, _OURS, _BARE).text(1000) for name in asked)
        table.add_row("this integration beyond our client", *added)
        return table

    def _ffmpeg(self) -> Table:
        table = Table(title="processes of ffmpeg for one message", title_justify="left")
        table.add_column("asked for")
        for who in (_OURS, _WHOLE):
            table.add_column(_TITLES[who], justify="right")
        for count in self._measured["ffmpeg"]:
            table.add_row(count["form"], str(count[_OURS]), str(count[_WHOLE]))
        return table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        measured = self._measured
        model = measured["model"]
        return [
            f"Home Assistant {measured['home_assistant']}, Python {measured['python']}.",
            (
                "Messages are counted from POST /api/tts_get_url, answers of Assist from the first"
                " token that it tells of; both to the first samples at the proxy."
            ),
            (
                f"The model has its first audio after {model['first_audio']:g} s and takes"
                f" {model['real_time_factor']:g} s for a second of speech."
            ),
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return self._measured
