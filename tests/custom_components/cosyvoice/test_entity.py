"""The devices that entities belong to: one for the service, one for each profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from tests.shared_client.service import VOICE

from .conftest import TTS_ENTITY, LocalServer, entry_of, set_up

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

PROFILE = {"voice": VOICE["id"], "language": "zh"}


async def test_the_service_and_each_profile_are_devices(
    hass: HomeAssistant,
    service: LocalServer,
    profile: dict[str, Any],
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    entry = entry_of(service, profile, {**profile, "title": "Grandpa"})
    await set_up(hass, entry)
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert sorted(device.name or "" for device in devices) == ["Grandma", "Grandpa", "Local"]
    assert hass.states.get(TTS_ENTITY) is not None
    assert hass.states.get("tts.grandpa") is not None

    grandpa = next(item for item in entry.subentries.values() if item.title == "Grandpa")
    assert hass.config_entries.async_remove_subentry(entry, grandpa.subentry_id)
    await hass.async_block_till_done()
    assert entity_registry.async_get("tts.grandpa") is None
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert sorted(device.name or "" for device in devices) == ["Grandma", "Local"]
