"""Pipes, devices, and open descriptors: what takes bytes as they come, and can't be replaced."""

from __future__ import annotations

from contextlib import contextmanager
import os
from pathlib import Path
import stat
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINKS: Final = 40  # as the kernel has it


def is_live(path: Path) -> bool:
    """Whether a path leads to something that is written into, as no new file can take its place.

    That is a pipe, a device, a socket, a descriptor such as `/dev/stdout`, or a file that has no
    name anymore.
    """
    if descriptor_of(path) is not None:
        return True
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            return not os.path.samestat(found, Path(os.path.realpath(path)).stat())
        return not stat.S_ISDIR(found.st_mode)
    except FileNotFoundError:
        return _is_nameless(path)
    except (OSError, ValueError):
        return False


def is_block_device(path: Path) -> bool:
    """Whether a path leads to a disk."""
    try:
        return stat.S_ISBLK(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def is_pipe(path: Path) -> bool:
    """Whether a path leads to a pipe, which opens as soon as another program reads from it."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def descriptor_of(path: Path) -> int | None:
    """The descriptor of this process that a path such as `/dev/fd/3` names, or a link to it."""
    if sys.platform == "win32":
        return None
    ours = {"/dev/fd", f"/proc/{os.getpid()}/fd"}
    step = os.fspath(path)
    for _ in range(_MOST_LINKS):
        folder, name = os.path.split(step)
        real = os.path.realpath(folder)
        if name.isascii() and name.isdigit() and _without_task(real) in ours:
            return int(name)
        try:
            step = os.path.join(real, os.readlink(os.path.join(real, name)))  # noqa: PTH118, PTH115 - a link to `pipe:[5]` is no path
        except (OSError, ValueError):
            return None
    return None


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """Open what `is_live`, to write into it.

    Yields:
        A descriptor; it is closed at the end, the one that the path may name stays open.

    Raises:
        OSError: It can't be opened; with ENXIO, no program reads from the pipe.
    """
    named = descriptor_of(path)
    try:
        descriptor = _open(path) if named is None else os.dup(named)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    if sys.platform == "win32":  # `NUL`, or a port
        return os.open(path, os.O_WRONLY | os.O_BINARY)
    # A pipe that nobody reads would be waited for without end, and Ctrl-C not heard.
    descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    os.set_blocking(descriptor, True)
    return descriptor


def _is_nameless(path: Path) -> bool:
    """Whether what a link in /proc leads to is there, though its name isn't."""
    try:
        os.stat(path)  # noqa: PTH116 - as the kernel follows it
    except (OSError, ValueError):
        return False
    return True


def _without_task(folder: str) -> str:
    """`/proc/5/task/7/fd` is `/proc/5/fd`."""
    parts = folder.split("/")
    return "/".join(parts[:3] + parts[5:]) if parts[3:4] == ["task"] else folder
