"""The text that is selected or was copied, in whatever program. The GUI does not wait for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
import os
import shutil
import signal
from typing import TYPE_CHECKING, Final

from PyQt6.QtGui import QGuiApplication

from desktop_app.errors import SelectionError

if TYPE_CHECKING:
    from .loop import LoopThread

_PASTE_LIMIT: Final = 3.0
# What wl-paste says where there is no text; always in English.
_NOTHING: Final = (b"No selection", b"Nothing is copied", b"No suitable type")


class Place(StrEnum):
    """Where a text was."""

    SELECTION = "selection"
    CLIPBOARD = "clipboard"


@dataclass(frozen=True, slots=True)
class Found:
    """A text that another program has.

    Attributes:
        text: It may be empty.
        place: Where it was looked for: what is selected cannot be had everywhere.
    """

    text: str
    place: Place


async def selected_text(loop: LoopThread) -> Found:
    """Give what is selected; where the system does not tell, what was copied.

    Args:
        loop: The one that this runs in.

    Raises:
        SelectionError: The program that has it does not answer, or it is too long.
    """
    text: str | None = None
    try:
        if _is_x11():
            text = await _ask_x11("PRIMARY")
        elif paste := _wayland_paste():
            text = await _paste(paste, "--primary")
    except TimeoutError:
        raise SelectionError(
            "The program in which text is selected does not answer.",
            hint="Select it anew, or wait until that program goes on.",
        ) from None
    return await copied_text(loop) if text is None else Found(text, Place.SELECTION)


async def copied_text(loop: LoopThread) -> Found:
    """Give what was copied.

    Args:
        loop: The one that this runs in.

    Raises:
        SelectionError: The program that has it does not answer, or it is too long.
    """
    text: str | None = None
    try:
        if _is_x11():
            text = await _ask_x11("CLIPBOARD")
        elif paste := _wayland_paste():
            text = await _paste(paste)
    except TimeoutError:
        raise SelectionError(
            "The program in which text was copied does not answer.",
            hint="Copy it anew, or wait until that program goes on.",
        ) from None
    return Found(await _ask_qt(loop) if text is None else text, Place.CLIPBOARD)


def _is_x11() -> bool:
    return QGuiApplication.platformName() == "xcb"


def _wayland_paste() -> str:
    """Where `wl-paste` is. Qt knows a Wayland clipboard only while it has the focus."""
    wayland = QGuiApplication.platformName().startswith("wayland")
    return (shutil.which("wl-paste") or "") if wayland else ""


async def _ask_x11(name: str) -> str:
    from desktop_app.system.x11_selection import read_selection  # noqa: PLC0415 - only where X11 is

    return await asyncio.to_thread(read_selection, name)


async def _paste(program: str, *options: str) -> str | None:
    """Ask `wl-paste`; None where the desktop does not let it know."""
    pipe = asyncio.subprocess.PIPE
    command = (program, *options, "--no-newline", "--type", "text")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=pipe, start_new_session=True
    )
    try:
        text, words = await asyncio.wait_for(process.communicate(), _PASTE_LIMIT)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)  # it has a child, which holds the pipe
            await process.wait()
    if process.returncode == 0:
        return text.decode("utf-8", "replace")
    return "" if any(one in words for one in _NOTHING) else None


async def _ask_qt(loop: LoopThread) -> str:
    """Ask Qt, which wants it to be in the GUI thread."""
    ours = asyncio.get_running_loop()
    answer: asyncio.Future[str] = ours.create_future()

    def look() -> None:
        clipboard = QGuiApplication.clipboard()
        text = clipboard.text() if clipboard is not None else ""
        ours.call_soon_threadsafe(_answer, answer, text)

    loop.post(look)
    return await answer


def _answer(answer: asyncio.Future[str], text: str) -> None:
    if not answer.done():
        answer.set_result(text)
