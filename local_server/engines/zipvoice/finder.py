"""Finds the parts of a recording that ZipVoice could use, in a process without its model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from local_server.engines.kept import Kept
from local_server.engines.zipvoice import excerpts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local_server.engines.synthesizer import Job


class Finder:
    """Answers a job with words instead of sound; see `synthesizer.Synthesizer`."""

    def __init__(self, folder: Path, threads: int) -> None:  # noqa: ARG002 - as models are made
        """Need neither a model nor threads."""
        self._found: Kept[bytes] = Kept()

    def load(self) -> None:
        """Have nothing to load."""

    def speak(self, job: Job, step: Callable[[], None]) -> Iterator[bytes]:
        """Find the parts: JSON, a list of start, end, text, and whether it is the whole.

        The one that ZipVoice would choose is the first.
        """
        step()
        yield self._found.of((job.digest, job.voice_text), lambda: _answer(job))

    def stop(self) -> None:
        """Go on: it takes a second or two."""


def _answer(job: Job) -> bytes:
    samples = np.zeros(0, np.float32) if job.samples is None else job.samples
    found = excerpts.candidates(samples, job.voice_text)
    chosen = excerpts.best(found, samples)
    return json.dumps([[e.start, e.end, e.text, e.whole] for e in (chosen, *found)]).encode()
