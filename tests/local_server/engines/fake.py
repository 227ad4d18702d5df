"""A synthesizer that runs in a real worker process and does what a text says.

Each letter is a tone, and a voice has its own. Its folder tells the tests how often it was loaded
and asked to stop, and what it made; a file `broken` in it keeps it from being loaded, a file
`fatal` ends it then, as a system without memory does, and a file `slow` holds it for as long as it
is there.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from local_server.engines.synthesizer import Job

SPECIFIED: Final = f"{__name__}:Fake"
LETTER: Final = 2_400
"""Samples of a letter at speed 1: a tenth of a second."""


class Fake:
    """Speaks with tones."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._stopped = threading.Event()

    def load(self) -> None:
        self._note("loaded")
        while (self._folder / "slow").exists():
            time.sleep(0.01)
        if (self._folder / "fatal").exists():
            os._exit(9)
        if (self._folder / "broken").exists():
            raise ValueError("model.onnx is damaged; install it again")

    def speak(self, job: Job, step: Callable[[], None]) -> Iterator[npt.NDArray[np.float32]]:
        self._stopped.clear()
        print("this is not for the server")  # noqa: T201 - as libraries do
        pitch = 200.0
        if job.samples is not None:
            pitch += 100 * float(np.abs(job.samples).mean())
        for letter in job.text:
            step()
            self._obey(letter, step)
            if letter.isalnum():
                time_of = np.arange(round(LETTER / job.speed), dtype=np.float32) / 24_000
                yield np.sin(2 * np.pi * (pitch + ord(letter) % 64) * time_of, dtype=np.float32)
        self._note(f"spoke {job.text}{job.instruct}")

    def stop(self) -> None:
        self._note("stopped")
        self._stopped.set()

    def _obey(self, letter: str, step: Callable[[], None]) -> None:
        match letter:
            case "✗":
                raise ValueError("no such word")
            case "☠":  # on each attempt
                os._exit(9)
            case "†" if self._first("died"):  # on the first attempt
                os._exit(9)
            case "∞":  # a run of the model that only `stop` ends
                self._note("running")
                self._stopped.wait()
                raise RuntimeError("the run was terminated")
            case "…":  # many short runs
                self._note("running")
                while True:
                    time.sleep(0.01)
                    step()

    def _first(self, name: str) -> bool:
        path = self._folder / name
        there = path.exists()
        path.touch()
        return not there

    def _note(self, what: str) -> None:
        with (self._folder / "notes").open("a", encoding="utf-8") as file:
            file.write(what + "\n")
