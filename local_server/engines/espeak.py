"""eSpeak NG as an engine: which of its voices speaks what, in a pool of processes."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
import hashlib
import importlib
import math
from typing import TYPE_CHECKING, Final

from local_server.engines import SAMPLE_RATE, Capabilities, State, Voice
from local_server.engines.languages import CHINESE, ENGLISH, asked_for, runs
from local_server.engines.pool import Limits, Order, Pool, command
from local_server.errors import EngineError
from local_server.limits import WORKERS
from local_server.workers import espeak as wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from local_server.engines import Style
    from local_server.resampling import Resampler

_JOBS: Final = 2_000
"""Of one worker. Its library leaks a few kilobytes with each."""

_VARIANTS: Final = {
    "m1": 88,
    "m2": 96,
    "m3": 98,
    "m4": 87,
    "m7": 98,
    "m8": 80,
    "f1": 169,
    "f2": 182,
    "f3": 195,
    "f4": 170,
    "f5": 194,
}
"""Variants of the voices and their measured pitch in Hz, over English and Mandarin."""

_HIGHER: Final = 63
_LOWER: Final = 80
"""Steps of eSpeak NG's pitch for an octave up and down, as measured."""

_REACH: Final = (0.78, 1.45)
"""How far a variant's pitch is moved: beyond, it sounds like somebody else's."""


def timbre(voice: Voice) -> tuple[str, int]:
    """The variant and the pitch (0 to 99) that a reference voice always gets.

    The pitch is near the measured one; which of the variants that can reach it is taken follows
    from the voice's id.
    """
    digest = hashlib.sha256(voice.id.encode()).digest()
    names = sorted(_VARIANTS)
    if voice.pitch is None:
        return names[digest[0] % len(names)], 50
    ratios = {name: voice.pitch / _VARIANTS[name] for name in names}
    near = [name for name in names if _REACH[0] <= ratios[name] <= _REACH[1]]
    if not near:
        near = [min(names, key=lambda name: abs(math.log(ratios[name])))]
    name = near[digest[0] % len(near)]
    octaves = math.log2(ratios[name])
    steps = octaves * (_HIGHER if octaves > 0 else _LOWER)
    return name, max(0, min(99, round(50 + steps)))


class EspeakEngine:
    """Speaks with eSpeak NG, in as many processes as asked for."""

    name = "eSpeak NG"
    capabilities = Capabilities(streams=True)

    def __init__(self, workers: int = WORKERS) -> None:
        self._size = workers
        self._pool: Pool | None = None

    @property
    def state(self) -> State:
        """How far it is from speaking."""
        return State.INSTALLED if self._pool is None else self._pool.state

    @property
    def rate(self) -> float | None:
        """Seconds of work for a second of speech, as measured."""
        return None if self._pool is None else self._pool.rate

    async def start(self) -> None:
        """Start the workers in the background.

        Raises:
            EngineError: eSpeak NG is not installed.
        """
        try:
            loader = importlib.import_module("espeakng_loader")
            paths = (loader.get_library_path(), loader.get_data_path())
        except (ImportError, RuntimeError) as error:
            raise EngineError(
                "eSpeak NG isn't installed; install the extra cosyvoice-home[server]"
            ) from error
        self._pool = Pool(
            self.name,
            command(wire.__name__, *paths, isolated=True),
            size=self._size,
            eager=True,
            limits=Limits(jobs=_JOBS),
            # The dictionaries of the languages most often asked for are read ahead.
            warm=[
                _order([(f"{ENGLISH}+m1", 50, "a")], 1.0),
                _order([(f"{CHINESE}+m1", 50, "好")], 1.0),
            ],
        )
        self._pool.start()

    async def close(self) -> None:
        """Stop the workers."""
        if self._pool is not None:
            await self._pool.close()

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        """Speak pieces of text as they come; see `Engine.speak`."""
        if self._pool is None:
            raise EngineError("eSpeak NG isn't running")
        variant, pitch = timbre(voice)
        languages = asked_for(style.instruct)
        # Digits alone are read in the language of the reference, until there are words.
        before = runs(voice.text, languages, ENGLISH)[0][0]
        # NumPy and soxr are slow to import: a server must be listening by then.
        resampling = await asyncio.to_thread(importlib.import_module, "local_server.resampling")
        resampler: Resampler = resampling.Resampler(wire.SAMPLE_RATE, SAMPLE_RATE)
        async for piece in text:
            found = runs(piece, languages, before)
            before = found[-1][0]
            segments = [(f"{language}+{variant}", pitch, part) for language, part in found]
            async with aclosing(self._pool.speak(_order(segments, style.speed))) as audio:
                async for pcm in audio:
                    if resampled := resampler.feed(pcm):
                        yield resampled
        if rest := resampler.finish():
            yield rest


def _order(segments: list[tuple[str, int, str]], speed: float) -> Order:
    """What a worker gets: voice, pitch and text of each run of one language."""
    return Order({"segments": segments, "speed": speed})
