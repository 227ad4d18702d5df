"""The app on a real session bus, asked by playerctl and by a client of its own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
import functools
import logging
from pathlib import Path
import socket
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

from dbus_fast import DBusError, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
import pytest

from desktop_app.bus import Bus, media_player, presence, session
from desktop_app.bus.now import Now
from desktop_app.errors import AppError
from desktop_app.reading.events import (
    PositionChanged,
    QueueChanged,
    QueueItem,
    ReaderState,
    StateChanged,
)
from desktop_app.reading.model import Reading, Span
from desktop_app.system.session_bus import APP_ID

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .conftest import Daemon


LETTER = Reading("Dear all, here is\nthe letter.", title="A letter", source="/srv/books/letter.md")
PATH = "/io/github/cosyvoice_home/CosyVoiceHome"
READER = "io.github.cosyvoice_home.CosyVoiceHome.Reader1"
PLAYER = "org.mpris.MediaPlayer2.Player"
ROOT = "org.mpris.MediaPlayer2"


class App:
    """The bus, and what it orders."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, ...]] = []
        self.bus = Bus(lambda *order: self.orders.append(order))

    def read(self, *readings: Reading, state: ReaderState = ReaderState.SPEAKING) -> None:
        items = tuple(QueueItem(number, reading) for number, reading in enumerate(readings, 7))
        self.bus.hear(QueueChanged(items))
        self.bus.hear(StateChanged(state))

    def end(self) -> None:
        self.read(state=ReaderState.IDLE)


class Client:
    """Another program on the bus."""

    def __init__(self, connection: MessageBus) -> None:
        self.connection = connection
        self.signals: list[Message] = []
        connection.add_message_handler(self._note)

    def _note(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL:
            self.signals.append(message)

    async def call(
        self, name: str, path: str, interface: str, member: str, types: str = "", *body: Any
    ) -> Any:
        reply = await self.connection.call(
            Message(name, path, interface, member, signature=types, body=list(body))
        )
        assert reply is not None
        if reply.message_type is MessageType.ERROR:
            raise DBusError._from_message(reply)
        return reply.body[0] if reply.body else None

    async def bus(self, member: str, types: str = "", *body: Any) -> Any:
        name = "org.freedesktop.DBus"
        return await self.call(name, "/org/freedesktop/DBus", name, member, types, *body)

    async def names(self) -> list[str]:
        names: list[str] = await self.bus("ListNames")
        return [name for name in names if "osy" in name]

    async def player(self, member: str, types: str = "", *body: Any) -> Any:
        path = media_player.PATH
        return await self.call(media_player.NAME, path, PLAYER, member, types, *body)

    async def get(self, name: str, interface: str = PLAYER) -> Any:
        properties = "org.freedesktop.DBus.Properties"
        path = media_player.PATH
        where = (media_player.NAME, path, properties)
        return (await self.call(*where, "Get", "ss", interface, name)).value

    async def set(self, name: str, value: Variant) -> None:
        properties = "org.freedesktop.DBus.Properties"
        where = (media_player.NAME, media_player.PATH, properties)
        await self.call(*where, "Set", "ssv", PLAYER, name, value)

    async def reader(self, member: str, types: str = "", *body: Any) -> Any:
        return await self.call(APP_ID, PATH, READER, member, types, *body)

    async def application(self, member: str, types: str = "", *body: Any) -> Any:
        interface = "org.freedesktop.Application"
        return await self.call(APP_ID, PATH, interface, member, types, *body)

    def changes(self, interface: str) -> list[dict[str, Any]]:
        """What the properties of an interface changed to, in order."""
        return [
            {name: variant.value for name, variant in signal.body[1].items()}
            for signal in self.signals
            if signal.member == "PropertiesChanged" and signal.body[0] == interface
        ]


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    task = asyncio.create_task(app.bus.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def client(*matches: str) -> AsyncIterator[Client]:
    connection = await MessageBus().connect()
    one = Client(connection)
    for match in matches:
        await one.bus("AddMatch", "s", match)
    try:
        yield one
    finally:
        connection.disconnect()


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(15):
        while True:
            answer = holds()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            await asyncio.sleep(0.02)


async def has_name(one: Client, name: str = media_player.NAME) -> bool:
    return name in await one.names()


async def playerctl(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "playerctl", *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    out, _ = await process.communicate()
    return out.decode().strip()


async def test_playerctl_sees_and_drives_what_is_read(daemon: Daemon) -> None:
    del daemon
    app = App()
    async with running(app), client() as one:
        app.bus.tell(speed=1.25, volume=0.5, voice="Mum")
        app.read(LETTER)
        await until(lambda: has_name(one))
        assert await playerctl("--list-all") == "cosyvoice_home"
        assert await playerctl("status") == "Playing"
        shown = await playerctl("metadata", "--format", "{{title}} / {{artist}} / {{xesam:url}}")
        assert shown == "A letter / Mum / file:///srv/books/letter.md"
        assert float(await playerctl("volume")) == 0.5
        for command in ("pause", "play", "play-pause", "next", "previous", "stop"):
            assert await playerctl(command) == ""
        await playerctl("volume", "0.8")
        await playerctl("open", "https://example.com/article")
        assert app.orders == [
            *[("pause",), ("resume",), ("toggle",), ("next",), ("previous",), ("stop",)],
            *[("volume", "0.8"), ("read", "https://example.com/article")],
        ]
        app.bus.hear(StateChanged(ReaderState.TROUBLE, AppError("no_output")))
        assert await playerctl("status") == "Paused"


async def test_it_is_a_player_only_while_there_is_something_to_read(daemon: Daemon) -> None:
    del daemon
    app = App()
    async with running(app), client() as one:
        await until(lambda: has_name(one, APP_ID))
        assert await one.names() == [APP_ID]
        app.read(Reading("What a screen reader says.", remember=False))
        app.bus.hear(PositionChanged(7, Span(0, 1), Span(0, 1), 0.0))
        await asyncio.sleep(0.1)
        assert await one.names() == [APP_ID]
        app.read(LETTER, state=ReaderState.PAUSED)
        await until(lambda: has_name(one))
        assert await one.get("PlaybackStatus") == "Paused"
        app.end()
        await until(lambda: _none(one))
        app.read(LETTER)
        await until(lambda: has_name(one))


async def _none(one: Client) -> bool:
    return not await has_name(one)


async def test_all_that_the_specification_asks_for_is_there(daemon: Daemon) -> None:
    del daemon
    app = App()
    async with running(app), client() as one:
        app.read(LETTER)
        await until(lambda: has_name(one))
        where = (media_player.NAME, media_player.PATH, "org.freedesktop.DBus.Properties", "GetAll")
        found = await one.call(*where, "s", ROOT)
        assert {name: variant.value for name, variant in found.items()} == {
            "CanQuit": True,
            "CanRaise": True,
            "HasTrackList": False,
            "Identity": "CosyVoice Home",
            "DesktopEntry": APP_ID,
            "SupportedUriSchemes": ["file", "http", "https"],
            "SupportedMimeTypes": found["SupportedMimeTypes"].value,
        }
        assert "application/pdf" in found["SupportedMimeTypes"].value
        found = await one.call(*where, "s", PLAYER)
        assert {name: variant.value for name, variant in found.items()} == {
            "PlaybackStatus": "Playing",
            "Metadata": {
                "mpris:trackid": Variant("o", f"{media_player._TRACKS}/7"),
                "xesam:title": Variant("s", "A letter"),
                "xesam:url": Variant("s", "file:///srv/books/letter.md"),
            },
            "Rate": 1.0,
            "Volume": 1.0,
            "Position": 0,
            "MinimumRate": 0.5,
            "MaximumRate": 2.0,
            **dict.fromkeys(["CanGoNext", "CanGoPrevious", "CanPlay", "CanPause"], True),
            "CanSeek": False,
            "CanControl": True,
        }
        app.end()  # the connection has another name, by which it can still be asked
        assert await one.call(
            APP_ID, media_player.PATH, "org.freedesktop.DBus.Properties", "Get", "ss", *_METADATA
        ) == Variant("a{sv}", {"mpris:trackid": Variant("o", media_player._NO_TRACK)})


_METADATA = (PLAYER, "Metadata")


async def test_what_a_player_is_told_to_do(daemon: Daemon) -> None:
    del daemon
    app = App()
    async with running(app), client() as one:
        app.read(LETTER)
        await until(lambda: has_name(one))
        for rate in (1.5, 9.0, 0.1, 0.0):
            await one.set("Rate", Variant("d", rate))
        await one.set("Volume", Variant("d", -1.0))
        await one.player("Seek", "x", 1_000_000)
        await one.player("SetPosition", "ox", f"{media_player._TRACKS}/7", 0)
        for member in ("Raise", "Quit"):
            await one.call(media_player.NAME, media_player.PATH, ROOT, member)
        assert app.orders == [
            *[("speed", "1.5"), ("speed", "2.0"), ("speed", "0.5"), ("pause",)],
            *[("volume", "0.0"), ("show",), ("quit",)],
        ]
        with pytest.raises(DBusError, match="readonly"):
            await one.set("CanSeek", Variant("b", True))  # noqa: FBT003 - D-Bus has it like that


async def test_changes_are_told_and_nothing_else(daemon: Daemon) -> None:
    del daemon
    app = App()
    match = "type='signal',interface='org.freedesktop.DBus.Properties'"
    async with running(app), client(match) as one:
        await until(lambda: has_name(one, APP_ID))
        app.read(LETTER)
        app.bus.hear(StateChanged(ReaderState.SPEAKING))
        app.bus.hear(StateChanged(ReaderState.PAUSED))
        app.bus.tell(speed=1.5, volume=1.0, voice="Mum")
        await until(lambda: len(one.changes(PLAYER)) == 4)
        queue, speaking, paused, voice = one.changes(PLAYER)
        assert queue["PlaybackStatus"] == "Paused"  # it is only being prepared
        assert queue["CanPlay"] is True
        assert queue["Metadata"]["xesam:title"].value == "A letter"
        assert (speaking, paused) == (
            {"PlaybackStatus": "Playing"},
            {"PlaybackStatus": "Paused"},
        )
        assert voice["Rate"] == 1.5
        assert voice["Metadata"]["xesam:artist"].value == ["Mum"]
        states = [change["State"] for change in one.changes(READER)]
        assert states == ["speaking", "paused"]


async def test_orders_of_other_programs(daemon: Daemon) -> None:
    del daemon
    app = App()
    async with running(app), client() as one:
        await until(lambda: has_name(one, APP_ID))
        await one.application("Activate", "a{sv}", {})
        await one.application("Open", "asa{sv}", ["file:///a.txt", "https://b.example"], {})
        await one.application("ActivateAction", "sava{sv}", "read-selection", [], {})
        with pytest.raises(DBusError, match="no action 'dance'"):
            await one.application("ActivateAction", "sava{sv}", "dance", [], {})
        await one.reader("ReadText", "s", "你好。")
        members = ("ReadSelection", "ReadClipboard", "Pause", "Resume", "Toggle", "Stop")
        for member in (*members, "NextSentence", "PreviousSentence"):
            await one.reader(member)
        assert app.orders == [
            *[("show",), ("read", "file:///a.txt", "https://b.example"), ("read-selection",)],
            *[("read-text", "你好。"), ("read-selection",), ("read-clipboard",), ("pause",)],
            *[("resume",), ("toggle",), ("stop",), ("next",), ("previous",)],
        ]
        assert await one.reader("Status") == "idle"
        app.read(LETTER)
        assert await one.reader("Status") == "speaking"
        properties = "org.freedesktop.DBus.Properties"
        where = (APP_ID, PATH, properties, "Get", "ss", READER, "State")
        assert await one.call(*where) == Variant("s", "speaking")


async def test_it_comes_back_with_the_bus(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence, "_PAUSES", (0.05,))
    caplog.set_level(logging.INFO)
    app = App()
    async with running(app):
        app.read(LETTER)
        for _ in range(2):
            async with client() as one:
                await until(functools.partial(has_name, one))
                assert await one.reader("Status") == "speaking"
            daemon.__exit__()
            await until(lambda: "has gone" in caplog.text)
            await until(lambda: "does not answer" in caplog.text)
            app.bus.hear(StateChanged(ReaderState.PAUSED))  # nobody listens
            app.bus.hear(StateChanged(ReaderState.SPEAKING))
            caplog.clear()
            daemon.__enter__()
        async with client() as one:
            await until(lambda: has_name(one))
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_two_instances_are_two_players_and_one_app(
    daemon: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    del daemon
    caplog.set_level(logging.INFO)
    first, second = App(), App()
    async with client() as one:
        async with running(first):
            first.read(LETTER)
            await until(lambda: has_name(one))
            async with running(second):
                second.read(LETTER)
                await until(lambda: len_is(one, 3))
                assert "Another instance" in caplog.text
                assert sum(media_player.NAME in name for name in await one.names()) == 2
                await one.reader("Stop")
                assert (first.orders, second.orders) == ([("stop",)], [])
            await until(lambda: len_is(one, 2))
        await until(lambda: len_is(one, 0))


async def len_is(one: Client, number: int) -> bool:
    return len(await one.names()) == number


async def test_the_next_instance_takes_over(daemon: Daemon) -> None:
    del daemon
    first, second = App(), App()
    async with client() as one:
        async with running(second):
            async with running(first):
                await until(lambda: has_name(one, APP_ID))
            await until(lambda: has_name(one, APP_ID))
            await one.reader("Stop")
        assert [("stop",)] in (first.orders, second.orders)


async def test_without_a_bus_it_ends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, daemon: Daemon
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    await App().bus.run()
    assert "no session bus" in caplog.text
    # As systemd and the base directory specification have it.
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(Path(daemon.address.partition("=")[2]).parent))
    async with running(App()):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.address)
        async with client() as one:
            await until(lambda: has_name(one, APP_ID))


async def test_a_bus_that_never_answers_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(session, "_ANSWER_LIMIT", 0.05)
    monkeypatch.setattr(presence, "_PAUSES", (0.01,))
    with tempfile.TemporaryDirectory(prefix="bus-") as directory:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={directory}/bus")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(f"{directory}/bus")
            server.listen()
            async with running(App()):
                await until(lambda: caplog.text.count("does not answer") > 1)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ReaderState.SPEAKING, "Playing"),
        (ReaderState.WAITING, "Playing"),  # it comes by itself, and can be paused
        (ReaderState.PAUSED, "Paused"),
        (ReaderState.TROUBLE, "Paused"),  # Play tries again
    ],
)
def test_what_is_waited_for_counts_as_played(state: ReaderState, status: str) -> None:
    now = Now(state=state, items=(QueueItem(1, LETTER),))
    player = media_player.Player(lambda *_: None, now)
    assert player._playback_status() == status
