"""ZipVoice as a synthesizer: a recording and its transcript in, other words in that voice out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
import hashlib
import logging
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines.kept import Kept
from local_server.engines.zipvoice import features, pieces, silence, tokens, vocoder
from local_server.engines.zipvoice.flow import Flow
from local_server.engines.zipvoice.prompt import LOUDNESS, QUIET, prepare, readable, with_full_stop
from local_server.engines.zipvoice.runtime import Graph, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from local_server.engines.synthesizer import Job
    from local_server.engines.zipvoice.prompt import Prompt

    _Floats = npt.NDArray[np.float32]

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
"""Goes into every seed: a change of this engine may change what a voice says, never by chance."""

_FEW: Final = 4
_MANY: Final = 8
"""Steps; many sound better, and take nearly twice as long."""
_FAST_ENOUGH: Final = 0.7
"""Seconds of work for a second of speech up to which there is time for many steps."""
_LONGEST: Final = 12.0
"""Seconds of speech made in one go."""
_TRIAL: Final = 3.0
"""Seconds of prompt, and of speech, that are made to measure the machine."""


class ZipVoiceSynthesizer:
    """Clones voices; see `local_server.engines.synthesizer.Synthesizer`.

    Args:
        folder: Of the model: encoder, decoder, tokens, vocoder.
        threads: How many the model may use.
        steps: How many steps to take; None to choose by the speed of this machine.
    """

    def __init__(self, folder: Path, threads: int, *, steps: int | None = None) -> None:
        self._folder = folder
        self._threads = threads
        self._steps = steps or _FEW
        self._chosen = steps is not None
        self._prompts: Kept[Prompt] = Kept()

    def load(self) -> None:
        """Load the model and the dictionaries; choose the number of steps by the speed here.

        Raises:
            EngineError: A file is missing or can't be used.
        """
        self._table = tokens.TokenTable(find(self._folder, "tokens"))
        names = ("text encoder", "decoder", "vocoder")
        with ThreadPoolExecutor(1) as pool:
            # Otherwise the first sentence in Chinese would wait for them.
            dictionaries = pool.submit(_read_dictionaries)
            self._graphs = [Graph(find(self._folder, name), self._threads) for name in names]
            dictionaries.result()
        encoder, decoder, self._vocoder = self._graphs
        self._flow = Flow(encoder, decoder)
        if not self._chosen:
            cost = self._cost_of_many()
            self._steps = _MANY if cost <= _FAST_ENOUGH else _FEW
            _LOGGER.info("%d steps: %d would take %.2f of real time", self._steps, _MANY, cost)

    def speak(self, job: Job, step: Callable[[], None]) -> Iterator[_Floats]:
        """Speak a job; see `Synthesizer.speak`.

        Raises:
            EngineError: There is no recording or no transcript, or the model failed.
        """
        for graph in self._graphs:
            graph.resume()
        prompt = self._prompt(job)
        rate = len(prompt.features) * features.HOP / features.RATE / len(prompt.tokens)
        found = tokens.tokens(with_full_stop(readable(job.text, job.voice_text)))
        for number, piece in enumerate(pieces.cut(found, max(1, int(_LONGEST / rate)))):
            numbers = self._table.numbers(piece)
            if not any(token in self._table.ids and token.isalnum() for token in piece):
                continue
            noise = _noise(f"{VERSION} {job.digest} {job.voice_text} {number} {job.text}")
            made = self._flow.sample(
                numbers,
                prompt.tokens,
                prompt.features,
                noise,
                steps=self._steps,
                speed=job.speed,
                before=step,
            )
            step()
            yield _as_loud(vocoder.sound(self._vocoder, made), prompt.loudness)

    def stop(self) -> None:
        """End the model's run in hand; see `Synthesizer.stop`."""
        for graph in self._graphs:
            graph.stop()

    def _prompt(self, job: Job) -> Prompt:
        """The prepared voice of a job."""
        samples = np.zeros(0, np.float32) if job.samples is None else job.samples
        return self._prompts.of(
            (job.digest, job.voice_text, job.chosen),
            lambda: prepare(samples, job.voice_text, self._table, whole=job.chosen),
        )

    def _cost_of_many(self) -> float:
        """Seconds that many steps take for a second of speech on this machine."""
        frames = int(_TRIAL * features.RATE / features.HOP)
        prompt = np.zeros((frames, features.BANDS), np.float32)
        ids = list(self._table.ids.values())[: frames // 7] or [0]
        taken = []
        for _ in range(2):  # the first run also makes room for itself
            started = time.perf_counter()
            made = self._flow.sample(ids, ids, prompt, _noise(""), steps=1)
            stepped = time.perf_counter()
            vocoder.sound(self._vocoder, made)
            taken.append((stepped - started) * _MANY + time.perf_counter() - stepped)
        return taken[-1] / _TRIAL


def _read_dictionaries() -> None:
    """Read a text that needs all of them: they're loaded when they are first needed."""
    tokens.tokens(readable("1号，a", ""))


def _as_loud(sound: _Floats, loudness: np.float32) -> _Floats:
    """Speech without silence around it, as loud as its recording."""
    if loudness < QUIET / LOUDNESS:  # the rules would take all of it for silence
        return silence.trimmed(sound) * loudness
    return silence.trimmed(sound * loudness)


def _noise(seed: str) -> Callable[[tuple[int, ...]], _Floats]:
    """Noise that is the same for the same voice and text."""
    digest = hashlib.sha256(seed.encode(errors="replace")).digest()
    generator = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    return lambda shape: generator.standard_normal(shape, np.float32)
