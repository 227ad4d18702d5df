"""`cosyvoice voices`: the reference audio of a service."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any

import click

from desktop_app.connection import connect, find_voice
from desktop_app.errors import AppError

from .terminal import in_loop, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared_client import ReferenceAudio


@click.group("voices")
def command() -> None:
    """List, show, add and remove the voices of a service."""


def _common(function: Callable[..., None]) -> Callable[..., None]:
    """The options that all of them have."""
    function = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
    return click.option("-s", "--service", help='A service of the settings, or "local".')(function)


@command.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--oldest-first", is_flag=True, help="The newest come first otherwise.")
@_common
def list_voices(*, limit: int, oldest_first: bool, service: str | None, as_json: bool) -> None:
    """List the voices."""

    async def run() -> None:
        from shared_client import SortOrder  # noqa: PLC0415 - 0.3 s that help texts do not need

        order = SortOrder.ASC if oldest_first else SortOrder.DESC
        async with connect(service) as connection:
            voices = await connection.client.list_reference_audio(limit=limit, order=order)
            default = connection.voice or (voices[0].id if voices and not oldest_first else "")
        if as_json:
            print_json([_as_json(voice) for voice in voices])
            return
        print_table(
            ("Id", "File", "Added", "Text", ""),
            [
                (
                    voice.id,
                    voice.filename,
                    f"{voice.created_at.astimezone():%Y-%m-%d}",
                    _short(voice.text),
                    "default" if voice.id == default else "",
                )
                for voice in voices
            ],
            empty='There is no voice yet. Add one: cosyvoice voices add FILE --text "what is said"',
        )

    in_loop(run())


@command.command("show")
@click.argument("voice")
@_common
def show(*, voice: str, service: str | None, as_json: bool) -> None:
    """Show VOICE: an id, the start of one, or a file name."""

    async def run() -> None:
        async with connect(service) as connection:
            found = await find_voice(connection, voice)
            _print_voice(await connection.client.get_reference_audio(found.id), as_json=as_json)

    in_loop(run())


@command.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("-t", "--text", required=True, help="What is said in it, word for word.")
@click.option("-n", "--name", help="Its name on the service; by default that of the file.")
@_common
def add(*, file: Path, text: str, name: str | None, service: str | None, as_json: bool) -> None:
    """Add a voice: 3 to 30 s of one speaker, 16 kHz or more, without noise or music."""
    if not text.strip():
        raise click.UsageError("--text must say what is said in the file.")
    if name is not None and not Path(name).suffix:
        name += file.suffix

    async def run() -> None:
        async with connect(service) as connection:
            try:
                added = await connection.client.upload_reference_audio(file, text, filename=name)
            except ValueError as error:
                raise AppError(f"{file} cannot be a voice: {error}.") from None
        _print_voice(added, as_json=as_json)

    in_loop(run())


@command.command("remove")
@click.argument("voice")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@_common
def remove(*, voice: str, yes: bool, service: str | None, as_json: bool) -> None:
    """Remove VOICE: an id, the start of one, or a file name. It asks before."""

    async def run() -> None:
        async with connect(service) as connection:
            found = await find_voice(connection, voice)
            if not yes:
                if not sys.stdin.isatty():
                    raise click.UsageError("Nobody can be asked here: give --yes to remove it.")
                what = f"Remove the voice {found.filename} ({found.id}) from {connection.name}?"
                click.confirm(f"{what} This cannot be undone.", abort=True, err=True)
            await connection.client.delete_reference_audio(found.id)
        if as_json:
            print_json(_as_json(found))
        else:
            click.echo(f"Removed {found.filename} ({found.id}).")

    in_loop(run())


def _print_voice(voice: ReferenceAudio, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_json(voice))
        return
    click.echo(f"Id     {voice.id}")
    click.echo(f"File   {voice.filename} ({_size(voice.bytes)})")
    click.echo(f"Added  {voice.created_at.astimezone():%Y-%m-%d %H:%M}")
    click.echo(f"Text   {voice.text}")


def _as_json(voice: ReferenceAudio) -> dict[str, Any]:
    return {**asdict(voice), "created_at": voice.created_at.isoformat()}


def _size(size: int) -> str:
    return f"{size / 1024:.0f} KiB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MiB"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 - what fits a table
