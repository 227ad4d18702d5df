"""Silence where a text pauses: when, how much, and that it reaches a listener in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from custom_components.cosyvoice import keep_alive
from custom_components.cosyvoice.audio import AudioWriter
from custom_components.cosyvoice.keep_alive import kept_alive
from custom_components.cosyvoice.shared_client import AudioSpec
from tests.shared_client.service import tone

from .speech import RATE, seconds

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

SPEC = AudioSpec(RATE)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a house where satellites give up after half a second."""
    monkeypatch.setattr(keep_alive, "_QUIET", 0.1)
    monkeypatch.setattr(keep_alive, "_LITTLE", 0.01)


class Speech:
    """Samples with pauses between them, and the state that `kept_alive` asks for."""

    def __init__(self, *items: bytes | float, may_pause: bool = True) -> None:
        self._items = items
        self.spec: AudioSpec | None = None
        self.may_pause = may_pause
        self.ended = asyncio.Event()

    def kept_alive(self) -> AsyncGenerator[bytes]:
        return kept_alive(self._audio(), spec=lambda: self.spec, may_pause=lambda: self.may_pause)

    def end_of_text(self) -> None:
        self.may_pause = False

    async def all(self) -> bytes:
        return b"".join([samples async for samples in self.kept_alive()])

    async def _audio(self) -> AsyncGenerator[bytes]:
        try:
            for item in self._items:
                if isinstance(item, float):
                    await asyncio.sleep(item)
                    continue
                if item:
                    self.spec = SPEC
                yield item
        finally:
            self.ended.set()


async def test_audio_that_flows_is_left_as_it_is() -> None:
    samples = tone(0.5)
    assert await Speech(b"", samples[:4800], samples[4800:]).all() == samples


async def test_nothing_is_put_in_before_the_first_samples() -> None:
    assert await Speech(b"", 0.4, tone(0.2)).all() == tone(0.2)


async def test_a_pause_is_filled_for_as_long_as_it_lasts() -> None:
    samples = await Speech(tone(0.1), 1.0, tone(0.1)).all()
    assert samples.startswith(tone(0.1))
    assert samples.endswith(tone(0.1))
    assert 0.5 < seconds(samples) - 0.2 < 1.5
    assert not any(samples[4800:-4800])


async def test_while_there_is_something_to_play_a_little_is_enough() -> None:
    samples = await Speech(tone(30.0), 0.5, tone(0.1)).all()
    assert 0 < seconds(samples) - 30.1 <= 0.05


async def test_where_the_text_has_ended_a_slow_service_is_waited_for() -> None:
    assert await Speech(tone(0.1), 0.5, tone(0.1), may_pause=False).all() == tone(0.1) * 2


async def test_silence_ends_with_the_text() -> None:
    speech = Speech(tone(0.1), 1.0, tone(0.1))
    asyncio.get_running_loop().call_later(0.25, speech.end_of_text)
    samples = await speech.all()
    assert 0 < seconds(samples) - 0.2 <= 0.4


async def test_who_stops_listening_in_a_pause_ends_the_audio() -> None:
    speech = Speech(tone(0.1), 30.0, tone(0.1))
    audio = speech.kept_alive()
    assert await anext(audio) == tone(0.1)
    assert not any(await anext(audio))
    await audio.aclose()
    assert speech.ended.is_set()


async def test_who_is_cancelled_in_a_pause_ends_the_audio() -> None:
    speech = Speech(tone(0.1), 30.0, tone(0.1))
    listening = asyncio.ensure_future(speech.all())
    await asyncio.sleep(0.05)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert speech.ended.is_set()


async def test_an_error_of_the_audio_is_passed_on() -> None:
    async def broken() -> AsyncGenerator[bytes]:
        yield tone(0.1)
        await asyncio.sleep(0.15)
        raise RuntimeError("the service broke")

    audio = kept_alive(broken(), spec=lambda: SPEC, may_pause=lambda: True)
    with pytest.raises(RuntimeError, match="the service broke"):
        async for _ in audio:
            pass


@pytest.mark.parametrize(
    ("form", "rate"), [("flac", 22_050), ("flac", 48_000), ("mp3", 8_000), ("mp3", 24_000)]
)
def test_what_keeps_a_listener_alive_is_heard_of_in_time(
    form: str, rate: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    writer = AudioWriter(form, SPEC, AudioSpec(rate))
    writer.write(tone(1.0))
    silence = bytes(2 * round(keep_alive._LITTLE * RATE))
    # One a second. After 5 s without a byte, satellites give up.
    came = [bool(writer.write(silence)) for _ in range(30)]
    assert all(any(came[second : second + 3]) for second in range(27))
