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
        async for _ in chat_log.async_add_delta_content_stream(
            self.entity_id, self._answer(script)
        ):
            pass
        return conversation.async_get_result_from_chat_log(user_input, chat_log)

    async def _answer(
        self, script: list[Any]
    ) -> AsyncGenerator[conversation.AssistantContentDeltaDict]:
        yield {"role": "assistant"}
        for act in script:
            if isinstance(act, str):
                for at in range(0, len(act), _TOKEN):
                    await asyncio.sleep(_TOKEN_SECONDS)
                    yield {"content": act[at : at + _TOKEN]}
            elif isinstance(act, dict):
                await self._event(act["event"])
            else:
                await asyncio.sleep(act)

    async def _event(self, name: str) -> None:
        happened = asyncio.Event()

        @callback
        def heard(_: Event) -> None:
            happened.set()

        unsubscribe = self.hass.bus.async_listen(name, heard)
        try:
            await happened.wait()
        finally:
            unsubscribe()
