"""What Home Assistant keeps of speech is what was asked for: whole, and in the right voice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
import os
from typing import TYPE_CHECKING, Any

from aiohttp import web
from homeassistant.components import tts
from homeassistant.components.tts.const import DATA_TTS_MANAGER
import pytest

from tests.shared_client.service import VOICE, Service, Task, result, serving, sse, tone

from .conftest import TTS_ENTITY, entry_of, set_up
from .speech import HEADER, letters, no_websocket

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry

OTHER = {**VOICE, "id": "other", "filename": "grandpa.wav"}
GRANDMA = {"title": "Grandma", "voice": VOICE["id"], "language": "zh"}
GRANDPA = {"title": "Grandpa", "voice": "other", "language": "zh", "speed": 1.25}
MESSAGE = "你好。"

HERS = tone(0.1)
HIS = tone(0.2)


class Voices:
    """A service that speaks in the voices it has, each with a sound of its own."""

    def __init__(self) -> None:
        self.service = Service(task=self._speak, voices=[dict(VOICE), dict(OTHER)])
        self.spoken: list[str] = []

    def lose(self) -> None:
        """Delete grandma's voice."""
        self.service.voices = [dict(OTHER)]

    def bring_back(self) -> None:
        """Store it again, as it was."""
        self.service.voices = [dict(VOICE), dict(OTHER)]

    async def _speak(self, task: Task) -> None:
        while await task.run_task():
            await task.started()
            await task.all_text()
            voice = task.parameters["reference_audio_id"]
            if voice not in {one["id"] for one in self.service.voices}:
                await task.event("task-failed", error_code="404", error_message="no such voice")
                continue
            self.spoken.append(voice)
            await task.audio(HEADER + (HERS if voice == VOICE["id"] else HIS))
            await task.finished()


class Home:
    """Home Assistant with two profiles; his stands in for hers."""

    def __init__(self, hass: HomeAssistant, voices: Voices, entry: MockConfigEntry) -> None:
        self.hass = hass
        self.voices = voices
        self.entry = entry

    async def heard(
        self, message: str | AsyncGenerator[str] = MESSAGE, *, cache: bool = True, **options: Any
    ) -> bytes:
        """The samples that a listener hears."""
        options.setdefault("preferred_format", "wav")
        manager = self.hass.data[DATA_TTS_MANAGER]
        stream = manager.async_create_result_stream(TTS_ENTITY, cache, None, options)
        if isinstance(message, str):
            stream.async_set_message(message)
        else:
            stream.async_set_message_stream(message)
        data = b"".join([data async for data in stream.async_stream_result()])
        await self.hass.async_block_till_done(wait_background_tasks=True)
        return data[44:]

    def restart(self) -> None:
        """Keep only what is on the disk."""
        self.hass.data[DATA_TTS_MANAGER].mem_cache.clear()


@pytest.fixture
async def home(hass: HomeAssistant) -> AsyncIterator[Home]:
    voices = Voices()
    async with serving(voices.service) as service:
        entry = entry_of(service, GRANDMA, GRANDPA)
        await set_up(hass, entry)
        _, grandpa = entry.subentries
        hass.config_entries.async_update_entry(entry, options={"fallback_profile": grandpa})
        await hass.async_block_till_done()
        yield Home(hass, voices, entry)
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_voice_that_comes_back_speaks_what_its_fallback_spoke(
    home: Home, *, restarted: bool, cache: bool
) -> None:
    home.voices.lose()
    assert await home.heard(cache=cache) == HIS
    # It is tried each time.
    assert await home.heard(cache=cache) == HIS
    home.voices.bring_back()
    if restarted:
        home.restart()
    assert await home.heard(cache=cache) == HERS
    assert await home.heard(cache=cache) == HERS
    assert home.voices.spoken == ["other", "other", VOICE["id"]]
    await home.entry.runtime_data.voices.async_refresh()
    home.restart()
    assert await home.heard() == HERS


async def test_a_voice_that_comes_back_speaks_once_the_service_was_listed(home: Home) -> None:
    home.voices.lose()
    await home.entry.runtime_data.voices.async_refresh()
    assert await home.heard() == HIS
    home.voices.bring_back()
    await home.entry.runtime_data.voices.async_refresh()
    assert await home.heard() == HERS


async def test_what_a_voice_has_spoken_is_played_in_it_while_it_is_gone(home: Home) -> None:
    assert await home.heard() == HERS
    home.voices.lose()
    await home.entry.runtime_data.voices.async_refresh()
    assert await home.heard() == HERS
    home.restart()
    assert await home.heard() == HERS
    assert home.voices.spoken == [VOICE["id"]]


async def test_a_fallback_is_kept_under_what_it_is(home: Home) -> None:
    home.voices.lose()
    assert await home.heard() == HIS
    as_he_speaks: dict[str, Any] = {"voice": "other", "speed": 1.25, "mode": "fast_replication"}
    assert await home.heard(**as_he_speaks) == HIS
    home.restart()
    assert await home.heard(**as_he_speaks) == HIS
    assert home.voices.spoken == ["other"]


async def test_a_text_that_begins_like_a_message_leaves_what_is_kept_of_it(home: Home) -> None:
    assert await home.heard() == HERS
    home.voices.lose()
    assert await home.heard(letters(MESSAGE)) == HIS
    assert await home.heard() == HERS
    assert home.voices.spoken == [VOICE["id"], "other"]


@pytest.mark.parametrize(
    "change",
    [{"bytes": 5}, {"created_at": 5}, {"text": "别的。"}],
    ids=lambda change: next(iter(change)),
)
async def test_a_voice_named_by_a_call_is_not_played_as_it_was_before(
    home: Home, change: dict[str, Any]
) -> None:
    for _ in range(2):
        assert await home.heard(voice="other") == HIS
    assert home.voices.spoken == ["other"]
    home.voices.service.voices = [dict(VOICE), {**OTHER, **change}]
    await home.entry.runtime_data.voices.async_refresh()
    for _ in range(2):
        assert await home.heard(voice="other") == HIS
    assert home.voices.spoken == ["other", "other"]
    home.restart()
    assert await home.heard(voice="other") == HIS
    assert home.voices.spoken == ["other", "other"]


async def test_a_voice_that_was_deleted_and_made_again_is_not_played_as_it_was_before(
    home: Home,
) -> None:
    assert await home.heard(voice="other") == HIS
    voices = home.entry.runtime_data.voices
    home.voices.service.voices = [dict(VOICE)]
    await voices.async_refresh()
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    home.voices.service.voices = [dict(VOICE), {**OTHER, "text": "Another recording."}]
    await home.entry.runtime_data.voices.async_refresh()
    assert await home.heard(voice="other") == HIS
    assert home.voices.spoken == ["other", "other"]


async def test_a_voice_that_is_newer_than_the_list_is_known_after_it_has_spoken(
    home: Home,
) -> None:
    home.voices.service.voices.append({**OTHER, "id": "new"})
    assert await home.heard(voice="new") == HIS
    voices = home.entry.runtime_data.voices
    assert voices.has("new")
    home.voices.service.voices[-1] = {**OTHER, "id": "new", "bytes": 7}
    await voices.async_refresh()
    assert await home.heard(voice="new") == HIS
    assert home.voices.spoken == ["new", "new"]


async def test_a_new_voice_costs_nothing_that_is_kept(home: Home) -> None:
    assert await home.heard() == HERS
    assert await home.heard(voice="other") == HIS
    home.voices.service.voices.append({**OTHER, "id": "new"})
    await home.entry.runtime_data.voices.async_refresh()
    assert await home.heard() == HERS
    assert await home.heard(voice="other") == HIS
    assert home.voices.spoken == [VOICE["id"], "other"]


async def test_a_list_that_is_set_by_hand_counts_as_well(home: Home) -> None:
    voices = home.entry.runtime_data.voices
    assert await home.heard(voice="other") == HIS
    assert voices.data is not None
    changed = replace(voices.data["other"], bytes=1)
    voices.async_set_updated_data({**voices.data, "other": changed})
    assert await home.heard(voice="other") == HIS
    assert home.voices.spoken == ["other", "other"]


async def test_a_mode_that_a_call_gives_with_an_instruction_is_not_taken_for_the_profiles_own(
    home: Home,
) -> None:
    modes = []

    async def speak(task: Task) -> None:
        while await task.run_task():
            await task.started()
            await task.all_text()
            modes.append(task.parameters["mode"])
            await task.audio(HEADER + HERS)
            await task.finished()

    home.voices.service.task = speak
    for _ in range(2):
        await home.heard(instruct="slowly")
        await home.heard(instruct="slowly", mode="fast_replication")
        await home.heard(instruct="slowly", mode="cross_lingual_replication")
    assert modes == [
        "natural_language_replication",
        "fast_replication",
        "cross_lingual_replication",
    ]


# --- Speech that breaks off -----------------------------------------------------------------------


async def breaking_off(task: Task) -> None:
    while await task.run_task():
        await task.started()
        await task.all_text()
        await task.audio(HEADER + HERS)
        await task.event("task-failed", error_code="500", error_message="out of memory")


async def hanging_up(task: Task) -> None:
    await task.run_task()
    await task.started()
    await task.all_text()
    await task.audio(HEADER + HERS)
    await task.socket.close()


async def events_cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(sse(result(HEADER + HERS)))
    await asyncio.sleep(0.1)
    assert request.transport is not None
    request.transport.abort()
    return response


async def events_with_an_error(_: web.Request) -> web.StreamResponse:
    failed = {"error": {"code": "500", "message": "out of memory"}}
    return web.Response(body=sse(result(HEADER + HERS), failed), content_type="text/event-stream")


@pytest.mark.parametrize(
    "service",
    [
        Service(task=breaking_off),
        Service(task=hanging_up),
        Service(before=no_websocket, speech=events_cut_off),
        Service(before=no_websocket, speech=events_with_an_error),
    ],
    ids=["failed", "hung up", "cut off", "error"],
)
@pytest.mark.parametrize(
    "options",
    [
        {"preferred_format": "wav"},
        {},
        {"preferred_format": "flac", "preferred_sample_rate": 48_000},
        {"preferred_format": "ogg"},
    ],
    ids=lambda options: options.get("preferred_format", "mp3"),
)
async def test_what_breaks_off_is_not_kept(
    hass: HomeAssistant, service: Service, options: dict[str, Any]
) -> None:
    async with serving(service):
        entry = entry_of(service, GRANDMA)
        await set_up(hass, entry)
        manager = hass.data[DATA_TTS_MANAGER]
        stream = tts.async_create_stream(hass, TTS_ENTITY, options=options)
        stream.async_set_message(MESSAGE)
        with suppress(Exception):
            async for _ in stream.async_stream_result():
                pass
        await hass.async_block_till_done(wait_background_tasks=True)
        assert not manager.mem_cache
        assert not manager.file_cache
        assert await hass.async_add_executor_job(os.listdir, manager.cache_dir) == []
        await hass.config_entries.async_unload(entry.entry_id)
