"""The voices of a service in the media browser: each speaks a sentence when it is played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.components import media_source, tts
from homeassistant.components.media_player.const import MediaClass, MediaType
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er

from .const import (
    CONF_LANGUAGE,
    CONF_MODE,
    CONF_MODEL,
    CONF_SPEED,
    CONF_VOICE,
    CONF_VOLUME,
    DEFAULT_LANGUAGE,
    DEFAULT_SPEED,
    DEFAULT_VOLUME,
    DOMAIN,
)
from .coordinator import profiles, voice_name
from .desktop import is_desktop
from .hear import trial_sentence
from .offered_voices import offered
from .shared_client import SynthesisMode

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigSubentry
    from homeassistant.core import HomeAssistant

    from .data import CosyVoiceConfigEntry
    from .shared_client import ReferenceAudio

# The voice as it is, whatever the profile makes of its own.
_PLAIN: Final[dict[str, Any]] = {
    CONF_MODE: SynthesisMode.FAST_REPLICATION.value,
    CONF_SPEED: DEFAULT_SPEED,
    CONF_VOLUME: DEFAULT_VOLUME,
}


async def async_get_media_source(hass: HomeAssistant) -> VoicesMediaSource:
    """The source; there is one for all services."""
    return VoicesMediaSource(hass)


class VoicesMediaSource(MediaSource):
    """Service, then voice. An item is `ENTRY` or `ENTRY/VOICE`, both ids."""

    name = "CosyVoice"

    def __init__(self, hass: HomeAssistant) -> None:
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """A service's voices; or the services, where there are several.

        Raises:
            BrowseError: The service is gone, not connected, or has never been listed.
        """
        loaded = self._loaded()
        if not item.identifier and len(loaded) != 1:
            return self._folder(None, self.name, [self._service(entry) for entry in loaded])
        entry_id = (item.identifier or "").partition("/")[0]
        entry = next((one for one in loaded if entry_id in ("", one.entry_id)), None)
        if entry is None:
            raise BrowseError(translation_domain=DOMAIN, translation_key="service_not_loaded")
        voices = entry.runtime_data.voices.data
        if voices is None:
            raise BrowseError(
                translation_domain=DOMAIN,
                translation_key="voices_unknown",
                translation_placeholders={"service": entry.title},
            )
        return self._folder(
            entry.entry_id,
            entry.title,
            [
                self._voice(entry, voice)
                for voice in offered(voices, entry.data.get(CONF_MODEL)).values()
            ],
        )

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """A sentence in the voice, from Home Assistant's own cache when it was spoken before.

        Raises:
            Unresolvable: The service or the voice is gone, or no profile can lend its entity.
        """
        entry_id, _, voice_id = (item.identifier or "").partition("/")
        entry = next((one for one in self._loaded() if one.entry_id == entry_id), None)
        if entry is None:
            raise Unresolvable(translation_domain=DOMAIN, translation_key="service_not_loaded")
        if entry.runtime_data.voices.has(voice_id) is False:
            raise Unresolvable(
                translation_domain=DOMAIN,
                translation_key="voice_unknown",
                translation_placeholders={"voice": voice_id},
            )
        for profile in profiles(entry):
            entity_id = er.async_get(self._hass).async_get_entity_id(
                Platform.TTS, DOMAIN, profile.subentry_id
            )
            if entity_id is not None and self._hass.states.get(entity_id) is not None:
                return await self._spoken(item, entity_id, profile, voice_id)
        raise Unresolvable(
            translation_domain=DOMAIN,
            translation_key="no_profile",
            translation_placeholders={"service": entry.title},
        )

    async def _spoken(
        self, item: MediaSourceItem, entity_id: str, profile: ConfigSubentry, voice_id: str
    ) -> PlayMedia:
        language = profile.data.get(CONF_LANGUAGE, DEFAULT_LANGUAGE)
        return await media_source.async_resolve_media(
            self._hass,
            tts.generate_media_source_id(
                self._hass,
                trial_sentence(language),
                entity_id,
                language,
                {**_PLAIN, CONF_VOICE: voice_id},
            ),
            item.target_media_player,
        )

    def _loaded(self) -> list[CosyVoiceConfigEntry]:
        return [
            entry
            for entry in self._hass.config_entries.async_entries(DOMAIN)
            if entry.state is ConfigEntryState.LOADED and not is_desktop(entry)
        ]

    def _service(self, entry: CosyVoiceConfigEntry) -> BrowseMediaSource:
        return self._folder(entry.entry_id, entry.title, None)

    def _folder(
        self, identifier: str | None, title: str, children: list[BrowseMediaSource] | None
    ) -> BrowseMediaSource:
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=identifier,
            media_class=MediaClass.DIRECTORY,
            media_content_type=MediaType.MUSIC,
            title=title,
            can_play=False,
            can_expand=True,
            children=children,
        )

    def _voice(self, entry: CosyVoiceConfigEntry, voice: ReferenceAudio) -> BrowseMediaSource:
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=f"{entry.entry_id}/{voice.id}",
            media_class=MediaClass.MUSIC,
            media_content_type="audio/mpeg",
            title=voice_name(voice),
            can_play=True,
            can_expand=False,
        )
