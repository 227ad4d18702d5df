"""A connection is opened when an assistant is about to answer, and at no other time."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from homeassistant.components import conversation, tts
from homeassistant.components.assist_pipeline.models import PipelineEvent, PipelineEventType
from homeassistant.components.assist_pipeline.runtime import PipelineRunDebug
from homeassistant.components.conversation.const import DATA_COMPONENT as AGENTS
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
from homeassistant.util.limited_size_dict import LimitedSizeDict
import pytest

from custom_components.cosyvoice import assistants
from tests.shared_client.service import VOICE, Service, serving

from .conftest import TTS_ENTITY, entry_of, set_up
from .speech import echo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.typing import WebSocketGenerator

PROFILE = {"title": "Grandma", "voice": VOICE["id"], "language": "en"}


class Thinker(conversation.ConversationEntity):
    """An agent that answers when it is let."""

    _attr_name = "Thinker"
    _attr_unique_id = "thinker"

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()

    @property
    def supported_languages(self) -> Any:
        return "*"

    async def _async_handle_message(
        self,
        user_input: conversation.ConversationInput,
        chat_log: conversation.ChatLog,
    ) -> conversation.ConversationResult:
        await self.may_answer.wait()
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_speech("It is done.")
        return conversation.ConversationResult(response, chat_log.conversation_id)


class House:
    """Home Assistant with an assistant that speaks with a profile."""

    def __init__(self, hass: HomeAssistant, service: Service, agent: Thinker, socket: Any) -> None:
        self.hass = hass
        self.service = service
        self.agent = agent
        self._socket = socket

    async def assistant(self, engine: str | None) -> str:
        """Make an assistant; its id."""
        await self._socket.send_json_auto_id(
            {
                "type": "assist_pipeline/pipeline/create",
                "name": f"with {engine}",
                "language": "en",
                "conversation_engine": self.agent.entity_id,
                "conversation_language": "en",
                "stt_engine": None,
                "stt_language": None,
                "tts_engine": engine,
                "tts_language": "en" if engine else None,
                "tts_voice": None,
                "wake_word_entity": None,
                "wake_word_id": None,
            }
        )
        made = await self._socket.receive_json()
        assert made["success"], made
        return str(made["result"]["id"])

    async def ask(self, assistant: str, end_stage: str = "tts") -> None:
        """Ask an assistant something, and wait until it thinks about it."""
        await self._socket.send_json_auto_id(
            {
                "type": "assist_pipeline/run",
                "start_stage": "intent",
                "end_stage": end_stage,
                "input": {"text": "Is it done?"},
                "pipeline": assistant,
            }
        )
        await self.until("intent-start")
        await asyncio.sleep(0.1)

    async def until(self, kind: str) -> None:
        """Wait for an event of the run."""
        async with asyncio.timeout(5):
            while (await self._socket.receive_json()).get("event", {}).get("type") != kind:
                pass


@asynccontextmanager
async def housed(hass: HomeAssistant, hass_ws_client: WebSocketGenerator) -> AsyncIterator[House]:
    async with serving(Service(task=echo)) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        assert await async_setup_component(hass, "assist_pipeline", {})
        await hass.data[AGENTS].async_add_entities([agent := Thinker()])
        try:
            yield House(hass, service, agent, await hass_ws_client(hass))
        finally:
            agent.may_answer.set()
            await hass.async_block_till_done()
            await hass.config_entries.async_unload(entry.entry_id)


async def test_a_connection_is_open_before_the_assistant_has_an_answer(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    async with housed(hass, hass_ws_client) as house:
        assistant = await house.assistant(TTS_ENTITY)
        assert house.service.sockets == 0
        await house.ask(assistant)
        assert house.service.sockets == 1
        house.agent.may_answer.set()
        await house.until("run-end")
        await hass.async_block_till_done(wait_background_tasks=True)
        assert house.service.sockets == 1


async def test_an_assistant_that_speaks_otherwise_or_not_at_all_opens_none(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    async with housed(hass, hass_ws_client) as house:
        await house.ask(await house.assistant(None), end_stage="intent")
        house.agent.may_answer.set()
        await house.until("run-end")
        house.agent.may_answer.clear()
        await house.ask(await house.assistant(TTS_ENTITY), end_stage="intent")
        assert house.service.sockets == 0


async def test_a_question_without_an_assistant_opens_none(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    async with housed(hass, hass_ws_client) as house:
        house.agent.may_answer.set()
        await hass.services.async_call(
            "conversation",
            "process",
            {"text": "Is it done?", "agent_id": house.agent.entity_id},
            blocking=True,
        )
        hass.states.async_set("stt.whisper", "now")
        hass.states.async_set("assist_satellite.kitchen", "listening")
        await hass.async_block_till_done(wait_background_tasks=True)
        assert house.service.sockets == 0


def started(hass: HomeAssistant, *more: PipelineEventType) -> list[PipelineEvent]:
    """The events of a run, as Home Assistant keeps them."""
    stream = tts.async_create_stream(hass, TTS_ENTITY)
    output = {"tts_output": {"token": stream.token}}
    return [
        PipelineEvent(PipelineEventType.RUN_START, output),
        *(PipelineEvent(kind) for kind in more),
    ]


@pytest.mark.parametrize(
    ("events", "calls"),
    [
        ((), 1),
        ((PipelineEventType.WAKE_WORD_START,), 0),
        ((PipelineEventType.WAKE_WORD_START, PipelineEventType.WAKE_WORD_END), 1),
        ((PipelineEventType.STT_START,), 1),
        ((PipelineEventType.STT_START, PipelineEventType.STT_END), 1),
        ((PipelineEventType.INTENT_START, PipelineEventType.TTS_START), 0),
        ((PipelineEventType.ERROR,), 0),
        ((PipelineEventType.INTENT_START, PipelineEventType.RUN_END), 0),
    ],
)
@pytest.mark.parametrize("what", ["stt.whisper", "assist_satellite.kitchen", "conversation.model"])
async def test_only_a_run_that_listens_or_thinks_is_about_to_answer(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    what: str,
    events: tuple[PipelineEventType, ...],
    calls: int,
) -> None:
    async with housed(hass, hass_ws_client):
        hass.states.async_set(what, "as it was")
        await hass.async_block_till_done()
        heard: list[str] = []
        stop = assistants.async_listen(hass, lambda: TTS_ENTITY, lambda: heard.append("ours"))
        other = assistants.async_listen(hass, lambda: "tts.other", lambda: heard.append("other"))
        run = PipelineRunDebug()
        run.events.extend(started(hass, *events))
        runs: LimitedSizeDict[str, PipelineRunDebug] = LimitedSizeDict({"a-run": run}, size_limit=9)
        hass.data[assistants._PIPELINES].pipeline_debug["an-assistant"] = runs
        hass.states.async_set(what, "changed")
        await hass.async_block_till_done()
        assert heard == ["ours"] * calls
        stop()
        other()
        hass.states.async_set(what, "changed again")
        await hass.async_block_till_done()
        assert heard == ["ours"] * calls
