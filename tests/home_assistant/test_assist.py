"""An answer of Assist is spoken while it is still being written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import pairwise
import json
from time import monotonic
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession
import pytest

from tests.home_assistant.sound import Sound

if TYPE_CHECKING:
    from tests.home_assistant.running import HomeAssistant

pytestmark = pytest.mark.home_assistant

BEFORE = (
    "I will have a look at the calendar, and then I will tell you what there is to do today. "
    "It may take a moment, because the calendar is far away. "
)
AFTER = "There is nothing at all to do today, so you may go back to bed and sleep until noon."

_LIMIT = 5.0
"""Seconds without audio after which some satellites give up."""


@dataclass
class Reading:
    """What a satellite reads, chunk by chunk."""

    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    first: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, home: HomeAssistant, path: str) -> None:
        async with ClientSession(home.url) as session, session.get(path) as answer:
            assert answer.status == 200
            async for chunk in answer.content.iter_any():
                self.chunks.append((monotonic(), chunk))
                # The header of a WAV is no audio.
                if sum(len(data) for _, data in self.chunks) > 1000:
                    self.first.set()

    @property
    def longest_gap(self) -> float:
        times = [time for time, _ in self.chunks]
        return max(later - earlier for earlier, later in pairwise(times))

    @property
    def sound(self) -> Sound:
        return Sound.of(b"".join(data for _, data in self.chunks))


async def run(
    home: HomeAssistant, pipeline: str, *script: Any
) -> tuple[asyncio.Queue[dict[str, Any]], dict[str, Any]]:
    """Run a pipeline from intent to speech: its events, and what it says of the audio."""
    events = await home.socket.subscribe(
        "assist_pipeline/run",
        start_stage="intent",
        end_stage="tts",
        input={"text": json.dumps(script)},
        pipeline=pipeline,
        timeout=100,
    )
    started = await events.get()
    assert started["type"] == "run-start"
    return events, started["data"]["tts_output"]


async def types_until(events: asyncio.Queue[dict[str, Any]], last: str) -> list[str]:
    """Types of events up to one."""
    types: list[str] = []
    async with asyncio.timeout(60):
        while last not in types:
            event = await events.get()
            assert event["type"] != "error", event
            types.append(event["type"])
    return types


def types_so_far(events: asyncio.Queue[dict[str, Any]]) -> list[str]:
    types = []
    while not events.empty():
        types.append(events.get_nowait()["type"])
    return types


async def test_the_first_audio_is_read_before_the_text_has_ended(
    home: HomeAssistant, pipeline: str
) -> None:
    events, output = await run(home, pipeline, BEFORE, {"event": "go_on"}, AFTER)
    assert output["stream_response"]
    reading = Reading()
    task = asyncio.create_task(reading.read(home, output["url"]))
    async with asyncio.timeout(60):
        await reading.first.wait()
    # The agent waits for an event that nobody has fired yet.
    assert "intent-end" not in types_so_far(events)
    await home.fire("go_on")
    assert "tts-end" in await types_until(events, "run-end")
    await task
    whole = Sound.of(await home.speak("tts.grandma", BEFORE + AFTER, preferred_format="wav"))
    assert reading.sound.loud_seconds() > 0.8 * whole.loud_seconds()


async def test_a_tool_call_of_eight_seconds_does_not_silence_the_stream(
    home: HomeAssistant, pipeline: str
) -> None:
    length = len(home.log())
    events, output = await run(home, pipeline, BEFORE, 8, AFTER)
    reading = Reading()
    task = asyncio.create_task(reading.read(home, output["url"]))
    async with asyncio.timeout(60):
        await reading.first.wait()
    assert "intent-end" not in types_so_far(events)
    await types_until(events, "run-end")
    await task
    assert reading.longest_gap < _LIMIT

    # Both halves were spoken, whatever lies between them.
    halves = [
        Sound.of(await home.speak("tts.grandma", half, preferred_format="wav")).loud_seconds()
        for half in (BEFORE, AFTER)
    ]
    assert reading.sound.loud_seconds() > 0.8 * sum(halves)
    assert home.complaints(length) == []


async def test_a_voice_of_the_service_can_be_picked_for_assist(home: HomeAssistant) -> None:
    answer = await home.socket.command("tts/engine/voices", engine_id="tts.grandma", language="en")
    assert len(answer["voices"]) == 1
    assert answer["voices"][0]["name"].startswith("reference voice")
