"""Home Assistant's WebSocket: sign in, commands and their answers, events of subscriptions."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import ClientError, ClientWSTimeout, WSMsgType, WSServerHandshakeError

from desktop_app.system.json_of_others import read_json
from shared_client.desktop_link import MESSAGE_BYTES, Refusal

from .login import BannedError, HomeError, SignedOutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import ClientSession, ClientWebSocketResponse
    from yarl import URL

_LARGEST: Final = 16 << 20
"""Bytes of a message: a list of all states is large."""
_HEARTBEAT: Final = 10.0
_ANSWER: Final = 30.0
_GOODBYE: Final = 1.0
"""Seconds that one who hangs up waits for a goodbye: a line that is dead has none."""


class CommandError(HomeError):
    """Home Assistant refused a command.

    Attributes:
        code: Why, in a word.
        refusal: The same, where it is the integration that refused a computer.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__("home_command_refused", message=message[:200])
        self.code = code
        self.refusal = Refusal(code) if code in list(Refusal) else None


class HouseSocket:
    """A connection that is signed in.

    Attributes:
        lost: Done when the connection is gone.
        version: Home Assistant's.
    """

    def __init__(self, socket: ClientWebSocketResponse, version: str) -> None:
        self.version = version
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._subscriptions: dict[int, Callable[[dict[str, Any]], None]] = {}
        self.lost: asyncio.Task[None] = asyncio.create_task(self._listen(), name="home listens")

    @classmethod
    async def open(cls, session: ClientSession, address: URL, token: str) -> Self:
        """Connect and sign in.

        The token goes to this address, inside of the connection, and nowhere else.

        Raises:
            SignedOutError: The token isn't accepted. It must not be shown again.
            BannedError: Home Assistant lets nobody in from this computer.
            HomeError: Home Assistant can't be reached, or something else answers.
        """
        socket: ClientWebSocketResponse | None = None
        try:
            async with asyncio.timeout(_ANSWER):
                socket = await session.ws_connect(
                    address / "api" / "websocket",
                    timeout=ClientWSTimeout(ws_close=_GOODBYE),
                    heartbeat=_HEARTBEAT,
                    max_msg_size=_LARGEST,
                )
                version = await _sign_in(socket, address, token)
        except WSServerHandshakeError as error:
            if error.status == HTTPStatus.FORBIDDEN:
                raise BannedError("home_banned", address=address) from None
            raise HomeError("home_refused", address=address, status=error.status) from None
        except (ClientError, OSError, TimeoutError, TypeError, ValueError) as error:
            if socket is not None:
                await socket.close()
            raise HomeError("home_unreachable", address=address, error=error) from error
        except BaseException:
            if socket is not None:
                await socket.close()
            raise
        return cls(socket, version)

    async def ask(self, command: str, *, patience: float = _ANSWER, **fields: Any) -> Any:
        """Give a command; gives its result.

        Args:
            command: The command.
            patience: Seconds in which it is answered.
            **fields: Its fields.

        Raises:
            CommandError: It was refused.
            HomeError: The connection is gone, or no answer comes.
        """
        return await self._ask(self._next(), command, fields, patience)

    async def subscribe(
        self, heard: Callable[[dict[str, Any]], None], command: str, **fields: Any
    ) -> Any:
        """Give a command that events come of; gives its result.

        Args:
            heard: Called with each event.
            command: The command.
            **fields: Its fields.

        Raises:
            CommandError, HomeError: As `ask`.
        """
        number = self._next()
        self._subscriptions[number] = heard  # events may come in one piece with the answer
        try:
            return await self._ask(number, command, fields)
        except BaseException:
            self._subscriptions.pop(number, None)
            raise

    async def aclose(self) -> None:
        """Hang up."""
        self.lost.cancel()
        try:
            await asyncio.gather(self.lost, return_exceptions=True)
        finally:  # of one that is canceled meanwhile, too
            with suppress(ClientError, OSError):
                await self._socket.close()

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def _ask(
        self, number: int, command: str, fields: dict[str, Any], patience: float = _ANSWER
    ) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            if self.lost.done():
                raise HomeError("home_connection_lost")
            async with asyncio.timeout(patience):
                await self._socket.send_json({"id": number, "type": command, **fields})
                return await answer
        except (ClientError, OSError, TimeoutError) as error:
            raise HomeError("home_connection_lost") from error
        finally:
            self._answers.pop(number, None)

    async def _listen(self) -> None:
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT:
                    break
                with suppress(ValueError):
                    told = read_json(message.data)
                    large = len(message.data) > MESSAGE_BYTES
                    for one in told if isinstance(told, list) else [told]:
                        self._take(one, large=large)
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(HomeError("home_connection_lost"))

    def _take(self, told: Any, *, large: bool) -> None:
        match told:
            case {"type": "event"} if large:
                pass  # nothing that a computer is told is that large
            case {"type": "result", "id": int(number), "success": True}:
                self._answer(number, told.get("result"))
            case {"type": "result", "id": int(number), "error": {"code": code, "message": words}}:
                self._answer(number, CommandError(str(code), str(words)))
            case {"type": "event", "id": int(number), "event": dict(event)}:
                if (heard := self._subscriptions.get(number)) is not None:
                    heard(event)
            case _:
                pass  # of a later version

    def _answer(self, number: int, result: Any) -> None:
        answer = self._answers.get(number)
        if answer is None or answer.done():
            return
        if isinstance(result, CommandError):
            answer.set_exception(result)
        else:
            answer.set_result(result)


async def _sign_in(socket: ClientWebSocketResponse, address: URL, token: str) -> str:
    """Show the token, once; gives Home Assistant's version."""
    hello = _object(await socket.receive_str())
    if hello.get("type") != "auth_required":
        raise HomeError("home_not_home_assistant", address=address)
    await socket.send_json({"type": "auth", "access_token": token})
    answer = _object(await socket.receive_str())
    if answer.get("type") == "auth_invalid":
        raise SignedOutError("home_signed_out")
    if answer.get("type") != "auth_ok":
        raise HomeError("home_not_home_assistant", address=address)
    return str(hello.get("ha_version", ""))


def _object(text: str) -> dict[str, Any]:
    told = read_json(text)
    if not isinstance(told, dict):
        raise TypeError("not an object")
    return told
