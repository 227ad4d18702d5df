"""Who may be heard here, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from desktop_app.home.membership import Membership
from desktop_app.home.rules import Moment, Verdict, judge, quiet_by
from desktop_app.settings.home import HomeSettings
from shared_client.desktop_link import Quiet, Reason

NOON = Moment(datetime(2026, 11, 29, 12).astimezone(), locked=False)
NIGHT = Moment(datetime(2026, 11, 29, 23, 30).astimezone(), locked=False)
ANYBODY = Membership("id")
PLAIN = HomeSettings()
QUIET = HomeSettings(quiet_hours="22:00-07:00")


@pytest.mark.parametrize(
    ("membership", "settings", "moment", "by", "reason"),
    [
        (ANYBODY, PLAIN, NOON, {}, None),
        (ANYBODY, QUIET, NOON, {}, None),
        (ANYBODY, QUIET, NIGHT, {}, Reason.QUIET_HOURS),
        (ANYBODY, QUIET, NIGHT, {"urgent": True}, None),
        (ANYBODY, replace(QUIET, urgent=False), NIGHT, {"urgent": True}, Reason.QUIET_HOURS),
        (replace(ANYBODY, quiet_until=-1), PLAIN, NOON, {}, Reason.DO_NOT_DISTURB),
        (replace(ANYBODY, quiet_until=1.0), PLAIN, NOON, {}, None),  # it is over
        (replace(ANYBODY, muted=True), PLAIN, NOON, {}, Reason.MUTED),
        (replace(ANYBODY, muted=True), PLAIN, NOON, {"urgent": True}, None),
        (ANYBODY, replace(PLAIN, speakers="automations"), NOON, {}, None),
        (
            ANYBODY,
            replace(PLAIN, speakers="automations"),
            NOON,
            {"by_a_person": True, "urgent": True},
            Reason.NOT_ALLOWED,
        ),
        (
            ANYBODY,
            replace(PLAIN, speakers="automations"),
            NOON,
            {"by_a_person": True, "own": True},
            None,
        ),
    ],
)
def test_what_is_kept_back_and_why(
    membership: Membership,
    settings: HomeSettings,
    moment: Moment,
    by: dict[str, bool],
    reason: Reason | None,
) -> None:
    verdict, why = judge(membership, settings, moment, **by)
    assert why == reason
    assert verdict is (Verdict.ALL if reason is None else Verdict.NOTHING)


@pytest.mark.parametrize(
    ("when_locked", "verdict"),
    [("play", Verdict.ALL), ("chime", Verdict.CHIME), ("nothing", Verdict.NOTHING)],
)
def test_a_locked_screen_has_a_rule_of_its_own(when_locked: str, verdict: Verdict) -> None:
    locked = replace(NOON, locked=True)
    assert judge(ANYBODY, replace(PLAIN, when_locked=when_locked), locked)[0] is verdict
    unknown = replace(NOON, locked=None)
    assert judge(ANYBODY, replace(PLAIN, when_locked=when_locked), unknown)[0] is Verdict.ALL


def test_quiet_names_who_asked_for_it() -> None:
    assert quiet_by(ANYBODY, PLAIN, NOON) is None
    assert quiet_by(replace(ANYBODY, quiet_until=-1, quiet_by="home"), QUIET, NIGHT) is Quiet.HOME
    assert quiet_by(ANYBODY, QUIET, NIGHT) is Quiet.SCHEDULE
