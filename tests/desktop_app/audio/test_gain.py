"""The volume: exact where nothing changes, without a jump where it does."""

from __future__ import annotations

from array import array

import numpy as np
import pytest

from desktop_app.audio.gain import Gain
from desktop_app.audio.player import Player
from shared_client import AudioSpec
from tests.sound_server import SoundServer, tone

PIECE = array("h", [-32_768, -20_000, -3, 0, 3, 20_000, 32_767]).tobytes()


def test_full_volume_is_what_came() -> None:
    assert Gain().apply(PIECE) is PIECE
    assert Gain(0.5).apply(b"") == b""


@pytest.mark.parametrize("level", [0.0, 0.3, 1.5, 2.0])
def test_a_level_multiplies_and_cuts_off(level: float) -> None:
    heard = np.frombuffer(Gain(level).apply(PIECE), np.int16)
    exact = (np.frombuffer(PIECE, np.int16) * level).clip(-32_768, 32_767)
    assert np.abs(heard - exact).max() <= 0.5


def test_another_level_comes_without_a_jump() -> None:
    gain = Gain()
    loud = array("h", [10_000] * 480).tobytes()
    gain.apply(loud)
    gain.level = 0.2
    heard = np.frombuffer(gain.apply(loud) + gain.apply(loud), np.int16).astype(int)
    assert heard[0] == 10_000
    assert np.abs(np.diff(heard)).max() < 25
    assert set(heard[480:]) == {2_000}


@pytest.mark.audio
async def test_it_is_heard_at_once(sound_server: SoundServer) -> None:
    with sound_server.recording() as recording:
        async with Player() as player:
            player.set_volume(0.5)
            await player.open(AudioSpec(24_000))
            await player.write(tone(1.5))
            player.set_volume(0.25)  # all of it waits in the child
            await player.drain()
    samples = np.abs(recording.sound)
    assert samples[: len(samples) // 20].max() > 1.5 * samples[len(samples) // 2 :].max()
