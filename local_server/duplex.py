"""Speech over WebSocket: text comes in while audio goes out, one task after another."""

from __future__ import annotations

import asyncio
import base64
from contextlib import aclosing, suppress
import json
import logging
import time
from typing import Any, Final
import uuid

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from local_server import schemas
from local_server.delivery import LEFT, GoneError, taken
from local_server.errors import FAILED, ApiError, InvalidCommandError, NotFoundError
from local_server.framing import Framing
from local_server.service import SERVICE, Service
from local_server.synthesis import HEARTBEAT, Admitted, Piece, Task
from local_server.text_stream import TextStream
from shared_client.models import Dialect
from shared_client.protocol import (
    CONTINUE_TASK,
    FINISH_TASK,
    RESULT_GENERATED,
    RUN_TASK,
    TASK_FAILED,
    TASK_FINISHED,
    TASK_STARTED,
)

_LOGGER = logging.getLogger(__name__)

_LARGEST_MESSAGE: Final = 1 << 20
_LAST_WORDS: Final = 1.0
"""Seconds that a client has for reading the last words of a server that is being stopped."""


async def serve(
    request: web.Request, dialect: Dialect, only: str | None = None
) -> web.StreamResponse:
    """Serve one connection until the client leaves it.

    Args:
        request: The upgrade.
        dialect: Of its commands.
        only: Id of the one voice that it may have speak; None where all may.
    """
    service = request.app[SERVICE]
    # Told before the upgrade, where every client, retry and balancer looks for it.
    service.speaker.check()
    # No heartbeat of aiohttp's: it closes on a client that is only slow to read.
    socket = web.WebSocketResponse(max_msg_size=_LARGEST_MESSAGE)
    await socket.prepare(request)
    service.speaker.prepare()
    pings = asyncio.create_task(_ping(socket))
    connection = _Connection(request, socket, dialect, only)
    service.connections.add(connection)
    try:
        await connection.receive()
    finally:
        service.connections.discard(connection)
        pings.cancel()
        await connection.end()
    return socket


async def _ping(socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError):
        while True:
            await asyncio.sleep(HEARTBEAT)
            await socket.ping()


class _Connection:
    """One client, and the task that it is running."""

    def __init__(
        self,
        request: web.Request,
        socket: web.WebSocketResponse,
        dialect: Dialect,
        only: str | None,
    ) -> None:
        self._request = request
        self._socket = socket
        self._service = request.app[SERVICE]
        self._dialect = dialect
        self._only = only
        self._framing = Framing.FILES if dialect is Dialect.V1 else Framing.STREAM
        self._task_id = ""
        self._task: Task | None = None
        self._finishing = False
        self._failed = ""  # the task that failed last
        self._run: asyncio.Task[None] | None = None

    async def receive(self) -> None:
        """Obey commands until the client leaves."""
        async for message in self._socket:
            if message.type is WSMsgType.ERROR:
                break
            task_id = self._task_id if self._task else ""
            try:
                data = _decoded(message)
                task_id = schemas.task_id(data)
                await self._obey(schemas.command(self._dialect, data))
            except ApiError as error:
                with suppress(GoneError):
                    await self._refuse(task_id, error)
            except Exception:
                _LOGGER.exception("the server failed")
                with suppress(GoneError):
                    await self._refuse(task_id, ApiError(FAILED))

    async def end(self) -> None:
        """Stop the work for a client that has gone."""
        if self._run is not None:
            self._run.cancel()
            await asyncio.wait({self._run})

    async def close(self) -> None:
        """Close for the end of the server, after the words of a task that has just been ended."""
        if self._run is not None:
            await asyncio.wait({self._run}, timeout=_LAST_WORDS)
        with suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await self._socket.close(
                    code=WSCloseCode.GOING_AWAY, message=b"the server is stopped"
                )

    async def _refuse(self, task_id: str, error: ApiError) -> None:
        """Answer a command that cannot be obeyed. It ends the task that it is about."""
        if self._task is not None and task_id == self._task_id:
            self._task.fail(error)
        else:
            await self._fail(task_id, error)

    async def _obey(self, command: schemas.Command) -> None:
        if command.parameters is not None:
            await self._start(command.task_id, command.parameters)
            return
        if command.task_id == self._failed:
            return  # it was on its way when the task failed, and that was told
        if self._task is None or command.task_id != self._task_id:
            raise InvalidCommandError(
                f"{command.action} is for task {command.task_id}, which isn't running;"
                f" begin with {RUN_TASK}"
            )
        if self._finishing:
            raise InvalidCommandError(f"{command.action} came after {FINISH_TASK}")
        if command.action == CONTINUE_TASK:
            self._service.speaker.take_text(self._task, command.text)
        else:
            self._finishing = True
            self._task.text.close()

    async def _start(self, task_id: str, parameters: schemas.SpeechParameters) -> None:
        if self._task is not None:
            raise InvalidCommandError(
                f"task {self._task_id} is still running; a connection runs one task at a time"
            )
        voice = parameters.reference_audio_id
        if self._only not in (None, voice):
            raise NotFoundError(f"reference_audio_id {voice!r} doesn't exist")
        text = TextStream(patience=self._service.patience)
        task = self._service.admit(text, parameters, self._framing)
        self._task_id = task_id
        self._failed = ""
        self._task = task
        self._finishing = False
        self._run = asyncio.create_task(self._speak(task, parameters))

    async def _speak(self, task: Task, parameters: schemas.SpeechParameters) -> None:
        """Run a task to its end."""
        started = time.perf_counter()
        task_id = self._task_id
        outcome = LEFT
        error: ApiError | None = None
        try:
            async with task:
                await self._send_all(task, task_id, debug=parameters.debug)
            outcome = "finished"
        except ApiError as reason:
            error = reason
            outcome = f"failed: {reason.code}"
        except GoneError as gone:
            outcome = str(gone)
        except Exception:
            _LOGGER.exception("the server failed")
            error = ApiError(FAILED)
            outcome = f"failed: {error.code}"
        finally:
            self._task = None
            elapsed = time.perf_counter() - started
            by = f" by {task.spoken_by}" if task.spoken_by else ""
            _LOGGER.info("task %s %s after %.3f s%s", _printable(task_id), outcome, elapsed, by)
        with suppress(GoneError):
            if error is not None:
                await self._fail(task_id, error)
            elif outcome == "finished":
                attributes = {"engine": task.spoken_by, "notices": task.notices}
                more = {"attributes": attributes}
                await self._event(TASK_FINISHED, task_id, {"output": {}}, more)

    async def _send_all(self, task: Task, task_id: str, *, debug: bool) -> None:
        audio_id = f"audio_{uuid.uuid4()}"
        usage = 0
        async with aclosing(task.events()) as events:
            async for event in events:
                if isinstance(event, Admitted):
                    await self._event(TASK_STARTED, task_id, {})
                elif isinstance(event, Piece):
                    usage += len(event.data)
                    data = base64.b64encode(event.data).decode()
                    payload: dict[str, Any] = {
                        "output": {"audio": {"id": audio_id, "data": data}},
                        "usage": usage,
                    }
                    if debug:
                        payload["metrics"] = {**event.metrics(), "engine": event.engine}
                    attributes = {"attributes": {"engine": event.engine}}
                    await self._event(RESULT_GENERATED, task_id, payload, attributes)
                    # A socket that takes everything at once would keep others from their turn.
                    await asyncio.sleep(0)

    async def _fail(self, task_id: str, error: ApiError) -> None:
        self._failed = task_id
        words = {"error_code": error.code, "error_message": error.message}
        attributes = {} if error.retry_after is None else {"retry_after": error.retry_after}
        await self._event(TASK_FAILED, task_id, {}, {**words, "attributes": attributes})

    async def _event(
        self, name: str, task_id: str, payload: dict[str, Any], more: dict[str, Any] | None = None
    ) -> None:
        header = {"task_id": task_id, "event": name, "attributes": {}, **(more or {})}
        data = json.dumps({"header": header, "payload": payload})
        async with taken(self._request, self._service.patience):
            await self._socket.send_str(data)


def _decoded(message: WSMessage) -> Any:
    if message.type is not WSMsgType.TEXT:
        raise InvalidCommandError("send commands as JSON in text frames, not binary")
    try:
        return json.loads(message.data)
    except (ValueError, RecursionError):
        raise InvalidCommandError("a command must be JSON") from None


def _printable(task_id: str) -> str:
    """A client's own name for its task, fit for a log."""
    return ascii(task_id[:64])[1:-1]


async def close_all(service: Service) -> None:
    """Close the connections of a server that is being stopped."""
    await asyncio.gather(*(connection.close() for connection in service.connections))
