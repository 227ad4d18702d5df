"""Engines on this machine, beside the libraries that others speak with."""

from __future__ import annotations

import os
from pathlib import Path
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rich.table import Table

from local_server.engines.kokoro import front_end
from local_server.engines.kokoro.voices import voice_for
from local_server.engines.languages import CHINESE, ENGLISH
from tests.benchmarks import zipvoice_graphs
from tests.benchmarks.processes import ROOT, MeasurementError, measure
from tests.benchmarks.report import Bar, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console

_CHILD: Final = "tests.benchmarks.engine_child"
_LIBRARY: Final = "kokoro-onnx==0.6.1"
_LIBRARY_PYTHON: Final = "3.11"
_VOICE_ID: Final = "alice"
_PITCH: Final = 210.0
_ENGLISH: Final = (
    "The front door is open, and it will rain tonight, so remember to bring in the laundry from"
    " the balcony. The washing machine has finished. Would you like me to turn off the lights?"
)
_CHINESE: Final = "前门还开着，今晚会下雨，记得把阳台上的衣服收进来。洗衣机已经洗完了，要不要关灯？"
_WITH_COMMAS: Final = {
    "en": (
        "The washing machine has finished, the dryer is still running, and dinner, as you asked,"
        " will be ready at seven. Would you like me to turn off the lights, or leave them on?"
    ),
    "zh": "洗衣机已经洗完了，烘干机还在转，晚饭按您说的，七点准备好。要不要关灯，还是先开着？",
}
_SAID: Final = {
    "en": "This voice was made by a program, not by a person.",
    "zh": "这个声音由程序合成，不是真人。",
}
"""In the recordings that are cloned from: Kokoro says it in three seconds, at a person's pace."""
_STEPS: Final = 4
_PAIRS: Final = 3
"""Rounds that cloning has at least: one round could be decided by what else the machine does."""
_CPU: Final = 0.9
_CPU_CLONING: Final = 0.7
_SAME: Final = 0.001


class EnginesPart:
    """Each engine speaks the same texts in a fresh process; they take turns."""

    def __init__(self, console: Console, *, quick: bool) -> None:
        self._console = console
        self._rounds = 1 if quick else 5
        self._pairs = max(self._rounds, _PAIRS)
        self._runs: dict[str, list[dict[str, Any]]] = {}
        self._difference: float | None = None
        self._remarks: list[str] = []

    def run(self) -> None:
        """Measure everything."""
        kokoro = _kokoro()
        voices = {
            name: voice_for(_VOICE_ID, _PITCH, language)
            for name, language in (("zh", CHINESE), ("en", ENGLISH))
        }
        phonemes = front_end.phonemes("Welcome home.")
        reference = {"voice_id": _VOICE_ID, "pitch": _PITCH}
        ours = {**reference, "voices": voices, "folder": str(kokoro), "phonemes": phonemes}
        texts = [_ENGLISH, _CHINESE]
        theirs = [_ENGLISH, front_end.phonemes(_CHINESE)]
        with tempfile.TemporaryDirectory() as place:
            recordings = {name: f"{place}/{name}.npy" for name in _SAID}
            recorded = {path: _SAID[name] for name, path in recordings.items()}
            self._take_turns(
                {
                    "espeak": ({**ours, "texts": texts}, None),
                    "kokoro": ({**ours, "texts": texts, "recordings": recorded}, None),
                    "kokoro-onnx": ({**ours, "texts": theirs}, _with_library()),
                },
                self._rounds,
                place,
            )
            self._difference = _difference(Path(place))
            cloning = {
                **ours,
                "folder": str(zipvoice_graphs.make(Path(place, "zipvoice"))),
                "said": _SAID,
                "recorded": recordings,
                "steps": _STEPS,
                "texts": list(_WITH_COMMAS.values()),
            }
            pair = dict.fromkeys(("zipvoice", "sherpa-onnx"), (cloning, None))
            self._take_turns(pair, self._pairs, place)

    def _take_turns(
        self,
        contenders: Mapping[str, tuple[dict[str, Any], Sequence[str] | None]],
        rounds: int,
        place: str,
    ) -> None:
        """Measure each in every round, forward and back, so that none is always the first."""
        names = list(contenders)
        for number in range(rounds):
            for name in reversed(names) if number % 2 else names:
                orders, runner = contenders[name]
                self._console.print(f"[dim]… {name}, round {number + 1}[/]")
                asked = {**orders, "engine": name, "samples": f"{place}/{name}.npy"}
                try:
                    run = measure(_CHILD, asked, runner=runner)
                    self._runs.setdefault(name, []).append(run)
                except MeasurementError as error:
                    if name != "kokoro-onnx":
                        raise
                    self._remarks.append(f"kokoro-onnx couldn't be run: {error}")

    def _figures(self, name: str, value: str, text: int) -> Figure:
        return Figure.of([run["texts"][text][value] for run in self._runs[name]])

    def _cpu(self, name: str) -> list[float]:
        """Seconds of processors for a second of speech, in each round."""
        return [
            sum(text["cpu"] for text in run["texts"])
            / sum(text["seconds"] for text in run["texts"])
            for run in self._runs[name]
        ]

    def bars(self) -> Iterator[Bar]:
        """What was promised of the engines."""
        yield from self._bars_of_cloning()
        if not self._runs.get("kokoro-onnx"):
            return
        pairs = zip(self._cpu("kokoro"), self._cpu("kokoro-onnx"), strict=False)
        ratio = Figure.of([ours / theirs for ours, theirs in pairs])
        yield Bar(
            "Kokoro here, CPU ÷ that of kokoro-onnx",
            f"≤ {_CPU}",
            ratio.text(),
            ratio.median <= _CPU,
        )
        first, theirs = (self._figures(name, "first", 0) for name in ("kokoro", "kokoro-onnx"))
        yield Bar(
            "Kokoro here, first sound of two sentences and a question",
            f"no later than kokoro-onnx's, {theirs.text()} s",
            f"{first.text()} s",
            first.median <= theirs.median,
        )
        if self._difference is not None:
            yield Bar(
                "Kokoro here, largest difference from kokoro-onnx's samples, same phonemes",
                f"≤ {_SAME}",
                f"{self._difference:.6f}",
                self._difference <= _SAME,
            )

    def _bars_of_cloning(self) -> Iterator[Bar]:
        pairs = zip(self._cpu("zipvoice"), self._cpu("sherpa-onnx"), strict=True)
        ratio = Figure.of([ours / theirs for ours, theirs in pairs])
        yield Bar(
            "ZipVoice here, CPU ÷ that of sherpa-onnx, text with commas",
            f"≤ {_CPU_CLONING}",
            ratio.text(),
            ratio.median <= _CPU_CLONING,
        )
        runs = self._runs["zipvoice"]
        steps = Figure.of([run["step"] for run in runs])
        canceled = Figure.of([run["cancelled"] for run in runs])
        yield Bar(
            "ZipVoice here, canceled in the middle of a step after",
            f"≤ one step, {steps.text()} s",
            f"{canceled.text()} s",
            canceled.median <= steps.median,
        )

    def tables(self) -> Iterator[Table]:
        """The figures."""
        table = Table(title="engines on this machine", title_justify="left")
        for column in (
            *("engine", "CPU s / s of speech", "first sound en, s", "zh, s", "load, s"),
            *("memory, MiB", "peak, MiB", "canceled after, s"),
        ):
            table.add_column(column, justify="left" if column == "engine" else "right")
        for name, runs in self._runs.items():
            canceled = [run["cancelled"] for run in runs if run["cancelled"] is not None]
            table.add_row(
                name,
                Figure.of(self._cpu(name)).text(),
                *(self._figures(name, "first", text).text() for text in (0, 1)),
                *(
                    Figure.of([run[key] for run in runs]).text()
                    for key in ("load", "memory", "peak")
                ),
                Figure.of(canceled).text() if canceled else "–",
            )
        yield table

    def remarks(self) -> Sequence[str]:
        """What a reader must know of this run."""
        return [
            "kokoro-onnx gets the Chinese text as our phonemes: its own Mandarin has no tones.",
            "ZipVoice has its full size, random weights, and 4 steps; so has sherpa-onnx's.",
            "Both clone from the same recordings of 3 s, in the language of the text.",
            "sherpa-onnx gets our tokens: its lexicon lacks most words.",
            *dict.fromkeys(self._remarks),
        ]

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {"runs": self._runs, "difference": self._difference}


def _kokoro() -> Path:
    found = subprocess.run(
        [ROOT / "script" / "provide-kokoro"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        raise MeasurementError(found.stderr.strip())
    return Path(found.stdout.strip())


def _with_library() -> list[str]:
    """How to run a Python that has the library: it ends at 3.13, and isn't wanted in ours."""
    uv = os.environ.get("UV", "uv")
    orders = ("--no-project", "--python", _LIBRARY_PYTHON, "--with", _LIBRARY)
    return [uv, "run", "--quiet", *orders, "python"]


def _difference(place: Path) -> float | None:
    """How far the samples of ours and the library's are apart at most."""
    files = [place / f"{name}.npy" for name in ("kokoro", "kokoro-onnx")]
    if not all(file.exists() for file in files):
        return None
    ours, theirs = (np.load(file) for file in files)
    return float(np.abs(ours - theirs).max()) if len(ours) == len(theirs) else 1.0
