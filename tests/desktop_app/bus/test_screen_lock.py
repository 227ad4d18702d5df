"""Whether the screen is locked, by a screen saver on a real session bus."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal
import pytest

from desktop_app.bus.screen_lock import ScreenLock

from .conftest import Daemon

NAME, PATH = "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"


class Saver(ServiceInterface):
    """A screen saver."""

    def __init__(self) -> None:
        super().__init__(NAME)
        self.active = False

    @dbus_method()
    def GetActive(self) -> "b":  # type: ignore[name-defined] # noqa: N802, F821 - D-Bus's way
        return self.active

    @dbus_signal()
    def ActiveChanged(self) -> "b":  # type: ignore[name-defined] # noqa: N802, F821 - as above
        return self.active


@asynccontextmanager
async def watching() -> AsyncIterator[tuple[ScreenLock, asyncio.Event]]:
    came = asyncio.Event()
    lock = ScreenLock(came.set)
    task = asyncio.create_task(lock.run())
    try:
        yield lock, came
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_follows_the_screen_saver(daemon: Daemon) -> None:
    bus = await MessageBus(daemon.address).connect()
    saver = Saver()
    bus.export(PATH, saver)
    await bus.request_name(NAME)
    async with watching() as (lock, came), asyncio.timeout(10):
        await came.wait()
        assert lock.locked is False
        for locked in (True, False):
            came.clear()
            saver.active = locked
            saver.ActiveChanged()
            await came.wait()
            assert lock.locked is locked
        came.clear()
        bus.disconnect()
    assert lock.locked is False


async def test_without_a_saver_or_a_bus_it_is_not_known(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.bus.asking.REST", 0.01)
    async with watching() as (lock, _):
        await asyncio.sleep(0.1)
        assert lock.locked is None
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        await asyncio.sleep(0.1)
        assert lock.locked is None
    assert daemon.address
