"""What fails is said and mended: a service that dies, a token that changes, restart and reload."""

from __future__ import annotations

import asyncio
from contextlib import suppress
import json
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientSession
import pytest
import pytest_asyncio

from tests.home_assistant.running import TOKEN, HomeAssistant, Service, until
from tests.home_assistant.sound import Sound
from tests.home_assistant.test_assist import AFTER, BEFORE, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.home_assistant

SENTENCE = "The washing machine is done, and somebody is waiting at the front door."


async def assert_speaks(home: HomeAssistant, words: str) -> None:
    """Speak something that is in no cache."""
    sound = Sound.of(await home.speak("tts.grandma", f"{SENTENCE} {words}", preferred_format="wav"))
    assert sound.loud_seconds() > 2


@pytest_asyncio.fixture(loop_scope="session")
async def activity(home: HomeAssistant) -> str:
    """The event entity of the service."""
    events: list[str] = [state["entity_id"] for state in await home.states("event")]
    return next(event for event in events if event.endswith("_activity"))


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _as_before(home: HomeAssistant, service: Service) -> AsyncIterator[None]:
    """Have the service up after a test, whatever has become of it."""
    yield
    if not service.is_up or service.token != TOKEN:
        await service.restart(TOKEN)
        await home.reload()
        await home.when_loaded()


async def test_a_service_that_dies_in_the_middle_is_told_of_and_used_again(
    home: HomeAssistant, service: Service, pipeline: str, activity: str
) -> None:
    _, output = await run(home, pipeline, BEFORE, {"event": "killed"}, AFTER)
    heard = bytearray()
    async with ClientSession(home.url) as session, session.get(output["url"]) as answer:
        assert answer.status == 200
        while len(heard) < 10_000:
            heard += await answer.content.readany()
        service.kill()
        await home.fire("killed")
        with suppress(ClientError):  # cut off, which is right, too
            heard += await answer.content.read()
    whole = Sound.of(bytes(heard))
    assert whole.level > 0.01

    failed = await home.when(activity, lambda state: state["attributes"]["event_type"] == "failed")
    assert failed["attributes"]["profile"] == "tts.grandma"
    assert failed["attributes"]["error_type"] == "cannot_connect"
    assert failed["attributes"]["error"]
    await home.when("tts.grandma", lambda state: state["state"] == "unavailable")

    length = len(home.log())
    path = await home.speech_path("tts.grandma", "There is nobody to say this.")
    assert (await home.fetch(path))[0] == 500

    async def logged() -> bool:  # by a thread of Home Assistant's
        return "Can't connect to 127.0.0.1" in home.log()[length:]

    await until(logged, "the error in the log")

    await service.start()
    await home.when("tts.grandma", lambda state: state["state"] != "unavailable")
    await assert_speaks(home, "It is back.")
    await home.when(activity, lambda state: state["attributes"]["event_type"] == "completed")


async def test_an_automation_sees_that_speech_failed(
    home: HomeAssistant, service: Service, activity: str
) -> None:
    events = await home.socket.subscribe(
        "subscribe_trigger",
        trigger=[
            {
                "trigger": "state",
                "entity_id": activity,
            }
        ],
    )
    service.kill()
    await home.fetch(await home.speech_path("tts.grandma", "Nobody hears this sentence."))

    async def failed() -> bool:
        event: Any = await events.get()
        new = event["variables"]["trigger"]["to_state"]
        return bool(new["attributes"]["event_type"] == "failed")

    await until(failed, "a failure to trigger")


async def test_a_token_that_was_changed_is_asked_for(home: HomeAssistant, service: Service) -> None:
    await service.restart("another-token")
    status, _ = await home.fetch(await home.speech_path("tts.grandma", "This has no token."))
    assert status == 500

    async def asked() -> list[dict[str, Any]]:
        return [flow for flow in await home.flows() if flow["context"]["source"] == "reauth"]

    flow = (await until(asked, "the question for the token"))[0]
    answer = await home.step("flow", flow, token="wrong-again")
    assert answer["errors"] == {"base": "invalid_auth"}
    answer = await home.step("flow", answer, token="another-token")
    assert (answer["type"], answer["reason"]) == ("abort", "reauth_successful")
    await home.when_loaded()
    await assert_speaks(home, "The token is right.")

    # And back, for the tests that follow.
    await service.restart(TOKEN)
    await home.reload()
    flow = (await until(asked, "the question for the token"))[0]
    answer = await home.step("flow", flow, token=TOKEN)
    assert answer["reason"] == "reauth_successful"
    await home.when_loaded()


async def everything(home: HomeAssistant) -> list[str]:
    """Names of all that the integration has set up."""
    entities = await home.socket.command("config/entity_registry/list")
    devices = await home.socket.command("config/device_registry/list")
    entries = [entry["entry_id"] for entry in await home.entries()]
    return sorted(
        [entity["entity_id"] for entity in entities if entity["platform"] == "cosyvoice"]
        + [device["name"] for device in devices if set(device["config_entries"]) & set(entries)]
        + [json.dumps(entry["title"]) for entry in await home.entries()]
    )


async def test_all_is_there_after_a_reload_and_nothing_is_complained_of(
    home: HomeAssistant,
) -> None:
    before = await everything(home)
    length = len(home.log())
    await home.reload()
    await home.when_loaded()
    assert await everything(home) == before
    await assert_speaks(home, "It was reloaded.")
    assert home.complaints(length) == []


async def test_all_is_there_after_a_restart_and_nothing_is_complained_of(
    home: HomeAssistant,
) -> None:
    before = await everything(home)
    length = len(home.log())
    await home.restart()
    await home.when_loaded()
    assert await everything(home) == before
    await assert_speaks(home, "It was restarted.")
    assert home.complaints(length) == []


async def test_a_restart_while_the_service_is_down_recovers_by_itself(
    home: HomeAssistant, service: Service
) -> None:
    service.kill()
    await home.restart()

    async def retrying() -> bool:
        return bool((await home.entries())[0]["state"] == "setup_retry")

    await until(retrying, "the entry to be retried")
    await service.start()
    await home.when_loaded()
    await assert_speaks(home, "It came up later.")


async def test_speech_that_runs_when_the_entry_is_reloaded_ends(
    home: HomeAssistant, pipeline: str
) -> None:
    _, output = await run(home, pipeline, BEFORE, {"event": "reloaded"}, AFTER)
    async with ClientSession(home.url) as session, session.get(output["url"]) as answer:
        assert answer.status == 200
        await answer.content.readany()
        await home.reload()
        async with asyncio.timeout(30):
            with suppress(ClientError):
                await answer.content.read()
    await home.fire("reloaded")
    await home.when_loaded()
    await assert_speaks(home, "It goes on.")


async def test_what_failed_is_said_without_tokens_and_without_tracebacks(
    home: HomeAssistant,
) -> None:
    assert TOKEN not in home.log()
    assert "another-token" not in home.log()
    for record in home.complaints():
        assert "Traceback" not in record.text, record.text
