"""What is announced at home from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.home.elsewhere import Thing, announce, at_home, look_around, named
from desktop_app.home.login import HomeError
from desktop_app.home.pairing import pair
from desktop_app.settings.home import HomeSettings
from desktop_app.settings.tokens import TokenPlace

from .house import ACCESS
from .test_pairing import nobody

if TYPE_CHECKING:
    from .house import House

STATES = [
    {"entity_id": "media_player.kitchen", "state": "idle",
     "attributes": {"friendly_name": "Kitchen", "supported_features": 512}},
    {"entity_id": "media_player.tv", "state": "off", "attributes": {"supported_features": 4}},
    {"entity_id": "assist_satellite.hall", "state": "idle",
     "attributes": {"friendly_name": "Hall", "supported_features": 1}},
    {"entity_id": "tts.grandma", "state": "unknown", "attributes": {"friendly_name": "Grandma"}},
    {"entity_id": "light.kitchen", "state": "on", "attributes": None},
    {"entity_id": 5},
    "nonsense",
]  # fmt: skip


async def test_speakers_and_voices_are_found_and_used(house: House) -> None:
    house.answers["get_states"] = STATES
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    async with at_home(settings) as socket:
        found = await look_around(socket)
        assert [one.name for one in found.speakers] == ["Hall", "Kitchen"]
        assert [one.entity_id for one in found.voices] == ["tts.grandma"]
        await announce(socket, "Dinner!", found.speakers, None)
    satellite, player = sorted(house.of("call_service"), key=lambda one: one["domain"])
    assert player["domain"] == "tts"
    assert player["target"] == {"entity_id": "tts.grandma"}
    assert player["service_data"] == {
        "media_player_entity_id": ["media_player.kitchen"],
        "message": "Dinner!",
        "cache": False,
    }
    assert satellite["target"] == {"entity_id": "assist_satellite.hall"}


async def test_a_home_without_a_voice_says_so(house: House) -> None:
    house.answers["get_states"] = STATES[:1]
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    async with at_home(settings) as socket:
        with pytest.raises(HomeError) as error:
            await announce(socket, "Dinner!", (await look_around(socket)).speakers, None)
    assert error.value.key == "home_without_voice"


async def test_there_has_to_be_a_home(house: House) -> None:
    with pytest.raises(HomeError):
        async with at_home(HomeSettings()):
            pass
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    house.upgrade_status = 502
    with pytest.raises(HomeError):
        async with at_home(settings):
            pass


def test_a_name_is_enough() -> None:
    things = [Thing("media_player.kitchen", "Kitchen"), Thing("media_player.kids", "Kids' room")]
    for words in ("kitchen", "media_player.kitchen", "KIT"):
        assert named(words, things, "home_speaker_unknown") is things[0]
    for words, key in (("ki", "home_thing_ambiguous"), ("kichen", "home_speaker_unknown")):
        with pytest.raises(HomeError) as error:
            named(words, things, "home_speaker_unknown")
        assert error.value.key == key
