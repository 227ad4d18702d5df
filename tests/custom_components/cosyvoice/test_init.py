"""Set-up, unloading, and removal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from homeassistant.components import tts
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState, ConfigSubentry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.cosyvoice.shared_client import (
    CosyVoiceError,
)
from tests.shared_client.service import VOICE, Service, Task, serving, tone

from .conftest import entity, entry_of, set_up, studio_entry_of
from .speech import HEADER
from .test_event import ACTIVITY

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import device_registry as dr
    from homeassistant.helpers import issue_registry as ir
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from tests.model_studio import ModelStudio

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


# --- Entries of earlier versions ------------------------------------------------------------------


async def test_an_entry_of_model_studio_gets_a_model_and_an_id_that_is_no_address(
    hass: HomeAssistant, studio: ModelStudio
) -> None:
    entry = studio_entry_of(studio)
    entry.add_to_hass(hass)
    without = {key: value for key, value in entry.data.items() if key != "model"}
    hass.config_entries.async_update_entry(entry, data=without)
    # A second one of the same key, by another path of the gateway, keeps the id that it has.
    second = studio_entry_of(studio)
    second.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.minor_version == second.minor_version == 3
    assert entry.data == {**without, "model": "cosyvoice-v3-flash"}
    assert entry.unique_id is not None
    assert entry.unique_id.startswith(f"model_studio {studio.url} ")
    assert second.unique_id == studio.url
    for one in (entry, second):
        assert one.state is ConfigEntryState.LOADED
        await hass.config_entries.async_unload(one.entry_id)


async def test_an_entry_of_another_service_stays_as_it_is(
    hass: HomeAssistant, mock_config_entry: MockConfigEntry
) -> None:
    data, unique_id = dict(mock_config_entry.data), mock_config_entry.unique_id
    await set_up(hass, mock_config_entry)
    assert mock_config_entry.minor_version == 3
    assert (dict(mock_config_entry.data), mock_config_entry.unique_id) == (data, unique_id)
    await hass.config_entries.async_unload(mock_config_entry.entry_id)


async def test_an_entry_of_a_version_to_come_is_left_alone(
    hass: HomeAssistant, mock_config_entry: MockConfigEntry
) -> None:
    mock_config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(mock_config_entry, version=2)
    assert not await hass.config_entries.async_setup(mock_config_entry.entry_id)
    assert mock_config_entry.state is ConfigEntryState.MIGRATION_ERROR


async def test_a_change_of_the_options_reloads(
    hass: HomeAssistant, init_integration: MockConfigEntry
) -> None:
    before = init_integration.runtime_data
    hass.config_entries.async_update_entry(init_integration, options={"connect_timeout": 3})
    await hass.async_block_till_done()
    assert init_integration.runtime_data is not before
    assert init_integration.runtime_data.client._transport.timeouts.connect == 3


# --- What is being said --------------------------------------------------------------------------


@dataclass
class Speaking:
    """A service that speaks until it may end, and what its event entity has said."""

    entry: MockConfigEntry
    said: list[str]
    audio: AsyncGenerator[bytes]
    may_end: asyncio.Event

    async def finish(self) -> bytes:
        self.may_end.set()
        return b"".join([data async for data in self.audio])


@pytest.fixture
async def speaking(hass: HomeAssistant) -> AsyncGenerator[Speaking]:
    may_end = asyncio.Event()

    async def slow(task: Task) -> None:
        await task.run_task()
        await task.started()
        await task.all_text()
        await task.audio(HEADER + tone(0.2))
        await may_end.wait()
        await task.audio(tone(0.2))
        await task.finished()

    async with serving(Service(task=slow)) as service:
        entry = entry_of(service, {**PROFILE, "title": "Grandma"})
        await set_up(hass, entry)
        said: list[str] = []

        @callback
        def heard(event: Event[EventStateChangedData]) -> None:
            state = event.data["new_state"]
            if state is not None and (kind := state.attributes.get("event_type")):
                said.append(f"{kind} {state.attributes.get('error_type', '')}".strip())

        async_track_state_change_event(hass, [ACTIVITY], heard)
        stream = tts.async_create_stream(hass, "tts.grandma", options={"preferred_format": "wav"})
        stream.async_set_message("Once upon a time.")
        audio = stream.async_stream_result()
        assert await anext(audio)
        yield Speaking(entry, said, audio, may_end)
        may_end.set()
        if entry.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(entry.entry_id)


async def unload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(entry.entry_id)


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_reload(entry.entry_id)


async def remove(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_remove(entry.entry_id)


async def disable(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)


async def stop(hass: HomeAssistant, entry: MockConfigEntry) -> None:  # noqa: ARG001 - as the others
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)


async def change_options(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(entry, options={"connect_timeout": 3})


async def change_token(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    hass.config_entries.async_update_entry(entry, data={**entry.data, "verify_ssl": False})


@pytest.mark.parametrize(
    "end", [unload, reload, remove, disable, stop, change_options, change_token]
)
async def test_what_is_cut_is_said_to_have_failed(
    hass: HomeAssistant,
    speaking: Speaking,
    end: Callable[[HomeAssistant, MockConfigEntry], Awaitable[None]],
) -> None:
    await end(hass, speaking.entry)
    await hass.async_block_till_done()
    ends = [kind for kind in speaking.said if kind.startswith(("completed", "failed"))]
    # The entity of a service that was loaded again shows what happened last.
    assert set(ends) == {"failed interrupted"}


async def test_a_file_that_is_cut_is_said_to_have_failed(
    hass: HomeAssistant, speaking: Speaking, tmp_path: Path
) -> None:
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    action = hass.async_create_task(
        hass.services.async_call(
            "cosyvoice",
            "synthesize",
            {"message": "Hello.", "profile": "tts.grandma"},
            blocking=True,
        )
    )
    async with asyncio.timeout(10):
        while speaking.said.count("first_audio") < 2:  # noqa: ASYNC110 - of the second
            await asyncio.sleep(0.01)
    action.cancel()
    await asyncio.wait([action])
    assert speaking.said[-1] == "failed interrupted"
    await speaking.finish()
    assert speaking.said[-1] == "completed"


async def test_a_new_profile_lets_the_others_speak_on(
    hass: HomeAssistant, speaking: Speaking
) -> None:
    entry, loaded = speaking.entry, speaking.entry.runtime_data
    new = ConfigSubentry(
        data=MappingProxyType(PROFILE), subentry_type="profile", title="Grandpa", unique_id=None
    )
    hass.config_entries.async_add_subentry(entry, new)
    await hass.async_block_till_done()
    assert hass.states.get("tts.grandpa") is not None
    assert entry.runtime_data is loaded
    assert await speaking.finish()
    assert speaking.said[-1] == "completed"


async def test_a_changed_profile_is_taken_over_while_it_speaks(
    hass: HomeAssistant, speaking: Speaking, device_registry: dr.DeviceRegistry
) -> None:
    entry, loaded = speaking.entry, speaking.entry.runtime_data
    (profile,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(
        entry,
        profile,
        title="Granny",
        data={**profile.data, "language": "ja", "speed": 1.5},
    )
    await hass.async_block_till_done()
    state = hass.states.get("tts.grandma")
    assert state is not None
    assert state.name == "Granny"
    engine = entity(hass)
    assert (engine.default_language, engine.default_options["speed"]) == ("ja", 1.5)
    device = device_registry.async_get_device({("cosyvoice", profile.subentry_id)})
    assert device is not None
    assert device.name == "Granny"
    assert entry.runtime_data is loaded
    assert await speaking.finish()
    assert speaking.said[-1] == "completed"


async def test_a_removed_profile_speaks_to_its_end(
    hass: HomeAssistant, speaking: Speaking, issue_registry: ir.IssueRegistry
) -> None:
    entry = speaking.entry
    (profile,) = entry.subentries.values()
    hass.config_entries.async_update_subentry(
        entry, profile, data={**profile.data, "voice": "gone"}
    )
    await hass.async_block_till_done()
    assert issue_registry.async_get_issue("cosyvoice", f"voice_gone_{profile.subentry_id}")
    hass.config_entries.async_remove_subentry(entry, profile.subentry_id)
    await hass.async_block_till_done()
    assert hass.states.get("tts.grandma") is None
    assert not issue_registry.async_get_issue("cosyvoice", f"voice_gone_{profile.subentry_id}")
    assert await speaking.finish()
    assert speaking.said[-1] == "completed"


async def test_a_new_name_of_the_service_and_its_id_cut_nothing(
    hass: HomeAssistant, speaking: Speaking, device_registry: dr.DeviceRegistry
) -> None:
    entry, loaded = speaking.entry, speaking.entry.runtime_data
    hass.config_entries.async_update_entry(
        entry, title="Studio", data={**entry.data, "server_id": "the-server"}
    )
    await hass.async_block_till_done()
    device = device_registry.async_get_device({("cosyvoice", entry.entry_id)})
    assert device is not None
    assert device.name == "Studio"
    assert entry.runtime_data is loaded
    assert await speaking.finish()
    assert speaking.said[-1] == "completed"


async def test_tests_hear_of_another_thread_that_uses_the_loop(hass: HomeAssistant) -> None:
    with pytest.raises(RuntimeError, match="thread"):
        await asyncio.to_thread(hass.loop.call_later, 1, print)
