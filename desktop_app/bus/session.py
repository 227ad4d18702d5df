"""The connection to the session bus: its names, and the objects behind them."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Final

from dbus_fast import NameFlag, RequestNameReply
from dbus_fast.aio import MessageBus

from . import media_player
from .application import Application, Reader
from .media_player import MediaPlayer, Player

if TYPE_CHECKING:
    from .now import Now, Order

_LOG: Final = logging.getLogger(__name__)
_ANSWER_LIMIT: Final = 10.0


class Session:
    """The app's objects, and one connection after another on which they are.

    The app is a media player there (MPRIS) only as long as it has something to read, as browsers
    are: one that sits in the tray all day must not catch the media keys that are meant for music,
    nor leave an empty player on the lock screen. Its own name it has all the time.

    Args:
        order: Has the app do something.
        now: What is read; call `refresh` when it has changed.
        app_id: The app's own name on the bus.
    """

    def __init__(self, order: Order, now: Now, app_id: str) -> None:
        self._now = now
        self._app_id = app_id
        self._player = Player(order, now)
        self._reader = Reader(order, now, f"{app_id}.Reader1")
        path = "/" + app_id.replace(".", "/")
        self._objects = [
            (path, Application(order)),
            (path, self._reader),
            (media_player.PATH, MediaPlayer(order, app_id)),
            (media_player.PATH, self._player),
        ]
        self._changed = asyncio.Event()

    def refresh(self) -> None:
        """Tell what has changed."""
        self._player.refresh()
        self._reader.refresh()
        self._changed.set()

    async def last(self, address: str) -> None:
        """Be on the bus as long as it is there.

        Raises:
            Exception: It is not there, or does not do what a bus does.
        """
        async with asyncio.timeout(_ANSWER_LIMIT):
            connection = await MessageBus(address).connect()
        for path, thing in self._objects:
            connection.export(path, thing)
        shown = asyncio.create_task(self._show(connection))
        gone = asyncio.create_task(_gone(connection))
        try:
            await asyncio.wait({shown, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (shown, gone):
                task.cancel()
            await asyncio.gather(shown, gone, return_exceptions=True)
            for path, thing in self._objects:
                connection.unexport(path, thing)
            connection.disconnect()

    async def _show(self, connection: MessageBus) -> None:
        """Have the app's name, and that of a player while there is something to play."""
        # Where another instance has it, as in a second session on the same bus, we are the next.
        if await connection.request_name(self._app_id) is RequestNameReply.IN_QUEUE:
            _LOG.info("Another instance is %s on the bus.", self._app_id)
        player = ""
        while True:
            self._changed.clear()
            if self._now.items and not player:
                player = await _become_player(connection)
            elif player and not self._now.items:
                await connection.release_name(player)
                player = ""
            else:
                await self._changed.wait()


async def _gone(connection: MessageBus) -> None:
    await connection.wait_for_disconnect()  # type: ignore[no-untyped-call] # it has no types


async def _become_player(connection: MessageBus) -> str:
    """Take a player's name; where another instance has it, one with a number, as is the custom."""
    reply = await connection.request_name(media_player.NAME, NameFlag.DO_NOT_QUEUE)
    if reply is not RequestNameReply.EXISTS:
        return media_player.NAME
    name = f"{media_player.NAME}.instance{os.getpid()}"
    await connection.request_name(name)
    return name
