"""What a screen reader finds: the tree of a program's windows, read over AT-SPI."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
import os
from pathlib import Path
import subprocess
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.desktop import session_bus
from tests.programs import running, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

_LAUNCHER: Final = Path("/usr/libexec/at-spi-bus-launcher")
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_TEXT: Final = "org.a11y.atspi.Text"
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_REGISTRY: Final = "org.a11y.atspi.Registry"
_PROGRAM: Final = "application"
_SHOWING: Final = 1 << 25
_LIMIT: Final = 10.0


class Node(NamedTuple):
    """What a screen reader knows of a control.

    Attributes:
        role: As AT-SPI names it: `push button`, `list item`.
        name: What is said of it.
        about: What is said more.
        showing: Whether it can be seen, and all that it is in.
        depth: How many are above it.
        place: Its program, and its path there.
    """

    role: str
    name: str
    about: str
    showing: bool
    depth: int
    place: tuple[str, str]


@contextmanager
def seen(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Tree]:
    """Run a program where its windows can be read; its tree."""
    with session_bus() as address:
        mine = {**os.environ, **environment, "DBUS_SESSION_BUS_ADDRESS": address}
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        orders = [str(_LAUNCHER), "--launch-immediately", "--a11y=1"]
        program = {**mine, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        with running(orders, env=mine, **quiet), running(command, env=program, **quiet):
            yield Tree(address)


class Tree:
    """The windows of all programs on a session bus.

    Args:
        session: The address of that bus.
    """

    def __init__(self, session: str) -> None:
        self._session = session

    def nodes(self, name: str) -> list[Node]:
        """All that is there, once there is something of this name."""
        found: list[Node] = []

        def there() -> bool:
            try:
                found[:] = asyncio.run(self._read())
            except LookupError:  # something went while it was read
                return False
            return any(node.name == name for node in found)

        until(there, f"“{name}” is not in the tree", limit=30)
        return found

    def text(self, node: Node, start: int = 0, end: int = -1) -> str:
        """What can be read in a control, as its characters are counted there."""

        async def read() -> str:
            async with self._bus() as bus:
                whole = await _ask(bus, *node.place, f"{_TEXT}.GetText", "ii", start, end)
            return str(whole[0])

        return asyncio.run(read())

    def place_of(self, node: Node, character: int) -> tuple[int, int, int, int]:
        """Where a character is on the screen: left, top, width, height."""

        async def read() -> tuple[int, int, int, int]:
            ask = f"{_TEXT}.GetCharacterExtents"
            async with self._bus() as bus:
                left, top, width, height = await _ask(bus, *node.place, ask, "iu", character, 0)
            return left, top, width, height

        return asyncio.run(read())

    @asynccontextmanager
    async def _bus(self) -> AsyncIterator[MessageBus]:
        session = await MessageBus(self._session).connect()
        (address,) = await _ask(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")
        session.disconnect()
        bus = await MessageBus(address).connect()
        try:
            yield bus
        finally:
            bus.disconnect()

    async def _read(self) -> list[Node]:
        found: list[Node] = []
        async with self._bus() as bus:
            await _walk(bus, (_REGISTRY, _ROOT), found, 0, shown=True)
        return found


async def _walk(
    bus: MessageBus, place: tuple[str, str], found: list[Node], depth: int, *, shown: bool
) -> None:
    owner, path = place
    if owner != _REGISTRY:
        get = "org.freedesktop.DBus.Properties.Get"
        (name,) = await _ask(bus, owner, path, get, "ss", _ACCESSIBLE, "Name")
        (about,) = await _ask(bus, owner, path, get, "ss", _ACCESSIBLE, "Description")
        (role,) = await _ask(bus, owner, path, f"{_ACCESSIBLE}.GetRoleName")
        (state,) = await _ask(bus, owner, path, f"{_ACCESSIBLE}.GetState")
        shown = shown and (role == _PROGRAM or bool(state[0] & _SHOWING))
        found.append(Node(role, name.value, about.value, shown, depth, place))
    (children,) = await _ask(bus, owner, path, f"{_ACCESSIBLE}.GetChildren")
    for child in children:
        await _walk(bus, tuple(child), found, depth + 1, shown=shown)


async def _ask(
    bus: MessageBus, owner: str, path: str, method: str, signature: str = "", *body: object
) -> list[Any]:
    interface, _, member = method.rpartition(".")
    message = Message(owner, path, interface, member, signature=signature, body=list(body))
    async with asyncio.timeout(_LIMIT):
        answer = await bus.call(message)
    assert answer is not None
    if answer.message_type is MessageType.ERROR:
        raise LookupError(f"{method} of {path}: {answer.body}")
    return list(answer.body)
