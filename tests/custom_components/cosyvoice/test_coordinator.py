"""A service that sleeps, is down, refuses the token, or has lost a voice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.coordinator import voice_name
from custom_components.cosyvoice.shared_client import (
    ReferenceAudio,
)
from tests.shared_client.service import VOICE, Service, serving

from .conftest import TTS_ENTITY, LocalServer, entry_of, set_up

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir

PROFILE = {"voice": VOICE["id"], "language": "zh"}


async def test_home_assistant_does_not_wait_for_a_service_that_sleeps(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    async def asleep(_: web.Request) -> web.StreamResponse:
        return web.Response(status=503, text="no instance is ready")

    async with serving(Service(before=asleep)) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        assert entry.state is ConfigEntryState.LOADED
        state = hass.states.get(TTS_ENTITY)
        assert state is not None
        assert state.state != "unavailable"
        # What it has is not known yet; nothing is said to be gone.
        assert not issue_registry.issues

        service.before = None
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=40))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert list(entry.runtime_data.voices.data) == [VOICE["id"]]

        service.before = asleep
        await entry.runtime_data.voices.async_refresh()
        assert list(entry.runtime_data.voices.data) == [VOICE["id"]]
        assert entry.runtime_data.voices.last_update_success


async def test_tries_again_when_the_service_is_down(
    hass: HomeAssistant, own_service: LocalServer
) -> None:
    own_service.kill()
    entry = entry_of(own_service)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "connection_refused"


async def test_asks_for_the_token_when_it_is_refused(
    hass: HomeAssistant, service: LocalServer
) -> None:
    entry = entry_of(LocalServer(service.data_dir, service.url, "wrong"))
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_says_so_when_a_profile_has_lost_its_voice(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    async with serving(Service(voices=[])) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        (profile,) = entry.subentries
        issue = (DOMAIN, f"voice_gone_{profile}")
        assert issue_registry.async_get_issue(*issue) is not None

        service.voices.append(dict(VOICE))
        await entry.runtime_data.voices.async_refresh()
        assert issue_registry.async_get_issue(*issue) is None

        service.voices.clear()
        await entry.runtime_data.voices.async_refresh()
        assert issue_registry.async_get_issue(*issue) is not None
        await hass.config_entries.async_unload(entry.entry_id)
        assert issue_registry.async_get_issue(*issue) is None


@pytest.mark.parametrize(
    ("filename", "text", "name"),
    [
        ("grandma.wav", "", "grandma"),
        ("aunt_mary.2.mp3", "Hello.", "aunt mary.2 – “Hello.”"),
        ("", "Hello.", "an-id – “Hello.”"),
        ("", "", "an-id"),
        ("a.wav", "word " * 20, "a – “word word word word word word word word…”"),
    ],
)
def test_a_voice_is_named_after_its_file_and_words(filename: str, text: str, name: str) -> None:
    voice = ReferenceAudio("an-id", filename, 1, dt_util.utcnow(), text)
    assert voice_name(voice) == name
