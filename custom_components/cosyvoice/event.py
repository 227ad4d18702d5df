"""What happens on a service, as an event entity: something for automations to be triggered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback

from .activity import Activity, ActivityKind
from .entity import ServiceEntity

if TYPE_CHECKING:
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .data import CosyVoiceConfigEntry

PARALLEL_UPDATES = 0

_ACTIVITY: Final = EventEntityDescription(
    key="activity",
    translation_key="activity",
    event_types=[kind.value for kind in ActivityKind],
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: CosyVoiceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entity of the service."""
    async_add_entities([CosyVoiceEventEntity(entry, _ACTIVITY)])


class CosyVoiceEventEntity(ServiceEntity, EventEntity):
    """Fires for everything that happens on the service."""

    entity_description: EventEntityDescription

    @property
    @override
    def available(self) -> bool:
        """Always: that the service is down is when `failed` has something to say."""
        return True

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.activity.async_listen(self._fire))

    @callback
    def _fire(self, activity: Activity) -> None:
        self._trigger_event(activity.kind.value, activity.attributes)
        self.async_write_ha_state()
