"""A desktop is reached by Assist's announcements."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

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
