"""The computer's sleep, told by a logind of the test's own on a real bus."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os

from dbus_fast import DBusError
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal
import pytest

from desktop_app.bus.power import Power

from .conftest import Daemon

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
async def watched(logind: Logind) -> AsyncIterator[asyncio.Queue[str]]:
    """Have a computer's sleep watched; gives what is told of it."""
    told: asyncio.Queue[str] = asyncio.Queue()

    async def sleeps() -> None:
        told.put_nowait("sleeps")
        await asyncio.sleep(0 if logind.asked == ["sleep delay"] else 60)

    async def woke() -> None:
        told.put_nowait("woke")

    bus = await MessageBus(negotiate_unix_fd=True).connect()
    bus.export(PATH, logind)
    await bus.request_name(NAME)
    task = asyncio.create_task(Power(sleeps, woke).run())
    try:
        async with asyncio.timeout(20):
            yield told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        bus.disconnect()


@pytest.fixture(autouse=True)
def _system_bus(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address)


async def test_sleep_waits_until_goodbye_was_said_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop_app.bus.power._MOST", 0.05)
    logind = Logind()
    async with watched(logind) as told:
        for times in (1, 2):  # the second time it takes too long
            await logind.put_off.wait()
            logind.put_off.clear()
            assert logind.asked == ["sleep delay"] * times
            logind.tell(sleeps=True)
            assert await told.get() == "sleeps"
            await logind.when_nobody_waits()
            logind.tell(sleeps=False)
            assert await told.get() == "woke"
        await logind.put_off.wait()


async def test_where_sleep_cannot_be_put_off_it_is_still_told() -> None:
    logind = Logind()
    logind.refuses = True
    async with watched(logind) as told:
        while told.empty():
            logind.tell(sleeps=False)
            await asyncio.sleep(0.01)


async def test_a_bus_that_is_not_there_is_looked_for_again(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.bus.power._REST", 0.01)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    logind = Logind()
    async with watched(logind):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address)
        await logind.put_off.wait()
