"""A voice that was just made can be heard on the page that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from custom_components.cosyvoice import hear
from custom_components.cosyvoice.hear import PAGES, async_player

from .conftest import TOKEN, TTS_ENTITY, LocalServer, set_up
from .test_config_flow import SETTINGS

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    import pytest
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from .browser import Browser


def source_of(player: str) -> str:
    found = re.fullmatch(r'<audio controls preload="none" src="(/[^"]+)"></audio>', player)
    assert found is not None
    return found[1]


async def test_the_first_voice_is_heard_on_the_last_page_by_who_has_the_page(
    browser: Browser,
    service: LocalServer,
    voice: str,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    result = await browser.submit(
        await browser.service(), url=service.url, token=TOKEN, verify_ssl=True
    )
    words = result["description_placeholders"]
    assert (words["number"], words["best_from"]) == ("1", "5")
    assert words["names"]
    result = await browser.submit(result, next_step_id="existing")
    result = await browser.submit(result, voice=voice)
    made = await browser.submit(result, **SETTINGS)
    words = made["description_placeholders"]
    assert made["description"] == "with_voice"
    assert words["voice"] == "Grandma"
    assert {name: words[name] for name in PAGES} == PAGES
    client = await hass_client_no_auth()
    source = source_of(words["player"])
    answer = await client.get(source)
    assert (answer.status, answer.content_type) == (200, "audio/mpeg")
    assert len(await answer.read()) > 5_000
    # Nobody else can have it speak.
    assert (await client.get(source.partition("?")[0])).status == 401


async def test_a_voice_that_is_not_there_or_cannot_speak_is_not_heard(
    hass: HomeAssistant,
    mock_config_entry: MockConfigEntry,
    profile: dict[str, Any],
    hass_client_no_auth: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await set_up(hass, mock_config_entry)
    monkeypatch.setattr(hear, "_MOST", 2)
    first = source_of(async_player(hass, "Grandma", profile))
    client = await hass_client_no_auth()
    assert (await client.get(first, allow_redirects=False)).status == 302
    nobody = source_of(async_player(hass, "Nobody", profile))
    assert (await client.get(nobody)).status == 404
    # What was offered long ago is forgotten.
    last = source_of(async_player(hass, "Grandma", profile))
    assert (await client.get(first)).status == 404
    with monkeypatch.context() as patch:
        patch.setattr(hear, "_engine", lambda *_: ("tts.nobody", "en"))
        assert (await client.get(last)).status == 502
    hass.states.async_remove(TTS_ENTITY)  # as while a person has it disabled
    assert (await client.get(last)).status == 404
    await hass.config_entries.async_unload(mock_config_entry.entry_id)
    assert (await client.get(last)).status == 404
