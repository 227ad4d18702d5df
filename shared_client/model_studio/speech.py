"""Speech of Model Studio: server-sent events, and over its WebSocket a chain of tasks.

The service fails a task that gets no text for 23 seconds, and nothing keeps it alive. So a task is
ended when its text pauses for long, and the next one begins with the next text: to the reader, it
is one stream. Text never leaves before the service has accepted a task; it allows nothing else.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING, Final

from ..errors import (
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
)
from ..event_stream import EventStream
from ..pauses import Pauses
from ..protocol import TASK_FINISHED, TASK_STARTED
from ..script import Script
from ..stream import SpeechStream
from ..task import SpeechTask
from ..transport import NOT_PROCESSED
from .protocol import (
    EVENTS,
    LONGEST_TEXT,
    SPEECH,
    TEXT_GAP,
    WEBSOCKET,
    characters,
    speech_input,
    task_parameters,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

    import aiohttp

    from ..duplex import Connections
    from ..events import TaskEvent
    from ..models import SpeechOptions
    from ..task import Socket
    from ..transport import Transport

    ModelOf = Callable[[str], Awaitable[str]]

_MOST_TEXT: Final = 150_000  # characters of a task, as they are billed; the service takes 200,000
_DOUBT: Final = 1.5  # seconds in which a connection that rested has to accept a task


class StudioEvents(EventStream):
    """POST speech, answered with server-sent events.

    Args:
        transport: Makes the request.
        model_of: Finds out which model a voice speaks with.
        text: What to say.
        options: How to say it.
    """

    def __init__(
        self, transport: Transport, model_of: ModelOf, text: str, options: SpeechOptions
    ) -> None:
        super().__init__(transport, options)
        self._model_of = model_of
        self._text = text
        self._read_raw()

    async def _ask(self) -> aiohttp.ClientResponse:
        model = await self._model_of(self._options.reference_audio_id)
        return await self._post(
            SPEECH,
            json=speech_input(self._text, self._options, model),
            headers={EVENTS: "enable"},
            # What it has spoken is billed, heard or not.
            retry=NOT_PROCESSED,
            repeatable=False,
        )


class TaskChain(SpeechStream):
    """One text, in as many tasks as its pauses want.

    Args:
        transport: For its limits and errors.
        connections: Where connections come from and go to.
        model_of: Finds out which model a voice speaks with.
        segments: The text, cut for speech; what it raises ends the stream, after the audio of what
            came before has been handed out.
        options: How to say it.
    """

    def __init__(
        self,
        transport: Transport,
        connections: Connections,
        model_of: ModelOf,
        segments: AsyncGenerator[str],
        options: SpeechOptions,
    ) -> None:
        super().__init__(options)
        self._transport = transport
        self._connections = connections
        self._model_of = model_of
        self._script = Script(segments)
        self._script.forget()  # none of it is said twice
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
        self._writing = await self._begin()
        self._pump = asyncio.create_task(self._send_text())

    # --- Tasks ------------------------------------------------------------------------------------

    async def _begin(self) -> SpeechTask:
        """Have a task accepted."""
        # One that is refused because there are too many is asked for again: nothing was said yet,
        # so nothing is billed.
        pauses = Pauses(self._transport.timeouts.cold_start)
        task = await self._transport.until_awake(self._begin_once, NOT_PROCESSED, pauses)
        self._begun.put_nowait(task)
        return task

    async def _begin_once(self) -> SpeechTask:
        """Have a task accepted, on another connection where one that rested is dead."""
        self._refuse_if_closed()
        asked_at = perf_counter()
        socket, warm = await self._connections.take(WEBSOCKET)
        taken_at = asyncio.get_running_loop().time()
        patience = self._transport.timeouts.first_audio
        try:
            task = await self._accepted(socket, min(patience, _DOUBT) if warm else patience)
        except CosyVoiceConnectionError:
            if not warm or self._closed:
                raise
            await self._connections.renew(WEBSOCKET, taken_at)
            socket, warm = (await self._connections.take(WEBSOCKET))[0], False
            task = await self._accepted(socket, patience)
        if self.request_id is None:
            self.request_id = task.id
            self.metrics.warm = warm
            self.metrics.task_accepted = perf_counter() - task.asked_at
            self.metrics.connect = 0.0 if warm else task.asked_at - asked_at
        return task

    async def _accepted(self, socket: Socket, patience: float) -> SpeechTask:
        task = SpeechTask(socket, self._transport, self._connections.drop)
        self._open_tasks.append(task)
        try:
            async with asyncio.timeout(patience) as limit:
                await task.run(task_parameters(self._options, self._model), self._model)
                await self._script.look(0)  # it is cut for speech while the service thinks
                # Nothing else allows text, be it audio, which may be that of the task before.
                while (event := await task.next_event()).name != TASK_STARTED:
                    if event.name == TASK_FINISHED:
                        raise CosyVoiceSynthesisError("task_ended_early")  # noqa: TRY301 - as all
        except BaseException as error:
            self._give_up(task)
            if isinstance(error, TimeoutError) and limit.expired():
                raise CosyVoiceTimeoutError("task_not_accepted_in_time", seconds=patience) from None
            raise
        return task

    def _give_up(self, task: SpeechTask) -> None:
        """Close the connection of a task: one that failed is never used again."""
        task.leave()
        self._connections.drop(task.socket)
        with suppress(ValueError):
            self._open_tasks.remove(task)

    # --- Text -------------------------------------------------------------------------------------

    async def _send_text(self) -> None:
        """Send the text as it comes, and say how it ended."""
        script, number = self._script, 0
        try:
            while (segment := await self._next(number)) is not None:
                number += 1
                for piece in _in_messages(segment):
                    self._writing = task = self._writing or await self._begin()
                    await task.say(piece)
                    self._sent += characters(piece)
                    self._text_at = self._text_at or task.text_at
                if self._sent > _MOST_TEXT:
                    await self._finish()
            self._text_error = script.error
            if self._text_at is None and script.error is None:
                self._text_error = CosyVoiceSynthesisError("no_text")
            await self._finish()
            self._finish_at = perf_counter()
        except CosyVoiceError as error:
            self._text_error = self._text_error or error
        finally:
            self._begun.put_nowait(None)

    async def _next(self, number: int) -> str | None:
        """A text by its number, None at the end; meanwhile a task that gets none is ended."""
        if (task := self._writing) is not None:
            task.awaits_text = True
            try:
                async with asyncio.timeout(TEXT_GAP):
                    return await self._script.get(number)
            except TimeoutError:
                await self._finish()
            finally:
                task.awaits_text = False
        return await self._script.get(number)

    async def _finish(self) -> None:
        """End the task that is written to."""
        task, self._writing, self._sent = self._writing, None, 0
        if task is not None and (task.text_at is not None or self._text_error is None):
            await task.finish()
        elif task is not None:
            self._give_up(task)

    # --- Audio ------------------------------------------------------------------------------------

    async def _receive(self) -> bytes | None:
        while True:
            task = self._reading = self._reading or await self._begun.get()
            if task is None:
                if self._text_error is not None:
                    raise self._text_error
                return None
            event = await self._next_event(task)
            if event is None:
                continue
            if event.characters is not None:
                self._billed(self._billed_before + event.characters)
            if event.audio:
                self._audio_came(event.metrics)
                return event.audio
            if event.name == TASK_FINISHED:
                self._was_spoken(task)

    async def _next_event(self, task: SpeechTask) -> TaskEvent | None:
        """What comes of a task; None where nothing more does, and nothing is lost."""
        task.wanted_at = asyncio.get_running_loop().time()
        try:
            return await task.next_event()
        except CosyVoiceError as error:
            if task.text_at is None and not self._closed and (task.finishing or self._text_error):
                self._give_up(task)  # a task without a text has nothing to fail with
                self._reading = None
                return None
            if self._text_error is not None and isinstance(error, CosyVoiceConnectionError):
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
        if self._pump is not None and not self._pump.done():
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        await self._script.aclose()


def _in_messages(segment: str) -> Iterator[str]:
    """A text in pieces that one message takes each, cut at blanks where there are any."""
    most = LONGEST_TEXT // 2  # each may count twice
    while len(segment) > most:
        cut = segment.rfind(" ", 1, most) + 1 or most
        yield segment[:cut]
        segment = segment[cut:]
    if segment.strip():
        yield segment
