"""Hotkeys, whichever way the system has for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib import import_module
import logging
import os
import sys
from typing import TYPE_CHECKING, Final

from desktop_app.system.session_bus import session_address

from .keys import parse_keys
from .status import HotkeysError, HotkeysStatus, KeyState, KeyStatus, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .backend import Backend
    from .keys import Keys

_LOG: Final = logging.getLogger(__name__)


def _has_x11() -> bool:
    # Beside Wayland, X11 hears only what is typed into its own windows.
    return bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")


def _has_bus() -> bool:
    return sys.platform == "linux" and bool(session_address())


def _has_listener() -> bool:
    return sys.platform in ("win32", "darwin")


_BACKENDS: Final = (
    (_has_x11, "x11", "X11Backend"),
    (_has_bus, "portal", "PortalBackend"),
    (_has_listener, "listener", "ListenerBackend"),
)
"""In the order in which they are tried; each needs a library that only some systems have."""


class Hotkeys:
    """Hears keys, whatever program has the focus. All of it runs in one asyncio loop.

    Args:
        pressed: Called with an action whose keys were pressed; once for each press.
        changed: Called when something else holds than before.
        names: What actions are called, for where the system shows them.
    """

    def __init__(
        self,
        pressed: Callable[[str], None],
        changed: Callable[[HotkeysStatus], None],
        names: Mapping[str, str],
    ) -> None:
        self.pressed = pressed
        self.status = HotkeysStatus()
        self._told = changed
        self.names = names
        self._backend: Backend | None = None
        self._lost = False
        self._work: asyncio.Task[None] | None = None

    async def use(self, keys: Mapping[str, str]) -> HotkeysStatus:
        """Have these keys and no others.

        The system may ask the person first. What is being asked is given up if this is called
        again meanwhile.

        Args:
            keys: By action, as `Ctrl+Alt+R`; empty for none.
        """
        await self._give_up()
        self._work = asyncio.create_task(self._use(keys))
        await self._work
        return self.status

    async def aclose(self) -> None:
        """Let go of all keys."""
        await self._give_up()
        await self._close()

    # A backend tells

    def changed(self, states: Mapping[str, KeyStatus]) -> None:
        """Take notice that something else holds for some actions."""
        self._tell(replace(self.status, actions={**self.status.actions, **states}))

    def lost(self) -> None:
        """Take notice that no keys come any more; they are asked for anew by `use` only."""
        self._lost = True
        states = {
            action: KeyStatus(KeyState.OFF if status.state is KeyState.ACTIVE else status.state)
            for action, status in self.status.actions.items()
        }
        self._tell(HotkeysStatus(Way.NONE, states))

    # Inside

    async def _use(self, keys: Mapping[str, str]) -> None:
        states, wanted = _sorted_out(keys)
        if self._lost:
            await self._close()
        if self._backend is None:
            self._backend = await self._open()
        way = self._backend.way if self._backend is not None else Way.NONE
        try:
            if self._backend is not None:
                states |= await self._backend.use(wanted, self.names)
        except HotkeysError as error:
            _LOG.warning("No hotkeys: %s", error)
            await self._close()
            way = Way.NONE
        for action in wanted:
            states.setdefault(action, KeyStatus(KeyState.OFF))
        self._tell(HotkeysStatus(way, {action: states[action] for action in keys}))

    async def _open(self) -> Backend | None:
        for fits, name, kind in _BACKENDS:
            if not fits():
                continue
            try:  # it takes a moment, in which the loop has other things to do
                module = await asyncio.to_thread(import_module, f".{name}", __package__)
            except ImportError as error:
                _LOG.info("No hotkeys by %s: %s", name, error)
                continue
            if backend := await self._try(getattr(module, kind)()):
                return backend
        return None

    async def _try(self, backend: Backend) -> Backend | None:
        try:
            await backend.open(self)
        except HotkeysError as error:
            _LOG.info("No hotkeys by %s: %s", backend.way, error)
        except asyncio.CancelledError:
            await backend.aclose()
            raise
        else:
            return backend
        await backend.aclose()
        return None

    async def _give_up(self) -> None:
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})

    async def _close(self) -> None:
        backend, self._backend, self._lost = self._backend, None, False
        if backend is not None:
            await backend.aclose()

    def _tell(self, status: HotkeysStatus) -> None:
        if status != self.status:
            self.status = status
            self._told(status)


def _sorted_out(keys: Mapping[str, str]) -> tuple[dict[str, KeyStatus], dict[str, Keys]]:
    """Tell keys that can be asked for from those of which it is known that they cannot."""
    states: dict[str, KeyStatus] = {}
    wanted: dict[str, Keys] = {}
    for action, text in keys.items():
        try:
            found = parse_keys(text) if text else None
        except ValueError:
            states[action] = KeyStatus(KeyState.UNKNOWN)
            continue
        if found is None:
            states[action] = KeyStatus(KeyState.NONE)
        elif found.types:
            states[action] = KeyStatus(KeyState.BARE)
        elif found in wanted.values():
            states[action] = KeyStatus(KeyState.DOUBLE)
        else:
            wanted[action] = found
    return states, wanted
