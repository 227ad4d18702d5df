"""Answers on their way to a caller, who may be slow to take them, take nothing, or be gone."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_SLICE: Final = 1 << 17
"""Bytes that are written at once; a caller has the whole limit for them."""


LEFT: Final = "left by the client"
"""How the log says it of a request."""


class GoneError(Exception):
    """The caller has left, or takes nothing any more; nobody is left to be told.

    The words are for the log, of a request or task: how it ended.
    """


@asynccontextmanager
async def taken(request: web.Request, limit: float) -> AsyncIterator[None]:
    """Write to a caller, and hang up on one that does not take it.

    Args:
        request: The caller's.
        limit: Seconds for what is written inside.

    Raises:
        GoneError: The caller has left, or took nothing for so long.
    """
    try:
        async with asyncio.timeout(limit):
            yield
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
        raise GoneError(f"hung up on, as nothing was read for {limit:g} s,") from None
    except ConnectionError:
        raise GoneError(LEFT) from None


async def deliver(
    request: web.Request, answer: web.StreamResponse, limit: float
) -> web.StreamResponse:
    """Send a large answer slice by slice; a small one is left to aiohttp.

    Raises:
        GoneError: The caller has left, or took no slice for so many seconds.
    """
    body = answer.body if isinstance(answer, web.Response) else None
    if not isinstance(body, bytes) or len(body) <= _SLICE:
        return answer
    sliced = web.StreamResponse(status=answer.status, headers=answer.headers)
    sliced.content_length = len(body)
    await sliced.prepare(request)
    for start in range(0, len(body), _SLICE):
        async with taken(request, limit):
            await sliced.write(body[start : start + _SLICE])
    return sliced
