"""Puts the app into the menus of a Linux desktop: entry, icons and description, for one user.

What is put there is in `data/share`, laid out as below `~/.local/share`. Only the programs that the
entry names differ from one installation to another.
"""

from __future__ import annotations

import os
from pathlib import Path
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AppError

from .flatpak import in_flatpak
from .processes import APP, child_command, installed_program
from .whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SHARE: Final = Path(__file__).resolve().parents[1] / "data" / "share"
_PROGRAMS: Final = {APP: "desktop_app.gui", "cosyvoice": "desktop_app.cli"}
_RESERVED: Final = frozenset(" \t\n\"'\\><~|&;$*?#()`")
_REFRESH_LIMIT: Final = 20.0


def install() -> list[Path]:
    """Put the app into the menus, or bring it up to date there.

    Returns:
        The files, all of them ours.

    Raises:
        AppError: This is no Linux desktop, a Flatpak, or a file cannot be written.
    """
    _need_linux()
    if in_flatpak():
        raise AppError("menus_by_flatpak")
    files = list(_files())
    try:
        for source, target in files:
            content = source.read_bytes()
            if target.suffix == ".desktop":
                content = _entry(content.decode()).encode()
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target, mode=0o644) as file:
                file.write(content)
    except OSError as error:
        raise _unwritten(error) from error
    _refresh()
    return [target for _, target in files]


def uninstall() -> list[Path]:
    """Take the app out of the menus.

    Returns:
        The files that were there.

    Raises:
        AppError: This is no Linux desktop, or a file cannot be removed.
    """
    _need_linux()
    removed = [target for _, target in _files() if target.exists()]
    try:
        for target in removed:
            target.unlink()
    except OSError as error:
        raise _unwritten(error) from error
    _refresh()
    return removed


def exec_line(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Write a command as the key `Exec` of a desktop entry has it.

    Args:
        command: The program and its arguments.
        environment: What it is started with; of this only what makes it find our modules is kept.
    """
    path = environment.get("PYTHONPATH", "")
    if path and path != os.environ.get("PYTHONPATH", ""):
        command = ["env", f"PYTHONPATH={path}", *command]
    return " ".join(map(_quoted, command))


def _need_linux() -> None:
    if sys.platform != "linux":
        raise AppError("menus_linux_only")


def _files() -> Iterator[tuple[Path, Path]]:
    """Each of our files, and its place."""
    share = _data_home()
    for source in sorted(_SHARE.rglob("*")):
        if source.is_file():
            yield source, share / source.relative_to(_SHARE)


def _entry(entry: str) -> str:
    """The desktop entry with the programs of this installation."""
    lines = []
    for line in entry.splitlines():
        key, _, value = line.partition("=")
        if key == "Exec":
            program, _, arguments = value.partition(" ")
            lines.append(f"Exec={_program(program)} {arguments}".rstrip())
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _program(name: str) -> str:
    if (program := installed_program(name)) is not None:
        return _quoted(str(program))
    return exec_line(*child_command(_PROGRAMS[name]))


def _quoted(argument: str) -> str:
    """An argument of `Exec`; a percent sign would be a field."""
    argument = argument.replace("%", "%%")
    if not _RESERVED & set(argument):
        return argument
    for special in ("\\", '"', "`", "$"):
        argument = argument.replace(special, "\\" + special)
    # Backslashes are read twice: as those of a string, and as those of a quoted argument.
    return '"' + argument.replace("\\", "\\\\") + '"'


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _refresh() -> None:
    """Tell the desktop which files the app opens; one that has no such program looks by itself."""
    program, folder = shutil.which("update-desktop-database"), _data_home() / "applications"
    if program and folder.is_dir():
        subprocess.run(  # noqa: S603 - a program of the desktop
            [program, str(folder)], check=False, capture_output=True, timeout=_REFRESH_LIMIT
        )


def _unwritten(error: OSError) -> AppError:
    return AppError("cannot_write", path=error.filename, error=error)
