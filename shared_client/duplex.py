"""Speech over the duplex WebSocket: text goes in while audio comes out.

A connection serves one task after another. Between two tasks it rests in `Connections`, which
answers pings and notices when the service closes it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
import math
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal
import weakref

import aiohttp

from .errors import (
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceProtocolError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
)
from .models import AudioFormat, Dialect
from .pauses import Pauses
from .protocol import PATHS, TASK_FINISHED, task_parameters
from .script import Script
from .stream import SpeechStream
from .task import HEARTBEATS, SpeechTask
from .wav import WavReader

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine

    from .dialects import Dialects
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
_MOST_AT_ONCE: Final = 64  # segments that leave before it is known whether they are taken
_DOUBT_OF_TEXT: Final = 1.0  # seconds from acceptance to the first audio of text sent before it
_DOUBT_OF_TASK: Final = 3.0  # seconds from such text to acceptance
_MOST_BREAKS: Final = 2  # of the connection before anything was heard, after which it's tried again
_REFUSED_FOR: Final = 3600.0  # seconds; then it is tried again: the fault may have passed
_REFUSALS: Final = (CosyVoiceSynthesisError, CosyVoiceConnectionError, CosyVoiceProtocolError)


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
        max_idle_age: Seconds for which one rests; `MAX_IDLE_AGE` if None.
    """

    def __init__(self, transport: Transport, max_idle_age: float | None = None) -> None:
        self._max_idle_age = MAX_IDLE_AGE if max_idle_age is None else max_idle_age
        self.trusted: weakref.WeakSet[Socket] = weakref.WeakSet()
        self._beats: weakref.WeakKeyDictionary[Socket, float] = weakref.WeakKeyDictionary()
        self._transport = transport
        self._takes_early_text: bool | None = None
        self._refused_at = 0.0
        self._resting: dict[Socket, _Rest] = {}
        self._opening: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def takes_early_text(self) -> bool | None:
        """Whether the service takes text before it has accepted a task; None if not known."""
        if self._takes_early_text is False and monotonic() - self._refused_at > _REFUSED_FOR:
            self._takes_early_text = None
        return self._takes_early_text

    @takes_early_text.setter
    def takes_early_text(self, takes: bool | None) -> None:
        self._takes_early_text = takes
        self._refused_at = monotonic()

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
        _look_at(opening)

    def give_back(self, socket: Socket) -> None:
        """Let a connection rest whose task has ended."""
        if socket.closed or len(self._resting) >= _MAX_IDLE:
            self.drop(socket)
            return
        heard = asyncio.Event()
        watch = asyncio.create_task(self._watch(socket, heard))
        self._resting[socket] = _Rest(watch, heard, asyncio.get_running_loop().time())

    def beat_lately(self, socket: Socket) -> bool:
        """Whether a heartbeat came while it rested, a moment ago."""
        return monotonic() - self._beats.get(socket, -math.inf) < _SIGN_OF_LIFE

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
            async with asyncio.timeout(self._max_idle_age):
                while (message := await socket.receive()).type in HEARTBEATS:
                    heard.set()
                    self._beats[socket] = monotonic()
                    if message.type is aiohttp.WSMsgType.PING:
                        await socket.pong(message.data)
        self._resting.pop(socket, None)
        heard.set()  # nobody need wait for it any longer
        self.drop(socket)


def _look_at(done: asyncio.Task[None]) -> None:
    """Take note of how a task ended: nobody may be left to hear of it."""
    if not done.cancelled():
        done.exception()


async def _close(socket: Socket) -> None:
    """Say good bye, and hang up on a service that keeps talking instead of answering."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_GOOD_BYE):
            await socket.close()


@dataclass(eq=False, slots=True)
class _Try:
    """One try at having the text spoken.

    Attributes:
        early: Text may leave before the service has accepted the task.
        pause: Seconds to wait before it is made.
        instead_of: Moment, by the loop's clock, at which the connection was taken that is replaced.
        task: The task, once there is a connection.
        warm: The connection was open already.
        taken_at: When it was taken, by the loop's clock.
        connect: Seconds that opening it took.
        accepted_after: Seconds from asking for the task until it was accepted.
        is_accepted: It was, or it need not be waited for any longer.
        text_was_there: The first text was there when the task was asked for.
        said_early: Text left before the task was accepted.
        wire: Audio that came, with what the service says of it.
        has_audio: It is more than the beginning of a file.
        heard: There is audio.
        failure: Why there is none.
    """

    early: bool
    pause: float = 0.0
    instead_of: float | None = None
    task: SpeechTask | None = None
    warm: bool = False
    taken_at: float = 0.0
    connect: float = 0.0
    accepted_after: float | None = None
    is_accepted: asyncio.Event = field(default_factory=asyncio.Event)
    text_was_there: bool = False
    said_early: bool = False
    wire: list[tuple[bytes, dict[str, Any] | None]] = field(default_factory=list)
    has_audio: bool = False
    heard: bool = False
    failure: Exception | None = None
    no_other: CosyVoiceError | None = None  # why there is no connection in place of a dead one
    limit: asyncio.Timeout | None = None  # of the first audio
    doubt: asyncio.TimerHandle | None = None
    life: asyncio.TimerHandle | None = None  # until a connection that rested is asked
    working: set[asyncio.Task[None]] = field(default_factory=set)

    def work(self, what: Coroutine[Any, Any, None]) -> None:
        """Do something for as long as the try lasts."""
        working = asyncio.create_task(what)
        self.working.add(working)
        working.add_done_callback(self.working.discard)

    def end(self) -> None:
        """Do no more."""
        self.trust()
        if self.life is not None:
            self.life.cancel()
        for working in self.working:
            working.cancel()

    def trust(self) -> None:
        """Doubt no longer."""
        if self.doubt is not None:
            self.doubt.cancel()
            self.doubt = None

    def limit_first_audio(self, seconds: float) -> None:
        """Count the time that the first audio may take from when the first text was sent."""
        if self.limit is not None and self.task is not None and self.task.text_at is not None:
            left = seconds - (perf_counter() - self.task.text_at)
            self.limit.reschedule(asyncio.get_running_loop().time() + left)


class DuplexStream(SpeechStream):
    """A text spoken over a WebSocket, in one task; in another one where the first fails unheard.

    Text that is there when the task is asked for leaves together with it, so that the first audio
    costs one round trip and not two. Whether a service takes text before it has accepted the task
    is learned with the first text that is there in time: what is there of it leaves at once, and
    what follows waits until audio came, so that nothing is left out. Where the task fails, or is
    not heard of soon, the text is begun again on another connection in the way that the documents
    001 to 004 show; what is heard first is spoken, and nothing else.

    Args:
        connections: Where the connection comes from and goes to; they know what was learned.
        transport: For its limits and errors.
        dialects: Know, or find out, what the service speaks.
        segments: The text, cut for speech; what it raises ends the stream, after the audio of what
            came before has been handed out.
        options: How to say it.
    """

    def __init__(
        self,
        connections: Connections,
        transport: Transport,
        dialects: Dialects,
        segments: AsyncGenerator[str],
        options: SpeechOptions,
    ) -> None:
        super().__init__(options)
        self._connections = connections
        self._transport = transport
        self._dialects = dialects
        self._dialect = Dialect.AUTO  # until there is a connection
        self._script = Script(segments)
        self._beginning: asyncio.Task[None] | None = None
        self._accepted: asyncio.Future[None] | None = None
        self._heard = asyncio.Event()
        self._tries: set[_Try] = set()
        self._outcomes: asyncio.Queue[_Try] = asyncio.Queue()
        self._pauses: Pauses | None = None  # between the tries of a service that is busy
        self._breaks_left = _MOST_BREAKS
        self._refused = False  # text that left early was of no use
        self._task: SpeechTask | None = None  # the one that is heard
        self._early: deque[bytes] = deque()  # what it said before it was listened to

    async def _open(self) -> None:
        if self._dialects.known is not Dialect.AUTO:
            task_parameters(self._dialects.known, self._options)  # before a connection is opened
        self._pauses = Pauses(self._transport.timeouts.cold_start)
        first = _Try(self._connections.takes_early_text is not False)
        task = await self._dialects.guess(lambda dialect: self._connect(first, dialect))
        if self._closed:
            self._connections.drop(task.socket)
            raise CosyVoiceConnectionError("stream_closed")
        try:
            parameters = task_parameters(self._dialect, self._options)
        except CosyVoiceError:
            self._connections.give_back(task.socket)  # nothing was said on it
            raise
        self._launch(first, parameters)
        self._accepted = asyncio.get_running_loop().create_future()
        self._beginning = asyncio.create_task(self._begin(parameters))
        self._beginning.add_done_callback(self._began)
        await self._accepted
        if self._beginning.done():
            self._see_how_it_began(self._beginning)

    def _began(self, beginning: asyncio.Task[None]) -> None:
        _look_at(beginning)
        self._accept()

    def _accept(self) -> None:
        """Wait no longer for a task to be accepted."""
        if self._accepted is not None and not self._accepted.done():
            self._accepted.set_result(None)

    async def _receive(self) -> bytes | None:
        if self._beginning is not None:
            await asyncio.wait((self._beginning,))
            self._see_how_it_began(self._beginning)
            self._beginning = None
        if self._early:
            return self._early.popleft()
        if self._task is None:
            raise CosyVoiceConnectionError("stream_closed")
        self._task.wanted_at = asyncio.get_running_loop().time()
        try:
            return await self._receive_audio(self._task)
        except CosyVoiceConnectionError:
            if self._script.error is not None:
                raise self._script.error from None
            raise

    def _see_how_it_began(self, beginning: asyncio.Task[None]) -> None:
        if beginning.cancelled():
            raise CosyVoiceConnectionError("stream_closed")
        beginning.result()

    async def _receive_audio(self, task: SpeechTask) -> bytes | None:
        while True:
            event = await task.next_event()
            if event.audio:
                self._audio_came(event.metrics)
                return event.audio
            if event.name == TASK_FINISHED:
                self.metrics.engine, self.metrics.notices = event.engine, event.notices
                if not task.finishing:
                    raise CosyVoiceSynthesisError("task_ended_early")
                self._finish_at = task.finish_at
                self._task = None
                task.leave()
                for one in self._tries:
                    one.end()
                self._tries.clear()
                self._connections.give_back(task.socket)
                if self._script.error is not None:
                    raise self._script.error
                return None

    # One try after another, or beside another, until one is heard

    async def _begin(self, parameters: dict[str, Any]) -> None:
        """Have the text begun again, if need be, until it is heard.

        Raises:
            CosyVoiceError: It was not heard.
        """
        while True:
            one = await self._outcomes.get()
            if one.heard:
                break
            following = self._following(one)
            if one.failure is not None:
                self._drop(one)
            if following is not None and not self._tries - {one}:
                self._refused = self._refused or (one.early and not following.early)
                self._launch(following, parameters)
            elif not self._tries:
                raise self._why(one)
        self._settle(one)
        if one.said_early:
            self._connections.trusted.add(self._socket_of(one))
            if one.text_was_there:
                self._connections.takes_early_text = True
        elif self._refused:
            self._connections.takes_early_text = False

    def _launch(self, one: _Try, parameters: dict[str, Any]) -> None:
        self._tries.add(one)
        one.work(self._report(one, parameters))

    async def _report(self, one: _Try, parameters: dict[str, Any]) -> None:
        """Make a try, and report what became of it."""
        try:
            await self._try(one, parameters)
            one.heard = True
        except Exception as error:  # noqa: BLE001 - raised where nothing is left to try
            one.failure = error
        finally:
            one.trust()
        self._outcomes.put_nowait(one)

    def _following(self, one: _Try) -> _Try | None:
        """What to try after one that failed, or beside one of which nothing is heard."""
        error = one.failure
        if self._closed or self._script.is_empty or one.no_other is not None:
            return None
        if isinstance(error, CosyVoiceSynthesisError) and error.retry_after is not None:
            pause = self._pauses.following(error.retry_after) if self._pauses else None
            return None if pause is None else _Try(one.early, pause)
        if one.warm and not one.is_accepted.is_set():
            if isinstance(error, CosyVoiceConnectionError):
                # It may have died unseen while it rested.
                return _Try(one.early, instead_of=one.taken_at)
            if error is None and one.task is not None and not one.task.has_spoken():
                return None  # whether it has is being looked into
        if self._refused or not one.said_early or isinstance(error, CosyVoiceTimeoutError):
            return self._after_break(one)
        if error is not None and (
            not isinstance(error, _REFUSALS) or self._socket_of(one) in self._connections.trusted
        ):
            return self._after_break(one)
        if isinstance(error, CosyVoiceConnectionError):
            self._breaks_left -= 1
        return _Try(early=False)

    def _after_break(self, one: _Try) -> _Try | None:
        """What to try after a connection broke on which nothing was heard yet.

        Behind a balancer, another server is there. After the first sound it is told instead.
        """
        is_break = isinstance(one.failure, CosyVoiceConnectionError)
        if not is_break or isinstance(one.failure, CosyVoiceTimeoutError) or one.task is None:
            return None
        if self._breaks_left <= 0 or self._pauses is None:
            return None
        self._breaks_left -= 1
        pause = self._pauses.following(None)
        return None if pause is None else _Try(one.early, pause)

    def _why(self, one: _Try) -> Exception:
        """Why the text is not heard, if there is nothing left to try."""
        assert one.failure is not None  # noqa: S101 - the last try has failed
        if one.said_early and isinstance(one.failure, CosyVoiceTimeoutError):
            self._connections.takes_early_text = None  # the next time it is tried with care
        if self._script.is_empty:
            return self._script.error or CosyVoiceSynthesisError("no_text")
        if self._script.error is not None and isinstance(one.failure, CosyVoiceConnectionError):
            return self._script.error
        return one.no_other or one.failure

    def _settle(self, one: _Try) -> None:
        """Listen to one try from now on; the others are ended."""
        for other in self._tries - {one}:
            self._drop(other)
        task = one.task
        assert task is not None  # noqa: S101 - it was heard
        self._task, self.request_id, self._text_at = task, task.id, task.text_at
        self.metrics.warm, self.metrics.connect = one.warm, one.connect
        self.metrics.task_accepted = one.accepted_after
        for audio, metrics in one.wire:
            self._audio_came(metrics)
            self._early.append(audio)
        one.wire.clear()
        self._script.forget()
        self._heard.set()

    def _drop(self, one: _Try) -> None:
        self._tries.discard(one)
        one.end()
        if one.task is not None:
            one.task.leave()
            self._connections.drop(one.task.socket)

    def _socket_of(self, one: _Try) -> Socket:
        assert one.task is not None  # noqa: S101 - asked of those alone that have sent text
        return one.task.socket

    # One try

    async def _connect(self, one: _Try, dialect: Dialect) -> SpeechTask:
        """Get a connection for a try."""
        path = PATHS[dialect].websocket
        asked_at = perf_counter()
        if one.instead_of is not None:
            await self._connections.renew(path, one.instead_of)
        socket, one.warm = await self._connections.take(path)
        one.warm = one.warm and one.instead_of is None
        one.connect = 0.0 if one.warm else perf_counter() - asked_at
        one.taken_at = asyncio.get_running_loop().time()
        one.task = SpeechTask(socket, self._transport, self._connections.drop)
        self._dialect = dialect
        return one.task

    async def _try(self, one: _Try, parameters: dict[str, Any]) -> None:
        """Ask for a task, and wait until there is audio of it."""
        if one.pause:
            await asyncio.sleep(one.pause)
        task = one.task or await self._connect(one, self._dialect)
        if one.early and self._connections.takes_early_text is None:
            one.text_was_there = await self._script.look(0)
        await task.run(parameters)
        one.work(self._send_text(one, task))
        if one.warm:
            loop = asyncio.get_running_loop()
            one.life = loop.call_later(_DOUBT, self._look_for_life, one, task)
        await self._wait_until_accepted(one, task)
        await self._wait_for_audio(one, task)

    async def _wait_until_accepted(self, one: _Try, task: SpeechTask) -> None:
        # Document 000 sends text without waiting, so a V1 service may be waiting for text itself.
        patience = self._transport.timeouts.first_audio
        if self._dialect is Dialect.V1:
            patience = min(patience, _V1_PATIENCE)
        try:
            async with asyncio.timeout(patience) as limit:
                while not task.accepted:
                    await self._hear(one, task)
        except TimeoutError:
            if not limit.expired():
                raise
            # Text sent on a connection where not even a pong came would be lost.
            if self._dialect is not Dialect.V1 or (one.warm and not task.has_spoken()):
                raise CosyVoiceTimeoutError("task_not_accepted_in_time", seconds=patience) from None
        one.accepted_after = perf_counter() - task.asked_at
        one.is_accepted.set()
        if one.doubt is not None:
            self._doubt_in(_DOUBT_OF_TEXT, one)
        self.request_id = task.id
        self._accept()

    async def _wait_for_audio(self, one: _Try, task: SpeechTask) -> None:
        seconds = self._transport.timeouts.first_audio
        try:
            async with asyncio.timeout(None) as one.limit:
                one.limit_first_audio(seconds)
                while not one.has_audio:
                    await self._hear(one, task)
        except TimeoutError:
            if one.limit is None or not one.limit.expired():
                raise
            raise CosyVoiceTimeoutError("no_audio_in_time", seconds=seconds) from None
        finally:
            one.limit = None

    async def _hear(self, one: _Try, task: SpeechTask) -> None:
        """Take the next event of a task that was not heard yet."""
        event = await task.next_event()
        if event.name == TASK_FINISHED:
            if not task.finishing:
                raise CosyVoiceSynthesisError("task_ended_early")
            raise CosyVoiceSynthesisError("no_audio")
        if event.audio:
            one.wire.append((event.audio, event.metrics))
            # A file's beginning may come without any text. Only sound shows that text was taken.
            one.has_audio = not one.said_early or self._has_sound(one)

    def _has_sound(self, one: _Try) -> bool:
        if self._options.output_format is not AudioFormat.WAV:
            return True
        reader = WavReader(self._asked)
        return any(reader.feed(audio) for audio, _ in one.wire)

    def _doubt_early_text(self, one: _Try) -> None:
        # It may have been accepted while the text was on its way.
        self._doubt_in(_DOUBT_OF_TEXT if one.is_accepted.is_set() else _DOUBT_OF_TASK, one)

    def _doubt_in(self, seconds: float, one: _Try) -> None:
        """Try another way beside this one if nothing is heard of it so long."""
        one.trust()
        loop = asyncio.get_running_loop()
        one.doubt = loop.call_later(seconds, self._outcomes.put_nowait, one)

    def _look_for_life(self, one: _Try, task: SpeechTask) -> None:
        if not task.has_spoken():
            one.work(self._ask_for_life(one, task))

    async def _ask_for_life(self, one: _Try, task: SpeechTask) -> None:
        """Give a connection up that rested, if nothing is heard on it before another is open.

        A service that is gone without a word looks like one that thinks, but for the answer to a
        ping: one that is alive is heard after a round trip, however long it thinks.
        """
        with suppress(CosyVoiceConnectionError):
            await task.ask()
        await asyncio.sleep(_SIGN_OF_LIFE)
        if task.has_spoken():
            return
        try:
            await self._connections.renew(PATHS[self._dialect].websocket, one.taken_at)
        except CosyVoiceError as error:
            one.no_other = error
        if not task.has_spoken():
            self._connections.drop(task.socket)  # ends the task there: it is never spoken twice

    # Text

    async def _send_text(self, one: _Try, task: SpeechTask) -> None:
        """Send the text as it comes, then say that it has ended."""
        script = self._script
        careful = one.early and self._connections.takes_early_text is None
        try:
            if not one.early:
                await one.is_accepted.wait()
            task.awaits_text = True
            number = 0
            while (segment := await script.get(number)) is not None:
                task.awaits_text = False  # a service that doesn't read keeps us waiting
                await self._say(one, task, segment)
                task.awaits_text = True
                number += 1
                if (
                    careful
                    and one.said_early
                    and not (
                        number < _MOST_AT_ONCE and (await script.look(number) or script.is_over)
                    )
                ):
                    await self._wait_until_heard(one, task)
                    careful = False
            task.awaits_text = False
            if script.is_empty:
                # No task can end well without text; the reader is told why.
                self._connections.drop(task.socket)
                return
            if (
                one.warm
                and not task.has_spoken()
                and not self._connections.beat_lately(task.socket)
            ):
                await task.ask()  # a service may read no further than to the end of the text
            await task.finish()
            if careful and one.said_early:
                self._doubt_early_text(one)
        except CosyVoiceConnectionError:
            return  # whoever reads sees it too

    async def _wait_until_heard(self, one: _Try, task: SpeechTask) -> None:
        """Wait until it is known that the text was taken that left early."""
        task.awaits_text = False
        self._doubt_early_text(one)
        await self._heard.wait()
        task.awaits_text = True

    async def _say(self, one: _Try, task: SpeechTask, text: str) -> None:
        one.said_early = one.said_early or not task.accepted
        await task.say(text)
        one.limit_first_audio(self._transport.timeouts.first_audio)

    async def _abort(self) -> None:
        working = [working for one in self._tries for working in one.working]
        if self._beginning is not None:
            self._beginning.cancel()
            working.append(self._beginning)
        for one in list(self._tries):
            self._drop(one)
        self._task = None
        await self._script.aclose()
        if left := [one for one in working if not one.done()]:
            await asyncio.wait(left)
