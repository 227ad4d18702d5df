"""`cosyvoice home`: this computer and the home that it is a part of."""

from __future__ import annotations

import asyncio
import sys
from typing import Final
import webbrowser

import click

from desktop_app.home.login import HomeError
from desktop_app.home.membership import load_membership
from desktop_app.home.pairing import pair, unpair
from desktop_app.settings.settings import load_settings, save_settings
from desktop_app.system.control import send
from desktop_app.system.json_of_others import read_json
from desktop_app.words.likeness import most_alike

from .control import NotRunningError
from .language import say
from .terminal import confirmed, in_loop, note, print_json, print_table

_USUAL: Final = "http://homeassistant.local:8123"


@click.group("home")
def command() -> None:
    """Connect this computer to Home Assistant.

    Home Assistant can then announce on it. The app has to be running for that.
    """


@command.command("pair")
@click.argument("address", default=_USUAL)
@click.option(
    "--token",
    "by_token",
    is_flag=True,
    help="Use a long-lived access token, entered at a prompt or read from standard input.",
)
def pair_home(*, address: str, by_token: bool) -> None:
    """Connect this computer to the Home Assistant at ADDRESS.

    Home Assistant's sign-in page opens in the browser. ADDRESS can be left out if it is
    http://homeassistant.local:8123.
    """
    settings = load_settings()
    token = _token() if by_token else ""

    async def open_page(page: str) -> None:
        click.echo(say("Sign in to Home Assistant in the browser. If none opens, open this page:"))
        click.echo(page)
        await asyncio.to_thread(webbrowser.open, page)

    def waits() -> None:
        note(
            say(
                "An administrator has to accept this computer: in Home Assistant, Settings >"
                " Devices & services > Discovered."
            )
        )

    home = in_loop(pair(address, settings.home, open_page, token=token, waits=waits))
    save_settings(load_settings().with_home(addresses=home.addresses, token_in=home.token_in))
    called = load_membership().called
    click.echo(say("Connected. Home Assistant calls this computer “{name}”.", name=called))
    click.echo(say("Token: {place}.", place=home.token_in.describe()))
    if home.addresses[0].startswith("http://"):
        note(say("The address isn't encrypted. Others on the network can read the token."))
    if send("go-home") is None:
        note(say("Start the app to hear announcements: cosyvoice app"))


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(*, as_json: bool) -> None:
    """Show whether this computer is connected."""
    settings, membership = load_settings().home, load_membership()
    answer = send("home-status")
    told = read_json(answer) if answer else {}
    if as_json:
        print_json(
            {
                "paired": membership.is_paired,
                "addresses": list(settings.addresses),
                "name": membership.called,
                "app_running": answer is not None,
                "state": told.get("state"),
                "error": told.get("error"),
                "do_not_disturb": bool(membership.quiet_until),
            }
        )
        return
    if not membership.is_paired:
        raise HomeError("home_not_paired")
    rows = [
        (say("Address"), ", ".join(settings.addresses)),
        (say("Name there"), membership.called),
        (say("Connection"), told.get("words") or say("the app isn't running")),
        (say("Do not disturb"), say("on") if membership.quiet_until else say("off")),
    ]
    print_table(("", ""), rows, empty="")


@command.command("press")
@click.argument("button")
def press(*, button: str) -> None:
    """Press a BUTTON of Settings > Home, by its name or key, as its hotkey does."""
    words = button.casefold()
    buttons = load_settings().home.buttons
    known = [key for key, one in buttons.items() if words in {key.casefold(), one.name.casefold()}]
    if not known:
        names = [one.name for one in buttons.values()]
        raise HomeError("home_button_unknown", wanted=button, alike=most_alike(button, names))
    if send("press", known[0]) is None:
        raise NotRunningError


@command.command("unpair")
@click.option("--yes", is_flag=True, help="Don't ask.")
def unpair_home(*, yes: bool) -> None:
    """Disconnect this computer from Home Assistant, and remove its token."""
    settings = load_settings()
    if not load_membership().is_paired and not settings.home.addresses:
        raise HomeError("home_not_paired")
    if not yes and not confirmed(say("Disconnect this computer from Home Assistant?")):
        return
    home = in_loop(unpair(settings.home))
    save_settings(load_settings().with_home(addresses=home.addresses, token_in=home.token_in))
    click.echo(say("Disconnected."))


def _token() -> str:
    if sys.stdin.isatty():
        token = str(click.prompt(say("Long-lived access token (not shown)"), hide_input=True))
    else:
        token = sys.stdin.readline()
    if not (token := token.strip()):
        raise HomeError("home_token_missing")
    return token
