"""What the home that this computer is a part of may do with it, as its user has decided."""

from __future__ import annotations

from dataclasses import dataclass, field
import datetime as dt
import re
from typing import Final

from .tokens import TokenPlace

CHOICES: Final = {
    "while_reading": ("lower", "pause"),
    "when_locked": ("play", "chime", "nothing"),
    "speakers": ("everyone", "automations"),
}
"""What some keys of `HomeSettings` can be; the first is what nobody has to choose."""

LOUDEST: Final = (0.0, 1.0)
"""Bounds of the ceiling of an announcement's volume."""

BUTTON_KEY: Final = re.compile(r"[\w-]{1,32}")
"""What a button is called in automations."""

_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class HomeButton:
    """A hotkey, or an entry of the menu, that starts an automation at home.

    Attributes:
        name: What it is called in the menu, and in Home Assistant.
        keys: Its global hotkey, as `Ctrl+Alt+L`; empty for none.
        in_menu: Whether it is in the menu.
    """

    name: str
    keys: str = ""
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class HomeSettings:
    """The home, and the rules that hold for what it has announced here.

    Attributes:
        addresses: Of Home Assistant, tried in this order: at home, and away.
        token_in: Where its token is.
        ca_file: A PEM file of authorities to trust besides the usual ones.
        name: What this computer is called there at first; empty for its own name.
        while_reading: What is read is lowered, or paused, while something is announced.
        when_locked: What is heard while the screen is locked.
        speakers: Who may announce here; `automations` are these, and the user themselves.
        urgent: Whether an urgent announcement breaks through all of these rules.
        quiet_hours: When nothing is announced, as `22:00-07:00`; empty for never.
        house_ends_quiet: Whether the house may switch off “do not disturb”.
        loudest: The ceiling of an announcement's volume, 0 to 1.
        share_titles: Whether the house is told what is read.
        notifications: Whether the text of an announcement is shown, too.
        other_addresses: Whether media are played that aren't Home Assistant's.
        buttons: What starts automations at home, by what automations call it.
        announce_to: The speakers that were announced on last, by their ids.
        announce_voice: The engine that spoke then; empty for the home's first one.
        announce_speech: Its voice; empty for its usual one.
    """

    addresses: tuple[str, ...] = ()
    token_in: TokenPlace = TokenPlace.NONE
    ca_file: str = ""
    name: str = ""
    while_reading: str = CHOICES["while_reading"][0]
    when_locked: str = CHOICES["when_locked"][0]
    speakers: str = CHOICES["speakers"][0]
    urgent: bool = True
    quiet_hours: str = ""
    house_ends_quiet: bool = True
    loudest: float = 1.0
    share_titles: bool = False
    notifications: bool = False
    other_addresses: bool = False
    buttons: dict[str, HomeButton] = field(default_factory=dict)
    announce_to: tuple[str, ...] = ()
    announce_voice: str = ""
    announce_speech: str = ""

    def is_quiet_at(self, time: dt.time) -> bool:
        """Whether nothing is announced at a time of the day."""
        if (hours := hours_of(self.quiet_hours)) is None:
            return False
        begin, end = hours
        if begin <= end:
            return begin <= time < end
        return time >= begin or time < end  # over midnight


def hours_of(text: str) -> tuple[dt.time, dt.time] | None:
    """When quiet hours begin and end; None where the text is empty or isn't `HH:MM-HH:MM`."""
    if (found := _HOURS.fullmatch(text)) is None:
        return None
    first, second, third, fourth = map(int, found.groups())
    return dt.time(first, second), dt.time(third, fourth)
