"""Voices in the media browser, which speak a sentence when they are played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.components import media_source
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source import Unresolvable
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.cosyvoice.const import DOMAIN, LANGUAGES
from custom_components.cosyvoice.hear import trial_sentence
from tests.shared_client.service import Service, Task, refusing, serving

from .conftest import TTS_ENTITY, LocalServer, entry_of, set_up, voices_of
from .speech import echo

if TYPE_CHECKING:
    from homeassistant.components.media_player.browse_media import BrowseMedia
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

ROOT = f"media-source://{DOMAIN}"


async def browse(hass: HomeAssistant, media_id: str) -> BrowseMedia:
    return await media_source.async_browse_media(hass, media_id)


def children(item: BrowseMedia) -> list[tuple[str, str, bool]]:
    return [(child.title, child.media_content_id, child.can_play) for child in item.children or ()]


async def test_one_service_shows_its_voices_at_once(
    hass: HomeAssistant, init_integration: MockConfigEntry, voice: str
) -> None:
    entry_id = init_integration.entry_id
    item = await browse(hass, ROOT)
    assert item.title == "Local"
    name = "reference voice – “This voice was made by a program, so it…”"
    assert children(item) == [(name, f"{ROOT}/{entry_id}/{voice}", True)]
    assert children(await browse(hass, f"{ROOT}/{entry_id}")) == children(item)


async def test_several_services_come_first(
    hass: HomeAssistant, init_integration: MockConfigEntry, own_service: LocalServer
) -> None:
    other = entry_of(own_service)
    await set_up(hass, other)
    item = await browse(hass, ROOT)
    assert item.title == "CosyVoice"
    assert children(item) == [
        ("Local", f"{ROOT}/{init_integration.entry_id}", False),
        ("Local", f"{ROOT}/{other.entry_id}", False),
    ]
    await hass.config_entries.async_unload(other.entry_id)


async def test_a_voice_is_heard(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    init_integration: MockConfigEntry,
    voice: str,
) -> None:
    media = await media_source.async_resolve_media(
        hass, f"{ROOT}/{init_integration.entry_id}/{voice}", None
    )
    assert media.mime_type == "audio/mpeg"
    client = await hass_client()
    answer = await client.get(media.url)
    assert answer.status == 200
    assert len(await answer.read()) > 5_000


async def test_a_voice_speaks_as_it_is_whatever_the_profile(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    tasks: list[Task] = []

    async def speaking(task: Task) -> None:
        while await task.run_task():
            tasks.append(task)
            await task.started()
            await task.all_text()
            await task.audio(bytes(48_000))
            await task.finished()

    voices = [
        {"id": name, "filename": f"{name}.wav", "bytes": 1, "created_at": 1, "text": ""}
        for name in ("own", "other")
    ]
    async with serving(Service(voices=voices, task=speaking)) as service:
        entry = entry_of(
            service,
            {
                "voice": "own",
                "mode": "natural_language_replication",
                "instruct": "Whisper.",
                "speed": 2.0,
                "volume": 0.2,
                "language": "zh-CN",
            },
        )
        await set_up(hass, entry)
        media = await media_source.async_resolve_media(hass, f"{ROOT}/{entry.entry_id}/other", None)
        assert (await (await hass_client()).get(media.url)).status == 200
        await hass.config_entries.async_unload(entry.entry_id)
    (task,) = tasks
    assert "".join(task.texts).strip() == trial_sentence("zh")
    said = task.parameters
    assert said["reference_audio_id"] == "other"
    assert said["mode"] == "fast_replication"
    assert (said["speed"], said["volume"]) == (1.0, 1.0)


def test_there_is_a_sentence_in_every_language() -> None:
    assert len({trial_sentence(language) for language in LANGUAGES}) == len(
        {language.partition("-")[0] for language in LANGUAGES}
    )


async def test_says_what_cannot_be_played(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    voice: str,
) -> None:
    entry_id = init_integration.entry_id

    async def key(media_id: str) -> str | None:
        with pytest.raises(Unresolvable) as raised:
            await media_source.async_resolve_media(hass, media_id, None)
        assert raised.value.translation_domain == DOMAIN
        return raised.value.translation_key

    assert await key(ROOT) == "service_not_loaded"
    assert await key(f"{ROOT}/none/{voice}") == "service_not_loaded"
    assert await key(f"{ROOT}/{entry_id}/none") == "voice_unknown"
    assert await key(f"{ROOT}/{entry_id}") == "voice_unknown"

    entity_registry.async_update_entity(TTS_ENTITY, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert await key(f"{ROOT}/{entry_id}/{voice}") == "no_profile"
    entity_registry.async_remove(TTS_ENTITY)
    assert await key(f"{ROOT}/{entry_id}/{voice}") == "no_profile"

    await hass.config_entries.async_unload(entry_id)
    assert await key(f"{ROOT}/{entry_id}/{voice}") == "service_not_loaded"
    with pytest.raises(BrowseError):
        await browse(hass, f"{ROOT}/{entry_id}")
    assert children(await browse(hass, ROOT)) == []


async def test_a_service_without_profiles_cannot_speak(
    hass: HomeAssistant, own_service: LocalServer
) -> None:
    entry = entry_of(own_service)
    await set_up(hass, entry)
    (voice,) = await voices_of(own_service)
    with pytest.raises(Unresolvable) as raised:
        await media_source.async_resolve_media(hass, f"{ROOT}/{entry.entry_id}/{voice.id}", None)
    assert raised.value.translation_key == "no_profile"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_service_that_has_never_been_listed_is_not_shown_as_empty(
    hass: HomeAssistant,
) -> None:
    async with serving(Service(task=echo, before=refusing(1, 503))) as service:
        entry = entry_of(service, {"title": "Grandma", "voice": "any", "language": "zh"})
        await set_up(hass, entry)
        with pytest.raises(BrowseError) as raised:
            await browse(hass, ROOT)
        assert raised.value.translation_key == "voices_unknown"
        # One that a person names is tried all the same.
        media = await media_source.async_resolve_media(
            hass, f"{ROOT}/{entry.entry_id}/any-voice", None
        )
        assert media.url.startswith("/api/tts_proxy/")
        await hass.async_block_till_done(wait_background_tasks=True)
        assert service.sockets == 1
        await hass.config_entries.async_unload(entry.entry_id)


async def test_voices_are_browsed_without_asking_the_service(hass: HomeAssistant) -> None:
    async with serving(Service()) as service:
        entry = entry_of(service)
        await set_up(hass, entry)
        asked = len(service.requests)
        assert len(children(await browse(hass, ROOT))) == 1
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(service.requests) == asked
        await hass.config_entries.async_unload(entry.entry_id)
