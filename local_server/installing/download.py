"""Downloads a file: continued where it broke off, from the next source where one fails, checked."""

from __future__ import annotations

import asyncio
import hashlib
from http import HTTPStatus
import os
import ssl
import time
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

import aiohttp

from local_server.installing.errors import InstallError, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    import hashlib as _hashlib  # its type has no public name
    from pathlib import Path

    from local_server.installing.manifest import File

CHUNK: Final = 1 << 16
PART: Final = ".part"
SLOWEST: Final = 50_000
"""Bytes a second under which the next source is tried, if there is another."""
_JUDGED: Final = 20.0
"""Seconds over which that is measured."""
_TRIES: Final = 3
"""How often one source is asked, where it broke off after it had sent something."""
_CONNECT: Final = 20.0
_SILENCE: Final = 60.0


class Hash(Protocol):
    """A checksum that grows."""

    def update(self, data: bytes, /) -> None:
        """Add bytes."""

    def hexdigest(self) -> str:
        """The checksum so far."""


class _SourceError(Exception):
    """A source doesn't give the file; the words say why."""


class _BrokenOffError(_SourceError):
    """It began to, and can be asked to continue."""


class _UnreachableError(_SourceError):
    """There is no connection to it."""


class _WrongBytesError(_SourceError):
    """It gave something else."""


def session() -> aiohttp.ClientSession:
    """A session for downloads: TLS verified, the system's proxy, no limit for all together."""
    return aiohttp.ClientSession(
        # aiohttp's own context is made at its import, and wouldn't see SSL_CERT_FILE set later.
        connector=aiohttp.TCPConnector(ssl=ssl.create_default_context()),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENCE),
        trust_env=True,
        auto_decompress=False,
    )


async def download(
    web: aiohttp.ClientSession,
    file: File,
    target: Path,
    sources: Sequence[str],
    progress: Callable[[int], None],
) -> None:
    """Bring a file here.

    Args:
        web: From `session`.
        file: What it must be.
        target: Where it is put; `target` with `PART` is continued where it is there.
        sources: URLs, in order.
        progress: Is told how many bytes of the file are here, each time there are more.

    Raises:
        InstallError: No source gave it. What came is kept, unless it is wrong.
        OSError: It can't be written.
    """
    failures: list[_SourceError] = []
    for number, url in enumerate(sources):
        is_last = number == len(sources) - 1
        try:
            await _from(web, file, target, url, progress, patient=is_last)
        except _SourceError as failure:
            failures.append(failure)
        else:
            return
    raise _told(file, sources, failures)


def _told(file: File, sources: Sequence[str], failures: Sequence[_SourceError]) -> InstallError:
    hosts = list(dict.fromkeys(urlsplit(url).hostname or url for url in sources))
    if all(isinstance(failure, _UnreachableError) for failure in failures):
        return InstallError("offline", hosts=hosts)
    telling = [failure for failure in failures if not isinstance(failure, _UnreachableError)][-1]
    if isinstance(telling, _WrongBytesError):
        return InstallError("wrong_bytes", hosts=hosts, name=file.path)
    return InstallError("not_downloaded", name=file.path, reason=str(telling))


async def _from(
    web: aiohttp.ClientSession,
    file: File,
    target: Path,
    url: str,
    progress: Callable[[int], None],
    *,
    patient: bool,
) -> None:
    """Take it from one source, which may break off a few times."""
    part = target.with_name(target.name + PART)
    tries = _TRIES
    while True:
        before = part.stat().st_size if part.exists() else 0
        try:
            await _continue(web, file, part, url, progress, patient=patient)
        except _BrokenOffError:
            came = part.stat().st_size - before
            tries -= 1
            if came <= 0 or not tries:
                raise
        except _WrongBytesError:
            await asyncio.to_thread(part.unlink, missing_ok=True)
            if not before:
                raise
            # What was there before may have been wrong: once more, from the beginning.
        else:
            part.replace(target)
            return


async def _continue(
    web: aiohttp.ClientSession,
    file: File,
    part: Path,
    url: str,
    progress: Callable[[int], None],
    *,
    patient: bool,
) -> None:
    """Ask once for what is missing, and write it behind what is there."""
    have, checksum = await asyncio.to_thread(_hashed, part, file.size)
    progress(have)
    if have < file.size:
        # The bytes are pinned, so what another source sent may be continued as well.
        headers = {"Range": f"bytes={have}-"} if have else {}
        try:
            async with web.get(url, headers=headers) as answer:
                if not _continues(answer, have):
                    have, checksum = 0, hashlib.sha256()
                have = await _write(answer, file, part, have, checksum, progress, patient=patient)
        except aiohttp.ClientConnectorCertificateError:
            raise _SourceError(reason("certificate")) from None
        except aiohttp.ClientConnectorError as error:
            raise _UnreachableError(str(error)) from None
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            raise _BrokenOffError(reason("cut_off")) from None
        if have < file.size:
            raise _BrokenOffError(reason("cut_off"))
    if checksum.hexdigest() != file.sha256:
        raise _WrongBytesError


def _continues(answer: aiohttp.ClientResponse, have: int) -> bool:
    """Whether an answer continues what is there; False where it begins at the beginning.

    Raises:
        _SourceError: It is something else.
    """
    if answer.url.scheme != "https":  # it was redirected
        raise _SourceError(reason("not_https"))
    if answer.status == HTTPStatus.OK:
        return False
    if answer.status != HTTPStatus.PARTIAL_CONTENT:
        raise _SourceError(reason("status", status=answer.status))
    if not answer.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        raise _WrongBytesError
    return True


async def _write(
    answer: aiohttp.ClientResponse,
    file: File,
    part: Path,
    have: int,
    checksum: Hash,
    progress: Callable[[int], None],
    *,
    patient: bool,
) -> int:
    pace = _Pace(have)
    with part.open("r+b" if have else "wb") as out:
        out.seek(have)
        async for data in answer.content.iter_chunked(CHUNK):
            have += len(data)
            if have > file.size:
                raise _WrongBytesError
            out.write(data)
            checksum.update(data)
            progress(have)
            if not patient and pace.is_slow(have):
                raise _SourceError(reason("too_slow"))
        out.flush()
        await asyncio.to_thread(os.fsync, out.fileno())
    return have


class _Pace:
    """How fast bytes come."""

    def __init__(self, have: int) -> None:
        self._begin = have
        self._since = time.monotonic()

    def is_slow(self, have: int) -> bool:
        """Whether the last stretch was too slow."""
        elapsed = time.monotonic() - self._since
        if elapsed < _JUDGED:
            return False
        slow = have - self._begin < SLOWEST * elapsed
        self._begin, self._since = have, time.monotonic()
        return slow


def _hashed(part: Path, size: int) -> tuple[int, _hashlib._Hash]:
    """How much is there, and its checksum so far; what is too long is begun again."""
    checksum = hashlib.sha256()
    have = 0
    if part.exists() and part.stat().st_size <= size:
        with part.open("rb") as file:
            while data := file.read(CHUNK << 4):
                checksum.update(data)
                have += len(data)
    return have, checksum
