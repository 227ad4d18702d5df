"""The voices a service had when it was last asked, kept while Home Assistant restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2s
import logging
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .shared_client import CosyVoiceError, ReferenceAudio
from .shared_client.model_studio.voices import KEPT_UNUSED, slug
from .shared_client.models import VoiceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from homeassistant.core import HomeAssistant

_LOGGER = logging.getLogger(__name__)

_VERSION: Final = 1

# So long before a voice is deleted there is time to hear of it, also on a holiday.
_WARNED_BEFORE: Final = timedelta(days=30)
_TOLD_OF_ONE: Final = 2

# By address: what a person told of recordings before the service was asked for its voices again.
_TOLD: HassKey[dict[str, list[ReferenceAudio]]] = HassKey(f"{DOMAIN}_told")
# Recordings are remembered after their voices are gone: an id may come back with another one.
_MOST_RECORDINGS: Final = 4000


@callback
def async_tell(hass: HomeAssistant, url: str, voice: ReferenceAudio) -> None:
    """Tell what a person gave with a recording: its name, and what is said in it.

    Args:
        hass: Home Assistant.
        url: Of a service that keeps neither; it may not be set up yet.
        voice: The voice that was made of it, with both.
    """
    hass.data.setdefault(_TOLD, {}).setdefault(url, []).append(voice)


class KnownVoices:
    """What is known of a service's voices without asking it.

    Args:
        hass: Home Assistant.
        entry_id: Of the service's entry.

    Attributes:
        recordings: What tells the recording of each voice from others, by id; also of voices that
            are gone.
        replaced: How often a voice was listed with another recording than it had before.
        told: File name and transcript of recordings, by the id of their voice, where a person gave
            them and the service keeps neither.
        used: The day on which each voice is known to have been in use, in ISO 8601, by id.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        # Private, for it has what is said in recordings.
        self._store: Store[dict[str, Any]] = Store(
            hass, _VERSION, f"{DOMAIN}.{entry_id}", private=True, atomic_writes=True
        )
        self._hass = hass
        self._kept: dict[str, Any] = {}
        self.recordings: dict[str, str] = {}
        self.replaced = 0
        self.told: dict[str, tuple[str, str]] = {}
        self.used: dict[str, str] = {}
        self._expected: list[tuple[str, str]] = []
        self._under_way: list[tuple[str, str]] = []
        self._is_readable = True

    async def load(self, url: str) -> dict[str, ReferenceAudio] | None:
        """The voices as they were kept; None where none were, or those of another address."""
        try:
            kept = await self._store.async_load()
        except HomeAssistantError as error:
            _LOGGER.warning("Can't read the voices that were known before: %s", error)
            # What a person told of recordings is nowhere else, so nothing is written over it.
            self._is_readable = False
            return None
        if not isinstance(kept, dict):
            return None
        self._kept = kept
        if isinstance(replaced := kept.get("replaced"), int):
            self.replaced = replaced
        if isinstance(recordings := kept.get("recordings"), dict):
            self.recordings = {str(id_): str(of_it) for id_, of_it in recordings.items()}
        if isinstance(told := kept.get("told"), dict):
            pairs = {str(id_): _pair(of_it) for id_, of_it in told.items()}
            self.told = {id_: pair for id_, pair in pairs.items() if pair is not None}
        if isinstance(expected := kept.get("expected"), list):
            self._expected = [pair for of_it in expected if (pair := _pair(of_it)) is not None]
        if isinstance(used := kept.get("used"), dict):
            self.used = {str(id_): day for id_, day in used.items() if _day(day) is not None}
        if kept.get("url") != url or not isinstance(kept.get("voices"), list):
            return None
        try:
            voices = [_from_json(voice) for voice in kept["voices"]]
        except CosyVoiceError, ValueError:
            return None
        return {voice.id: voice for voice in voices}

    async def expect(self, name: str, text: str) -> None:
        """Write down what a person told of a recording, before it is sent.

        Home Assistant may stop before it hears of the voice. Then the service has it all the same.
        """
        self._under_way.append((name, text))
        await self._save({**self._kept, "expected": self._all_expected()})

    def expect_no_more(self, name: str, text: str, *, came: bool) -> None:
        """Note that the recording is on its way no more.

        Args:
            name: As above.
            text: As above.
            came: The voice was heard of. If not, it may still be among those that are listed next.
        """
        if (name, text) in self._under_way:
            self._under_way.remove((name, text))
            if not came:
                self._expected.append((name, text))

    def find_expected(self, listed: Iterable[ReferenceAudio]) -> None:
        """Find the voices that were never heard of among all that the service has."""
        new = [voice for voice in listed if voice.id not in self.recordings | self.told]
        for name, text in self._expected:
            alike = [voice for voice in new if voice.filename.startswith(slug(name))]
            if len(alike) == 1:
                self.told[alike[0].id] = (name, text)
        self._expected.clear()

    def _all_expected(self) -> list[list[str]]:
        return [list(pair) for pair in (*self._expected, *self._under_way)]

    def as_told(self, url: str, voices: Iterable[ReferenceAudio]) -> dict[str, ReferenceAudio]:
        """Voices by id, with the name and the transcript that a person gave."""
        for voice in self._hass.data.get(_TOLD, {}).pop(url, ()):
            self.told[voice.id] = (voice.filename, voice.text)
        for id_ in list(self.told)[:-_MOST_RECORDINGS]:
            del self.told[id_]
        return {voice.id: self._as_told(voice) for voice in voices}

    def _as_told(self, voice: ReferenceAudio) -> ReferenceAudio:
        if (told := self.told.get(voice.id)) is None:
            return voice
        name, text = told
        return replace(voice, filename=name, text=text)

    def forget(self, voice_id: str) -> None:
        """Forget what was told of a voice that a person has deleted."""
        self.told.pop(voice_id, None)
        self.used.pop(voice_id, None)

    def use(self, voice_id: str, today: date) -> bool:
        """Note that a voice has spoken; whether it is the first time on this day."""
        known = self.used.get(voice_id)
        self.used[voice_id] = today.isoformat()
        return known != self.used[voice_id]

    def expiring(self, voices: Iterable[ReferenceAudio], today: date) -> dict[str, date]:
        """The voices that are to be deleted soon if nobody uses them, and from which day on.

        Others may use a voice as well. One that is still there after a year without us is in use
        elsewhere: its year begins again.
        """
        days = {}
        for voice in voices:
            made = today if voice.created_at is None else voice.created_at.date()
            since = _day(self.used.get(voice.id)) or made
            if today - since >= KEPT_UNUSED:
                since = today
                self.used[voice.id] = since.isoformat()
            if today - since >= KEPT_UNUSED - _WARNED_BEFORE:
                days[voice.id] = since + KEPT_UNUSED
        return days

    def notice(self, voices: Mapping[str, ReferenceAudio]) -> None:
        """Compare recordings with those that the voices had before."""
        for voice in voices.values():
            now = recording_of(voice)
            if self.recordings.pop(voice.id, now) != now:
                self.replaced += 1
            self.recordings[voice.id] = now  # the last, so that it is forgotten last
        for id_ in list(self.recordings)[:-_MOST_RECORDINGS]:
            del self.recordings[id_]

    async def keep(self, url: str, voices: Mapping[str, ReferenceAudio]) -> None:
        """Write down what a service has now, if that has changed."""
        kept = {
            "url": url,
            "voices": [_as_json(voice) for voice in voices.values()],
            "recordings": dict(self.recordings),
            "replaced": self.replaced,
            "used": {id_: day for id_, day in self.used.items() if id_ in self.recordings},
            "told": {id_: list(told) for id_, told in self.told.items()},
            "expected": self._all_expected(),
        }
        await self._save(kept)

    async def _save(self, kept: dict[str, Any]) -> None:
        if kept != self._kept and self._is_readable:
            await self._store.async_save(kept)
            self._kept = kept

    async def remove(self) -> None:
        """Delete what was kept; the service has been removed."""
        await self._store.async_remove()


def recording_of(voice: ReferenceAudio) -> str:
    """What tells the recording of a voice from another one that has its id."""
    text = blake2s(voice.text.encode(), digest_size=4).hexdigest()
    made = 0 if voice.created_at is None else voice.created_at.timestamp()
    return f"{made:.0f} {voice.bytes} {text}"


def _pair(kept: object) -> tuple[str, str] | None:
    """File name and transcript as they were kept; None if it is something else."""
    if not (isinstance(kept, list) and len(kept) == _TOLD_OF_ONE):
        return None
    return str(kept[0]), str(kept[1])


def _day(words: object) -> date | None:
    """A day that was kept; None if it is none."""
    try:
        return date.fromisoformat(str(words))
    except ValueError:
        return None


def _from_json(kept: Any) -> ReferenceAudio:
    """A voice as `_as_json` has written it; the last two may be missing.

    Raises:
        CosyVoiceError: It has no id.
        ValueError: It is in no state that a voice can be in.
    """
    voice = ReferenceAudio.from_json(kept)
    return replace(
        voice, state=VoiceState(kept.get("state", VoiceState.READY)), model=kept.get("model")
    )


def _as_json(voice: ReferenceAudio) -> dict[str, Any]:
    """A voice as it is kept."""
    return {
        "id": voice.id,
        "filename": voice.filename,
        "bytes": voice.bytes,
        "created_at": None if voice.created_at is None else voice.created_at.timestamp(),
        "text": voice.text,
        "state": voice.state.value,
        "model": voice.model,
    }
