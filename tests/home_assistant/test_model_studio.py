"""With a key of Model Studio: a voice is cloned, Assist answers in it, a bill is paid."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import pytest_asyncio

from tests.home_assistant.running import SPEAKER, VOICE_FILE, profile, until
from tests.home_assistant.sound import Sound
from tests.home_assistant.test_assist import AFTER, BEFORE, Reading, run, types_so_far, types_until
from tests.model_studio import KEY, ModelStudio, RefusedError, model_studio, pitch_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.home_assistant.running import HomeAssistant

pytestmark = pytest.mark.home_assistant

ENTITY = "tts.aunt_mary"
WORDS = "What is said in the recording stays in the house."


@pytest_asyncio.fixture(loop_scope="session")
async def studio(home: HomeAssistant) -> AsyncIterator[ModelStudio]:
    """Model Studio behind a gateway on loopback; what was set up of it is removed in the end."""
    before = {entry["entry_id"] for entry in await home.entries()}
    async with model_studio(ModelStudio(reviews=2)) as studio:
        try:
            yield studio
        finally:
            for entry in await home.entries():
                if entry["entry_id"] not in before:
                    path = f"/api/config/config_entries/entry/{entry['entry_id']}"
                    async with home.session.delete(path) as answer:
                        assert answer.status == 200
    assert studio.faults == []


async def set_up(home: HomeAssistant, studio: ModelStudio) -> str:
    """Enter a wrong key and the right one, then clone a voice; its id."""
    flow = await home.flow("flow", "cosyvoice")
    flow = await home.step("flow", flow, next_step_id="model_studio")
    given = {
        "region": "cn-beijing",
        "model": "cosyvoice-v3-flash",
        "advanced": {"url": studio.url, "verify_ssl": True},
    }
    flow = await home.step("flow", flow, token=f"{KEY}-mistyped", **given)
    assert flow["errors"] == {"token": "key_refused"}
    flow = await home.step("flow", flow, token=KEY, **given)
    # Before anything of a person's leaves the house, they are told where it goes.
    assert flow["step_id"].startswith("consent_"), flow
    flow = await home.step("flow", flow)
    assert flow["menu_options"] == ["clone", "later"]
    flow = await home.step("flow", flow, next_step_id="clone")
    recording = await home.upload(VOICE_FILE)
    flow = await home.step("flow", flow, recording=recording, text=WORDS)
    assert flow["step_id"] == "profile", flow
    flow = await home.step("flow", flow, **profile("Aunt Mary"))
    assert flow["type"] == "create_entry", flow
    await home.when_loaded(flow["result"]["entry_id"])
    await home.when(ENTITY, lambda state: state["state"] != "unavailable")
    (voice,) = studio.voices
    return voice


def assert_is_said_by(voice: str, sound: Sound) -> None:
    """The voices of the service of the tests are tones; each has its own."""
    spectrum = np.abs(np.fft.rfft(sound.samples[0]))
    loudest = spectrum.argmax() * sound.sample_rate / sound.samples.shape[1]
    assert loudest == pytest.approx(pitch_of(voice), rel=0.02)


async def announce(home: HomeAssistant, message: str) -> None:
    await home.call(
        "tts.speak",
        entity_id=ENTITY,
        media_player_entity_id=SPEAKER,
        message=message,
        cache=False,
    )


async def notices(home: HomeAssistant) -> list[str]:
    """What Home Assistant shows under Repairs about this integration."""
    issues = (await home.socket.command("repairs/list_issues"))["issues"]
    return [issue["translation_key"] for issue in issues if issue["domain"] == "cosyvoice"]


async def billed(home: HomeAssistant) -> dict[str, Any]:
    """The sensor of what was billed."""
    sensors = await home.states("sensor")
    (sensor,) = [one for one in sensors if one["entity_id"].endswith("_characters_billed")]
    return sensor


async def test_from_a_key_to_an_answer_in_a_cloned_voice_and_on_when_it_is_paid(
    home: HomeAssistant, studio: ModelStudio
) -> None:
    voice = await set_up(home, studio)
    assert WORDS not in str(studio.bodies)

    # Assist speaks while the model is still writing.
    pipeline = await home.add_pipeline("Studio", ENTITY)
    length = len(home.log())
    events, output = await run(home, pipeline, BEFORE, {"event": "go_on"}, AFTER)
    assert output["stream_response"]
    reading = Reading()
    task = asyncio.create_task(reading.read(home, output["url"]))
    async with asyncio.timeout(60):
        await reading.first.wait()
    assert "intent-end" not in types_so_far(events)
    await home.fire("go_on")
    await types_until(events, "run-end")
    await task
    assert_is_said_by(voice, reading.sound)
    assert reading.sound.loud_seconds() == pytest.approx(0.1 * len(BEFORE + AFTER), rel=0.1)
    assert home.complaints(length) == []
    await home.socket.command("assist_pipeline/pipeline/delete", pipeline_id=pipeline)

    # The bill is not paid: it is said at once, once, and nothing is asked for a second time.
    studio.task_refusals = [RefusedError("Arrearage", "Your account is overdue.")]
    sockets, spoken = studio.sockets, studio.characters
    await announce(home, "Dinner is ready.")

    async def said() -> bool:
        return await notices(home) == ["account_unpaid"]

    await until(said, "the notice of the bill")
    assert not studio.task_refusals
    assert (studio.sockets - sockets <= 1, studio.characters) == (True, spoken)

    # It is paid, and nobody did anything in Home Assistant.
    await announce(home, "Dinner is ready at last.")
    played = await home.when(
        SPEAKER,
        lambda state: (
            state["state"] == "idle"
            and state["attributes"].get("status") == 200
            and studio.characters > spoken
        ),
    )
    sound = Sound.of(await asyncio.to_thread(Path(played["attributes"]["file"]).read_bytes))
    assert_is_said_by(voice, sound)
    assert await notices(home) == []

    # What was billed, and what was told of the recording, outlive a restart; no log has the key.
    state = await billed(home)
    assert int(state["state"]) == studio.characters
    assert state["attributes"]["state_class"] == "total_increasing"
    await home.restart()
    await home.when(ENTITY, lambda state: state["state"] != "unavailable")
    assert int((await billed(home))["state"]) == studio.characters
    (entry,) = [one for one in await home.entries() if one["title"].startswith("Model Studio")]
    listed = await home.post(
        "/api/services/cosyvoice/list_voices?return_response",
        {"config_entry_id": entry["entry_id"]},
    )
    (known,) = listed["service_response"]["voices"]
    about = {"reference_audio_id": voice, "text": WORDS, "ready": True}
    assert about.items() <= known.items()
    assert known["model"] == "cosyvoice-v3-flash"
    assert KEY not in home.log()
