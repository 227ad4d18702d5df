"""Figures of a service, moved by what really happens on it; nothing is polled for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import CONF_DIALECT, DOMAIN
from .entity import ServiceEntity, unique_id
from .shared_client import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable

    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .activity import Activity, ServiceActivity
    from .data import CosyVoiceConfigEntry

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class FigureDescription(SensorEntityDescription):
    """A sensor of one of the figures in `ServiceActivity`.

    Attributes:
        figure: Reads it.
    """

    figure: Callable[[ServiceActivity], float | None]
    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC


_OF_THE_LAST_UTTERANCE: Final = (
    FigureDescription(
        key="time_to_first_audio",
        translation_key="time_to_first_audio",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=0,
        figure=lambda activity: activity.time_to_first_audio,
    ),
    FigureDescription(
        key="real_time_factor",
        translation_key="real_time_factor",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        figure=lambda activity: activity.real_time_factor,
    ),
)
_TOTALS: Final = (
    FigureDescription(
        key="seconds_spoken",
        translation_key="seconds_spoken",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
        figure=lambda activity: activity.seconds_spoken,
    ),
    FigureDescription(
        key="failures",
        translation_key="failures",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_registry_enabled_default=False,
        figure=lambda activity: activity.failures,
    ),
)
_BILLED: Final = FigureDescription(
    key="characters",
    translation_key="characters",
    state_class=SensorStateClass.TOTAL_INCREASING,
    suggested_display_precision=0,
    figure=lambda activity: activity.characters,
)
_VOICES: Final = SensorEntityDescription(
    key="voices",
    translation_key="voices",
    entity_category=EntityCategory.DIAGNOSTIC,
    state_class=SensorStateClass.MEASUREMENT,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CosyVoiceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the service; that of what is billed only where it bills characters."""
    totals = list(_TOTALS)
    if entry.data[CONF_DIALECT] == Dialect.MODEL_STUDIO:
        totals.append(_BILLED)
    else:
        _remove_billed(hass, entry)
    async_add_entities(
        [
            *(FigureSensor(entry, description) for description in _OF_THE_LAST_UTTERANCE),
            *(TotalSensor(entry, description) for description in totals),
            VoicesSensor(entry, _VOICES),
        ]
    )


def _remove_billed(hass: HomeAssistant, entry: CosyVoiceConfigEntry) -> None:
    """Remove the sensor of an entry that was one of Model Studio before."""
    entities = er.async_get(hass)
    entity_id = entities.async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id(entry, _BILLED.key))
    if entity_id is not None:
        entities.async_remove(entity_id)


class FigureSensor(ServiceEntity, RestoreSensor):
    """A figure of the last utterance, over restarts, too; unknown until there was one."""

    entity_description: FigureDescription
    _before: float | None = None

    @property
    @override
    def available(self) -> bool:
        """Always: what was measured stays true while the service is away."""
        return True

    @property
    @override
    def native_value(self) -> float | None:
        now = self.entity_description.figure(self.activity)
        return self._before if now is None else now

    @override
    async def async_added_to_hass(self) -> None:
        last = await self.async_get_last_sensor_data()
        if last is not None and isinstance(last.native_value, int | float):
            self._before = last.native_value
        await super().async_added_to_hass()
        self.async_on_remove(self.activity.async_listen(self._happened))

    @callback
    def _happened(self, _: Activity) -> None:
        self.async_write_ha_state()


class TotalSensor(FigureSensor):
    """A figure that only grows, over restarts of Home Assistant and reloads of the service."""

    @property
    @override
    def native_value(self) -> float:
        return (self._before or 0) + (self.entity_description.figure(self.activity) or 0)


class VoicesSensor(ServiceEntity, SensorEntity):
    """How many voices the service has; unknown as long as it has never been listed."""

    @property
    @override
    def native_value(self) -> int | None:
        voices = self.coordinator.data
        return None if voices is None else len(voices)
