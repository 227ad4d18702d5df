"""Two hours of a desktop in a home that is restarted, on a network that is cut.

An announcement every 20 s, reading in between: nothing is lost, said twice or out of order, and
both sides keep their memory. `COSYVOICE_SOAK_MINUTES` makes it shorter.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
import logging
import os
from time import monotonic
from typing import TYPE_CHECKING, Final

from aiohttp import ClientError
import numpy as np
import psutil
import pytest

from tests.home_assistant.computer import at_home
from tests.home_assistant.network import Wire, network
from tests.home_assistant.numbered import RATE, make_number, media_of, numbers_in
from tests.programs import memory_of
from tests.sound_server import SoundServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from tests.home_assistant.computer import Computer
    from tests.home_assistant.running import HomeAssistant

MINUTES: Final = float(os.environ.get("COSYVOICE_SOAK_MINUTES", "120"))
EVERY: Final = 20.0
TROUBLES: Final = 7
TEXT: Final = "One two three four five six seven eight nine ten. " * 4
_LOG: Final = logging.getLogger(__name__)

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.timeout(MINUTES * 60 + 900),
]


@pytest.fixture
def sound() -> Iterator[SoundServer]:
    with SoundServer.running() as server:
        yield server


def memory(pid: int) -> float:
    """MiB that a process, and what it has started, have asked for."""
    total = 0
    for process in [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]:
        with suppress(OSError):
            total += memory_of(process)
    return total / 2**20


@dataclass
class Soak:
    """What happened.

    Attributes:
        heard: The announcements whose action ended well, in order.
        interrupted: Those whose action failed.
        read: How many texts were read to their end.
        app: MiB of the app, from its warming up on.
        home: MiB of Home Assistant, from its last restart on.
    """

    home_assistant: HomeAssistant
    wire: Wire
    computer: Computer
    speaker: str
    heard: list[int] = field(default_factory=list)
    interrupted: list[int] = field(default_factory=list)
    read: int = 0
    app: list[float] = field(default_factory=list)
    home: list[float] = field(default_factory=list)

    def _troubles(self) -> list[tuple[float, str, Callable[[], Awaitable[None]]]]:
        """When something happens, as a part of the whole time, and what."""
        return [
            (0.1, "the network is cut", partial(self.wire.cut, 15)),
            (0.25, "Home Assistant restarts", self.home_assistant.restart),
            (0.33, "nothing passes for 40 s", partial(self.wire.stall, 40)),
            (0.4, "Home Assistant restarts", self.home_assistant.restart),
            (0.5, "the network is cut", partial(self.wire.cut, 15)),
            (0.6, "nothing passes for 8 s", partial(self.wire.stall, 8)),
            (0.7, "the network is cut", partial(self.wire.cut, 40)),
        ]

    async def run(self) -> None:
        """Announce, read, restart and cut."""
        began = monotonic()
        troubles = self._troubles()
        assert len(troubles) == TROUBLES
        home, renewed = self.home_assistant, began
        turn = 0
        while (share := (monotonic() - began) / (MINUTES * 60)) < 1 or troubles:
            over = monotonic() + EVERY
            await self._is_there(began)
            if monotonic() - renewed > 600:
                await home.renew()
                renewed = monotonic()
            reads = turn % 3 == 0
            if reads:
                await home.call("cosyvoice.read_aloud", entity_id=self.speaker, text=TEXT)
                await self._is("playing")
            make_number(home.config / "media", turn)
            announcing = asyncio.create_task(announce(home, self.speaker, turn))
            trouble = bool(troubles) and share > troubles[0][0]
            if trouble:
                await asyncio.sleep(0.4)
                _, what, happen = troubles.pop(0)
                _LOG.info("%6.0f s: %s", monotonic() - began, what)
                await happen()
                _LOG.info("%6.0f s: it is over", monotonic() - began)
                renewed = monotonic() if happen == home.restart else renewed
            try:
                await announcing
                self.heard.append(turn)
            except (AssertionError, ClientError, TimeoutError) as error:
                self.interrupted.append(turn)
                _LOG.info("%6.0f s: number %d: %r", monotonic() - began, turn, error)
            if reads:
                await self._is_there(began)
                await self._is("idle")
                self.read += 1
            app, house = memory(self.computer.pid), memory(home.pid)
            if share > 0.15:
                self.app.append(app)
            if share > 0.45:
                self.home.append(house)
            _LOG.info(
                "%6.0f s: number %d, app %.1f MiB, Home Assistant %.1f MiB",
                *(monotonic() - began, turn, app, house),
            )
            turn += 1
            await asyncio.sleep(max(0, over - monotonic()))

    async def _is_there(self, began: float) -> None:
        since = monotonic()
        home = self.home_assistant
        await home.when(self.speaker, lambda state: state["state"] != "unavailable")
        if monotonic() - since > 0.5:
            waited = monotonic() - since
            _LOG.info("%6.0f s: the desktop was away for %.1f s", monotonic() - began, waited)

    async def _is(self, playback: str) -> None:
        await self.home_assistant.when(self.speaker, lambda state: state["state"] == playback)


async def test_nothing_is_lost_said_twice_or_out_of_order(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    sound.hurry()
    async with (
        network(home) as wire,
        at_home(home, sound, tmp_path, url=wire.url) as (computer, speaker),
    ):
        soak = Soak(home, wire, computer, speaker)
        with sound.recording(rate=RATE) as recording:
            await soak.run()
    found = numbers_in(recording.samples)
    _LOG.info("%s; in the recording: %s; complaints: %s", soak, found, home.complaints())
    # What was interrupted may have been heard, in its place, as far as it came.
    whole = [number for _, number in found if number is not None]
    assert [number for number in whole if number not in soak.interrupted] == soak.heard
    assert whole == sorted(set(whole))
    assert len(found) <= len(soak.heard) + len(soak.interrupted)
    assert len(soak.interrupted) <= TROUBLES
    for series in (soak.app, soak.home):
        first, last = np.median(series[:9]), np.median(series[-9:])
        assert last < first * 1.1 + 4, series


async def announce(home: HomeAssistant, entity_id: str, number: int) -> None:
    await home.call(
        "media_player.play_media",
        entity_id=entity_id,
        media_content_id=media_of(number),
        media_content_type="audio/wav",
        announce=True,
    )
