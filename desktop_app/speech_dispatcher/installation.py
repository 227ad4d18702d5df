"""Puts the module where speech-dispatcher looks for a user's own, and takes it away again.

speech-dispatcher starts whatever is in a user's module folder by itself, unless its configuration
lists modules. Only where it does, or where ours is to be the default, the configuration has to say
so; and a user's `speechd.conf` is read instead of the system's, not besides it.
"""

from __future__ import annotations

from dataclasses import dataclass
import os
from pathlib import Path
import re
import shlex
import shutil
from typing import Final

from desktop_app.errors import AppError
from desktop_app.system.flatpak import in_flatpak
from desktop_app.system.processes import child_command
from desktop_app.system.whole_files import replacing

NAME: Final = "cosyvoice"
"""Of the module: `spd-say -o cosyvoice`."""

SYSTEM_FILE: Final = Path("/etc/speech-dispatcher/speechd.conf")

_PROGRAM: Final = f"sd_{NAME}"
_BEGIN: Final = "# >>> cosyvoice-home: lines of `cosyvoice speech-dispatcher`, which removes them"
_JOINED: Final = "# >>> cosyvoice-home, after a line without an end"
_END: Final = "# <<< cosyvoice-home"
_BLOCK: Final = re.compile(
    rf"(?:^{re.escape(_BEGIN)}\n|\n{re.escape(_JOINED)}\n).*?^{re.escape(_END)}\n",
    re.DOTALL | re.MULTILINE,
)
_SYSTEMS_OWN: Final = 'Include "speechd.conf"\n'  # looked for in the system's folder
_LISTS_MODULES: Final = re.compile(r"^\s*AddModule\s", re.IGNORECASE | re.MULTILINE)
_DEFAULT: Final = re.compile(
    r"""^\s*DefaultModule\s+["']?([^\s"']+)""", re.IGNORECASE | re.MULTILINE
)
_MARK: Final = "# Made by `cosyvoice speech-dispatcher install`; its `remove` takes it away."


@dataclass(frozen=True, slots=True)
class Installation:
    """What is there.

    Attributes:
        program: The module, where speech-dispatcher starts it from.
        configuration: The user's `speechd.conf`, which need not be there.
        installed: Whether the module is there and is ours.
        current: Whether it starts this very program.
        default: Name of the module that speaks where none is asked for; empty where
            speech-dispatcher chooses.
        available: Whether speech-dispatcher is installed.
    """

    program: Path
    configuration: Path
    installed: bool
    current: bool
    default: str
    available: bool


def look() -> Installation:
    """Say what is there.

    Raises:
        AppError: A file cannot be read.
    """
    program, configuration = _program(), _configuration()
    found = _read(program)
    system = _read(SYSTEM_FILE)
    # As it is read: what comes last holds, and the system's file stands where it is included.
    whole = _read(configuration).replace(_SYSTEMS_OWN, system) or system
    defaults = _DEFAULT.findall(whole)
    return Installation(
        program=program,
        configuration=configuration,
        installed=_MARK in found,
        current=found == _script(),
        default=defaults[-1] if defaults else "",
        available=shutil.which("speech-dispatcher") is not None,
    )


def install(*, make_default: bool = False) -> Installation:
    """Install the module, or bring it up to date.

    Args:
        make_default: Whether it speaks for programs that ask for no module. If not, and it was
            made that before, it is not any more.

    Raises:
        AppError: A file cannot be written, or is somebody else's; or this is a Flatpak.
    """
    if in_flatpak():
        raise AppError("speech_dispatcher_outside")
    program = _program()
    if program.exists() and _MARK not in _read(program):
        raise AppError("file_of_others", path=program)
    try:
        # speech-dispatcher goes through `share` to find its neighbour.
        _data_home().mkdir(parents=True, exist_ok=True)
        program.parent.mkdir(parents=True, exist_ok=True)
        with replacing(program, mode=0o755) as file:
            file.write(_script().encode())
        _configure(make_default=make_default)
    except OSError as error:
        raise _unwritten(error) from error
    return look()


def remove() -> Installation:
    """Take the module away; the configuration is as it was before.

    Raises:
        AppError: A file cannot be written.
    """
    program, configuration = _program(), _configuration()
    try:
        if _MARK in _read(program):
            program.unlink()
        _write(configuration, _without_block(_read(configuration)))
    except OSError as error:
        raise _unwritten(error) from error
    return look()


def _configure(*, make_default: bool) -> None:
    path = _configuration()
    own = _without_block(_read(path))
    lines = []
    if _LISTS_MODULES.search(own or _read(SYSTEM_FILE)):
        lines.append(f'AddModule "{NAME}" "{_PROGRAM}" "{NAME}.conf"')
    if make_default:
        lines.append(f'DefaultModule "{NAME}"')
    _write(path, own if not lines else _with_block(own, lines))


def _with_block(own: str, lines: list[str]) -> str:
    block = "".join(f"{line}\n" for line in (*lines, _END))
    if not own:  # a file of ours: without the system's, its settings would be lost
        return f"{_BEGIN}\n{_SYSTEMS_OWN}{block}"
    if own.endswith("\n"):
        return f"{own}{_BEGIN}\n{block}"
    return f"{own}\n{_JOINED}\n{block}"


def _without_block(text: str) -> str:
    return _BLOCK.sub("", text)


def _write(path: Path, text: str) -> None:
    """Write what differs; a file with nothing in it is none."""
    if text == _read(path):
        return
    if not text:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(text.encode(errors="surrogateescape"))


def _read(path: Path) -> str:
    """What is in a file, to the byte; nothing where there is none."""
    try:
        return path.read_bytes().decode(errors="surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise AppError("cannot_read", path=path, error=error) from error


def _unwritten(error: OSError) -> AppError:
    return AppError("cannot_write", path=error.filename or _program(), error=error)


def _script() -> str:
    """The program that speech-dispatcher starts; it gives arguments that we do not need."""
    line, environment = child_command("desktop_app.speech_dispatcher.module")
    path = shlex.quote(environment["PYTHONPATH"]) if "PYTHONPATH" in environment else ""
    before = f"PYTHONPATH={path} " if path else ""
    return f"#!/bin/sh\n{_MARK}\n{before}exec {shlex.join(line)}\n"


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _program() -> Path:
    return _data_home().parent / "libexec" / "speech-dispatcher-modules" / _PROGRAM


def _configuration() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "speech-dispatcher" / "speechd.conf"
