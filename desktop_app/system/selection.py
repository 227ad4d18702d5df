"""The text that is selected or was copied, in whatever program, without the GUI's help."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
import os
import shutil
import signal
from typing import TYPE_CHECKING, Final

from desktop_app.errors import SelectionError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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


class Selections:
    """Asks X11 or Wayland, and the GUI only where neither tells. It runs in an asyncio loop.

    Args:
        platform: What draws the windows, in Qt's words: `xcb`, `wayland`, or another.
        clipboard: Gives the text in the GUI's clipboard; it waits for the GUI.
    """

    def __init__(self, platform: str, clipboard: Callable[[], Awaitable[str]]) -> None:
        self._is_x11 = platform == "xcb"
        self._is_wayland = platform.startswith("wayland")
        self._clipboard = clipboard

    async def selected_text(self) -> Found:
        """Give what is selected; where the system does not tell, what was copied.

        Raises:
            SelectionError: The program that has it does not answer, or it is too long.
        """
        text: str | None = None
        try:
            if self._is_x11:
                text = await _ask_x11("PRIMARY")
            elif paste := self._paste_program():
                text = await _paste(paste, "--primary")
        except TimeoutError:
            raise SelectionError("selection_silent") from None
        return await self.copied_text() if text is None else Found(text, Place.SELECTION)

    async def copied_text(self) -> Found:
        """Give what was copied.

        Raises:
            SelectionError: The program that has it does not answer, or it is too long.
        """
        text: str | None = None
        try:
            if self._is_x11:
                text = await _ask_x11("CLIPBOARD")
            elif paste := self._paste_program():
                text = await _paste(paste)
        except TimeoutError:
            raise SelectionError("clipboard_silent") from None
        return Found(await self._clipboard() if text is None else text, Place.CLIPBOARD)

    def _paste_program(self) -> str:
        """Where `wl-paste` is. A GUI knows a Wayland clipboard only while it has the focus."""
        return (shutil.which("wl-paste") or "") if self._is_wayland else ""


async def _ask_x11(name: str) -> str:
    from .x11_selection import read_selection  # noqa: PLC0415 - only where X11 is

    return await asyncio.to_thread(read_selection, name)


async def _paste(program: str, *options: str) -> str | None:
    """Ask `wl-paste`; None where the desktop does not let it know."""
    pipe = asyncio.subprocess.PIPE
    command = (program, *options, "--no-newline", "--type", "text")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=pipe, stderr=pipe, start_new_session=True
    )
    try:
        async with asyncio.timeout(_PASTE_LIMIT):
            text, words = await process.communicate()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)  # it has a child, which holds the pipe
            await process.wait()
    if process.returncode == 0:
        return text.decode("utf-8", "replace")
    return "" if any(one in words for one in _NOTHING) else None
