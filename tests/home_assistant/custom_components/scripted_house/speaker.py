"""A media player that fetches what it is given to play, as real ones do, and keeps the bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, override

from homeassistant.components import media_source
from homeassistant.components.media_player import (
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
    async_process_play_media_url,
)
from homeassistant.helpers.aiohttp_client import async_get_clientsession


class KeepingSpeaker(MediaPlayerEntity):
    """Writes what it plays to files, and says in its attributes where the last one lies."""

    _attr_name = "Keeping speaker"
    _attr_unique_id = "keeping_speaker"
    _attr_state = MediaPlayerState.IDLE
    _attr_supported_features = (
        MediaPlayerEntityFeature.PLAY_MEDIA | MediaPlayerEntityFeature.MEDIA_ANNOUNCE
    )

    @override
    async def async_play_media(self, media_type: str, media_id: str, **kwargs: Any) -> None:
        if media_source.is_media_source_id(media_id):
            resolved = await media_source.async_resolve_media(self.hass, media_id, self.entity_id)
            media_id = resolved.url
        self._attr_state = MediaPlayerState.PLAYING
        self.async_write_ha_state()
        url = async_process_play_media_url(self.hass, media_id)
        async with async_get_clientsession(self.hass).get(url) as answer:
            data = await answer.read()
        heard = self.hass.config.path("heard")
        file = Path(heard) / f"{answer.status}-{Path(answer.url.path).name}"
        await self.hass.async_add_executor_job(_keep, file, data)
        self._attr_extra_state_attributes = {
            "file": str(file),
            "status": answer.status,
            "content_type": answer.content_type,
        }
        self._attr_state = MediaPlayerState.IDLE
        self.async_write_ha_state()


def _keep(file: Path, data: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)
