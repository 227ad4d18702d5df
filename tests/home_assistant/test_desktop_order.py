"""Announcements in a burst, and over what is read: all in order, and nothing is lost."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING
import wave

import numpy as np
import pytest

from tests.home_assistant.computer import at_home
from tests.home_assistant.numbered import LASTS, RATE, make_number, media_of, numbers_in
from tests.home_assistant.running import Connection
from tests.sound_server import SoundServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.home_assistant.running import HomeAssistant

pytestmark = [
    pytest.mark.home_assistant,
    pytest.mark.slow,
    pytest.mark.audio,
    pytest.mark.timeout(600),
]

BURST = 100
TEXT = "It was a dark and stormy night, and the wind blew in from the sea. Nobody was out there."


@pytest.fixture
def sound() -> Iterator[SoundServer]:
    with SoundServer.running() as server:
        server.hurry()
        yield server


async def announce(connection: Connection, speaker: str, number: int) -> None:
    await connection.command(
        "call_service",
        domain="media_player",
        service="play_media",
        service_data={
            "media_content_id": media_of(number),
            "media_content_type": "audio/wav",
            "announce": True,
        },
        target={"entity_id": speaker},
    )


async def test_a_hundred_of_two_callers_are_heard_in_order_without_a_pause(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.home_assistant.running._PATIENCE", 300.0)  # the last one waits long
    for number in range(BURST):
        make_number(home.config / "media", number)
    other = await Connection.open(home.session, home.tokens["access_token"])
    try:
        async with at_home(home, sound, tmp_path) as (_, speaker):
            with sound.recording(rate=RATE) as recording:
                callers = (home.socket, other)
                await asyncio.gather(
                    *(announce(callers[one % 2], speaker, one) for one in range(BURST))
                )
    finally:
        await other.close()
    found = numbers_in(recording.samples)
    heard = [number for _, number in found]
    assert sorted(number for number in heard if number is not None) == list(range(BURST))
    for caller in range(2):
        own = [number for number in heard if number is not None and number % 2 == caller]
        assert own == sorted(own)
    pauses = [second - first - LASTS for (first, _), (second, _) in pairwise(found)]
    assert max(pauses) < 0.3


async def test_reading_that_pauses_for_an_announcement_loses_nothing(
    home: HomeAssistant, sound: SoundServer, tmp_path: Path
) -> None:
    number = 300
    make_number(home.config / "media", number)
    async with at_home(home, sound, tmp_path, home_settings='while_reading = "pause"') as (
        computer,
        speaker,
    ):
        file = tmp_path / "read.wav"
        await computer.run("speak", "-o", str(file), TEXT)
        with wave.open(str(file)) as spoken:
            rate, pcm = spoken.getframerate(), spoken.readframes(spoken.getnframes())
        with sound.recording(rate=rate) as recording:
            await home.call("cosyvoice.read_aloud", entity_id=speaker, text=TEXT)
            while recording.so_far < 2.0:  # noqa: ASYNC110 - the recording tells nobody
                await asyncio.sleep(0.05)
            await announce(home.socket, speaker, number)
            await home.when(speaker, lambda state: state["state"] == "idle")
    with np.errstate(invalid="ignore"):  # silence is like nothing
        lost = recording.missing(pcm, rate=rate, block=0.05)
    assert len(lost) <= 2, lost  # where it faded out and in
    whole = len(pcm) / 2 / rate
    assert recording.duration == pytest.approx(whole + LASTS, abs=1.0)  # nor is any of it doubled
