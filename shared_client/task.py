"""One task on a WebSocket: its commands out, its events in, and the silence between them."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import uuid4

import aiohttp
import orjson

from .errors import (
    CosyVoiceConnectionError,
    CosyVoiceProtocolError,
    CosyVoiceTimeoutError,
    KeyedError,
)
from .events import TaskEvent, load_object, parse_task_event
from .protocol import (
    CONTINUE_TASK,
    FINISH_TASK,
    RESULT_GENERATED,
    TASK_STARTED,
    WEBSOCKET_MODEL,
    command,
    run_task,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.http import WSMessageNoDecodeText

    from .transport import Transport

    Socket = aiohttp.ClientWebSocketResponse[Literal[False]]

_ACCEPTING: Final = (TASK_STARTED, RESULT_GENERATED)
HEARTBEATS: Final = (aiohttp.WSMsgType.PING, aiohttp.WSMsgType.PONG)
"""Messages that say that the other end is there, and nothing else."""


class SpeechTask:
    """One task, from `run` to the event that ends it.

    Args:
        socket: A connection on which no task runs.
        transport: For its limits and errors.
        hang_up: Closes the connection of a service that owes something and is silent.

    Attributes:
        id: The task's name.
        socket: As above.
        accepted: The service has said that it works on it.
        awaits_text: It is the text's turn, not the service's.
        wanted_at: When the reader asked for more audio, by the loop's clock; 0 before it has any.
        asked_at: When `run` was called, on `perf_counter`.
        text_at: When the first text had been sent, on the same clock.
        finish_at: When the end of the text had been sent.
        finishing: The end of the text is on its way.
    """

    def __init__(
        self, socket: Socket, transport: Transport, hang_up: Callable[[Socket], None]
    ) -> None:
        self.id = str(uuid4())
        self.socket = socket
        self.accepted = False
        self.awaits_text = False
        self.wanted_at = 0.0
        self.asked_at = 0.0
        self.text_at: float | None = None
        self.finish_at: float | None = None
        self.finishing = False
        self._transport = transport
        self._hang_up = hang_up
        self._sent_at = 0.0
        self._heard_at = 0.0
        self._waiting = False  # somebody waits for the service to speak
        self._has_spoken = False
        self._overdue: CosyVoiceTimeoutError | None = None  # it did not
        self._left = False
        self._watch: asyncio.TimerHandle | None = None

    def has_spoken(self) -> bool:
        """Whether anything came from the other end, were it a heartbeat."""
        return self._has_spoken

    async def run(self, parameters: dict[str, Any], model: str = WEBSOCKET_MODEL) -> None:
        """Ask for the task.

        Args:
            parameters: What is to be done, and how.
            model: What is to do it.

        Raises:
            CosyVoiceConnectionError: The connection is gone.
        """
        self._sent_at = asyncio.get_running_loop().time()
        self._watch_silence()
        self.asked_at = perf_counter()
        await self._send(run_task(self.id, parameters, model))

    async def say(self, segment: str) -> None:
        """Send text; raises as `run`."""
        # Services join the texts of a task; words of two segments must not touch.
        text = f"{segment} " if segment[-1].isascii() else segment
        await self._send(command(CONTINUE_TASK, self.id, {"input": {"text": text}}))
        if self.text_at is None:
            self.text_at = perf_counter()

    async def finish(self) -> None:
        """Say that no more text comes; raises as `run`."""
        self.finishing = True
        await self._send(command(FINISH_TASK, self.id, {"input": {}}))
        self.finish_at = perf_counter()

    async def ask(self) -> None:
        """Ask for a sign of life; raises as `run`."""
        with self._transport.translate_errors():
            await self.socket.ping()

    async def next_event(self) -> TaskEvent:
        """The next event of this task.

        Raises:
            CosyVoiceSynthesisError: It says that the task failed.
            CosyVoiceProtocolError: The service sent what is no event.
            CosyVoiceConnectionError: The connection ended.
        """
        while True:
            message = await self._next_message()
            if message.type is aiohttp.WSMsgType.BINARY:
                # Related services send the audio so.
                self.accepted = True
                return TaskEvent(RESULT_GENERATED, None, message.data)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise self._transport.understood(self._why_closed(message))
            try:
                content = load_object(message.data)
                del message  # a frame may have megabytes: it goes before its audio is decoded
                event = parse_task_event(content)
            except KeyedError as error:
                raise self._transport.understood(error) from None
            if event.task_id is not None and event.task_id != self.id:
                continue  # a straggler of the task before
            if event.error is not None:
                raise self._transport.understood(event.error)
            if event.name in _ACCEPTING:
                self.accepted = True
            return event

    def leave(self) -> None:
        """Watch the connection no more; what waits for an event hears that the stream was closed.

        Whether it is closed or rests is for the caller.
        """
        self._left = True
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def _send(self, message: dict[str, Any]) -> None:
        self._sent_at = asyncio.get_running_loop().time()
        with self._transport.translate_errors():
            await self.socket.send_frame(orjson.dumps(message), aiohttp.WSMsgType.TEXT)

    async def _next_message(self) -> WSMessageNoDecodeText:
        """The next message but heartbeats, which end a silence."""
        now = asyncio.get_running_loop().time
        self._waiting = True
        try:
            while True:
                self._heard_at = now()
                message = await self.socket.receive()
                self._has_spoken = True
                if message.type not in HEARTBEATS:
                    return message
                if message.type is aiohttp.WSMsgType.PING:
                    with self._transport.translate_errors():
                        await self.socket.pong(message.data)
        finally:
            self._waiting = False

    def _watch_silence(self) -> None:
        """Hang up on a service that owes something and is silent; look again when that may be.

        One timer for the task: a time limit around each message would cost more than the rest.
        """
        loop = asyncio.get_running_loop()
        now, timeouts = loop.time(), self._transport.timeouts
        owes = self._waiting and not (self.awaits_text and self.accepted)
        heard = max(self._heard_at, self._sent_at) if owes else now
        # Heartbeats end a silence; but they are no speech, of which more must come some time.
        served = max(self.wanted_at, self._sent_at) if owes and self.wanted_at else now
        silent_at, overdue_at = heard + timeouts.idle, served + timeouts.first_audio
        if (at := min(silent_at, overdue_at)) > now:
            self._watch = loop.call_at(at, self._watch_silence)
            return
        if silent_at <= now:
            self._overdue = CosyVoiceTimeoutError("service_silent", seconds=timeouts.idle)
        else:
            self._overdue = CosyVoiceTimeoutError("no_audio_in_time", seconds=timeouts.first_audio)
        self._hang_up(self.socket)

    def _why_closed(self, message: WSMessageNoDecodeText) -> KeyedError:
        if self._overdue is not None:
            return self._overdue
        if self._left:
            return CosyVoiceConnectionError("stream_closed")
        if message.type is aiohttp.WSMsgType.ERROR:
            return CosyVoiceProtocolError("websocket_broken", words=str(message.data))
        words = f"{message.data} {message.extra or ''}" if message.data else ""
        return CosyVoiceConnectionError("closed_early", words=words)
