"""`cosyvoice config`: the services that a person has."""

from __future__ import annotations

from dataclasses import replace
import sys
from typing import Final

import click

from desktop_app.errors import SettingsError
from desktop_app.settings.settings import LOCAL, ServiceSettings, load_settings, save_settings
from desktop_app.settings.tokens import TokenPlace, forget_token, store_token
from desktop_app.system.paths import config_file

from .terminal import print_json, print_table

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@click.group("config")
def command() -> None:
    """Services: where they are, and their tokens.

    A token is asked for, or read from stdin where that is no terminal. It is kept in the system's
    keyring, or, where there is none, in a file that only you can read.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_services(*, as_json: bool) -> None:
    """List the services."""
    settings = load_settings()
    if as_json:
        print_json(
            {
                "active": settings.active or LOCAL,
                "services": {
                    name: {"url": service.url, "voice": service.voice, "token_in": service.token_in}
                    for name, service in settings.services.items()
                },
            }
        )
        return
    rows = [
        (name, service.url, service.token_in.value, service.voice, _mark(name, settings.active))
        for name, service in settings.services.items()
    ]
    rows.append((LOCAL, "built in, started when needed", "", "", _mark("", settings.active)))
    print_table(("Name", "Address", "Token", "Voice", ""), rows, empty="")


@command.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--no-token", is_flag=True, help="The service has none.")
@click.option("--voice", default="", help="Id of the voice to use where none is named.")
@click.option("--keep-active", is_flag=True, help="Do not make it the one in use.")
def add(*, name: str, url: str, no_token: bool, voice: str, keep_active: bool) -> None:
    """Add the service NAME at URL, or change it. It becomes the one in use."""
    from shared_client import service_url  # noqa: PLC0415 - 0.3 s that help texts do not need

    if name == LOCAL:
        raise click.UsageError(f'"{LOCAL}" is the name of the built-in service.')
    try:
        address = str(service_url(url))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    settings = load_settings()
    service = ServiceSettings(address, TokenPlace.NONE, voice)
    settings = settings.with_service(name, service, active=not keep_active or not settings.services)
    place = store_token(name, "" if no_token else _ask_token(name))
    save_settings(settings.with_service(name, replace(service, token_in=place), active=False))
    click.echo(f"Added {name} at {address}. Token: {place.describe()}.")
    unencrypted = address.startswith("http://") and service_url(address).host not in _LOOPBACK
    if unencrypted and place is not TokenPlace.NONE:
        click.echo("The address is not encrypted: the token can be read on its way.", err=True)
    click.echo(f"Try it with: cosyvoice check {name}")


@command.command("token")
@click.argument("name")
def set_token(*, name: str) -> None:
    """Give the service NAME another token."""
    settings = load_settings()
    service = settings.service(name)
    place = store_token(name, _ask_token(name))
    save_settings(settings.with_service(name, replace(service, token_in=place), active=False))
    click.echo(f"Token: {place.describe()}.")


@command.command("voice")
@click.argument("name")
@click.argument("voice", default="")
def set_voice(*, name: str, voice: str) -> None:
    """Use VOICE (an id) with the service NAME where none is named; without VOICE, the newest."""
    settings = load_settings()
    service = replace(settings.service(name), voice=voice)
    save_settings(settings.with_service(name, service, active=False))


@command.command("use")
@click.argument("name")
def use(*, name: str) -> None:
    """Use the service NAME from now on; "local" is the built-in one."""
    save_settings(load_settings().with_active("" if name == LOCAL else name))


@command.command("remove")
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def remove(*, name: str, yes: bool) -> None:
    """Forget the service NAME and its token. Its voices stay where they are."""
    settings = load_settings()
    service = settings.service(name)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Nobody can be asked here: give --yes to remove it.")
        click.confirm(f"Forget {name} ({service.url}) and its token?", abort=True, err=True)
    forget_token(name, service.token_in)
    save_settings(settings.without_service(name))
    click.echo(f"Removed {name}.")


@command.command("path")
def path() -> None:
    """Print where the settings are."""
    click.echo(config_file())


def _ask_token(name: str) -> str:
    if sys.stdin.isatty():
        token: str = click.prompt(f"Token of {name} (not shown)", hide_input=True, err=True)
    else:
        token = sys.stdin.readline()
    token = token.strip()
    if not token:
        raise SettingsError(
            "There is no token.", hint="Give one, or add the service with --no-token."
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise SettingsError(
            "The token holds a space or another character that no token has.",
            hint="Copy it once more, without quotes and line breaks.",
        )
    return token


def _mark(name: str, active: str) -> str:
    return "in use" if name == active else ""
