"""Hotkeys on Wayland: the desktop portal GlobalShortcuts, which asks the person.

The keys of the settings are a proposal. A desktop that knows an action already keeps the keys it
has for it, and a person changes them there; we are told what they are. It has been tried against a
portal of the tests' own, not yet against those of KDE, GNOME (48 and later) and Hyprland.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import count
import logging
import os
from typing import TYPE_CHECKING, Any, ClassVar, Final

from dbus_fast import DBusError, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from desktop_app.system.session_bus import APP_ID, session_address

from .status import HotkeysError, KeyState, KeyStatus, Way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .backend import Listening
    from .keys import Keys

_LOG: Final = logging.getLogger(__name__)
_PORTAL: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_SESSION: Final = "org.freedesktop.portal.Session"
_REQUEST: Final = "org.freedesktop.portal.Request"
_REGISTRY: Final = "org.freedesktop.host.portal.Registry"
_BUS: Final = "org.freedesktop.DBus"
_RULES: Final = (
    f"type='signal',sender='{_PORTAL}',path_namespace='{_PATH}'",
    f"type='signal',sender='{_BUS}',member='NameOwnerChanged',arg0='{_PORTAL}'",
)
_CALL_LIMIT: Final = 10.0
_PERSON_LIMIT: Final = 300.0  # a dialog may wait for somebody


class PortalBackend:
    """Keys by `org.freedesktop.portal.GlobalShortcuts`, on a connection of its own.

    The app's id can be told to the portal before all else only.
    """

    way: ClassVar = Way.PORTAL

    def __init__(self) -> None:
        self._bus: MessageBus | None = None
        self._listening: Listening
        self._owner = ""
        self._session = ""
        self._tokens = count(1)
        self._answers: dict[str, asyncio.Future[tuple[int, dict[str, Variant]]]] = {}
        self._names: Mapping[str, str] = {}
        self._asked: Mapping[str, Keys] = {}
        self._states: Mapping[str, KeyStatus] = {}

    async def open(self, listening: Listening) -> None:
        """Connect, say who this is, and see that the portal has shortcuts."""
        self._listening = listening
        try:
            async with asyncio.timeout(_CALL_LIMIT):
                self._bus = await MessageBus(session_address()).connect()
        except Exception as error:
            raise HotkeysError("bus_silent_because", error=error) from error
        self._bus.add_message_handler(self._hear)
        for rule in _RULES:
            await self._call(_BUS, "/org/freedesktop/DBus", _BUS, "AddMatch", "s", [rule])
        with suppress(HotkeysError):  # older portals take the app for nobody in particular
            await self._ask_portal(_REGISTRY, "Register", "sa{sv}", [APP_ID, {}])
        properties = "org.freedesktop.DBus.Properties"
        reply = await self._ask_portal(properties, "Get", "ss", [_SHORTCUTS, "version"])
        self._owner = reply.sender or ""

    async def use(
        self, keys: Mapping[str, Keys], names: Mapping[str, str]
    ) -> Mapping[str, KeyStatus]:
        """Propose these keys: a session has its shortcuts for good, so it is a new one."""
        if self._session and (keys, names) == (self._asked, self._names):
            return self._states
        await self._close_session()
        self._asked, self._names, self._states = keys, names, {}
        if keys:
            self._session = await self._open_session()
            self._states = self._understood(await self._bind())
        return self._states

    async def aclose(self) -> None:
        """Close the session and the connection."""
        await self._close_session()
        if self._bus is not None:
            self._bus.disconnect()
            with suppress(OSError, EOFError):
                await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # it has no types

    # What is asked of the portal

    async def _open_session(self) -> str:
        token = Variant("s", f"cosyvoice{os.getpid()}_{next(self._tokens)}")
        options = {"session_handle_token": token}
        code, results = await self._request("CreateSession", "", [], options)
        if code or "session_handle" not in results:
            raise HotkeysError("hotkeys_no_session")
        return str(results["session_handle"].value)

    async def _bind(self) -> Sequence[tuple[str, Mapping[str, Variant]]]:
        """Have the shortcuts bound that were; none if the person says no."""
        shortcuts = [[action, self._shortcut(action, keys)] for action, keys in self._asked.items()]
        code, results = await self._request(
            "BindShortcuts", "oa(sa{sv})s", [self._session, shortcuts, ""], {}
        )
        return _shortcuts(results) if code == 0 else []

    def _shortcut(self, action: str, keys: Keys) -> dict[str, Variant]:
        return {
            "description": Variant("s", self._names.get(action, action)),
            "preferred_trigger": Variant("s", keys.trigger),
        }

    def _understood(
        self, bound: Sequence[tuple[str, Mapping[str, Variant]]]
    ) -> dict[str, KeyStatus]:
        found = dict.fromkeys(self._asked, KeyStatus(KeyState.UNSET))
        for action, properties in bound:
            trigger = properties.get("trigger_description", Variant("s", "")).value
            if action in found and trigger:
                found[action] = KeyStatus(KeyState.ACTIVE, str(trigger))
        return found

    async def _close_session(self) -> None:
        session, self._session = self._session, ""
        if session:
            with suppress(HotkeysError):
                await self._call(_PORTAL, session, _SESSION, "Close")

    async def _request(
        self, member: str, signature: str, body: list[Any], options: dict[str, Variant]
    ) -> tuple[int, dict[str, Variant]]:
        """Ask for what takes time; the answer is a signal of an object whose path we know."""
        bus = self._connected()
        token = f"cosyvoice{next(self._tokens)}"
        sender = (bus.unique_name or "").removeprefix(":").replace(".", "_")
        path = f"{_PATH}/request/{sender}/{token}"
        answer: asyncio.Future[tuple[int, dict[str, Variant]]]
        answer = self._answers[path] = asyncio.get_running_loop().create_future()
        body = [*body, {"handle_token": Variant("s", token), **options}]
        try:
            await self._ask_portal(_SHORTCUTS, member, f"{signature}a{{sv}}", body)
            async with asyncio.timeout(_PERSON_LIMIT):
                return await answer
        except (TimeoutError, asyncio.CancelledError) as error:
            bus.send(Message(_PORTAL, path, _REQUEST, "Close"))  # no dialog stays behind
            if isinstance(error, TimeoutError):
                raise HotkeysError("hotkeys_no_answer") from error
            raise
        finally:
            del self._answers[path]

    async def _ask_portal(
        self, interface: str, member: str, signature: str, body: list[Any]
    ) -> Message:
        return await self._call(_PORTAL, _PATH, interface, member, signature, body)

    async def _call(
        self,
        name: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: Sequence[Any] = (),
    ) -> Message:
        message = Message(name, path, interface, member, signature=signature, body=list(body))
        try:
            async with asyncio.timeout(_CALL_LIMIT):
                reply = await self._connected().call(message)
        except (OSError, EOFError, DBusError, TimeoutError) as error:
            raise HotkeysError("hotkeys_unanswered", member=member, error=error) from error
        if reply is None or reply.message_type is MessageType.ERROR:
            words = "".join(map(str, reply.body[:1])) if reply is not None else ""
            raise HotkeysError("hotkeys_refused", member=member, words=words)
        return reply

    def _connected(self) -> MessageBus:
        if self._bus is None:
            raise HotkeysError("bus_silent")
        return self._bus

    # What the portal tells

    def _hear(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        body = message.body
        if message.sender == _BUS and message.member == "NameOwnerChanged":
            if body[0] == _PORTAL and body[1] == self._owner and self._owner:
                self._lose()
        elif not self._owner or message.sender != self._owner:
            return  # nobody else speaks for the portal
        elif message.path in self._answers and message.member == "Response":
            answer = self._answers[message.path]
            if not answer.done():
                answer.set_result((body[0], body[1]))
        else:
            self._hear_session(message)

    def _hear_session(self, message: Message) -> None:
        body = message.body
        if message.path == self._session and message.member == "Closed":
            self._lose()
        elif message.interface != _SHORTCUTS or not self._session or body[0] != self._session:
            return
        elif message.member == "Activated":
            self._listening.pressed(body[1])
        elif message.member == "ShortcutsChanged":
            self._states = self._understood(body[1])
            self._listening.changed(self._states)

    def _lose(self) -> None:
        self._session, self._owner = "", ""
        self._listening.lost()


def _shortcuts(results: Mapping[str, Variant]) -> Sequence[tuple[str, Mapping[str, Variant]]]:
    found: Sequence[tuple[str, Mapping[str, Variant]]] = results.get(
        "shortcuts", Variant("a(sa{sv})", [])
    ).value
    return found
