"""Hotkeys on Windows and macOS: pynput listens to the keyboard.

Untried on both: neither was at hand; the same code has been run on X11. The program in front gets
the keys, too. macOS gives none before a person allows the app under "Accessibility" and "Input
Monitoring" in the privacy settings, and does not say so.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
import importlib
import sys
from typing import TYPE_CHECKING, Any, ClassVar, Final

from .keys import Keys, Modifier
from .status import HotkeysError, KeyState, KeyStatus, Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .backend import Listening

_APPLE: Final = sys.platform == "darwin"
_MODIFIERS: Final = {
    Modifier.CTRL: "<ctrl>",
    Modifier.ALT: "<alt>",
    Modifier.SHIFT: "<shift>",
    Modifier.META: "<cmd>",  # pynput's name for the Windows key
}
_NAMES: Final = {
    "Ins": "insert",
    "Del": "delete",
    "Return": "enter",
    "PgUp": "page_up",
    "PgDown": "page_down",
    "CapsLock": "caps_lock",
    "NumLock": "num_lock",
    "ScrollLock": "scroll_lock",
    "Print": "print_screen",
    "Volume Down": "media_volume_down",
    "Volume Mute": "media_volume_mute",
    "Volume Up": "media_volume_up",
    "Media Play": "media_play_pause",
    "Media Previous": "media_previous",
    "Media Next": "media_next",
}


class ListenerBackend:
    """Keys by pynput's `GlobalHotKeys`, in a thread of its own."""

    way: ClassVar = Way.LISTENER

    def __init__(self) -> None:
        self._listening: Listening
        self._keyboard: Any = None  # pynput has no types, and is not there on Linux
        self._thread: Any = None

    async def open(self, listening: Listening) -> None:
        """Load pynput."""
        self._listening = listening
        try:
            self._keyboard = await asyncio.to_thread(importlib.import_module, "pynput.keyboard")
        except Exception as error:
            raise HotkeysError("hotkeys_no_listener", error=error) from error

    async def use(
        self, keys: Mapping[str, Keys], names: Mapping[str, str]
    ) -> Mapping[str, KeyStatus]:
        """Listen for these keys and no others."""
        del names  # nobody sees them here
        await self._stop()
        calls, states, loop = {}, {}, asyncio.get_running_loop()
        for action, one in keys.items():
            written = self._written(one)
            states[action] = KeyStatus(KeyState.ACTIVE if written else KeyState.ABSENT)
            if written:
                calls[written] = partial(self._post, loop, action)
        if calls:
            self._thread = self._keyboard.GlobalHotKeys(calls)
            self._thread.start()
            await asyncio.to_thread(self._thread.wait)
        return states

    async def aclose(self) -> None:
        """Listen no more."""
        await self._stop()

    async def _stop(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()
            await asyncio.to_thread(thread.join, 2)

    def _post(self, loop: asyncio.AbstractEventLoop, action: str) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._listening.pressed, action)

    def _written(self, keys: Keys) -> str:
        """Write keys as pynput does; empty where it knows no such key."""
        modifiers = [_MODIFIERS[_here(one)] for one in Modifier if one in keys.modifiers]
        key = keys.key if len(keys.key) == 1 else f"<{_NAMES.get(keys.key, keys.key.lower())}>"
        written = "+".join([*modifiers, key])
        try:
            self._keyboard.HotKey.parse(written)
        except ValueError:
            return ""
        return written


def _here(modifier: Modifier) -> Modifier:
    """Say which key is meant: on macOS, `Ctrl` is Command to Qt, and `Meta` is Control."""
    swapped = {Modifier.CTRL: Modifier.META, Modifier.META: Modifier.CTRL}
    return swapped.get(modifier, modifier) if _APPLE else modifier
