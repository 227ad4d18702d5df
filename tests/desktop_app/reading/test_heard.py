"""What is heard of a text: reader, player and sound server, recorded at the sink's monitor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop_app.audio.player import Player
from desktop_app.reading.events import FirstSound, PositionChanged, ReaderState
from desktop_app.reading.model import Reading
from desktop_app.reading.reader import Reader
from local_server.engines.espeak import EspeakEngine
from tests.desktop_app.reading.hearing import Listener, ToneEngine, local_connection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sound_server import Recording, SoundServer


PAUSE = 0.15
LETTER = 0.05
TEXT = (
    "This is the first sentence.\nThis is the second one, and it is longer than the first.\n"
    "Now comes the third of them.\nAnd the fourth is the last one."
)
LETTERS = sum(map(str.isalnum, TEXT))


class Keeping(Player):
    """A player that notes what was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    async def write(self, pcm: bytes) -> None:
        self.written += pcm
        await super().write(pcm)


def found_in_order(sent: bytes, recording: Recording, block: float = 0.25) -> float:
    """The part of what was sent that is found in the recording, each block after the last one.

    A busy machine may tear a block apart or let some time pass between two.
    """
    rate = recording.rate // 2
    size = round(block * rate)
    whole = recording.samples[: len(recording.samples) // 2 * 2]
    heard = whole.reshape(-1, 2).mean(axis=1)
    samples = np.frombuffer(sent, dtype="<i2").astype(np.float64)
    blocks = [samples[at : at + size] for at in range(0, len(samples) - size, size)]
    at, found = int(np.flatnonzero(np.abs(heard) > 100)[0]) - rate // 2, 0
    for piece in blocks:
        window = heard[max(0, at) : max(0, at) + size + rate]
        match = np.correlate(window, piece, "valid")
        energy = np.concatenate(([0.0], np.cumsum(window**2)))
        power = np.sqrt(energy[size:] - energy[:-size]) * np.linalg.norm(piece) + 1
        best = int((match / power).argmax())
        if match[best] / power[best] > 0.9:
            found += 1
            at = max(0, at) + best + size // 2
        else:
            at += size // 2
    return found / len(blocks)


@pytest.mark.audio
async def test_nothing_comes_between_sentences(sound_server: SoundServer, tmp_path: Path) -> None:
    engine = ToneEngine(LETTER, pause=PAUSE)
    with sound_server.recording() as recording:
        async with local_connection(tmp_path, engine=engine) as connection, Player() as player:
            async with Reader(player, [connection]) as reader:
                listener = Listener(reader)
                await reader.warm_up()
                await reader.read(Reading(TEXT))
                await listener.finished(1)
    pauses = recording.silences(0.02)
    assert len(pauses) == 3
    assert pauses == pytest.approx([PAUSE] * 3, abs=0.02)
    assert recording.duration == pytest.approx(LETTERS * LETTER + 3 * PAUSE, abs=0.02)


@pytest.mark.audio
async def test_a_text_is_heard_as_the_service_spoke_it(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    text = (
        "Good morning. This is a sentence that takes a while to say. 早上好，今天的天气很好。"
        " And while it is being heard, the next one is on its way; there is no gap between them."
    )
    with sound_server.recording() as recording:
        async with local_connection(tmp_path, engine=EspeakEngine(1)) as connection:
            async with Keeping() as player, Reader(player, [connection]) as reader:
                listener = Listener(reader)
                await reader.warm_up()
                await asyncio.sleep(1)  # the engine is still being started, with all there is
                await reader.read(Reading(text))
                await listener.finished(1)
                assert player.underruns == 0
    assert found_in_order(bytes(player.written), recording) > 0.85
    starts = [text.index(words) for words in ("Good", "This", "早上好", " And")]
    assert listener.sentences == [*starts[:3], starts[3] + 1]
    assert any(isinstance(event, FirstSound) for event in listener.events)


@pytest.mark.audio
async def test_a_pause_is_silent_and_loses_nothing(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    with sound_server.recording() as recording:
        async with local_connection(tmp_path) as connection, Player() as player:
            async with Reader(player, [connection]) as reader:
                listener = Listener(reader)
                await reader.read(Reading(TEXT))
                await listener.sentence(28)
                await reader.pause()
                await asyncio.sleep(0.8)
                await reader.resume()
                await listener.finished(1)
    silent = recording.silences(0.1)
    assert len(silent) == 1
    assert silent[0] > 0.6
    assert recording.duration - silent[0] == pytest.approx(LETTERS * LETTER, abs=0.03)


@pytest.mark.audio
async def test_an_announcement_is_heard_inside_of_a_sentence(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    announcement = "The washing machine is ready."
    with sound_server.recording() as recording:
        async with local_connection(tmp_path) as connection, Player() as player:
            async with Reader(player, [connection]) as reader:
                listener = Listener(reader)
                await reader.warm_up()
                text = await reader.read(Reading(TEXT), start=28)
                await listener.until(
                    lambda event: isinstance(event, PositionChanged) and event.word.start > 55
                )
                call = await reader.read(Reading(announcement), now=True)
                await listener.finished(call)
                await listener.finished(text)
    letters = sum(map(str.isalnum, TEXT[28:] + announcement))
    silent = sum(recording.silences(0.01))
    # The sentence began again at its beginning: there is no pause in it, and it was not far back.
    again = recording.duration - silent - letters * LETTER
    assert 0.5 < again < 3


@pytest.mark.audio
async def test_a_jump_lands_and_stop_is_soft(sound_server: SoundServer, tmp_path: Path) -> None:
    with sound_server.recording() as recording:
        async with local_connection(tmp_path) as connection, Player() as player:
            async with Reader(player, [connection]) as reader:
                listener = Listener(reader)
                await reader.read(Reading(TEXT))
                await listener.sentence(0)
                await reader.jump(TEXT.index("fourth"))
                await listener.sentence(TEXT.index("And"))
                await listener.until(
                    lambda event: (
                        isinstance(event, PositionChanged)
                        and event.word.start >= TEXT.index("fourth")
                    )
                )
                await reader.stop()
                assert reader.state.state is ReaderState.IDLE
    assert listener.sentences == [0, TEXT.index("And")]
    assert recording.duration < LETTERS * LETTER / 2
    steepest = 2 * np.pi * 4_000 / recording.rate * 12_000
    assert recording.steepest < steepest  # no click
