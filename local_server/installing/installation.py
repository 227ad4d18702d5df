"""Installs a model, whole or not at all, and removes it.

All files come into a folder of their own, `.NAME.partial`; what is there can be continued. The last
of them says that the others are whole, and then the folder gets its name in one step. So an engine
never sees half a model, and a kill, a full disk or a cable that is pulled costs nothing that has
come.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import importlib
import json
import os
from pathlib import Path
import shutil
import sys
import tarfile
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from local_server.installing.download import CHUNK, PART, download, session
from local_server.installing.errors import InstallError, reason
from local_server.installing.places import COMPLETE, State, sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local_server.installing.manifest import File, Model
    from local_server.installing.places import Place

_UNPACKED: Final = 1.5
"""How much larger an archive of quantized weights becomes, at most."""
_OLD: Final = ".old"


def sources(file: File, wanted: str | None) -> tuple[str, ...]:
    """The sources of a file: a wished one first where it is known, alone where it is an address.

    Raises:
        InstallError: The wish is neither.
    """
    if wanted is None:
        return file.sources
    if wanted.startswith("https://"):
        return (f"{wanted.rstrip('/')}/{file.path}",)
    preferred = [url for url in file.sources if wanted.lower() in (urlsplit(url).hostname or "")]
    return tuple(dict.fromkeys([*preferred, *file.sources]))


def origins(model: Model, wanted: str | None = None) -> tuple[str, ...]:
    """The hosts that are asked first for the files of a model, without repeats."""
    first = (sources(file, wanted)[0] for file in model.files)
    return tuple(dict.fromkeys(urlsplit(url).hostname or url for url in first))


def check_source(place: Place, wanted: str | None) -> None:
    """See whether a wish for a source can be followed.

    Raises:
        InstallError: It can't.
    """
    if wanted is None or wanted.startswith("https://"):
        return
    hosts = {urlsplit(url).hostname or "" for file in place.model.files for url in file.sources}
    if not wanted.strip() or not any(wanted.lower() in host for host in hosts):
        raise InstallError("source_wrong", url=wanted, names=sorted(hosts))


def check_folder(folder: Path | None) -> None:
    """See whether the folder that files are to come from is there.

    Raises:
        InstallError: It isn't.
    """
    if folder is not None and not folder.is_dir():
        raise InstallError("folder_missing", path=folder)


async def install(
    place: Place,
    progress: Callable[[int, int], None],
    *,
    source: str | None = None,
    folder: Path | None = None,
) -> None:
    """Install a model, or put right what is missing of it.

    Args:
        place: The model and its folder.
        progress: Is told how many bytes of how many are here.
        source: Part of a host's name that is asked first, or an address that is asked alone.
        folder: Where all files lie already; then nothing is downloaded.

    Raises:
        InstallError: It can't be installed. What was installed before is untouched.
    """
    check_source(place, source)
    with _words(place), _alone(place):
        if await asyncio.to_thread(place.is_sound):
            progress(place.model.size, place.model.size)
            return
        place.staging.mkdir(parents=True, exist_ok=True)
        _check_space(place)
        done = 0
        async with contextlib.AsyncExitStack() as stack:
            web = None if folder is not None else await stack.enter_async_context(session())
            for file in place.model.files:
                target = place.staging / file.path
                target.parent.mkdir(parents=True, exist_ok=True)

                def tell(have: int, before: int = done) -> None:
                    progress(before + have, place.model.size)

                if not await asyncio.to_thread(_is_there, place, file):
                    if folder is not None:
                        await asyncio.to_thread(_copy, file, folder, target, tell)
                    elif web is not None:
                        await download(web, file, target, sources(file, source), tell)
                    if file.unpack:
                        await asyncio.to_thread(_unpack, file, target)
                done += file.size
                progress(done, place.model.size)
        await asyncio.to_thread(_finish, place)


def remove(place: Place) -> list[Path]:
    """Remove a model; give what lies in its folder and isn't part of it, which stays.

    Raises:
        InstallError: There is nothing to remove, or it can't be removed.
    """
    with _words(place), _alone(place):
        if place.state() is State.ABSENT:
            raise InstallError("not_installed", name=place.model.name)
        # Without the marker it is no model any more, whatever happens next.
        left = _clear(place, place.final)
        return left + _clear(place, place.staging)


def _clear(place: Place, folder: Path) -> list[Path]:
    """Delete what belongs to a model; give what doesn't."""
    (folder / COMPLETE).unlink(missing_ok=True)
    for file in place.model.files:
        for name in (file.path, file.path + PART, *file.results):
            (folder / name).unlink(missing_ok=True)
    if not folder.is_dir():
        return []
    below = sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True)
    for path in (*below, folder):
        with contextlib.suppress(OSError):  # something else lies in it
            path.rmdir()
    return [path for path in folder.rglob("*") if not path.is_dir()]


def _is_there(place: Place, file: File) -> bool:
    """Whether a file came at an earlier try, or lies in the model that is to be put right."""
    if file.unpack:
        return all((place.staging / name).is_file() for name in file.unpack)
    target = place.staging / file.path
    for path in (target, place.final / file.path):
        if path.is_file() and path.stat().st_size == file.size and sha256(path) == file.sha256:
            if path != target:
                shutil.copyfile(path, target)
            return True
    return False


def _copy(file: File, folder: Path, target: Path, progress: Callable[[int], None]) -> None:
    """Take a file from a folder, checking it on the way."""
    named = (folder / file.path, *(folder / name for name in sorted(file.names)))
    found = next((path for path in named if path.is_file()), None)
    if found is None:
        raise InstallError("file_missing", name=file.path, path=folder)
    checksum = hashlib.sha256()
    part = target.with_name(target.name + PART)
    have = 0
    with found.open("rb") as given, part.open("wb") as out:
        while data := given.read(CHUNK << 4):
            checksum.update(data)
            out.write(data)
            have += len(data)
            progress(min(have, file.size))
    if have != file.size or checksum.hexdigest() != file.sha256:
        part.unlink()
        raise InstallError("file_wrong", name=found.name, path=found.parent)
    part.replace(target)


def _unpack(file: File, archive: Path) -> None:
    """Take what is needed out of an archive, and give up the rest.

    Raises:
        InstallError: It isn't an archive, or lacks something.
    """
    unpacked = []
    try:
        with tarfile.open(archive) as opened:
            members = {Path(member.name).name: member for member in opened if member.isfile()}
            for name in file.unpack:
                data = opened.extractfile(members[name]) if name in members else None
                if data is None:
                    why = reason("member_missing", member=name)
                    raise InstallError("not_unpacked", name=file.path, reason=why)
                part = archive.with_name(name + PART)
                with data, part.open("wb") as out:
                    shutil.copyfileobj(data, out)
                unpacked.append(part)
    except (tarfile.TarError, EOFError) as error:
        why = reason("not_an_archive")
        raise InstallError("not_unpacked", name=file.path, reason=why) from error
    # All of it or nothing: `_is_there` goes by names.
    for part in unpacked:
        part.replace(part.with_name(part.name.removesuffix(PART)))
    archive.unlink()


def _finish(place: Place) -> None:
    """Say that it is whole, and give it its name."""
    note = place.note()
    for path in place.staging.rglob("*"):
        if path.is_file():
            _synchronize(path)
    marker = place.staging / COMPLETE
    marker.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    _synchronize(marker)
    old = place.folder / f".{place.model.name}{_OLD}"
    if place.final.exists():
        _clear(place, old)
        place.final.rename(old)
    place.staging.rename(place.final)
    if old.exists():
        for path in _clear(place, old):  # somebody else's files stay where they were
            back = place.final / path.relative_to(old)
            if not back.exists():
                back.parent.mkdir(parents=True, exist_ok=True)
                path.rename(back)
        _clear(place, old)


def _synchronize(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _check_space(place: Place) -> None:
    """See whether the disk has room for all that is still to come."""
    needed = 0.0
    for file in place.model.files:
        here = sum(
            path.stat().st_size
            for path in (place.staging / file.path, place.staging / f"{file.path}{PART}")
            if path.is_file()
        )
        needed += file.size * (1 + _UNPACKED * bool(file.unpack)) - min(here, file.size)
    if shutil.disk_usage(place.staging).free < needed:
        raise InstallError("disk_full", needed=megabytes(needed), path=place.folder)


def megabytes(count: float) -> str:
    """A size as people read it."""
    return f"{count / 1e6:,.0f} MB"


@contextlib.contextmanager
def _words(place: Place) -> Iterator[None]:
    """Say what the system says of this folder."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            needed = place.model.size - min(place.size(), place.model.size)
            raise InstallError("disk_full", needed=megabytes(needed), path=place.folder) from None
        raise InstallError("folder_not_usable", path=place.folder, reason=error) from None


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[None]:
    """Keep other programs from installing and removing the same model meanwhile."""
    place.folder.mkdir(parents=True, exist_ok=True)
    with place.lock.open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise InstallError("in_progress", name=place.model.name) from None
        yield  # closing it gives the lock up


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt = importlib.import_module("msvcrt")
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl = importlib.import_module("fcntl")
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
