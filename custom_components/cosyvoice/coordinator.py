"""The connection to one service, and the voices it has."""

from __future__ import annotations

from datetime import timedelta
import logging
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .const import (
    CONF_COLD_START_TIMEOUT,
    CONF_CONNECT_TIMEOUT,
    CONF_DIALECT,
    CONF_FIRST_AUDIO_TIMEOUT,
    CONF_IDLE_TIMEOUT,
    CONF_VOICE,
    DEFAULT_COLD_START_TIMEOUT,
    DEFAULT_CONNECT_TIMEOUT,
    DEFAULT_FIRST_AUDIO_TIMEOUT,
    DEFAULT_IDLE_TIMEOUT,
    DOMAIN,
    SUBENTRY_TYPE_PROFILE,
)
from .errors import placeholders, sentence_key
from .shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceError,
    CosyVoiceUnavailableError,
    Dialect,
    ReferenceAudio,
    Timeouts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from homeassistant.config_entries import ConfigEntry, ConfigSubentry
    from homeassistant.core import HomeAssistant

_LOGGER = logging.getLogger(__name__)

# Voices change when somebody changes them, and what is changed here is listed at once. Asking more
# often would keep a service awake that costs money by the minute and scales to zero by itself.
_REFRESH_EVERY: Final = timedelta(hours=6)
# A service that is down is asked more often, so that it is used again soon after it is back.
_LOOK_AGAIN_AFTER: Final = timedelta(seconds=30)
# Whoever opens a list of voices sees one that is not older than this, the next time they open it.
_FRESH_FOR: Final = timedelta(minutes=1)

VOICES_LISTED: Final = 1000
_NAME_LIMIT: Final = 40


def create_client(
    hass: HomeAssistant, data: Mapping[str, Any], options: Mapping[str, Any]
) -> CosyVoiceClient:
    """A client on Home Assistant's own session.

    Args:
        hass: Home Assistant.
        data: An entry's data; the dialect may be missing.
        options: An entry's options.

    Raises:
        ValueError: The address or the token cannot be one.
    """
    return CosyVoiceClient(
        data[CONF_URL],
        data.get(CONF_TOKEN),
        session=async_get_clientsession(hass, verify_ssl=data.get(CONF_VERIFY_SSL, True)),
        dialect=Dialect(data.get(CONF_DIALECT, Dialect.AUTO)),
        timeouts=Timeouts(
            connect=options.get(CONF_CONNECT_TIMEOUT, DEFAULT_CONNECT_TIMEOUT),
            first_audio=options.get(CONF_FIRST_AUDIO_TIMEOUT, DEFAULT_FIRST_AUDIO_TIMEOUT),
            idle=options.get(CONF_IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT),
            cold_start=options.get(CONF_COLD_START_TIMEOUT, DEFAULT_COLD_START_TIMEOUT),
        ),
    )


def voice_name(voice: ReferenceAudio) -> str:
    """A voice as a person tells it from others: its file's name, and how it begins to speak."""
    name = voice.filename.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ").strip()
    words = " ".join(voice.text.split())
    if len(words) > _NAME_LIMIT:
        words = words[: _NAME_LIMIT - 1].rstrip() + "…"
    return " – ".join(part for part in (name or voice.id, words and f"“{words}”") if part)


def profiles(entry: ConfigEntry) -> Iterable[ConfigSubentry]:
    """The voice profiles of an entry."""
    return entry.get_subentries_of_type(SUBENTRY_TYPE_PROFILE)


class VoicesCoordinator(DataUpdateCoordinator[dict[str, ReferenceAudio]]):
    """The reference audio on the service by id, the newest first.

    A service that scales to zero answers 503 while it sleeps. That is no failure here: it is not
    waited for, and its profiles stay available, for it wakes when it is asked to speak.
    """

    config_entry: ConfigEntry

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, client: CosyVoiceClient) -> None:
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"voices of {entry.title}",
            update_interval=_REFRESH_EVERY,
            always_update=False,
        )
        self._client = client
        self._issues: set[str] = set()
        self._listed_at: datetime | None = None

    @override
    async def _async_update_data(self) -> dict[str, ReferenceAudio]:
        try:
            listed = await self._client.list_reference_audio(limit=VOICES_LISTED)
        except CosyVoiceAuthError as error:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="invalid_auth"
            ) from error
        except CosyVoiceUnavailableError as error:
            # It sleeps, and wakes when it is asked to speak. What it had, it still has.
            _LOGGER.debug("Keeping the voices listed before: %s", error)
            if self._listed_at is not None:
                return self.data
            self.update_interval = _LOOK_AGAIN_AFTER
            return {}
        except CosyVoiceError as error:
            raise self._failed(error) from error
        self.update_interval = _REFRESH_EVERY
        self._listed_at = dt_util.utcnow()
        voices = {voice.id: voice for voice in listed}
        self._look_for_lost_voices(voices)
        return voices

    def refresh_if_old(self) -> None:
        """List the voices anew in the background, unless that was done a moment ago."""
        if self._listed_at is None or dt_util.utcnow() - self._listed_at > _FRESH_FOR:
            self.refresh_soon()

    def refresh_soon(self) -> None:
        """List the voices anew in the background."""
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"refresh {self.name}"
        )

    def withdraw_issues(self) -> None:
        """Take back what was said of profiles; the entry is unloaded, or they are no more."""
        for issue_id in self._issues:
            ir.async_delete_issue(self.hass, DOMAIN, issue_id)

    def _failed(self, error: CosyVoiceError) -> UpdateFailed:
        self.update_interval = _LOOK_AGAIN_AFTER
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=sentence_key(error),
            translation_placeholders=placeholders(error),
        )

    def _look_for_lost_voices(self, voices: Mapping[str, ReferenceAudio]) -> None:
        """Say which profiles have lost their voice, and take back what is mended."""
        for profile in profiles(self.config_entry):
            issue_id = f"voice_gone_{profile.subentry_id}"
            self._issues.add(issue_id)
            if profile.data[CONF_VOICE] in voices:
                ir.async_delete_issue(self.hass, DOMAIN, issue_id)
            else:
                ir.async_create_issue(
                    self.hass,
                    DOMAIN,
                    issue_id,
                    data={
                        "entry_id": self.config_entry.entry_id,
                        "subentry_id": profile.subentry_id,
                    },
                    is_fixable=True,
                    severity=ir.IssueSeverity.ERROR,
                    translation_key="voice_gone",
                    translation_placeholders={
                        "profile": profile.title,
                        "service": self.config_entry.title,
                    },
                )
