"""Errors turned into one sentence, a hint and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from desktop_app.audio.errors import AudioError
from desktop_app.errors import AppError, LocalServerError, VoiceError
from desktop_app.system.control import ControlError
from desktop_app.system.installation import package_missing
from desktop_app.system.interrupts import INTERRUPTED
from desktop_app.words.saying import Face, hint, sentence

from .language import language, say

UNEXPECTED: Final = 1
UNREACHABLE: Final = 3
TOKEN_REFUSED: Final = 4
REFUSED: Final = 5
NO_SOUND: Final = 6
FILES: Final = 7
NO_APP: Final = 8


def explain(error: BaseException) -> int:
    """Tell a person what went wrong, on stderr; return the exit code."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, ModuleNotFoundError):
        error = package_missing(error)
    spoken = language()
    label = click.style(say("Error:"), fg="red", bold=True)
    click.echo(f"{label} {sentence(error, spoken)}", err=True)
    if what_to_do := hint(error, Face.TERMINAL, spoken):
        label = click.style(say("Hint:"), bold=True)
        click.echo(f"{label} {what_to_do}", err=True)
    code = _code_of(error)
    if code == UNEXPECTED and os.environ.get("COSYVOICE_DEBUG"):
        raise error
    return code


def _code_of(error: BaseException) -> int:
    match error:
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
