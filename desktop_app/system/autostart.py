"""Whether the app starts when its user logs in: in the tray, without a window.

On Windows and macOS this is untried: neither was at hand.
"""

from __future__ import annotations

import asyncio
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import suppress
import importlib
import os
from pathlib import Path
import plistlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import SettingsError
from desktop_app.system.session_bus import APP_ID

from .flatpak import in_flatpak, start_at_login
from .menu_entry import exec_line
from .processes import app_command, installed_program
from .whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME: Final = "CosyVoice Home"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_GROUP: Final = "Desktop Entry"
_ENTRY: Final = """\
[Desktop Entry]
Type=Application
Name=CosyVoice Home
Comment=Read any text aloud in your own voices
Comment[zh_CN]=用自己的音色朗读任何文字
Comment[zh_TW]=用自己的語音朗讀任何文字
Icon={icon}
Exec={command}
Terminal=false
X-GNOME-Autostart-enabled=true
"""


def is_on() -> bool:
    """Whether it starts at login. Reads the disk or the registry, as the others do.

    Raises:
        SettingsError: That cannot be read.
    """
    try:
        return _IS_ON.get(sys.platform, _entry_is_on)()
    except OSError as error:
        raise _trouble(error) from error


def turn_on() -> None:
    """Have it start at login, as this program that runs now.

    Raises:
        SettingsError: That cannot be written.
    """
    try:
        if in_flatpak():
            _ask_desktop(on=True)
        _TURN_ON.get(sys.platform, _write_entry)()
    except OSError as error:
        raise _trouble(error) from error


def turn_off() -> None:
    """Have it start at login no more.

    Raises:
        SettingsError: That cannot be written.
    """
    try:
        if in_flatpak() and _entry_is_on():
            _ask_desktop(on=False)
        _TURN_OFF.get(sys.platform, _remove_entry)()
    except OSError as error:
        raise _trouble(error) from error


def _ask_desktop(*, on: bool) -> None:
    """Have the desktop do it. It doesn't tell later: our entry, which it can't see, keeps that."""
    if not asyncio.run(start_at_login(on=on)) and on:
        raise SettingsError("autostart_denied")


def _command() -> tuple[list[str], Mapping[str, str]]:
    """Say how the app is started at login, and in which environment."""
    if (program := installed_program()) is not None:
        return [str(program), "--hidden"], {}
    return app_command("--hidden")


def _trouble(error: OSError) -> SettingsError:
    return SettingsError("autostart_failed", error=error)


# Linux and others: an entry in a folder that the desktop looks through


def _entry_file() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "autostart" / f"{APP_ID}.desktop"


def _entry_is_on() -> bool:
    """Read the entry; desktops do not remove one that a person turns off there."""
    entry = ConfigParser(interpolation=None, strict=False)
    try:
        entry.read_string(_entry_file().read_text("utf-8"))
    except (FileNotFoundError, ConfigError, UnicodeError):  # no desktop starts a broken one
        return False
    hidden = entry.get(_GROUP, "Hidden", fallback="false")
    enabled = entry.get(_GROUP, "X-GNOME-Autostart-enabled", fallback="true")
    return entry.has_option(_GROUP, "Exec") and (hidden, enabled) == ("false", "true")


def _write_entry() -> None:
    path = _entry_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, mode=0o644) as file:
        file.write(_ENTRY.format(icon=APP_ID, command=exec_line(*_command())).encode())


def _remove_entry() -> None:
    _entry_file().unlink(missing_ok=True)


# Windows: a value of the registry


def _registry() -> Any:
    return importlib.import_module("winreg")  # by its name: it is nowhere else


def _value_is_on() -> bool:
    if _value(_RUN) is None:
        return False
    # The Task Manager and the settings turn it off here, and leave the value above.
    approved = _value(_APPROVED)
    return not (isinstance(approved, bytes) and approved and approved[0] & 1)


def _value(path: str) -> object:
    registry = _registry()
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as key:
            return registry.QueryValueEx(key, _NAME)[0]
    except FileNotFoundError:
        return None


def _write_value() -> None:
    registry = _registry()
    (program, *arguments), _ = _command()
    windowless = Path(program).with_name("pythonw.exe")
    if Path(program).name.lower() == "python.exe" and windowless.is_file():
        program = str(windowless)  # the other opens a console at each login
    line = subprocess.list2cmdline([program, *arguments])
    with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN) as key:
        registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, line)
    _remove(_APPROVED)


def _remove_value() -> None:
    _remove(_RUN)
    _remove(_APPROVED)


def _remove(path: str) -> None:
    registry = _registry()
    with suppress(FileNotFoundError), registry.CreateKey(registry.HKEY_CURRENT_USER, path) as key:
        registry.DeleteValue(key, _NAME)


# macOS: a description for launchd


def _agent_file() -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{APP_ID}.plist"


def _agent_is_on() -> bool:
    try:
        agent = plistlib.loads(_agent_file().read_bytes())
    except (FileNotFoundError, plistlib.InvalidFileException, ValueError):
        return False
    return bool(agent.get("RunAtLoad"))


def _write_agent() -> None:
    command, environment = _command()
    agent: dict[str, Any] = {
        "Label": APP_ID,
        "ProgramArguments": command,
        "RunAtLoad": True,
        "ProcessType": "Interactive",
    }
    if modules := environment.get("PYTHONPATH"):
        agent["EnvironmentVariables"] = {"PYTHONPATH": modules}
    path = _agent_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, mode=0o644) as file:
        plistlib.dump(agent, file)


def _remove_agent() -> None:
    _agent_file().unlink(missing_ok=True)


_IS_ON: Final = {"win32": _value_is_on, "darwin": _agent_is_on}
_TURN_ON: Final = {"win32": _write_value, "darwin": _write_agent}
_TURN_OFF: Final = {"win32": _remove_value, "darwin": _remove_agent}
