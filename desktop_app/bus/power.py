"""Whether the computer goes to sleep, as logind says it; it waits a moment for what is open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
import logging
import os
from typing import TYPE_CHECKING, Final

from dbus_fast import BusType
from dbus_fast.aio import MessageBus

from desktop_app.bus import asking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dbus_fast import Message

_LOG: Final = logging.getLogger(__name__)

_NAME: Final = "org.freedesktop.login1"
_LOGIND: Final = (_NAME, "/org/freedesktop/login1")
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SIGNAL: Final = "PrepareForSleep"
_RULE: Final = f"type='signal',sender='{_NAME}',interface='{_MANAGER}',member='{_SIGNAL}'"
_MOST: Final = 3.0
"""Seconds that the computer's sleep is put off at most; logind waits for five."""


class Power:
    """Watches the computer's sleep.

    Args:
        sleeps: Done before it goes to sleep.
        woke: Done when it is back.
        matters: Whether anything has to be done before; else its sleep isn't put off.
    """

    def __init__(
        self,
        sleeps: Callable[[], Awaitable[None]],
        woke: Callable[[], Awaitable[None]],
        matters: Callable[[], bool],
    ) -> None:
        self._sleeps = sleeps
        self._woke = woke
        self._matters = matters
        self._goes_to_sleep = False
        self._told: asyncio.Queue[bool] = asyncio.Queue()
        self._delay: int | None = None  # a file: sleep waits until it is closed

    async def run(self) -> None:
        """Watch until it is canceled; a system that doesn't tell is asked again later."""
        await asking.keep_watching(self._watch, "the computer sleeps")

    async def _watch(self) -> None:
        async with asyncio.timeout(asking.ANSWER):
            bus = await MessageBus(bus_type=BusType.SYSTEM, negotiate_unix_fd=True).connect()
        bus.add_message_handler(self._hear)
        gone = asyncio.create_task(_gone(bus))
        told: asyncio.Task[bool] | None = None
        try:
            await asking.asked(bus, asking.BUS, "AddMatch", _RULE)
            while not gone.done():
                await self._put_off(bus)
                told = told or asyncio.create_task(self._told.get())
                await asyncio.wait(
                    {told, gone}, timeout=asking.REST, return_when=asyncio.FIRST_COMPLETED
                )
                if told.done():
                    await self._follow(sleeps=told.result())
                    told = None
        finally:
            for task in filter(None, (told, gone)):
                task.cancel()
            self._let_sleep()
            bus.disconnect()

    def _hear(self, message: Message) -> None:
        if message.interface == _MANAGER and message.member == _SIGNAL and message.body:
            self._told.put_nowait(bool(message.body[0]))

    async def _follow(self, *, sleeps: bool) -> None:
        self._goes_to_sleep = sleeps
        if not sleeps:
            await self._woke()
            return
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(_MOST):
                    await self._sleeps()
        finally:
            self._let_sleep()

    async def _put_off(self, bus: MessageBus) -> None:
        """Have the next sleep wait for us where that matters; else what is open may be cut."""
        wanted = self._matters() and not self._goes_to_sleep
        if wanted == (self._delay is not None):
            return
        if not wanted:
            self._let_sleep()
            return
        body = ("sleep", "CosyVoice Home", "Says goodbye to Home Assistant", "delay")
        try:
            answer = await asking.asked(bus, _LOGIND, "Inhibit", *body, interface=_MANAGER)
        except (asking.RefusedError, OSError) as error:  # it may still tell
            _LOG.debug("The computer's sleep can't be put off: %s", error)
        else:
            self._delay = answer.unix_fds[answer.body[0]]

    def _let_sleep(self) -> None:
        if self._delay is not None:
            os.close(self._delay)
            self._delay = None


async def _gone(bus: MessageBus) -> None:
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # it has no types
