"""`cosyvoice voices part`: the part of a recording that is cloned from, shown and chosen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from desktop_app.errors import VoiceError
from desktop_app.services.connection import connect, find_voice

from . import completion
from .language import say
from .numbers import Number
from .terminal import in_loop, print_json, print_table
from .typography import harmless

if TYPE_CHECKING:
    from shared_client import Excerpt, Excerpts

_NEAR: Final = 0.5
"""Seconds by which each end may be beside that of a part: nobody types hundredths."""
_LONGEST: Final = 60  # characters of the words in a table


@click.command("part")
@click.argument("voice")
@click.option("--from", "begin", type=Number(0), help="Use the part from this second …")
@click.option(
    "--to", "end", type=Number(0), help="… to this one. Only the listed parts can be used."
)
@click.option("--whole", is_flag=True, help="Use the whole recording.")
@click.option("--best", is_flag=True, help="Let the engine choose again.")
@click.option(
    "-s",
    "--service",
    help='Name of a service, or "local".',
    shell_complete=completion.services,
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    voice: str,
    begin: float | None,
    end: float | None,
    whole: bool,
    best: bool,
    service: str | None,
    as_json: bool,
) -> None:
    """Show which part of the recording of VOICE is cloned from, or choose another.

    An engine such as ZipVoice clones from 3 to 4 seconds. Only parts whose words are certain can be
    used. Services that use the whole recording have no parts.
    """
    if (begin is None) != (end is None):
        raise click.UsageError(say("Use --from and --to together."))
    if sum((begin is not None, whole, best)) > 1:
        raise click.UsageError(say("Use only one of --from and --to, --whole, and --best."))

    async def run() -> None:
        async with connect(service) as connection:
            found = await find_voice(connection, voice)
            client = connection.client
            known = await client.excerpts(found.id)
            if known is not None and best:
                known = await client.choose_excerpt(found.id, None)
            elif known is not None and whole:
                known = await client.choose_excerpt(found.id, known.candidates[0])
            elif known is not None and begin is not None and end is not None:
                known = await client.choose_excerpt(found.id, _nearest(known, begin, end))
            elif known is None and (best or whole or begin is not None):
                raise VoiceError("no_parts", service=connection.name)
        if as_json:
            print_json(_as_json(known))
        elif known is None:
            words = say(
                "{service} uses the whole recording of each voice.", service=connection.name
            )
            click.echo(words)
        else:
            _show(known)

    in_loop(run())


def _nearest(known: Excerpts, begin: float, end: float) -> Excerpt:
    """The part that is meant.

    Raises:
        VoiceError: There is none there.
    """
    fitting = [
        one
        for one in known.candidates
        if abs(one.begin - begin) <= _NEAR and abs(one.end - end) <= _NEAR
    ]
    if not fitting:
        parts = [f"{one.begin:.1f}-{one.end:.1f}" for one in known.candidates]
        raise VoiceError("no_such_part", begin=begin, end=end, parts=parts)
    return min(fitting, key=lambda one: abs(one.begin - begin) + abs(one.end - end))


def _show(known: Excerpts) -> None:
    by = {
        "automatic": say("chosen by {engine}", engine=known.engine),
        "whole": say("chosen by you"),
        "excerpt": say("chosen by you"),
    }
    used = known.used
    words = say(
        "{engine} clones from {begin:.1f} to {end:.1f} s ({by}).",
        engine=known.engine,
        begin=used.begin,
        end=used.end,
        by=by[known.choice],
    )
    click.echo(words)
    print_table(
        (say("From"), say("To"), say("Transcript"), ""),
        [
            (
                f"{one.begin:.1f}",
                f"{one.end:.1f}",
                _short(harmless(one.text)),
                say("used") if one == used else say("the whole") if one.whole else "",
            )
            for one in known.candidates
        ],
        empty="",
    )


def _as_json(known: Excerpts | None) -> dict[str, Any] | None:
    return None if known is None else asdict(known)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
