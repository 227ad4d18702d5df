"""Set-up, unloading, and removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
import pytest

from custom_components.cosyvoice.shared_client import (
    CosyVoiceError,
)
from tests.shared_client.service import VOICE

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

PROFILE = {"voice": VOICE["id"], "language": "zh"}


async def test_loads_and_unloads(hass: HomeAssistant, init_integration: MockConfigEntry) -> None:
    data = init_integration.runtime_data
    await data.client.warm_up()
    assert await hass.config_entries.async_unload(init_integration.entry_id)
    assert init_integration.state is ConfigEntryState.NOT_LOADED
    assert data.client._connections.resting == 0
    with pytest.raises(CosyVoiceError, match="closed"):
        await data.client.warm_up()


async def test_lets_go_of_the_service_when_home_assistant_stops(
    hass: HomeAssistant, init_integration: MockConfigEntry
) -> None:
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()
    with pytest.raises(CosyVoiceError, match="closed"):
        await init_integration.runtime_data.client.warm_up()


async def test_a_change_of_the_options_reloads(
    hass: HomeAssistant, init_integration: MockConfigEntry
) -> None:
    before = init_integration.runtime_data
    hass.config_entries.async_update_entry(init_integration, options={"connect_timeout": 3})
    await hass.async_block_till_done()
    assert init_integration.runtime_data is not before
    assert init_integration.runtime_data.client._transport.timeouts.connect == 3
