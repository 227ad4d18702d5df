"""Sound from Home Assistant, or from elsewhere where that is allowed: fetched and decoded."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager, suppress
from http import HTTPStatus
from ipaddress import ip_address
import socket
from typing import TYPE_CHECKING, Final

from aiohttp import ClientError, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from desktop_app.errors import AppError
from desktop_app.system.processes import child_command, in_own_group
from shared_client import AudioSpec, CosyVoiceError
from shared_client.desktop_link import Reason
from shared_client.wav import WavReader

from .media_child import RATE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from aiohttp import ClientResponse, ClientSession

MOST_BYTES: Final = 64 << 20
"""Bytes of a sound."""

_TIMEOUT: Final = ClientTimeout(total=None, connect=10, sock_read=20)
_REDIRECTS: Final = 5
_PIECE: Final = 1 << 14
_START: Final = 12
_REDIRECTED: Final = frozenset({301, 302, 303, 307, 308})


class MediaError(AppError):
    """A sound can't be had or played.

    Attributes:
        reason: What Home Assistant is told.
    """

    def __init__(self, key: str, /, reason: Reason, **values: object) -> None:
        super().__init__(key, **values)
        self.reason = reason


async def sound(
    session: ClientSession, elsewhere: ClientSession, home: URL, url: str, *, others: bool
) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
    """A sound, while it still comes: signed 16 bit PCM with its shape, in whole frames.

    Args:
        session: Trusts the home's certificates. It holds no token: none is sent with media.
        elsewhere: With `connector_for_others`, for all other hosts.
        home: The address that Home Assistant is connected at.
        url: Of the sound; without a host it is the home's.
        others: Whether it may be elsewhere.

    Raises:
        MediaError: It can't be had, isn't a sound, is too large, or may not be played.
    """
    async with _response(session, elsewhere, home, url, others=others) as response:
        pieces = _limited(response)
        start = b""
        async for piece in pieces:
            start += piece
            if len(start) >= _START:
                break
        if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
            # As samples come, and without another process: the first is heard at once.
            heard = _wav(start, pieces)
        else:
            heard = _decoded(start, pieces)
        async with aclosing(heard):  # a process that decodes ends with who listens
            async for one in heard:
                yield one


def connector_for_others() -> TCPConnector:
    """A connector to the rest of the world, which doesn't lead back to this computer."""
    return TCPConnector(resolver=_OutsideResolver())


class _OutsideResolver(AbstractResolver):
    """Leaves out addresses that only this computer, or its link, can reach."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        outside = [one for one in found if not _is_inside(one["host"])]
        if not outside:
            raise OSError(f"{host} is not outside of this computer")
        return outside

    async def close(self) -> None:
        await self._inner.close()


def _is_inside(host: str) -> bool:
    try:
        address = ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _place(home: URL, url: str, *, others: bool) -> URL:
    """The whole address of a sound.

    Raises:
        MediaError: It may not be played.
    """
    try:
        there = home.join(URL(url))
    except ValueError:
        raise MediaError("media_not_found", Reason.FETCH) from None
    if there.origin() == home.origin() if there.host else False:
        return there
    if not others or there.scheme not in {"http", "https"} or not there.host:
        raise MediaError("media_not_allowed", Reason.NOT_ALLOWED, host=there.host or "")
    if _is_inside(there.host) or there.host == "localhost":
        raise MediaError("media_not_allowed", Reason.NOT_ALLOWED, host=there.host)
    return there


@asynccontextmanager
async def _response(
    session: ClientSession, elsewhere: ClientSession, home: URL, url: str, *, others: bool
) -> AsyncIterator[ClientResponse]:
    place = _place(home, url, others=others)
    is_home = place.origin() == home.origin()
    try:
        for _ in range(_REDIRECTS + 1):
            client = session if is_home else elsewhere
            async with client.get(place, timeout=_TIMEOUT, allow_redirects=False) as response:
                if response.status in _REDIRECTED and (to := response.headers.get("Location")):
                    # The home leads nowhere else, and nobody else leads into it.
                    there = _place(place.origin(), str(place.join(URL(to))), others=not is_home)
                    if there.origin() == home.origin() and not is_home:
                        raise MediaError("media_not_allowed", Reason.NOT_ALLOWED, host=there.host)
                    place = there
                    continue
                if response.status != HTTPStatus.OK:
                    raise MediaError("media_refused", Reason.FETCH, status=response.status)
                if (response.content_length or 0) > MOST_BYTES:
                    raise _too_large()
                yield response
                return
        raise MediaError("media_not_found", Reason.FETCH)
    except (ClientError, OSError, ValueError) as error:
        raise MediaError("media_not_loaded", Reason.FETCH, error=error) from error


async def _limited(response: ClientResponse) -> AsyncGenerator[bytes]:
    size = 0
    async for piece in response.content.iter_any():
        size += len(piece)
        if size > MOST_BYTES:
            raise _too_large()
        yield piece


def _too_large() -> MediaError:
    return MediaError("media_too_large", Reason.FETCH, size=MOST_BYTES >> 20)


async def _wav(
    start: bytes, pieces: AsyncIterator[bytes]
) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
    reader = WavReader(AudioSpec(RATE))
    anything = False
    try:
        piece: bytes | None = start
        while piece is not None:
            pcm = reader.feed(piece)
            if pcm and reader.spec is not None:
                anything = True
                yield reader.spec, pcm
            piece = await anext(pieces, None)
        if (pcm := reader.finish()) and reader.spec is not None:
            anything = True
            yield reader.spec, pcm
    except CosyVoiceError as error:
        raise MediaError("media_not_decoded", Reason.DECODE) from error
    if not anything:
        raise MediaError("media_not_decoded", Reason.DECODE)


async def _decoded(
    start: bytes, pieces: AsyncIterator[bytes]
) -> AsyncGenerator[tuple[AudioSpec, bytes]]:
    arguments, environment = child_command("desktop_app.home.media_child")
    process = await asyncio.create_subprocess_exec(
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        **in_own_group(),
    )
    assert process.stdin is not None  # noqa: S101 - as asked for
    assert process.stdout is not None  # noqa: S101
    feeding = asyncio.create_task(_feed(process.stdin, start, pieces), name="media to decode")
    spec, held, anything = AudioSpec(RATE), b"", False
    try:
        while piece := await process.stdout.read(_PIECE):
            held += piece
            whole = len(held) & ~1
            if whole:
                anything = True
                yield spec, held[:whole]
                held = held[whole:]
        if feeding.done():
            await feeding  # what broke the download
        if not anything:
            raise MediaError("media_not_decoded", Reason.DECODE)
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _feed(stdin: asyncio.StreamWriter, start: bytes, pieces: AsyncIterator[bytes]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it has had enough
        stdin.write(start)
        try:
            async for piece in pieces:
                stdin.write(piece)
                await stdin.drain()
        except (ClientError, TimeoutError) as error:
            raise MediaError("media_not_loaded", Reason.FETCH, error=error) from error
        finally:
            stdin.close()
