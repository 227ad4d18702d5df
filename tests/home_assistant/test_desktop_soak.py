"""Two hours of a desktop in a home that is restarted, on a network that is cut.

An announcement every 20 s, reading in between: nothing is lost, said twice or out of order, and
both sides keep their memory. `COSYVOICE_SOAK_MINUTES` makes it shorter.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
import logging
from operator import itemgetter
import os
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
import wave

from aiohttp import ClientError
import numpy as np
import psutil
import pytest

from tests.home_assistant.computer import at_home
from tests.home_assistant.running import HomeAssistant, free_port
from tests.sound_server import SoundServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from tests.home_assistant.computer import Computer

MINUTES: Final = float(os.environ.get("COSYVOICE_SOAK_MINUTES", "120"))
EVERY: Final = 20.0
RATE: Final = 8_000
"""Of the recording, in Hz: two hours of it are 115 MB."""
MARK: Final = 1_000
SIGNS: Final = (1_400, 1_700, 2_000, 2_300, 2_600, 2_900, 3_200, 3_500)
"""Tones in Hz. An announcement is the mark, and two signs, which are its number."""
ROW: Final = 0.05

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.timeout(MINUTES * 60 + 900),
]


class Wire:
    """The network between a desktop and its home."""

    def __init__(self, home: HomeAssistant) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._home = home
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def lay(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self, seconds: float = 0) -> None:
        """Cut it; lay it again after a while, if one is given."""
        assert self._server is not None
        self._server.close()
        for end in self._open:
            end.transport.abort()
        await self._server.wait_closed()
        if seconds:
            await asyncio.sleep(seconds)
            await self.lay()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = {writer}
        self._open.add(writer)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._home.port)
            ends.add(forth)
            self._open.add(forth)
            await asyncio.gather(_pass_on(reader, forth), _pass_on(back, writer))
        except OSError:
            pass
        finally:
            self._open -= ends
            for end in ends:
                end.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
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


@pytest.fixture
def sound() -> Iterator[SoundServer]:
    with SoundServer.running() as server:
        yield server


def make_announcements(folder: Path) -> None:
    """All numbers, as files."""
    rate = 24_000
    for number in range(len(SIGNS) ** 2):
        first, second = divmod(number, len(SIGNS))
        parts = []
        for hertz, seconds in ((MARK, 0.2), (SIGNS[first], 0.3), (SIGNS[second], 0.3)):
            at = np.arange(round(seconds * rate)) / rate
            parts.append(0.5 * np.sin(2 * np.pi * hertz * at) * 32_767)
        with wave.open(str(folder / f"number-{number}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(np.concatenate(parts).astype("<i2").tobytes())


def numbers_in(samples: Any) -> list[int | None]:
    """The announcements of a recording, in order; None for one that was cut off."""
    step = round(ROW * RATE)
    rows = samples[: len(samples) // step * step].reshape(-1, step)
    at = np.arange(step) / RATE

    def loud(hertz: float) -> Any:
        return np.abs(rows @ np.exp(-2j * np.pi * hertz * at)) / step / 16_384

    mark = loud(MARK) > 0.3
    signs = np.stack([loud(hertz) for hertz in SIGNS])
    found: list[int | None] = []
    begins = np.flatnonzero(mark[2:] & mark[1:-1] & ~mark[:-2]) + 1
    for begin in begins:
        after = begin + next(n for n in range(1, 50) if not mark[begin + n : begin + n + 1].any())
        code = []
        for offset in (1, 7):  # the inner rows of each sign
            heard = signs[:, after + offset : after + offset + 4].mean(axis=1)
            if heard.size and heard.max(initial=0) > 0.3:
                code.append(int(heard.argmax()))
        found.append(code[0] * len(SIGNS) + code[1] if len(code) == 2 else None)
    return found


def memory(pid: int) -> float:
    """MiB that a process and what it has started have for themselves."""
    root = psutil.Process(pid)
    total = 0
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.Error):
            total += process.memory_full_info().uss
    return total / 2**20


@dataclass
class Soak:
    """What happened.

    Attributes:
        heard: The announcements whose action ended well, in order.
        interrupted: Those whose action failed.
        app: MiB of the app, from its warming up on.
        home: MiB of Home Assistant, from its last restart on.
    """

    heard: list[int] = field(default_factory=list)
    interrupted: list[int] = field(default_factory=list)
    app: list[float] = field(default_factory=list)
    home: list[float] = field(default_factory=list)

    async def run(self, home: HomeAssistant, wire: Wire, computer: Computer, speaker: str) -> None:
        """Announce, read, restart and cut."""
        began = monotonic()
        troubles: list[tuple[float, Callable[[], Awaitable[None]]]] = sorted(
            [
                *((share, home.restart) for share in (0.25, 0.4)),
                *((share, partial(wire.cut, 15)) for share in (0.1, 0.33, 0.5, 0.6, 0.7)),
            ],
            key=itemgetter(0),
        )
        turn = 0
        while (share := (monotonic() - began) / (MINUTES * 60)) < 1 or troubles:
            over = monotonic() + EVERY
            await home.when(speaker, lambda state: state["state"] != "unavailable")
            if turn % 3 == 0:
                text = "One two three four five six seven eight nine ten. " * 4
                await home.call("cosyvoice.read_aloud", entity_id=speaker, text=text)
            number = turn % len(SIGNS) ** 2
            announcing = asyncio.create_task(announce(home, speaker, number))
            if troubles and share > troubles[0][0]:
                await asyncio.sleep(0.4)
                await troubles.pop(0)[1]()
            try:
                await announcing
                self.heard.append(number)
            except AssertionError, ClientError, TimeoutError:
                self.interrupted.append(number)
            if share > 0.15:
                self.app.append(memory(computer.pid))
            if share > 0.45:
                self.home.append(memory(home.pid))
            turn += 1
            await asyncio.sleep(max(0, over - monotonic()))


async def test_nothing_is_lost_said_twice_or_out_of_order(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    make_announcements(home.config / "media")
    soak = Soak()
    async with (
        network(home) as wire,
        at_home(home, sound, tmp_path, url=wire.url) as (computer, speaker),
    ):
        with sound.recording(rate=RATE) as recording:
            await soak.run(home, wire, computer, speaker)
    found = numbers_in(recording.samples)
    logging.getLogger(__name__).warning("%s; in the recording: %s", soak, found)
    # What was interrupted may have been heard, in its place, as far as it came.
    whole = [number for number in found if number is not None]
    expected = [number for number in soak.heard if number not in soak.interrupted]
    assert [number for number in whole if number not in soak.interrupted] == expected
    assert len(found) <= len(soak.heard) + len(soak.interrupted)
    assert len(soak.interrupted) <= 7
    for series in (soak.app, soak.home):
        first, last = np.median(series[:9]), np.median(series[-9:])
        assert last < first * 1.1 + 4, soak


async def announce(home: HomeAssistant, entity_id: str, number: int) -> None:
    await home.call(
        "media_player.play_media",
        entity_id=entity_id,
        media_content_id=f"media-source://media_source/local/number-{number}.wav",
        media_content_type="audio/wav",
        announce=True,
    )
