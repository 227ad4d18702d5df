"""Whether the screen is locked, as the session's screen saver says it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from dbus_fast.aio import MessageBus

from desktop_app.bus import asking
from desktop_app.system.session_bus import session_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from dbus_fast import Message

_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
)
"""Names and objects; each has `GetActive` and the signal `ActiveChanged`."""


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
        await asking.keep_watching(self._watch, "the screen is locked", lambda: self._set(None))

    async def _watch(self) -> None:
        async with asyncio.timeout(asking.ANSWER):
            bus = await MessageBus(session_address()).connect()
        try:
            for saver in _SAVERS:
                if await self._ask(bus, saver):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # has no types
                    return
        finally:
            bus.disconnect()

    async def _ask(self, bus: MessageBus, saver: tuple[str, str]) -> bool:
        """Ask one, and listen to it; whether it tells."""
        name, _ = saver

        def heard(message: Message) -> None:
            if message.interface == name and message.member == "ActiveChanged" and message.body:
                self._set(bool(message.body[0]))

        bus.add_message_handler(heard)
        rule = f"type='signal',interface='{name}',member='ActiveChanged'"
        try:
            await asking.asked(bus, asking.BUS, "AddMatch", rule)
            answer = await asking.asked(bus, saver, "GetActive")
        except asking.RefusedError:
            bus.remove_message_handler(heard)
            return False
        self._set(bool(answer.body and answer.body[0]))
        return True

    def _set(self, locked: bool | None) -> None:  # noqa: FBT001 - it is what is set
        if locked is not self.locked:
            self.locked = locked
            self._changed()
