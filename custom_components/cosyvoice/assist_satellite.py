"""A desktop as a satellite of Assist: it is reached by “broadcast”, and by announcements."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components.assist_satellite import (
    AssistSatelliteAnnouncement,
    AssistSatelliteConfiguration,
    AssistSatelliteEntity,
    AssistSatelliteEntityDescription,
    AssistSatelliteEntityFeature,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import is_hass_url
from yarl import URL

from .announcing import Announcement, Sound
from .desktop_entity import DesktopEntity
from .media_player import announce, preferred_format, who
from .shared_client.desktop_link import MESSAGE_LENGTH

if TYPE_CHECKING:
    from homeassistant.components.assist_pipeline import PipelineEvent
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .desktop import DesktopConfigEntry

PARALLEL_UPDATES = 0

_ANNOUNCEMENTS: Final = AssistSatelliteEntityDescription(
    key="announcements", translation_key="announcements"
)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: DesktopConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the satellite."""
    async_add_entities([DesktopSatellite(entry, _ANNOUNCEMENTS)])


class DesktopSatellite(DesktopEntity, AssistSatelliteEntity):
    """A desktop that announces. It has no microphone for Assist."""

    entity_description: AssistSatelliteEntityDescription
    _attr_supported_features = AssistSatelliteEntityFeature.ANNOUNCE

    def __init__(
        self, entry: DesktopConfigEntry, description: AssistSatelliteEntityDescription
    ) -> None:
        super().__init__(entry, description)
        self._in_order = asyncio.Lock()

    @property
    @override
    def tts_options(self) -> dict[str, Any] | None:
        return preferred_format(self.desktop) or None

    @callback
    @override
    def async_get_configuration(self) -> AssistSatelliteConfiguration:
        """No wake words."""
        return AssistSatelliteConfiguration([], [], 1)

    @override
    async def async_set_configuration(self, config: AssistSatelliteConfiguration) -> None:
        """There is nothing to set."""
        raise NotImplementedError

    @callback
    @override
    def on_pipeline_event(self, event: PipelineEvent) -> None:
        """It runs no pipeline."""

    @override
    async def async_internal_announce(self, *args: Any, **kwargs: Any) -> None:
        """Announce one after the other, where Home Assistant would refuse the second."""
        async with self._in_order:
            await super().async_internal_announce(*args, **kwargs)

    @override
    async def async_announce(self, announcement: AssistSatelliteAnnouncement) -> None:
        """Wait in the same queue as all announcements."""
        if announcement.tts_token is not None:
            url = f"/api/tts_proxy/{announcement.tts_token}"
        else:
            url = self._relative(announcement.media_id)

        async def sound() -> Sound:
            return Sound(url)

        chime = announcement.preannounce_media_id
        said_by, own = await who(self.hass, self.entry, self._context)
        await announce(
            self.entry,
            Announcement(
                sound,
                message=announcement.message[:MESSAGE_LENGTH] or None,
                chime=None if chime is None else self._relative(chime),
                said_by=said_by,
                own=own,
            ),
        )

    def _relative(self, url: str) -> str:
        """An address without a host where that is Home Assistant, which desktops know better."""
        return str(URL(url).relative()) if is_hass_url(self.hass, url) else url
