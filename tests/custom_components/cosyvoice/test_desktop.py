"""A desktop outlives its connections, and is known by one name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    async_fire_time_changed,
)

from .desktops import ACTIVITY, SPEAKER, entry_of, speak, state_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import device_registry as dr

    from .desktops import Arrive


async def test_a_desktop_that_falls_silent_is_unavailable_and_its_action_ends(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    action = speak(hass)
    await desktop.announcement()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=20))
    await desktop.say("ping")
    assert state_of(hass, SPEAKER) == "idle"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=30))
    with pytest.raises(HomeAssistantError, match="disconnected"):
        await action
    assert state_of(hass, SPEAKER) == STATE_UNAVAILABLE


async def test_a_reload_keeps_the_connection(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    await desktop.say("update", state={"playback": "reading"})
    await hass.config_entries.async_reload(entry_of(hass, desktop).entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, SPEAKER) == "playing"
    action = speak(hass)
    await desktop.heard(await desktop.announcement())
    await action


async def test_an_entry_that_is_disabled_has_its_desktop_try_again_later(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    by = ConfigEntryDisabler.USER
    await hass.config_entries.async_set_disabled_by(entry.entry_id, by)
    assert await desktop.event() == {"type": "reload"}
    assert (await desktop.say("ping"))["error"]["code"] == "not_connected"
    again = await desktop.connect(entry_id=entry.entry_id)
    assert again["error"]["code"] == "not_loaded"
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    assert (await desktop.connect(entry_id=entry.entry_id))["success"]


async def test_what_is_told_of_an_announcement_is_told_before_its_desktop_is_gone(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    """Otherwise no automation would notice, as the event entity is unavailable by then."""
    desktop = await arrive()
    events = async_capture_events(hass, "state_changed")
    action = speak(hass)
    await desktop.announcement()
    await desktop.socket.close()
    with pytest.raises(HomeAssistantError, match="disconnected"):
        await action
    await hass.async_block_till_done()
    states = [event.data["new_state"] for event in events if event.data["entity_id"] == ACTIVITY]
    assert states[-1].state == STATE_UNAVAILABLE
    assert states[-2].attributes["event_type"] == "announcement_failed"


async def test_what_a_desktop_would_drop_is_refused(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    with pytest.raises(HomeAssistantError, match="too long"):
        await hass.services.async_call(
            "cosyvoice",
            "read_aloud",
            {"entity_id": SPEAKER, "text": "\N{SPEAKING HEAD IN SILHOUETTE}" * 20_000},
            blocking=True,
        )
    assert await desktop.has_no_event()


async def test_its_name_is_the_houses(
    hass: HomeAssistant, arrive: Arrive, device_registry: dr.DeviceRegistry
) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    device = device_registry.async_get_device({("cosyvoice", desktop.id)})
    assert device is not None
    assert (device.name, device.model, device.sw_version) == ("Laptop", "Linux", "0.2.0")
    hass.config_entries.async_update_entry(entry, title="Study")
    await hass.async_block_till_done()
    assert await desktop.event() == {"type": "renamed", "name": "Study"}
    answer = await desktop.connect(entry_id=entry.entry_id, app_version="0.3.0")
    assert answer["result"]["name"] == "Study"
    await hass.async_block_till_done()
    device = device_registry.async_get_device({("cosyvoice", desktop.id)})
    assert device is not None
    assert (device.name, device.sw_version) == ("Study", "0.3.0")


async def test_a_removed_desktop_is_told(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    await hass.config_entries.async_remove(entry.entry_id)
    await desktop.event("removed")
    assert (await desktop.connect(entry_id=entry.entry_id))["error"]["code"] == "removed"
