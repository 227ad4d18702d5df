"""What is announced at home from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.home.elsewhere import (
    Speech,
    Thing,
    announce,
    at_home,
    look_around,
    named,
    named_speech,
    speakers_of,
    speech_of,
)
from desktop_app.home.login import HomeError
from desktop_app.home.pairing import pair
from desktop_app.settings.home import HomeSettings
from desktop_app.settings.tokens import TokenPlace

from .house import ACCESS, Refused
from .test_pairing import nobody

if TYPE_CHECKING:
    from .house import House

REGISTRIES = {
    "config/area_registry/list": [{"area_id": "k", "name": "Cuisine"}, {"area_id": "h"}, 5],
    "config/device_registry/list": [{"id": "d1", "area_id": "k"}, {"id": "d2", "area_id": None}],
    "config/entity_registry/list_for_display": {
        "entities": [
            {"ei": "media_player.kitchen", "di": "d1"},
            {"ei": "assist_satellite.hall", "di": "d1", "ai": None},
            {"ei": "tts.grandma", "di": "d2"},
        ]
    },
}
"""A home in which the hall's satellite is a part of the kitchen's speaker."""
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


async def test_a_room_is_known_and_its_device_says_it_once(house: House) -> None:
    house.answers |= {"get_states": STATES, **REGISTRIES}
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    async with at_home(settings) as socket:
        found = (await look_around(socket)).speakers
    assert [(one.name, one.area) for one in found] == [("Hall", "Cuisine"), ("Kitchen", "Cuisine")]
    assert [one.name for one in speakers_of("cuisine", found)] == ["Kitchen"]
    assert [one.name for one in speakers_of("hall", found)] == ["Hall"]
    with pytest.raises(HomeError):
        speakers_of("cellar", found)


async def test_rooms_that_are_not_told_leave_the_speakers(house: House) -> None:
    refused = Refused("unauthorized")
    house.answers |= {"get_states": STATES, "config/area_registry/list": refused}
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    async with at_home(settings) as socket:
        assert len((await look_around(socket)).speakers) == 2


async def test_an_engine_speaks_in_the_voice_that_is_chosen(house: House) -> None:
    engine = Thing("tts.grandma", "Grandma")
    house.answers |= {
        "get_config": {"language": "de"},
        "tts/engine/get": {"provider": {"supported_languages": ["en-US", "de-DE", 7]}},
        "tts/engine/voices": lambda said: {
            "voices": [{"voice_id": "calm", "name": "Calm"}, {"voice_id": said["language"]}, {}]
        },
    }
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    async with at_home(settings) as socket:
        known = await speech_of(socket, "tts.grandma")
        assert known == (Speech("calm", "Calm", "de-DE"), Speech("de-DE", "de-DE", "de-DE"))
        calm = named_speech("CALM", engine, known)
        player = Thing("media_player.kitchen", "Kitchen")
        gone = Thing("media_player.attic", "Attic", is_there=False)
        with pytest.raises(HomeError) as error:
            await announce(socket, "Dinner!", [player, gone], engine, calm)
        assert error.value.key == "home_speakers_away"
        house.answers["tts/engine/get"] = {"provider": None}
        assert await speech_of(socket, "tts.grandma") == ()
        house.answers["call_service"] = Refused("home_assistant_error")
        with pytest.raises(HomeError) as error:
            await announce(socket, "Dinner!", [player], engine)
        assert error.value.key == "home_command_refused"
    said = house.of("call_service")[0]["service_data"]
    assert (said["language"], said["options"]) == ("de-DE", {"voice": "calm"})
    assert said["media_player_entity_id"] == ["media_player.kitchen"]
    with pytest.raises(HomeError) as error:
        named_speech("calmer", engine, known)
    assert error.value.values["alike"] == "Calm"


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
