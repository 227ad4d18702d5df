"""`cosyvoice dnd`: announcements from home are kept quiet for a while."""

from __future__ import annotations

from dataclasses import replace
import re
import time
from typing import Final

import click

from desktop_app.home.membership import load_membership, save_membership
from desktop_app.system.control import send

from .language import say

_SPAN: Final = re.compile(r"(?P<number>\d{1,4})(?P<unit>m|min|h)")
_MINUTES: Final = {"m": 1, "min": 1, "h": 60}


@click.command("dnd")
@click.argument("how", metavar="on|off|30m|2h")
def command(*, how: str) -> None:
    """Keep announcements from home quiet: on, off, or for a time such as 30m or 2h."""
    until = quiet_until(how, time.time())
    if until is None:
        raise click.UsageError(say("Use on, off, or a time such as 30m or 2h."))
    if send("dnd", repr(until)) is None:  # the app isn't running, and finds it when it starts
        membership = load_membership()
        save_membership(replace(membership, quiet_until=until, quiet_by="user"))
    if until == 0:
        click.echo(say("Announcements are played."))
    elif until < 0:
        click.echo(say("Announcements are not played until you turn this off."))
    else:
        at = time.strftime("%H:%M", time.localtime(until))
        click.echo(say("Announcements are not played until {time}.", time=at))


def quiet_until(how: str, now: float) -> float | None:
    """Until when it is to be quiet, as `Membership` has it; None where the words mean nothing."""
    if how in {"on", "off"}:
        return -1.0 if how == "on" else 0.0
    if (span := _SPAN.fullmatch(how)) is None or not int(span["number"]):
        return None
    return now + 60 * int(span["number"]) * _MINUTES[span["unit"]]
