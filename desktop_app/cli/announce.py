"""`cosyvoice announce`: a text is said at home, by its voices and on its speakers."""

from __future__ import annotations

import sys

import click

from desktop_app.home.elsewhere import House, announce, at_home, look_around, named
from desktop_app.settings.settings import load_settings

from .language import say
from .terminal import in_loop, print_table


@click.command("announce")
@click.argument("text", nargs=-1)
@click.option("--to", "places", multiple=True, help="A speaker at home; again for the next.")
@click.option("--voice", default="", help="A voice of the home. Default: its first one.")
@click.option("--list", "lists", is_flag=True, help="List the speakers and voices of the home.")
def command(*, text: tuple[str, ...], places: tuple[str, ...], voice: str, lists: bool) -> None:
    """Announce TEXT at home, on the speakers named with --to; - for standard input."""
    words = " ".join(text)
    if lists:
        house = in_loop(_look())
        rows = [(say("Speaker"), one.name, one.entity_id) for one in house.speakers]
        rows += [(say("Voice"), one.name, one.entity_id) for one in house.voices]
        print_table(("", say("Name"), "ID"), rows, empty=say("Nothing at home can announce."))
        return
    if words == "-":
        words = sys.stdin.read()
    if not words.strip():
        raise click.UsageError(say("Nothing to announce."))
    if not places:
        raise click.UsageError(say("Name a speaker with --to. --list shows them."))
    in_loop(_announce(words, places, voice))


async def _look() -> House:
    async with at_home(load_settings().home) as socket:
        return await look_around(socket)


async def _announce(text: str, places: tuple[str, ...], voice: str) -> None:
    async with at_home(load_settings().home) as socket:
        house = await look_around(socket)
        speakers = [named(place, house.speakers, "home_speaker_unknown") for place in places]
        speaks = named(voice, house.voices, "home_voice_unknown") if voice else None
        await announce(socket, text, speakers, speaks)
