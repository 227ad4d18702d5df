"""The blueprints, as Home Assistant imports and runs them, with players that only listen."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import quote

from homeassistant.components import media_source
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint, DomainBlueprints
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.setup import async_setup_component
from homeassistant.util import yaml as yaml_util
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)
from yarl import URL

from script.repository import home

from .conftest import TTS_ENTITY
from .desktops import ACTIVITY, SPEAKER

if TYPE_CHECKING:
    from collections.abc import Generator

    from freezegun.api import FrozenDateTimeFactory
    from homeassistant.core import HomeAssistant

    from .desktops import Arrive

ROOT = Path(__file__).resolve().parents[3]
BLUEPRINTS = ROOT / "blueprints"
AUTOMATION = "automation"
SCRIPT = "script"
DOORBELL = "automation/cosyvoice/doorbell_announcement.yaml"
DESK = "automation/cosyvoice/doorbell_at_the_desk.yaml"
SCENE = "automation/cosyvoice/desk_button_scene.yaml"
HOUSE = "automation/cosyvoice/tell_the_house.yaml"
BRIEFING = "script/cosyvoice/morning_briefing.yaml"
ALL = (DOORBELL, DESK, SCENE, HOUSE, BRIEFING)
RAW = f"{home().url}/blob/main/blueprints/"
BELL = "binary_sensor.doorbell"
NOON = "2026-11-21 12:00:00-08:00"  # the tests' home lies on the west coast of America
PLAYER = "media_player.kitchen"
SATELLITE = "assist_satellite.hall"


@pytest.fixture(autouse=True)
def _load_from_repository() -> Generator[None]:
    """Read blueprints where they are, instead of from a config folder."""

    def load(self: DomainBlueprints, path: str) -> Blueprint:
        return blueprint(f"{self.domain}/{path}")

    with patch.object(DomainBlueprints, "_load_blueprint", load):
        yield


def blueprint(path: str) -> Blueprint:
    domain = path.partition("/")[0]
    return Blueprint(
        yaml_util.load_yaml_dict(str(BLUEPRINTS / path)),
        expected_domain=domain,
        path=path.partition("/")[2],
        schema=AUTOMATION_BLUEPRINT_SCHEMA if domain == "automation" else BLUEPRINT_SCHEMA,
    )


def listen(hass: HomeAssistant) -> dict[str, list[ServiceCall]]:
    return {
        f"{domain}.{action}": async_mock_service(hass, domain, action)
        for domain, action in (
            ("tts", "speak"),
            ("media_player", "play_media"),
            ("media_player", "volume_set"),
            ("assist_satellite", "announce"),
            ("assist_satellite", "start_conversation"),
        )
    }


async def settle() -> None:
    """Let everything run up to where it waits for time to pass."""
    for _ in range(100):
        await asyncio.sleep(0)


async def wait_on_it(hass: HomeAssistant, seconds: float, freezer: FrozenDateTimeFactory) -> None:
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await settle()


async def set_up_doorbell(hass: HomeAssistant, **inputs: Any) -> dict[str, list[ServiceCall]]:
    hass.states.async_set(BELL, "off")
    calls = listen(hass)
    assert await async_setup_component(
        hass,
        AUTOMATION,
        {
            AUTOMATION: {
                "use_blueprint": {
                    "path": DOORBELL.partition("/")[2],
                    "input": {"doorbell": [BELL], "voice": TTS_ENTITY, "pause": 0, **inputs},
                }
            }
        },
    )
    await hass.async_block_till_done()
    assert hass.states.async_entity_ids_count(AUTOMATION) == 1
    return calls


async def ring(hass: HomeAssistant) -> None:
    hass.states.async_set(BELL, "on")
    await settle()


@pytest.mark.parametrize("path", ALL)
def test_a_blueprint_is_valid_and_knows_where_it_is_from(path: str) -> None:
    loaded = blueprint(path)
    assert loaded.validate() is None
    assert loaded.metadata["source_url"] == RAW + path
    assert loaded.metadata["homeassistant"]["min_version"] == "2026.10.0"


def test_every_blueprint_is_tested() -> None:
    found = {path.relative_to(BLUEPRINTS).as_posix() for path in BLUEPRINTS.rglob("*.yaml")}
    assert found == set(ALL)


@pytest.mark.parametrize("path", ALL)
def test_every_blueprint_can_be_imported_from_the_documentation(path: str) -> None:
    pages = (ROOT / "docs" / name for name in ("home-assistant.md", "home-and-desk.md"))
    links = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert f"blueprint_url={quote(RAW + path, safe='')})" in links
    assert f"(../blueprints/{path})" in links


# --- From and to the desk -------------------------------------------------------------------------


async def automate(hass: HomeAssistant, path: str, **inputs: Any) -> None:
    used = {"use_blueprint": {"path": path.partition("/")[2], "input": inputs}}
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: used})
    await hass.async_block_till_done()
    (state,) = hass.states.async_all(AUTOMATION)
    assert state.state == "on"


@pytest.mark.usefixtures("init_integration")
async def test_the_doorbell_is_heard_at_the_desk(hass: HomeAssistant, arrive: Arrive) -> None:
    hass.states.async_set(BELL, "off")
    desktop = await arrive()
    chime = {"media_content_id": "/local/ding.wav", "media_content_type": "audio/wav"}
    await automate(
        hass,
        DESK,
        doorbell=[BELL],
        computers=[SPEAKER],
        voice=TTS_ENTITY,
        message="{{ 1 + 1 }} people are at the door.",
        volume=40,
        chime=chime,
        pause=0,
    )
    hass.states.async_set(BELL, "on")
    told = await desktop.announcement()
    assert told["message"] == "2 people are at the door."
    assert told["url"].startswith("/api/tts_proxy/")
    assert told["chime"].startswith("/local/ding.wav")
    assert (told["urgent"], told["volume"]) == (True, 0.4)
    await desktop.heard(told, stage="failed", reason="device")
    await hass.async_block_till_done()
    hass.states.async_set(BELL, "unavailable")
    hass.states.async_set(BELL, "on")  # it comes back
    hass.states.async_set(BELL, "off")
    assert await desktop.has_no_event()
    hass.states.async_set(BELL, "on")
    await desktop.heard(await desktop.announcement())
    await hass.async_block_till_done()


async def test_a_hotkey_at_the_desk_turns_on_a_scene(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    scenes, others = (async_mock_service(hass, *one) for one in (("scene", "turn_on"), ("t", "t")))
    await automate(
        hass,
        SCENE,
        computers=[ACTIVITY],
        button="Lights",
        scene=["scene.movie"],
        then=[{"action": "t.t", "data": {"by": "{{ trigger.to_state.attributes.button }}"}}],
    )
    for button in ("door", "lights"):
        await desktop.say("event", kind="pressed", data={"button": button})
        await hass.async_block_till_done()
    (scene,), (other,) = scenes, others
    assert scene.data == {"entity_id": ["scene.movie"]}
    assert other.data == {"by": "lights"}


async def test_a_hotkey_at_the_desk_tells_the_house(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    calls = listen(hass)
    await automate(
        hass,
        HOUSE,
        computers=[ACTIVITY],
        message="{{ trigger.to_state.attributes.button_name }} & out",
        voice=TTS_ENTITY,
        players=[PLAYER],
        satellites=[SATELLITE],
    )
    await desktop.say("event", kind="pressed", data={"button": "lights"})
    await hass.async_block_till_done()
    (speak,), (announce,) = calls["tts.speak"], calls["assist_satellite.announce"]
    assert speak.data["media_player_entity_id"] == [PLAYER]
    assert speak.data["message"] == announce.data["message"] == "Lights & out"
    assert URL(announce.data["media_id"]).query == {"message": "Lights & out"}


# --- Doorbell -------------------------------------------------------------------------------------


async def test_the_doorbell_is_announced(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    calls = await set_up_doorbell(
        hass,
        players=[PLAYER],
        message="{{ 1 + 1 }} people are at the door.",
    )
    await ring(hass)
    (speak,) = calls["tts.speak"]
    assert speak.data == {
        "entity_id": [TTS_ENTITY],
        "media_player_entity_id": [PLAYER],
        "message": "2 people are at the door.",
    }
    assert not calls["media_player.volume_set"]
    assert not calls["assist_satellite.announce"]


async def test_an_event_of_a_doorbell_rings_and_its_memory_does_not(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    calls = await set_up_doorbell(hass, doorbell=["event.doorbell"], players=[PLAYER])
    hass.states.async_set("event.doorbell", "2026-11-20T12:00:00.000+00:00")  # at the start
    await settle()
    assert not calls["tts.speak"]
    hass.states.async_set("event.doorbell", "unavailable")
    hass.states.async_set("event.doorbell", "2026-11-20T12:00:00.000+00:00")  # back again
    await settle()
    assert not calls["tts.speak"]
    hass.states.async_set("event.doorbell", "2026-11-21T20:00:00.000+00:00")
    await settle()
    assert len(calls["tts.speak"]) == 1


@pytest.mark.parametrize("before", ["unknown", "unavailable"])
async def test_a_sensor_that_comes_back_does_not_ring(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, before: str
) -> None:
    freezer.move_to(NOON)
    calls = await set_up_doorbell(hass, players=[PLAYER])
    hass.states.async_set(BELL, before)
    await ring(hass)
    assert not calls["tts.speak"]


@pytest.mark.parametrize(
    ("time", "quiet", "spoken"),
    [
        ("21:59", ("22:00:00", "07:00:00"), True),
        ("22:00", ("22:00:00", "07:00:00"), False),
        ("06:59", ("22:00:00", "07:00:00"), False),
        ("07:00", ("22:00:00", "07:00:00"), True),
        ("13:30", ("13:00:00", "15:00:00"), False),
        ("12:59", ("13:00:00", "15:00:00"), True),
        ("03:00", ("00:00:00", "00:00:00"), True),
    ],
)
async def test_quiet_hours(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    time: str,
    quiet: tuple[str, str],
    *,
    spoken: bool,
) -> None:
    freezer.move_to(f"2026-11-21 {time}:00-08:00")
    calls = await set_up_doorbell(hass, players=[PLAYER], quiet_from=quiet[0], quiet_to=quiet[1])
    await ring(hass)
    assert bool(calls["tts.speak"]) is spoken


@pytest.mark.parametrize(("states", "spoken"), [(("not_home", "home"), True), (("away",), False)])
async def test_nobody_at_home_hears_nothing(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    states: tuple[str, ...],
    *,
    spoken: bool,
) -> None:
    freezer.move_to(NOON)
    people = {f"person.number_{number}": state for number, state in enumerate(states)}
    for person, state in people.items():
        hass.states.async_set(person, state)
    calls = await set_up_doorbell(hass, players=[PLAYER], people=list(people))
    await ring(hass)
    assert bool(calls["tts.speak"]) is spoken


async def test_the_volume_is_set_and_set_back(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    hass.states.async_set(PLAYER, "idle", {"volume_level": 0.2})
    hass.states.async_set("media_player.mute", "off")
    calls = await set_up_doorbell(hass, players=[PLAYER, "media_player.mute"], volume=60)
    await ring(hass)
    assert [call.data for call in calls["media_player.volume_set"]] == [
        {"entity_id": [PLAYER], "volume_level": 0.6}
    ]
    hass.states.async_set(PLAYER, "playing", {"volume_level": 0.6})
    await wait_on_it(hass, 10, freezer)
    assert len(calls["media_player.volume_set"]) == 1
    hass.states.async_set(PLAYER, "idle", {"volume_level": 0.6})
    await settle()
    assert calls["media_player.volume_set"][1].data == {"entity_id": [PLAYER], "volume_level": 0.2}


async def test_a_chime_comes_first(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(NOON)
    chime = {
        "media_content_id": "media-source://media_source/local/chime.mp3",
        "media_content_type": "audio/mpeg",
        "metadata": {"title": "chime.mp3"},
    }
    calls = await set_up_doorbell(
        hass, players=[PLAYER], satellites=[SATELLITE], chime=chime, chime_seconds=3
    )
    await ring(hass)
    (play,) = calls["media_player.play_media"]
    assert play.data["media"]["media_content_id"] == chime["media_content_id"]
    assert play.data["announce"] is True
    (announce,) = calls["assist_satellite.announce"]
    assert announce.data["preannounce_media_id"] == chime["media_content_id"]
    assert not calls["tts.speak"]
    await wait_on_it(hass, 3.1, freezer)
    assert len(calls["tts.speak"]) == 1


@pytest.mark.usefixtures("init_integration")
async def test_satellites_speak_with_the_voice_that_was_chosen(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    message = "Besuch? Ja & nein – 有人在门口！ 100%"
    calls = await set_up_doorbell(hass, satellites=[SATELLITE], message=message)
    await ring(hass)
    (announce,) = calls["assist_satellite.announce"]
    assert announce.data["entity_id"] == [SATELLITE]
    assert announce.data["message"] == message
    media_id = announce.data["media_id"]
    assert URL(media_id).name == TTS_ENTITY
    assert URL(media_id).query == {"message": message}
    media = await media_source.async_resolve_media(hass, media_id, None)
    assert media.url.startswith("/api/tts_proxy/")


async def test_a_telephone_speaks_with_a_voice_of_its_own(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    calls = await set_up_doorbell(hass, satellites=[SATELLITE], own_voice=True)
    await ring(hass)
    (announce,) = calls["assist_satellite.announce"]
    assert announce.data == {
        "entity_id": [SATELLITE],
        "message": "Someone is at the door.",
    }


async def test_it_rings_twice_and_speaks_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to(NOON)
    calls = await set_up_doorbell(hass, players=[PLAYER], pause=30)
    for _ in range(2):
        await ring(hass)
        hass.states.async_set(BELL, "off")
    assert len(calls["tts.speak"]) == 1
    await wait_on_it(hass, 31, freezer)
    await ring(hass)
    assert len(calls["tts.speak"]) == 2


async def set_up_briefing(
    hass: HomeAssistant, reply: str | None, **inputs: Any
) -> dict[str, list[ServiceCall]]:
    calls = listen(hass)
    asked = calls["conversation.process"] = []

    def process(call: ServiceCall) -> ServiceResponse:
        asked.append(call)
        if reply is None:
            return {}
        return {"response": {"speech": {"plain": {"speech": reply, "extra_data": None}}}}

    hass.services.async_register(
        "conversation", "process", process, supports_response=SupportsResponse.OPTIONAL
    )
    assert await async_setup_component(
        hass,
        SCRIPT,
        {
            SCRIPT: {
                "briefing": {
                    "use_blueprint": {
                        "path": BRIEFING.partition("/")[2],
                        "input": {"voice": TTS_ENTITY, "agent": "conversation.writer", **inputs},
                    }
                }
            }
        },
    )
    await hass.services.async_call(SCRIPT, "briefing", blocking=True)
    await hass.async_block_till_done()
    return calls


async def test_a_briefing_on_a_satellite_begins_with_the_greeting(hass: HomeAssistant) -> None:
    calls = await set_up_briefing(
        hass,
        "It will rain.",
        satellites=[SATELLITE],
        facts="{{ 6 * 7 }} degrees",
        instructions="Go",
    )
    (asked,) = calls["conversation.process"]
    assert asked.data == {"agent_id": "conversation.writer", "text": "Go\n\n42 degrees"}
    assert [
        (call.data["message"], call.data.get("preannounce", True))
        for call in calls["assist_satellite.announce"]
    ] == [("Good morning!", True), ("It will rain.", False)]
    media_id = calls["assist_satellite.announce"][1].data["media_id"]
    assert media_id == f"media-source://tts/{TTS_ENTITY}?message=It%20will%20rain."
    assert not calls["tts.speak"]


async def test_a_briefing_on_a_media_player_is_one_piece(hass: HomeAssistant) -> None:
    calls = await set_up_briefing(hass, "It will rain.", players=[PLAYER])
    (speak,) = calls["tts.speak"]
    assert speak.data["message"] == "Good morning! It will rain."
    assert speak.data["media_player_entity_id"] == [PLAYER]
    assert not calls["assist_satellite.announce"]


async def test_an_agent_that_fails_leaves_the_greeting(hass: HomeAssistant) -> None:
    calls = await set_up_briefing(hass, None, players=[PLAYER], satellites=[SATELLITE])
    assert [call.data["message"] for call in calls["assist_satellite.announce"]] == [
        "Good morning!"
    ]
    assert [call.data["message"].strip() for call in calls["tts.speak"]] == ["Good morning!"]


async def test_a_conversation_asks_and_has_the_facts(hass: HomeAssistant) -> None:
    calls = await set_up_briefing(
        hass, "unused", converse=[SATELLITE], facts="{{ 6 * 7 }} degrees", question="Shall I?"
    )
    (start,) = calls["assist_satellite.start_conversation"]
    assert start.data["start_message"] == "Good morning! Shall I?"
    assert "42 degrees" in start.data["extra_system_prompt"]
    assert not calls["conversation.process"]
    assert not calls["assist_satellite.announce"]
