"""A local server that has a better engine than it uses says so, once, and nobody is nagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web
from homeassistant.core import State
from homeassistant.helpers.entity_component import async_update_entity
import pytest
from pytest_homeassistant_custom_component.common import mock_restore_cache

from tests.shared_client.service import Service, serving

from .conftest import LocalServer, entry_of, set_up, studio_entry_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import entity_registry as er

    from tests.model_studio import ModelStudio

ENGINE = "update.local_speech_engine"
ESPEAK = {"id": "espeak", "name": "eSpeak NG", "state": "ready"}
KOKORO = {"id": "kokoro", "name": "Kokoro", "clones": False, "words": "Do this."}


def about(*better: object, engine: object = ESPEAK) -> dict[str, Any]:
    return {"name": "CosyVoice Home local server", "engine": engine, "better": list(better)}


class Told:
    """A service that tells of itself, and of which headers it was asked with."""

    def __init__(self, answer: object, status: int = 200) -> None:
        self.answer, self.status = answer, status
        self.tokens: list[str | None] = []
        self.service = Service(before=self._before)

    async def _before(self, request: web.Request) -> web.StreamResponse | None:
        if request.path != "/":
            return None
        self.tokens.append(request.headers.get("Authorization"))
        if isinstance(self.answer, str):
            return web.Response(text=self.answer, status=self.status)
        return web.json_response(self.answer, status=self.status)


async def test_a_server_that_uses_the_best_that_it_has_gives_no_hint(
    hass: HomeAssistant, service: LocalServer, profile: dict[str, Any]
) -> None:
    entry = entry_of(service, profile)
    await set_up(hass, entry)
    state = hass.states.get(ENGINE)
    assert state is not None
    # What could be installed is no reason to say anything.
    assert (state.state, state.attributes["installed_version"]) == ("off", "eSpeak NG")
    assert state.attributes["latest_version"] == "eSpeak NG"
    assert state.attributes["release_summary"] is None
    assert "entity_picture" not in state.attributes  # it has an icon of its own
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("state", "language", "words"),
    [
        ("installed", "en", "Leave out --engine"),
        ("installed", "zh-Hans", "去掉 --engine"),
        ("failed", "en", "can't be loaded"),
    ],
)
async def test_a_better_engine_that_is_there_is_told_without_the_token(
    hass: HomeAssistant, state: str, language: str, words: str
) -> None:
    hass.config.language = language
    told = Told(
        about({**KOKORO, "name": "ZipVoice", "state": "absent"}, {**KOKORO, "state": state})
    )
    async with serving(told.service) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        entity_id = next(iter(hass.states.async_entity_ids("update")))
        shown = hass.states.get(entity_id)
        assert shown is not None
        assert shown.state == "on"
        assert shown.attributes["latest_version"] == "Kokoro"
        assert words in shown.attributes["release_summary"]
        assert shown.attributes["release_url"].endswith("/docs/engines.md")
        # Once it is used, there is nothing to say.
        told.answer = about(engine={**KOKORO, "state": "ready"})
        await async_update_entity(hass, entity_id)
        shown = hass.states.get(entity_id)
        assert shown is not None
        assert (shown.state, shown.attributes["installed_version"]) == ("off", "Kokoro")
        assert told.tokens == [None, None]
        await hass.config_entries.async_unload(entry.entry_id)


async def test_what_a_person_has_skipped_is_not_told_again(hass: HomeAssistant) -> None:
    told = Told(about({**KOKORO, "state": "installed"}))
    skipped = {"skipped_version": "Kokoro", "installed_version": "eSpeak NG"}
    mock_restore_cache(hass, [State(ENGINE, "off", skipped)])
    async with serving(told.service) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        assert hass.states.get(ENGINE).state == "off"  # type: ignore[union-attr] # it is there
        # Another one is another matter.
        told.answer = about({**KOKORO, "name": "ZipVoice", "state": "installed"})
        await async_update_entity(hass, ENGINE)
        assert hass.states.get(ENGINE).state == "on"  # type: ignore[union-attr] # as above
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (about({**KOKORO, "state": "installed"}), 404),
        ({"name": "Another server", "engine": ESPEAK}, 200),
        (about(engine={"name": 5}), 200),
        (about(engine=None), 200),
        ([1, 2], 200),
        ("<html>A router.</html>", 200),
        ("", 200),
    ],
    ids=str,
)
async def test_a_service_that_is_no_local_server_has_no_such_entity(
    hass: HomeAssistant,
    answer: object,
    status: int,
    entity_registry: er.EntityRegistry,
) -> None:
    told = Told(answer, status)
    async with serving(told.service) as service:
        entry = entry_of(service)
        entry.add_to_hass(hass)
        # It was one before.
        entity_registry.async_get_or_create(
            "update", "cosyvoice", f"{entry.entry_id}_engine", config_entry=entry
        )
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert hass.states.async_entity_ids("update") == []
        assert not [e for e in entity_registry.entities.values() if e.domain == "update"]
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("better", ["much", [5], [{"name": 3, "state": "installed"}], [{}]])
async def test_what_a_server_says_wrongly_of_better_ones_is_left_out(
    hass: HomeAssistant, better: object
) -> None:
    told = Told({**about(), "better": better})
    async with serving(told.service) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        assert hass.states.get(ENGINE).state == "off"  # type: ignore[union-attr] # it is there
        await hass.config_entries.async_unload(entry.entry_id)


async def test_model_studio_is_not_asked(hass: HomeAssistant, studio: ModelStudio) -> None:
    entry = studio_entry_of(studio)
    await set_up(hass, entry)
    assert hass.states.async_entity_ids("update") == []
    assert "GET /" not in studio.requests
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_server_that_does_not_answer_has_the_engines_that_it_had(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told(about({**KOKORO, "state": "installed"}))
    async with serving(told.service) as service:
        entry = entry_of(service)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        (entity_id,) = hass.states.async_entity_ids("update")

        async def hangs_up(request: web.Request) -> web.StreamResponse | None:
            if request.path == "/":
                assert request.transport is not None
                request.transport.abort()
            return None

        monkeypatch.setattr(told.service, "before", hangs_up)
        await async_update_entity(hass, entity_id)
        assert hass.states.get(entity_id).state == "on"  # type: ignore[union-attr] # it is there
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        assert hass.states.get(entity_id).state == "unknown"  # type: ignore[union-attr] # as above
        # One that was never known is not made up.
        await hass.config_entries.async_unload(entry.entry_id)
        entity_registry.async_remove(entity_id)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert hass.states.async_entity_ids("update") == []
        await hass.config_entries.async_unload(entry.entry_id)
