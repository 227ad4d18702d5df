"""Speech over Model Studio's WebSocket: a text as a chain of tasks, one after the other.

The service fails a task that gets no text for 23 seconds, and nothing keeps it alive. So a task is
ended when its text pauses for long, and the next one begins with the next text: to the reader, it
is one stream. Text never leaves before the service has accepted a task; it allows nothing else.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from time import perf_counter
from typing import TYPE_CHECKING, Final

from ..errors import (
    CosyVoiceConnectionError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
)
from ..protocol import TASK_FINISHED
from ..stream import SpeechStream
from ..task import SpeechTask
from .protocol import TEXT_GAP, WEBSOCKET, failure, task_parameters

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from ..duplex import Connections
    from ..events import TaskEvent
    from ..models import SpeechOptions
    from ..task import Socket
    from ..transport import Transport

_MOST_TEXT: Final = 150_000  # characters of a task; the service takes 200,000
_DOUBT: Final = 1.5  # seconds in which a connection that rested has to accept a task


class TaskChain(SpeechStream):
    """One text, in as many tasks as its pauses want.

    Args:
        connections: Where connections come from and go to.
        transport: For its limits and errors.
        model_of: Finds out which model a voice speaks with.
        segments: The text, cut for speech; what it raises ends the stream, after the audio of what
            came before has been handed out.
        options: How to say it.
    """

    def __init__(
        self,
        connections: Connections,
        transport: Transport,
        model_of: Callable[[str], Awaitable[str]],
        segments: AsyncGenerator[str],
        options: SpeechOptions,
    ) -> None:
        super().__init__(options)
        self._connections = connections
        self._transport = transport
        self._model_of = model_of
        self._segments = segments
        self._model = ""
        self._pump: asyncio.Task[None] | None = None
        self._begun: asyncio.Queue[SpeechTask | None] = asyncio.Queue()  # None is the end
        self._open_tasks: list[SpeechTask] = []
        self._writing: SpeechTask | None = None  # gets the text
        self._reading: SpeechTask | None = None  # is listened to
        self._sent = 0  # characters of the task that is written to
        self._text_error: Exception | None = None
        self._billed_before = 0
        self._read_raw()

    async def _open(self) -> None:
        self._model = await self._model_of(self._options.reference_audio_id)
        task_parameters(self._options, self._model)  # refused before a connection is opened
        first = await self._begin()
        self._pump = asyncio.create_task(self._send_text(first))

    # --- Tasks ------------------------------------------------------------------------------------

    async def _begin(self) -> SpeechTask:
        """Have a task accepted, on another connection where one that rested is dead."""
        asked_at = perf_counter()
        socket, warm = await self._connections.take(WEBSOCKET)
        taken_at = asyncio.get_running_loop().time()
        patience = self._transport.timeouts.first_audio
        try:
            task = await self._accepted(socket, min(patience, _DOUBT) if warm else patience)
        except CosyVoiceConnectionError:
            if not warm or self._closed:
                raise
            # No text was sent, so nothing is spoken or billed twice.
            await self._connections.renew(WEBSOCKET, taken_at)
            socket, warm = (await self._connections.take(WEBSOCKET))[0], False
            task = await self._accepted(socket, patience)
        if self.request_id is None:
            self.request_id = task.id
            self.metrics.warm = warm
            self.metrics.task_accepted = perf_counter() - task.asked_at
            self.metrics.connect = 0.0 if warm else task.asked_at - asked_at
        self._begun.put_nowait(task)
        return task

    async def _accepted(self, socket: Socket, patience: float) -> SpeechTask:
        task = SpeechTask(socket, self._transport, self._connections.drop)
        self._open_tasks.append(task)
        try:
            async with asyncio.timeout(patience):
                await task.run(task_parameters(self._options, self._model), self._model)
                while not task.accepted:
                    await task.next_event()
        except TimeoutError:
            self._give_up(task)
            raise CosyVoiceTimeoutError("task_not_accepted_in_time", seconds=patience) from None
        except CosyVoiceSynthesisError as error:
            self._give_up(task)
            raise failure(error, self._transport.base_url.host or "") from None
        except BaseException:
            self._give_up(task)
            raise
        return task

    def _give_up(self, task: SpeechTask) -> None:
        """Close the connection of a task: one that failed is never used again."""
        task.leave()
        self._connections.drop(task.socket)
        with suppress(ValueError):
            self._open_tasks.remove(task)

    # --- Text -------------------------------------------------------------------------------------

    async def _send_text(self, first: SpeechTask) -> None:
        """Send the text as it comes, and say how it ended."""
        self._writing = first
        try:
            async with aclosing(self._segments) as segments:
                while (segment := await self._next(segments)) is not None:
                    task = await self._task()
                    await task.say(segment)
                    self._sent += len(segment)
                    self._text_at = self._text_at or task.text_at
            if self._text_at is None:
                raise CosyVoiceSynthesisError("no_text")  # noqa: TRY301 - told as all that ends it
            await self._finish()
            self._finish_at = perf_counter()
        except Exception as error:  # noqa: BLE001 - the source's error is the reader's: raised there
            self._text_error = error
            with suppress(CosyVoiceConnectionError):
                await self._finish()  # what came before is still to be heard
        self._begun.put_nowait(None)

    async def _task(self) -> SpeechTask:
        """The task that is written to, or another."""
        if self._writing is None:
            self._writing = await self._begin()
        return self._writing

    async def _next(self, segments: AsyncGenerator[str]) -> str | None:
        """The next text, None at its end; meanwhile a task without any, or with much, is ended."""
        coming = asyncio.create_task(_next_of(segments))
        try:
            if (task := self._writing) is not None:
                task.awaits_text = True
                await asyncio.wait((coming,), timeout=TEXT_GAP)
                task.awaits_text = False
                if not coming.done() or self._sent > _MOST_TEXT:
                    await self._finish()
            return await coming
        finally:
            coming.cancel()

    async def _finish(self) -> None:
        """End the task that is written to; one that got no text has nothing to be heard."""
        task, self._writing = self._writing, None
        if task is not None and (self._sent or self._text_error is None):
            await task.finish()
        elif task is not None:
            self._give_up(task)
        self._sent = 0

    # --- Audio ------------------------------------------------------------------------------------

    async def _receive(self) -> bytes | None:
        while True:
            task = self._reading = self._reading or await self._begun.get()
            if task is None:
                if self._text_error is not None:
                    raise self._text_error
                return None
            event = await self._next_event(task)
            if event.characters is not None:
                self._billed(self._billed_before + event.characters)
            if event.audio:
                self._audio_came(event.metrics)
                return event.audio
            if event.name == TASK_FINISHED:
                self._was_spoken(task)

    async def _next_event(self, task: SpeechTask) -> TaskEvent:
        task.wanted_at = asyncio.get_running_loop().time()
        try:
            return await task.next_event()
        except CosyVoiceSynthesisError as error:
            raise failure(error, self._transport.base_url.host or "") from None
        except CosyVoiceConnectionError:
            if self._text_error is not None:
                raise self._text_error from None
            raise

    def _was_spoken(self, task: SpeechTask) -> None:
        """Let the connection of a task rest that has been spoken."""
        if not task.finishing:
            raise CosyVoiceSynthesisError("task_ended_early")
        self._reading = None
        self._billed_before = self.metrics.characters or 0
        task.leave()
        self._open_tasks.remove(task)
        self._connections.give_back(task.socket)

    async def _abort(self) -> None:
        for task in list(self._open_tasks):
            self._give_up(task)
        if self._pump is None:
            await self._segments.aclose()
        elif not self._pump.done():
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)


async def _next_of(segments: AsyncGenerator[str]) -> str | None:
    """The next text; None at its end."""
    return await anext(segments, None)
