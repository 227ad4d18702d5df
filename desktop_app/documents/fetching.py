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
        raise DocumentError(f"{address} is no address of a web page, or leads to none.") from None
    except aiohttp.TooManyRedirects:
        raise DocumentError(f"{address} leads in a circle: too many redirects.") from None
    except TimeoutError:
        raise DocumentError(
            f"{address} does not answer in time.", hint="Try again later."
        ) from None
    except aiohttp.ClientConnectorCertificateError:
        raise DocumentError(
            f"{address} does not prove who it is: its certificate is not valid.",
            hint="See that the address and the clock of this computer are right.",
        ) from None
    except aiohttp.ClientConnectorError as error:
        raise DocumentError(
            f"{error.host} cannot be reached.",
            hint="See that the address is right and that you are online.",
        ) from None
    except aiohttp.ClientError as error:
        raise DocumentError(f"{address} cannot be fetched: {error}.") from None


def _check(response: aiohttp.ClientResponse, address: str) -> None:
    if response.status in _SIGN_IN:
        raise DocumentError(
            f"{address} is not shown to everybody ({response.status}).",
            hint="Open it in a browser, and read the text from there.",
        )
    if response.status in _GONE:
        raise DocumentError(f"There is no page at {address} ({response.status}).")
    if response.status != HTTPStatus.OK:
        raise DocumentError(
            f"{address} answers with an error ({response.status}).", hint="Try again later."
        )
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
    return DocumentError(f"{address} is larger than {MAX_PAGE >> 20} MiB.")
