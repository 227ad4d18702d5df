"""Worker processes that share the pieces of text of all callers, whatever engine runs in them.

Each caller has at most one piece in the queue that the workers share, so callers take turns, piece
by piece; and a worker never waits for a caller. A worker that dies or hangs is replaced, and its
piece goes on where it broke off: the same job always makes the same samples.
"""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
import contextlib
from dataclasses import dataclass, field
import logging
from pathlib import Path
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from local_server.engines import SAMPLE_RATE, State
from local_server.errors import EngineError, LoadFailedError
from local_server.workers import frames

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

_LOGGER = logging.getLogger(__name__)

_ATTEMPTS: Final = 2
_AGAIN: Final = 60.0
"""Seconds after which a model that couldn't be loaded may be tried again unasked."""
_LAST_BREATH: Final = 1.0
"""Seconds that a worker has for its end."""
_NO_WINDOW: Final = 0x0800_0000
"""CREATE_NO_WINDOW, which `subprocess` has on Windows alone."""
_ROOT: Final = Path(__file__).resolve().parents[2]
_LAUNCH: Final = (
    "import importlib, sys; sys.path.insert(0, sys.argv[1]);"
    " importlib.import_module(sys.argv[2]).main(*sys.argv[3:])"
)
FLAGS: Final = {
    "local_server.workers.espeak": "--espeak-worker",
    "local_server.engines.worker": "--engine-worker",
}
"""How a bundle, which has no Python to start, knows its workers."""


def command(module: str, *arguments: str, isolated: bool = False) -> list[str]:
    """How this program's own interpreter runs a worker.

    Args:
        module: Its `main` is called with the arguments.
        arguments: Of the worker.
        isolated: Whether it needs nothing but the standard library and ours.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAGS[module], *arguments]
    # -P keeps the directory the program was started in off the path.
    return [
        sys.executable,
        "-I" if isolated else "-P",
        "-c",
        _LAUNCH,
        str(_ROOT),
        module,
        *arguments,
    ]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a worker may take.

    Attributes:
        start: Seconds until it is ready.
        silence: Seconds without a sign of life, while it works.
        idle: Seconds without work after which it ends; None for never.
        jobs: After so many it makes room for a fresh one; None for never.
    """

    start: float = 30.0
    silence: float = 10.0
    idle: float | None = None
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One piece of text, as a worker gets it.

    Attributes:
        fields: Whatever JSON can hold.
        data: Bytes beside them.
    """

    fields: dict[str, Any]
    data: bytes = field(default=b"", repr=False)


@dataclass(eq=False, slots=True)
class _Job:
    """An order on its way through a worker.

    Attributes:
        order: What is asked for.
        audio: What came out; None is the end, an error the end of all.
        delivered: Bytes that came out so far.
        abandoned: Nobody waits for it any more.
        worker: Who is at work on it.
        wakes: It has no text: the worker is only to be there soon.
    """

    order: Order
    audio: asyncio.Queue[bytes | EngineError | None] = field(default_factory=asyncio.Queue)
    delivered: int = 0
    abandoned: bool = False
    worker: _Worker | None = None
    wakes: bool = False

    def abandon(self) -> None:
        """Let go of it: what is not made yet need not be made."""
        if not self.abandoned:
            self.abandoned = True
            if self.worker is not None:
                self.worker.cancel()


class _WorkerLostError(Exception):
    """A worker process ended or hung."""


class _LoadError(Exception):
    """A worker says why it can't work."""


_ENDED: Final = "its process ended meanwhile; perhaps there isn't enough memory"
_NOT_READY: Final = (_WorkerLostError, _LoadError, OSError)


class _Worker:
    """A worker process, from the server's side."""

    def __init__(self, process: Process, stdin: StreamWriter, stdout: StreamReader) -> None:
        self._process = process
        self._stdin = stdin
        self._stdout = stdout
        self._number = 0

    @property
    def jobs(self) -> int:
        """How many it has carried out."""
        return self._number

    @classmethod
    async def start(cls, arguments: Sequence[str], limit: float) -> _Worker:
        """Start a worker and wait until it is ready.

        Raises:
            _LoadError: It says that it can't work.
            _WorkerLostError: It ended or hung.
        """
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=PIPE,
            stdout=PIPE,
            # A server without a console would open one for each worker.
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
        if process.stdin is None or process.stdout is None:
            raise _WorkerLostError  # not with pipes; the types cannot tell
        worker = cls(process, process.stdin, process.stdout)
        try:
            kind, words = await worker._frame(limit)
        except BaseException:
            await worker.end()
            raise
        if kind == frames.FAILED:
            await worker.end()
            raise _LoadError(words.decode(errors="replace"))
        return worker

    async def speak(self, job: _Job, silence: float) -> None:
        """Run a job to its end, whoever listens.

        Raises:
            _WorkerLostError: The process ended or hung.
        """
        self._number += 1
        payload = frames.job(job.order.fields, job.order.data)
        self._stdin.write(frames.frame(frames.JOB, self._number, payload))
        job.worker = self
        try:
            await self._receive(job, silence)
        finally:
            job.worker = None

    async def _receive(self, job: _Job, silence: float) -> None:
        # A second attempt goes on where the first one broke off.
        skip = job.delivered
        while True:
            kind, payload = await self._frame(silence)
            if kind == frames.DONE:
                job.audio.put_nowait(None)
                return
            if kind == frames.FAILED:
                job.audio.put_nowait(EngineError(payload.decode(errors="replace")))
                return
            if kind == frames.AUDIO:
                fresh = payload[skip:]
                skip -= len(payload) - len(fresh)
                if fresh and not job.abandoned:
                    job.delivered += len(fresh)
                    job.audio.put_nowait(fresh)

    def cancel(self) -> None:
        """Ask it to stop what it is doing; it says `DONE` then."""
        self._stdin.write(frames.frame(frames.CANCEL, self._number))

    async def _frame(self, limit: float) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(limit):
                header = await self._stdout.readexactly(frames.HEADER.size)
                kind, _, length = frames.HEADER.unpack(header)
                return kind, await self._stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            raise _WorkerLostError from error

    async def end(self) -> None:
        """End the process: kindly if it listens, at once if it does not."""
        self._stdin.close()
        try:
            async with asyncio.timeout(_LAST_BREATH):
                # What it still says is read away: a full pipe would keep it from listening.
                while await self._stdout.read(1 << 16):
                    pass
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


@dataclass(eq=False, slots=True)
class _Place:
    """Where one worker is, or is to be."""

    worker: _Worker | None = None
    loading: bool = False


class Pool:
    """The workers of one engine.

    Args:
        name: Of the engine, for people.
        arguments: How a worker is started; see `command`.
        size: How many there are at the most.
        eager: Whether they are started before there is work.
        warm: Orders that each worker carries out first, to nobody.
        limits: How long a worker may take.

    Attributes:
        rate: Seconds that all of them take for a second of speech, as measured; None before the
            first piece.
        failure: Why the last one couldn't be started; empty where it could.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        size: int = 1,
        eager: bool = False,
        warm: Sequence[Order] = (),
        limits: Limits | None = None,
    ) -> None:
        self.rate: float | None = None
        self._name = name
        self._arguments = arguments
        self._places = [_Place() for _ in range(size)]
        self._eager = eager
        self._warm = warm
        self._limits = limits or Limits()
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._runners: list[asyncio.Task[None]] = []
        self._closed = False
        self._rested = State.INSTALLED
        self.failure = ""
        self._failed_at = 0.0

    @property
    def state(self) -> State:
        """How far the workers are from speaking."""
        if any(place.worker for place in self._places):
            return State.READY
        if any(place.loading for place in self._places):
            return State.LOADING
        failed = self.failure and time.monotonic() - self._failed_at < _AGAIN
        return State.FAILED if failed else self._rested

    def start(self) -> None:
        """Take work from here on."""
        self._runners = [asyncio.create_task(self._run(place)) for place in self._places]

    def wake(self) -> None:
        """Have a worker started, unless there is one: there will be work soon."""
        there = any(place.worker or place.loading for place in self._places)
        if self._runners and not there and self._jobs.empty():
            self._jobs.put_nowait(_Job(Order({}), wakes=True))

    async def close(self) -> None:
        """End the workers."""
        for runner in self._runners:
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        self._closed = True
        while not self._jobs.empty():
            self._jobs.get_nowait().audio.put_nowait(self._stopped())

    def _stopped(self) -> EngineError:
        return EngineError(f"{self._name} is being stopped")

    async def speak(self, order: Order) -> AsyncGenerator[bytes, None]:
        """The PCM of one piece; closing the generator ends the work on it.

        Raises:
            EngineError: It can't be spoken; the words say why.
        """
        if self._closed:
            raise self._stopped()
        job = _Job(order)
        self._jobs.put_nowait(job)
        try:
            while audio := await job.audio.get():
                if isinstance(audio, EngineError):
                    raise audio
                yield audio
        finally:
            job.abandon()

    async def _run(self, place: _Place) -> None:
        """Keep one worker at work."""
        try:
            if self._eager:
                with contextlib.suppress(*_NOT_READY):
                    await self._fill(place)
            while True:
                job = await self._next(idle=self._limits.idle if place.worker else None)
                if job is None:
                    _LOGGER.info("%s: unloaded, as nobody needed it", self._name)
                    await self._empty(place)
                elif job.wakes:
                    with contextlib.suppress(*_NOT_READY):  # the next job finds out
                        await self._fill(place)
                elif not job.abandoned:
                    await self._carry_out(job, place)
                    await self._refresh(place)
        finally:
            await self._empty(place)

    async def _next(self, *, idle: float | None) -> _Job | None:
        """The next job; None where none came for so long."""
        try:
            async with asyncio.timeout(idle):
                return await self._jobs.get()
        except TimeoutError:
            return None

    async def _carry_out(self, job: _Job, place: _Place) -> None:
        """Have a job done, by another worker where one is lost."""
        for attempt in range(1, _ATTEMPTS + 1):
            loaded = False
            try:
                worker = await self._fill(place)
                loaded = True
                if not job.abandoned:  # while the model was being loaded
                    await self._measured(job, worker)
            except asyncio.CancelledError:
                job.audio.put_nowait(self._stopped())
                raise
            except _LoadError as error:
                self._fail(job, str(error))
                return
            except Exception as error:
                lost = isinstance(error, _WorkerLostError | OSError)
                _LOGGER.warning(
                    "%s: a worker was lost (attempt %d)",
                    self._name,
                    attempt,
                    exc_info=None if lost else error,
                )
                await self._empty(place)
                if job.abandoned:
                    return
            else:
                return
        if loaded:
            job.audio.put_nowait(EngineError(f"{self._name} failed on this text"))
        else:
            self._fail(job, _ENDED)

    def _fail(self, job: _Job, reason: str) -> None:
        """Say that the model can't be loaded, and why."""
        self.failure = reason
        self._failed_at = time.monotonic()
        error = LoadFailedError(self._name, reason)
        _LOGGER.warning(error.message)
        # What came of a piece already can't be said again by another engine.
        job.audio.put_nowait(EngineError(error.message) if job.delivered else error)

    async def _measured(self, job: _Job, worker: _Worker) -> None:
        """Run a job, and learn how long a second of speech takes."""
        before = job.delivered
        started = time.monotonic()
        await worker.speak(job, self._limits.silence)
        seconds = (job.delivered - before) / (2 * SAMPLE_RATE)
        if not job.abandoned and seconds:
            rate = (time.monotonic() - started) / seconds / len(self._places)
            self.rate = rate if self.rate is None else 0.75 * self.rate + 0.25 * rate

    async def _fill(self, place: _Place) -> _Worker:
        """The worker of a place, which is started where there is none."""
        if place.worker is None:
            place.loading = True
            started = time.monotonic()
            try:
                worker = await _Worker.start(self._arguments, self._limits.start)
                try:
                    for order in self._warm:
                        await worker.speak(_Job(order, abandoned=True), self._limits.silence)
                except BaseException:
                    await worker.end()
                    raise
            finally:
                place.loading = False
            place.worker = worker
            _LOGGER.info("%s: ready after %.1f s", self._name, time.monotonic() - started)
            self.failure = ""
            self._rested = State.UNLOADED
        return place.worker

    async def _refresh(self, place: _Place) -> None:
        """Put a fresh worker in the place of one that has done enough."""
        if place.worker and self._limits.jobs and place.worker.jobs >= self._limits.jobs:
            await self._empty(place)
            with contextlib.suppress(*_NOT_READY):  # the next job finds out
                await self._fill(place)

    async def _empty(self, place: _Place) -> None:
        worker, place.worker = place.worker, None
        if worker is not None:
            await worker.end()
