"""Errors turned into one sentence, a hint and an exit code."""

from __future__ import annotations

from contextlib import suppress
import os
import sys
from typing import Final
from urllib.parse import urlsplit

import click

from desktop_app.audio.errors import AudioError
from desktop_app.errors import AppError, LocalServerError, VoiceError
from desktop_app.system.control import ControlError
from desktop_app.system.installation import package_missing
from desktop_app.system.interrupts import INTERRUPTED
from desktop_app.words.saying import Face, Keyed, hint, sentence

from .language import language, later, say
from .typography import harmless, labelled, typeset

UNEXPECTED: Final = 1
UNREACHABLE: Final = 3
TOKEN_REFUSED: Final = 4
REFUSED: Final = 5
NO_SOUND: Final = 6
FILES: Final = 7
NO_APP: Final = 8

_NOTHING_TO_SPEAK: Final = (
    *("no_text", "nothing_to_speak", "document_without_text", "page_without_text"),
    "document_scanned",
)
_REFUSED: Final = (*_NOTHING_TO_SPEAK, "gateway_unnamed")


def explain(error: BaseException) -> int:
    """Tell a person what went wrong, on stderr; return the exit code."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, ModuleNotFoundError):
        error = package_missing(error)
    spoken = language()
    label = click.style(say("Error:"), fg="red", bold=True)
    click.echo(labelled(label, typeset(harmless(sentence(error, spoken)), spoken)), err=True)
    code = _code_of(error)
    if what_to_do := _by_environment(error, code) or hint(error, Face.TERMINAL, spoken):
        label = click.style(say("Hint:"), bold=True)
        click.echo(labelled(label, typeset(harmless(what_to_do), spoken)), err=True)
    if code == UNEXPECTED and os.environ.get("COSYVOICE_DEBUG"):
        raise error
    return code


def _by_environment(error: BaseException, code: int) -> str:
    """What to do where a variable, and not the settings, named the service or its token."""
    if code == TOKEN_REFUSED and os.environ.get("COSYVOICE_TOKEN"):
        return say("Check COSYVOICE_TOKEN, which overrides the settings.")
    if code == TOKEN_REFUSED and isinstance(error, Keyed) and error.values.get("tokens") == 0:
        if service := error.values.get("service"):
            words = later("This service needs a token. Enter it: cosyvoice config token {service}")
            return say(words, service=service)
        return say("This service needs a token. Set COSYVOICE_TOKEN.")
    address = os.environ.get("COSYVOICE_URL", "")
    if code == UNREACHABLE and not isinstance(error, LocalServerError) and address:
        with suppress(ValueError):
            host = urlsplit(address if "://" in address else f"//{address}").hostname
            if host and host in sentence(error):
                return say("Check COSYVOICE_URL, which overrides the settings.")
    return ""


def _code_of(error: BaseException) -> int:
    match error:
        case Keyed(key=key) if key in _REFUSED:
            return REFUSED
        case AudioError():
            return NO_SOUND
        case VoiceError():
            return REFUSED
        case LocalServerError():
            return UNREACHABLE
        case ControlError():
            return NO_APP
        case AppError() | OSError():
            return FILES
    # The client is only asked where it has been in use: importing it takes a while.
    return _code_of_client(error) if "shared_client" in sys.modules else UNEXPECTED


def _code_of_client(error: BaseException) -> int:
    import shared_client as client  # noqa: PLC0415 - see above

    match error:
        case client.CosyVoiceAuthError():
            return TOKEN_REFUSED
        case client.CosyVoiceConnectionError() | client.CosyVoiceUnavailableError():
            return UNREACHABLE
        case client.CosyVoiceError():
            return REFUSED
        case _:
            return UNEXPECTED
