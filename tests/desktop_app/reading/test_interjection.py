"""Texts that are spoken in between, with the real local server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from desktop_app.audio.errors import AudioDeviceLostError
from desktop_app.reading import interjection
from desktop_app.reading.events import Finished, PositionChanged, QueueChanged, ReaderState
from desktop_app.reading.interjection import Interjection, NotSpokenError, interject
from desktop_app.reading.model import Profile, Reading
from desktop_app.reading.reader import Reader
from desktop_app.settings.settings import Settings, VoiceProfile
from shared_client import SpeechOptions, SynthesisMode
from tests.desktop_app.reading.hearing import FastPlayer, Listener, local_connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from desktop_app.services.connection import Connection

BOOK = "It is a book with one sentence. And it has another one, which is longer than the first."


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    async with local_connection(tmp_path / "server") as found:
        yield found


async def spoken(connection: Connection, text: str, **options: float) -> bytes:
    spec = SpeechOptions(connection.voice, **options)  # type: ignore[arg-type]  # numbers alone
    async with connection.client.speak(text, spec) as stream:
        return b"".join([pcm async for pcm in stream.pcm()])


async def test_it_is_heard_in_its_manner_and_waited_for(connection: Connection) -> None:
    player = FastPlayer()
    async with Reader(player, [connection]) as reader:
        fast = Interjection("Two words.", speed=1.5, volume=0.5)
        await interject(reader, fast, Settings(), "local")
        assert reader.queue == ()
        assert reader.state.state is ReaderState.IDLE
    heard = await spoken(connection, "Two words.", speed=1.5, volume=0.5)
    assert bytes(player.heard) == heard


async def test_what_is_read_gives_way_and_goes_on(connection: Connection) -> None:
    async with Reader(FastPlayer(4), [connection]) as reader:
        listener = Listener(reader)
        book = await reader.read(Reading(BOOK))
        await listener.until(lambda event: isinstance(event, PositionChanged))
        await interject(reader, Interjection("Now."), Settings(), "local")
        assert [item.number for item in reader.queue] == [book]
        await listener.finished(book)
    assert Finished(book) in listener.events


async def test_a_pause_stays_one(connection: Connection) -> None:
    async with Reader(FastPlayer(4), [connection]) as reader:
        listener = Listener(reader)
        await reader.read(Reading(BOOK))
        await listener.until(lambda event: isinstance(event, PositionChanged))
        await reader.pause()
        await interject(reader, Interjection("Now."), Settings(), "local")
        await listener.state(ReaderState.PAUSED)
        assert reader.queue[0].reading.text == BOOK


@pytest.mark.parametrize("ticks", range(4))
async def test_silenced_at_any_time_it_leaves_nothing(connection: Connection, ticks: int) -> None:
    async with Reader(FastPlayer(1), [connection]) as reader:
        speaking = asyncio.create_task(
            interject(reader, Interjection(BOOK * 3), Settings(), "local")
        )
        for _ in range(ticks):
            await asyncio.sleep(0.05)
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        assert reader.queue == ()


async def test_that_it_cannot_be_heard_is_told(connection: Connection) -> None:
    player = FastPlayer()
    player.fail_with = AudioDeviceLostError("output_gone")
    async with Reader(player, [connection]) as reader:
        with pytest.raises(NotSpokenError, match="output device was disconnected") as told:
            await interject(reader, Interjection("Now."), Settings(), "local")
        assert told.value.hint
        assert reader.queue == ()


async def test_a_trouble_is_not_waited_out_for_ever(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interjection, "_PATIENCE", 1.0)
    player = FastPlayer(1)
    async with Reader(player, [connection]) as reader:
        listener = Listener(reader)
        speaking = asyncio.create_task(
            interject(reader, Interjection(BOOK * 3), Settings(), "local")
        )
        for lost in (True, False):  # for a moment
            await listener.until(lambda event: isinstance(event, PositionChanged))
            player.lost = lost
            await listener.state(ReaderState.TROUBLE if lost else ReaderState.SPEAKING)
            listener.forget()
        assert not speaking.done()
        player.lost = True
        with pytest.raises(NotSpokenError, match="audio output was lost"):
            await speaking
        assert reader.queue == ()


async def test_a_profile_by_its_name(connection: Connection) -> None:
    profile = VoiceProfile("local", connection.voice, speed=1.25)
    settings = Settings().with_profile("Calm", profile)
    async with Reader(FastPlayer(1), [connection]) as reader:
        listener = Listener(reader)
        for name, expected in (
            ("Calm", Profile(connection.voice, "local", speed=2.5)),
            ("Unknown", Profile(service="local", speed=2.0)),
        ):
            words = Interjection("Some words.", speed=2.0, language="en", profile=name)
            speaking = asyncio.create_task(interject(reader, words, settings, "local"))
            await listener.until(lambda event: isinstance(event, QueueChanged) and event.items)
            reading = reader.queue[0].reading
            assert reading.profiles == {"": expected}
            assert expected.mode is SynthesisMode.FAST_REPLICATION
            assert (reading.language, reading.remember, reading.verbatim) == ("en", False, True)
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)
            listener.forget()


def test_as_an_order_has_it() -> None:
    words = Interjection("你 好\n", 1.25, 0.1, "zh", "Calm")
    assert Interjection.of_arguments(words.as_arguments()) == words
    for wrong in ([], ["a"], ["a", "b", "c", "", ""]):
        with pytest.raises(ValueError, match=r".+"):
            Interjection.of_arguments(wrong)
