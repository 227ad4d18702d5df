"""How long something takes, in words: "about 24 min", "18 min left", "1:12"."""

from __future__ import annotations

from math import floor
from typing import Final

from PyQt6.QtCore import QCoreApplication, QLocale

_MINUTE: Final = 60
_HOUR: Final = 3600
_TENTH: Final = 0.1
_HALF: Final = 0.5


def clock(seconds: float) -> str:
    """A time as a player shows it: `1:12`, or `1:02:05`."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // _HOUR, whole % _HOUR // _MINUTE, whole % _MINUTE
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def tenths(seconds: float) -> str:
    """A number of seconds as it is shown of a recording, or a part of one: `14.2`."""
    return QLocale().toString(seconds, "f", 1)


def response(seconds: float) -> str:
    """How soon a service answers: `Responds in 0.1 s`, also where it took less."""
    words = QCoreApplication.translate("Durations", "Responds in {seconds} s")
    return words.format(seconds=tenths(max(seconds, _TENTH)))


def length(seconds: float) -> str:
    """A length: `24 min`, `1 h 12 min`, `less than a minute`."""
    translate = QCoreApplication.translate
    return _in_words(
        seconds,
        translate("Durations", "less than a minute"),
        translate("Durations", "{minutes} min"),
        translate("Durations", "{hours} h {minutes} min"),
    )


def about(seconds: float) -> str:
    """A length that is a guess: `about 24 min`."""
    translate = QCoreApplication.translate
    return _in_words(
        seconds,
        translate("Durations", "less than a minute"),
        translate("Durations", "about {minutes} min"),
        translate("Durations", "about {hours} h {minutes} min"),
    )


def left(seconds: float) -> str:
    """What is left: `18 min left`."""
    translate = QCoreApplication.translate
    return _in_words(
        seconds,
        translate("Durations", "less than a minute left"),
        translate("Durations", "{minutes} min left"),
        translate("Durations", "{hours} h {minutes} min left"),
    )


def _in_words(seconds: float, less: str, in_minutes: str, in_hours: str) -> str:
    """Fill the words for a length with the nearest number of minutes: 1:12 is one."""
    if seconds < _MINUTE:
        return less
    hours, minutes = divmod(floor(seconds / _MINUTE + _HALF), 60)
    return (in_hours if hours else in_minutes).format(hours=hours, minutes=minutes)
