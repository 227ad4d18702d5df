"""Which services speak, by the settings: the active one first, then its fallbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.services.connection import Service
from desktop_app.settings.settings import LOCAL, StandIn
from shared_client import Timeouts

if TYPE_CHECKING:
    from desktop_app.settings.settings import Settings

_ALONE: Final = Timeouts()
_WITH_FALLBACK: Final = Timeouts(connect=4, first_audio=20, cold_start=3)  # another one can speak


def services_of(settings: Settings, *, named: bool = False) -> list[Service]:
    """The active service, those of the profiles of languages, and the fallbacks.

    Args:
        settings: What a person chose.
        named: Whether the active service was named for once, which goes before COSYVOICE_URL.
    """
    names = others_of(settings)
    first = (settings.active or LOCAL) if named else None
    timeouts = _WITH_FALLBACK if names else _ALONE
    return [
        Service(first, settings, timeouts=timeouts, in_use=True),
        *(Service(name, settings) for name in names),
    ]


def others_of(settings: Settings) -> list[str]:
    """Names of the services that may speak beside the one in use, in their order."""
    stand_in, active = settings.app.stand_in, settings.active or LOCAL
    others = [name for name in settings.services if name != active]
    known = {LOCAL, *others}
    wanted = [
        settings.profiles[name].service
        for name in settings.app.language_profiles.values()
        if name in settings.profiles
    ]
    if stand_in is not StandIn.NONE:
        wanted += others
    if stand_in is StandIn.LOCAL:
        wanted.append(LOCAL)
    # Each once, in this order; a service that was removed is none.
    return [name for name in dict.fromkeys(wanted) if name in known - {active}]
