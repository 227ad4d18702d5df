"""Errors turned into one sentence, a hint and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from desktop_app.audio.errors import AudioError
from desktop_app.errors import AppError, LocalServerError, VoiceError
from desktop_app.system.control import ControlError

UNEXPECTED: Final = 1
UNREACHABLE: Final = 3
TOKEN_REFUSED: Final = 4
REFUSED: Final = 5
NO_SOUND: Final = 6
FILES: Final = 7
NO_APP: Final = 8
INTERRUPTED: Final = 130


def explain(error: BaseException) -> int:
    """Tell a person what went wrong, on stderr; return the exit code."""
    sentence, hint, code = _describe(error)
    if code == INTERRUPTED:
        return code
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {sentence}", err=True)
    if hint:
        click.echo(f"{click.style('Hint:', bold=True)} {hint}", err=True)
    if code == UNEXPECTED and os.environ.get("COSYVOICE_DEBUG"):
        raise error
    return code


def _describe(error: BaseException) -> tuple[str, str, int]:
    match error:
        case KeyboardInterrupt() | click.Abort():
            return "", "", INTERRUPTED
        case AudioError() | AppError():
            return str(error), error.hint, _code_of(error)
        case OSError():
            name = f": {error.filename}" if error.filename else ""
            return f"{error.strerror or error}{name}.", "", FILES
    # The client is only asked where it has been in use: importing it takes a while.
    if "shared_client" in sys.modules and (described := _describe_client(error)):
        return described
    return (
        f"Something unexpected happened: {type(error).__name__}: {error}",
        "Set COSYVOICE_DEBUG=1 to see where, and please report it.",
        UNEXPECTED,
    )


def _code_of(error: AudioError | AppError) -> int:
    match error:
        case AudioError():
            return NO_SOUND
        case VoiceError():
            return REFUSED
        case LocalServerError():
            return UNREACHABLE
        case ControlError():
            return NO_APP
        case _:
            return FILES


def _describe_client(error: BaseException) -> tuple[str, str, int] | None:
    import shared_client as client  # noqa: PLC0415 - see above

    address = "See that the address is right and the service runs: cosyvoice config list"
    hints: list[tuple[type[Exception], int, str]] = [
        (client.CosyVoiceAuthError, TOKEN_REFUSED, "Give another: cosyvoice config token NAME"),
        (client.CosyVoiceConnectionError, UNREACHABLE, address),
        (client.CosyVoiceUnavailableError, UNREACHABLE, _when_again(error)),
        (client.CosyVoiceNotFoundError, REFUSED, "See that address and voice are right."),
        (client.CosyVoiceUnsupportedError, REFUSED, "Leave that option out for this service."),
        (client.CosyVoiceProtocolError, REFUSED, address),
        (client.CosyVoiceError, REFUSED, ""),
    ]
    for kind, code, hint in hints:
        if isinstance(error, kind):
            return str(error), hint, code
    return None


def _when_again(error: BaseException) -> str:
    after = getattr(error, "retry_after", None)
    return f"Try again in {after:.0f} s." if after else "Try again in a minute."
