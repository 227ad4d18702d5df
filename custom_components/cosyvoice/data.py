"""What an entry has while it is loaded, and the entry's type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from homeassistant.config_entries import ConfigEntry

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
        utterances: Speech under way; it ends when the entry is unloaded.
        rest: Transports to try last, and until when on the monotonic clock.
    """

    client: CosyVoiceClient
    voices: VoicesCoordinator
    activity: ServiceActivity
    utterances: set[Ongoing] = field(default_factory=set)
    rest: dict[str, float] = field(default_factory=dict)
