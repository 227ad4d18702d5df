"""Keys that X11 gives to this program alone, whatever has the focus."""

from __future__ import annotations

import ctypes
from functools import cache
from itertools import combinations
import logging
from typing import TYPE_CHECKING, Final

from Xlib import X, error

from .keys import Keys, Modifier
from .status import KeyState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from Xlib.display import Display
    from Xlib.protocol.event import KeyPress, KeyRelease, MappingNotify

_LOG: Final = logging.getLogger(__name__)
_ALL: Final = 0xFF  # the modifiers among the bits of a key's state
_SHIFTED: Final = (1, 3)  # columns of a keyboard map: two groups, each without Shift and with it
_COLUMNS: Final = 4  # what is beyond needs AltGr
# The keys by which the modifiers are found that a keyboard map calls Mod1 to Mod5.
_ALT: Final = (0xFFE9, 0xFFEA)
_META: Final = (0xFFEB, 0xFFEC)
_LOCKS: Final = (0xFF7F, 0xFF14)  # Num_Lock, Scroll_Lock

Chord = tuple[int, int]
"""A key's code, and the modifiers held down."""


class Grabs:
    """Takes keys from all other programs, and knows which action one is for.

    A grab holds for an exact set of modifiers; so that Caps, Num and Scroll Lock make no
    difference, each key is taken with every combination of them.

    Args:
        display: Used by nobody else.
    """

    def __init__(self, display: Display) -> None:
        self._display = display
        self._roots = [display.screen(n).root for n in range(display.screen_count())]
        self._keys: Mapping[str, Keys] = {}
        self._chords: dict[Chord, str] = {}
        self._modifiers: dict[Modifier, int] = {}
        self._locks = 0
        self._released: dict[int, int] = {}
        display.set_error_handler(_log_error)
        self._learn_modifiers()

    def use(self, keys: Mapping[str, Keys]) -> dict[str, KeyState]:
        """Take these keys and no others."""
        self._keys = keys
        for root in self._roots:
            root.ungrab_key(X.AnyKey, X.AnyModifier)
        self._chords.clear()
        self._learn_modifiers()
        states = {action: self._take(action, wanted) for action, wanted in keys.items()}
        self._display.sync()
        return states

    def again(self) -> dict[str, KeyState]:
        """Take the same keys where they are now."""
        return self.use(self._keys)

    def action(self, event: KeyPress | KeyRelease) -> str:
        """Say what a key is pressed for; empty for nothing, as for one that is kept down."""
        if event.type == X.KeyRelease:
            self._released[event.detail] = event.time
            return ""
        # A key that repeats is released and pressed at one and the same time.
        if self._released.pop(event.detail, None) == event.time:
            return ""
        return self._chords.get((event.detail, event.state & _ALL & ~self._locks), "")

    def remap(self, event: MappingNotify) -> bool:
        """Take notice of another keyboard map; say whether keys have to be taken anew."""
        if event.request == X.MappingKeyboard:
            self._display.refresh_keyboard_mapping(event)
        elif event.request != X.MappingModifier:
            return False
        before = self._modifiers, self._locks
        self._learn_modifiers()
        chords = {chord for wanted in self._keys.values() for chord in self._chords_of(wanted)}
        return before != (self._modifiers, self._locks) or chords != set(self._chords)

    def _take(self, action: str, keys: Keys) -> KeyState:
        chords = self._chords_of(keys)
        if not chords:
            return KeyState.ABSENT
        if any(chord in self._chords for chord in chords):
            return KeyState.DOUBLE
        self._chords.update(dict.fromkeys(chords, action))
        if all(self._grab(chord) for chord in chords):
            return KeyState.ACTIVE
        for chord in chords:  # what was taken of it is given back
            self._release(chord)
        return KeyState.TAKEN

    def _chords_of(self, keys: Keys) -> list[Chord]:
        """Find the keys of the keyboard that are meant; there may be two with one name."""
        mask = 0
        for modifier in keys.modifiers:
            mask |= self._modifiers[modifier]
        found: list[tuple[int, int]] = []
        for keysym in _keysyms(keys):
            found = list(self._display.keysym_to_keycodes(keysym))
            if found:
                break
        column = min((column for _, column in found), default=_COLUMNS)
        if column >= _COLUMNS:
            return []
        if column in _SHIFTED:
            mask |= X.ShiftMask
        return [(code, mask) for code, at in found if at == column]

    def _grab(self, chord: Chord) -> bool:
        code, mask = chord
        refused = error.CatchError(error.BadAccess)
        mode = X.GrabModeAsync
        for root in self._roots:
            for locks in _subsets(self._locks):
                root.grab_key(code, mask | locks, False, mode, mode, onerror=refused)  # noqa: FBT003 - X's order
        self._display.sync()
        return refused.get_error() is None

    def _release(self, chord: Chord) -> None:
        code, mask = chord
        for root in self._roots:
            for locks in _subsets(self._locks):
                root.ungrab_key(code, mask | locks)

    def _learn_modifiers(self) -> None:
        codes = [set(row) - {0} for row in self._display.get_modifier_mapping()]

        def mask(keysyms: Iterable[int]) -> int:
            found = {code for one in keysyms for code, _ in self._display.keysym_to_keycodes(one)}
            return sum(1 << place for place, row in enumerate(codes) if row & found)

        self._modifiers = {
            Modifier.CTRL: X.ControlMask,
            Modifier.SHIFT: X.ShiftMask,
            Modifier.ALT: mask(_ALT) or X.Mod1Mask,
            Modifier.META: mask(_META) or X.Mod4Mask,
        }
        self._locks = X.LockMask | mask(_LOCKS)


def _subsets(mask: int) -> list[int]:
    bits = [1 << place for place in range(8) if mask >> place & 1]
    return [sum(some) for size in range(len(bits) + 1) for some in combinations(bits, size)]


def _keysyms(keys: Keys) -> list[int]:
    """Say by which numbers a keyboard map may name a key, the likeliest first."""
    legacy = _legacy_keysym(keys.key) if keys.keysym >> 24 == 1 else 0
    return [legacy, keys.keysym] if legacy else [keys.keysym]


def _legacy_keysym(character: str) -> int:
    """Give the number that a letter had before Unicode, which maps still use; 0 if unknown."""
    library = _xkbcommon()
    return int(library.xkb_utf32_to_keysym(ord(character))) if library else 0


@cache
def _xkbcommon() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL("libxkbcommon.so.0")  # Qt needs it too
    except OSError:
        return None


def _log_error(failure: error.XError, request: object) -> None:
    del request
    _LOG.warning("X11: %s", failure)
