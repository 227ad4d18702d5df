"""Triggers with names of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.const import ATTR_AREA_ID
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.cosyvoice.activity import ActivityKind
from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.trigger import async_get_triggers

from .conftest import TTS_ENTITY
from .desktops import ACTIVITY as DESKTOP_ACTIVITY
from .desktops import entry_of
from .test_event import ACTIVITY, speak

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.core import HomeAssistant, ServiceCall
    from homeassistant.helpers import area_registry as ar
    from homeassistant.helpers import entity_registry as er
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from .desktops import Arrive

KINDS = {
    "speech_started": ActivityKind.STARTED,
    "speech_completed": ActivityKind.COMPLETED,
    "speech_failed": ActivityKind.FAILED,
    "voice_created": ActivityKind.VOICE_CREATED,
    "voice_deleted": ActivityKind.VOICE_DELETED,
}


OF_DESKTOPS = {
    "announcement_heard",
    "announcement_suppressed",
    "announcement_failed",
    "reading_started",
    "reading_finished",
    "reading_failed",
    "button_pressed",
}


async def automate(
    hass: HomeAssistant, calls: list[ServiceCall], trigger: str, **more: Any
) -> None:
    """An automation that calls a service when it is triggered."""
    more.setdefault("target", {"entity_id": ACTIVITY})
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "triggers": [{"trigger": f"{DOMAIN}.{trigger}", **more}],
                "actions": [{"action": "test.automation", "data": {"by": "{{ trigger.id }}"}}],
            }
        },
    )
    await hass.async_block_till_done()
    calls.clear()


async def report(hass: HomeAssistant, entry: MockConfigEntry, kind: ActivityKind) -> None:
    entry.runtime_data.activity.async_report(kind, profile=TTS_ENTITY)
    await hass.async_block_till_done()


@pytest.fixture
def calls(hass: HomeAssistant) -> list[ServiceCall]:
    """What automations called."""
    return async_mock_service(hass, "test", "automation")


@pytest.mark.parametrize(("trigger", "kind"), KINDS.items())
async def test_triggers_on_its_kind_alone(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    calls: list[ServiceCall],
    trigger: str,
    kind: ActivityKind,
) -> None:
    await automate(hass, calls, trigger)
    for other in ActivityKind:
        if other is not kind:
            await report(hass, init_integration, other)
    assert not calls
    await report(hass, init_integration, kind)
    await report(hass, init_integration, kind)
    assert len(calls) == 2


@pytest.mark.usefixtures("init_integration")
async def test_triggers_when_a_voice_has_spoken(
    hass: HomeAssistant, calls: list[ServiceCall], tmp_path: Path
) -> None:
    await automate(hass, calls, "speech_completed")
    await speak(hass, tmp_path)
    await hass.async_block_till_done()
    assert len(calls) == 1


@pytest.mark.parametrize(("voices", "expected"), [(TTS_ENTITY, 1), (["tts.grandpa"], 0)])
async def test_triggers_for_certain_profiles(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    calls: list[ServiceCall],
    voices: str | list[str],
    expected: int,
) -> None:
    await automate(hass, calls, "speech_failed", options={"profile": voices})
    await report(hass, init_integration, ActivityKind.FAILED)
    assert len(calls) == expected


async def test_an_area_means_this_integrations_events(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    area_registry: ar.AreaRegistry,
    entity_registry: er.EntityRegistry,
    calls: list[ServiceCall],
) -> None:
    area = area_registry.async_create("Study").id
    other = entity_registry.async_get_or_create("event", "washer", "1").entity_id
    for entity_id in (ACTIVITY, other):
        entity_registry.async_update_entity(entity_id, area_id=area)
    hass.states.async_set(other, "2026-01-01T00:00:00.000+00:00", {"event_type": "completed"})
    await automate(hass, calls, "speech_completed", target={ATTR_AREA_ID: area})
    hass.states.async_set(other, "2026-01-01T00:00:01.000+00:00", {"event_type": "completed"})
    await hass.async_block_till_done()
    assert not calls
    await report(hass, init_integration, ActivityKind.COMPLETED)
    assert len(calls) == 1


@pytest.mark.usefixtures("init_integration")
async def test_each_is_described(hass: HomeAssistant) -> None:
    assert (await async_get_triggers(hass)).keys() == KINDS.keys() | OF_DESKTOPS
    assert await async_setup_component(hass, "automation", {})
    described = await async_get_all_descriptions(hass)
    for trigger in KINDS.keys() | OF_DESKTOPS:
        description = described[f"{DOMAIN}.{trigger}"]
        assert description is not None
        assert description["target"]["entity"] == [{"domain": ["event"], "integration": DOMAIN}]


@pytest.mark.parametrize("button", ["lights", " LIGHTS OUT"])
async def test_triggers_for_a_button_by_its_key_or_its_name(
    hass: HomeAssistant, arrive: Arrive, calls: list[ServiceCall], button: str
) -> None:
    desktop = await arrive()
    buttons = [{"key": "lights", "name": "Lights out"}, {"key": "door", "name": "Door"}]
    assert (await desktop.say("update", state={}, buttons=buttons))["success"]
    target = {"entity_id": DESKTOP_ACTIVITY}
    await automate(hass, calls, "button_pressed", target=target, options={"button": button})
    for pressed in ("door", "lights", "of a later version"):
        assert (await desktop.say("event", kind="pressed", data={"button": pressed}))["success"]
    await desktop.say("event", kind="reading_finished")
    await hass.async_block_till_done()
    assert len(calls) == 1


async def test_a_desktop_that_comes_back_presses_nothing(
    hass: HomeAssistant,
    arrive: Arrive,
    calls: list[ServiceCall],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.desktop.PRESS_EVERY", 0.0)
    desktop = await arrive()
    await desktop.say("event", kind="pressed", data={"button": "lights"})
    await automate(hass, calls, "button_pressed", target={"entity_id": DESKTOP_ACTIVITY})
    await desktop.socket.close()
    await hass.async_block_till_done()
    again = await arrive(paired=False)
    again.id = desktop.id
    assert (await again.connect(entry_id=entry_of(hass, desktop).entry_id))["success"]
    await hass.async_block_till_done()
    assert not calls
    await again.say("event", kind="pressed", data={"button": "lights"})
    await hass.async_block_till_done()
    assert len(calls) == 1
