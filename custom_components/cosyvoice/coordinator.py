"""The connection to one service, and the voices it has."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
import logging
from pathlib import PurePath
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple, override

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import (
    CONF_COLD_START_TIMEOUT,
    CONF_CONNECT_TIMEOUT,
    CONF_DIALECT,
    CONF_FIRST_AUDIO_TIMEOUT,
    CONF_IDLE_TIMEOUT,
    CONF_MODEL,
    CONF_VOICE,
    DEFAULT_COLD_START_TIMEOUT,
    DEFAULT_CONNECT_TIMEOUT,
    DEFAULT_FIRST_AUDIO_TIMEOUT,
    DEFAULT_IDLE_TIMEOUT,
    DOMAIN,
    SUBENTRY_TYPE_PROFILE,
)
from .errors import error_key, placeholders, retry_after, sentence_key
from .known_voices import KnownVoices
from .mending import async_have_mended, async_is_paid
from .shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    Dialect,
    ReferenceAudio,
    Timeouts,
)
from .shared_client.model_studio.protocol import DEFAULT_MODEL
from .shared_client.models import VoiceState
from .voice_notices import VoiceNotices

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping
    from datetime import datetime

    from homeassistant.config_entries import ConfigEntry, ConfigSubentry

_LOGGER = logging.getLogger(__name__)

# Voices change when somebody changes them, and what is changed here is listed at once. Asking more
# often would keep a service awake that costs money by the minute and scales to zero by itself.
_REFRESH_EVERY: Final = timedelta(hours=6)
# A service that is down is asked more often, so that it is used again soon after it is back.
_LOOK_AGAIN_AFTER: Final = timedelta(seconds=30)
# A voice that a profile waits for is looked at more often, too; some reviews never end.
_LOOK_AT_REVIEW_AFTER: Final = timedelta(minutes=5)
# A service that has just spoken is awake, and so can be listed again at no cost of its own.
_STALE_AFTER: Final = timedelta(hours=1)
# A service that names a time to wait is not asked again before; this long at the most, in seconds.
_LONGEST_WAIT: Final = 3600

VOICES_LISTED: Final = 1000
_NAME_LIMIT: Final = 40


class _Wait(NamedTuple):
    """A service has said when it wants to be asked again.

    Attributes:
        until: When, on the monotonic clock.
        error: What it said.
    """

    until: float
    error: CosyVoiceError


# By address: a set-up that failed is tried again with nothing left of the one before.
_WAITS: HassKey[dict[str, _Wait]] = HassKey(f"{DOMAIN}_waits")


def create_client(
    hass: HomeAssistant, data: Mapping[str, Any], options: Mapping[str, Any]
) -> CosyVoiceClient:
    """A client on Home Assistant's own session.

    Args:
        hass: Home Assistant.
        data: An entry's data; dialect and model may be missing.
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
        model=data.get(CONF_MODEL, DEFAULT_MODEL),
    )


def voice_name(voice: ReferenceAudio) -> str:
    """A voice as a person tells it from others: its file's name, and how it begins to speak."""
    name = voice.filename.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ").strip()
    words = " ".join(voice.text.split())
    if len(words) > _NAME_LIMIT:
        words = words[: _NAME_LIMIT - 1].rstrip() + "…"
    return " – ".join(part for part in (name or voice.id, words and f"“{words}”") if part)


def short_name(voice: ReferenceAudio) -> str:
    """What a profile of a voice is called at first: after its file."""
    return PurePath(voice.filename).stem.replace("_", " ").strip().capitalize()


def profiles(entry: ConfigEntry) -> Iterable[ConfigSubentry]:
    """The voice profiles of an entry."""
    return entry.get_subentries_of_type(SUBENTRY_TYPE_PROFILE)


class VoicesCoordinator(DataUpdateCoordinator[dict[str, ReferenceAudio] | None]):
    """The reference audio on the service by id, the newest first; None as long as it is unknown.

    A service that scales to zero answers 503 while it sleeps. That is no failure here: it is not
    waited for, and its profiles stay available, for it wakes when it is asked to speak. Until it
    has been listed, its voices are those it had before Home Assistant started.
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
        self._known = KnownVoices(hass, entry.entry_id)
        self._url = str(client.base_url)
        self._waits = hass.data.setdefault(_WAITS, {})
        self._notices = VoiceNotices(hass, entry)
        self._deletes_unused = client.dialect is Dialect.MODEL_STUDIO
        self._unusable: set[str] = set()
        self._lost: set[str] = set()
        self._heard: set[str] = set()
        self._has_worked = False
        self._complete = False
        self._asks_for_payment = False
        self._listed_at: datetime | None = None

    def has(self, voice_id: str) -> bool | None:
        """Whether the service has a voice; None where that is unknown."""
        if self.data is not None and voice_id in self.data:
            return True
        return False if self._complete or voice_id in self._lost else None

    def revision(self, voice_id: str) -> str:
        """What audio in a voice is cached under, besides its id: it changes with the recording.

        A call may name any voice, and what it is cached under is known here only for the profile's
        own. So it changes for all when any voice has another recording than it had before. It stays
        while a voice is gone: what was spoken in it is still played in it.
        """
        return f"{self._known.replaced} {self._known.recordings.get(voice_id, '')}"

    async def async_list(self, client: CosyVoiceClient) -> dict[str, ReferenceAudio]:
        """List the voices for a person who waits until the service has woken up.

        Args:
            client: The service, with as much patience as the person has.

        Raises:
            CosyVoiceError: The service did not list them.
        """
        voices = await self._take(await client.list_reference_audio(limit=VOICES_LISTED))
        self.async_set_updated_data(voices)
        return voices

    @callback
    @override
    def async_set_updated_data(self, data: dict[str, ReferenceAudio] | None) -> None:
        self._known.notice(data or {})
        super().async_set_updated_data(data)

    @override
    async def _async_setup(self) -> None:
        self.data = await self._known.load(self._url)

    @override
    async def _async_update_data(self) -> dict[str, ReferenceAudio] | None:
        try:
            wait = self._waits.get(self._url)
            if wait is not None and wait.until > monotonic():
                raise wait.error
            listed = await self._client.list_reference_audio(limit=VOICES_LISTED)
        except CosyVoiceAuthError as error:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN,
                translation_key=sentence_key(error),
                translation_placeholders=placeholders(error),
            ) from error
        except CosyVoiceError as error:
            async_have_mended(self.hass, self.config_entry, error)
            self._asks_for_payment = isinstance(error, CosyVoicePaymentError)
            seconds = self._wait_after(error)
            if not self._is_there(error):
                self.update_interval = max(_LOOK_AGAIN_AFTER, seconds)
                raise UpdateFailed(
                    translation_domain=DOMAIN,
                    translation_key=sentence_key(error),
                    translation_placeholders=placeholders(error),
                ) from error
            # It sleeps, and wakes when it is asked to speak. What it had, it still has.
            _LOGGER.debug("Keeping the voices known before: %s", error)
            sleeps_on = self.data is not None and error_key(error) == "asleep"
            usual = _REFRESH_EVERY if sleeps_on else _LOOK_AGAIN_AFTER
            self.update_interval = max(usual, seconds)
            self._has_worked = True
            return self.data
        return await self._take(listed)

    def _wait_after(self, error: CosyVoiceError) -> timedelta:
        """How long the service wants to be left alone; it is, from now on."""
        wait = self._waits.get(self._url)
        if wait is None or wait.error is not error:
            seconds = min(retry_after(error), _LONGEST_WAIT)
            wait = self._waits[self._url] = _Wait(monotonic() + seconds, error)
        return timedelta(seconds=max(0.0, wait.until - monotonic()))

    async def _take(self, listed: Iterable[ReferenceAudio]) -> dict[str, ReferenceAudio]:
        """Take over what the service has listed; the voices it has."""
        self._waits.pop(self._url, None)
        if self._asks_for_payment:  # and does so no more
            self._asks_for_payment = False
            async_is_paid(self.hass, self.config_entry)
        listed = list(listed)
        self._known.find_expected(listed)
        voices = self._known.as_told(self._url, listed)
        self._complete = len(voices) < VOICES_LISTED
        before = self.data or {}
        self._unusable -= {
            voice.id
            for voice in voices.values()
            if voice.ready and voice.id in before and not before[voice.id].ready
        }
        await self._remember(voices)
        own = {profile.data[CONF_VOICE] for profile in profiles(self.config_entry)}
        in_review = any(voices[id_].state is VoiceState.IN_REVIEW for id_ in own & voices.keys())
        self.update_interval = _LOOK_AT_REVIEW_AFTER if in_review else _REFRESH_EVERY
        self._listed_at = dt_util.utcnow()
        self._has_worked = True
        return voices

    async def _remember(self, voices: dict[str, ReferenceAudio]) -> None:
        """Add the voices of profiles that were not listed; keep all of them for a restart."""
        await self._look_for_lost_voices(voices)
        self._known.notice(voices)
        self._say_what_is_amiss(voices)
        await self._known.keep(self._url, voices)

    def _is_there(self, error: CosyVoiceError) -> bool:
        """Whether an error says that the service only can't answer right now."""
        kind = error_key(error)
        return kind == "asleep" or (kind == "too_many_requests" and self._has_worked)

    def heard_from(self, voice_id: str) -> None:
        """The service speaks, so it is awake: list its voices again if that is due.

        Args:
            voice_id: The voice it speaks in. If it isn't listed, it is new: what its recording is
                must be known, lest it be taken for another one later.
        """
        self._waits.pop(self._url, None)
        if self._was_used(voice_id) and (voices := self.data) is not None:
            self._say_what_is_amiss(voices)
            self.config_entry.async_create_background_task(
                self.hass, self._known.keep(self._url, voices), f"keep {self.name}"
            )
        is_new = voice_id not in (self.data or ()) and voice_id not in self._heard
        self._heard.add(voice_id)
        if (
            is_new
            or not self.last_update_success
            or self._listed_at is None
            or dt_util.utcnow() - self._listed_at > _STALE_AFTER
        ):
            self.refresh_soon()

    def _was_used(self, voice_id: str) -> bool:
        """Note that a voice speaks; whether that changes what is said of it."""
        mended = voice_id in self._unusable
        self._unusable.discard(voice_id)
        if not self._deletes_unused:
            return mended
        return self._known.use(voice_id, dt_util.now().date()) or mended

    def cannot_speak_with(self, voice_id: str) -> None:
        """Say that the service has a voice and can't speak with it, unless it is in review."""
        voice = (self.data or {}).get(voice_id)
        if voice is None or voice.state is not VoiceState.IN_REVIEW:
            self._unusable.add(voice_id)
            self._say_what_is_amiss(self.data or {})
        self.refresh_soon()

    @asynccontextmanager
    async def expecting(self, name: str, text: str) -> AsyncGenerator[None]:
        """Remember what a person told of a recording, whatever becomes of Home Assistant.

        Args:
            name: Of its file.
            text: What is said in it.
        """
        await self._known.expect(name, text)
        came = False
        try:
            yield
            came = True
        finally:
            self._known.expect_no_more(name, text, came=came)

    async def async_was_deleted(self, voice_id: str) -> None:
        """Forget a voice that a person has deleted, and list those that are left."""
        self._known.forget(voice_id)
        await self.async_refresh()

    def refresh_soon(self) -> None:
        """List the voices again in the background."""
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"refresh {self.name}"
        )

    def withdraw_issues(self) -> None:
        """Take back what was said of voices; the entry is unloaded."""
        self._notices.withdraw()

    async def async_look_again_for_lost_voices(self) -> None:
        """Do so after profiles were added, changed, or removed."""
        if self.data is None:
            self._say_what_is_amiss({})
            return
        voices = dict(self.data)
        await self._remember(voices)
        self.data = voices
        self.async_update_listeners()

    async def _look_for_lost_voices(self, voices: dict[str, ReferenceAudio]) -> None:
        """Find out which profiles have lost their voice.

        A service may list less than it has. One that isn't listed is asked for by its id, and added
        if it is there.
        """
        for profile in profiles(self.config_entry):
            if (voice_id := profile.data[CONF_VOICE]) not in voices:
                await self._look_for(voice_id, voices)
        self._lost -= voices.keys()

    def _say_what_is_amiss(self, voices: Mapping[str, ReferenceAudio]) -> None:
        """Say which profiles can't speak, and which voices will be deleted; take back the rest."""
        own = list(profiles(self.config_entry))
        refused = {voice.id for voice in voices.values() if voice.state is VoiceState.REFUSED}
        refused |= self._unusable
        self._notices.gone(one for one in own if one.data[CONF_VOICE] in self._lost)
        self._notices.unusable(one for one in own if one.data[CONF_VOICE] in refused - self._lost)
        if self._deletes_unused:
            expiring = self._known.expiring(voices.values(), dt_util.now().date())
            self._notices.expiring(
                {id_: (voice_name(voices[id_]), day) for id_, day in expiring.items()}
            )

    async def _look_for(self, voice_id: str, voices: dict[str, ReferenceAudio]) -> None:
        try:
            found = await self._client.get_reference_audio(voice_id)
            voices |= self._known.as_told(self._url, (found,))
        except CosyVoiceNotFoundError:
            self._lost.add(voice_id)
        except CosyVoiceError as error:
            # Nothing is said of it. It is looked for again with the next list.
            _LOGGER.debug("Can't tell whether the service has voice %s: %s", voice_id, error)
            self._complete = False
