"""Actions for desktops."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
import voluptuous as vol

from custom_components.cosyvoice.const import DOMAIN
from tests.shared_client.service import VOICE, Service, serving, tone

from .conftest import TTS_ENTITY, entry_of, set_up
from .desktops import ACTIVITY, SPEAKER, announcing, house, run, script
from .speech import HEADER

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

    from tests.shared_client.service import Task

    from .desktops import Arrive


def call(hass: HomeAssistant, action: str, **data: Any) -> asyncio.Task[Any]:
    return hass.async_create_task(
        hass.services.async_call(DOMAIN, action, {"entity_id": SPEAKER, **data}, blocking=True)
    )


async def test_announcing_a_message_with_a_voice_and_a_chime(
    hass: HomeAssistant, arrive: Arrive, mock_config_entry: MockConfigEntry
) -> None:
    await house(hass)
    await set_up(hass, mock_config_entry)
    desktop = await arrive()
    action = call(
        hass,
        "announce",
        message="The doorbell.",
        engine=TTS_ENTITY,
        chime="/local/ding.wav",
        urgent=True,
        volume=0.8,
        notification=False,
    )
    told = await desktop.announcement()
    assert told["url"].startswith("/api/tts_proxy/")
    assert told["chime"].startswith("/local/ding.wav")
    assert (told["urgent"], told["volume"], told["message"]) == (True, 0.8, None)
    await desktop.heard(told)
    await action


async def test_announcing_media_and_what_is_refused(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    action = call(
        hass,
        "announce",
        media={"media_content_id": "/local/a.mp3", "media_content_type": "audio/mpeg"},
    )
    told = await desktop.announcement()
    assert told["url"].startswith("/local/a.mp3")
    await desktop.heard(told)
    await action
    with pytest.raises(vol.Invalid):
        await call(hass, "announce")
    with pytest.raises(HomeAssistantError):
        await call(hass, "announce", message="Hello", engine="tts.nobody")
    assert await desktop.has_no_event()


async def test_a_text_is_read_by_the_desktop_itself(hass: HomeAssistant, arrive: Arrive) -> None:
    desktop = await arrive()
    await call(hass, "read_aloud", text="  Once upon a time.  ", profile="Bedtime")
    event = await desktop.event("read")
    assert (event["text"], event["profile"]) == ("Once upon a time.", "Bedtime")
    with pytest.raises(vol.Invalid):
        await call(hass, "read_aloud", text="x" * 20_001)


@pytest.mark.parametrize("continues", [True, False])
async def test_a_script_speaks_to_five_desktops(
    hass: HomeAssistant, arrive: Arrive, *, continues: bool
) -> None:
    """One keeps quiet, one is gone, and one can't play it; only that is an error."""
    desktops = [await arrive(f"Desk {number}") for number in range(1, 6)]
    await desktops[1].socket.close()
    await hass.async_block_till_done()
    after = async_mock_service(hass, "test", "after")
    players = [f"media_player.desk_{number}" for number in range(1, 6)]
    action = announcing(*players, continue_on_error=continues)
    await script(hass, action, {"action": "test.after"})
    running = run(hass)
    for number, ending in {
        3: {"stage": "failed", "reason": "device"},
        2: {"stage": "suppressed", "reason": "locked"},
        0: {"stage": "heard"},
        4: {"stage": "heard"},
    }.items():
        await desktops[number].heard(await desktops[number].announcement(), **ending)
    if continues:
        await running
    else:
        with pytest.raises(HomeAssistantError, match="Desk 4"):
            await running
    assert len(after) == continues
    told = {}
    for number in (1, 3, 4, 5):
        activity = hass.states.get(f"event.desk_{number}_activity")
        assert activity is not None
        told[number] = (activity.attributes["event_type"], activity.attributes.get("reason"))
    assert told == {
        1: ("announcement_heard", None),
        3: ("announcement_suppressed", "locked"),
        4: ("announcement_failed", "device"),
        5: ("announcement_heard", None),
    }


async def test_an_automation_that_begins_again_takes_its_announcement_back(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    automation = {
        "triggers": {"trigger": "event", "event_type": "go"},
        "actions": [announcing()],
        "mode": "restart",
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    hass.bus.async_fire("go")
    first = await desktop.announcement()
    hass.bus.async_fire("go")
    withdrawn = await desktop.event("withdraw")
    assert withdrawn["announcement"] == first["announcement"]
    await desktop.heard(first, stage="withdrawn")  # too late to be of interest
    second = await desktop.announcement()
    assert second["announcement"] != first["announcement"]
    await desktop.heard(second)
    await hass.async_block_till_done()
    assert await desktop.has_no_event()


async def test_a_script_that_is_stopped_takes_all_its_announcements_back(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    await script(hass, announcing(), mode="parallel")
    running = [run(hass) for _ in range(4)]
    heard = [await desktop.announcement() for _ in range(2)]
    await hass.services.async_call("script", "turn_off", {"entity_id": "script.one"}, blocking=True)
    taken_back = [await desktop.event("withdraw") for _ in range(2)]
    assert {one["announcement"] for one in taken_back} == {one["announcement"] for one in heard}
    await asyncio.wait(running)
    assert await desktop.has_no_event()  # the two that waited were never sent


async def test_one_that_waited_too_long_stops_no_script(
    hass: HomeAssistant, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.cosyvoice.announcing.EXPIRES", 0.0)
    desktop = await arrive()
    await script(hass, announcing(), mode="parallel")
    running = [run(hass) for _ in range(3)]
    await asyncio.gather(*running[1:])  # what is heard had its turn in time
    activity = hass.states.get(ACTIVITY)
    assert activity is not None
    assert activity.attributes["reason"] == "expired"
    await desktop.heard(await desktop.announcement())
    await running[0]


async def test_an_engine_that_fails_at_once_is_an_error_and_one_in_mid_speech_is_told(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    """Nobody but the engine knows of the second: what has been sent ends as if it were whole."""
    speaks = False

    async def breaks(task: Task) -> None:
        while await task.run_task():
            await task.started()
            await task.all_text()
            if speaks:
                await task.audio(HEADER + tone(2.0))
                await asyncio.sleep(0.2)  # it is heard before the engine breaks
            await task.event("task-failed", error_code="Broken", error_message="no GPU")

    async with serving(Service(task=breaks)) as service:
        await house(hass)
        entry = entry_of(service, {"title": "Grandma", "voice": VOICE["id"], "language": "en"})
        await set_up(hass, entry)
        desktop = await arrive()
        statuses = []
        for speaks in (False, True):
            ending = {"stage": "heard"} if speaks else {"stage": "failed", "reason": "fetch"}
            action = call(hass, "announce", message="Dinner is ready.", engine=TTS_ENTITY)
            told = await desktop.announcement()
            answer = await desktop.socket.client.get(told["url"])
            statuses.append((answer.status, bool(await answer.read()) and answer.status == 200))
            await desktop.heard(told, **ending)
            if speaks:
                await action
            else:
                with pytest.raises(HomeAssistantError, match="text-to-speech engine"):
                    await action
        await hass.async_block_till_done(wait_background_tasks=True)
        assert statuses == [(500, False), (200, True)]
        assert entry.runtime_data.activity.failures == 2
        await hass.config_entries.async_unload(entry.entry_id)
