"""What the entities of a service have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import (
    DeviceEntryType,
    DeviceInfo,
    async_get,
    async_get_device_id_by_identifier,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_DIALECT, CONF_MODEL, DOMAIN
from .coordinator import VoicesCoordinator
from .shared_client import Dialect

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigSubentry
    from homeassistant.helpers.entity import EntityDescription

    from .data import CosyVoiceConfigEntry

_MANUFACTURER = "CosyVoice"


def service_device(entry: CosyVoiceConfigEntry) -> DeviceInfo:
    """The device that stands for the service itself."""
    dialect = entry.data[CONF_DIALECT]
    is_model_studio = dialect == Dialect.MODEL_STUDIO
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer="Alibaba Cloud" if is_model_studio else _MANUFACTURER,
        model="Model Studio" if is_model_studio else "CosyVoice 2.0",
        model_id=entry.data[CONF_MODEL] if is_model_studio else str(dialect),
        name=entry.title,
    )


def profiles_changed(entry: CosyVoiceConfigEntry) -> str:
    """The signal that profiles were added to a loaded service, changed, or removed."""
    return f"{DOMAIN}_profiles_{entry.entry_id}"


def unique_id(entry: CosyVoiceConfigEntry, key: str) -> str:
    """What an entity of the service is known by."""
    return f"{entry.entry_id}_{key}"


class ServiceEntity(CoordinatorEntity[VoicesCoordinator]):
    """An entity of the service as a whole."""

    _attr_has_entity_name = True

    def __init__(self, entry: CosyVoiceConfigEntry, description: EntityDescription) -> None:
        super().__init__(entry.runtime_data.voices)
        self.entity_description = description
        self._attr_unique_id = unique_id(entry, description.key)
        self._attr_device_info = service_device(entry)
        self.activity = entry.runtime_data.activity


class ProfileEntity(CoordinatorEntity[VoicesCoordinator]):
    """The entity of a voice profile, which is a device of its own."""

    # An entity named after its device would have no name of its own, and Home Assistant refuses to
    # speak with an engine without one ("TTS engine name is not set").
    _attr_has_entity_name = False

    def __init__(self, entry: CosyVoiceConfigEntry, profile: ConfigSubentry) -> None:
        super().__init__(entry.runtime_data.voices)
        self._attr_name = profile.title
        self.entry = entry
        self.profile = profile
        self._attr_unique_id = profile.subentry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, profile.subentry_id)},
            entry_type=DeviceEntryType.SERVICE,
            manufacturer=_MANUFACTURER,
            name=profile.title,
            via_device_id=async_get_device_id_by_identifier(
                self.coordinator.hass,
                (DOMAIN, entry.entry_id),
                config_entry_id=entry.entry_id,
            ),
        )

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, profiles_changed(self.entry), self._take_over)
        )

    @callback
    def _take_over(self) -> None:
        """Show what was changed of the profile, which Home Assistant has changed in place."""
        if self.profile.subentry_id not in self.entry.subentries:
            return
        self._attr_name = self.profile.title
        if self.device_entry is not None:
            async_get(self.hass).async_update_device(self.device_entry.id, name=self.profile.title)
        self.async_write_ha_state()
