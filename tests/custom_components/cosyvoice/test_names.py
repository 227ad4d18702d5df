"""Entries and devices are called by their service, and by a person if a person has named them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.names import announced_name

from .conftest import LocalServer, entry_of, studio_entry_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import device_registry as dr
    from homeassistant.helpers import entity_registry as er

    from tests.model_studio import ModelStudio


async def test_an_entry_that_was_called_by_its_address_is_called_by_its_service(
    hass: HomeAssistant,
    service: LocalServer,
    studio: ModelStudio,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    first, second, named = (entry_of(service) for _ in range(3))
    gateway = studio_entry_of(studio)
    titles = [f"127.0.0.1:{service.port}"] * 2 + ["Attic 50000", "Model Studio (127.0.0.1)"]
    entries = (first, second, named, gateway)
    for number, (entry, title) in enumerate(zip(entries, titles, strict=True)):
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(
            entry, title=title, unique_id=f"{number}", minor_version=2
        )
    # A sensor as it was called, and a device that a person has named.
    sensor = entity_registry.async_get_or_create(
        "sensor",
        DOMAIN,
        f"{first.entry_id}_voices",
        config_entry=first,
        suggested_object_id="127_0_0_1_50000_voices",
    )
    device = device_registry.async_get_or_create(
        config_entry_id=first.entry_id, identifiers={(DOMAIN, first.entry_id)}, name=titles[0]
    )
    device_registry.async_update_device(device.id, name_by_user="Upstairs")
    await hass.config_entries.async_setup(first.entry_id)
    await hass.async_block_till_done()
    assert [entry.title for entry in entries] == [
        "CosyVoice",
        "CosyVoice 2",
        "Attic 50000",
        "Model Studio",
    ]
    kept = device_registry.async_get(device.id)
    assert kept is not None
    assert (kept.name, kept.name_by_user) == ("CosyVoice", "Upstairs")
    assert sensor.entity_id == "sensor.127_0_0_1_50000_voices"
    assert hass.states.get(sensor.entity_id) is not None
    # A person who wants the address for a name has it.
    hass.config_entries.async_update_entry(first, title=titles[0])
    await hass.config_entries.async_reload(first.entry_id)
    assert first.title == titles[0]
    for entry in entries:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("announced", "name"),
    [
        ("CosyVoice on attic", "CosyVoice on attic"),
        ("奶奶的声音", "奶奶的声音"),
        ("dr. who's", "dr. who's"),
        ("", "CosyVoice"),
        ("192.168.1.20", "CosyVoice"),
        ("[fe80::1]", "CosyVoice"),
        ("attic.local:50000", "CosyVoice"),
        ("\x00\u202e" * 99, "CosyVoice"),
        ("x" * 99, "x" * 50),
    ],
    ids=ascii,
)
def test_a_server_is_called_as_it_calls_itself_unless_that_is_an_address(
    announced: str, name: str
) -> None:
    service_type = "_cosyvoice._tcp.local."
    assert announced_name(f"{announced}.{service_type}", service_type) == name
