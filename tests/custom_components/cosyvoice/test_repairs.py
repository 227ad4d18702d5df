"""A profile whose voice is gone gets another from the repair itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.setup import async_setup_component
import pytest

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.repairs import async_create_fix_flow

from .conftest import LocalServer, entry_of, set_up, voices_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

LOST = "50a5fdb9-c3ad-445a-adbb-3be327511111"


@pytest.fixture
async def entry(hass: HomeAssistant, own_service: LocalServer) -> AsyncGenerator[MockConfigEntry]:
    """A service with a profile that has lost its voice, set up."""
    profile = {"title": "Grandma", "voice": LOST, "language": "en", "speed": 1.2}
    entry = entry_of(own_service, profile, cold_start_timeout=0)
    assert await async_setup_component(hass, REPAIRS, {})
    await set_up(hass, entry)
    yield entry
    if entry.state.recoverable:
        await hass.config_entries.async_unload(entry.entry_id)


def issue_of(entry: MockConfigEntry) -> str:
    (subentry_id,) = entry.subentries
    return f"voice_gone_{subentry_id}"


async def begun(hass_client: ClientSessionGenerator, entry: MockConfigEntry) -> dict[str, Any]:
    """The first step, over the API that the frontend uses."""
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_of(entry)}
    )
    assert answer.status == 200, await answer.text()
    step: dict[str, Any] = await answer.json()
    return step


async def test_gives_the_profile_another_voice(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    own_service: LocalServer,
    issue_registry: ir.IssueRegistry,
) -> None:
    assert issue_registry.async_get_issue(DOMAIN, issue_of(entry)) is not None
    step = await begun(hass_client, entry)
    (voice,) = await voices_of(own_service)
    assert step["step_id"] == "init"
    assert step["description_placeholders"] == {"profile": "Grandma", "service": "Local"}
    (field,) = step["data_schema"]
    (choice,) = field["selector"]["select"]["options"]
    assert choice["value"] == voice.id
    assert choice["label"].startswith("reference voice")

    client = await hass_client()
    answer = await client.post(
        f"/api/repairs/issues/fix/{step['flow_id']}", json={"voice": voice.id}
    )
    assert (await answer.json())["type"] == "create_entry"
    await hass.async_block_till_done()
    (profile,) = entry.subentries.values()
    assert profile.data == {"voice": voice.id, "language": "en", "speed": 1.2}
    assert issue_registry.async_get_issue(DOMAIN, issue_of(entry)) is None
    state = hass.states.get("tts.grandma")
    assert state is not None
    assert state.state != "unavailable"


async def test_says_that_there_are_no_voices(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    (voice,) = entry.runtime_data.voices.data
    await hass.services.async_call(DOMAIN, "delete_voice", {"voice": voice}, blocking=True)
    step = await begun(hass_client, entry)
    assert (step["type"], step["reason"]) == ("abort", "no_voices")


async def test_does_not_say_that_there_are_no_voices_where_that_is_not_known(
    hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    entry.runtime_data.voices.async_set_updated_data(None)
    step = await begun(hass_client, entry)
    assert (step["type"], step["reason"]) == ("abort", "voices_unknown")


async def test_says_that_what_it_was_about_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    data: dict[str, str | int | float | None] = {
        "entry_id": entry.entry_id,
        "subentry_id": "none",
    }

    async def reason(**change: str) -> str:
        flow = await async_create_fix_flow(hass, issue_of(entry), data)
        flow.hass = hass
        flow.data = {**data, **change}
        return str((await flow.async_step_init({"issue_id": "any"}))["reason"])

    assert await reason() == "profile_gone"
    assert await reason(entry_id="none") == "service_not_loaded"
    await hass.config_entries.async_unload(entry.entry_id)
    assert await reason() == "service_not_loaded"
