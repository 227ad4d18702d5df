"""Whether something may be heard now: decided here, and by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from shared_client.desktop_link import Quiet, Reason

if TYPE_CHECKING:
    import datetime as dt

    from desktop_app.settings.home import HomeSettings

    from .membership import Membership


class Verdict(Enum):
    """What may be heard of an announcement."""

    ALL = "all"
    CHIME = "chime"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Moment:
    """What the rules look at.

    Attributes:
        now: The time, in the computer's own zone.
        locked: Whether the screen is locked; None where that isn't known.
    """

    now: dt.datetime
    locked: bool | None


def quiet_by(membership: Membership, settings: HomeSettings, moment: Moment) -> Quiet | None:
    """Who has asked for quiet at a moment; None where announcements are heard."""
    until = membership.quiet_until
    if until < 0 or until > moment.now.timestamp():
        return Quiet(membership.quiet_by)
    return Quiet.SCHEDULE if settings.is_quiet_at(moment.now.time()) else None


def judge(
    membership: Membership,
    settings: HomeSettings,
    moment: Moment,
    *,
    urgent: bool = False,
    by_a_person: bool = False,
    own: bool = False,
) -> tuple[Verdict, Reason | None]:
    """What may be heard of an announcement, and why it isn't all.

    Args:
        membership: Has “do not disturb”.
        settings: Have the other rules.
        moment: When.
        urgent: Whether it is urgent.
        by_a_person: Whether a person has it announced, not an automation.
        own: Whether that person is the one whose computer this is.
    """
    if by_a_person and not own and settings.speakers == "automations":
        return Verdict.NOTHING, Reason.NOT_ALLOWED  # however urgent: who may speak is no rest
    if urgent and settings.urgent:
        return Verdict.ALL, None
    if membership.muted:
        return Verdict.NOTHING, Reason.MUTED
    match quiet_by(membership, settings, moment):
        case None:
            pass
        case Quiet.SCHEDULE:
            return Verdict.NOTHING, Reason.QUIET_HOURS
        case _:
            return Verdict.NOTHING, Reason.DO_NOT_DISTURB
    if moment.locked and settings.when_locked != "play":
        verdict = Verdict.CHIME if settings.when_locked == "chime" else Verdict.NOTHING
        return verdict, Reason.LOCKED
    return Verdict.ALL, None
