"""A desktop as a speaker."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from homeassistant.components import tts
from homeassistant.components.tts.const import DATA_COMPONENT
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
import pytest
from yarl import URL

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.desktop import async_desktop
from custom_components.cosyvoice.media_player import with_preferred_format
from tests.shared_client.service import tone

from .conftest import entry_of as service_entry_of
from .conftest import set_up
from .desktops import SPEAKER, entry_of, house, speak, state_of
from .speech import HEADER

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

    from .conftest import LocalServer
    from .desktops import Arrive


async def test_it_announces_and_the_action_ends_when_it_was_heard(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    action = speak(hass, message="Ding!", volume=0.3)
    told = await desktop.announcement()
    assert told["url"].startswith("/local/ding.wav")
    assert (told["message"], told["volume"], told["urgent"]) == ("Ding!", 0.3, False)
    await desktop.heard(told, stage="started", first_audio=0.04)
    assert not action.done()
    await desktop.heard(told)
    await action


async def test_a_desktop_that_keeps_quiet_stops_no_script(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    for stage in ("suppressed", "withdrawn", "interrupted"):
        action = speak(hass)
        await desktop.heard(await desktop.announcement(), stage=stage, reason="do_not_disturb")
        await action


async def test_a_failure_is_an_error_with_words(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    keys = set()
    for reason in ("fetch", "decode", "device", "not_allowed", None):
        action = speak(hass)
        await desktop.heard(await desktop.announcement(), stage="failed", reason=reason)
        with pytest.raises(HomeAssistantError, match="Laptop") as error:
            await action
        keys.add(error.value.translation_key)
    assert len(keys) == 4  # without a reason, it is the device


async def test_without_waiting_the_action_ends_at_once(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    hass.config_entries.async_update_entry(
        entry_of(hass, desktop), options={"wait_until_heard": False}
    )
    await speak(hass)
    await desktop.announcement()


async def test_the_signed_in_user_is_named_and_an_automation_is_not(
    hass: HomeAssistant, arrive: Arrive, hass_admin_user: MockUser
) -> None:
    desktop = await arrive()
    action = speak(hass)
    told = await desktop.announcement()
    assert (told["from"], told["own"]) == (None, False)
    await desktop.heard(told)
    await action
    call = hass.services.async_call(
        "media_player",
        "play_media",
        {
            "entity_id": SPEAKER,
            "media_content_id": "/local/ding.wav",
            "media_content_type": "music",
            "announce": True,
        },
        blocking=True,
        context=Context(user_id=hass_admin_user.id),
    )
    action = hass.async_create_task(call)
    told = await desktop.announcement()
    assert (told["from"], told["own"]) == (hass_admin_user.name, True)
    await desktop.heard(told)
    await action


async def test_media_are_played_without_waiting(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    await hass.services.async_call(
        "media_player",
        "play_media",
        {
            "entity_id": SPEAKER,
            "media_content_id": "https://radio.example.com/stream.mp3",
            "media_content_type": "music",
            "extra": {"title": "Radio"},
        },
        blocking=True,
    )
    assert await desktop.event() == {
        "type": "play",
        "url": "https://radio.example.com/stream.mp3",
        "mime": None,
        "title": "Radio",
    }


async def test_what_is_no_address_is_refused(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    for media in ("ding.wav", "file:///etc/passwd", "ftp://example.com/a.mp3"):
        with pytest.raises(HomeAssistantError, match="http address"):
            await speak(hass, media)
    assert await desktop.has_no_event()


async def test_its_controls_reach_the_desktop(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    for action, data, event in (
        ("media_pause", {}, {"type": "pause"}),
        ("media_play", {}, {"type": "resume"}),
        ("media_stop", {}, {"type": "stop"}),
        ("volume_set", {"volume_level": 0.25}, {"type": "volume", "level": 0.25}),
        ("volume_mute", {"is_volume_muted": True}, {"type": "mute", "muted": True}),
    ):
        await hass.services.async_call(
            "media_player", action, {"entity_id": SPEAKER, **data}, blocking=True
        )
        assert await desktop.event() == event


async def test_it_shows_what_the_desktop_does(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    for playback, state in (
        ("reading", "playing"),
        ("announcing", "playing"),
        ("media", "playing"),
        ("paused", "paused"),
        ("idle", "idle"),
    ):
        await desktop.say("update", state={"playback": playback, "title": "The lighthouse"})
        assert state_of(hass, SPEAKER) == state
    shown = hass.states.get(SPEAKER)
    assert shown is not None
    assert shown.attributes["volume_level"] == 0.5
    await desktop.socket.close()
    await hass.async_block_till_done()
    assert state_of(hass, SPEAKER) == STATE_UNAVAILABLE


async def test_it_browses_what_can_be_heard(arrive: Arrive) -> None:
    desktop = await arrive()
    answer = await desktop.raw({"type": "media_player/browse_media", "entity_id": SPEAKER})
    assert answer["success"], answer
    assert answer["result"]["children"]


async def test_speech_is_asked_for_as_the_device_takes_it(hass: HomeAssistant) -> None:
    desktop = async_desktop(hass, "one")
    plain = "media-source://tts/tts.grandma?message=Hello&language=en"
    options = json.loads(URL(with_preferred_format(plain, desktop)).query["tts_options"])
    assert options == {
        "preferred_format": "wav",
        "preferred_sample_rate": 24_000,
        "preferred_sample_channels": 1,
        "preferred_sample_bytes": 2,
    }
    with_voice = f'{plain}&tts_options={{"voice":"a b"}}'
    options = json.loads(URL(with_preferred_format(with_voice, desktop)).query["tts_options"])
    assert options["voice"] == "a b"
    assert URL(with_preferred_format(with_voice, desktop)).query["message"] == "Hello"


@pytest.mark.parametrize(
    "media_id",
    [
        'media-source://tts/tts.grandma?message=a&tts_options={"preferred_format":"mp3"}',
        "media-source://tts/tts.grandma?message=a&tts_options=[]x",
        "media-source://tts/-stream-/abc",
        "media-source://media_source/local/ding.wav",
        "https://example.com/a.mp3?message=b",
    ],
)
async def test_what_names_a_format_or_is_no_speech_stays_as_it_is(
    hass: HomeAssistant, media_id: str
) -> None:
    assert with_preferred_format(media_id, async_desktop(hass, "one")) == media_id


async def test_a_desktop_far_away_gets_speech_that_is_small(hass: HomeAssistant) -> None:
    desktop = async_desktop(hass, "one")
    desktop.capabilities = {**desktop.capabilities, "prefers": "mp3"}
    plain = "media-source://tts/tts.grandma?message=Hello"
    assert with_preferred_format(plain, desktop) == plain


async def test_a_house_that_speaks_is_heard_on_it(
    hass: HomeAssistant, mock_config_entry: MockConfigEntry, arrive: Arrive
) -> None:
    """`tts.speak` with a voice profile: the sound is there as WAV, as the desktop asked for."""
    await house(hass)
    await set_up(hass, mock_config_entry)
    desktop = await arrive()
    action = hass.async_create_task(
        hass.services.async_call(
            "tts",
            "speak",
            {
                "entity_id": "tts.grandma",
                "media_player_entity_id": SPEAKER,
                "message": "Dinner is ready.",
                "cache": False,
            },
            blocking=True,
        )
    )
    told = await desktop.announcement()
    assert told["url"].startswith("/api/tts_proxy/")
    assert told["message"] == "Dinner is ready."
    assert "wav" in told["mime"]
    async with asyncio.timeout(30):
        answer = await desktop.socket.client.get(told["url"])
        assert (await answer.read())[:4] == b"RIFF"
    await desktop.heard(told)
    await action


class AnotherVoice(tts.TextToSpeechEntity):
    """An engine that has nothing to do with CosyVoice."""

    _attr_name = "Another voice"
    _attr_default_language = "en"
    _attr_supported_languages = ["en"]  # noqa: RUF012 - as the base declares it

    async def async_get_tts_audio(
        self,
        message: str,  # noqa: ARG002 - Home Assistant's signature
        language: str,  # noqa: ARG002
        options: dict[str, Any],  # noqa: ARG002
    ) -> tuple[str, bytes]:
        return "wav", HEADER + tone(0.1)


async def test_it_speaks_with_another_voice_while_the_service_is_down(
    hass: HomeAssistant, arrive: Arrive, own_service: LocalServer
) -> None:
    await house(hass)
    own_service.kill()
    entry = service_entry_of(own_service)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await hass.data[DATA_COMPONENT].async_add_entities([AnotherVoice()])
    desktop = await arrive()
    action = hass.async_create_task(
        hass.services.async_call(
            "tts",
            "speak",
            {
                "entity_id": "tts.another_voice",
                "media_player_entity_id": SPEAKER,
                "message": "Dinner is ready.",
            },
            blocking=True,
        )
    )
    told = await desktop.announcement()
    answer = await desktop.socket.client.get(told["url"])
    assert (await answer.read())[:4] == b"RIFF"
    await desktop.heard(told)
    await action
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_an_error_in_extra_is_said(hass: HomeAssistant, arrive: Arrive) -> None:
    await arrive()
    with pytest.raises(HomeAssistantError):
        await speak(hass, volume=7)


async def test_services_of_voices_say_that_a_computer_is_none(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    await arrive()
    with pytest.raises(HomeAssistantError, match="is a computer"):
        await hass.services.async_call(DOMAIN, "refresh_voices", {}, blocking=True)
