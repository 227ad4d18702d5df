"""The app without a window: services, settings, hotkeys, orders, and how it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.app.events import (
    Failed,
    HistoryChanged,
    HotkeyCaught,
    HotkeysChanged,
    NothingToRead,
    RulesChanged,
    SettingsChanged,
    SleepChanged,
    VoicesListed,
    WindowWanted,
)
from desktop_app.app.sleep import SleepTimer
from desktop_app.audio.devices import DeviceName
from desktop_app.errors import AppError
from desktop_app.hotkeys import KeyState
from desktop_app.reading.events import FirstSound, ReaderState, ServiceChanged
from desktop_app.reading.model import Reading
from desktop_app.reading.pronunciation import Rule
from desktop_app.settings.settings import (
    HOTKEYS,
    ServiceSettings,
    Settings,
    VoiceProfile,
    load_settings,
    save_settings,
)
from desktop_app.settings.toml_file import write_toml
from desktop_app.system.selection import Place, Selections
from tests.desktop import display, selected
from tests.local_server.running import TOKEN

from .running import Running, only, server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

KEPT = "This is kept in the history, so that it can be heard again at any time."
LONG = "This is a sentence that takes a little while to be read aloud by anybody. " * 12


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("COSYVOICE_TOKEN", TOKEN)
    for name in ("COSYVOICE_URL", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[ServiceSettings]:
    """A service."""
    async with server(tmp_path / "home") as service:
        yield service


@pytest.fixture
async def running(tmp_path: Path, home: ServiceSettings) -> AsyncIterator[Running]:
    """The core with this service, warm."""
    running = Running(tmp_path, only(home))
    await running.core.start()
    yield running
    await running.core.end()


def queue(running: Running) -> list[str]:
    return [item.reading.text for item in running.core.reader.queue]


async def until_idle(running: Running) -> None:
    idle = ReaderState.IDLE
    await running.until(lambda: not queue(running) and running.core.reader.state.state is idle)


# Services


async def test_it_tells_who_speaks_and_with_which_voices(running: Running) -> None:
    assert running.last(ServiceChanged) == ServiceChanged("home")
    listed = running.last(VoicesListed)
    assert listed is not None
    assert len(listed.voices) == 1


async def test_of_two_changes_of_service_the_last_counts(
    running: Running, home: ServiceSettings, tmp_path: Path
) -> None:
    async with server(tmp_path / "office") as office:
        both = running.keeper.settings.with_service("office", office, active=True)
        await asyncio.gather(
            running.change(both),
            running.change(both.with_active("home")),
            running.change(both),
        )
        # Not the last of all that is told: that a file has changed may be told after it.
        await running.until(lambda: not running.core._work)
        listed = running.last(VoicesListed)
        assert running.last(ServiceChanged) == ServiceChanged("office")
        assert listed is not None
        assert listed.service.name == "office"
        assert running.core.services.active.name == "office"
        await running.core.texts.write(LONG)
        await running.until(lambda: running.last(FirstSound))
        assert load_settings(running.keeper.settings_file).active == "office"
    del home


async def test_a_new_token_connects_again_to_the_same_service(running: Running) -> None:
    before = running.core.services.active
    await running.change(running.keeper.settings, reconnect=True)
    await running.until(lambda: running.core.services.active is not before)


async def test_another_voice_connects_to_nobody(running: Running) -> None:
    before = running.core.services.active
    listed = running.last(VoicesListed)
    assert listed is not None
    await running.change(running.keeper.settings.using_voice(listed.voices[0].id))
    await running.core.texts.write("Said by this voice.")
    await until_idle(running)
    assert running.core.services.active is before


async def test_a_service_that_is_not_there_is_told(running: Running) -> None:
    gone = replace(running.keeper.settings.services["home"], url="http://127.0.0.1:9")
    await running.change(running.keeper.settings.with_service("home", gone, active=True))
    await running.until(lambda: running.last(Failed))


# Settings


async def test_settings_take_effect_at_once(running: Running) -> None:
    settings = running.keeper.settings.with_app(volume=0.5, device="ALSA: pulse", speed=1.5)
    await running.change(settings)
    assert running.player.volume == 0.5
    assert running.player.device == DeviceName("pulse", "ALSA")
    assert running.last(SettingsChanged) == SettingsChanged(settings, 1)
    assert running.core.reader.speed == 1.5


async def test_a_setting_that_is_set_back_takes_effect_again(running: Running) -> None:
    for volume in (0.5, 1.0, 0.5):
        await running.core.set_app(volume=volume)
        assert running.player.volume == volume


async def test_settings_that_others_write_take_effect(running: Running) -> None:
    path = running.keeper.settings_file
    text = path.read_text("utf-8").replace("[app]", "[app]\nvolume = 0.25")
    path.write_text(text, "utf-8")
    await running.until(lambda: running.player.volume == 0.25)
    told = running.last(SettingsChanged)
    assert told == SettingsChanged(load_settings(path), 0)


async def test_a_change_of_a_window_that_knew_less_is_told_merged(running: Running) -> None:
    shown = running.keeper.settings
    await running.core.set_app(volume=0.5)
    await running.core.change(shown, shown.with_app(speed=1.5), 7)
    assert running.last(SettingsChanged) == SettingsChanged(
        shown.with_app(speed=1.5, volume=0.5), 7
    )


async def test_rules_that_others_write_are_told(running: Running) -> None:
    path = running.keeper.rules_file
    write_toml(path, {"version": 1, "rules": [{"find": "a", "replace": "b"}]})
    await running.until(lambda: running.last(RulesChanged))
    assert running.last(RulesChanged) == RulesChanged((Rule("a", "b"),), 0)
    await running.core.change_rules(running.keeper.rules, (), 3)
    assert running.last(RulesChanged) == RulesChanged((), 3)


async def test_history_is_kept_or_not(running: Running) -> None:
    await running.core.texts.write(KEPT)
    await running.until(lambda: running.last(HistoryChanged))
    await until_idle(running)
    (entry,) = await running.core.history.entries()
    assert entry.characters == len(KEPT)
    await running.change(running.keeper.settings.with_app(history=False))
    await running.core.texts.write("Kept by nobody.")
    await until_idle(running)
    assert await running.core.history.entries() == [entry]
    await running.core.replay(entry.id)
    assert queue(running) == [KEPT]
    await running.core.history.clear()
    with pytest.raises(AppError, match="no longer exists"):
        await running.core.replay(entry.id)


async def test_a_text_right_after_a_change_is_read_as_it_says(running: Running) -> None:
    """Even where the reader is busy when a window orders both."""
    off = running.keeper.settings.with_app(history=False)
    async with running.core.reader._turn:
        changed = asyncio.create_task(running.change(off))
        written = asyncio.create_task(running.core.texts.write("Nobody keeps this."))
        await asyncio.sleep(0.05)
    await asyncio.gather(changed, written)
    await until_idle(running)
    assert await running.core.history.entries() == []


async def test_a_profile_is_tried_out_and_what_was_read_goes_on(running: Running) -> None:
    await running.core.texts.read(Reading(LONG))
    await running.core.try_out(VoiceProfile("home"), "A trial.")
    assert queue(running) == ["A trial.", LONG]
    await running.until(lambda: queue(running) == [LONG])


async def test_what_is_left_out_holds_for_the_next_text(running: Running) -> None:
    def said() -> str:
        sentence = running.core.reader._queue[0].script.get(0)
        assert sentence is not None
        return sentence.spoken

    text = f"See https://a.b/c. {LONG}"
    await running.core.texts.read(Reading(text))
    await running.change(running.keeper.settings.with_reading(links="skip"))
    assert said().startswith("See a.b.")  # it has begun
    await running.core.texts.read(Reading(text))
    assert said().startswith("See.")
    assert load_settings(running.keeper.settings_file).reading.links == "skip"


async def test_the_sleep_timer_is_told(running: Running) -> None:
    await running.core.texts.read(Reading("A sentence."))
    await running.core.texts.read(Reading(LONG), at_once=False)
    running.core.sleep.after_text(running.core.reader)
    await running.until(lambda: running.core.reader.state.state is ReaderState.PAUSED)
    told = [one.sleep for one in running.told if isinstance(one, SleepChanged)]
    assert told == [SleepTimer(end_of_text=True), None]


# Hotkeys and orders


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A display on which keys are pressed and texts are selected."""
    with display() as name:
        monkeypatch.setenv("DISPLAY", name)
        yield


async def press(keys: str) -> None:
    await asyncio.to_thread(subprocess.run, ["xdotool", "key", keys], check=True, timeout=30)


@pytest.mark.usefixtures("screen")
async def test_a_hotkey_reads_what_is_selected_without_any_window(running: Running) -> None:
    running.core.texts._selections = Selections("xcb", running._clipboard)
    await running.core.hear_keys({action: action for action in HOTKEYS})
    changed = running.last(HotkeysChanged)
    assert changed is not None
    assert changed.status.actions["read-selection"].state is KeyState.ACTIVE
    with selected(LONG):
        await press("ctrl+alt+r")
        await running.until(lambda: running.last(FirstSound))
    assert queue(running) == [LONG]
    await press("ctrl+alt+space")
    await running.until(lambda: running.core.reader.state.state is ReaderState.PAUSED)
    await running.change(running.keeper.settings.with_app(hotkeys={"stop": "F9"}))
    await running.until(
        lambda: (
            running.last(HotkeysChanged) is not changed
            and running.core._hotkeys is not None
            and running.core._hotkeys.status.actions["stop"].state is KeyState.ACTIVE
        )
    )
    running.core.catches_hotkeys = True
    await press("F9")
    await running.until(lambda: running.last(HotkeyCaught))
    assert running.last(HotkeyCaught) == HotkeyCaught("stop")
    assert queue(running) == [LONG]
    running.core.catches_hotkeys = False
    await press("F9")
    await running.until(lambda: not queue(running))


@pytest.mark.parametrize("action", ["read-selection", "read-clipboard"])
async def test_a_hotkey_that_finds_no_text_is_told(running: Running, action: str) -> None:
    running.core._pressed(action)
    await running.until(lambda: running.last(NothingToRead))
    wanted = Place(action.removeprefix("read-"))
    assert running.last(NothingToRead) == NothingToRead(wanted, Place.CLIPBOARD)


async def test_the_bus_gives_orders_in_the_loop(running: Running) -> None:
    running.core._order_from_bus("read-text", LONG)
    await running.until(lambda: running.core.reader.state.state is ReaderState.SPEAKING)
    running.core._order_from_bus("toggle")
    await running.until(lambda: running.core.reader.state.state is ReaderState.PAUSED)
    running.core._order_from_bus("speed", "1.5")
    await running.until(lambda: running.core.reader.speed == 1.5)
    running.core._order_from_bus("speed", "fast")
    running.core._order_from_bus("show")
    assert running.last(WindowWanted) == WindowWanted("show", ())
    assert running.last(Failed) is None


# The end


async def test_it_ends_in_order_and_saves_what_could_not_be_saved(
    tmp_path: Path, home: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Running(tmp_path, only(home))
    await running.core.start()
    await running.core.hear_keys({})
    path = running.keeper.settings_file
    aside = path.parent.rename(path.parent.with_name("aside"))
    path.parent.touch()
    with pytest.raises(AppError):
        await running.change(running.keeper.settings.with_app(speed=1.5))
    path.parent.unlink()
    aside.rename(path.parent)
    for name, thing in (
        ("hotkeys", running.core._hotkeys),
        ("reader", running.core.reader),
        ("keeper", running.keeper),
        ("services", running.core.services),
    ):
        close = thing.aclose  # type: ignore[union-attr] # it hears keys

        async def noted(name: str = name, close: object = close) -> None:
            running.done.append(name)
            await close()  # type: ignore[operator] # it is `aclose`

        monkeypatch.setattr(thing, "aclose", noted)
    await running.core.texts.write(LONG)
    await running.core.end()
    assert running.done == ["hotkeys", "reader", "player", "keeper", "services"]
    assert load_settings(path).app.speed == 1.5
    assert queue(running) == []


async def test_what_is_only_being_opened_is_not_read_after_the_end(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)  # noqa: FBT003 - its only form
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/page.html"
        opening = asyncio.create_task(running.core.texts.open(address))
        connection, _ = await asyncio.get_running_loop().sock_accept(listening)
        with connection:
            await running.core.end()
            await asyncio.wait({opening}, timeout=10)
    assert opening.cancelled()


async def test_what_fails_at_the_end_keeps_nothing_else_from_it(
    tmp_path: Path,
    home: ServiceSettings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    running = Running(tmp_path, only(home))
    await running.core.start()
    before = running.core.services.active

    async def broken() -> None:
        raise RuntimeError("It broke.")

    monkeypatch.setattr(running.player, "aclose", broken)
    running.keeper.change(Settings(), Settings().with_app(speed=1.5))
    await running.core.end()
    assert "It broke." in caplog.text
    assert load_settings(running.keeper.settings_file).app.speed == 1.5
    assert before._connection is None


async def test_what_others_write_at_the_end_is_left_alone(running: Running) -> None:
    await running.core.end()
    path = running.keeper.settings_file
    save_settings(load_settings(path).with_app(volume=0.25), path)
    await asyncio.sleep(1.3)
    assert running.keeper.settings.app.volume == 1.0
