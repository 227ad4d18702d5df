"""What watchers of a message bus do: ask, with a limit, and begin again where there is no bus."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from dbus_fast import Message, MessageType

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dbus_fast.aio import MessageBus

_LOG: Final = logging.getLogger(__name__)

BUS: Final = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
"""The bus itself: name and path."""
ANSWER: Final = 5.0
"""Seconds for an answer."""
REST: Final = 60.0
"""Seconds before a bus that isn't there, or nobody on it, is looked for again."""


class RefusedError(Exception):
    """A method that was called was refused."""


async def keep_watching(
    watch: Callable[[], Awaitable[None]], what: str, ended: Callable[[], None] = lambda: None
) -> None:
    """Watch until this is canceled; where that fails or ends, begin again later.

    Args:
        watch: Watches once.
        what: What it is about, for the log: "the screen is locked".
        ended: Called each time before the rest.
    """
    while True:
        try:
            await watch()
        except Exception as error:  # noqa: BLE001 - there may be no bus, and none that works
            _LOG.debug("Nobody tells whether %s: %s", what, error)
        ended()
        await asyncio.sleep(REST)


async def asked(
    bus: MessageBus,
    whom: tuple[str, str],
    member: str,
    *body: str,
    interface: str = "",
) -> Message:
    """Call a method with words.

    Args:
        bus: Where.
        whom: Name and path.
        member: The method.
        body: What it is called with.
        interface: The method's; the name without.

    Raises:
        TimeoutError: There is no answer.
        RefusedError: It is refused.
    """
    name, path = whom
    call = Message(
        destination=name,
        path=path,
        interface=interface or name,
        member=member,
        signature="s" * len(body),
        body=list[Any](body),
    )
    async with asyncio.timeout(ANSWER):
        answer = await bus.call(call)
    if answer is None or answer.message_type is not MessageType.METHOD_RETURN:
        raise RefusedError(f"{name} refused {member}")
    return answer
