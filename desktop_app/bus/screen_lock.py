"""Whether the screen is locked, as the session's screen saver says it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from desktop_app.system.session_bus import session_address

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger(__name__)

_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
)
"""Names and objects; each has `GetActive` and the signal `ActiveChanged`."""
_REST: Final = 60.0
"""Seconds before a bus that is not there, or a saver, is looked for again."""
_ANSWER: Final = 5.0


class ScreenLock:
    """Watches the screen.

    Args:
        changed: Called when `locked` is another.

    Attributes:
        locked: Whether it is locked; None where the system doesn't tell.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.locked: bool | None = None
        self._changed = changed

    async def run(self) -> None:
        """Watch until it is canceled; a system that doesn't tell is asked again later."""
        while True:
            try:
                await self._watch()
            except Exception as error:  # noqa: BLE001 - there may be no bus, and none that works
                _LOG.debug("Nobody tells whether the screen is locked: %s", error)
            self._set(None)
            await asyncio.sleep(_REST)

    async def _watch(self) -> None:
        async with asyncio.timeout(_ANSWER):
            bus = await MessageBus(session_address()).connect()
        try:
            for name, path in _SAVERS:
                if await self._ask(bus, name, path):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # has no types
                    return
        finally:
            bus.disconnect()

    async def _ask(self, bus: MessageBus, name: str, path: str) -> bool:
        """Ask one, and listen to it; whether it tells."""

        def heard(message: Message) -> None:
            if message.interface == name and message.member == "ActiveChanged" and message.body:
                self._set(bool(message.body[0]))

        bus.add_message_handler(heard)
        rule = f"type='signal',interface='{name}',member='ActiveChanged'"
        for member, destination, where, signature, body in (
            ("AddMatch", "org.freedesktop.DBus", "/org/freedesktop/DBus", "s", [rule]),
            ("GetActive", name, path, "", []),
        ):
            of_the_bus = member == "AddMatch"
            call = Message(
                destination=destination,
                path=where,
                interface="org.freedesktop.DBus" if of_the_bus else name,
                member=member,
                signature=signature,
                body=body,
            )
            async with asyncio.timeout(_ANSWER):
                answer = await bus.call(call)
            if answer is None or answer.message_type is not MessageType.METHOD_RETURN:
                bus.remove_message_handler(heard)
                return False
        self._set(bool(answer is not None and answer.body and answer.body[0]))
        return True

    def _set(self, locked: bool | None) -> None:  # noqa: FBT001 - it is what is set
        if locked is not self.locked:
            self.locked = locked
            self._changed()
