"""Fetch a page into a temporary file, with limits of size and time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
import tempfile
from typing import TYPE_CHECKING, Final

import aiohttp

from desktop_app.errors import DocumentError
from shared_client._version import __version__

from .document import Progress

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

MAX_PAGE: Final = 50 << 20
"""Bytes of what an address gives."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=120, sock_connect=15, sock_read=30)
_REDIRECTS: Final = 8
_CHUNK: Final = 1 << 16
_HEADERS: Final = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/epub+zip,*/*;q=0.5",
    "User-Agent": f"Mozilla/5.0 (compatible; cosyvoice-home/{__version__})",
}
_SIGN_IN: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_GONE: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave.

    Attributes:
        path: A temporary file.
        address: Where it was found in the end.
        media_type: As the server says.
        charset: As the server says.
    """

    path: Path
    address: str
    media_type: str
    charset: str | None


@asynccontextmanager
async def fetched(
    address: str,
    report: Callable[[Progress], None],
    session: aiohttp.ClientSession | None = None,
) -> AsyncIterator[Page]:
    """Fetch an address; the file is gone with the context.

    Raises:
        DocumentError: It cannot be had, in words for a person.
    """
    with tempfile.TemporaryDirectory(prefix="cosyvoice-") as folder:
        path = Path(folder) / "page"
        if session is not None:
            page = await _fetch(session, address, path, report)
        else:
            async with aiohttp.ClientSession(trust_env=True) as own:
                page = await _fetch(own, address, path, report)
        yield page


async def _fetch(
    session: aiohttp.ClientSession, address: str, path: Path, report: Callable[[Progress], None]
) -> Page:
    try:
        async with session.get(
            address, timeout=_TIMEOUT, max_redirects=_REDIRECTS, headers=_HEADERS
        ) as response:
            _check(response, address)
            await _save(response, path, address, report)
            return Page(path, str(response.url), response.content_type, response.charset)
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
        raise DocumentError("page_address_invalid", address=address) from None
    except aiohttp.TooManyRedirects:
        raise DocumentError("page_redirects", address=address) from None
    except TimeoutError:
        raise DocumentError("page_slow", address=address) from None
    except aiohttp.ClientConnectorCertificateError:
        raise DocumentError("page_not_verified", address=address) from None
    except aiohttp.ClientConnectorError as error:
        raise DocumentError("page_unreachable", host=error.host) from None
    except aiohttp.ClientError as error:
        raise DocumentError("page_not_loaded", address=address, error=error) from None


def _check(response: aiohttp.ClientResponse, address: str) -> None:
    if response.status in _SIGN_IN:
        raise DocumentError("page_restricted", address=address, status=response.status)
    if response.status in _GONE:
        raise DocumentError("page_missing", address=address, status=response.status)
    if response.status != HTTPStatus.OK:
        raise DocumentError("page_failed", address=address, status=response.status)
    if (response.content_length or 0) > MAX_PAGE:
        raise _too_large(address)


async def _save(
    response: aiohttp.ClientResponse,
    path: Path,
    address: str,
    report: Callable[[Progress], None],
) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in response.content.iter_chunked(_CHUNK):
            size += len(chunk)
            if size > MAX_PAGE:  # after unpacking, which content_length knows nothing of
                raise _too_large(address)
            await asyncio.to_thread(file.write, chunk)
            report(Progress("fetching", size, response.content_length))


def _too_large(address: str) -> DocumentError:
    return DocumentError("page_too_large", address=address, size=MAX_PAGE >> 20)
