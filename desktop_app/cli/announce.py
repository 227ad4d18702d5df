"""`cosyvoice announce`: a text is said at home, by its voices and on its speakers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from desktop_app.home.elsewhere import (
    announce,
    at_home,
    look_around,
    named,
    named_speech,
    speakers_of,
    speech_of,
)
from desktop_app.settings.settings import load_settings
from desktop_app.system.control import send

from .control import NotRunningError
from .language import say
from .terminal import in_loop, print_table

if TYPE_CHECKING:
    from desktop_app.home.elsewhere import House


@click.command("announce")
@click.argument("text", nargs=-1)
@click.option(
    "--to", "places", multiple=True, help="A speaker or a room at home; again for the next."
)
@click.option(
    "--voice", default="", help="A voice of the home, or VOICE/NAME. Default: the last one used."
)
@click.option("--list", "lists", is_flag=True, help="List the speakers and voices of the home.")
def command(*, text: tuple[str, ...], places: tuple[str, ...], voice: str, lists: bool) -> None:
    """Announce TEXT at home, on the speakers named with --to; - for standard input.

    Without --to, it's announced where the app's window announced last. Without anything, that
    window opens.
    """
    words = " ".join(text)
    if lists:
        house = in_loop(_look())
        rows = [(say("Speaker"), one.name, one.area, one.entity_id) for one in house.speakers]
        rows += [(say("Voice"), one.name, one.area, one.entity_id) for one in house.voices]
        heads = ("", say("Name"), say("Room"), "ID")
        print_table(heads, rows, empty=say("Nothing at home can announce."))
        return
    if not (text or places or voice):
        if send("announce") is None:
            raise NotRunningError
        return
    if words == "-":
        words = sys.stdin.read()
    if not words.strip():
        raise click.UsageError(say("Nothing to announce."))
    places = places or load_settings().home.announce_to
    if not places:
        raise click.UsageError(say("Name a speaker with --to. --list shows them."))
    in_loop(_announce(words, places, voice))


async def _look() -> House:
    async with at_home(load_settings().home) as socket:
        return await look_around(socket)


async def _announce(text: str, places: tuple[str, ...], voice: str) -> None:
    settings = load_settings().home
    async with at_home(settings) as socket:
        house = await look_around(socket)
        found = [one for place in places for one in speakers_of(place, house.speakers)]
        speaks = speech = None
        if voice:
            whose, _, which = voice.partition("/")
            speaks = named(whose, house.voices, "home_voice_unknown")
            if which:
                speech = named_speech(which, speaks, await speech_of(socket, speaks.entity_id))
        elif known := [one for one in house.voices if one.entity_id == settings.announce_voice]:
            (speaks,) = known
            if settings.announce_speech:
                spoken = await speech_of(socket, speaks.entity_id)
                speech = next((one for one in spoken if one.id == settings.announce_speech), None)
        await announce(socket, text, list(dict.fromkeys(found)), speaks, speech)
