"""The services that a person has set up: a TOML file, read strictly and written whole.

```toml
version = 1
active = "home"

[services.home]
url = "https://…"
voice = "50a5fdb9-…"      # optional: the default voice
token_in = "keyring"      # or "file", or "none"; the token itself is never here

[app]                     # all of it optional
device = "ALSA: pulse"    # where sound goes; without it, the default device
speed = 1.2
language = "zh_CN"        # of menus and windows; without it, the system's
local_voice = "9c1d…"     # the voice of the built-in local server
```
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from .atomic import replacing
from .errors import SettingsError
from .paths import config_file
from .tokens import TokenPlace

if TYPE_CHECKING:
    from pathlib import Path

    import tomlkit

VERSION: Final = 1
_NAME: Final = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """One service.

    Attributes:
        url: As `shared_client.service_url` gives it.
        token_in: Where its token is.
        voice: Id of the voice to use where none is named; empty for the newest.
    """

    url: str
    token_in: TokenPlace = TokenPlace.NONE
    voice: str = ""


@dataclass(frozen=True, slots=True)
class AppSettings:
    """What a person chose in the desktop app.

    Attributes:
        device: The output device, as `str(DeviceName)` has it; empty for the default device.
        speed: 0.5 to 2.0.
        language: Of menus and windows, as `zh_CN`; empty for the system's.
        local_voice: Id of the built-in local server's voice; empty for the newest.
    """

    device: str = ""
    speed: float = 1.0
    language: str = ""
    local_voice: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings.

    Attributes:
        services: By name, in the order in which they were added.
        active: Name of the one in use; empty for the built-in local server.
        app: Of the desktop app.
    """

    services: dict[str, ServiceSettings] = field(default_factory=dict)
    active: str = ""
    app: AppSettings = field(default_factory=AppSettings)

    def service(self, name: str) -> ServiceSettings:
        """The service of this name.

        Raises:
            SettingsError: There is none.
        """
        if name not in self.services:
            known = ", ".join(self.services) or "none yet"
            raise SettingsError(
                f"There is no service named {name!r} (there are: {known}).",
                hint="List them with: cosyvoice config list",
            )
        return self.services[name]

    def with_service(self, name: str, service: ServiceSettings, *, active: bool) -> Settings:
        """These settings with a service added or changed.

        Raises:
            SettingsError: The name is none.
        """
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{name!r} cannot name a service.",
                hint="Use up to 40 letters, digits, hyphens and underscores.",
            )
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


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; there are none before the first are saved.

    Raises:
        SettingsError: The file cannot be read or is wrong; the message says where.
    """
    path = path or config_file()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The settings in {path} cannot be read: {error}",
            hint="Correct the file, or move it away to start anew.",
        ) from error
    return _parse(data, path)


def _parse(data: dict[str, Any], path: Path) -> Settings:
    import voluptuous as vol  # noqa: PLC0415 - not needed where there are no settings yet

    service = vol.Schema(
        {
            vol.Required("url"): vol.All(str, vol.Length(min=1)),
            vol.Optional("voice", default=""): str,
            vol.Optional("token_in", default=TokenPlace.NONE): vol.Coerce(TokenPlace),
        }
    )
    app = vol.Schema(
        {
            vol.Optional("speed"): vol.All(vol.Coerce(float), vol.Range(min=0.5, max=2.0)),
            **{vol.Optional(name): str for name in ("device", "language", "local_voice")},
        }
    )
    schema = vol.Schema(
        {
            vol.Required("version"): vol.All(int, vol.Range(min=1, max=VERSION)),
            vol.Optional("active", default=""): str,
            vol.Optional("services", default=dict): {vol.Match(_NAME): service},
            vol.Optional("app", default=dict): app,
        }
    )
    try:
        checked = schema(data)
    except vol.Invalid as error:
        raise SettingsError(
            f"The settings in {path} are wrong: {error}",
            hint="Correct the file, or move it away to start anew.",
        ) from error
    services = {name: ServiceSettings(**values) for name, values in checked["services"].items()}
    active = checked["active"]
    app_settings = AppSettings(**checked["app"])
    return Settings(services, active if active in services else "", app_settings)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings, whole or not at all; comments in the file are kept.

    Raises:
        SettingsError: They cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - only for writing, which is rare

    path = path or config_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
        document["version"] = VERSION
        document["active"] = settings.active
        services = document.setdefault("services", tomlkit.table(is_super_table=True))
        for name in set(services) - set(settings.services):
            del services[name]
        for name, service in settings.services.items():
            table = services.setdefault(name, tomlkit.table())
            table["url"] = service.url
            table["token_in"] = str(service.token_in)
            if service.voice:
                table["voice"] = service.voice
            else:
                table.pop("voice", None)
        _write_app(settings.app, document)
        with replacing(path) as file:
            file.write(tomlkit.dumps(document).encode())
    except OSError as error:
        raise SettingsError(
            f"The settings cannot be written to {path}: {error}",
            hint="Make the folder writable.",
        ) from error


def _write_app(app: AppSettings, document: tomlkit.TOMLDocument) -> None:
    """Write what differs from the defaults; what does not need not be there."""
    defaults = asdict(AppSettings())
    chosen = {name: value for name, value in asdict(app).items() if value != defaults[name]}
    if not chosen and "app" not in document:
        return
    table = document.setdefault("app", {})
    for name in defaults:
        if name in chosen:
            table[name] = chosen[name]
        else:
            table.pop(name, None)
