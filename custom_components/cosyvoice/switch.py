"""Whether a desktop may be disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory

from .desktop_entity import DesktopEntity

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .desktop import DesktopConfigEntry

PARALLEL_UPDATES = 0

_DO_NOT_DISTURB: Final = SwitchEntityDescription(
    key="do_not_disturb",
    translation_key="do_not_disturb",
    entity_category=EntityCategory.CONFIG,
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: DesktopConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switch."""
    async_add_entities([DoNotDisturbSwitch(entry, _DO_NOT_DISTURB)])


class DoNotDisturbSwitch(DesktopEntity, SwitchEntity):
    """On while announcements aren't spoken. The desktop decides, and tells what it did."""

    entity_description: SwitchEntityDescription

    @property
    @override
    def is_on(self) -> bool:
        return self.desktop.state.get("do_not_disturb") is not None

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self.desktop.send({"type": "do_not_disturb", "on": True})

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.desktop.send({"type": "do_not_disturb", "on": False})
