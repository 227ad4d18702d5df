"""The network between a desktop and its home: it is cut, stalls, and comes back."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from tests.home_assistant.running import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.home_assistant.running import HomeAssistant


class Wire:
    """The network between a desktop and its home."""

    def __init__(self, home: HomeAssistant) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._home = home
        self._open: set[asyncio.StreamWriter] = set()
        self._passes = asyncio.Event()
        self._passes.set()
        self._server: asyncio.Server | None = None

    async def lay(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self, seconds: float = 0) -> None:
        """Cut it, so that both ends know; lay it again after a while, if one is given."""
        assert self._server is not None
        self._server.close()
        for end in self._open:
            end.transport.abort()
        self._passes.set()
        await self._server.wait_closed()
        if seconds:
            await asyncio.sleep(seconds)
            await self.lay()

    async def stall(self, seconds: float) -> None:
        """Let nothing pass for a while, and no end know; what was sent comes later."""
        self._passes.clear()
        await asyncio.sleep(seconds)
        self._passes.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = {writer}
        self._open.add(writer)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._home.port)
            ends.add(forth)
            self._open.add(forth)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass_on(reader, forth))
                group.create_task(self._pass_on(back, writer))
        except* OSError:
            pass
        finally:
            self._open -= ends
            for end in ends:
                end.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            await self._passes.wait()
            writer.write(data)
            await writer.drain()
        await self._passes.wait()
        with suppress(OSError):
            writer.write_eof()


@asynccontextmanager
async def network(home: HomeAssistant) -> AsyncIterator[Wire]:
    wire = Wire(home)
    await wire.lay()
    try:
        yield wire
    finally:
        await wire.cut()
