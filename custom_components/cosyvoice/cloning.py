"""Clones a voice for a page or an action; what is under way outlives who asked for it.

A page that is closed, or a service that is loaded again, would leave a voice half made: one that
the service has, and nobody here knows of. So each cloning has a client of its own, and goes on.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from hashlib import blake2b
import logging
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.core import callback
from homeassistant.util.hass_dict import HassKey

from .activity import ActivityKind
from .const import CONF_DIALECT, CONF_MODEL, DOMAIN
from .coordinator import VOICES_LISTED, create_client
from .known_voices import async_tell
from .mending import async_have_mended
from .shared_client import (
    CosyVoiceConnectionError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
    Dialect,
)
from .shared_client.errors import KeyedError
from .shared_client.model_studio.voices import slug
from .shared_client.models import VoiceState

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from homeassistant.core import HomeAssistant

    from .data import CosyVoiceConfigEntry, CosyVoiceData
    from .recording import Recording
    from .shared_client import CosyVoiceClient, ReferenceAudio

_LOGGER = logging.getLogger(__name__)

# A voice whose review takes longer than the client waits is waited for on a page, in seconds.
_REVIEW_PAUSE: Final = 5.0
_REVIEW_LIMIT: Final = 240.0

_UNDER_WAY: HassKey[list[Cloning]] = HassKey(f"{DOMAIN}_cloning")
# After these, the service may have a voice all the same.
_LOST: Final = (CosyVoiceConnectionError, CosyVoiceProtocolError, CosyVoiceUnavailableError)
_OF_THE_VOICE: Final = (CONF_URL, CONF_TOKEN, CONF_MODEL)


class Cloning:
    """A recording on its way to being a voice.

    Args:
        hass: Home Assistant.
        data: Of the service's entry, which may not be there yet.
        recording: What to send.
        text: What is said in it; may be empty where the service doesn't ask for it.
        entry: The service's entry, if there is one.
        before: The ids of all voices before the same recording was sent for the first time, where
            it may have become a voice that nobody has heard of.

    Attributes:
        before: As above; known once it is under way.
        is_reviewed: Whether the service looks at a recording after it was sent, which takes long.
        on_progress: Called with the share that was sent.
        voice: What it comes to. To be waited for, not to be canceled.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        data: Mapping[str, Any],
        recording: Recording,
        text: str,
        entry: CosyVoiceConfigEntry | None,
        before: frozenset[str] | None,
    ) -> None:
        self._hass = hass
        self._data = data
        self._name = recording.filename
        self._text = text
        self._digest = _digest_of(recording)
        self.before = before
        self._entry = entry
        self._sent = asyncio.Event()
        self.is_reviewed = data[CONF_DIALECT] == Dialect.MODEL_STUDIO
        self.on_progress: Callable[[float], None] | None = None
        self.voice = hass.async_create_background_task(
            self._clone(recording.data), "cosyvoice: clone a voice"
        )

    def is_of(self, data: Mapping[str, Any], recording: Recording, text: str) -> bool:
        """Whether it makes the very voice that another one would."""
        return (
            all(self._data.get(name) == data.get(name) for name in _OF_THE_VOICE)
            and self._text == text
            and self._digest == _digest_of(recording)
        )

    def is_there(self, listed: Container[str]) -> bool:
        """Whether there is a voice to be had: one on its way, or among those of the service."""
        if not self.voice.done():
            return True
        return not self.is_lost and self.voice.result().id in listed

    @property
    def is_lost(self) -> bool:
        """Whether it failed so that the service may have a voice that nobody has heard of."""
        return (
            self.is_reviewed
            and self.voice.done()
            and not self.voice.cancelled()
            and isinstance(self.voice.exception(), _LOST)
        )

    @callback
    def take(self) -> None:
        """Note that whoever asked for the voice has it; the same recording makes another now."""
        under_way = self._hass.data[_UNDER_WAY]
        if self in under_way and not self.is_lost:
            under_way.remove(self)

    async def sent(self) -> None:
        """Wait until the recording was sent, or that failed."""
        sent = asyncio.ensure_future(self._sent.wait())
        try:
            await asyncio.wait((sent, self.voice), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sent.cancel()

    async def ended(self) -> None:
        """Wait until there is a voice, or an error."""
        await asyncio.wait((self.voice,))

    @property
    def is_in_review(self) -> bool:
        """Whether there is a voice that the service is still looking at."""
        if not self.voice.done() or self.voice.cancelled() or self.voice.exception() is not None:
            return False
        return self.voice.result().state is VoiceState.IN_REVIEW

    async def reviewed(self) -> ReferenceAudio:
        """The voice, once it was reviewed; as it is where that takes many minutes.

        Raises:
            CosyVoiceError: It was refused, or the service didn't answer.
        """
        voice = self.voice.result()
        give_up = monotonic() + _REVIEW_LIMIT
        async with self._client() as client:
            while voice.state is VoiceState.IN_REVIEW and monotonic() < give_up:
                await asyncio.sleep(_REVIEW_PAUSE)
                found = await client.get_reference_audio(voice.id)
                voice = replace(voice, state=found.state)
        if voice.state is VoiceState.REFUSED:
            raise CosyVoiceRequestError("voice_not_admitted", status=400, id=voice.id)
        await self._list()
        return voice

    def _client(self) -> CosyVoiceClient:
        options = self._entry.options if self._entry is not None else {}
        return create_client(self._hass, self._data, options)

    async def _clone(self, recording: bytes) -> ReferenceAudio:
        told = (self._name, self._text)
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(self._client())
            if self.is_reviewed and (loaded := self._loaded()) is not None:
                await stack.enter_async_context(loaded.voices.expecting(*told))
            voice = await self._unheard_of(client) if self.is_reviewed else None
            voice = voice or await client.upload_reference_audio(
                recording,
                self._text,
                filename=self._name,
                progress=self._progress if self.is_reviewed else None,
            )
            address = str(client.base_url)
        if self.is_reviewed:  # by a service that keeps neither name nor transcript
            voice = replace(voice, filename=self._name, text=self._text)
            async_tell(self._hass, address, voice)
        if (loaded := self._loaded()) is not None:
            loaded.activity.async_report_voice(ActivityKind.VOICE_CREATED, voice)
        await self._list()
        return voice

    async def _unheard_of(self, client: CosyVoiceClient) -> ReferenceAudio | None:
        """The voice that was made when the answer was lost; else note which voices there are."""
        voices = await client.list_reference_audio(limit=VOICES_LISTED)
        if self.before is None:
            self.before = frozenset(voice.id for voice in voices)
        new = [voice for voice in voices if voice.id not in self.before]
        alike = [voice for voice in new if voice.filename.startswith(slug(self._name))]
        return alike[0] if len(alike) == 1 else None

    async def _list(self) -> None:
        """Have the voice listed, so that it can be chosen."""
        if (loaded := self._loaded()) is not None:
            await loaded.voices.async_refresh()

    def _loaded(self) -> CosyVoiceData | None:
        if self._entry is None or self._entry.state is not ConfigEntryState.LOADED:
            return None
        return self._entry.runtime_data

    def _progress(self, share: float) -> None:
        if self.on_progress is not None:
            self.on_progress(share)
        if share >= 1:
            self._sent.set()
        else:  # it is sent again
            self._sent.clear()


def _digest_of(recording: Recording) -> bytes:
    return blake2b(recording.data, digest_size=16).digest()


@callback
def async_clone(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    recording: Recording,
    text: str,
    listed: Container[str],
    entry: CosyVoiceConfigEntry | None = None,
) -> Cloning:
    """Have a voice cloned.

    A recording that is on its way, or has made a voice that nobody has taken, is not sent again:
    somebody has closed the page and opened it once more.

    Args:
        hass: Home Assistant.
        data: Of the service's entry, which may not be there yet.
        recording: What to send.
        text: What is said in it.
        listed: The ids of the voices that the service has.
        entry: The service's entry, if there is one.
    """
    under_way = hass.data.setdefault(_UNDER_WAY, [])
    before: frozenset[str] | None = None
    for cloning in [one for one in under_way if one.is_of(data, recording, text)]:
        if cloning.is_there(listed):
            return cloning
        if cloning.is_lost:
            before = cloning.before
        under_way.remove(cloning)
    cloning = Cloning(hass, dict(data), recording, text, entry, before)
    under_way.append(cloning)

    def ended(voice: asyncio.Task[ReferenceAudio]) -> None:
        if voice.cancelled():
            cloning.take()
        if voice.cancelled() or (error := voice.exception()) is None:
            return
        cloning.take()
        _LOGGER.debug("A voice was not cloned: %s", error)
        if entry is not None and isinstance(error, KeyedError):
            async_have_mended(hass, entry, error)

    cloning.voice.add_done_callback(ended)
    return cloning
