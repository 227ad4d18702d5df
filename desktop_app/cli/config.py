"""`cosyvoice config`: the services that a person has."""

from __future__ import annotations

import asyncio
from dataclasses import replace
import sys
from typing import Final

import click

from desktop_app.errors import AppError, SettingsError, VoiceError
from desktop_app.services.connection import connect, find_voice
from desktop_app.services.consent import agreed, is_studio, where_it_goes
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
from desktop_app.words.saying import Phrase, sentence

from . import completion
from .language import language, later, say
from .terminal import confirmed, in_loop, note, print_json, print_table

_PATIENCE: Final = 5.0  # seconds for a service to say which voices it has
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
    (Singapore). The token of Model Studio is its API key. Adding Model Studio means that you agree
    to texts and recordings going there.
    """
    from shared_client import (  # noqa: PLC0415 - 0.3 s that help texts do not need
        CosyVoiceValueError,
        service_url,
    )
    from shared_client.model_studio.protocol import (  # noqa: PLC0415 - as above
        MODELS,
        is_model_studio,
    )

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
    before = settings
    old = settings.services.get(name, ServiceSettings(""))
    service = _changed(old, address, voice, model_studio=model_studio, model=model)
    settings = settings.with_service(name, service, active=not keep_active or not settings.services)
    token = "" if no_token else _ask_token(name)
    if no_token:
        forget_token(name, old.token_in)
    kept = store_token(name, token)
    save_settings(settings.with_service(name, replace(service, token_in=kept), active=False))
    _tell_change(name, before, service)
    _tell_active(before, settings)
    click.echo(say("Token: {place}.", place=kept.describe()))
    unencrypted = address.startswith("http://") and service_url(address).host not in _LOOPBACK
    if unencrypted and kept is not TokenPlace.NONE:
        note(say("The address isn't encrypted. Others on the network can read the token."))
    if is_studio(service):
        note(sentence(where_it_goes(service), language()))
        note(say("Cloning is free. Speech is billed by the character."))
        note(say("Clone a voice only if the person who speaks agrees."))
    click.echo(say("Test it with: cosyvoice check {name}", name=name))


def _changed(
    old: ServiceSettings, address: str, voice: str, *, model_studio: bool, model: str
) -> ServiceSettings:
    """A service at an address; what belongs to another address isn't taken along."""
    api = APIS[1] if model_studio else ""
    same = old.url == address
    changed = replace(
        old,
        url=address,
        token_in=TokenPlace.NONE,
        voice=voice or (old.voice if same else ""),
        api=api or (old.api if same else ""),
        model=model or (old.model if same else ""),
    )
    return agreed(changed)  # it is said below where texts and recordings go


def _tell_change(name: str, before: Settings, now: ServiceSettings) -> None:
    """Say what has become of a service, and of what was chosen for it."""
    old = before.services.get(name)
    if old is None:
        click.echo(say("Added {name} at {address}.", name=name, address=now.url))
        return
    if old.url == now.url:
        click.echo(say("Changed {name} at {address}.", name=name, address=now.url))
        return
    click.echo(say("Changed {name} (was {old}).", name=name, old=old.url))
    click.echo(say("Address: {address}", address=now.url))
    if old.voice and not now.voice:
        note(say("The default voice of {name} was reset.", name=name))
    profiles = [key for key, one in before.profiles.items() if one.service == name and one.voice]
    if profiles:
        words = later("Check the speaking styles with voices of the old address: {profiles}")
        note(say(words, profiles=profiles))


def _tell_active(before: Settings, now: Settings) -> None:
    if before.active != now.active:
        click.echo(say("{name} is now the active service.", name=now.active or LOCAL))


@command.command("token")
@click.argument("name", shell_complete=completion.own_services)
def set_token(*, name: str) -> None:
    """Change the token of the service NAME."""
    settings = load_settings()
    service = _own(settings, name)
    place = store_token(name, _ask_token(name, is_new=True))
    save_settings(settings.with_service(name, replace(service, token_in=place), active=False))
    click.echo(say("Token: {place}.", place=place.describe()))


@command.command("voice")
@click.argument("name", shell_complete=completion.services)
@click.argument("voice", default="")
def set_voice(*, name: str, voice: str) -> None:
    """Set the default voice of the service NAME to VOICE (an ID). Without VOICE, use the newest."""
    settings = load_settings()
    if name != LOCAL:
        settings.service(name)
    if voice:
        voice = in_loop(_known_voice(name, voice))
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
@click.argument("name", shell_complete=completion.services)
def use(*, name: str) -> None:
    """Make NAME the active service. "local" is the built-in voice."""
    save_settings(load_settings().with_active("" if name == LOCAL else name))
    click.echo(say("Active service: {name}", name=name))


@command.command("remove")
@click.argument("name", shell_complete=completion.own_services)
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
    left = settings.without_service(name)
    save_settings(left)
    click.echo(say("Removed {name}.", name=name))
    _tell_active(settings, left)


@command.command("path")
def path() -> None:
    """Show where the settings are stored."""
    click.echo(config_file())


async def _known_voice(name: str, voice: str) -> str:
    """The ID of a voice; as it was given where the service doesn't have it, or doesn't answer."""
    from shared_client import CosyVoiceError  # noqa: PLC0415 - 0.3 s that others do not need

    try:
        async with asyncio.timeout(_PATIENCE), connect(name) as connection:
            return (await find_voice(connection, voice)).id
    except VoiceError as error:
        if error.key == "voice_ambiguous":
            raise
        note(say("{error}.", error=error))
    except (AppError, CosyVoiceError, TimeoutError):  # it is checked when it is used
        pass
    return voice


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
