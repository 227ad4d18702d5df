"""How the line to the home is, in words."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QDateTime, QLocale

from desktop_app.gui.words import sentence
from desktop_app.home.link import LinkState
from shared_client.desktop_link import Reason, Stage

if TYPE_CHECKING:
    from desktop_app.home.link import LinkStatus


def home_in_words(status: LinkStatus) -> str:
    """How it is; why not, where something is wrong."""
    translate = QCoreApplication.translate
    match status.state:
        case LinkState.OFF:
            return translate("Home", "Not connected to a home")
        case LinkState.CONNECTING:
            return translate("Home", "Connecting…")
        case LinkState.CONNECTED:
            return translate("Home", "Connected")
        case LinkState.PENDING:
            return translate("Home", "An administrator has to accept this computer")
        case LinkState.REPLACED:
            return translate("Home", "Connected from somewhere else")
        case _:
            return sentence(status.error) if status.error is not None else ""


def ending_in_words(stage: Stage, reason: Reason | None) -> str:
    """What became of an announcement, and why."""
    translate = QCoreApplication.translate
    match stage:
        case Stage.HEARD:
            return translate("Home", "Heard")
        case Stage.WITHDRAWN:
            return translate("Home", "Taken back")
        case Stage.FAILED:
            words = translate("Home", "Failed")
        case Stage.SUPPRESSED:
            words = translate("Home", "Not played")
        case _:
            words = translate("Home", "Stopped")
    if reason is None:
        return words
    return translate("Home", "{what}: {why}").format(what=words, why=_why(reason))


def _why(reason: Reason) -> str:
    translate = QCoreApplication.translate
    return {
        Reason.DO_NOT_DISTURB: translate("Home", "do not disturb"),
        Reason.QUIET_HOURS: translate("Home", "quiet hours"),
        Reason.LOCKED: translate("Home", "the screen was locked"),
        Reason.NOT_ALLOWED: translate("Home", "not allowed here"),
        Reason.FETCH: translate("Home", "the sound couldn't be loaded"),
        Reason.DECODE: translate("Home", "the sound couldn't be played"),
        Reason.DEVICE: translate("Home", "no audio output"),
        Reason.EXPIRED: translate("Home", "it waited too long"),
        Reason.MUTED: translate("Home", "muted"),
        Reason.STOPPED_BY_USER: translate("Home", "by you"),
    }[reason]


def quiet_spans() -> list[tuple[str, int]]:
    """For how long announcements can be kept quiet: words, and minutes; 0 until it is ended."""
    translate = QCoreApplication.translate
    return [
        (translate("Home", "until turned off"), 0),
        (translate("Home", "for 30 minutes"), 30),
        (translate("Home", "for an hour"), 60),
        (translate("Home", "for two hours"), 120),
        (translate("Home", "for eight hours"), 480),
    ]


def quiet_until(minutes: int) -> float:
    """Until when it is quiet, as `Membership` has it, for minutes of `quiet_spans`."""
    return time() + 60 * minutes if minutes else -1.0


def quiet_in_words(until: float) -> str:
    """The words of the box for it, with the time at which it ends."""
    translate = QCoreApplication.translate
    if until <= 0:
        return translate("Home", "Do not &disturb")
    at = QDateTime.fromSecsSinceEpoch(int(until)).time()
    ends = QLocale().toString(at, QLocale.FormatType.ShortFormat)
    return translate("Home", "Do not &disturb until {time}").format(time=ends)
