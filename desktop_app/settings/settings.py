"""The services and profiles that a person has set up: a TOML file, read strictly, written whole.

```toml
version = 1
active = "home"

[services.home]
url = "https://…"
voice = "50a5fdb9-…"      # optional: the default voice
token_in = "keyring"      # or "file", or "none"; the token itself is never here
proxy = "none"            # or an address; without it, the system's
ca_file = "/…/own.pem"    # authorities to trust besides the usual ones
api = "model_studio"      # for a gateway to Model Studio; its own hosts are known
model = "cosyvoice-v2"    # of Model Studio: what new voices are made for
agreed = "dashscope.aliyuncs.com"  # of Model Studio: where you agreed that texts and recordings go

[profiles.story]          # a way to speak
service = "home"          # or "local", the built-in server
voice = "50a5fdb9-…"      # without it, the service's default
mode = "natural_language_replication"
instruct = "…"
speed = 0.9
volume = 1.2

[app]                     # all of it optional; see AppSettings
device = "ALSA: pulse"
speed = 1.2
profile = "story"

[app.language_profiles]
zh = "story"

[app.hotkeys]
read-selection = "Ctrl+Alt+R"

[appearance]              # all of it optional; see Appearance
page = "sepia"

[reading]                 # all of it optional; see ReadingSettings
tables = "skip"
paragraph_pause = 0.5

[home]                    # all of it optional; see HomeSettings
addresses = ["http://homeassistant.local:8123"]
quiet_hours = "22:00-07:00"
```
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
import re
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import SettingsError
from desktop_app.system.paths import config_file
from desktop_app.system.whole_files import replacing, set_aside
from desktop_app.words.likeness import most_alike
from desktop_app.words.saying import Phrase
from shared_client.desktop_link import BUTTONS, NAME_LENGTH
from shared_client.models import SPEED_RANGE, Dialect, SynthesisMode

from .appearance import CHOICES, Appearance
from .home import BUTTON_KEY, LOUDEST, HomeButton, HomeSettings, hours_of
from .home import CHOICES as HOME_CHOICES
from .reading import CHOICES as READING_CHOICES
from .reading import RESTS, ReadingSettings
from .tokens import TokenPlace
from .toml_file import (
    EntryError,
    TomlError,
    checked,
    flag,
    invalid,
    number,
    one_of,
    parsed,
    some_text,
    text,
    version,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping, Sequence
    from pathlib import Path

    import tomlkit

VERSION: Final = 1
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")  # a key that needs no quotation marks
APIS: Final = ("", Dialect.MODEL_STUDIO.value)
"""What can be said of the API of a service: nothing, or that it is Model Studio's."""
_NAME: Final = re.compile(r"[\w-]{1,40}")
PROFILE_NAME: Final = re.compile(r"(?=\S)[^\x00-\x1f\x7f]{1,60}(?<=\S)")
"""What can name a profile."""

_MODES: Final = tuple(mode.value for mode in SynthesisMode)
TEXT_SIZES: Final = (6.0, 72.0)
"""Bounds of the size of a text, in points."""

VOLUMES: Final = (0.0, 2.0)
"""Bounds of a volume, a linear gain."""


LOCAL: Final = "local"
"""The name of the built-in local server, wherever a service is named."""

HOUSE: Final = "home assistant"
"""The service of a speaking style in which a voice of the home speaks. No other is called so, for
names of services have no blanks."""

HOTKEYS: Final = {
    "read-selection": "Ctrl+Alt+R",
    "read-clipboard": "",
    "pause": "Ctrl+Alt+Space",
    "stop": "",
    "next": "",
    "previous": "",
    "announce": "",
}
"""What global hotkeys do, and the keys for it where none are chosen; `pause` also goes on."""

BUTTON: Final = "button:"
"""What the hotkey of a button of the home begins with, among the actions of hotkeys."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """One service.

    Attributes:
        url: As `shared_client.service_url` gives it.
        token_in: Where its token is.
        voice: Id of the voice to use where none is named; empty for the newest.
        proxy: Address of the HTTP proxy to it; empty for the system's, `none` for none.
        ca_file: A PEM file of authorities to trust besides the usual ones.
        api: `model_studio` for a gateway to Model Studio; empty where it is found out.
        model: Of Model Studio: what new voices are made for; empty for the client's choice.
        agreed: Of Model Studio: the host to which texts and recordings may go; empty before a
            person has agreed. Another host has to be agreed to again.
    """

    url: str
    token_in: TokenPlace = TokenPlace.NONE
    voice: str = ""
    proxy: str = ""
    ca_file: str = ""
    api: str = ""
    model: str = ""
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class VoiceProfile:
    """A way to speak.

    Attributes:
        service: Name of the service that has the voice.
        voice: Id of a reference audio; empty for the service's default voice.
        mode: A `SynthesisMode`; as its value, for settings are read without the client.
        instruct: The style in words; empty for none.
        speed: 0.5 to 2.0; multiplied by the app's.
        volume: Linear gain, 0 to 2.
    """

    service: str = LOCAL
    voice: str = ""
    mode: str = "fast_replication"
    instruct: str = ""
    speed: float = 1.0
    volume: float = 1.0


class StandIn(StrEnum):
    """Who speaks when the service in use is down."""

    NONE = "none"
    SERVICES = "services"
    """The other services, in their order."""
    LOCAL = "local"
    """These, and then the built-in local server."""


@dataclass(frozen=True, slots=True)
class AppSettings:
    """What a person chose in the desktop app.

    Attributes:
        device: The output device, as `str(DeviceName)` has it; empty for the default device.
        microphone: The input device, likewise.
        speed: 0.5 to 2.0.
        volume: Linear gain, 0 to 2.
        language: Of menus and windows, as `zh_CN`; empty for the system's.
        text_size: Of the text in the Reader, in points; 0 for the usual one.
        local_voice: Id of the built-in local server's voice; empty for the newest.
        profile: Name of the profile in use; empty for the service's voice alone.
        language_profiles: Names of profiles by language (`zh`); the one in use is for all others.
        stand_in: Who speaks when the service in use is down.
        hotkeys: Keys by action, where they differ from `HOTKEYS`; empty keys for none.
        history: Whether texts that are read are kept, with their audio.
        history_mib: How much audio is kept, in MiB.
        welcomed: Whether the first start is over.
    """

    device: str = ""
    microphone: str = ""
    speed: float = 1.0
    volume: float = 1.0
    language: str = ""
    text_size: float = 0.0
    local_voice: str = ""
    profile: str = ""
    language_profiles: dict[str, str] = field(default_factory=dict)
    stand_in: StandIn = StandIn.LOCAL
    hotkeys: dict[str, str] = field(default_factory=dict)
    history: bool = True
    history_mib: int = 256
    welcomed: bool = False

    @property
    def keys(self) -> dict[str, str]:
        """The keys of every action, chosen or not; empty where there are none."""
        return {**HOTKEYS, **self.hotkeys}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings.

    Attributes:
        services: By name, in the order in which they stand in for one another.
        active: Name of the one in use; empty for the built-in local server.
        app: Of the desktop app.
        profiles: By name.
        appearance: Of the windows, and of the page in the Reader.
        home: The home that this computer is a part of.
        reading: What is read of a text, and with which pauses.
    """

    services: dict[str, ServiceSettings] = field(default_factory=dict)
    active: str = ""
    app: AppSettings = field(default_factory=AppSettings)
    profiles: dict[str, VoiceProfile] = field(default_factory=dict)
    appearance: Appearance = field(default_factory=Appearance)
    home: HomeSettings = field(default_factory=HomeSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)

    @property
    def keys(self) -> dict[str, str]:
        """The keys of every hotkey: of the app's actions, and of the buttons of the home."""
        buttons = self.home.buttons.items()
        return {**self.app.keys, **{f"{BUTTON}{key}": one.keys for key, one in buttons}}

    def service(self, name: str) -> ServiceSettings:
        """The service of this name.

        Raises:
            SettingsError: There is none.
        """
        if name not in self.services:
            if not self.services:
                raise SettingsError("service_unknown_none", name=name)
            known = [*self.services, LOCAL]
            alike = most_alike(name, known)
            raise SettingsError("service_unknown", name=name, known=known, alike=alike)
        return self.services[name]

    def with_service(self, name: str, service: ServiceSettings, *, active: bool) -> Settings:
        """These settings with a service added or changed.

        Raises:
            SettingsError: The name is none.
        """
        if not _NAME.fullmatch(name):
            raise SettingsError("service_name_invalid", name=name)
        services = {**self.services, name: service}
        return replace(self, services=services, active=name if active else self.active)

    def without_service(self, name: str) -> Settings:
        """These settings with a service removed; another takes its place if it was active."""
        self.service(name)
        services = {key: value for key, value in self.services.items() if key != name}
        active = self.active if self.active != name else next(iter(services), "")
        return replace(self, services=services, active=active)

    def with_active(self, name: str) -> Settings:
        """These settings with another service in use; empty for the built-in local server."""
        if name:
            self.service(name)
        return replace(self, active=name)

    def with_app(self, **changes: Any) -> Settings:
        """These settings with changes to `app`."""
        return replace(self, app=replace(self.app, **changes))

    def with_appearance(self, **changes: str) -> Settings:
        """These settings with changes to `appearance`."""
        return replace(self, appearance=replace(self.appearance, **changes))

    def with_home(self, **changes: Any) -> Settings:
        """These settings with changes to `home`."""
        return replace(self, home=replace(self.home, **changes))

    def with_reading(self, **changes: Any) -> Settings:
        """These settings with changes to `reading`."""
        return replace(self, reading=replace(self.reading, **changes))

    def with_profile(self, name: str, profile: VoiceProfile) -> Settings:
        """These settings with a profile added or changed.

        Raises:
            SettingsError: The name is none.
        """
        if not PROFILE_NAME.fullmatch(name):
            raise SettingsError("profile_name_invalid", name=name)
        return replace(self, profiles={**self.profiles, name: profile})

    def using_profile(self, name: str) -> Settings:
        """These settings with a profile in use, and the service that has its voice.

        Args:
            name: One of `profiles`, or empty for none.
        """
        settings = self.with_app(profile=name)
        if not name:
            return settings
        service = self.profiles[name].service
        if service == HOUSE:  # it speaks for its styles alone
            return settings
        return settings.with_active("" if service == LOCAL else service)

    def using_voice(self, voice: str) -> Settings:
        """These settings with a voice of the active service in use, and no profile."""
        settings = self.with_app(profile="")
        if not settings.active:
            return settings.with_app(local_voice=voice)
        service = replace(settings.service(settings.active), voice=voice)
        return settings.with_service(settings.active, service, active=True)

    def without_profile(self, name: str) -> Settings:
        """These settings with a profile removed, wherever it was chosen."""
        profiles = {key: value for key, value in self.profiles.items() if key != name}
        languages = {key: one for key, one in self.app.language_profiles.items() if one != name}
        profile = "" if self.app.profile == name else self.app.profile
        settings = replace(self, profiles=profiles)
        return settings.with_app(language_profiles=languages, profile=profile)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; there are none before the first are saved.

    Raises:
        SettingsError: The file cannot be read or is wrong; the message says where.
    """
    path = path or config_file()
    try:
        data = parsed(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, TomlError) as error:
        raise SettingsError("settings_unreadable", path=path, error=error) from error
    return _parse(data, path)


def _parse(data: dict[str, Any], path: Path) -> Settings:
    try:
        found = checked(data, schema(), _place)
    except EntryError as error:
        raise SettingsError("settings_wrong", path=path, **error.values) from error
    services = {
        name: ServiceSettings(**{**values, "token_in": TokenPlace(values["token_in"])})
        for name, values in found["services"].items()
    }
    profiles = {name: VoiceProfile(**values) for name, values in found["profiles"].items()}
    active = found["active"]
    app = AppSettings(**{**found["app"], "stand_in": StandIn(found["app"]["stand_in"])})
    appearance = Appearance(**found["appearance"])
    told = found["home"]
    home = HomeSettings(
        **{
            **told,
            "addresses": tuple(told["addresses"]),
            "announce_to": tuple(told["announce_to"]),
            "buttons": {key: HomeButton(**one) for key, one in told["buttons"].items()},
            "token_in": TokenPlace(told["token_in"]),
        }
    )
    active = active if active in services else ""
    reading = ReadingSettings(**found["reading"])
    return Settings(services, active, app, profiles, appearance, home, reading)


def _place(path: Sequence[object]) -> Phrase:
    """Where something is, as it stands in the file: `services.home.url`."""
    steps = (str(step) for step in path)
    dotted = ".".join(one if _BARE.fullmatch(one) else f'"{one}"' for one in steps)
    return Phrase("place_key", key=dotted)


def schema() -> dict[object, object]:
    """What the file may hold, for voluptuous."""
    import voluptuous as vol  # noqa: PLC0415 - not needed where there are no settings yet

    def named(pattern: re.Pattern[str], problem: str) -> Callable[[object], str]:
        def one(name: object) -> str:
            if not isinstance(name, str) or not pattern.fullmatch(name):
                raise invalid(problem)
            return name

        return one

    def words(*names: str) -> dict[object, object]:
        return {vol.Optional(name): text for name in names}

    sound: dict[object, object] = {
        vol.Optional("speed"): number(*SPEED_RANGE),
        vol.Optional("volume"): number(*VOLUMES),
    }
    service: dict[object, object] = {
        vol.Required("url"): some_text,
        vol.Optional("token_in", default=TokenPlace.NONE.value): one_of([*TokenPlace]),
        vol.Optional("api", default=""): one_of(APIS),
        **words("voice", "proxy", "ca_file", "model", "agreed"),
    }
    profile: dict[object, object] = {
        vol.Optional("mode"): one_of(_MODES),
        **words("service", "voice", "instruct"),
        **sound,
    }
    app: dict[object, object] = {
        **sound,
        **words("device", "microphone", "language", "local_voice", "profile"),
        vol.Optional("text_size"): number(*TEXT_SIZES),
        vol.Optional("language_profiles"): {str: text},
        vol.Optional("stand_in", default=StandIn.LOCAL.value): one_of([*StandIn]),
        vol.Optional("hotkeys"): words(*HOTKEYS),
        vol.Optional("history"): flag,
        vol.Optional("history_mib"): whole(1, 100_000),
        vol.Optional("welcomed"): flag,
    }
    home: dict[object, object] = {
        vol.Optional("addresses", default=list): [some_text],
        vol.Optional("token_in", default=TokenPlace.NONE.value): one_of([*TokenPlace]),
        vol.Optional("announce_to", default=list): [some_text],
        vol.Optional("buttons", default=dict): vol.All(
            {
                named(BUTTON_KEY, "is_no_button_key"): {
                    vol.Required("name"): vol.All(some_text, vol.Length(max=NAME_LENGTH)),
                    **words("keys"),
                    vol.Optional("in_menu"): flag,
                }
            },
            vol.Length(max=BUTTONS),
        ),
        **words("ca_file", "name", "announce_voice", "announce_speech"),
        **{vol.Optional(name): one_of(values) for name, values in HOME_CHOICES.items()},
        **{
            vol.Optional(name): flag
            for name in (
                *("urgent", "house_ends_quiet", "share_titles", "notifications"),
                "other_addresses",
            )
        },
        vol.Optional("quiet_hours"): _hours,
        vol.Optional("loudest"): number(*LOUDEST),
    }
    return {
        vol.Required("version"): version(VERSION),
        vol.Optional("active", default=""): text,
        vol.Optional("services", default=dict): {named(_NAME, "is_no_service_name"): service},
        vol.Optional("profiles", default=dict): {named(PROFILE_NAME, "is_no_name"): profile},
        vol.Optional("app", default=dict): app,
        vol.Optional("appearance", default=dict): {
            vol.Optional(name): one_of(values) for name, values in CHOICES.items()
        },
        vol.Optional("home", default=dict): home,
        vol.Optional("reading", default=dict): {
            **{vol.Optional(name): one_of(values) for name, values in READING_CHOICES.items()},
            vol.Optional("sentence_pause"): number(*RESTS),
            vol.Optional("paragraph_pause"): number(*RESTS),
        },
    }


def _hours(value: object) -> str:
    """A check: when it is quiet."""
    if not text(value):
        return ""
    if hours_of(str(value)) is None:
        raise invalid("is_no_hours")
    return str(value)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings, whole or not at all; comments in the file are kept.

    A file that cannot be understood is kept beside the new one, as `config.toml.wrong`.

    Raises:
        SettingsError: They cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - only for writing, which is rare

    path = path or config_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        document = _document(path)
        document["version"] = VERSION
        document["active"] = settings.active
        _write_tables(document, "services", settings.services, ServiceSettings(""))
        _write_tables(document, "profiles", settings.profiles, VoiceProfile())
        _write_table(document, "app", settings.app, AppSettings())
        _write_table(document, "appearance", settings.appearance, Appearance())
        _write_table(document, "home", settings.home, HomeSettings())
        _write_table(document, "reading", settings.reading, ReadingSettings())
        with replacing(path) as file:
            file.write(tomlkit.dumps(document).encode())
    except OSError as error:
        raise SettingsError("settings_not_written", path=path, error=error) from error


def _document(path: Path) -> tomlkit.TOMLDocument:
    """What is in the file, to be changed; a wrong file is set aside."""
    import tomlkit  # noqa: PLC0415 - as above

    try:
        load_settings(path)
        return tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        pass
    except (SettingsError, ValueError):
        set_aside(path)
    return tomlkit.document()


def _write_tables(
    document: tomlkit.TOMLDocument,
    kind: str,
    things: Mapping[str, ServiceSettings] | Mapping[str, VoiceProfile],
    usual: ServiceSettings | VoiceProfile,
) -> None:
    """Write services or profiles in their order; one that stays keeps its comments."""
    import tomlkit  # noqa: PLC0415 - as above

    if not things:
        document.pop(kind, None)
        return
    before = document.get(kind, {})
    tables = before
    if list(before) != list(things):  # another order, or not the same ones
        tables = tomlkit.table(is_super_table=True)
        for name in things:
            tables[name] = before.get(name, tomlkit.table())
        document[kind] = tables
    defaults = asdict(usual)
    for name, thing in things.items():
        _write_fields(tables[name], asdict(thing), defaults)


_REQUIRED: Final = {
    "services": ("",),
    "profiles": (),
}  # what has no default, as what nobody chooses


def _write_table(
    document: tomlkit.TOMLDocument,
    name: str,
    chosen: AppSettings | Appearance | HomeSettings | ReadingSettings,
    usual: AppSettings | Appearance | HomeSettings | ReadingSettings,
) -> None:
    """Write what differs from the defaults; a table where nothing does need not be there."""
    if chosen == usual:
        document.pop(name, None)
    else:
        _write_fields(document.setdefault(name, {}), asdict(chosen), asdict(usual))


def _write_fields(
    table: MutableMapping[str, Any], chosen: Mapping[str, Any], defaults: Mapping[str, Any]
) -> None:
    """Write what differs from the defaults; what does not need not be there."""
    for name, value in chosen.items():
        plain = str(value) if isinstance(value, StrEnum) else value
        if isinstance(plain, tuple):
            plain = list(plain)
        if value == defaults[name]:
            table.pop(name, None)
        elif table.get(name) != plain:
            table[name] = plain
