"""Diagnostics help to find a fault and give nothing away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from syrupy.filters import props

from tests.model_studio import KEY
from tests.shared_client.service import VOICE, Service, Task, refusing, serving

from .conftest import entry_of, set_up, studio_entry_of
from .desktops import entry_of as desktop_entry_of
from .test_event import speak

if TYPE_CHECKING:
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
    from syrupy.assertion import SnapshotAssertion

    from tests.model_studio import ModelStudio

    from .desktops import Arrive

LOST = "50a5fdb9-c3ad-445a-adbb-3be327511111"


async def test_says_how_it_is_and_gives_nothing_away(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    tmp_path: Path,
    snapshot: SnapshotAssertion,
) -> None:
    async def failing(task: Task) -> None:
        await task.run_task()
        await task.event("task-failed", error_code="Broken", error_message=f"of {VOICE['text']}")

    async with serving(Service(prefix="/api/predict/voices", task=failing)) as service:
        profile: dict[str, Any] = {"title": "Grandma", "language": "zh", "speed": 1.1}
        entry = entry_of(
            service,
            {**profile, "voice": VOICE["id"]},
            {**profile, "voice": LOST},
            transport="websocket",
            cold_start_timeout=0,
        )
        await set_up(hass, entry)
        with pytest.raises(HomeAssistantError):
            await speak(hass, tmp_path)
        found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
        await hass.config_entries.async_unload(entry.entry_id)

    assert found == snapshot(exclude=props("subentry_id", "age_in_days", "url", "client_version"))
    entry_data = found["entry"]
    assert isinstance(entry_data, dict)
    port = service.url.split(":")[2].split("/")[0]
    assert entry_data["url"] == f"http://**redacted**:{port}/api/predict/voices"
    everything = json.dumps(found, ensure_ascii=False)
    for secret in (service.token, "127.0.0.1", "Grandma", "zero_shot_prompt", VOICE["text"]):
        assert secret not in everything


async def test_says_why_there_is_no_list(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, cold_start_timeout=0)
        await set_up(hass, entry)
    await entry.runtime_data.voices.async_refresh()
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    voices = found["voices"]
    assert isinstance(voices, dict)
    assert not voices["listed"]
    assert voices["error"] == "connection_refused"


async def test_does_not_say_that_there_is_no_voice_where_it_is_not_known(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    async with serving(Service(before=refusing(9, 503))) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh"})
        await set_up(hass, entry)
        found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
        assert found["voices"] == {"count": None, "listed": True, "error": None, "newest": []}
        assert '"voice_is_there": null' in json.dumps(found["profiles"])
        await hass.config_entries.async_unload(entry.entry_id)


async def test_what_model_studio_is_asked_for_is_told_without_names(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, studio: ModelStudio
) -> None:
    voice = studio.voice(prefix="grandma")
    entry = studio_entry_of(studio, {"voice": voice.id, "language": "en"})
    await set_up(hass, entry)
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    assert found["model_studio"] == {"region": None, "characters_billed": 0}
    voices: Any = found["voices"]
    (about,) = voices["newest"]
    assert (about["state"], about["model"]) == ("ready", "cosyvoice-v3-flash")
    profiles: Any = found["profiles"]
    # The two can still be compared.
    assert about["id"] == profiles[0]["voice"]
    assert about["id"].endswith(voice.id.rpartition("-")[2])
    everything = json.dumps(found)
    for secret in (KEY, "grandma", "127.0.0.1"):
        assert secret not in everything


async def test_a_desktop_tells_neither_whose_it_is_nor_what_it_reads(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, arrive: Arrive
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    desktop = await arrive()
    await desktop.say("update", state={"playback": "reading", "title": "My diary"})
    entry = desktop_entry_of(hass, desktop)
    found: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert found["desktop"]["connected"] is True
    assert found["desktop"]["state"]["playback"] == "reading"
    assert found["desktop"]["capabilities"]["buttons"] == 1
    for secret in ("My diary", "Laptop", "Lights", desktop.id, entry.data["user_id"]):
        assert secret not in json.dumps(found)
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert found["desktop"]["connected"] is False
