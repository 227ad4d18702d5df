"""Desktops of users that were deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.repairs import DesktopOfNobodyFlow, async_create_fix_flow

from .desktops import entry_of, house

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir

    from .desktops import Arrive


async def test_a_desktop_of_nobody_is_reported_and_can_be_removed(
    hass: HomeAssistant, arrive: Arrive, issue_registry: ir.IssueRegistry
) -> None:
    desktop = await arrive()
    entry = entry_of(hass, desktop)
    other = MockConfigEntry(
        domain=DOMAIN, title="Kept", unique_id="kept", data={**entry.data, "user_id": "other"}
    )
    other.add_to_hass(hass)
    await desktop.socket.close()
    user = await hass.auth.async_get_user(entry.data["user_id"])
    assert user is not None
    await hass.auth.async_remove_user(user)
    await hass.async_block_till_done()
    issue = issue_registry.async_get_issue(DOMAIN, f"desktop_of_nobody_{entry.entry_id}")
    assert issue is not None
    assert issue_registry.async_get_issue(DOMAIN, f"desktop_of_nobody_{other.entry_id}") is None

    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    assert isinstance(flow, DesktopOfNobodyFlow)
    flow.hass, flow.data = hass, issue.data
    shown = await flow.async_step_init()
    assert shown["description_placeholders"] == {"desktop": "Laptop"}
    done = await flow.async_step_confirm({})
    assert done["type"] == "create_entry"
    await hass.async_block_till_done()
    assert hass.config_entries.async_get_entry(entry.entry_id) is None
    assert issue_registry.async_get_issue(DOMAIN, issue.issue_id) is None


async def test_one_that_lost_its_user_while_this_was_not_running_is_reported_at_the_start(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Old",
        unique_id="old",
        data={"kind": "desktop", "desktop_id": "old", "user_id": "gone"},
    )
    entry.add_to_hass(hass)
    await house(hass)
    assert await async_setup_component(hass, "repairs", {})
    await hass.async_block_till_done()
    assert issue_registry.async_get_issue(DOMAIN, f"desktop_of_nobody_{entry.entry_id}")
    await hass.config_entries.async_unload(entry.entry_id)
