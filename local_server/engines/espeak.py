"""eSpeak NG as an engine: a few worker processes that share the sentences of all callers."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
import contextlib
from dataclasses import dataclass, field
import hashlib
import importlib
import json
import logging
import math
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Final

from local_server.engines import Style, Voice
from local_server.engines import espeak_worker as wire
from local_server.engines.languages import CHINESE, ENGLISH, asked_for, runs
from local_server.errors import EngineError
from local_server.limits import WORKERS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

_LOGGER = logging.getLogger(__name__)

_ATTEMPTS: Final = 2
_SILENCE_LIMIT: Final = 10.0
"""Seconds without a sign of life after which a worker is taken for hung."""
_START_LIMIT: Final = 30.0
"""Seconds that a worker may take to start."""

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


@dataclass(eq=False, slots=True)
class _Job:
    """One piece of text on its way through a worker.

    Attributes:
        segments: Voice, pitch and text of each run of one language.
        speed: Of the speech.
        audio: What came out; None is the end, an error the end of all.
        delivered: Bytes that came out so far.
        abandoned: Nobody waits for it any more.
    """

    segments: list[tuple[str, int, str]]
    speed: float
    audio: asyncio.Queue[bytes | EngineError | None] = field(default_factory=asyncio.Queue)
    delivered: int = 0
    abandoned: bool = False


class _WorkerLostError(Exception):
    """A worker process ended or hung."""


def _worker_orders() -> list[str]:
    """How this program's own interpreter runs a worker; a bundle knows it by a flag."""
    if getattr(sys, "frozen", False):
        return ["--espeak-worker"]
    return ["-I", str(Path(wire.__file__))]


class _Worker:
    """A worker process, from the server's side."""

    def __init__(self, process: Process, stdin: StreamWriter, stdout: StreamReader) -> None:
        self._process = process
        self._stdin = stdin
        self._stdout = stdout
        self._requests = 0

    @classmethod
    async def start(cls, library: str, data: str) -> _Worker:
        """Start a worker and wait until it is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, *_worker_orders(), library, data, stdin=PIPE, stdout=PIPE
        )
        if process.stdin is None or process.stdout is None:
            raise _WorkerLostError  # not with pipes; the types cannot tell
        worker = cls(process, process.stdin, process.stdout)
        try:
            await worker._frame(_START_LIMIT)
        except BaseException:
            await worker.end()
            raise
        return worker

    async def speak(self, job: _Job) -> None:
        """Run a job to its end, whoever listens.

        Raises:
            _WorkerLostError: The process ended or hung.
        """
        self._requests += 1
        request = {"id": self._requests, "segments": job.segments, "speed": job.speed}
        body = json.dumps(request).encode()
        self._stdin.write(wire.LENGTH.pack(len(body)) + body)
        # A second attempt goes on where the first one broke off.
        skip = job.delivered
        while True:
            kind, payload = await self._frame(_SILENCE_LIMIT)
            if kind == wire.DONE:
                job.audio.put_nowait(None)
                return
            if kind == wire.FAILED:
                job.audio.put_nowait(EngineError(payload.decode()))
                return
            fresh = payload[skip:]
            skip -= len(payload) - len(fresh)
            if fresh and not job.abandoned:
                job.delivered += len(fresh)
                job.audio.put_nowait(fresh)

    async def _frame(self, limit: float) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(limit):
                header = await self._stdout.readexactly(wire.FRAME.size)
                kind, _, length = wire.FRAME.unpack(header)
                return kind, await self._stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            raise _WorkerLostError from error

    async def end(self) -> None:
        """End the process: kindly if it listens, at once if it does not."""
        self._stdin.close()
        try:
            async with asyncio.timeout(1.0):
                # What it still says is read away: a full pipe would keep it from listening.
                while await self._stdout.read(1 << 16):
                    pass
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


class EspeakEngine:
    """Speaks with eSpeak NG, in as many processes as asked for.

    Each caller has at most one sentence in the queue that the workers share, so that callers take
    turns, sentence by sentence; and a worker never waits for a caller.
    """

    name = "eSpeak NG"
    sample_rate = wire.SAMPLE_RATE
    clones = False
    note = (
        "eSpeak NG does not clone: each reference voice gets a steady synthetic voice near its"
        " pitch, not its timbre."
    )

    def __init__(self, workers: int = WORKERS) -> None:
        self._size = workers
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._runners: list[asyncio.Task[None]] = []
        self._paths = ("", "")

    async def start(self) -> None:
        """Start the workers in the background.

        Raises:
            EngineError: eSpeak NG is not installed.
        """
        try:
            loader = importlib.import_module("espeakng_loader")
            self._paths = (loader.get_library_path(), loader.get_data_path())
        except (ImportError, RuntimeError) as error:
            raise EngineError(
                "eSpeak NG isn't installed; install the extra cosyvoice-home[server]"
            ) from error
        self._runners = [asyncio.create_task(self._run()) for _ in range(self._size)]

    async def close(self) -> None:
        """Stop the workers."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)

    async def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        """Speak pieces of text as they come; see `Engine.speak`."""
        variant, pitch = timbre(voice)
        languages = asked_for(style.instruct)
        if style.instruct and languages == asked_for(""):
            _LOGGER.debug("the engine has nothing for this instruct; it changes nothing")
        # Digits alone are read in the language of the reference, until there are words.
        before = runs(voice.text, languages, ENGLISH)[0][0]
        async for piece in text:
            found = runs(piece, languages, before)
            before = found[-1][0]
            segments = [(f"{language}+{variant}", pitch, part) for language, part in found]
            job = _Job(segments, style.speed)
            self._jobs.put_nowait(job)
            try:
                while audio := await job.audio.get():
                    if isinstance(audio, EngineError):
                        raise audio
                    yield audio
            finally:
                job.abandoned = True

    async def _run(self) -> None:
        """Keep one worker at work."""
        worker: _Worker | None = None
        try:
            with contextlib.suppress(_WorkerLostError, OSError):
                worker = await self._warm()
            while True:
                job = await self._jobs.get()
                for attempt in range(_ATTEMPTS):
                    if job.abandoned:
                        break
                    try:
                        worker = worker or await self._warm()
                        await worker.speak(job)
                        break
                    except Exception as error:
                        lost = isinstance(error, _WorkerLostError | OSError)
                        _LOGGER.warning(
                            "an eSpeak NG worker was lost (attempt %d)",
                            attempt + 1,
                            exc_info=None if lost else error,
                        )
                        if worker is not None:
                            await worker.end()
                            worker = None
                else:
                    job.audio.put_nowait(EngineError("eSpeak NG failed on this text"))
        finally:
            if worker is not None:
                await worker.end()

    async def _warm(self) -> _Worker:
        """A worker that has read the dictionaries of the languages most often asked for."""
        worker = await _Worker.start(*self._paths)
        try:
            for language, text in ((ENGLISH, "a"), (CHINESE, "好")):
                await worker.speak(_Job([(f"{language}+m1", 50, text)], 1.0, abandoned=True))
        except BaseException:
            await worker.end()
            raise
        return worker
