"""A logind of the tests' own: it puts a computer to sleep, on a bus of the tests' own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os

from dbus_fast import DBusError
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

NAME, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"


class Logind(ServiceInterface):
    """Sends the computer to sleep once nobody puts it off."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.login1.Manager")
        self.asked: list[str] = []
        self.refuses = False
        self._own = -1
        self._sleeps = False
        self.put_off = asyncio.Event()

    @dbus_method()
    def Inhibit(  # noqa: N802 - D-Bus's way
        self,
        what: "s",  # type: ignore[name-defined] # noqa: F821 - D-Bus's way
        who: "s",  # type: ignore[name-defined] # noqa: F821 - as above
        why: "s",  # type: ignore[name-defined] # noqa: F821 - as above
        mode: "s",  # type: ignore[name-defined] # noqa: F821 - as above
    ) -> "h":  # type: ignore[name-defined] # noqa: F821 - as above
        if self.refuses:
            raise DBusError("org.freedesktop.DBus.Error.AccessDenied", "no")
        assert who
        assert why
        self.asked.append(f"{what} {mode}")
        self._own, theirs = os.pipe()
        asyncio.get_running_loop().call_soon(self.put_off.set)
        asyncio.get_running_loop().call_later(0.1, os.close, theirs)
        return theirs

    async def when_asked(self) -> None:
        """Wait until somebody wants to be waited for, once more."""
        await self.put_off.wait()
        self.put_off.clear()

    async def when_nobody_waits(self) -> None:
        """Wait until the file that was given is closed at its other end."""
        loop = asyncio.get_running_loop()
        closed = asyncio.Event()
        loop.add_reader(self._own, closed.set)
        await closed.wait()
        loop.remove_reader(self._own)
        assert os.read(self._own, 1) == b""
        os.close(self._own)

    @dbus_signal()
    def PrepareForSleep(self) -> "b":  # type: ignore[name-defined] # noqa: N802, F821 - as above
        return self._sleeps

    def tell(self, *, sleeps: bool) -> None:
        self._sleeps = sleeps
        self.PrepareForSleep()

    @asynccontextmanager
    async def on(self, address: str) -> AsyncIterator[None]:
        """Be on a bus while the block runs."""
        bus = await MessageBus(address, negotiate_unix_fd=True).connect()
        try:
            bus.export(PATH, self)
            await bus.request_name(NAME)
            yield
        finally:
            bus.disconnect()
