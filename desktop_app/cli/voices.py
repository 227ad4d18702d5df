"""`cosyvoice voices`: the reference audio of a service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.audio.devices import DeviceName, list_microphones
from desktop_app.services.connection import connect, find_voice, newest_voice, service_meant
from desktop_app.services.consent import is_studio
from desktop_app.services.voice_notes import forget, get_voice
from desktop_app.services.voice_notes import list_voices as list_voices_of
from desktop_app.settings.settings import load_settings
from desktop_app.system.paths import recordings_folder, voice_notes_file
from desktop_app.voices.demands import demands_of
from desktop_app.voices.naming import suggested_name
from desktop_app.voices.originals import drop_originals

from . import completion
from .consent import with_consent
from .language import say
from .numbers import Number, WholeNumber
from .reference import chosen, uploading
from .reference import record as record_aloud
from .terminal import confirmed, in_loop, print_devices, print_json, print_table
from .typography import harmless
from .voice_part import command as part

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.services.connection import Connection
    from desktop_app.settings.settings import ServiceSettings
    from desktop_app.voices.recording import Recording
    from shared_client import ReferenceAudio
    from shared_client.recordings import Part

_BEST: Final = "best"
_CLAIM_LIMIT: Final = 5.0
"""Seconds to look for a voice whose wait has ended."""


@click.group("voices")
def command() -> None:
    """List, show, add, and remove the voices of a service."""


command.add_command(part)


def _show_microphones(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if not value:
        return
    found = in_loop(list_microphones())
    print_devices(say("Microphone"), found, empty=say("There is no microphone."))
    ctx.exit()


def _common(function: Callable[..., None]) -> Callable[..., None]:
    """The options that all of them have."""
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
    return click.option(
        "-s",
        "--service",
        help='Name of a service, or "local".',
        shell_complete=completion.services,
    )(function)


@command.command("list")
@click.option(
    "--limit",
    type=WholeNumber(1),
    default=100,
    show_default=True,
    help="List at most this many.",
)
@click.option("--oldest-first", is_flag=True, help="List the oldest voices first.")
@_common
def list_voices(*, limit: int, oldest_first: bool, service: str | None, as_json: bool) -> None:
    """List the voices."""

    async def run() -> None:
        from shared_client import SortOrder  # noqa: PLC0415 - 0.3 s that help texts do not need

        order = SortOrder.ASC if oldest_first else SortOrder.DESC
        async with connect(service) as connection:
            client = connection.client
            voices = await list_voices_of(client, limit=limit, order=order)
            newest = None if oldest_first else newest_voice(voices, client.model)
            default = connection.voice or (newest.id if newest is not None else "")
            model = client.model
        if as_json:
            print_json([_as_json(voice) for voice in voices])
            return
        print_table(
            (say("ID"), say("File"), say("Added"), say("Transcript"), ""),
            [
                (
                    voice.id,
                    voice.filename,
                    _added(voice, "%Y-%m-%d"),
                    _short(voice.text),
                    _state(voice, model) or (say("default") if voice.id == default else ""),
                )
                for voice in voices
            ],
            empty=say('No voices yet. Add one with: cosyvoice voices add FILE --text "TRANSCRIPT"'),
        )

    in_loop(run())


@command.command("show")
@click.argument("voice")
@_common
def show(*, voice: str, service: str | None, as_json: bool) -> None:
    """Show VOICE: an ID, the start of an ID, or a file name."""

    async def run() -> None:
        async with connect(service) as connection:
            found = await find_voice(connection, voice)
            _print_voice(await get_voice(connection.client, found.id), as_json=as_json)

    in_loop(run())


@command.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option(
    "-t",
    "--text",
    help="Transcript, word for word. Required, except for Model Studio.",
)
@click.option("-n", "--name", help="Name of the voice. Default: the words in the file name.")
@click.option(
    "--part", help='Use part of it: seconds ("2.5-9"), or "best" (trims silence and length).'
)
@click.option("--as-is", is_flag=True, help="Upload the file unchanged and unchecked.")
@click.option("--force", is_flag=True, help="Upload it even if services may reject it.")
@_common
def add(
    *,
    file: Path,
    text: str | None,
    name: str | None,
    part: str | None,
    as_is: bool,
    force: bool,
    service: str | None,
    as_json: bool,
) -> None:
    """Add a voice from a recording: 3 to 30 s of one speaker at 16 kHz or more, without noise or
    music. Model Studio wants 5 to 60 s.

    Any audio or video file works. It is checked, mixed down to mono, and uploaded as WAV.
    """  # noqa: D205 - click shows the first paragraph whole
    meant = service_meant(service, load_settings())
    text = _checked_words(text, needed=meant is None or not is_studio(meant))
    _need_name("--name", name)
    if as_is and part is not None:
        raise click.UsageError(
            say("--as-is uploads the whole file, so it can't be used with --part.")
        )
    span = None if part in (None, _BEST) else _span(part or "")
    name = (suggested_name(file.name) or file.name) if name is None else name

    async def run() -> None:
        if as_is:
            from desktop_app.voices.making import (  # noqa: PLC0415 - numpy and FFmpeg take 0.2 s
                make_voice_of_file,
            )

            settings = with_consent(load_settings(), service)
            async with connect(service, settings=settings) as connection:
                added = await make_voice_of_file(
                    connection.client, file, name, text, found=_tell_found
                )
        else:
            demands = demands_of(meant)
            recording, used = await chosen(
                file, span, trim=part == _BEST, force=force, demands=demands
            )
            settings = with_consent(load_settings(), service)
            async with connect(service, settings=settings) as connection:
                added = await _made(connection, meant, recording, used, (name, text))
        _print_voice(added, as_json=as_json)

    in_loop(run())


@command.command("record")
@click.argument("name")
@click.option("-t", "--text", required=True, help="The text to read aloud, word for word.")
@click.option("-d", "--device", help="Record from this microphone. See --list-devices.")
@click.option(
    "--seconds",
    type=Number(1, 120),
    default=15,
    show_default=True,
    help="Recording length. In a terminal, press Enter to stop earlier.",
)
@click.option(
    "--list-devices",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_microphones,
    help="List the microphones and exit.",
)
@click.option("--force", is_flag=True, help="Upload it even if services may reject it.")
@_common
def record(
    *,
    name: str,
    text: str,
    device: str | None,
    seconds: float,
    force: bool,
    service: str | None,
    as_json: bool,
) -> None:
    """Record someone reading a text aloud, and add it as the voice NAME.

    Silence at both ends is trimmed. If the voice can't be added, the recording is kept.
    """
    _checked_words(text, needed=True)
    _need_name("NAME", name)
    meant = service_meant(service, load_settings())

    async def run() -> None:
        from desktop_app.voices.kept import Notes, drop_if_empty, fresh_path  # noqa: PLC0415 - above

        # First of all: whoever has read aloud wants no service that is not there.
        settings = with_consent(load_settings(), service)
        async with connect(service, settings=settings) as connection:
            await connection.client.list_reference_audio(limit=1)
            microphone = None if device is None else DeviceName.parse(device)
            path = fresh_path(recordings_folder(), Notes(name, text))
            try:
                await record_aloud(path, text, seconds, microphone)
                demands = demands_of(meant)
                recording, used = await chosen(path, trim=True, force=force, demands=demands)
                added = await _made(connection, meant, recording, used, (name, text), kept=path)
            except BaseException:
                if not drop_if_empty(path):
                    click.echo(say("The recording was kept: {path}", path=path), err=True)
                raise
        _print_voice(added, as_json=as_json)

    in_loop(run())


async def _made(
    connection: Connection,
    meant: ServiceSettings | None,
    recording: Recording,
    used: Part,
    said: tuple[str, str],
    *,
    kept: Path | None = None,
) -> ReferenceAudio:
    """Make a voice, with the name and the transcript that are said of it.

    Model Studio keeps neither. It may make the voice though the wait for it ended with Ctrl-C: then
    they are kept here all the same, and the voice goes by its name.
    """
    from desktop_app.voices.making import claim_voice, make_voice  # noqa: PLC0415 - as for add
    from shared_client import CosyVoiceError  # noqa: PLC0415 - as for list

    client, before = connection.client, None
    if meant is not None and is_studio(meant):
        before = {voice.id for voice in await client.list_reference_audio(limit=1000)}
    try:
        with uploading(meant) as progress:
            return await make_voice(
                client, recording, used, *said, progress=progress, kept=kept, found=_tell_found
            )
    except asyncio.CancelledError:
        if before is not None:
            with suppress(CosyVoiceError, TimeoutError):
                async with asyncio.timeout(_CLAIM_LIMIT):
                    await claim_voice(client, before, used.seconds, *said)
        raise


def _tell_found(voice: ReferenceAudio) -> None:
    words = say(
        "The upload that was cut short made the voice {id}. Nothing was sent again.", id=voice.id
    )
    click.echo(words, err=True)


def _checked_words(text: str | None, *, needed: bool) -> str:
    """The transcript; empty where none is given and the service does without."""
    if text is None and not needed:
        return ""
    if text is None:
        raise click.MissingParameter(param_type="option", param_hint="'-t' / '--text'")
    if not text.strip() and needed:
        raise click.UsageError(say("--text must contain a transcript of the recording."))
    return text


def _need_name(option: str, name: str | None) -> None:
    if name is not None and not name.strip():
        raise click.UsageError(say("{option} must not be empty.", option=option))


def _span(part: str) -> tuple[float, float]:
    """Read "2.5-9", "2.5-" or "-9"."""
    try:
        start, end = part.split("-")
        span = float(start or 0), float(end or "inf")
    except ValueError:
        span = 0.0, 0.0
    if not 0 <= span[0] < span[1]:
        raise click.UsageError(
            say('“{part}” isn\'t a valid part. Use seconds ("2.5-9") or "best".', part=part)
        )
    return span


@command.command("remove")
@click.argument("voice")
@click.option("-y", "--yes", is_flag=True, help="Don't ask for confirmation.")
@_common
def remove(*, voice: str, yes: bool, service: str | None, as_json: bool) -> None:
    """Delete VOICE (an ID, the start of an ID, or a file name) after asking for confirmation."""

    async def run() -> None:
        async with connect(service) as connection:
            found = await find_voice(connection, voice)
            if not yes:
                if not sys.stdin.isatty():
                    raise click.UsageError(
                        say("Can't ask for confirmation here. Use --yes to remove it.")
                    )
                question = say(
                    "Delete the voice {file} ({id}) from {service}? This can't be undone.",
                    file=found.filename,
                    id=found.id,
                    service=connection.name,
                )
                if not confirmed(question):
                    return
            await connection.client.delete_reference_audio(found.id)
            with suppress(OSError):  # the voice is gone; what is kept of it can go later
                forget(voice_notes_file(), [found.id])
                drop_originals([found.id])
        if as_json:
            print_json(_as_json(found))
        else:
            click.echo(say("Deleted {file} ({id}).", file=found.filename, id=found.id))

    in_loop(run())


def _print_voice(voice: ReferenceAudio, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(voice))
        return
    click.echo(say("ID: {id}", id=voice.id))
    file = harmless(voice.filename)
    if voice.bytes:  # some services don't tell
        click.echo(say("File: {file} ({size})", file=file, size=_size(voice.bytes)))
    else:
        click.echo(say("File: {file}", file=file))
    click.echo(say("Added: {when}", when=_added(voice, "%Y-%m-%d %H:%M")))
    if voice.model is not None:
        click.echo(say("Model: {model}", model=voice.model))
    if state := _state(voice, voice.model):
        click.echo(say("State: {state}", state=state))
    if voice.text:
        click.echo(say("Transcript: {text}", text=harmless(voice.text)))


def _as_json(voice: ReferenceAudio) -> dict[str, Any]:
    return {
        **asdict(voice),
        "created_at": None if voice.created_at is None else voice.created_at.isoformat(),
    }


def _state(voice: ReferenceAudio, model: str | None) -> str:
    """What keeps a voice from speaking, or from being used unless it is named."""
    match voice.state:
        case "in_review":
            return say("in review")
        case "refused":
            return say("refused by the service")
        case _:
            other = voice.model not in (None, model)
            return say("model {model}", model=voice.model) if other else ""


def _added(voice: ReferenceAudio, form: str) -> str:
    return "–" if voice.created_at is None else voice.created_at.astimezone().strftime(form)


def _size(size: int) -> str:
    return f"{size / 1024:.0f} KiB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MiB"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - what fits a table
