"""`cosyvoice check`: whether a service works, step by step, in plain words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.errors import AppError
from desktop_app.services.connection import connect

from .failures import explain
from .terminal import in_loop, print_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop_app.services.connection import Connection

_SENTENCE: Final = "你好。"


@click.command("check")
@click.argument("service", required=False)
@click.option("--silent", is_flag=True, help="Do not have the service speak a word.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, service: str | None, silent: bool, as_json: bool) -> None:
    """Find out whether SERVICE works: by default the one in use."""
    in_loop(_check(service, silent=silent, as_json=as_json))


async def _check(service: str | None, *, silent: bool, as_json: bool) -> None:
    found: list[dict[str, Any]] = []
    failure: BaseException | None = None
    try:
        async with connect(service) as connection:
            if not as_json:
                click.echo(f"{connection.name}: {connection.client.base_url}")
            async for what, finding in _steps(connection, silent=silent):
                found.append({"what": what, "finding": finding})
                if not as_json:
                    click.echo(f"  {click.style('ok', fg='green')}  {what}: {finding}")
    except Exception as error:  # noqa: BLE001 - the step that failed is the result of a check
        failure = error
    if as_json:
        wrong = None if failure is None else str(failure)
        print_json({"works": failure is None, "steps": found, "wrong": wrong})
    if failure is not None:
        sys.exit(explain(failure))


async def _steps(connection: Connection, *, silent: bool) -> AsyncIterator[tuple[str, str]]:
    """Each step that worked, in words; the first that does not raises."""
    from shared_client import SpeechOptions  # noqa: PLC0415 - connect has imported it

    client = connection.client
    info = await client.probe()
    yield "Address", f"a CosyVoice API, dialect {info.dialect.value.upper()}"
    yield "Token", f"accepted, answer after {1000 * info.latency:.0f} ms"
    voices = await client.list_reference_audio(limit=1000)
    ids = {voice.id for voice in voices}
    if connection.voice and connection.voice not in ids:
        raise AppError(
            f"The default voice {connection.voice} is not on the service any more.",
            hint=f"Choose another: cosyvoice config voice {connection.name} ID",
        )
    yield "Voices", f"{len(voices)}" if voices else "none yet; add one with cosyvoice voices add"
    await client.warm_up()
    yield "WebSocket", "opened"
    if silent or not voices:
        return
    options = SpeechOptions(connection.voice or voices[0].id)
    async with client.speak(_SENTENCE, options) as stream:
        async for _ in stream.pcm():
            pass
    metrics = stream.metrics
    first = 1000 * (metrics.first_audio or 0)
    factor = metrics.real_time_factor or 0
    heard = f"{metrics.audio_seconds:.1f} s, first audio after {first:.0f} ms"
    yield "Speech", f"{heard}, real-time factor {factor:.2f}"
