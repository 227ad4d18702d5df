"""The computer's sleep, told by a logind of the test's own on a real bus."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from desktop_app.bus.power import Power
from desktop_app.system.session_bus import session_address
from tests.logind import Logind

from .conftest import Daemon


@asynccontextmanager
async def watched(
    logind: Logind, matters: Callable[[], bool] = lambda: True
) -> AsyncIterator[asyncio.Queue[str]]:
    """Have a computer's sleep watched; gives what is told of it."""
    told: asyncio.Queue[str] = asyncio.Queue()

    async def sleeps() -> None:
        told.put_nowait("sleeps")
        await asyncio.sleep(0 if logind.asked == ["sleep delay"] else 60)

    async def woke() -> None:
        told.put_nowait("woke")

    async with logind.on(session_address()), asyncio.timeout(20):
        task = asyncio.create_task(Power(sleeps, woke, matters).run())
        try:
            yield told
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


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
            await logind.when_asked()
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


async def test_sleep_is_put_off_only_while_that_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that is a part of no home has nobody to say goodbye to."""
    monkeypatch.setattr("desktop_app.bus.asking.REST", 0.01)
    logind, home = Logind(), list[str]()
    async with watched(logind, lambda: bool(home)) as told:
        while told.empty():  # it is told all the same
            logind.tell(sleeps=False)
            await asyncio.sleep(0.01)
        assert logind.asked == []
        home.append("Study")
        await logind.when_asked()
        home.clear()
        await logind.when_nobody_waits()


async def test_a_bus_that_is_not_there_is_looked_for_again(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.bus.asking.REST", 0.01)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    logind = Logind()
    async with watched(logind):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address)
        await logind.put_off.wait()
