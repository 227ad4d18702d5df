"""What happens on a service fires its event entity."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
)
from syrupy.filters import props

from custom_components.cosyvoice.const import DOMAIN

from .conftest import TTS_ENTITY, LocalServer, entry_of, set_up, voices_of
from .desktops import ACTIVITY as DESKTOP_ACTIVITY
from .desktops import speak as speak_on

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import entity_registry as er
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from syrupy.assertion import SnapshotAssertion

    from .desktops import Arrive

ACTIVITY = "event.local_activity"


async def speak(hass: HomeAssistant, folder: Path, **more: Any) -> dict[str, Any]:
    """Have a profile speak into a file."""
    hass.config.media_dirs = {"local": str(folder)}
    hass.config.allowlist_external_dirs = {str(folder)}
    answer = await hass.services.async_call(
        DOMAIN,
        "synthesize",
        {"message": "Good morning.", "profile": TTS_ENTITY, **more},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    return answer


@pytest.mark.usefixtures("init_integration")
async def test_entity(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    assert entity_registry.async_get(ACTIVITY) == snapshot(exclude=props("unique_id"))
    assert hass.states.get(ACTIVITY) == snapshot


async def test_unique_id_is_the_entrys(
    init_integration: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    entity = entity_registry.async_get(ACTIVITY)
    assert entity is not None
    assert entity.unique_id == f"{init_integration.entry_id}_activity"


@pytest.mark.usefixtures("init_integration")
async def test_fires_while_a_text_is_spoken(
    hass: HomeAssistant, voice: str, tmp_path: Path
) -> None:
    events = async_capture_events(hass, "state_changed")
    await speak(hass, tmp_path)
    fired = [
        event.data["new_state"].attributes
        for event in events
        if event.data["entity_id"] == ACTIVITY
    ]
    assert [attributes["event_type"] for attributes in fired] == [
        "started",
        "first_audio",
        "completed",
    ]
    for attributes in fired:
        assert attributes["profile"] == TTS_ENTITY
        assert attributes["voice"] == voice
        assert attributes["transport"] == "websocket"
    assert 0 < fired[1]["time_to_first_audio"] < 10
    assert 0.3 < fired[2]["audio_seconds"] < 5
    assert fired[2]["real_time_factor"] > 0


async def test_says_that_it_failed_although_the_service_is_down(
    hass: HomeAssistant, own_service: LocalServer, tmp_path: Path
) -> None:
    voice = (await voices_of(own_service))[0].id
    entry = entry_of(own_service, {"voice": voice, "language": "en"}, cold_start_timeout=0)
    await set_up(hass, entry)
    own_service.kill()
    with pytest.raises(HomeAssistantError):
        await speak(hass, tmp_path)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not entry.runtime_data.voices.last_update_success
    state = hass.states.get(ACTIVITY)
    assert state is not None
    assert state.state != "unavailable"
    assert state.attributes["event_type"] == "failed"
    assert state.attributes["error_type"] == "cannot_connect"
    assert state.attributes["error"]
    assert own_service.token not in str(state.attributes)


async def test_what_happens_on_a_desktop_fires_its_event_entity(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    action = speak_on(hass, message="A secret")
    told = await desktop.announcement()
    await desktop.heard(told, stage="started", first_audio=0.05)
    await desktop.heard(told)
    await action
    state = hass.states.get(DESKTOP_ACTIVITY)
    assert state is not None
    assert state.attributes["event_type"] == "announcement_heard"
    assert state.attributes["first_audio"] == 0.05
    assert "A secret" not in str(state.attributes)
    for stage, reason, kind in (
        ("suppressed", "quiet_hours", "announcement_suppressed"),
        ("interrupted", None, "announcement_suppressed"),
        ("failed", "decode", "announcement_failed"),
    ):
        action = speak_on(hass)
        await desktop.heard(await desktop.announcement(), stage=stage, reason=reason)
        await asyncio.wait([action])
        action.exception()
        state = hass.states.get(DESKTOP_ACTIVITY)
        assert state is not None
        assert state.attributes["event_type"] == kind
        assert state.attributes["reason"] == (reason or "stopped_by_user")
    await desktop.say("event", kind="pressed", data={"button": "lights", "title": None})
    state = hass.states.get(DESKTOP_ACTIVITY)
    assert state is not None
    assert (state.attributes["event_type"], state.attributes["button"]) == ("pressed", "lights")
    assert state.attributes["button_name"] == "Lights"
    assert state.attributes["buttons"] == {"lights": "Lights"}
    assert "title" not in state.attributes


async def test_a_button_that_bounces_is_pressed_once(
    hass: HomeAssistant, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = await arrive()
    events = async_capture_events(hass, "state_changed")

    async def press(*buttons: str) -> list[str]:
        events.clear()
        for button in buttons:
            answer = await desktop.say("event", kind="pressed", data={"button": button})
            assert answer["success"], answer
        await hass.async_block_till_done()
        return [event.data["new_state"].attributes["button"] for event in events]

    monkeypatch.setattr("custom_components.cosyvoice.desktop.PRESS_EVERY", 3600.0)
    assert await press("lights", "lights", "door", "lights") == ["lights", "door"]
    monkeypatch.setattr("custom_components.cosyvoice.desktop.PRESS_EVERY", 0.0)
    assert await press("lights", "lights") == ["lights", "lights"]
    answer = await desktop.say("event", kind="pressed")
    assert answer["error"]["code"] == "invalid_format"
