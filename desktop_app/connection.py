"""The service that is meant: by name, by the environment, by the settings, or the built-in one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from typing import TYPE_CHECKING, Final

from .errors import SettingsError, VoiceError
from .settings import load_settings
from .tokens import load_token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from shared_client import CosyVoiceClient, ReferenceAudio, Timeouts

LOCAL: Final = "local"
"""The name of the built-in local server, wherever a service is named."""

URL_VARIABLE: Final = "COSYVOICE_URL"
TOKEN_VARIABLE: Final = "COSYVOICE_TOKEN"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Connection:
    """A service and what is known of it.

    Attributes:
        client: Speaks to it.
        name: What a person calls it.
        voice: Id of its default voice; empty for the newest.
        built_in: Whether it is the local server, started for us.
    """

    client: CosyVoiceClient
    name: str
    voice: str = ""
    built_in: bool = False


@asynccontextmanager
async def connect(
    service: str | None = None, *, timeouts: Timeouts | None = None
) -> AsyncIterator[Connection]:
    """Open the service that is meant; start the built-in one where none is set up.

    Args:
        service: Its name in the settings, or `LOCAL`. None takes COSYVOICE_URL (with
            COSYVOICE_TOKEN) if that is set, else the active one of the settings, else `LOCAL`.
        timeouts: The client's limits.

    Raises:
        SettingsError: The settings or the token cannot be had.
        LocalServerError: The local server does not start.
    """
    url = os.environ.get(URL_VARIABLE, "").strip()
    if service is None and url:
        token = os.environ.get(TOKEN_VARIABLE, "")
        async with _client(url, token, timeouts) as client:
            yield Connection(client, url)
        return
    settings = load_settings()
    name = service if service is not None else settings.active
    if name in ("", LOCAL):
        from .local_service import local_service  # noqa: PLC0415 - seldom needed, never in a hurry

        async with (
            local_service() as running,
            _client(running.url, running.token, timeouts) as client,
        ):
            yield Connection(client, LOCAL, built_in=True)
        return
    chosen = settings.service(name)
    token = os.environ.get(TOKEN_VARIABLE) or load_token(name, chosen.token_in)
    async with _client(chosen.url, token, timeouts) as client:
        yield Connection(client, name, chosen.voice)


def _client(url: str, token: str, timeouts: Timeouts | None) -> CosyVoiceClient:
    from shared_client import CosyVoiceClient  # noqa: PLC0415 - 0.3 s, spent while others start

    try:
        return CosyVoiceClient(url, token, timeouts=timeouts)
    except ValueError as error:
        raise SettingsError(
            f"The service cannot be used: {error}.",
            hint="Correct it with: cosyvoice config add NAME URL",
        ) from error


async def find_voice(connection: Connection, wanted: str | None) -> ReferenceAudio:
    """The voice that is meant.

    Args:
        connection: The service.
        wanted: An id, the start of one, or a file name with or without its suffix; None is the
            service's default voice, else the newest.

    Raises:
        VoiceError: There is none of that name, or more than one.
        CosyVoiceError: The service does not tell.
    """
    voices = await connection.client.list_reference_audio(limit=1000)
    if not voices:
        raise VoiceError(
            f"The service {connection.name} has no voice yet.",
            hint='Add one: cosyvoice voices add FILE --text "what is said in it"',
        )
    wanted = wanted or connection.voice
    if not wanted:
        return voices[0]
    for matches in (
        [voice for voice in voices if voice.id == wanted],
        [voice for voice in voices if wanted in (voice.filename, _stem(voice.filename))],
        [voice for voice in voices if voice.id.startswith(wanted)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            ids = ", ".join(voice.id for voice in matches)
            raise VoiceError(
                f"{wanted!r} is the name of {len(matches)} voices.",
                hint=f"Give the id of the one you mean: {ids}",
            )
    raise VoiceError(
        f"The service {connection.name} has no voice {wanted!r}.",
        hint="List its voices with: cosyvoice voices list",
    )


def _stem(filename: str) -> str:
    return filename.rpartition(".")[0] or filename
