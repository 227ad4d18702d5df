"""A line with a delay, as a process: `python -m tests.benchmarks.delaying_line '{"port": …, …}'`.

Passes bytes on in both directions, each after half the round trip, in order, and as many at once as
come: the line is long, not narrow. Connecting takes a round trip, as it does by TCP: what comes
first is held back for one. There is no TLS. It prints its port, and ends with its stdin.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
import json
import selectors
import socket
import sys
from typing import Any, Final

_PIECE: Final = 64 * 1024
_MOST_ON_THE_WAY: Final = 8 * 1024 * 1024


async def _pass_on(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, delay: float, at_first: float
) -> None:
    """Pass on what comes, each piece after the delay."""
    now = asyncio.get_running_loop().time
    on_the_way: deque[tuple[float, bytes]] = deque()
    changed = asyncio.Event()
    opened_at = now()

    async def deliver() -> None:
        while True:
            while not on_the_way:
                changed.clear()
                await changed.wait()
            due, piece = on_the_way[0]
            if (left := due - now()) > 0:
                await asyncio.sleep(left)
            target.write(piece)
            on_the_way.popleft()
            changed.set()
            if not piece:
                with suppress(OSError):  # it may have been closed from the other end
                    target.write_eof()
                return
            await target.drain()

    async def take() -> None:
        piece = b" "
        while piece:
            piece = await source.read(_PIECE)
            on_the_way.append((max(now(), opened_at + at_first) + delay, piece))
            changed.set()
            while sum(len(piece) for _, piece in on_the_way) > _MOST_ON_THE_WAY:
                changed.clear()
                await changed.wait()

    with suppress(ConnectionError):
        await asyncio.gather(deliver(), take())


async def _serve(host: str, port: int, delay: float) -> None:
    """Listen until stdin ends; `delay` is that of a round trip, in seconds."""
    lines: set[asyncio.Task[Any]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        lines.add(line)
        try:
            there, back = await asyncio.open_connection(host, port)
            try:
                await asyncio.gather(
                    _pass_on(reader, back, delay / 2, at_first=delay),
                    _pass_on(there, writer, delay / 2, at_first=0.0),
                )
            finally:
                back.close()
        finally:
            lines.discard(line)
            writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0, family=socket.AF_INET) as line:
        sys.stdout.write(f"{line.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        for task in lines:
            task.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


def main() -> None:
    """Be a line."""
    # epoll sleeps for whole milliseconds; select is as exact as the system's clock.
    with asyncio.Runner(
        loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())
    ) as runner:
        runner.run(_serve(**json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
