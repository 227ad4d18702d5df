"""Files that are written whole or not at all; pipes and devices are written into."""

from __future__ import annotations

from contextlib import contextmanager, suppress
import errno
import os
from pathlib import Path
import shutil
import stat
import sys
import tempfile
from typing import TYPE_CHECKING, BinaryIO, Final

from .live_outputs import is_live, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_NAME: Final = 40  # characters of the file's name that the one beside it has, too
_BY_WRITING: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@contextmanager
def replacing(path: Path, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """Write to a new file beside `path`, which takes its place at the end.

    If anything is raised meanwhile, `path` is as it was and nothing is left beside it. Links stay:
    the file that they lead to is the one replaced. It keeps its owner, permissions, and attributes.
    Pipes, devices, and descriptors are written into as it comes.

    Args:
        path: The file to make or to replace; its folder must be there.
        mode: Its permissions; by default those of the file that it replaces, or of a new one.

    Raises:
        OSError: It cannot be written; the error names `path`.
    """
    if is_live(path):
        with (
            opened(path) as descriptor,
            _named(path, _BY_WRITING),
            os.fdopen(descriptor, "wb", closefd=False) as file,
        ):
            yield file
        return
    target = Path(os.path.realpath(path))
    with _named(path):
        before = _replaceable(target)
        handle, temporary = _beside(target, exists=before is not None)
    try:
        with _named(path, _BY_WRITING), os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with _named(path):
            _put(temporary, target, before, mode)
    finally:
        with suppress(OSError):  # it has taken its place
            temporary.unlink()


def set_aside(path: Path) -> None:
    """Copy a file that isn't understood to `aside_of` it, before it is replaced.

    Its own name it keeps until the new one is whole.

    Raises:
        OSError: It isn't there, or can't be copied.
    """
    shutil.copy2(path, aside_of(path))


def aside_of(path: Path) -> Path:
    """Where a file is kept that wasn't understood: beside it, as `NAME.wrong`."""
    return path.with_name(f"{path.name}.wrong")


def is_same_file(first: Path | int, second: Path | int) -> bool:
    """Whether two paths or descriptors lead to one file or disk, by whatever names.

    What is a pipe, a terminal, or not there is the same as nothing.
    """
    try:
        one, other = os.stat(first), os.stat(second)  # noqa: PTH116 - also of descriptors
    except (OSError, ValueError):
        return False
    lasting = stat.S_ISREG(one.st_mode) or stat.S_ISBLK(one.st_mode)
    return lasting and os.path.samestat(one, other)


@contextmanager
def _named(path: Path, only: tuple[int, ...] = ()) -> Iterator[None]:
    """Have errors name the file that was asked for, not one beside it.

    Args:
        path: The file that was asked for.
        only: The numbers of errors that are of writing, where others may be raised as well.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None or (only and (error.filename or error.errno not in only)):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replaceable(target: Path) -> os.stat_result | None:
    """What is there so far.

    Raises:
        OSError: It isn't a file, or may not be written.
    """
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return found


def _beside(target: Path, *, exists: bool) -> tuple[int, Path]:
    """A new file beside another; elsewhere if that is there and its folder takes no other."""
    try:
        handle, name = tempfile.mkstemp(".part", f".{target.name[:_OF_NAME]}.", target.parent)
    except OSError as error:
        if not exists or error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        handle, name = tempfile.mkstemp(".part", "cosyvoice.")
    return handle, Path(name)


def _put(temporary: Path, target: Path, before: os.stat_result | None, mode: int | None) -> None:
    """Put a whole file in its place."""
    if before is None:
        temporary.chmod(_mode_of_new() if mode is None else mode)
        temporary.replace(target)
        return
    if before.st_nlink == 1 and temporary.parent == target.parent:
        # Where this fails, as for a file that a container has mounted, its content is replaced.
        with suppress(OSError):
            _resemble(temporary, target, before)
            temporary.chmod(stat.S_IMODE(before.st_mode) if mode is None else mode)
            temporary.replace(target)
            return
    if mode is not None and stat.S_IMODE(before.st_mode) != mode:
        target.chmod(mode)
    _copy_into(temporary, target, before.st_size)


def _resemble(temporary: Path, target: Path, before: os.stat_result) -> None:
    """Give a new file the owner and the attributes of the one it replaces."""
    if not hasattr(os, "chown"):
        return  # Windows
    made = temporary.stat()
    if (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid):
        os.chown(temporary, before.st_uid, before.st_gid)
    if sys.platform == "linux":
        with suppress(OSError):  # the file system has none
            for name in os.listxattr(target):
                with suppress(OSError):  # the kernel's own
                    os.setxattr(temporary, name, os.getxattr(target, name))


def _copy_into(temporary: Path, target: Path, size: int) -> None:
    """Replace the content of a file that other names lead to, or whose folder takes no other."""
    needed = temporary.stat().st_size
    with temporary.open("rb") as source, target.open("r+b") as file:
        if needed > size and hasattr(os, "posix_fallocate"):
            try:
                os.posix_fallocate(file.fileno(), size, needed - size)
            except OSError as error:
                file.truncate(size)  # nothing of it has changed yet
                if error.errno in _BY_WRITING:
                    raise
        shutil.copyfileobj(source, file)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _mode_of_new() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
