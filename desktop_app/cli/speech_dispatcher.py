"""`cosyvoice speech-dispatcher`: have Orca, Firefox and Okular speak in one's own voice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from desktop_app.errors import AppError
from desktop_app.speech_dispatcher.installation import NAME, install, look, remove

from .terminal import note, print_json

if TYPE_CHECKING:
    from desktop_app.speech_dispatcher.installation import Installation


@click.group("speech-dispatcher")
def command() -> None:
    """Have screen readers and browsers speak in your voice, by way of speech-dispatcher.

    Only files of yours are changed, and nothing in them but lines of our own.
    """
    if sys.platform != "linux":
        raise AppError("speech-dispatcher is a part of Linux desktops.")


@command.command("install")
@click.option("--make-default", is_flag=True, help="Speak for all programs that choose no voice.")
def _install(*, make_default: bool) -> None:
    """Install the voice, or bring it up to date."""
    done = install(make_default=make_default)
    click.echo(f"Installed {done.program}.")
    if make_default:
        click.echo(f"It is the default voice, by {done.configuration}.")
    else:
        click.echo(f'Choose the voice "{NAME}" where a program lets you, or use --make-default.')
    if not done.available:
        note("speech-dispatcher itself is not installed: sudo apt-get install speech-dispatcher")
    _say_when()


@command.command("remove")
def _remove() -> None:
    """Take the voice away; your configuration is as it was."""
    before = look()
    done = remove()
    click.echo(f"Removed {done.program}." if before.installed else "It is not installed.")
    _say_when()


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print for a program.")
def _show(*, as_json: bool) -> None:
    """Say what is installed."""
    found = look()
    if as_json:
        print_json(_as_json(found))
        return
    click.echo(f"The voice is {_state(found)}: {found.program}")
    default = found.default or "left to speech-dispatcher"
    click.echo(f"The default voice is {default}.")
    if not found.available:
        note("speech-dispatcher itself is not installed: sudo apt-get install speech-dispatcher")


def _state(found: Installation) -> str:
    if not found.installed:
        return "not installed"
    return "installed" if found.current else "installed by another program; install it anew"


def _as_json(found: Installation) -> dict[str, object]:
    return {
        "installed": found.installed,
        "current": found.current,
        "default": found.default == NAME,
        "program": str(found.program),
        "configuration": str(found.configuration),
        "speech_dispatcher": found.available,
    }


def _say_when() -> None:
    click.echo("It takes effect when speech-dispatcher starts the next time: log in anew.")
