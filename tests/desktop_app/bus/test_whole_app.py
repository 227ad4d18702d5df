"""The real app on a real session bus, driven from outside as a desktop does it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
import pytest

from desktop_app.settings.settings import Settings, VoiceProfile, save_settings
from tests.desktop import ROOT, display
from tests.desktop_app.bus.watcher import Watcher
from tests.programs import running, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desktop_app.bus.conftest import Daemon
    from tests.sound_server import SoundServer

APP_ID = "io.github.cosyvoice_home.CosyVoiceHome"
PATH = "/io/github/cosyvoice_home/CosyVoiceHome"
TEXT = (
    "The first sentence of it is here. And another one, which takes a while, comes after it. " * 3
)


def run(*command: str) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip()


def call(name: str, path: str, interface: str, member: str, types: str = "", *body: Any) -> Any:
    """Call a method, and give the last that it answers; None where nobody does."""

    async def call() -> Any:
        connection = await MessageBus().connect()
        message = Message(name, path, interface, member, signature=types, body=list(body))
        reply = await connection.call(message)
        connection.disconnect()
        assert reply is not None
        answered = reply.message_type is MessageType.METHOD_RETURN
        return reply.body[-1] if answered and reply.body else None

    return asyncio.run(call())


def reader(member: str, types: str = "", *body: Any) -> Any:
    return call(APP_ID, PATH, f"{APP_ID}.Reader1", member, types, *body)


def application(member: str, types: str, *body: Any) -> None:
    call(APP_ID, PATH, "org.freedesktop.Application", member, types, *body)


@pytest.fixture
def app(
    daemon: Daemon,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sound_server: SoundServer,
) -> Iterator[subprocess.Popen[bytes]]:
    """The app in the tray, and nothing but the bus to reach it."""
    del sound_server
    for name in [name for name in os.environ if name.startswith(("XDG_", "COSYVOICE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(Path(daemon.address.partition("=")[2]).parent))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    calm = Settings().with_profile("Calm", VoiceProfile())
    save_settings(calm.with_app(profile="Calm", speed=1.25, volume=0.75))
    with display() as name:
        monkeypatch.setenv("DISPLAY", name)
        with running([sys.executable, "-m", "desktop_app.gui", "--hidden"], cwd=ROOT) as process:
            until(lambda: reader("Status") == "idle")
            yield process


@pytest.fixture
def watcher(daemon: Daemon) -> Iterator[Watcher]:
    """A desktop whose panel takes icons over the bus, before the app starts."""
    del daemon
    found, loop = Watcher(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def begin() -> MessageBus:
        connection = await MessageBus().connect()
        connection.export("/StatusNotifierWatcher", found)
        await connection.request_name("org.kde.StatusNotifierWatcher")
        return connection

    connection = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    yield found

    async def end() -> None:
        connection.disconnect()
        await connection.wait_for_disconnect()  # type: ignore[no-untyped-call] # it has no types

    asyncio.run_coroutine_threadsafe(end(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


class Menu:
    """The menu of the icon, as the panel of a desktop shows it."""

    def __init__(self, icon: str) -> None:
        where = (icon, "/StatusNotifierItem", "org.freedesktop.DBus.Properties")
        self._icon = icon
        self._path = call(*where, "Get", "ss", "org.kde.StatusNotifierItem", "Menu").value

    def _call(self, member: str, types: str, *body: Any) -> Any:
        return call(self._icon, self._path, "com.canonical.dbusmenu", member, types, *body)

    def lines(self) -> dict[str, int]:
        """Numbers of the lines, by their words, submenus and all, as it is when it opens."""
        self._call("AboutToShow", "i", 0)
        found: dict[str, int] = {}
        ahead = [self._call("GetLayout", "iias", 0, -1, [])]
        while ahead:
            number, properties, below = ahead.pop()
            if "label" in properties:
                found[properties["label"].value.replace("_", "")] = number
            ahead += [one.value for one in below]
        return found

    def choose(self, words: str) -> None:
        self._call("Event", "isvu", self.lines()[words], "clicked", Variant("s", ""), 0)


def test_the_menu_of_the_tray_is_on_the_bus_as_it_is_now(
    watcher: Watcher, app: subprocess.Popen[bytes]
) -> None:
    until(lambda: bool(watcher.icons))
    menu = Menu(watcher.icons[0])
    assert "Voice: Calm" in menu.lines()
    assert "Speaking styles…" in menu.lines()  # under More
    assert "Stop" not in menu.lines()
    menu.choose("1.5×")
    until(lambda: "Speed: 1.5×" in menu.lines())
    reader("ReadText", "s", TEXT)
    until(lambda: any(line.startswith("The first sentence") for line in menu.lines()))
    menu.choose("Pause")
    until(lambda: reader("Status") == "paused")
    until(lambda: "Resume" in menu.lines())
    menu.choose("Stop")
    until(lambda: reader("Status") == "idle")
    until(lambda: "Ready" in menu.lines())
    menu.choose("Quit")
    assert app.wait(15) == 0


@pytest.mark.audio
def test_media_keys_and_scripts(app: subprocess.Popen[bytes], sound_server: SoundServer) -> None:
    assert run("playerctl", "--list-all") == ""
    reader("ReadText", "s", "Warm up.")
    until(lambda: run("playerctl", "status") == "Playing")
    assert run("playerctl", "metadata", "artist") == "Calm"
    assert float(run("playerctl", "volume")) == 0.75
    player = "org.mpris.MediaPlayer2"
    where = (f"{player}.cosyvoice_home", "/org/mpris/MediaPlayer2")
    rate = (f"{player}.Player", "Rate")
    assert call(*where, "org.freedesktop.DBus.Properties", "Get", "ss", *rate).value == 1.25
    until(lambda: run("playerctl", "--list-all") == "")
    with sound_server.recording() as recording:
        reader("ReadText", "s", TEXT)
        until(lambda: reader("Status") == "speaking")
        until(lambda: run("playerctl", "status") == "Playing")
        assert run("playerctl", "metadata", "title") == TEXT[:80].rpartition(" ")[0] + "…"
        until(lambda: recording.so_far > 0.5)
        run("playerctl", "pause")
        until(lambda: run("playerctl", "status") == "Paused")
        run("playerctl", "play-pause")
        until(lambda: run("playerctl", "status") == "Playing")
        run("playerctl", "next")
        run("playerctl", "previous")
        run("playerctl", "volume", "0.5")
        until(lambda: float(run("playerctl", "volume")) == 0.5)
        run("playerctl", "stop")
        until(lambda: run("playerctl", "--list-all") == "")
    assert reader("Status") == "idle"
    reader("ReadText", "s", TEXT)
    until(lambda: run("playerctl", "status") == "Playing")
    call(*where, player, "Quit")
    assert app.wait(15) == 0


def test_a_desktop_opens_files_and_shows_the_app(
    app: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    del app
    note = tmp_path / "a note.txt"
    note.write_text(TEXT)
    application("Open", "asa{sv}", [note.as_uri()], {})
    until(lambda: run("playerctl", "status") == "Playing")
    assert run("playerctl", "metadata", "xesam:url") == note.as_uri()
    application("ActivateAction", "sava{sv}", "stop", [], {})
    until(lambda: reader("Status") == "idle")
    search = ["xdotool", "search", "--onlyvisible", "--name", "CosyVoice Home"]
    assert run(*search) == ""
    application("Activate", "a{sv}", {})
    until(lambda: run(*search))
