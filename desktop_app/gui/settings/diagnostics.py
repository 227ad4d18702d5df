"""What helps to find a fault, as a text that can be shown to anybody: no secrets, no texts."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
import platform
from typing import TYPE_CHECKING, Final

from yarl import URL

from desktop_app.audio.devices import sound_system
from desktop_app.audio.errors import AudioError
from desktop_app.services.connection import NO_PROXY
from desktop_app.settings.settings import LOCAL
from desktop_app.system.paths import config_file, log_file
from desktop_app.system.redaction import redacted
from shared_client import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.settings.settings import ServiceSettings, Settings

LOG_LINES: Final = 200
"""How many of the last lines of the log are in it."""

_LOG_BYTES: Final = 1 << 18
_DESKTOP: Final = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE", "LANG")


async def diagnostics(settings: Settings, facts: Mapping[str, str]) -> str:
    """All that is known, as Markdown.

    Args:
        settings: Those in use.
        facts: What the windows know besides: about Qt, what the app does, hotkeys.
    """
    devices, log = await asyncio.gather(_devices(), asyncio.to_thread(_log))
    parts = (
        ("System", _lines({**_system(), **facts})),
        ("Services", _services(settings)),
        ("Settings", _lines(_choices(settings))),
        ("Sound devices", devices),
    )
    text = "\n\n".join(f"## {title}\n{_listed(lines)}" for title, lines in parts)
    log = log.replace("```", "'''")
    whole = f"{text}\n\n## Log, last {LOG_LINES} lines at most\n```\n{log}\n```\n"
    return redacted(whole).replace(str(Path.home()), "~")


def _system() -> dict[str, str]:
    facts = {
        "CosyVoice Home": __version__,
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.release()} {platform.machine()}",
        **{name: os.environ[name] for name in _DESKTOP if name in os.environ},
    }
    if platform.system() == "Linux":
        try:
            facts["Distribution"] = platform.freedesktop_os_release().get("PRETTY_NAME", "")
        except OSError:
            facts["Distribution"] = "unknown"
    return facts


def _services(settings: Settings) -> list[str]:
    lines = [f"{LOCAL}: built-in voice{_mark('', settings)}"]
    for name, service in settings.services.items():
        lines.append(f"{name}: {', '.join(_traits(service))}{_mark(name, settings)}")
    return lines


def _traits(service: ServiceSettings) -> Iterable[str]:
    """What is known of a service; of its address only the host."""
    try:
        url = URL(service.url)
        yield f"{url.scheme}://{url.host or '?'}" + (":…" if url.explicit_port else "")
    except ValueError:
        yield "invalid address"
    yield f"token in {service.token_in.value}"
    yield {"": "system proxy", NO_PROXY: "no proxy"}.get(service.proxy, "custom proxy")
    if service.ca_file:
        yield "extra CA certificate"


def _mark(name: str, settings: Settings) -> str:
    return " (active)" if name == settings.active else ""


def _choices(settings: Settings) -> dict[str, str]:
    app = settings.app
    return {
        "Settings file": str(config_file()),
        "Output": app.device or "system default",
        "Speed, volume": f"{app.speed:g}, {app.volume:g}",
        "Fallback": app.stand_in.value,
        "Speaking styles": str(len(settings.profiles)),
        "Hotkeys": ", ".join(f"{name}: {keys or 'none'}" for name, keys in app.keys.items()),
        "History": f"up to {app.history_mib} MiB" if app.history else "off",
        "Language": app.language or "system default",
    }


async def _devices() -> list[str]:
    try:
        found = await sound_system()
    except AudioError as error:
        return [str(error)]
    outputs = [
        f"{one.name}, {one.channels} channels, {one.sample_rate} Hz"
        + (" (default)" if one.is_default else "")
        for one in found.outputs
    ]
    return [f"through {found.library}", *(outputs or ["none"])]


def _log() -> str:
    try:
        with log_file().open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LOG_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError as error:
        return f"(can't read it: {error.strerror})"
    return "\n".join(lines[-LOG_LINES:])


def _lines(facts: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in facts.items()]


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
