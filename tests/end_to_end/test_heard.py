"""From text to the loudspeaker: local server, client and player, recorded at the sound server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from desktop_app.audio.player import Player
from desktop_app.services.local_service import local_service
from shared_client import CosyVoiceClient, SpeechOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sound_server import SoundServer

_RATE = 24_000
_TEXT = (
    "Good morning. 早上好，今天的天气很好。 "
    "And while it is being heard, the next one is on its way."
)


async def _tokens() -> AsyncIterator[str]:
    """The text as a language model writes it."""
    for word in _TEXT.split(" "):
        yield word + " "
        await asyncio.sleep(0.02)


def _best_match(
    sent: np.ndarray[Any, Any], heard: np.ndarray[Any, Any]
) -> tuple[float, np.ndarray[Any, Any]]:
    """How much like each other they are where they fit best, and what was heard there."""
    size = 1 << (len(sent) + len(heard)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sent, size)), size)
    start = int(likeness[: len(heard)].argmax())
    piece = heard[start : start + len(sent)]
    piece = np.pad(piece, (0, len(sent) - len(piece)))
    return float(sent @ piece / np.linalg.norm(sent) / np.linalg.norm(piece)), piece


@pytest.mark.audio
@pytest.mark.parametrize("streamed", [False, True])
async def test_what_is_heard_is_what_the_service_sent(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, streamed: bool
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    sent = bytearray()
    with sound_server.recording() as recording:
        async with (
            local_service() as service,
            CosyVoiceClient(service.url, service.token) as client,
            Player() as player,
        ):
            (voice,) = await client.list_reference_audio()
            text = _tokens() if streamed else _TEXT
            async with client.speak(text, SpeechOptions(voice.id)) as stream:
                async for pcm in stream.pcm():
                    if not sent:
                        assert stream.format is not None
                        await player.open(stream.format)
                    sent += pcm
                    await player.write(pcm)
                await player.drain()
            heard_to_the_end = player.position
            underruns = player.underruns
    samples = np.frombuffer(bytes(sent), dtype="<i2").astype(np.float64)
    seconds = len(samples) / _RATE
    assert seconds > 3
    assert heard_to_the_end == pytest.approx(seconds, abs=0.001)
    assert stream.metrics.audio_seconds == pytest.approx(seconds)
    assert underruns == 0
    audible = np.flatnonzero(np.abs(samples) > 100)
    said = (audible[-1] - audible[0] + 1) / _RATE
    assert abs(recording.duration - said) < 0.02 * said
    # A gap, a click or a lost piece anywhere would put all that follows out of step.
    recorded = recording.samples[: len(recording.samples) // 2 * 2].reshape(-1, 2).mean(axis=1)
    likeness, piece = _best_match(samples, recorded)
    assert likeness > 0.98
    assert np.abs(piece).max() == pytest.approx(np.abs(samples).max(), rel=0.1)
