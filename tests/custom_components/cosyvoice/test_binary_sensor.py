"""Whether a desktop speaks; whether its screen is locked, for those who want to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .desktops import SPEAKING, entry_of, state_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import entity_registry as er

    from .desktops import Arrive

LOCKED = "binary_sensor.laptop_screen_locked"


async def test_they_show_what_the_desktop_says(
    hass: HomeAssistant, arrive: Arrive, entity_registry: er.EntityRegistry
) -> None:
    desktop = await arrive()
    for playback, state in (("reading", "on"), ("paused", "off"), ("announcing", "on")):
        await desktop.say("update", state={"playback": playback})
        assert state_of(hass, SPEAKING) == state
    assert hass.states.get(LOCKED) is None  # disabled at first
    entity_registry.async_update_entity(LOCKED, disabled_by=None)
    await hass.config_entries.async_reload(entry_of(hass, desktop).entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, LOCKED) == "unknown"
    await desktop.say("update", state={"locked": True})
    assert state_of(hass, LOCKED) == "on"
