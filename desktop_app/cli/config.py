"""`cosyvoice config`: the services that a person has."""

from __future__ import annotations

from dataclasses import replace
import sys
from typing import Final

import click

from desktop_app.errors import SettingsError
from desktop_app.settings.settings import (
    APIS,
    LOCAL,
    ServiceSettings,
    Settings,
    load_settings,
    save_settings,
)
from desktop_app.settings.tokens import TokenPlace, forget_token, store_token
from desktop_app.system.paths import config_file
from desktop_app.words.saying import Phrase

from .language import later, say
from .terminal import confirmed, note, print_json, print_table

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


@click.group("config")
def command() -> None:
    """Manage services and their tokens.

    Tokens are entered at a prompt, or read from standard input if that isn't a terminal. They are
    kept in the system keyring, or in a file that only you can read if there is no keyring.
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
        (
            name,
            service.url,
            _places()[service.token_in],
            service.voice,
            _mark(name, settings.active),
        )
        for name, service in settings.services.items()
    ]
    rows.append((LOCAL, say("built in, starts when needed"), "", "", _mark("", settings.active)))
    columns = (say("Name"), say("Address"), say("Token"), say("Voice"), "")
    print_table(columns, rows, empty="")


@command.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--no-token", is_flag=True, help="The service doesn't use a token.")
@click.option("--voice", default="", help="ID of the default voice.")
@click.option(
    "--model-studio",
    is_flag=True,
    help="The address is a gateway to Model Studio. Its own addresses are recognized.",
)
@click.option("--model", default="", help="Model Studio: the model that new voices are made for.")
@click.option("--keep-active", is_flag=True, help="Don't make it the active service.")
def add(
    *,
    name: str,
    url: str,
    no_token: bool,
    voice: str,
    model_studio: bool,
    model: str,
    keep_active: bool,
) -> None:
    """Add the service NAME at URL, or change it. It becomes the active service.

    URL is the address of CosyVoice on your machine or on Alibaba PAI-EAS, or of Alibaba Cloud
    Model Studio: https://dashscope.aliyuncs.com (Beijing) or https://dashscope-intl.aliyuncs.com
    (Singapore). The token of Model Studio is its API key.
    """
    from shared_client import (  # noqa: PLC0415 - 0.3 s that help texts do not need
        CosyVoiceValueError,
        service_url,
    )
    from shared_client.model_studio.protocol import (  # noqa: PLC0415 - as above
        MODELS,
        is_model_studio,
    )

    from .regions import region  # noqa: PLC0415 - brings the client

    if name == LOCAL:
        raise click.UsageError(say("{error}.", error=Phrase("service_name_built_in", name=LOCAL)))
    try:
        address = str(service_url(url))
    except CosyVoiceValueError as error:
        raise click.UsageError(say("{error}.", error=error)) from None
    settings = load_settings()
    studio = model_studio or is_model_studio(service_url(address).host)
    if model and not studio:
        raise click.UsageError(say("--model is for Model Studio."))
    if model and model not in MODELS:
        note(say("{model} isn't a known model. Known: {known}", model=model, known=list(MODELS)))
    service = ServiceSettings(
        address,
        TokenPlace.NONE,
        voice,
        api=APIS[1] if model_studio else "",
        model=model,
    )
    settings = settings.with_service(name, service, active=not keep_active or not settings.services)
    kept = store_token(name, "" if no_token else _ask_token(name))
    save_settings(settings.with_service(name, replace(service, token_in=kept), active=False))
    click.echo(say("Added {name} at {address}.", name=name, address=address))
    click.echo(say("Token: {place}.", place=kept.describe()))
    unencrypted = address.startswith("http://") and service_url(address).host not in _LOOPBACK
    if unencrypted and kept is not TokenPlace.NONE:
        note(say("The address isn't encrypted. Others on the network can read the token."))
    if studio:
        place = region(service_url(address).host)
        words = later("Texts and recordings go to Alibaba Cloud.")
        if place:
            words = later("Texts and recordings go to Alibaba Cloud in {place}.")
        note(say(words, place=place))
        note(say("Cloning is free. Speech is billed by the character."))
    click.echo(say("Test it with: cosyvoice check {name}", name=name))


@command.command("token")
@click.argument("name")
def set_token(*, name: str) -> None:
    """Change the token of the service NAME."""
    settings = load_settings()
    service = _own(settings, name)
    place = store_token(name, _ask_token(name, is_new=True))
    save_settings(settings.with_service(name, replace(service, token_in=place), active=False))
    click.echo(say("Token: {place}.", place=place.describe()))


@command.command("voice")
@click.argument("name")
@click.argument("voice", default="")
def set_voice(*, name: str, voice: str) -> None:
    """Set the default voice of the service NAME to VOICE (an ID). Without VOICE, use the newest."""
    settings = load_settings()
    if name == LOCAL:
        save_settings(settings.with_app(local_voice=voice))
    else:
        service = replace(settings.service(name), voice=voice)
        save_settings(settings.with_service(name, service, active=False))
    if voice:
        click.echo(say("Default voice of {name}: {voice}", name=name, voice=voice))
    else:
        click.echo(say("Default voice of {name}: the newest one", name=name))


@command.command("use")
@click.argument("name")
def use(*, name: str) -> None:
    """Make NAME the active service. "local" is the built-in voice."""
    save_settings(load_settings().with_active("" if name == LOCAL else name))
    click.echo(say("Active service: {name}", name=name))


@command.command("remove")
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Don't ask for confirmation.")
def remove(*, name: str, yes: bool) -> None:
    """Remove the service NAME and its token. Its voices stay on the service."""
    settings = load_settings()
    service = _own(settings, name)
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError(say("Can't ask for confirmation here. Use --yes to remove it."))
        question = say("Remove {name} ({url}) and its token?", name=name, url=service.url)
        if not confirmed(question):
            return
    forget_token(name, service.token_in)
    save_settings(settings.without_service(name))
    click.echo(say("Removed {name}.", name=name))


@command.command("path")
def path() -> None:
    """Show where the settings are stored."""
    click.echo(config_file())


def _own(settings: Settings, name: str) -> ServiceSettings:
    """A service that a person has set up."""
    if name == LOCAL:
        raise click.UsageError(say("{error}.", error=Phrase("service_name_built_in", name=LOCAL)))
    return settings.service(name)


def _ask_token(name: str, *, is_new: bool = False) -> str:
    if sys.stdin.isatty():
        token = _typed(say("Token of {name} (not shown)", name=name))
    else:
        token = sys.stdin.readline()
    token = token.strip()
    if not token:
        raise SettingsError("new_token_missing" if is_new else "token_missing")
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise SettingsError("token_invalid")
    return token


def _typed(question: str) -> str:
    """What is entered and not shown; nothing at the end of the input."""
    try:
        entered: str = click.prompt(question, hide_input=True, err=True)
    except click.Abort as ended:
        if not isinstance(ended.__context__, EOFError):
            raise
        return ""
    return entered


def _mark(name: str, active: str) -> str:
    return say("active") if name == active else ""


def _places() -> dict[TokenPlace, str]:
    return {
        TokenPlace.KEYRING: say("keyring"),
        TokenPlace.FILE: say("file"),
        TokenPlace.NONE: say("none"),
    }
