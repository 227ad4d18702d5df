"""What a person chose in the settings, as a reader has it: voices and profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import SettingsError
from desktop_app.settings.settings import HOUSE, LOCAL, StandIn
from desktop_app.words.likeness import most_alike
from shared_client import SynthesisMode

from .model import Profile

if TYPE_CHECKING:
    from desktop_app.settings.settings import Settings, VoiceProfile


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


def with_profile_in_use(settings: Settings, name: str) -> Settings:
    """Settings in which a profile speaks, with the service that has its voice.

    Raises:
        SettingsError: There is no such profile, or no such service any more.
    """
    if name not in settings.profiles:
        if not settings.profiles:
            raise SettingsError("profile_unknown_none", name=name)
        known = list(settings.profiles)
        alike = most_alike(name, known)
        raise SettingsError("profile_unknown", name=name, known=known, alike=alike)
    service = settings.profiles[name].service
    if service == HOUSE and settings.home.addresses:
        return settings.with_app(profile=name)
    if service != LOCAL and service not in settings.services:
        raise SettingsError("profile_service_gone", profile=name, service=service)
    return settings.with_active("" if service == LOCAL else service).with_app(profile=name)


def for_once(
    settings: Settings, *, profile: str | None = None, service: str | None = None, alone: bool
) -> Settings:
    """The settings as they hold for one text, for which somebody names who speaks.

    Args:
        settings: What a person has set up.
        profile: A profile, which speaks all languages; None for none.
        service: A service, or `LOCAL`; None for the profile's, or else the active one.
        alone: Whether nobody else speaks where it can't.

    Raises:
        SettingsError: There is no such profile or no such service.
    """
    settings = settings.with_app(language_profiles={})
    if profile is None:
        settings = settings.with_app(profile="")
    else:
        settings = with_profile_in_use(settings, profile)
    if service is not None:
        settings = settings.with_active("" if service == LOCAL else service)
    return settings.with_app(stand_in=StandIn.NONE) if alone else settings
