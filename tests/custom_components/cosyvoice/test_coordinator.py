"""A service that sleeps, is down, refuses the token, or has lost a voice."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from aiohttp import web
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.cosyvoice import coordinator
from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.coordinator import voice_name
from custom_components.cosyvoice.shared_client import AudioSpec, ReferenceAudio
from custom_components.cosyvoice.shared_client.wav import wav_file
from tests.shared_client.service import VOICE, Before, Service, refusing, serving, tone

from .conftest import TTS_ENTITY, LocalServer, entity, entry_of, set_up, studio_entry_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers import issue_registry as ir

    from tests.model_studio import ModelStudio

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
        assert entry.runtime_data.voices.data is None
        assert entry.runtime_data.voices.has(VOICE["id"]) is None
        assert not issue_registry.issues

        service.before = None
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=40))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert list(entry.runtime_data.voices.data or ()) == [VOICE["id"]]

        service.before = asleep
        await entry.runtime_data.voices.async_refresh()
        assert list(entry.runtime_data.voices.data or ()) == [VOICE["id"]]
        assert entry.runtime_data.voices.last_update_success


async def test_model_studio_clones_for_the_model_of_the_entry(
    hass: HomeAssistant, studio: ModelStudio
) -> None:
    entry = studio_entry_of(studio, model="cosyvoice-v2")
    await set_up(hass, entry)
    made = await entry.runtime_data.client.upload_reference_audio(
        wav_file(tone(6.0), AudioSpec(24_000)), "", filename="mama.wav"
    )
    assert made.model == studio.voices[made.id].model == "cosyvoice-v2"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("status", [408, 502, 503, 504])
async def test_a_service_that_may_be_starting_is_loaded(hass: HomeAssistant, status: int) -> None:
    async with serving(Service(before=refusing(99, status))) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        assert entry.state is ConfigEntryState.LOADED
        assert len(service.requests) == 1
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("status", "words", "key"),
    [
        (400, "", "refused"),
        (400, "no such thing", "refused_because"),
        (402, "", "payment_required"),
        (402, "no balance", "payment_required_because"),
        (404, "", "not_found"),
        (429, "", "too_many_requests"),
        (450, "", "queue_full"),
        (500, "", "broken"),
        (500, "CUDA out of memory", "broken_because"),
        (501, "", "not_implemented"),
        (505, "", "broken"),
        (507, "", "storage_full"),
    ],
)
async def test_a_service_that_does_not_work_is_not_loaded_and_says_why(
    hass: HomeAssistant, status: int, words: str, key: str
) -> None:
    async with serving(Service(before=refusing(99, status, words))) as service:
        entry = entry_of(service, PROFILE)
        entry.add_to_hass(hass)
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == key
        assert hass.states.get(TTS_ENTITY) is None

        service.before = None
        assert await hass.config_entries.async_reload(entry.entry_id)
        assert hass.states.get(TTS_ENTITY) is not None
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("status", [401, 403])
async def test_a_token_that_is_refused_later_is_asked_for(hass: HomeAssistant, status: int) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        service.before = refusing(9, status)
        await entry.runtime_data.voices.async_refresh()
        await hass.async_block_till_done()
        (flow,) = hass.config_entries.flow.async_progress()
        assert flow["context"]["source"] == SOURCE_REAUTH
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_set_up_that_is_tried_again_waits_as_long_as_the_service_wants(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = refusing(99, 429, **{"Retry-After": "90"})
    async with serving(Service(before=many)) as service:
        entry = entry_of(service, PROFILE)
        entry.add_to_hass(hass)
        assert not await hass.config_entries.async_setup(entry.entry_id)
        for _ in range(3):
            await hass.config_entries.async_reload(entry.entry_id)
            assert entry.state is ConfigEntryState.SETUP_RETRY
            assert entry.error_reason_translation_key == "too_many_requests_wait"
            assert entry.error_reason_translation_placeholders is not None
            assert entry.error_reason_translation_placeholders["seconds"] == "90"
        assert len(service.requests) == 1

        service.before = None
        later = monotonic() + 91
        monkeypatch.setattr(coordinator, "monotonic", lambda: later)
        assert await hass.config_entries.async_reload(entry.entry_id)
        assert hass.states.get(TTS_ENTITY) is not None
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("header", "least", "most"), [("120", 119, 120), ("0", 30, 30), ("999999", 3599, 3600)]
)
async def test_a_service_with_too_much_to_do_stays_available_and_is_left_alone(
    hass: HomeAssistant, header: str, least: int, most: int
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        voices = entry.runtime_data.voices
        service.before = refusing(99, 429, **{"Retry-After": header})
        await voices.async_refresh()
        assert voices.last_update_success
        assert list(voices.data or ()) == [VOICE["id"]]
        assert voices.update_interval is not None
        assert least <= voices.update_interval.total_seconds() <= most
        if least > 30:
            asked = len(service.requests)
            await voices.async_refresh()
            assert len(service.requests) == asked
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("status", "key"), [(500, "broken"), (402, "payment_required"), (404, "not_found")]
)
async def test_entities_are_unavailable_while_the_service_is_known_not_to_work(
    hass: HomeAssistant, status: int, key: str
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        service.before = refusing(99, status)
        await entry.runtime_data.voices.async_refresh()
        state = hass.states.get(TTS_ENTITY)
        assert state is not None
        assert state.state == "unavailable"
        error = entry.runtime_data.voices.last_exception
        assert getattr(error, "translation_key", None) == key

        service.before = None
        await entry.runtime_data.voices.async_refresh()
        state = hass.states.get(TTS_ENTITY)
        assert state is not None
        assert state.state != "unavailable"
        await hass.config_entries.async_unload(entry.entry_id)


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


async def test_voices_that_were_known_before_a_restart_are_known_while_the_service_sleeps(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        known = entry.runtime_data.voices.data
        options = dict(entity(hass).default_options)

        service.before = refusing(99, 503)
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        voices = entry.runtime_data.voices
        assert voices.data == known
        assert voices.has(VOICE["id"])
        assert voices.has("one-that-was-added-since") is None
        # The same phrase is found in the cache.
        assert dict(entity(hass).default_options) == options
        assert [
            voice.voice_id for voice in entity(hass).async_get_supported_voices("zh") or ()
        ] == [VOICE["id"]]
        # It is not asked again, which would wake it up, but when it is due.
        asked = len(service.requests)
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=30))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(service.requests) == asked

        service.before = None
        service.voices.clear()
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=7))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert entry.runtime_data.voices.data == {}
        assert entry.runtime_data.voices.has(VOICE["id"]) is False
        (profile,) = entry.subentries
        assert issue_registry.async_get_issue(DOMAIN, f"voice_gone_{profile}") is not None
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_service_that_has_spoken_is_listed_if_that_was_not_possible_before(
    hass: HomeAssistant,
) -> None:
    asleep = refusing(1, 503, **{"Retry-After": "300"})
    async with serving(Service(before=asleep)) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        await entry.runtime_data.voices.async_refresh()
        assert len(service.requests) == 1
        assert entry.runtime_data.voices.data is None
        entry.runtime_data.voices.heard_from(VOICE["id"])
        await hass.async_block_till_done(wait_background_tasks=True)
        assert list(entry.runtime_data.voices.data or ()) == [VOICE["id"]]
        asked = len(service.requests)
        entry.runtime_data.voices.heard_from(VOICE["id"])
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(service.requests) == asked
        await hass.config_entries.async_unload(entry.entry_id)


OTHER = {**VOICE, "id": "other"}


def listing(*listed: dict[str, object], one: int = 200) -> Before:
    """A service that lists some of its voices only, and answers about one of them with a status."""

    async def answer(request: web.Request) -> web.StreamResponse | None:
        if request.match_info.get("id") is None:
            return web.json_response(list(listed))
        return None if one == 200 else web.Response(status=one)

    return answer


async def test_a_voice_that_is_not_in_the_list_is_asked_for_before_it_is_called_gone(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    async with serving(Service(before=listing(OTHER))) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        voices = entry.runtime_data.voices
        assert list(voices.data or ()) == ["other", VOICE["id"]]
        assert voices.has(VOICE["id"])
        assert not issue_registry.issues
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("status", [400, 403, 405, 429, 500, 503])
async def test_a_voice_is_not_called_gone_while_the_service_cannot_say(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry, status: int
) -> None:
    async with serving(Service(before=listing(OTHER, one=status))) as service:
        entry = entry_of(service, PROFILE)
        await set_up(hass, entry)
        voices = entry.runtime_data.voices
        assert list(voices.data or ()) == ["other"]
        assert voices.has(VOICE["id"]) is None
        assert not issue_registry.issues

        service.before = listing(OTHER, one=404)
        await voices.async_refresh()
        assert voices.has(VOICE["id"]) is False
        assert issue_registry.issues

        # Nor is it called there again.
        service.before = listing(OTHER, one=status)
        await voices.async_refresh()
        assert voices.has(VOICE["id"]) is False
        assert issue_registry.issues
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_list_that_is_full_says_nothing_of_what_is_not_in_it(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coordinator, "VOICES_LISTED", 1)
    async with serving(Service(voices=[dict(VOICE), OTHER])) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        voices = entry.runtime_data.voices
        (listed,) = voices.data or {}
        (left_out,) = {VOICE["id"], "other"} - {listed}
        assert voices.has(left_out) is None
        monkeypatch.setattr(coordinator, "VOICES_LISTED", 3)
        await voices.async_refresh()
        assert voices.has(left_out)
        assert voices.has("no-such-voice") is False
        await hass.config_entries.async_unload(entry.entry_id)


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
