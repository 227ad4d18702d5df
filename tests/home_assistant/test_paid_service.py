"""A service that is paid by the minute is asked only when there is something to say."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from shared_client import AudioSpec
from shared_client.wav import streaming_header
from tests.home_assistant.running import profile, until
from tests.home_assistant.test_assist import run, types_until
from tests.shared_client.service import VOICE, Service, Task, serving, tone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.home_assistant.running import HomeAssistant

pytestmark = pytest.mark.home_assistant

ENTITY = "tts.paid"
FALLBACK = {**VOICE, "id": "fallback", "created_at": 1, "filename": "fallback.wav"}
OWN, INSTEAD = tone(1.0), tone(2.0)
WAV = {"preferred_format": "wav"}


async def speak(service: Service, task: Task) -> None:
    """Speak in the voices that there are, each with a sound of its own."""
    while await task.run_task():
        await task.started()
        await task.all_text()
        voice = task.parameters["reference_audio_id"]
        if voice not in {one["id"] for one in service.voices}:
            await task.event("task-failed", error_code="404", error_message="no such voice")
            continue
        header = streaming_header(AudioSpec(24_000))
        await task.audio(header + (OWN if voice == VOICE["id"] else INSTEAD))
        await task.finished()


@pytest_asyncio.fixture(loop_scope="session")
async def paid(home: HomeAssistant) -> AsyncIterator[Service]:
    """A service that counts, with a voice profile and another one that is its fallback."""
    service = Service(voices=[dict(VOICE), dict(FALLBACK)])
    service.task = lambda task: speak(service, task)
    async with serving(service):
        entry_id = await home.add_service(service, "Paid")  # type: ignore[arg-type] # it has an address and a token, too
        flow = await home.flow("subentries/flow", [entry_id, "profile"])
        flow = await home.step("subentries/flow", flow, next_step_id="existing")
        flow = await home.step("subentries/flow", flow, voice="fallback")
        flow = await home.step("subentries/flow", flow, **profile("Fallback"))
        assert flow["type"] == "create_entry", flow
        await home.when("tts.fallback", lambda state: state["state"] != "unavailable")
        yield service
        address = f"/api/config/config_entries/entry/{entry_id}"
        async with home.session.delete(address) as answer:
            assert answer.status == 200


async def test_what_is_cached_and_what_is_looked_at_asks_nothing(
    home: HomeAssistant, paid: Service
) -> None:
    heard = await home.speak(ENTITY, "The laundry is done.", **WAV)
    asked = len(paid.requests)
    for _ in range(4):
        assert await home.speak(ENTITY, "The laundry is done.", **WAV) == heard
    await home.socket.command("tts/engine/list", language="en")
    await home.socket.command("tts/engine/voices", engine_id=ENTITY, language="en")
    await home.socket.command(
        "media_source/browse_media", media_content_id="media-source://cosyvoice"
    )
    await home.states("tts")
    await asyncio.sleep(1)
    assert len(paid.requests) == asked


async def test_a_connection_is_open_before_the_assistant_has_an_answer(
    home: HomeAssistant, paid: Service
) -> None:
    pipeline = await home.add_pipeline("Paid", ENTITY)
    assert paid.sockets == 0
    events, output = await run(home, pipeline, {"event": "thought"}, "It is done.")

    async def opened() -> bool:
        return paid.sockets == 1

    await until(opened, "a connection to be opened")
    await home.fire("thought")
    await types_until(events, "run-end")
    status, _ = await home.fetch(output["url"])
    assert status == 200
    assert paid.sockets == 1
    await home.socket.command("assist_pipeline/pipeline/delete", pipeline_id=pipeline)


async def test_a_voice_that_comes_back_speaks_what_its_fallback_has_spoken(
    home: HomeAssistant, paid: Service
) -> None:
    async def heard() -> int:
        return len(await home.speak(ENTITY, "Dinner is ready.", **WAV)) - 44

    entry = (await home.entries())[-1]
    flow = await home.flow("options/flow", entry["entry_id"])
    fallbacks = next(one for one in flow["data_schema"] if one["name"] == "fallback_profile")
    choice = next(
        one["value"]
        for one in fallbacks["selector"]["select"]["options"]
        if one["label"] == "Fallback"
    )
    flow = await home.step(
        "options/flow",
        flow,
        transport="auto",
        fallback_profile=choice,
        clean_text=True,
        sample_rate="24000",
        timeouts={
            "connect_timeout": 10,
            "first_audio_timeout": 60,
            "idle_timeout": 20,
            "cold_start_timeout": 60,
        },
    )
    assert flow["type"] == "create_entry", flow
    await home.when(ENTITY, lambda state: state["state"] != "unavailable")
    paid.voices = [dict(FALLBACK)]
    assert await heard() == len(INSTEAD)
    paid.voices = [dict(VOICE), dict(FALLBACK)]
    assert await heard() == len(OWN)
    assert await heard() == len(OWN)
