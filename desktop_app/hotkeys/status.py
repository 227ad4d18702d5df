"""What became of the keys that were asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Mapping


class HotkeysError(AppError):
    """This way there are no global hotkeys here."""


class KeyState(StrEnum):
    """What holds for one action."""

    NONE = "none"
    """No keys were asked for."""
    ACTIVE = "active"
    """They work."""
    TAKEN = "taken"
    """Another program holds them."""
    DOUBLE = "double"
    """Another action has them."""
    UNKNOWN = "unknown"
    """They are not understood."""
    BARE = "bare"
    """They type something: no program would get it any more."""
    ABSENT = "absent"
    """The keyboard has no such key."""
    UNSET = "unset"
    """The system knows the action, and a person has to choose keys for it there."""
    OFF = "off"
    """The system allows no global hotkeys."""


class Way(StrEnum):
    """How keys come to the app."""

    X11 = "x11"
    PORTAL = "portal"
    """The system asks the person, and may choose other keys."""
    LISTENER = "listener"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """What holds for one action.

    Attributes:
        state: Whether its keys work, or why not.
        keys: What does it in the system's own words, where the system chose; else empty.
    """

    state: KeyState
    keys: str = ""


@dataclass(frozen=True, slots=True)
class HotkeysStatus:
    """What holds for all actions.

    Attributes:
        way: How keys come to the app.
        actions: By action.
    """

    way: Way = Way.NONE
    actions: Mapping[str, KeyStatus] = field(default_factory=dict)
