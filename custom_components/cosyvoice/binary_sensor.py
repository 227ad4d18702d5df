"""Whether a desktop speaks, and whether its screen is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from .desktop_entity import DesktopEntity
from .shared_client.desktop_link import Playback

if TYPE_CHECKING:
    from collections.abc import Callable

    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .desktop import Desktop, DesktopConfigEntry

PARALLEL_UPDATES = 0

_SPEAKS: Final = {Playback.READING, Playback.ANNOUNCING, Playback.MEDIA}


@dataclass(frozen=True, kw_only=True)
class DesktopBinarySensorDescription(BinarySensorEntityDescription):
    """What one of them tells: True, False, or None where it isn't known."""

    value: Callable[[Desktop], bool | None]


_SENSORS: Final = (
    DesktopBinarySensorDescription(
        key="speaking",
        translation_key="speaking",
        device_class=BinarySensorDeviceClass.RUNNING,
        value=lambda desktop: desktop.playback in _SPEAKS,
    ),
    DesktopBinarySensorDescription(
        key="screen_locked",
        translation_key="screen_locked",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda desktop: desktop.state.get("locked"),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: DesktopConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add them."""
    async_add_entities(DesktopBinarySensor(entry, description) for description in _SENSORS)


class DesktopBinarySensor(DesktopEntity, BinarySensorEntity):
    """Something that a desktop does, or doesn't."""

    entity_description: DesktopBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.value(self.desktop)
