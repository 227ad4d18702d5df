"""What is different where the app is a Flatpak: much of the system isn't there, or is asked for."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, Final

from .session_bus import APP_ID, session_address

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

_PORTAL: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_BACKGROUND: Final = "org.freedesktop.portal.Background"
_BUS: Final = "org.freedesktop.DBus"
_TOKEN: Final = "cosyvoice"  # noqa: S105 - names a request of ours
_ANSWER_LIMIT: Final = 10.0
_PERSON_LIMIT: Final = 300.0  # a dialog may wait for somebody


def in_flatpak() -> bool:
    """Whether this is our Flatpak; a terminal that is one sets its own ID for what runs in it."""
    return os.environ.get("FLATPAK_ID") == APP_ID


def outside(program: str) -> list[str]:
    """The command that runs a program of ours from outside of the Flatpak."""
    return ["flatpak", "run", f"--command={program}", APP_ID]


async def start_at_login(*, on: bool) -> bool:
    """Ask the desktop to start the app in the tray at login, or to stop doing so.

    Returns:
        Whether it does as asked: a person may say no.

    Raises:
        OSError: It doesn't answer, or can't do it.
    """
    from dbus_fast.aio import MessageBus  # noqa: PLC0415 - only a Flatpak is sure to have it

    try:
        async with asyncio.timeout(_ANSWER_LIMIT):
            bus = await MessageBus(session_address()).connect()
    except Exception as error:
        words = f"{_BUS}: {str(error) or type(error).__name__}"
        raise OSError(words) from error
    try:
        return await _asked(bus, on=on)
    finally:
        bus.disconnect()


async def _asked(bus: MessageBus, *, on: bool) -> bool:
    """Ask on a connection; the answer is a signal of an object whose path we know."""
    from dbus_fast import Message, MessageType, Variant  # noqa: PLC0415 - as above

    sender = (bus.unique_name or "").removeprefix(":").replace(".", "_")
    path = f"{_PATH}/request/{sender}/{_TOKEN}"
    answer: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    def hear(message: Message) -> None:
        is_answer = message.message_type is MessageType.SIGNAL and message.path == path
        if is_answer and message.member == "Response" and not answer.done():
            answer.set_result(message.body)

    bus.add_message_handler(hear)
    rule = f"type='signal',sender='{_PORTAL}',path='{path}'"
    options = {
        "handle_token": Variant("s", _TOKEN),
        "autostart": Variant("b", on),
        "commandline": Variant("as", ["cosyvoice-app", "--hidden"]),
    }
    for call in (
        Message(_BUS, "/org/freedesktop/DBus", _BUS, "AddMatch", signature="s", body=[rule]),
        Message(
            *(_PORTAL, _PATH, _BACKGROUND, "RequestBackground"),
            signature="sa{sv}",
            body=["", options],
        ),
    ):
        async with asyncio.timeout(_ANSWER_LIMIT):
            reply = await bus.call(call)
        if reply is None or reply.message_type is MessageType.ERROR:
            words = f"{call.destination} refused {call.member}"
            raise OSError(words)
    async with asyncio.timeout(_PERSON_LIMIT):
        code, results = await answer
    return code == 0 and results.get("autostart", Variant("b", False)).value is on  # noqa: FBT003 - its value
