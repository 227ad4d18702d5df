"""Writing to a caller who doesn't take it, or has gone."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from local_server.delivery import GoneError, taken

if TYPE_CHECKING:
    from aiohttp import web

# One whose connection is closed already, which is a matter of a moment with a real one.
GONE = cast("web.Request", SimpleNamespace(transport=None))


async def test_a_caller_who_has_gone_meanwhile_is_not_hung_up_on() -> None:
    with pytest.raises(GoneError, match="nothing was read"):
        async with taken(GONE, 0.01):
            await asyncio.sleep(60)


async def test_a_connection_that_breaks_is_a_caller_who_left() -> None:
    with pytest.raises(GoneError):
        async with taken(GONE, 60):
            raise ConnectionResetError
