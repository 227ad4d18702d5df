"""`cosyvoice check`: whether a service works, step by step, in plain words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.errors import AppError
from desktop_app.services.connection import connect, find_voice, service_meant, token_of
from desktop_app.services.consent import place_of
from desktop_app.services.gateways import is_gateway
from desktop_app.services.voice_notes import list_voices
from desktop_app.settings.settings import ServiceSettings, load_settings

from . import completion
from .consent import with_consent
from .failures import explain
from .language import later, say
from .terminal import in_loop, print_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop_app.services.connection import Connection

_SENTENCE: Final = "你好。"


@click.command("check")
@click.argument("service", required=False, shell_complete=completion.services)
@click.option("--silent", is_flag=True, help="Don't synthesize any speech.")
@click.option("--speak", is_flag=True, help="Synthesize speech even if the service bills it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, service: str | None, silent: bool, speak: bool, as_json: bool) -> None:
    """Test SERVICE and diagnose problems. Default: the active service.

    Nothing is spent: speech that Model Studio would bill is left out, unless you ask for it with
    --speak.
    """
    in_loop(_check(service, silent=silent, speak=speak, as_json=as_json))


async def _check(service: str | None, *, silent: bool, speak: bool, as_json: bool) -> None:
    found: list[dict[str, Any]] = []
    failure: BaseException | None = None
    try:
        settings = load_settings()
        if speak:
            settings = with_consent(settings, service)
        async with connect(service, settings=settings) as connection:
            if not as_json:
                address = str(connection.client.base_url)
                named = connection.name != address  # COSYVOICE_URL has no other name
                click.echo(f"{connection.name}: {address}" if named else address)
            async for what, finding, values in _steps(connection, silent=silent, speak=speak):
                found.append({"what": what, "finding": finding.format(**values)})
                if not as_json:
                    words = say("{what}: {finding}", what=say(what), finding=say(finding, **values))
                    click.echo(f"  {click.style('ok', fg='green')}  {words}")
    except BrokenPipeError:
        raise  # whoever read our output has gone
    except Exception as error:  # noqa: BLE001 - the step that failed is the result of a check
        failure = await _meaning(error, service)
    if as_json:
        wrong = None if failure is None else str(failure)
        print_json({"works": failure is None, "steps": found, "wrong": wrong})
    if failure is not None:
        sys.exit(explain(failure))


async def _meaning(error: Exception, name: str | None) -> Exception:
    """What went wrong; that an address leads to Model Studio is found out."""
    if getattr(error, "key", "") != "no_api_at":
        return error
    settings = load_settings()
    service = service_meant(name, settings)
    if service is None or not await is_gateway(
        service, await token_of(name or settings.active, service)
    ):
        return error
    return AppError(
        "gateway_unnamed", address=service.url, service=name or settings.active or "NAME"
    )


async def _steps(
    connection: Connection, *, silent: bool, speak: bool
) -> AsyncIterator[tuple[str, str, dict[str, Any]]]:
    """Each step that worked, what was found, and its values; the first that does not raises."""
    from shared_client import Dialect, SpeechOptions  # noqa: PLC0415 - connect has imported it

    client = connection.client
    info = await client.probe()
    studio = info.dialect is Dialect.MODEL_STUDIO
    if studio:
        where = {"region": place_of(ServiceSettings(str(client.base_url)))}
        yield later("Address"), later("Model Studio, {region}"), where
        yield later("Model"), later("{model} for new voices"), {"model": client.model}
    else:
        version = info.dialect.value.upper()
        yield later("Address"), later("CosyVoice API version {version}"), {"version": version}
    latency = {"ms": 1000 * info.latency}
    yield later("Token"), later("accepted, response time {ms:.0f} ms"), latency
    voices = await list_voices(client)
    ids = {voice.id for voice in voices}
    if connection.voice and connection.voice not in ids:
        raise AppError("default_voice_gone", voice=connection.voice, service=connection.name)
    none = later("none yet; add one with: cosyvoice voices add")
    yield later("Voices"), "{number}" if voices else none, {"number": len(voices)}
    await client.warm_up()
    yield "WebSocket", later("connected"), {}
    if silent or not voices:
        return
    if studio and not speak:
        yield later("Speech"), later("not tested, since it is billed; use --speak to test it"), {}
        return
    options = SpeechOptions((await find_voice(connection, None, to_speak=True)).id)
    async with client.speak(_SENTENCE, options) as stream:
        async for _ in stream.pcm():
            pass
    metrics = stream.metrics
    heard = {
        "seconds": metrics.audio_seconds,
        "ms": 1000 * (metrics.first_audio or 0),
        "factor": metrics.real_time_factor or 0,
    }
    figures = later("{seconds:.1f} s, first audio after {ms:.0f} ms, real-time factor {factor:.2f}")
    yield later("Speech"), figures, heard
    if metrics.characters is not None:
        yield later("Billed"), later("{characters} characters"), {"characters": metrics.characters}
