"""Do not disturb, from the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .desktops import SWITCH, state_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .desktops import Arrive


async def test_the_house_asks_and_the_desktop_decides(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    assert state_of(hass, SWITCH) == "off"
    for action, on in (("turn_on", True), ("turn_off", False)):
        await hass.services.async_call("switch", action, {"entity_id": SWITCH}, blocking=True)
        assert await desktop.event() == {"type": "do_not_disturb", "on": on}
    assert state_of(hass, SWITCH) == "off"  # as long as the desktop says nothing else
    for quiet in ("user", "schedule", "home"):
        await desktop.say("update", state={"do_not_disturb": quiet})
        assert state_of(hass, SWITCH) == "on"
    await desktop.say("update", state={"do_not_disturb": None})
    assert state_of(hass, SWITCH) == "off"
