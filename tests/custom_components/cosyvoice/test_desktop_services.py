"""Actions for desktops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.exceptions import HomeAssistantError
import pytest
import voluptuous as vol

from custom_components.cosyvoice.const import DOMAIN

from .conftest import TTS_ENTITY, set_up
from .desktops import SPEAKER, house

if TYPE_CHECKING:
    import asyncio

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

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
