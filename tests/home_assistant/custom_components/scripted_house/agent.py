"""A conversation agent whose answer is the question: a script of words, pauses and waiting."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final, Literal, override

from homeassistant.components import conversation
from homeassistant.const import MATCH_ALL
from homeassistant.core import callback

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from homeassistant.core import Event

_TOKEN: Final = 5
"""Characters in a token. Like those of a language model, they are parts of words."""
_TOKEN_SECONDS: Final = 0.01


class ScriptedAgent(conversation.ConversationEntity):
    """Answers a JSON list.

    Text is said token by token, a number is a pause in seconds, and `{"event": NAME}` waits for an
    event of that name.
    """

    _attr_name = "Scripted agent"
    _attr_unique_id = "scripted_agent"
    _attr_supports_streaming = True

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        return MATCH_ALL

    @override
    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        script = json.loads(user_input.text)
        # Listened to from the start: whoever hears the first words may be quicker than the rest.
        events = {act["event"]: asyncio.Event() for act in script if isinstance(act, dict)}

        @callback
        def happened(event: Event) -> None:
            events[str(event.event_type)].set()

        unsubscribe = [self.hass.bus.async_listen(name, happened) for name in events]
        try:
            async for _ in chat_log.async_add_delta_content_stream(
                self.entity_id, _answer(script, events)
            ):
                pass
        finally:
            for stop in unsubscribe:
                stop()
        return conversation.async_get_result_from_chat_log(user_input, chat_log)


async def _answer(
    script: list[Any], events: dict[str, asyncio.Event]
) -> AsyncGenerator[conversation.AssistantContentDeltaDict]:
    yield {"role": "assistant"}
    for act in script:
        if isinstance(act, str):
            for at in range(0, len(act), _TOKEN):
                await asyncio.sleep(_TOKEN_SECONDS)
                yield {"content": act[at : at + _TOKEN]}
        elif isinstance(act, dict):
            await events[act["event"]].wait()
        else:
            await asyncio.sleep(act)
