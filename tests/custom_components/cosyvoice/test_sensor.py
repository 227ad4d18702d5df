"""Figures follow what really happens on a service."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.core import State
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import mock_restore_cache_with_extra_data
from syrupy.filters import props

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import SpeechOptions
from custom_components.cosyvoice.speaking import Utterance
from tests.shared_client.service import Service, refusing, serving

from .conftest import LocalServer, entry_of, set_up, studio_entry_of, voices_of
from .test_event import speak

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import entity_registry as er
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from syrupy.assertion import SnapshotAssertion

    from tests.model_studio import ModelStudio

FIRST_AUDIO = "sensor.local_time_to_first_audio"
FACTOR = "sensor.local_real_time_factor"
SPOKEN = "sensor.local_time_spoken"
FAILURES = "sensor.local_failures"
VOICES = "sensor.local_voices"
ALL = (FIRST_AUDIO, FACTOR, SPOKEN, FAILURES, VOICES)


def value(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def enabled(hass: HomeAssistant, entry: MockConfigEntry, registry: er.EntityRegistry) -> None:
    """Turn on what is off by default."""
    for entity_id in ALL:
        registry.async_update_entity(entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()


async def test_entities(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    by_default = {
        entity_id
        for entity_id in ALL
        if (entity := entity_registry.async_get(entity_id)) and not entity.disabled
    }
    assert by_default == {FIRST_AUDIO, SPOKEN, VOICES}
    await enabled(hass, init_integration, entity_registry)
    for entity_id in ALL:
        entity = entity_registry.async_get(entity_id)
        assert entity == snapshot(name=f"{entity_id}-entry", exclude=props("unique_id"))
        assert hass.states.get(entity_id) == snapshot(name=f"{entity_id}-state")


async def test_follow_what_is_spoken(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    tmp_path: Path,
) -> None:
    await enabled(hass, init_integration, entity_registry)
    assert value(hass, FIRST_AUDIO) == "unknown"
    first = await speak(hass, tmp_path)
    assert float(value(hass, FIRST_AUDIO)) == pytest.approx(
        first["metrics"]["time_to_first_audio"] * 1000, abs=1
    )
    assert float(value(hass, FACTOR)) == first["metrics"]["real_time_factor"]
    assert float(value(hass, SPOKEN)) == pytest.approx(first["duration"], abs=0.01)
    second = await speak(hass, tmp_path)
    assert float(value(hass, SPOKEN)) == pytest.approx(
        first["duration"] + second["duration"], abs=0.01
    )
    assert value(hass, FAILURES) == "0"
    assert value(hass, VOICES) == "1"


@pytest.mark.usefixtures("init_integration")
async def test_totals_go_on_after_a_reload(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    tmp_path: Path,
) -> None:
    first = await speak(hass, tmp_path)
    await hass.config_entries.async_reload(init_integration.entry_id)
    await hass.async_block_till_done()
    assert float(value(hass, SPOKEN)) == pytest.approx(first["duration"], abs=0.01)
    second = await speak(hass, tmp_path)
    assert float(value(hass, SPOKEN)) == pytest.approx(
        first["duration"] + second["duration"], abs=0.01
    )


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({"native_value": 3600.5, "native_unit_of_measurement": "s"}, "3600.5"),
        ({"native_value": None, "native_unit_of_measurement": "s"}, "0"),
    ],
)
async def test_totals_go_on_after_a_restart(
    hass: HomeAssistant,
    mock_config_entry: MockConfigEntry,
    stored: dict[str, Any],
    expected: str,
) -> None:
    mock_restore_cache_with_extra_data(hass, [(State(SPOKEN, "3600"), stored)])
    await set_up(hass, mock_config_entry)
    assert value(hass, SPOKEN) == expected


async def test_what_was_measured_is_still_known_after_a_restart(
    hass: HomeAssistant, mock_config_entry: MockConfigEntry, tmp_path: Path
) -> None:
    stored = {"native_value": 0.25, "native_unit_of_measurement": "s"}
    mock_restore_cache_with_extra_data(hass, [(State(FIRST_AUDIO, "250"), stored)])
    await set_up(hass, mock_config_entry)
    assert float(value(hass, FIRST_AUDIO)) == 250
    await speak(hass, tmp_path)
    assert 0 < float(value(hass, FIRST_AUDIO)) != 250


async def test_what_was_measured_stays_true_while_the_service_is_down(
    hass: HomeAssistant,
    own_service: LocalServer,
    entity_registry: er.EntityRegistry,
    tmp_path: Path,
) -> None:
    voice = (await voices_of(own_service))[0].id
    entry = entry_of(own_service, {"voice": voice, "language": "en"}, cold_start_timeout=0)
    await set_up(hass, entry)
    await enabled(hass, entry, entity_registry)
    await speak(hass, tmp_path)
    measured = value(hass, FIRST_AUDIO)
    own_service.kill()
    with pytest.raises(HomeAssistantError):
        await speak(hass, tmp_path)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert value(hass, FIRST_AUDIO) == measured
    assert value(hass, FAILURES) == "1"
    assert value(hass, VOICES) == "unavailable"

    own_service.start()
    await hass.services.async_call(DOMAIN, "refresh_voices", blocking=True)
    assert value(hass, VOICES) == "1"


async def test_the_number_of_voices_is_unknown_until_they_are_listed_and_then_kept(
    hass: HomeAssistant,
) -> None:
    async with serving(Service(before=refusing(1, 503))) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        assert value(hass, VOICES) == "unknown"
        await entry.runtime_data.voices.async_refresh()
        assert value(hass, VOICES) == "1"
        service.before = refusing(9, 503)
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        assert value(hass, VOICES) == "1"
        await hass.config_entries.async_unload(entry.entry_id)


# --- What is billed -------------------------------------------------------------------------------

BILLED = "sensor.studio_characters_billed"


async def test_characters_are_counted_as_the_service_bills_them(
    hass: HomeAssistant,
    studio: ModelStudio,
    service: LocalServer,
    tmp_path: Path,
    entity_registry: er.EntityRegistry,
) -> None:
    entry = studio_entry_of(studio, {"voice": studio.voice().id, "language": "zh"})
    await set_up(hass, entry)
    assert value(hass, BILLED) == "0"
    made = await speak(hass, tmp_path, message="你好。Hello.")
    assert made["metrics"]["characters"] == studio.characters == 11
    assert value(hass, BILLED) == "11"
    state = hass.states.get(BILLED)
    assert state is not None
    assert state.attributes["state_class"] == "total_increasing"

    await speak(hass, tmp_path, message="好")
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert int(value(hass, BILLED)) == studio.characters == 13

    # An entry that is no longer one of Model Studio has no such sensor.
    own = {"url": service.url, "token": service.token, "dialect": "v2"}
    hass.config_entries.async_update_entry(entry, data={**entry.data, **own})
    await hass.async_block_till_done()
    assert entity_registry.async_get(BILLED) is None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_what_was_spoken_before_a_failure_is_counted(
    hass: HomeAssistant, studio: ModelStudio
) -> None:
    voice = studio.voice()
    entry = studio_entry_of(studio, {"voice": voice.id, "language": "en"})
    await set_up(hass, entry)
    studio.scale = 0.1  # some two seconds without text, and the task fails

    async def pauses() -> AsyncGenerator[str]:
        yield "One sentence is spoken. "
        await asyncio.sleep(60)

    utterance = Utterance(hass, entry, pauses(), SpeechOptions(voice.id))
    await utterance.start()
    with pytest.raises(HomeAssistantError):
        async for _ in utterance.pcm():
            pass
    assert int(value(hass, BILLED)) == studio.characters > 0
    studio.faults.clear()
    await hass.config_entries.async_unload(entry.entry_id)
