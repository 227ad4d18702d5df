"""Speech over the duplex WebSocket: text goes in while audio comes out.

A connection serves one task after another. Between two tasks it rests in `Connections`, which
answers pings and notices when the service closes it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import aclosing, suppress
from dataclasses import dataclass
import math
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import uuid4

import aiohttp
import orjson

from .errors import (
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceProtocolError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
)
from .events import TaskEvent, load_object, parse_task_event
from .models import Dialect
from .protocol import (
    CONTINUE_TASK,
    FINISH_TASK,
    PATHS,
    RESULT_GENERATED,
    TASK_FINISHED,
    TASK_STARTED,
    command,
    run_task,
    task_parameters,
)
from .stream import SpeechStream

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from aiohttp.http import WSMessageNoDecodeText

    from .models import SpeechOptions
    from .transport import Transport

    Socket = aiohttp.ClientWebSocketResponse[Literal[False]]

MAX_IDLE_AGE: Final = 50.0
"""Seconds for which a connection rests; gateways drop idle ones after a minute."""

_MAX_IDLE: Final = 4
_GOOD_BYE: Final = 0.25  # seconds
_DOUBT: Final = 0.4  # seconds without a word after which a connection that rested is asked
_SIGN_OF_LIFE: Final = 0.8  # seconds that its answer may take; voice satellites give up after 5
_V1_PATIENCE: Final = 1.0  # seconds to wait for a V1 service to accept before text is sent
_ACCEPTING: Final = (TASK_STARTED, RESULT_GENERATED)
_HEARTBEATS: Final = (aiohttp.WSMsgType.PING, aiohttp.WSMsgType.PONG)


@dataclass(slots=True)
class _Rest:
    """A connection's rest: what watches it, whether it was heard since a ping, since when."""

    watch: asyncio.Task[None]
    heard: asyncio.Event
    since: float  # by the loop's clock


class Connections:
    """Open WebSockets to one service, ready for the next task.

    Args:
        transport: Opens them.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._resting: dict[Socket, _Rest] = {}
        self._opening: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def resting(self) -> int:
        """Connections that are ready."""
        return len(self._resting)

    async def take(self, path: str) -> tuple[Socket, bool]:
        """A connection, and whether it was open already.

        One that is being opened ahead of need is waited for: a second would not be there sooner.
        """
        waited = not self._resting and self._opening is not None
        if waited:
            await self._opened()
        while self._resting:
            socket, rest = self._resting.popitem()  # the youngest
            rest.watch.cancel()
            try:
                await asyncio.gather(rest.watch, return_exceptions=True)
            except asyncio.CancelledError:
                self.drop(socket)
                raise
            if not socket.closed:
                return socket, not waited
        return await self._transport.open_websocket(path), False

    async def warm_up(self, path: str) -> None:
        """Have a connection ready, and make sure that the other end is still there."""
        while self._resting:
            socket = next(reversed(self._resting))  # the one that `take` gives
            if await self._lives(socket):
                return
            if socket in self._resting:
                self._drop_resting()
        await self._open_another(path)

    async def renew(self, path: str, since: float) -> None:
        """Have a connection ready that is younger than one that was found dead.

        Args:
            path: Of the WebSocket.
            since: When that one was taken, by the loop's clock. Those that rested then may be dead
                as well: they are dropped.
        """
        self._drop_resting(since)
        if not self._resting:
            await self._open_another(path)

    async def _lives(self, socket: Socket) -> bool:
        """Whether the other end of a resting connection answers a ping, soon."""
        heard = self._resting[socket].heard
        heard.clear()
        try:
            async with asyncio.timeout(_SIGN_OF_LIFE):
                await socket.ping()
                await heard.wait()
        except (TimeoutError, aiohttp.ClientError, OSError):
            return False
        return socket in self._resting  # it may have been taken, or closed

    def _drop_resting(self, since: float = math.inf) -> None:
        for socket, rest in list(self._resting.items()):
            if rest.since <= since:
                del self._resting[socket]
                rest.watch.cancel()
                self.drop(socket)

    async def _open_another(self, path: str) -> None:
        if self._opening is None:
            self._opening = asyncio.create_task(self._open(path))
            self._opening.add_done_callback(self._no_longer_opening)
        await self._opened()

    async def _open(self, path: str) -> None:
        self.give_back(await self._transport.open_websocket(path))

    async def _opened(self) -> None:
        """Wait until it is open; whoever stops waiting leaves it to the others."""
        if (opening := self._opening) is not None:
            await asyncio.wait((opening,))
            if opening.cancelled():
                raise CosyVoiceConnectionError("client_closed")
            opening.result()

    def _no_longer_opening(self, opening: asyncio.Task[None]) -> None:
        self._opening = None
        if not opening.cancelled():
            opening.exception()  # nobody may be left to hear of it

    def give_back(self, socket: Socket) -> None:
        """Let a connection rest whose task has ended."""
        if socket.closed or len(self._resting) >= _MAX_IDLE:
            self.drop(socket)
            return
        heard = asyncio.Event()
        watch = asyncio.create_task(self._watch(socket, heard))
        self._resting[socket] = _Rest(watch, heard, asyncio.get_running_loop().time())

    def drop(self, socket: Socket) -> None:
        """Close a connection; the service hears of it at once, nobody here waits for its answer."""
        closing = asyncio.create_task(_close(socket))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close every connection that rests, and wait for those that are closing."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        self._drop_resting()
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def _watch(self, socket: Socket, heard: asyncio.Event) -> None:
        """Answer pings while the connection rests; drop it when it ends, ages or is out of step."""
        with suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(MAX_IDLE_AGE):
                while (message := await socket.receive()).type in _HEARTBEATS:
                    heard.set()
                    if message.type is aiohttp.WSMsgType.PING:
                        await socket.pong(message.data)
        self._resting.pop(socket, None)
        heard.set()  # nobody need wait for it any longer
        self.drop(socket)


async def _close(socket: Socket) -> None:
    """Say good bye, and hang up on a service that keeps talking instead of answering."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_GOOD_BYE):
            await socket.close()


class DuplexStream(SpeechStream):
    """One task on a WebSocket.

    Args:
        connections: Where the connection comes from and goes to.
        transport: For its limits and errors.
        dialect: Finds out what the service speaks.
        segments: The text, cut for speech; what it raises ends the stream, after the audio of what
            came before has been handed out.
        options: How to say it.
    """

    def __init__(
        self,
        connections: Connections,
        transport: Transport,
        dialect: Callable[[], Awaitable[Dialect]],
        segments: AsyncGenerator[str],
        options: SpeechOptions,
    ) -> None:
        super().__init__(options)
        self._connections = connections
        self._transport = transport
        self._dialect = dialect
        self._segments = segments
        self._task_id = ""
        self._socket: Socket | None = None
        self._pump: asyncio.Task[None] | None = None
        self._accepted = False
        self._early: deque[bytes] = deque()  # audio that came before the task was accepted
        self._awaits_text = False  # it is the text's turn, not the service's
        self._finishing = False  # finish-task is on its way
        self._sent_at = 0.0
        self._heard_at = 0.0
        self._asked_at = 0.0  # the reader asked for audio
        self._waiting = False  # somebody waits for the service to speak
        self._overdue: CosyVoiceTimeoutError | None = None  # it did not
        self._watch: asyncio.TimerHandle | None = None
        self._doubt: asyncio.Task[None] | None = None  # until a connection that rested is heard
        self._no_other: CosyVoiceError | None = None  # why there is no connection in its place
        self._text_error: Exception | None = None
        self._limit: asyncio.Timeout | None = None  # of the first audio

    async def _open(self) -> None:
        dialect = await self._dialect()
        parameters = task_parameters(dialect, self._options)
        path = PATHS[dialect].websocket
        asked_at = perf_counter()
        socket, warm = await self._connections.take(path)
        if warm:
            taken_at = asyncio.get_running_loop().time()
            self._doubt = asyncio.create_task(self._doubt_it(socket, path, taken_at))
            try:
                await self._run_task(socket, dialect, parameters)
            except CosyVoiceConnectionError:
                # It may have died unseen while it rested, and nothing was handed out yet.
                if self._closed:
                    raise
                self._connections.drop(socket)
                if self._no_other is not None:
                    raise self._no_other from None
                asked_at = perf_counter()
                await self._connections.renew(path, taken_at)
                socket, warm = (await self._connections.take(path))[0], False
            finally:
                self._trust()
        if not warm:
            self.metrics.connect = perf_counter() - asked_at
            await self._run_task(socket, dialect, parameters)
        self.metrics.warm = warm
        self._pump = asyncio.create_task(self._send_text(socket))

    async def _run_task(self, socket: Socket, dialect: Dialect, parameters: dict[str, Any]) -> None:
        """Open the task, and wait until the service has accepted it."""
        self._socket = socket
        self._overdue = None
        self._stop_watching()
        self._watch_silence(socket)
        self._task_id = self.request_id = str(uuid4())
        asked_at = perf_counter()
        await self._send(socket, run_task(self._task_id, parameters))
        # Document 000 sends text without waiting, so a V1 service may be waiting for text itself.
        patience = self._transport.timeouts.first_audio
        if dialect is Dialect.V1:
            patience = min(patience, _V1_PATIENCE)
        try:
            async with asyncio.timeout(patience) as limit:
                while not self._accepted:
                    event = await self._next_event(socket)
                    if event.audio:
                        self._early.append(event.audio)
                        self._audio_came(event.metrics)
        except TimeoutError:
            if not limit.expired():
                raise
            # Text sent on a connection where not even a pong came would be lost.
            if dialect is not Dialect.V1 or self._doubt is not None:
                raise CosyVoiceTimeoutError("task_not_accepted_in_time", seconds=patience) from None
        self.metrics.task_accepted = perf_counter() - asked_at

    async def _doubt_it(self, socket: Socket, path: str, taken_at: float) -> None:
        """Give a connection up that rested, if nothing is heard on it before another is open.

        A service that is gone without a word looks like one that thinks, but for the answer to a
        ping: one that is alive is heard after a round trip, however long it thinks.
        """
        await asyncio.sleep(_DOUBT)
        with suppress(CosyVoiceConnectionError), self._transport.translate_errors():
            await socket.ping()
        await asyncio.sleep(_SIGN_OF_LIFE)
        try:
            await self._connections.renew(path, taken_at)
        except CosyVoiceError as error:
            self._no_other = error
        self._connections.drop(socket)  # ends the task there: it is never spoken twice

    def _trust(self) -> None:
        """Keep the connection: it was heard."""
        if self._doubt is not None:
            self._doubt.cancel()
            self._doubt = None

    async def _receive(self) -> bytes | None:
        if self._early:
            return self._early.popleft()
        if self._first_audio_at is not None:
            self._asked_at = asyncio.get_running_loop().time()
            return await self._receive_audio()
        try:
            async with asyncio.timeout(None) as limit:
                self._limit = limit
                self._limit_first_audio()
                return await self._receive_audio()
        except TimeoutError:
            if not limit.expired():
                raise
            raise CosyVoiceTimeoutError(
                "no_audio_in_time", seconds=self._transport.timeouts.first_audio
            ) from None
        finally:
            self._limit = None

    async def _receive_audio(self) -> bytes | None:
        socket = self._socket
        if socket is None:
            raise CosyVoiceConnectionError("stream_closed")
        while True:
            event = await self._next_event(socket)
            if event.audio:
                self._audio_came(event.metrics)
                return event.audio
            if event.name == TASK_FINISHED:
                if not self._finishing:
                    raise CosyVoiceSynthesisError("task_ended_early")
                self._socket = None
                self._stop_watching()
                self._connections.give_back(socket)
                if self._text_error is not None:
                    raise self._text_error
                return None

    async def _next_event(self, socket: Socket) -> TaskEvent:
        """The next event of this task."""
        while True:
            message = await self._next_message(socket)
            if message.type is aiohttp.WSMsgType.BINARY:
                # Related services send the audio so.
                self._accepted = True
                return TaskEvent(RESULT_GENERATED, None, message.data)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise self._why_closed(message)
            content = load_object(message.data)
            del message  # a frame may have megabytes: it goes before its audio is decoded
            event = parse_task_event(content)
            if event.task_id is not None and event.task_id != self._task_id:
                continue  # a straggler of the task before
            if event.error is not None:
                raise event.error
            if event.name in _ACCEPTING:
                self._accepted = True
            return event

    async def _next_message(self, socket: Socket) -> WSMessageNoDecodeText:
        """The next message but heartbeats, which end a silence."""
        now = asyncio.get_running_loop().time
        self._waiting = True
        try:
            while True:
                self._heard_at = now()
                message = await socket.receive()
                self._trust()
                if message.type not in _HEARTBEATS:
                    return message
                if message.type is aiohttp.WSMsgType.PING:
                    await socket.pong(message.data)
        finally:
            self._waiting = False

    def _watch_silence(self, socket: Socket) -> None:
        """Hang up on a service that owes something and is silent; look again when that may be.

        One timer for the stream: a time limit around each message would cost more than the rest.
        """
        loop = asyncio.get_running_loop()
        now, timeouts = loop.time(), self._transport.timeouts
        owes = self._waiting and not self._awaits_text
        heard = max(self._heard_at, self._sent_at) if owes else now
        # Heartbeats end a silence; but they are no speech, of which more must come some time.
        served = max(self._asked_at, self._sent_at) if owes and self._first_audio_at else now
        silent_at, overdue_at = heard + timeouts.idle, served + timeouts.first_audio
        if (at := min(silent_at, overdue_at)) > now:
            self._watch = loop.call_at(at, self._watch_silence, socket)
            return
        if silent_at <= now:
            self._overdue = CosyVoiceTimeoutError("service_silent", seconds=timeouts.idle)
        else:
            self._overdue = CosyVoiceTimeoutError("no_audio_in_time", seconds=timeouts.first_audio)
        self._connections.drop(socket)

    def _why_closed(self, message: WSMessageNoDecodeText) -> Exception:
        if self._text_error is not None:
            return self._text_error
        if self._overdue is not None:
            return self._overdue
        if self._closed:
            return CosyVoiceConnectionError("stream_closed")
        if message.type is aiohttp.WSMsgType.ERROR:
            return CosyVoiceProtocolError("websocket_broken", words=str(message.data))
        words = f"{message.data} {message.extra or ''}" if message.data else ""
        return CosyVoiceConnectionError("closed_early", words=words)

    async def _send_text(self, socket: Socket) -> None:
        """Send the text as it comes, then say that it has ended."""
        self._awaits_text = True
        try:
            async with aclosing(self._segments) as segments:
                async for segment in segments:
                    # Services join the texts of a task; words of two segments must not touch.
                    text = f"{segment} " if segment[-1].isascii() else segment
                    self._awaits_text = False  # a service that doesn't read keeps us waiting
                    await self._send(
                        socket, command(CONTINUE_TASK, self._task_id, {"input": {"text": text}})
                    )
                    self._awaits_text = True
                    if self._text_at is None:
                        self._text_at = perf_counter()
                        self._limit_first_audio()
        except CosyVoiceConnectionError:
            return  # whoever reads sees it too
        except Exception as error:  # noqa: BLE001 - the source's error is the reader's: raised there
            self._text_error = error
        self._awaits_text = False
        if self._text_at is None:
            # No task can end well without text; the reader is told why.
            self._text_error = self._text_error or CosyVoiceSynthesisError("no_text")
            self._connections.drop(socket)
            return
        self._finishing = True
        with suppress(CosyVoiceConnectionError):
            await self._send(socket, command(FINISH_TASK, self._task_id, {"input": {}}))
        self._finish_at = perf_counter()

    async def _send(self, socket: Socket, message: dict[str, Any]) -> None:
        self._sent_at = asyncio.get_running_loop().time()
        with self._transport.translate_errors():
            await socket.send_frame(orjson.dumps(message), aiohttp.WSMsgType.TEXT)

    def _limit_first_audio(self) -> None:
        if self._limit is not None and self._text_at is not None and self._first_audio_at is None:
            since_text = perf_counter() - self._text_at
            self._limit.reschedule(
                asyncio.get_running_loop().time()
                + self._transport.timeouts.first_audio
                - since_text
            )

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def _abort(self) -> None:
        self._trust()
        self._stop_watching()
        if self._socket is not None:
            self._connections.drop(self._socket)
            self._socket = None
        if self._pump is None:
            await self._segments.aclose()
        elif not self._pump.done():
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
