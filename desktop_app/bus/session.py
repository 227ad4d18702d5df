"""The connection to the session bus: names, objects, and what happens when it goes away."""

from __future__ import annotations

import asyncio
from contextlib import suppress
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dbus_fast import DBusError, NameFlag, RequestNameReply
from dbus_fast.aio import MessageBus

from . import media_player
from .application import Application, Reader
from .media_player import MediaPlayer, Player
from .now import Now

if TYPE_CHECKING:
    from desktop_app.reading.events import Event

    from .now import Order

APP_ID: Final = "io.github.cosyvoice_home.CosyVoiceHome"
"""The app's name on the bus, and of its desktop entry."""

PATH: Final = "/" + APP_ID.replace(".", "/")
READER: Final = f"{APP_ID}.Reader1"
"""Name of the app's own interface, at `PATH`."""

_LOG: Final = logging.getLogger(__name__)
_PAUSES: Final = (1.0, 5.0, 30.0)  # seconds until it connects again; the last one from then on
_ANSWER_LIMIT: Final = 10.0
_LOST: Final = (OSError, EOFError, DBusError, TimeoutError)


class Bus:
    """The app on the session bus. All of it runs in one asyncio loop.

    It is a media player there (MPRIS) only as long as it has something to read, as browsers are:
    an app that sits in the tray all day must not catch the media keys that are meant for music,
    nor leave an empty player on the lock screen. Its own name it has all the time.

    Args:
        order: Has the app do something. It is called in the loop and has to return at once.
    """

    def __init__(self, order: Order) -> None:
        self._now = Now()
        self._player = Player(order, self._now)
        self._reader = Reader(order, self._now, READER)
        self._objects = [
            (PATH, Application(order)),
            (PATH, self._reader),
            (media_player.PATH, MediaPlayer(order, APP_ID)),
            (media_player.PATH, self._player),
        ]
        self._changed = asyncio.Event()

    def hear(self, event: Event) -> None:
        """Take notice of what the reader tells; for `Reader.listen`."""
        self._now.hear(event)
        self._refresh()

    async def tell(self, *, speed: float, volume: float, voice: str) -> None:
        """Take notice of what the settings say.

        Args:
            speed: The reader's.
            volume: The reader's.
            voice: What a person calls the voice or the profile in use.
        """
        self._now.speed, self._now.volume, self._now.voice = speed, volume, voice
        self._refresh()

    async def run(self) -> None:
        """Be on the bus until this is cancelled; without any bus it ends.

        A bus that goes away is waited for.
        """
        address = _address()
        if not address:
            _LOG.info("There is no session bus.")
            return
        failures = 0
        while True:
            try:
                connection = await asyncio.wait_for(MessageBus(address).connect(), _ANSWER_LIMIT)
                failures = 0
                await self._serve(connection)
            except Exception as error:  # noqa: BLE001 - whatever a bus does, the app goes on
                _LOG.info("The session bus does not answer: %s", str(error) or type(error).__name__)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    async def _serve(self, connection: MessageBus) -> None:
        for path, thing in self._objects:
            connection.export(path, thing)
        shown = asyncio.create_task(self._show(connection))
        gone = asyncio.create_task(_gone(connection))
        try:
            await asyncio.wait({shown, gone}, return_when=asyncio.FIRST_COMPLETED)
            _LOG.info("The session bus has gone.")
        finally:
            for task in (shown, gone):
                task.cancel()
            await asyncio.gather(shown, gone, return_exceptions=True)
            for path, thing in self._objects:
                with suppress(*_LOST):
                    connection.unexport(path, thing)
            connection.disconnect()

    async def _show(self, connection: MessageBus) -> None:
        """Have the app's name, and that of a player while there is something to play."""
        # Where another instance has it, as in a second session on the same bus, we are the next.
        if await connection.request_name(APP_ID) is RequestNameReply.IN_QUEUE:
            _LOG.info("Another instance is %s on the bus.", APP_ID)
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

    def _refresh(self) -> None:
        self._player.refresh()
        self._reader.refresh()
        self._changed.set()


async def _gone(connection: MessageBus) -> None:
    await connection.wait_for_disconnect()  # type: ignore[no-untyped-call] # it has no types


async def _become_player(connection: MessageBus) -> str:
    """Take a player's name; where another instance has it, one with a number, as is the custom."""
    for name in (media_player.NAME, f"{media_player.NAME}.instance{os.getpid()}"):
        reply = await connection.request_name(name, NameFlag.DO_NOT_QUEUE)
        if reply in (RequestNameReply.PRIMARY_OWNER, RequestNameReply.ALREADY_OWNER):
            break
    return name


def _address() -> str:
    """Where the session bus listens; empty where there is none."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS", ""):
        return address
    path = (
        Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"
    )  # systemd's, and the standard
    return f"unix:path={path}" if path.is_socket() else ""
