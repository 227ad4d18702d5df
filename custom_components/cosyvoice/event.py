"""What happens on a service or a desktop, as an event entity: something to trigger automations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback

from .activity import Activity, ActivityKind
from .desktop import is_desktop
from .desktop_entity import DesktopEntity
from .entity import ServiceEntity
from .shared_client.desktop_link import Happening

if TYPE_CHECKING:
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .data import CosyVoiceConfigEntry
    from .desktop import DesktopConfigEntry

PARALLEL_UPDATES = 0

_ACTIVITY: Final = EventEntityDescription(
    key="activity",
    translation_key="activity",
    event_types=[kind.value for kind in ActivityKind],
)
_OF_A_DESKTOP: Final = EventEntityDescription(
    key="desktop_activity",
    translation_key="desktop_activity",
    event_types=[
        "announcement_heard",
        "announcement_suppressed",
        "announcement_failed",
        *(kind.value for kind in Happening),
    ],
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: CosyVoiceConfigEntry | DesktopConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entity of the service or the desktop."""
    if is_desktop(entry):
        async_add_entities([DesktopEventEntity(cast("DesktopConfigEntry", entry), _OF_A_DESKTOP)])
    else:
        async_add_entities([CosyVoiceEventEntity(cast("CosyVoiceConfigEntry", entry), _ACTIVITY)])


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


class DesktopEventEntity(DesktopEntity, EventEntity):
    """Fires for everything that a desktop tells."""

    entity_description: EventEntityDescription
    _unrecorded_attributes = frozenset({"buttons"})

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """What can be pressed there, by key: for those who write automations."""
        return {"buttons": self.desktop.buttons}

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.desktop.async_be_told(self._fire))

    @callback
    def _fire(self, kind: str, attributes: dict[str, Any]) -> None:
        self._trigger_event(kind, attributes)
        self.async_write_ha_state()
