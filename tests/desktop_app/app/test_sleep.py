"""The sleep timer: what sets it, and what ends it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop_app.app.sleep import Sleep, SleepTimer
from desktop_app.reading.events import ReaderState, StateChanged
from desktop_app.reading.reader import Reader
from tests.desktop_app.reading.hearing import FastPlayer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

IDLE, PAUSED, SPEAKING = map(
    StateChanged, (ReaderState.IDLE, ReaderState.PAUSED, ReaderState.SPEAKING)
)


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with Reader(FastPlayer(), []) as reader:
        yield reader


async def test_a_pause_before_its_time_does_not_end_it(reader: Reader) -> None:
    told: list[SleepTimer | None] = []
    sleep = Sleep(told.append)
    sleep.after(reader, 30)
    (timer,) = told
    assert timer is not None
    assert timer.at is not None
    assert abs(timer.at - datetime.now(UTC) - timedelta(minutes=30)) < timedelta(seconds=10)
    for event in (SPEAKING, PAUSED, SPEAKING):
        sleep.hear(event)
    assert sleep.timer is timer
    sleep.hear(IDLE)
    assert told == [timer, None]


async def test_the_pause_at_its_time_ends_it(reader: Reader) -> None:
    told: list[SleepTimer | None] = []
    sleep = Sleep(told.append)
    sleep.after(reader, 0)
    sleep.hear(SPEAKING)
    assert None not in told
    await asyncio.sleep(0.001)  # due after the reader's own timer
    sleep.hear(PAUSED)
    assert told[1:] == [None]


async def test_it_can_be_called_off_and_is_told_once(reader: Reader) -> None:
    told: list[SleepTimer | None] = []
    sleep = Sleep(told.append)
    sleep.after(reader, None)
    sleep.after_text(reader)
    sleep.after_text(reader)
    sleep.after(reader, None)
    assert told == [SleepTimer(end_of_text=True), None]


@pytest.mark.parametrize("of", ["chapter", "text"])
async def test_an_end_is_waited_for_through_a_pause(reader: Reader, of: str) -> None:
    told: list[SleepTimer | None] = []
    sleep = Sleep(told.append)
    if of == "chapter":
        await sleep.after_chapter(reader)
    else:
        sleep.after_text(reader)
    sleep.hear(PAUSED)  # a person's: the reader is still to sleep
    assert told == [SleepTimer(end_of_chapter=of == "chapter", end_of_text=of == "text")]
    reader.sleep_after(None)  # as it is when it has fallen asleep
    sleep.hear(PAUSED)
    assert told[1:] == [None]
