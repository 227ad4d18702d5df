"""`cosyvoice speech-dispatcher`: have Orca, Firefox and Okular speak in one's own voice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from desktop_app.errors import AppError
from desktop_app.speech_dispatcher.installation import NAME, install, look, remove

from .language import say
from .terminal import note, print_json

if TYPE_CHECKING:
    from desktop_app.speech_dispatcher.installation import Installation


@click.group("speech-dispatcher")
def command() -> None:
    """Use your voice in screen readers and browsers, through speech-dispatcher.

    Only your own files are changed, and only the lines that this command adds.
    """
    if sys.platform != "linux":
        raise AppError("speech_dispatcher_linux_only")


@command.command("install")
@click.option(
    "--make-default", is_flag=True, help="Make it the default for apps that don't select a voice."
)
def _install(*, make_default: bool) -> None:
    """Install or update the voice."""
    done = install(make_default=make_default)
    click.echo(say("Installed {path}.", path=done.program))
    if make_default:
        click.echo(say("It is the default voice, set in {path}.", path=done.configuration))
    else:
        click.echo(say('Select the voice "{name}" in your apps, or use --make-default.', name=NAME))
    if not done.available:
        note(_missing())
    _say_when()


@command.command("remove")
def _remove() -> None:
    """Remove the voice and restore your configuration."""
    before = look()
    done = remove()
    removed = say("Removed {path}.", path=done.program)
    click.echo(removed if before.installed else say("It isn't installed."))
    if done != before:
        _say_when()


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def _show(*, as_json: bool) -> None:
    """Show what is installed."""
    found = look()
    if as_json:
        print_json(_as_json(found))
        return
    click.echo(say("Voice: {state} ({path})", state=_state(found), path=found.program))
    default = found.default or say("chosen by speech-dispatcher")
    click.echo(say("Default voice: {voice}", voice=default))
    if not found.available:
        note(_missing())


def _state(found: Installation) -> str:
    if not found.installed:
        return say("not installed")
    if found.current:
        return say("installed")
    return say("installed by another version; install it again")


def _missing() -> str:
    return say("speech-dispatcher isn't installed: sudo apt-get install speech-dispatcher")


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
    click.echo(say("Log out and back in for this to take effect."))
