"""What the app tells its windows, beside what its reader tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.home.home import Announced, HomeChanged
from desktop_app.reading.events import Event

if TYPE_CHECKING:
    from desktop_app.hotkeys import HotkeysStatus
    from desktop_app.reading.pronunciation import Rule
    from desktop_app.services.connection import Addressee
    from desktop_app.settings.settings import Settings
    from desktop_app.system.selection import Place
    from shared_client import ReferenceAudio

    from .sleep import SleepTimer


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The settings are others, whoever changed them.

    Attributes:
        settings: All of them.
        change: The number of the last change by a window that is in them.
    """

    settings: Settings
    change: int


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """The pronunciation rules are others, whoever changed them.

    Attributes:
        rules: All of them.
        change: The number of the last change by a window that is in them.
    """

    rules: tuple[Rule, ...]
    change: int


@dataclass(frozen=True, slots=True)
class VoicesListed:
    """The voices of a service that is, or was just now, the active one.

    Attributes:
        voices: Its voices.
        service: The service.
    """

    voices: list[ReferenceAudio]
    service: Addressee


@dataclass(frozen=True, slots=True)
class SleepChanged:
    """The sleep timer was set, or is over."""

    sleep: SleepTimer | None


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """There is more in the history, or less."""


@dataclass(frozen=True, slots=True)
class HotkeysChanged:
    """Other hotkeys work, or other ones do not."""

    status: HotkeysStatus


@dataclass(frozen=True, slots=True)
class HotkeyCaught:
    """A hotkey was pressed while a window catches them."""

    action: str


@dataclass(frozen=True, slots=True)
class NothingToRead:
    """There is no text where one was to be read from.

    Attributes:
        wanted: Where it was to be read from.
        place: Where the system let us look.
    """

    wanted: Place
    place: Place


@dataclass(frozen=True, slots=True)
class WindowWanted:
    """An order came from the bus that only a window, or the GUI, can carry out.

    Attributes:
        command: The order.
        arguments: Its arguments.
    """

    command: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """Something could not be done."""

    error: Exception


AppEvent = (
    Event
    | SettingsChanged
    | RulesChanged
    | VoicesListed
    | SleepChanged
    | HistoryChanged
    | HotkeysChanged
    | HotkeyCaught
    | NothingToRead
    | WindowWanted
    | Failed
    | HomeChanged
    | Announced
)
