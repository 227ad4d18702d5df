"""A desktop's own pages: its options, and what it has no need of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.config_entries import SOURCE_RECONFIGURE

from custom_components.cosyvoice.const import DOMAIN

from .desktops import entry_of, speak

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .desktops import Arrive


async def test_whether_actions_wait_is_an_option(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    assert flow["step_id"] == "desktop"
    await hass.config_entries.options.async_configure(flow["flow_id"], {"wait_until_heard": False})
    assert entry.options == {"wait_until_heard": False}
    await speak(hass)
    await desktop.announcement()


async def test_a_desktop_has_no_address_and_no_profiles(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    entry = entry_of(hass, await arrive())
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    assert (flow["type"], flow["reason"]) == ("abort", "desktop_needs_no_address")
    assert entry.supported_subentry_types == {}
