"""What a Flatpak does in another way; its portal is an imitation on a real bus."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
import pytest

from desktop_app.errors import AppError, SettingsError
from desktop_app.gui.settings import hotkeys_page
from desktop_app.speech_dispatcher import installation
from desktop_app.system import autostart, flatpak, menu_entry
from desktop_app.system.paths import control_directory
from desktop_app.system.session_bus import APP_ID
from tests.desktop import session_bus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be a Flatpak with a home of its own."""
    monkeypatch.setenv("FLATPAK_ID", APP_ID)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    return tmp_path


@pytest.fixture(scope="module")
def bus_address() -> Iterator[str]:
    with session_bus() as address:
        yield address


@pytest.fixture
def bus(bus_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)
    return bus_address


@asynccontextmanager
async def portal(address: str, code: int = 0, **refuses: bool) -> AsyncIterator[list[Any]]:
    """Answer requests with a code; the options of each."""
    asked: list[Any] = []
    bus = await MessageBus(address).connect()

    def answer(message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        if refuses:
            return Message.new_error(message, "org.freedesktop.DBus.Error.Failed", "Not here.")
        options = {name: value.value for name, value in message.body[1].items()}
        asked.append(options)
        sender = (message.sender or "")[1:].replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{options['handle_token']}"
        results = {"autostart": Variant("b", options["autostart"] and code == 0)}
        told = Message.new_signal(
            path, "org.freedesktop.portal.Request", "Response", "ua{sv}", [code, results]
        )
        told.destination = message.sender
        bus.send(told)
        return Message.new_method_return(message, "o", [path])

    bus.add_message_handler(answer)
    await bus.request_name("org.freedesktop.portal.Desktop")
    try:
        yield asked
    finally:
        bus.disconnect()


async def test_the_desktop_is_asked_to_start_it_at_login_and_not_to(bus: str) -> None:
    async with portal(bus) as asked:
        await asyncio.to_thread(autostart.turn_off)
        assert asked == []  # it wasn't on
        await asyncio.to_thread(autostart.turn_on)
        assert autostart.is_on()
        await asyncio.to_thread(autostart.turn_off)
        assert not autostart.is_on()
    assert [one["autostart"] for one in asked] == [True, False]
    assert asked[0]["commandline"] == ["cosyvoice-app", "--hidden"]


async def test_a_person_may_say_no(bus: str) -> None:
    async with portal(bus, code=1):
        with pytest.raises(SettingsError, match="doesn't let this app start at login"):
            await asyncio.to_thread(autostart.turn_on)
    assert not autostart.is_on()


async def test_a_desktop_without_the_portal_is_told_of(bus: str) -> None:
    async with portal(bus, refuses=True):
        with pytest.raises(SettingsError, match="refused RequestBackground"):
            await asyncio.to_thread(autostart.turn_on)
    assert not autostart.is_on()


def test_a_bus_that_is_not_there_is_told_of() -> None:
    with pytest.raises(SettingsError, match=r"org\.freedesktop\.DBus"):
        autostart.turn_on()


def test_all_starts_of_it_find_the_one_app(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    assert control_directory() == Path("/run/user/7/app", APP_ID, "cosyvoice-home")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert APP_ID not in control_directory().parts


def test_keys_are_bound_to_what_runs_outside_of_it() -> None:
    command = f"flatpak run --command=cosyvoice {APP_ID} stop"
    assert hotkeys_page.command_of("stop") == command


def test_what_flatpak_does_or_forbids_is_said_and_nothing_is_written(home: Path) -> None:
    with pytest.raises(AppError, match="Flatpak has already added the app"):
        menu_entry.install()
    with pytest.raises(AppError, match="can't reach speech-dispatcher"):
        installation.install()
    assert list(home.iterdir()) == []


def test_the_flatpak_of_a_terminal_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLATPAK_ID", "org.example.Terminal")
    assert not flatpak.in_flatpak()
