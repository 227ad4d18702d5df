"""Who speaks a message: the app that runs, or else a reader of our own."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
import sys
from typing import TYPE_CHECKING, Final, Protocol, Self

from desktop_app.system.control import LONGEST, ControlError, address, order, parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from desktop_app.reading.interjection import Interjection
    from desktop_app.reading.reader import Reader
    from desktop_app.settings.settings import Settings

_IDLE: Final = 300.0  # seconds until what is kept warm is let go
_GONE: Final = (FileNotFoundError, ConnectionRefusedError)


class Speaker(Protocol):
    """What speaks one message after another."""

    def say(self, message: Interjection) -> Coroutine[None, None, None]:
        """Speak; return when it was heard. Cancel it to have it silent."""


class Voice:
    """Speaks by the app, which is warm and in which what it reads gives way; else by itself.

    Use it as an async context manager.
    """

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._reader: Reader | None = None
        self._settings: Settings | None = None  # those it is for
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._wake()
        await self._close()

    async def say(self, message: Interjection) -> None:
        """Speak; return when it was heard. Cancel it to have it silent.

        Raises:
            AppError: It cannot be spoken.
        """
        if not await _hand_over(message):
            await self._say(message)

    async def _say(self, message: Interjection) -> None:
        from desktop_app.reading.interjection import interject  # noqa: PLC0415 - only if need be
        from desktop_app.settings.settings import LOCAL, load_settings  # noqa: PLC0415 - as above

        self._wake()
        try:
            settings = await asyncio.to_thread(load_settings)
            reader = await self._ready(settings)
            await interject(reader, message, settings, settings.active or LOCAL)
        finally:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(_IDLE, self._rest)

    async def _ready(self, settings: Settings) -> Reader:
        async with self._turn:
            if self._settings != settings:
                await self._stack.aclose()
                self._reader = await self._stack.enter_async_context(_reader(settings))
                self._settings = settings
            assert self._reader is not None  # noqa: S101 - the settings it is for are there
            return self._reader

    def _wake(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _rest(self) -> None:
        self._closing = asyncio.create_task(self._close())

    async def _close(self) -> None:
        async with self._turn:
            self._reader = self._settings = None
            await self._stack.aclose()


async def _hand_over(message: Interjection) -> bool:
    """Have the app speak, which stops when we hang up; say whether it did."""
    if sys.platform == "win32":
        return False  # nor is there a speech-dispatcher
    try:
        answers, orders = await asyncio.open_unix_connection(address(), limit=LONGEST)
    except _GONE:
        return False
    try:
        orders.write(order("speak", message.as_arguments()))
        await orders.drain()
        outcome, _ = parse(await answers.readline())
    except (ControlError, OSError):  # it went away, or has never heard of such an order
        return False
    finally:
        orders.close()
    return outcome == "done"


@asynccontextmanager
async def _reader(settings: Settings) -> AsyncIterator[Reader]:
    """A reader as the app has it, without history and places."""
    # Together they take half a second: speech-dispatcher does not have to wait for that to start.
    from desktop_app.reading.opening import open_reader  # noqa: PLC0415 - see above
    from desktop_app.reading.rules_file import load_rules  # noqa: PLC0415 - see above
    from desktop_app.system.paths import pronunciation_file  # noqa: PLC0415 - see above

    opened = await open_reader(settings, await asyncio.to_thread(load_rules, pronunciation_file()))
    try:
        yield opened.reader
    finally:
        await opened.aclose()
