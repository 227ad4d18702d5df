"""A real bus, and on it a portal that answers as the documentation says: no real one is at hand."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus
import pytest

from desktop_app.hotkeys import Way, portal
from tests.desktop import session_bus

from .conftest import Heard, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST = "org.freedesktop.portal.Request"
PATH = "/org/freedesktop/portal/desktop"
KEYS = {"read-selection": "Ctrl+Alt+R", "pause": "Ctrl+Alt+Space", "stop": ""}


class Portal:
    """Does what is asked, and notes it.

    Attributes:
        refuses: Methods that are answered with an error.
        code: How requests end: 0 well, 1 refused by the person, None not at all.
        triggers: The keys of each action, as the person chose them.
    """

    def __init__(self, bus: MessageBus) -> None:
        self.bus = bus
        self.calls: list[Message] = []
        self.refuses: set[str] = set()
        self.code: dict[str, int | None] = {"CreateSession": 0, "BindShortcuts": 0}
        self.triggers = {"read-selection": "Press <Ctrl><Alt>r", "pause": "Press <Super>p"}
        bus.add_message_handler(self._answer)

    def members(self) -> list[str]:
        return [call.member or "" for call in self.calls]

    def sessions(self) -> list[str]:
        return [call.body[0] for call in self.calls if call.member == "BindShortcuts"]

    def signal(self, member: str, signature: str, body: list[Any], **where: str) -> None:
        to = self.calls[-1].sender
        path, interface = where.get("path", PATH), where.get("interface", SHORTCUTS)
        message = Message.new_signal(path, interface, member, signature, body)
        message.destination = to
        self.bus.send(message)

    def press(self, action: str, session: str | None = None) -> None:
        body = [session or self.sessions()[-1], action, 12345, {}]
        self.signal("Activated", "osta{sv}", body)

    def _answer(self, message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        self.calls.append(message)
        member, body = message.member or "", message.body
        if member in self.refuses:
            return Message.new_error(message, "org.freedesktop.DBus.Error.Failed", "Not here.")
        if member == "Get":
            return Message.new_method_return(message, "v", [Variant("u", 2)])
        if member in self.code:
            return self._begin(message, member, body)
        return Message.new_method_return(message)

    def _begin(self, message: Message, member: str, body: list[Any]) -> Message:
        sender = (message.sender or "")[1:].replace(".", "_")
        options = body[-1]
        path = f"{PATH}/request/{sender}/{options['handle_token'].value}"
        results = {}
        if member == "CreateSession":
            session = f"{PATH}/session/{sender}/{options['session_handle_token'].value}"
            results["session_handle"] = Variant("s", session)
        elif self.code[member] == 0:
            results["shortcuts"] = Variant("a(sa{sv})", self.bound())
        if (code := self.code[member]) is not None:
            answer = [code, results]
            self.signal("Response", "ua{sv}", answer, path=path, interface=REQUEST)
        return Message.new_method_return(message, "o", [path])

    def bound(self) -> list[Any]:
        return [
            [action, {"trigger_description": Variant("s", keys)}]
            for action, keys in self.triggers.items()
        ]


@asynccontextmanager
async def running(address: str) -> AsyncIterator[Portal]:
    bus = await MessageBus(address).connect()
    try:
        theirs = Portal(bus)
        await bus.request_name("org.freedesktop.portal.Desktop")
        yield theirs
    finally:
        bus.disconnect()


@pytest.fixture
async def theirs(bus: str) -> AsyncIterator[Portal]:
    async with running(bus) as theirs:
        yield theirs


async def test_keys_are_proposed_all_at_once_and_heard(heard: Heard, theirs: Portal) -> None:
    status = await heard.hotkeys.use(KEYS)
    assert status.way is Way.PORTAL
    assert {name: (str(one.state), one.keys) for name, one in status.actions.items()} == {
        "read-selection": ("active", "Press <Ctrl><Alt>r"),
        "pause": ("active", "Press <Super>p"),
        "stop": ("none", ""),
    }
    assert theirs.members() == ["Register", "Get", "CreateSession", "BindShortcuts"]
    assert theirs.calls[0].body[0] == "io.github.cosyvoice_home.CosyVoiceHome"
    shortcuts = theirs.calls[-1].body[1]
    assert [(name, {key: value.value for key, value in of.items()}) for name, of in shortcuts] == [
        (
            "read-selection",
            {"description": "Read selection", "preferred_trigger": "CTRL+ALT+r"},
        ),
        ("pause", {"description": "Pause or resume", "preferred_trigger": "CTRL+ALT+space"}),
    ]
    theirs.press("pause", f"{PATH}/session/of/another")
    theirs.signal("Deactivated", "osta{sv}", [theirs.sessions()[-1], "pause", 1, {}])
    theirs.press("read-selection")
    await until(lambda: heard.pressed)
    assert heard.pressed == ["read-selection"]


async def test_the_same_keys_are_not_proposed_again_and_others_in_a_new_session(
    heard: Heard, theirs: Portal
) -> None:
    await heard.hotkeys.use(KEYS)
    await heard.hotkeys.use(KEYS)
    assert theirs.members().count("BindShortcuts") == 1
    theirs.triggers = {"read-selection": ""}
    await heard.hotkeys.use({"read-selection": "F9", "pause": "F8"})
    assert heard.states() == {"read-selection": "unset", "pause": "unset"}
    first, second = theirs.sessions()
    assert first != second
    assert theirs.members()[-3:] == ["Close", "CreateSession", "BindShortcuts"]
    theirs.press("pause", first)
    theirs.press("pause")
    await until(lambda: heard.pressed)
    assert heard.pressed == ["pause"]
    await heard.hotkeys.use({"read-selection": ""})
    assert theirs.members()[-1] == "Close"


async def test_the_person_changes_keys_in_the_system(heard: Heard, theirs: Portal) -> None:
    await heard.hotkeys.use(KEYS)
    theirs.triggers = {"read-selection": "Press <Super>r"}
    body = [theirs.sessions()[-1], theirs.bound()]
    theirs.signal("ShortcutsChanged", "oa(sa{sv})", body)
    await until(lambda: len(heard.told) == 2)
    assert heard.states() == {"read-selection": "active", "pause": "unset", "stop": "none"}
    assert heard.hotkeys.status.actions["read-selection"].keys == "Press <Super>r"


async def test_the_person_says_no(heard: Heard, theirs: Portal) -> None:
    theirs.code["BindShortcuts"] = 1
    await heard.hotkeys.use(KEYS)
    assert heard.states() == {"read-selection": "unset", "pause": "unset", "stop": "none"}


@pytest.mark.parametrize(
    ("refused", "code", "way"),
    [
        ({"Register"}, {}, Way.PORTAL),  # of before 1.19, or without a desktop entry
        ({"Get"}, {}, Way.NONE),  # no backend that has shortcuts
        ({"CreateSession"}, {}, Way.NONE),
        (set(), {"CreateSession": 2}, Way.NONE),
        ({"BindShortcuts"}, {}, Way.NONE),
        ({"Close"}, {}, Way.PORTAL),
    ],
)
async def test_a_portal_that_refuses(
    heard: Heard, theirs: Portal, refused: set[str], code: dict[str, int | None], way: Way
) -> None:
    theirs.refuses = refused
    theirs.code.update(code)
    status = await heard.hotkeys.use(KEYS)
    assert status.way is way
    assert heard.states()["pause"] == ("active" if way is Way.PORTAL else "off")


async def test_a_dialog_that_is_left_open(
    heard: Heard, theirs: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs.code["BindShortcuts"] = None
    asking = asyncio.create_task(heard.hotkeys.use(KEYS))
    await until(lambda: "BindShortcuts" in theirs.members())
    theirs.code["BindShortcuts"] = 0
    await heard.hotkeys.use({"read-selection": "F9"})
    assert heard.states() == {"read-selection": "active"}
    with pytest.raises(asyncio.CancelledError):
        await asking
    # The dialog was closed, and then the session that it was for.
    closed = [call.path for call in theirs.calls if call.member == "Close"]
    assert [path.split("/")[5] for path in closed if path] == ["request", "session"]
    theirs.code["BindShortcuts"] = None
    monkeypatch.setattr(portal, "_PERSON_LIMIT", 0.01)
    await heard.hotkeys.use({"read-selection": "F8"})
    assert heard.states() == {"read-selection": "off"}


@pytest.mark.parametrize("how", ["closed", "gone"])
async def test_a_session_that_ends(heard: Heard, bus: str, how: str) -> None:
    async with running(bus) as theirs:
        await heard.hotkeys.use(KEYS)
        if how == "closed":
            session = theirs.sessions()[-1]
            interface = "org.freedesktop.portal.Session"
            theirs.signal("Closed", "a{sv}", [{}], path=session, interface=interface)
            await until(lambda: len(heard.told) == 2)
    await until(lambda: heard.states()["pause"] == "off")
    assert heard.states() == {"read-selection": "off", "pause": "off", "stop": "none"}
    async with running(bus):
        await heard.hotkeys.use(KEYS)
        assert heard.states()["pause"] == "active"


async def test_others_cannot_speak_for_the_portal(heard: Heard, theirs: Portal, bus: str) -> None:
    await heard.hotkeys.use(KEYS)
    stranger = await MessageBus(bus).connect()
    body = [theirs.sessions()[-1], "pause", 1, {}]
    message = Message.new_signal(PATH, SHORTCUTS, "Activated", "osta{sv}", body)
    message.destination = theirs.calls[0].sender
    await stranger.send(message)
    stranger.disconnect()
    theirs.press("read-selection")
    await until(lambda: heard.pressed)
    assert heard.pressed == ["read-selection"]


@pytest.mark.parametrize("address", ["unix:path=/nowhere/at-all", "nonsense"])
async def test_no_bus(heard: Heard, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    await heard.hotkeys.use(KEYS)
    assert heard.states()["pause"] == "off"


@pytest.mark.usefixtures("bus")
async def test_no_portal(heard: Heard) -> None:
    await heard.hotkeys.use(KEYS)
    assert heard.states()["pause"] == "off"


async def test_a_bus_that_ends(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        async with running(address):
            await heard.hotkeys.use(KEYS)
            assert heard.states()["pause"] == "active"
    await heard.hotkeys.use({"pause": "F9"})
    assert heard.states() == {"pause": "off"}
