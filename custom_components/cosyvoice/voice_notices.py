"""The notices about voices: gone, not to be spoken with, or about to be deleted unused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from homeassistant.config_entries import ConfigEntry, ConfigSubentry
    from homeassistant.core import HomeAssistant

# All others keep a profile from speaking.
_SEVERITIES: Final = {"voice_expires": ir.IssueSeverity.WARNING}


class VoiceNotices:
    """What is said of the voices of one service, and taken back once it is not so any more.

    Args:
        hass: Home Assistant.
        entry: The service.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._said: dict[str, set[str]] = {}

    @callback
    def gone(self, profiles: Iterable[ConfigSubentry]) -> None:
        """Say which profiles have lost their voice; all others have theirs."""
        own = {profile.subentry_id: profile for profile in profiles}
        self._take_back("voice_gone", own)
        for id_, profile in own.items():
            self._say(
                "voice_gone",
                id_,
                {"subentry_id": id_},
                profile=profile.title,
                service=self._entry.title,
            )

    @callback
    def unusable(self, profiles: Iterable[ConfigSubentry]) -> None:
        """Say which profiles have a voice that the service can't speak with; all others speak."""
        own = {profile.subentry_id: profile for profile in profiles}
        self._take_back("voice_not_usable", own)
        for id_, profile in own.items():
            self._say(
                "voice_not_usable",
                id_,
                {"subentry_id": id_},
                profile=profile.title,
                service=self._entry.title,
            )

    @callback
    def expiring(self, voices: Mapping[str, tuple[str, date]]) -> None:
        """Say which voices the service will delete unless they are used; others are in use.

        Args:
            voices: By id, what each is called and the day from which it may be deleted.
        """
        self._take_back("voice_expires", voices)
        for id_, (name, day) in voices.items():
            self._say(
                "voice_expires",
                id_,
                {"voice": id_, "name": name},
                voice=name,
                day=day.isoformat(),
                service=self._entry.title,
            )

    @callback
    def withdraw(self) -> None:
        """Take back all of it; the entry is unloaded."""
        for kind in list(self._said):
            self._take_back(kind, ())

    def _say(self, kind: str, about: str, data: dict[str, str], **words: str) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            f"{kind}_{about}",
            data={"entry_id": self._entry.entry_id, **data},
            is_fixable=True,
            severity=_SEVERITIES.get(kind, ir.IssueSeverity.ERROR),
            translation_key=kind,
            translation_placeholders=words,
        )

    def _take_back(self, kind: str, wanted: Iterable[str]) -> None:
        now = set(wanted)
        for about in self._said.get(kind, set()) - now:
            ir.async_delete_issue(self._hass, DOMAIN, f"{kind}_{about}")
        self._said[kind] = now
