"""Voice profiles speak, in the form that the caller wants."""

from __future__ import annotations

from collections.abc import AsyncGenerator
import io
from typing import Any
import wave

import av
import pytest
from homeassistant.components import tts
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import TTS_ENTITY


async def spoken(hass: HomeAssistant, message: str | AsyncGenerator[str], **options: Any) -> bytes:
    """What Home Assistant would serve."""
    stream = tts.async_create_stream(hass, TTS_ENTITY, options=options)
    if isinstance(message, str):
        stream.async_set_message(message)
    else:
        stream.async_set_message_stream(message)
    return b"".join([data async for data in stream.async_stream_result()])


def decoded(data: bytes) -> tuple[str, int, int, float]:
    """Codec, rate, channels and seconds."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.audio[0]
        samples = sum(frame.samples for frame in container.decode(stream))
        return stream.codec_context.name, stream.rate, stream.channels, samples / stream.rate


@pytest.mark.parametrize(
    ("options", "codec", "rate", "channels"),
    [
        ({}, "mp3float", 24_000, 1),
        ({"preferred_format": "wav"}, "pcm_s16le", 24_000, 1),
        ({"preferred_format": "flac"}, "flac", 24_000, 1),
    ],
)
async def test_speaks_in_the_form_asked_for(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    options: dict[str, Any],
    codec: str,
    rate: int,
    channels: int,
) -> None:
    data = await spoken(hass, "Good morning, everybody.", **options)
    assert decoded(data)[:3] == (codec, rate, channels)
    assert decoded(data)[3] > 0.8
