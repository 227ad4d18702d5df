"""What a person chose in the settings, as a reader has it: services in their order, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.connection import Service
from desktop_app.settings import LOCAL, StandIn
from shared_client import SynthesisMode, Timeouts

from .events import Profile

if TYPE_CHECKING:
    from desktop_app.settings import Settings, VoiceProfile

_ALONE: Final = Timeouts()
_WITH_STAND_IN: Final = Timeouts(connect=4, first_audio=20, cold_start=3)  # another one can speak


def voice_of(settings: Settings) -> str:
    """Id of the voice that is chosen on the service in use; empty for the newest."""
    if settings.active:
        return settings.service(settings.active).voice
    return settings.app.local_voice


def profile_of(profile: VoiceProfile) -> Profile:
    """A profile of the settings."""
    return Profile(
        profile.voice,
        profile.service,
        SynthesisMode(profile.mode),
        profile.instruct or None,
        profile.speed,
        profile.volume,
    )


def profiles_of(settings: Settings, service: str) -> dict[str, Profile]:
    """Who reads which language: profiles by language, as the reader has them.

    Args:
        settings: What a person chose.
        service: The service in use, which has the voice where no profile is chosen.
    """
    app, known = settings.app, settings.profiles
    chosen = known.get(app.profile)
    plain = Profile(voice=voice_of(settings), service=service)
    languages = {
        language: profile_of(known[name])
        for language, name in app.language_profiles.items()
        if name in known
    }
    return {"": profile_of(chosen) if chosen else plain, **languages}


def services_of(settings: Settings) -> list[Service]:
    """The service in use, and those that speak when it does not, in their order."""
    names = _stand_ins(settings)
    first = Service(None, settings, timeouts=_WITH_STAND_IN if names else _ALONE)
    return [first, *(Service(name, settings) for name in names)]


def _stand_ins(settings: Settings) -> list[str]:
    stand_in = settings.app.stand_in
    if stand_in is StandIn.NONE:
        return []
    names = [name for name in settings.services if name != settings.active]
    return [*names, LOCAL] if settings.active and stand_in is StandIn.LOCAL else names
