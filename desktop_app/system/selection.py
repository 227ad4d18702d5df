"""The text that is selected or was copied, in whatever program, without the GUI's help."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING, Final

from desktop_app.errors import SelectionError

from .processes import in_own_session

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_PASTE_LIMIT: Final = 3.0
_PIPES_LIMIT: Final = 1.0
_SYSTEM_LIMIT: Final = 10.0  # PowerShell is slow to start, and macOS asks for permission once
# What wl-paste says where there is no text; always in English.
_NOTHING: Final = (b"No selection", b"Nothing is copied", b"No suitable type")


# Each writes what is selected in the program in front, and ends with 0 where that one tells.
_OF_WINDOWS: Final = """
Add-Type -AssemblyName UIAutomationClient, UIAutomationTypes
$pattern = $null
$focused = [System.Windows.Automation.AutomationElement]::FocusedElement
if (-not $focused.TryGetCurrentPattern(
    [System.Windows.Automation.TextPattern]::Pattern, [ref]$pattern)) { exit 3 }
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
[Console]::Out.Write((($pattern.GetSelection() | ForEach-Object { $_.GetText(-1) }) -join "`n"))
"""
_OF_MACOS: Final = """
tell application "System Events"
    set front to first application process whose frontmost is true
    set focused to value of attribute "AXFocusedUIElement" of front
    set found to value of attribute "AXSelectedText" of focused
end tell
if found is missing value then error number 3
return found
"""
_OF_SYSTEM: Final = {
    "windows": ("powershell", "-NoProfile", "-NonInteractive", "-Command", _OF_WINDOWS),
    "cocoa": ("osascript", "-e", _OF_MACOS),
}


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
    """Asks the system, and the GUI only where that doesn't tell. It runs in an asyncio loop.

    Windows and macOS are asked by what they have for screen readers. That is untried there: neither
    was at hand.

    Args:
        platform: What draws the windows, in Qt's words: `xcb`, `wayland`, `windows`,
            `cocoa`, or another.
        clipboard: Gives the text in the GUI's clipboard; it waits for the GUI.
    """

    def __init__(self, platform: str, clipboard: Callable[[], Awaitable[str]]) -> None:
        self._is_x11 = platform == "xcb"
        self._is_wayland = platform.startswith("wayland")
        self._system = _OF_SYSTEM.get(platform, ())
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
            elif self._system:
                text = await _ask(*self._system)
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
    code, text, words = await _said(
        _PASTE_LIMIT, program, *options, "--no-newline", "--type", "text"
    )
    if code == 0:
        return text
    return "" if any(one in words for one in _NOTHING) else None


async def _ask(program: str, *arguments: str) -> str | None:
    """Ask a program of the system; None where the program in front doesn't tell."""
    try:
        code, text, _ = await _said(_SYSTEM_LIMIT, program, *arguments)
    except (FileNotFoundError, PermissionError):
        return None
    return text.removesuffix("\n").removesuffix("\r") if code == 0 else None


async def _said(limit: float, *command: str) -> tuple[int | None, str, bytes]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, **in_own_session()
    )
    try:
        async with asyncio.timeout(limit):
            text, words = await process.communicate()
    finally:
        if process.returncode is None:
            _kill(process)
            with suppress(TimeoutError):  # another process may hold its pipes
                async with asyncio.timeout(_PIPES_LIMIT):
                    await process.communicate()
    return process.returncode, text.decode("utf-8", "replace"), words


def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)  # it has a child, which holds the pipe
        process.kill()
