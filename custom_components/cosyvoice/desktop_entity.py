"""What the entities of a desktop have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.entity import Entity

if TYPE_CHECKING:
    from homeassistant.helpers.entity import EntityDescription

    from .desktop import DesktopConfigEntry


class DesktopEntity(Entity):
    """An entity of a desktop; unavailable while that isn't connected."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, entry: DesktopConfigEntry, description: EntityDescription | None = None
    ) -> None:
        self.entry = entry
        self.desktop = entry.runtime_data
        self._attr_unique_id = self.desktop.id
        if description is not None:
            self.entity_description = description
            self._attr_unique_id = f"{self.desktop.id}_{description.key}"
        self._attr_device_info = self.desktop.device_info

    @property
    @override
    def available(self) -> bool:
        return self.desktop.is_connected

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.desktop.async_listen(self._show))

    @callback
    def _show(self) -> None:
        self.async_write_ha_state()

    @callback
    def _show_device(self) -> None:
        """Have the device say which version of the app runs there now."""
        info = self.desktop.device_info
        dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.entry.entry_id,
            identifiers=info["identifiers"],
            manufacturer=info["manufacturer"],
            model=info["model"],
            sw_version=info["sw_version"],
        )
