"""Hotkeys on X11: a thread with a connection of its own, that waits for its keys.

Another program cannot be given the same keys, and X11 says so. Nothing but these keys is read.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
import logging
from queue import SimpleQueue
import select
import socket
import threading
from typing import TYPE_CHECKING, ClassVar, Final, TypeVarTuple

from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XNoAuthError
from Xlib.protocol.event import KeyPress, KeyRelease, MappingNotify

from .grabs import Grabs
from .status import HotkeysError, KeyState, KeyStatus, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from Xlib.protocol.rq import Event

    from .backend import Listening
    from .keys import Keys

Ts = TypeVarTuple("Ts")

_Order = tuple["Mapping[str, Keys]", "Future[dict[str, KeyStatus]]"]

_LOG: Final = logging.getLogger(__name__)
_END_LIMIT: Final = 2.0
_CANNOT: Final = (DisplayError, XauthError, XNoAuthError, ConnectionClosedError, OSError)


class X11Backend:
    """Keys by `XGrabKey`."""

    way: ClassVar = Way.X11

    def __init__(self) -> None:
        self._orders = SimpleQueue[_Order | None]()
        self._bell, self._ringer = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
        self._opened = Future[None]()
        self._loop: asyncio.AbstractEventLoop
        self._listening: Listening
        self._grabs: Grabs
        self._display: Display

    async def open(self, listening: Listening) -> None:
        """Connect to the display."""
        self._loop, self._listening = asyncio.get_running_loop(), listening
        self._thread.start()
        try:
            await asyncio.wrap_future(self._opened)
        except _CANNOT as error:
            raise HotkeysError("hotkeys_no_display", error=error) from error

    async def use(
        self, keys: Mapping[str, Keys], names: Mapping[str, str]
    ) -> Mapping[str, KeyStatus]:
        """Take these keys and no others."""
        del names  # nobody sees them here
        done = Future[dict[str, KeyStatus]]()
        self._order((keys, done))
        if not self._thread.is_alive():
            raise HotkeysError("display_gone")
        return await asyncio.wrap_future(done)

    async def aclose(self) -> None:
        """End the thread; with its connection the keys are free."""
        self._order(None)
        await asyncio.to_thread(self._thread.join, _END_LIMIT)
        self._bell.close()
        self._ringer.close()

    def _order(self, order: _Order | None) -> None:
        self._orders.put(order)
        self._ringer.send(b"!")

    # The thread

    def _run(self) -> None:
        self._opened.set_running_or_notify_cancel()  # who gives up waiting leaves it as it is
        try:
            self._display = Display()
            self._grabs = Grabs(self._display)
        except _CANNOT as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            while self._obey():
                self._hear()
                select.select([self._display.fileno(), self._bell.fileno()], [], [])
        except (ConnectionClosedError, OSError) as error:
            _LOG.info("The display has gone: %s", error)
            self._post(self._listening.lost)
        finally:
            self._give_up()

    def _give_up(self) -> None:
        with suppress(ConnectionClosedError, OSError):
            self._display.close()
        while not self._orders.empty():
            order = self._orders.get()
            if order is not None and order[1].set_running_or_notify_cancel():
                order[1].set_exception(HotkeysError("display_gone"))

    def _obey(self) -> bool:
        """Do what was asked for meanwhile; say whether to go on."""
        while not self._orders.empty():
            self._bell.recv(1)
            order = self._orders.get()
            if order is None:
                return False
            keys, done = order
            if done.set_running_or_notify_cancel():
                done.set_result(_statuses(self._grabs.use(keys)))
        return True

    def _hear(self) -> None:
        """Read all that X11 has sent."""
        anew = False
        while self._display.pending_events():
            anew = self._take(self._display.next_event()) or anew
            if anew and not self._display.pending_events():
                anew = False
                self._post(self._listening.changed, _statuses(self._grabs.again()))

    def _take(self, event: Event) -> bool:
        if isinstance(event, MappingNotify):
            return self._grabs.remap(event)
        if isinstance(event, KeyPress | KeyRelease) and (action := self._grabs.action(event)):
            self._post(self._listening.pressed, action)
        return False

    def _post(self, call: Callable[[*Ts], None], *arguments: *Ts) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(call, *arguments)


def _statuses(states: Mapping[str, KeyState]) -> dict[str, KeyStatus]:
    return {action: KeyStatus(state) for action, state in states.items()}
