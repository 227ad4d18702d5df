"""A desktop as a speaker: it announces in order, and goes on with what it read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components import media_source
from homeassistant.components.media_player import MediaPlayerEntity
from homeassistant.components.media_player.browse_media import (
    BrowseMedia,
    async_process_play_media_url,
)
from homeassistant.components.media_player.const import (
    ATTR_MEDIA_ANNOUNCE,
    ATTR_MEDIA_EXTRA,
    MediaPlayerDeviceClass,
    MediaPlayerEntityFeature,
    MediaPlayerState,
    MediaType,
)
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol
from yarl import URL

from .announcing import Announcement, Sound, failed
from .desktop import CONF_USER_ID, CONF_WAIT
from .desktop_entity import DesktopEntity
from .shared_client.desktop_link import MESSAGE_LENGTH, TITLE_LENGTH, Playback

if TYPE_CHECKING:
    from homeassistant.core import Context
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .desktop import Desktop, DesktopConfigEntry

# One desktop doesn't wait for another.
PARALLEL_UPDATES = 0

ATTR_URGENT: Final = "urgent"
ATTR_CHIME: Final = "chime"
ATTR_VOLUME: Final = "volume"
ATTR_NOTIFICATION: Final = "notification"
ATTR_MESSAGE: Final = "message"

_TTS: Final = "media-source://tts/"
_OPTIONS: Final = "tts_options"
_FORMAT: Final = "preferred_format"
_STATES: Final = {
    Playback.IDLE: MediaPlayerState.IDLE,
    Playback.READING: MediaPlayerState.PLAYING,
    Playback.ANNOUNCING: MediaPlayerState.PLAYING,
    Playback.MEDIA: MediaPlayerState.PLAYING,
    Playback.PAUSED: MediaPlayerState.PAUSED,
}
EXTRA: Final = vol.Schema(
    {
        vol.Optional(ATTR_URGENT, default=False): bool,
        vol.Optional(ATTR_CHIME): str,
        vol.Optional(ATTR_VOLUME): vol.All(vol.Coerce(float), vol.Range(0, 1)),
        vol.Optional(ATTR_NOTIFICATION, default=True): bool,
        vol.Optional(ATTR_MESSAGE): str,
    },
    extra=vol.REMOVE_EXTRA,
)
"""What `extra` of `media_player.play_media` may say about an announcement."""


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: DesktopConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the speaker."""
    async_add_entities([DesktopMediaPlayer(entry)])


class DesktopMediaPlayer(DesktopEntity, MediaPlayerEntity):
    """A desktop's speaker."""

    _attr_name = None
    _attr_device_class = MediaPlayerDeviceClass.SPEAKER
    _attr_supported_features = (
        MediaPlayerEntityFeature.PLAY_MEDIA
        | MediaPlayerEntityFeature.MEDIA_ANNOUNCE
        | MediaPlayerEntityFeature.PLAY
        | MediaPlayerEntityFeature.PAUSE
        | MediaPlayerEntityFeature.STOP
        | MediaPlayerEntityFeature.VOLUME_SET
        | MediaPlayerEntityFeature.VOLUME_MUTE
        | MediaPlayerEntityFeature.BROWSE_MEDIA
    )

    @callback
    @override
    def _show(self) -> None:
        self._show_device()
        super()._show()

    @property
    @override
    def state(self) -> MediaPlayerState:
        return _STATES[self.desktop.playback]

    @property
    @override
    def volume_level(self) -> float | None:
        return self.desktop.state.get("volume")

    @property
    @override
    def is_volume_muted(self) -> bool | None:
        return self.desktop.state.get("muted")

    @property
    @override
    def media_content_type(self) -> MediaType | None:
        return None if self.desktop.playback is Playback.IDLE else MediaType.MUSIC

    @property
    @override
    def media_title(self) -> str | None:
        """What is read, where the desktop's user shares it."""
        return self.desktop.state.get("title")

    @override
    async def async_play_media(
        self, media_type: MediaType | str, media_id: str, **kwargs: Any
    ) -> None:
        """Announce something, or play it."""
        context = self._context  # another call replaces it while this one waits
        if not kwargs.get(ATTR_MEDIA_ANNOUNCE):
            sound = await self._sound(media_id)
            title = (kwargs.get(ATTR_MEDIA_EXTRA) or {}).get("title")
            title = title[:TITLE_LENGTH] if isinstance(title, str) else None
            self.desktop.send(
                {"type": "play", "url": sound.url, "mime": sound.mime, "title": title}
            )
            return
        try:
            extra = EXTRA(kwargs.get(ATTR_MEDIA_EXTRA) or {})
        except vol.Invalid as error:
            raise failed("announcement_invalid", error=str(error)) from error
        await self.async_announce(media_id, context, **extra)

    async def async_announce(
        self,
        media_id: str,
        context: Context | None,
        *,
        message: str | None = None,
        chime: str | None = None,
        volume: float | None = None,
        urgent: bool = False,
        notification: bool = True,
    ) -> None:
        """Have something announced, and wait until it was heard unless that isn't wished.

        Raises:
            HomeAssistantError: It was not heard, and not because the desktop keeps quiet.
        """
        message = message if message is not None else _message_of(media_id)
        if chime is not None:
            chime = (await self._sound(chime)).url
        said_by, own = await who(self.hass, self.entry, context)
        announcement = Announcement(
            lambda: self._sound(media_id),
            message=message[:MESSAGE_LENGTH] if message and notification else None,
            chime=chime,
            volume=volume,
            urgent=urgent,
            said_by=said_by,
            own=own,
        )
        await announce(self.entry, announcement)

    async def _sound(self, media_id: str) -> Sound:
        """Where the sound of something is, and of which type."""
        mime = None
        if media_source.is_media_source_id(media_id):
            media_id = with_preferred_format(media_id, self.desktop)
            item = await media_source.async_resolve_media(self.hass, media_id, self.entity_id)
            media_id, mime = item.url, item.mime_type
        url = async_process_play_media_url(self.hass, media_id, allow_relative_url=True)
        if not url.startswith(("/", "http://", "https://")):
            raise failed("media_not_playable", desktop=self.desktop.called)
        return Sound(url, mime)

    @override
    async def async_media_play(self) -> None:
        self.desktop.send({"type": "resume"})

    @override
    async def async_media_pause(self) -> None:
        self.desktop.send({"type": "pause"})

    @override
    async def async_media_stop(self) -> None:
        self.desktop.send({"type": "stop"})

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        self.desktop.send({"type": "volume", "level": volume})

    @override
    async def async_mute_volume(self, mute: bool) -> None:
        self.desktop.send({"type": "mute", "muted": mute})

    @override
    async def async_browse_media(
        self,
        media_content_type: MediaType | str | None = None,
        media_content_id: str | None = None,
    ) -> BrowseMedia:
        """What there is to be heard."""
        return await media_source.async_browse_media(
            self.hass,
            media_content_id,
            content_filter=lambda item: item.media_content_type.startswith("audio/"),
        )


async def announce(entry: DesktopConfigEntry, announcement: Announcement) -> None:
    """Have something announced; wait until it was heard, where the entry's options say so.

    Raises:
        HomeAssistantError: It was not heard, and not because the desktop keeps quiet.
    """
    desktop = entry.runtime_data
    announcements = desktop.announcements
    if not desktop.is_connected:
        raise failed("desktop_not_connected", desktop=desktop.called)
    if entry.options.get(CONF_WAIT, True):
        await announcements.async_say_or_raise(announcement)
    else:
        announcements.async_add(announcement)


async def who(
    hass: HomeAssistant, entry: DesktopConfigEntry, context: Context | None
) -> tuple[str | None, bool]:
    """The name of the user whose action it is, and whether the desktop is theirs."""
    if context is None or context.user_id is None:
        return None, False
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        return None, False
    return (user.name or "")[:64], user.id == entry.data[CONF_USER_ID]


def with_preferred_format(media_id: str, desktop: Desktop) -> str:
    """Speech as the desktop likes it: it begins sooner where nothing is packed and unpacked."""
    if not media_id.startswith(_TTS) or desktop.capabilities["prefers"] != "wav":
        return media_id
    address = URL(media_id)
    if "message" not in address.query:
        return media_id
    try:
        options = json.loads(address.query.get(_OPTIONS) or "{}") or {}
    except ValueError:
        return media_id  # Home Assistant says what is wrong with it
    if not isinstance(options, dict) or _FORMAT in options:
        return media_id
    options |= preferred_format(desktop)
    return str(address.update_query({_OPTIONS: json.dumps(options, separators=(",", ":"))}))


def preferred_format(desktop: Desktop) -> dict[str, Any]:
    """Options of speech: samples as the desktop's sound device takes them."""
    if desktop.capabilities["prefers"] != "wav":
        return {}
    return {
        _FORMAT: "wav",
        "preferred_sample_rate": desktop.capabilities["sample_rate"],
        "preferred_sample_channels": 1,
        "preferred_sample_bytes": 2,
    }


def _message_of(media_id: str) -> str | None:
    """What speech says, as far as its address tells."""
    return URL(media_id).query.get("message") if media_id.startswith(_TTS) else None
