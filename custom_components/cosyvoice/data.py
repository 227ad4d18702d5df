"""What an entry has while it is loaded, and the entry's type."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from homeassistant.config_entries import ConfigEntry

from .const import CONF_SERVER_ID

if TYPE_CHECKING:
    from .activity import ServiceActivity
    from .coordinator import VoicesCoordinator
    from .shared_client import CosyVoiceClient

type CosyVoiceConfigEntry = ConfigEntry[CosyVoiceData]


class Ongoing(Protocol):
    """Speech under way, as far as unloading the entry needs to know it."""

    async def aclose(self) -> None:
        """End it."""


@dataclass(slots=True)
class CosyVoiceData:
    """What an entry has while it is loaded.

    Attributes:
        client: The service.
        voices: Its voices.
        activity: What happened on it.
        settings: What it was loaded with; see `settings_of`.
        utterances: Speech under way; it ends when the entry is unloaded.
        rest: Transports to try last, and until when on the monotonic clock.
    """

    client: CosyVoiceClient
    voices: VoicesCoordinator
    activity: ServiceActivity
    settings: tuple[dict[str, Any], dict[str, Any]]
    utterances: set[Ongoing] = field(default_factory=set)
    rest: dict[str, float] = field(default_factory=dict)

    async def end_speech(self) -> None:
        """End what is being said."""
        await asyncio.gather(*(utterance.aclose() for utterance in list(self.utterances)))


def settings_of(entry: ConfigEntry) -> tuple[dict[str, Any], dict[str, Any]]:
    """Data and options that an entry is loaded with; the id that a server announces isn't one."""
    data = {key: value for key, value in entry.data.items() if key != CONF_SERVER_ID}
    return data, dict(entry.options)
