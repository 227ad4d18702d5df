"""A task's way from text to the pieces of its answer, and how many may run at once."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
import importlib
import time
from typing import TYPE_CHECKING, Any, Final, Self

from local_server.errors import ApiError, BusyError, InvalidParameterError, StoppingError
from shared_client.models import AudioFormat

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from types import TracebackType

    from local_server.encoding import Encoder
    from local_server.engines import Engine, Style, Voice
    from local_server.framing import Framing
    from local_server.schemas import SpeechParameters
    from local_server.text_stream import TextStream

RUNNING: Final = 64
"""Tasks that run at once."""
WAITING: Final = 64
"""Tasks that wait for their turn."""
HEARTBEAT: Final = 4.0
"""Seconds after which a caller hears that the server is still there: the documents' samples give up
after ten."""
NOTHING_TO_SAY: Final = "text contains nothing that can be spoken"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer.

    Attributes:
        data: Bytes of the output format; never empty.
        speech_len: Seconds of audio that went into them; more than 0.
        server_cost_time: Seconds since the piece before, without the wait for text.
        generate_time: Seconds of these that the engine took.
        last: Whether it ends the answer.
    """

    data: bytes
    speech_len: float
    server_cost_time: float
    generate_time: float
    last: bool = False

    def metrics(self) -> dict[str, float]:
        """The `metrics` of the API documents."""
        return {
            "speech_len": round(self.speech_len, 6),
            "server_cost_time": round(self.server_cost_time, 6),
            "generate_time": round(self.generate_time, 6),
        }


@dataclass(frozen=True, slots=True)
class Admitted:
    """The task has its turn."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing came for a while."""


Event = Piece | Admitted | Heartbeat


class Speaker:
    """Runs tasks on an engine: so many at once, so many in the queue, and no more."""

    def __init__(self, engine: Engine, *, running: int = RUNNING, waiting: int = WAITING) -> None:
        self.engine = engine
        self.turns = asyncio.Semaphore(running)
        self._limit = running + waiting
        self._tasks: set[Task] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    def admit(
        self,
        text: TextStream,
        voice: Voice,
        style: Style,
        parameters: SpeechParameters,
        framing: Framing,
    ) -> Task:
        """Take a task into the queue.

        Raises:
            BusyError: The queue is full.
            StoppingError: The server is being stopped.
        """
        if self._stopping:
            raise StoppingError("the server is stopping")
        if len(self._tasks) >= self._limit:
            raise BusyError(f"the server is busy with {self._limit} requests; try again later")
        task = Task(self, text, voice, style, parameters, framing)
        self._tasks.add(task)
        self._idle.clear()
        return task

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


class Task:
    """One synthesis; an asynchronous context manager, which ends it.

    Attributes:
        text: The text, which may still be arriving.
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
        self._speaker = speaker
        self._voice = voice
        self._style = style
        self._parameters = parameters
        self._framing = framing
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

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
        """What happens, in order: its turn, then the pieces, the last of them marked.

        Raises:
            ApiError: The task failed.
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
        finally:
            if step is not None and not step.done():
                step.cancel()
                await asyncio.wait({step})
            await source.aclose()

    async def _pieces(self) -> AsyncGenerator[Event, None]:
        async with self._speaker.turns:
            yield Admitted()
            encoder = await self._encoder()
            clock = _Clock(self.text)
            spoken = False
            audio = self._speaker.engine.speak(self.text, self._voice, self._style)
            async with aclosing(audio):
                async for pcm in audio:
                    spoken = True
                    clock.engine_done()
                    data, seconds = await self._encode(encoder.feed, pcm)
                    if data:
                        yield Piece(data, seconds, *clock.lap())
                        clock.restart()
            if not spoken:
                raise InvalidParameterError(NOTHING_TO_SAY)
            clock.engine_done()
            data, seconds = await self._encode(encoder.finish, b"")
            yield Piece(data, seconds, *clock.lap(), last=True)

    async def _encoder(self) -> Encoder:
        # NumPy, soxr and PyAV take longer to import than everything else together: a server must
        # be listening by then.
        encoding = await asyncio.to_thread(importlib.import_module, "local_server.encoding")
        parameters = self._parameters
        encoder: Encoder = encoding.Encoder(
            self._speaker.engine.sample_rate,
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
