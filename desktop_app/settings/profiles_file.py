"""Speaking styles in a file to hand on: TOML, read strictly, and how they join those there are.

```toml
format = "cosyvoice-home-profiles"
version = 1

[profiles.Story]
service = "home"          # a name; neither its address nor its token is in the file
voice = "50a5fdb9-…"      # all of it may be left out
mode = "natural_language_replication"
instruct = "用四川话说"
speed = 0.9
volume = 1.2
```
"""

from __future__ import annotations

from dataclasses import asdict, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from desktop_app.system.paths import config_file, pronunciation_file, token_file
from desktop_app.words.saying import Phrase
from shared_client import SynthesisMode
from shared_client.models import SPEED_RANGE

from .settings import HOUSE, LOCAL, PROFILE_NAME, VOLUMES, VoiceProfile
from .toml_file import (
    ExchangeError,
    check,
    check_is_other,
    invalid,
    number,
    one_of,
    read_toml,
    some_text,
    text,
    version,
    write_toml,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from .settings import Settings

FORMAT: Final = "cosyvoice-home-profiles"
VERSION: Final = 1
SUFFIX: Final = ".toml"

_LONGEST_NAME: Final = 60  # as `PROFILE_NAME` has it


class UnknownService(Enum):
    """What becomes of a profile whose service is not set up here."""

    USE_ACTIVE = auto()
    """It speaks with the service in use: in its voice, if that has it, else in the default one."""
    KEEP = auto()
    """It keeps the name, for a service that is set up later."""
    LEAVE_OUT = auto()


class SameName(Enum):
    """What becomes of a profile whose name another one has here."""

    REPLACE = auto()
    KEEP_BOTH = auto()
    """The new one gets a number."""
    SKIP = auto()


def load_profiles(path: Path) -> dict[str, VoiceProfile]:
    """Read profiles.

    Raises:
        ExchangeError: The file cannot be read or is wrong; the message says where.
    """
    try:
        content = read_toml(path)
    except FileNotFoundError as error:
        raise ExchangeError("no_file", path=path) from error
    if content.get("format") != FORMAT:
        raise ExchangeError("file_not_profiles", name=path)
    return _parse(path, content)


def save_profiles(path: Path, profiles: Mapping[str, VoiceProfile]) -> None:
    """Write profiles, whole or not at all; nothing that gives access to a service.

    Raises:
        ExchangeError: They cannot be written, or one of them could not be read again.
    """
    defaults = asdict(VoiceProfile())
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION, "profiles": {}}
    for name, profile in profiles.items():
        chosen = {key: value for key, value in asdict(profile).items() if value != defaults[key]}
        content["profiles"][name] = {**chosen, "service": profile.service}
    _parse(path, content)
    check_is_other(path, config_file(), pronunciation_file(), token_file())
    write_toml(path, content)


def unknown_services(profiles: Mapping[str, VoiceProfile], settings: Settings) -> list[str]:
    """Names of services that profiles speak with and that are not set up, in their order."""
    known = {LOCAL, *settings.services, *([HOUSE] if settings.home.addresses else [])}
    named = dict.fromkeys(profile.service for profile in profiles.values())
    return [service for service in named if service not in known]


def same_names(profiles: Mapping[str, VoiceProfile], settings: Settings) -> list[str]:
    """Names that others have in the settings; not those of profiles that are just the same."""
    mine = settings.profiles
    return [name for name in profiles if name in mine and mine[name] != profiles[name]]


def join(
    settings: Settings,
    profiles: Mapping[str, VoiceProfile],
    services: Mapping[str, UnknownService],
    names: Mapping[str, SameName],
    voices: Collection[str],
) -> Settings:
    """Add profiles to the settings.

    Args:
        settings: Those there are.
        profiles: The new ones.
        services: What becomes of those with a service that is not set up, by its name; what is
            not named keeps it.
        names: What becomes of those whose name another one has, by name; what is not named is
            kept beside it.
        voices: Ids of the voices of the service in use.
    """
    for name, new in profiles.items():
        profile = new
        match services.get(profile.service, UnknownService.KEEP):
            case UnknownService.LEAVE_OUT:
                continue
            case UnknownService.USE_ACTIVE:
                voice = profile.voice if profile.voice in voices else ""
                profile = replace(profile, service=settings.active or LOCAL, voice=voice)
            case UnknownService.KEEP:
                pass
        mine = settings.profiles.get(name)
        answer = names.get(name, SameName.KEEP_BOTH)
        if mine == profile or (mine is not None and answer is SameName.SKIP):
            continue
        beside = mine is not None and answer is SameName.KEEP_BOTH
        free = free_name(name, settings.profiles) if beside else name
        settings = settings.with_profile(free, profile)
    return settings


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number if others have it: `Story 2`."""
    count = 1
    free = name
    while free in taken:
        count += 1
        number_ = f" {count}"
        free = name[: _LONGEST_NAME - len(number_)].rstrip() + number_
    return free


def _parse(path: Path, content: Mapping[str, Any]) -> dict[str, VoiceProfile]:
    checked = check(path, content, _schema(), _place)
    return {name: VoiceProfile(**values) for name, values in checked["profiles"].items()}


def _schema() -> object:
    import voluptuous as vol  # noqa: PLC0415 - only where there is a file

    def instructed(profile: dict[str, Any]) -> dict[str, Any]:
        needed = profile.get("mode") == SynthesisMode.NATURAL_LANGUAGE_REPLICATION
        if needed and not profile.get("instruct", "").strip():
            raise invalid("lacks_instruction")
        return profile

    def name(value: object) -> str:
        if not isinstance(value, str) or not PROFILE_NAME.fullmatch(value):
            raise invalid("is_no_name")
        return value

    profile = {
        vol.Optional("service"): some_text,
        vol.Optional("voice"): text,
        vol.Optional("mode"): one_of([str(mode) for mode in SynthesisMode]),
        vol.Optional("instruct"): text,
        vol.Optional("speed"): number(*SPEED_RANGE),
        vol.Optional("volume"): number(*VOLUMES),
    }
    return {
        vol.Required("format"): FORMAT,
        vol.Required("version"): version(VERSION),
        vol.Required("profiles"): {name: vol.All(profile, instructed)},
    }


def _place(path: Sequence[object]) -> Phrase:
    """Where something is, as `“speed” of profile “Story”`."""
    match path:
        case ["profiles", name]:
            return Phrase("place_profile", name=name)
        case ["profiles", name, field, *_]:
            return Phrase("place_profile_field", name=name, field=field)
        case _:
            return Phrase("place_key", key=path[0])
