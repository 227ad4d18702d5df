"""A task's way from text to the pieces of its answer, and how many may run at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
import importlib
import logging
import math
import time
from typing import TYPE_CHECKING, Any, Final, Self

from local_server.engines import SAMPLE_RATE, Prepares, State
from local_server.errors import (
    FAILED,
    ApiError,
    BusyError,
    InvalidParameterError,
    StoppingError,
)
from local_server.limits import LONGEST, RUNNING, WAITING
from local_server.routing import Speech
from shared_client.models import AudioFormat

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from types import TracebackType

    from local_server.encoding import Encoder
    from local_server.engines import Engine, Style, Voice
    from local_server.framing import Framing
    from local_server.schemas import SpeechParameters
    from local_server.text_stream import TextStream

_LOGGER = logging.getLogger(__name__)

OPEN: Final = 512
"""Tasks that are open at once, with those that wait for text or for their reader."""
MAX_TEXT: Final = 16_000_000
"""Characters of all tasks that have come and are not spoken yet."""
MAX_KEPT: Final = 256 << 20
"""Bytes of audio that are kept for JSON answers, of all tasks."""
HEARTBEAT: Final = 4.0
"""Seconds after which a caller hears that the server is still there: the documents' samples give up
after ten."""
_LATEST: Final = 60
"""Seconds after which asking again makes sense, at the most."""
_LAST_BREATH: Final = 5.0
"""Seconds that an engine may take to stop."""
_PASSED_OVER: Final = (State.ABSENT, State.FAILED)
NOTHING_TO_SAY: Final = "text contains nothing that can be spoken"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer.

    Attributes:
        data: Bytes of the output format; never empty.
        speech_len: Seconds of audio that went into them; more than 0.
        server_cost_time: Seconds since the piece before, without the wait for text.
        generate_time: Seconds of these that the engine took.
        engine: The name of the engine.
        last: Whether it ends the answer.
    """

    data: bytes
    speech_len: float
    server_cost_time: float
    generate_time: float
    engine: str
    last: bool = False

    def metrics(self) -> dict[str, float]:
        """The `metrics` of the API documents, all of them numbers."""
        return {
            "speech_len": round(self.speech_len, 6),
            "server_cost_time": round(self.server_cost_time, 6),
            "generate_time": round(self.generate_time, 6),
        }


@dataclass(frozen=True, slots=True)
class Admitted:
    """The task has begun; its text is awaited."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing came for a while."""


Event = Piece | Admitted | Heartbeat


class Speaker:
    """Runs tasks on engines: so many speak at once, so many wait for that, and no more.

    A task without text, or whose reader takes nothing, has no part in that.

    Args:
        engines: The best first; see `Speech`.
        running: Tasks that speak at once.
        waiting: Tasks that wait for it.
        longest: Seconds of work that may wait, where it is known how fast the engines are.
        strict: Whether the first engine was asked for by name; see `Speech`.
    """

    def __init__(
        self,
        *engines: Engine,
        running: int = RUNNING,
        waiting: int = WAITING,
        longest: float = LONGEST,
        strict: bool = False,
    ) -> None:
        self.engines = engines
        self.strict = strict
        self._longest = longest
        self.turns = asyncio.Semaphore(running)
        self._limit = running + waiting
        self._tasks: set[Task] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    @property
    def best(self) -> Engine:
        """The engine that speaks whatever it can."""
        if self.strict:
            return self.engines[0]
        there = (each for each in self.engines if each.state not in _PASSED_OVER)
        return next(there, self.engines[-1])

    def prepare(self) -> None:
        """Have the engine get ready: somebody has come who will speak soon."""
        if isinstance(self.best, Prepares):
            self.best.prepare()

    def check(self) -> None:
        """See whether one more task would be taken.

        Raises:
            BusyError: There are as many as the server takes.
            StoppingError: The server is being stopped.
        """
        if self._stopping:
            raise StoppingError("the server is stopping")
        speaking = sum(task.turn.wanted for task in self._tasks)
        if speaking >= self._limit or len(self._tasks) >= max(OPEN, self._limit):
            raise BusyError(f"the server is busy with {len(self._tasks)} requests; try again later")
        # Turns go round piece by piece: one who has very much to say can't fill the server alone.
        work = sum(min(task.work, self._longest / 2) for task in self._tasks)
        if work > self._longest:
            raise BusyError(
                f"the server has work for {work:.0f} seconds; try again later",
                retry_after=min(_LATEST, math.ceil(work - self._longest) + 1),
            )

    def admit(
        self,
        text: TextStream,
        voice: Voice,
        style: Style,
        parameters: SpeechParameters,
        framing: Framing,
    ) -> Task:
        """Take a task.

        Raises:
            BusyError: There are as many as the server takes.
            StoppingError: The server is being stopped.
        """
        self.check()
        self.prepare()
        task = Task(self, text, voice, style, parameters, framing)
        self._tasks.add(task)
        self._idle.clear()
        return task

    def take_text(self, task: Task, text: str) -> None:
        """Add text to a task.

        Raises:
            TooLargeError: It is more than a message or a task may have.
            BusyError: All tasks together have more than the server keeps.
        """
        if sum(each.text.held for each in self._tasks) + len(text) > MAX_TEXT:
            raise BusyError("the server has more text than it can keep; try again later")
        task.text.put(text)

    def keep(self, task: Task, size: int) -> None:
        """Say that a task keeps so many bytes of audio.

        Raises:
            BusyError: All tasks together keep more than the server can.
        """
        task.kept = size
        if sum(each.kept for each in self._tasks) > MAX_KEPT:
            raise BusyError("the server keeps too many long answers; set stream to true")

    def release(self, task: Task) -> None:
        """A task has ended."""
        self._tasks.discard(task)
        if not self._tasks:
            self._idle.set()

    async def stop(self, grace: float) -> None:
        """Take no more tasks; give the running ones some seconds, then end them with words."""
        self._stopping = True
        try:
            async with asyncio.timeout(grace):
                await self._idle.wait()
        except TimeoutError:
            for task in self._tasks:
                task.fail(StoppingError("the server is stopping"))


class _Turn:
    """A task's place among those that speak.

    Attributes:
        wanted: The task has it or waits for it.
    """

    def __init__(self, turns: asyncio.Semaphore, *, wanted: bool) -> None:
        self.wanted = wanted
        self._turns = turns
        self._held = False
        self._over = False

    async def take(self) -> None:
        """Wait for the turn, unless the task has it."""
        if self._over:
            raise RuntimeError("the task is over")
        if not self._held:
            self.wanted = True
            await self._turns.acquire()
            self._held = True

    def give_back(self) -> None:
        """Let others have the turn."""
        self.wanted = False
        if self._held:
            self._held = False
            self._turns.release()

    def end(self) -> None:
        """Give the turn back for good."""
        self.give_back()
        self._over = True


class _Text:
    """The text of a task as its engine reads it: the turn is held only while there is some."""

    def __init__(self, text: TextStream, turn: _Turn) -> None:
        self._text = text
        self._turn = turn
        self._first: str | None = None

    async def begin(self) -> None:
        """Wait for the first piece of text, and for the turn: only then is there work to do."""
        self._first = await anext(self, None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        self._turn.give_back()
        piece = await anext(self._text)
        await self._turn.take()
        return piece


class Task:
    """One synthesis; an asynchronous context manager, which ends it.

    Attributes:
        text: The text, which may still be arriving.
        turn: Its place among those that speak.
        kept: Bytes of audio that are kept for its answer.
        speech: What engines make of it; None before the first text.
    """

    def __init__(
        self,
        speaker: Speaker,
        text: TextStream,
        voice: Voice,
        style: Style,
        parameters: SpeechParameters,
        framing: Framing,
    ) -> None:
        self.text = text
        self.turn = _Turn(speaker.turns, wanted=text.held > 0)
        self.kept = 0
        self.speech: Speech | None = None
        self._speaker = speaker
        self._voice = voice
        self._style = style
        self._parameters = parameters
        self._framing = framing
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def work(self) -> float:
        """Seconds that its engine needs for the text that waits to be spoken."""
        engine = self.speech.engine if self.speech else self._speaker.best
        return self.text.seconds * (engine.rate or 0.0) if self.turn.wanted else 0.0

    @property
    def spoken_by(self) -> str:
        """The names of the engines that have spoken; empty before the first audio."""
        return ", ".join(self.speech.spoke) if self.speech else ""

    @property
    def notices(self) -> list[str]:
        """What was asked for and can't be done, in words for the caller."""
        return self.speech.notices if self.speech else []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._failure.cancel():
            self._failure.exception()  # seen: it has been told to the caller, or nobody is left
        self._speaker.release(self)

    def fail(self, error: ApiError) -> None:
        """End the task with words, from outside."""
        if not self._failure.done():
            self._failure.set_exception(error)

    async def events(self) -> AsyncGenerator[Event, None]:
        """What happens, in order: the beginning, then the pieces, the last of them marked.

        Raises:
            ApiError: The task failed; nothing else is ever raised for a fault of the server's.
        """
        source = self._pieces()
        step: asyncio.Task[Event | None] | None = None
        try:
            while True:
                step = asyncio.create_task(_next(source))
                futures: set[asyncio.Future[Any]] = {step, self._failure}
                while not step.done():
                    await asyncio.wait(
                        futures,
                        timeout=HEARTBEAT,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
                    if self._failure.done():
                        self._failure.result()
                    if not step.done():
                        yield Heartbeat()
                event = step.result()
                if event is None:
                    return
                yield event
        except ApiError:
            raise
        except Exception as error:
            _LOGGER.exception("the server failed")
            raise ApiError(FAILED) from error
        finally:
            await _end(step, source)
            self.turn.end()

    async def _pieces(self) -> AsyncGenerator[Event, None]:
        yield Admitted()
        clock = _Clock(self.text)
        text = _Text(self.text, self.turn)
        await text.begin()
        encoder = await self._encoder()
        spoken = False
        audio = self.speech = Speech(
            self._speaker.engines, text, self._voice, self._style, strict=self._speaker.strict
        )
        try:
            while (pcm := await audio.next()) is not None:
                spoken = spoken or bool(pcm)
                clock.engine_done()
                data, seconds = await self._encode(encoder.feed, pcm)
                if data:
                    piece = Piece(data, seconds, *clock.lap(), audio.engine.name)
                    # Whoever reads it slowly keeps nobody else from speaking.
                    self.turn.give_back()
                    yield piece
                    clock.restart()
                    await self.turn.take()
        finally:
            await audio.close()
            self.turn.give_back()
        if not spoken:
            raise InvalidParameterError(NOTHING_TO_SAY)
        clock.engine_done()
        data, seconds = await self._encode(encoder.finish, b"")
        yield Piece(data, seconds, *clock.lap(), audio.engine.name, last=True)

    async def _encoder(self) -> Encoder:
        # NumPy, soxr and PyAV take longer to import than everything else together: a server must
        # be listening by then.
        encoding = await asyncio.to_thread(importlib.import_module, "local_server.encoding")
        parameters = self._parameters
        encoder: Encoder = encoding.Encoder(
            SAMPLE_RATE,
            parameters.sample_rate,
            volume=parameters.volume,
            output_format=parameters.output_format,
            framing=self._framing,
            bit_rate=parameters.bit_rate,
            compression_level=parameters.compression_level,
        )
        return encoder

    async def _encode(
        self, step: Callable[[bytes], tuple[bytes, float]], pcm: bytes
    ) -> tuple[bytes, float]:
        if self._parameters.output_format is AudioFormat.MP3:
            return await asyncio.to_thread(step, pcm)
        return step(pcm)


async def _end(step: asyncio.Task[Any] | None, source: AsyncGenerator[Event, None]) -> None:
    """End the work of a task, and don't wait for an engine that doesn't stop."""
    if step is not None and not step.done():
        step.cancel()
        if not await _ends(step):
            return
    await _ends(asyncio.create_task(_close(source)))


async def _close(source: AsyncGenerator[Event, None]) -> None:
    await source.aclose()


async def _ends(work: asyncio.Task[Any]) -> bool:
    await asyncio.wait({work}, timeout=_LAST_BREATH)
    if not work.done():
        work.cancel()
        _LOGGER.error("the engine doesn't stop; its work is left behind")
    elif not work.cancelled():
        work.exception()  # seen: nobody is left to be told
    return work.done()


class _Clock:
    """Where the time between two pieces goes."""

    def __init__(self, text: TextStream) -> None:
        self._text = text
        self.restart()

    def restart(self) -> None:
        self._start = time.perf_counter() - self._text.waited
        self._engine = 0.0

    def engine_done(self) -> None:
        self._engine = self._elapsed()

    def lap(self) -> tuple[float, float]:
        """Seconds since the start without the wait for text, and the engine's part of them."""
        return self._elapsed(), self._engine

    def _elapsed(self) -> float:
        return time.perf_counter() - self._text.waited - self._start


async def _next(source: AsyncGenerator[Event, None]) -> Event | None:
    return await anext(source, None)
