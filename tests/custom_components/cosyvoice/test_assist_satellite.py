"""A desktop is reached by Assist's announcements."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from homeassistant.setup import async_setup_component
import pytest

from .desktops import SATELLITE, state_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .desktops import Arrive


async def test_three_at_once_are_heard_one_after_the_other(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    desktop = await arrive()
    actions = [
        hass.async_create_task(
            hass.services.async_call(
                "assist_satellite",
                "announce",
                {
                    "entity_id": SATELLITE,
                    "media_id": f"http://127.0.0.1:8123/local/{number}.mp3",
                    "message": f"Dinner {number}",
                },
                blocking=True,
            )
        )
        for number in range(3)
    ]
    for number in range(3):
        told = await desktop.announcement()
        assert told["message"] == f"Dinner {number}"
        assert told["url"].endswith(f"/local/{number}.mp3")
        assert told["chime"].startswith("/api/assist_satellite/static/")
        assert state_of(hass, SATELLITE) == "responding"
        await desktop.heard(told)
    await asyncio.gather(*actions)
    assert state_of(hass, SATELLITE) == "idle"


@pytest.mark.usefixtures("init_integration")
async def test_what_is_broadcast_is_heard_on_every_desktop(
    hass: HomeAssistant, arrive: Arrive
) -> None:
    """“Broadcast dinner is ready”, said to any assistant."""
    desktops = [await arrive(name) for name in ("Laptop", "Study")]
    for component in ("assist_pipeline", "conversation", "intent"):
        assert await async_setup_component(hass, component, {})
    said = hass.async_create_task(
        hass.services.async_call(
            "conversation",
            "process",
            {"text": "Broadcast dinner is ready", "language": "en"},
            blocking=True,
            return_response=True,
        )
    )
    for desktop in reversed(desktops):
        told = await desktop.announcement()
        assert told["message"].casefold() == "dinner is ready"
        assert told["url"].startswith("/api/tts_proxy/")
        async with asyncio.timeout(30):
            answer = await desktop.socket.client.get(told["url"])
            assert (await answer.read())[:4] == b"RIFF"
        await desktop.heard(told)
    response: Any = await said
    assert response["response"]["response_type"] == "action_done"


async def test_it_has_no_wake_words(arrive: Arrive) -> None:
    desktop = await arrive()
    answer = await desktop.raw(
        {"type": "assist_satellite/get_configuration", "entity_id": SATELLITE}
    )
    assert answer["result"]["available_wake_words"] == []
    answer = await desktop.raw(
        {
            "type": "assist_satellite/set_wake_words",
            "entity_id": SATELLITE,
            "wake_word_ids": ["hey"],
        }
    )
    assert not answer["success"]
