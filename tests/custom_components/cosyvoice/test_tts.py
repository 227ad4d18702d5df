"""Voice profiles as entities: the form of the audio, options of a call, the cache, the voices."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
import io
from typing import TYPE_CHECKING, Any

import av
from homeassistant.components import tts
from homeassistant.components.tts.const import DATA_TTS_MANAGER
from homeassistant.components.tts.entity import TTSAudioRequest
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.cosyvoice import tts as platform
from custom_components.cosyvoice.const import LANGUAGES
from custom_components.cosyvoice.shared_client import AudioSpec, CosyVoiceClient
from custom_components.cosyvoice.shared_client.wav import wav_file
from tests.shared_client.service import VOICE, Service, refusing, serving, tone

from .conftest import (
    TTS_ENTITY,
    LocalServer,
    entity,
    entry_of,
    set_up,
    studio_entry_of,
    voices_of,
)
from .speech import echo
from .test_services import act, recorded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

    from custom_components.cosyvoice.activity import Activity
    from tests.model_studio import ModelStudio

MESSAGE = "Good morning, everybody."


async def once(message: str) -> AsyncGenerator[str]:
    yield message


async def served(hass: HomeAssistant, message: str = MESSAGE, **options: Any) -> bytes:
    """What Home Assistant serves."""
    stream = tts.async_create_stream(hass, TTS_ENTITY, options=options)
    stream.async_set_message(message)
    return b"".join([data async for data in stream.async_stream_result()])


async def made(hass: HomeAssistant, message: str = MESSAGE, **options: Any) -> tuple[str, bytes]:
    """What the entity itself makes of a message, and under which extension."""
    options = {**entity(hass).default_options, **options}
    request = TTSAudioRequest("en", options, once(message))
    response = await entity(hass).async_stream_tts_audio(request)
    return response.extension, b"".join([data async for data in response.data_gen])


def decoded(data: bytes) -> tuple[str, int, int]:
    """Codec, rate and channels of audio that has some."""
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams.audio[0]
        assert sum(frame.samples for frame in container.decode(stream)) / stream.rate > 0.8
        return stream.codec_context.name, stream.rate, stream.channels


@pytest.mark.usefixtures("init_integration")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ("mp3float", 24_000, 1)),
        ({"preferred_format": "wav"}, ("pcm_s16le", 24_000, 1)),
        ({"preferred_format": "flac"}, ("flac", 24_000, 1)),
        # By way of ffmpeg.
        ({"preferred_format": "ogg"}, ("vorbis", 24_000, 1)),
        (
            {
                "preferred_format": "wav",
                "preferred_sample_rate": 16_000,
                "preferred_sample_channels": 1,
                "preferred_sample_bytes": 2,
            },
            ("pcm_s16le", 16_000, 1),
        ),
    ],
)
async def test_home_assistant_serves_the_form_asked_for(
    hass: HomeAssistant, options: dict[str, Any], expected: tuple[str, int, int]
) -> None:
    assert decoded(await served(hass, **options)) == expected


def shape(form: str, rate: int, channels: int = 1, width: int = 2) -> dict[str, Any]:
    return {
        "preferred_format": form,
        "preferred_sample_rate": rate,
        "preferred_sample_channels": channels,
        "preferred_sample_bytes": width,
    }


@pytest.mark.usefixtures("init_integration")
@pytest.mark.parametrize(
    ("options", "extension", "expected"),
    [
        (shape("wav", 16_000), "wav", ("pcm_s16le", 16_000, 1)),
        (shape("wav", 48_000, 2), "wav", ("pcm_s16le", 48_000, 2)),
        (shape("wav", 22_050, 1, 4), "wav", ("pcm_s32le", 22_050, 1)),
        # Beyond what the service makes: made of what it does.
        (shape("wav", 96_000, 1, 3), "wav", ("pcm_s24le", 96_000, 1)),
        # What Home Assistant's Voice asks for.
        (shape("flac", 48_000), "flac", ("flac", 48_000, 1)),
        ({**shape("mp3", 44_100), "preferred_bitrate": "64"}, "mp3", ("mp3float", 44_100, 1)),
        # Left to Home Assistant.
        (shape("flac", 48_000, 6), "wav", ("pcm_s16le", 48_000, 1)),
        (shape("mp3", 47_999), "wav", ("pcm_s16le", 47_999, 1)),
        (shape("ogg", 96_000), "wav", ("pcm_s16le", 24_000, 1)),
    ],
)
async def test_the_entity_makes_the_form_itself(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    extension: str,
    expected: tuple[str, int, int],
) -> None:
    monkeypatch.setattr(platform, "_CONVERTS_ALWAYS", False)
    found, data = await made(hass, **options)
    assert (found, decoded(data)) == (extension, expected)


@pytest.mark.usefixtures("init_integration")
async def test_where_home_assistant_converts_anyway_it_is_given_wav(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "_CONVERTS_ALWAYS", True)
    extension, data = await made(hass, **shape("flac", 48_000))
    assert (extension, decoded(data)) == ("wav", ("pcm_s16le", 48_000, 1))
    extension, data = await made(hass, preferred_format="flac")
    assert (extension, decoded(data)) == ("flac", ("flac", 24_000, 1))


@pytest.mark.usefixtures("init_integration")
async def test_options_of_a_call_take_effect(hass: HomeAssistant) -> None:
    _, normal = await made(hass, preferred_format="wav")
    _, fast = await made(hass, preferred_format="wav", speed="2.0")
    _, silent = await made(hass, preferred_format="wav", volume=0)
    assert 0.4 < len(fast) / len(normal) < 0.6
    assert set(silent[44:]) == {0}


@pytest.mark.parametrize(
    ("options", "key", "words"),
    [
        ({"speed": 3}, "speed_out_of_range", "from 0.5 to 2, not 3"),
        ({"speed": "fast"}, "speed_out_of_range", "not fast"),
        ({"volume": -1}, "volume_out_of_range", "not -1"),
        ({"mode": "singing"}, "mode_unknown", "“singing” isn't a mode"),
        ({"mode": "natural_language_replication"}, "instruction_missing", "needs an instruction"),
        ({"preferred_sample_rate": "high"}, "invalid_options", "aren't valid"),
    ],
)
async def test_options_that_cannot_be_are_refused_in_words(
    hass: HomeAssistant,
    init_integration: MockConfigEntry,
    options: dict[str, Any],
    key: str,
    words: str,
) -> None:
    reported: list[Activity] = []
    init_integration.runtime_data.activity.async_listen(reported.append)
    with pytest.raises(ServiceValidationError) as raised:
        await made(hass, **options)
    assert raised.value.translation_key == key
    # Home Assistant tells no automation of it; the event entity does.
    assert reported[-1].attributes["error_type"] == "invalid_options"
    assert words in reported[-1].attributes["error"]


@pytest.mark.usefixtures("init_integration")
async def test_an_instruction_is_followed_whatever_the_mode(hass: HomeAssistant) -> None:
    spoken_with = entity(hass)._speech_options(
        {**entity(hass).default_options, "instruct": "in a whisper"}, 24_000
    )
    assert spoken_with.mode == "natural_language_replication"
    assert spoken_with.instruct == "in a whisper"
    numbered = entity(hass)._speech_options({**entity(hass).default_options, "instruct": 5}, 24_000)
    assert numbered.instruct == "5"


@pytest.mark.parametrize(
    ("own", "given", "mode", "instruct"),
    [
        ({}, {}, "fast_replication", None),
        ({}, {"instruct": "Whisper."}, "natural_language_replication", "Whisper."),
        ({}, {"instruct": "Whisper.", "mode": "fast_replication"}, "fast_replication", None),
        (
            {},
            {"instruct": "Whisper.", "mode": "cross_lingual_replication"},
            "cross_lingual_replication",
            None,
        ),
        (
            {"mode": "natural_language_replication", "instruct": "slowly"},
            {"mode": "fast_replication"},
            "fast_replication",
            None,
        ),
        (
            {"mode": "natural_language_replication", "instruct": "slowly"},
            {},
            "natural_language_replication",
            "slowly",
        ),
        ({"mode": "cross_lingual_replication"}, {"mode": None}, "cross_lingual_replication", None),
    ],
)
async def test_a_mode_that_is_given_is_used_as_in_a_file(
    hass: HomeAssistant,
    tmp_path: Path,
    own: dict[str, Any],
    given: dict[str, Any],
    mode: str,
    instruct: str | None,
) -> None:
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    seen: list[dict[str, Any]] = []
    async with serving(Service(task=recorded(seen))) as service:
        entry = entry_of(service, {"voice": VOICE["id"], "language": "zh"} | own)
        await set_up(hass, entry)
        await served(hass, **given)
        await act(hass, "synthesize", message=MESSAGE, profile=TTS_ENTITY, **given)
        await hass.config_entries.async_unload(entry.entry_id)
    for parameters in seen:
        assert (parameters["mode"], parameters["instruct"]) == (mode, instruct or "")
    assert len(seen) == 2


async def test_a_fallback_that_cannot_speak_keeps_nobody_else_from_it(hass: HomeAssistant) -> None:
    seen: list[dict[str, Any]] = []
    own = {"voice": VOICE["id"], "language": "zh"}
    mute = {**own, "title": "Grandpa", "mode": "natural_language_replication"}
    async with serving(Service(task=recorded(seen))) as service:
        entry = entry_of(service, own, mute)
        await set_up(hass, entry)
        _, grandpa = entry.subentries.values()
        hass.config_entries.async_update_entry(
            entry, options={"fallback_profile": grandpa.subentry_id}
        )
        await hass.async_block_till_done()
        assert await served(hass)
        await hass.config_entries.async_unload(entry.entry_id)
    assert len(seen) == 1


async def test_nothing_given_is_the_default(hass: HomeAssistant) -> None:
    seen: list[dict[str, Any]] = []
    own = {"voice": VOICE["id"], "language": "zh", "speed": 1.5, "volume": 0.5}
    async with serving(Service(task=recorded(seen))) as service:
        entry = entry_of(service, own)
        await set_up(hass, entry)
        for name in ("voice", "mode", "instruct", "speed", "volume", *shape("wav", 1)):
            if name != "preferred_format":
                nothing: dict[str, Any] = {name: None}
                await served(hass, **nothing)
        await hass.config_entries.async_unload(entry.entry_id)
    assert len(seen) == 8
    for parameters in seen:
        assert parameters["reference_audio_id"] == VOICE["id"]
        assert parameters["mode"] == "fast_replication"
        assert (parameters["speed"], parameters["volume"]) == (1.5, 0.5)
        assert parameters["sample_rate"] == 24_000


@pytest.mark.parametrize(
    "language",
    [
        *("de-DE", "ja-JP", "zh-Hans", "zh-Hant-HK", "zh_CN", "en_US", "EN-us", "cmn", "yue-HK"),
        *("de_DE.UTF-8", "eng", "fr", "KO", "pt-BR", "xx", "english", "en-", "-", "en us"),
    ],
)
@pytest.mark.usefixtures("init_integration")
async def test_speaks_any_tag_of_a_language_that_it_speaks(
    hass_client: ClientSessionGenerator, language: str
) -> None:
    client = await hass_client()
    answer = await client.post(
        "/api/tts_get_url",
        json={"engine_id": TTS_ENTITY, "message": MESSAGE, "language": language},
    )
    spoken = language not in ("pt-BR", "xx", "english", "en-", "-", "en us")
    assert (answer.status == 200) is spoken
    if spoken:
        audio = await client.get((await answer.json())["path"])
        assert audio.status == 200
        assert decoded(await audio.read())[0] == "mp3float"


async def test_what_changes_the_sound_is_part_of_what_is_cached_under(
    hass: HomeAssistant, service: LocalServer, profile: dict[str, Any]
) -> None:
    seen = []
    for change, options in (
        ({}, {}),
        ({"speed": 1.5}, {}),
        ({"volume": 0.5}, {}),
        ({"mode": "natural_language_replication", "instruct": "slowly"}, {}),
        ({"mode": "cross_lingual_replication"}, {}),
        ({}, {"sample_rate": 16_000}),
        ({}, {"clean_text": False}),
    ):
        entry = entry_of(service, {**profile, **change}, **options)
        await set_up(hass, entry)
        seen.append(entity(hass).default_options)
        await hass.config_entries.async_remove(entry.entry_id)
    assert len({str(options) for options in seen}) == len(seen)


async def test_a_voice_that_was_recorded_anew_is_not_played_from_the_cache(
    hass: HomeAssistant, init_integration: MockConfigEntry, voice: str
) -> None:
    before = dict(entity(hass).default_options)
    voices = init_integration.runtime_data.voices
    recording = voices.data[voice]
    voices.async_set_updated_data({voice: replace(recording, bytes=recording.bytes + 1)})
    assert dict(entity(hass).default_options) != before


async def read_everything(hass: HomeAssistant) -> None:
    """Read every property of every entity, and what Home Assistant asks for before it speaks."""
    for component in ("tts", "event", "sensor"):
        for one in hass.data["entity_components"][component].entities:
            for name in dir(type(one)):
                if isinstance(getattr(type(one), name), property | cached_property):
                    with suppress(Exception):
                        getattr(one, name)
    for language in LANGUAGES:
        entity(hass).async_get_supported_voices(language)
    entity(hass).async_supports_streaming_input()
    tts.async_create_stream(hass, TTS_ENTITY)
    tts.generate_media_source_id(hass, MESSAGE, TTS_ENTITY, "en", {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_reading_what_an_entity_says_of_itself_asks_the_service_nothing(
    hass: HomeAssistant,
) -> None:
    async with serving(Service(task=echo)) as service:
        entry = entry_of(service, {"title": "Grandma", "voice": VOICE["id"], "language": "en"})
        await set_up(hass, entry)
        asked = len(service.requests)
        await read_everything(hass)
        assert len(service.requests) == asked
        assert service.sockets == 0
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_phrase_from_the_cache_asks_the_service_nothing_even_after_a_restart(
    hass: HomeAssistant,
) -> None:
    async with serving(Service(task=echo)) as service:
        entry = entry_of(service, {"title": "Grandma", "voice": VOICE["id"], "language": "en"})
        await set_up(hass, entry)
        heard = await served(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        asked = len(service.requests)
        for _ in range(3):
            assert await served(hass) == heard
        assert len(service.requests) == asked

        service.before = refusing(99, 503)
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        hass.data[DATA_TTS_MANAGER].mem_cache.clear()
        asked = len(service.requests)
        for _ in range(3):
            # From the file, with its tags.
            assert heard[-1000:] in await served(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(service.requests) == asked
        assert service.sockets == 1
        await hass.config_entries.async_unload(entry.entry_id)


async def test_lists_the_voices_of_the_service_its_own_first(
    hass: HomeAssistant, own_service: LocalServer
) -> None:
    (sample,) = await voices_of(own_service)
    async with CosyVoiceClient(own_service.url, own_service.token) as client:
        newer = await client.upload_reference_audio(
            wav_file(tone(4.0), AudioSpec(24_000)), "Hello, my dears.", filename="aunt_mary.wav"
        )
    entry = entry_of(own_service, {"voice": sample.id, "language": "en"})
    await set_up(hass, entry)
    listed = entity(hass).async_get_supported_voices("en") or []
    assert [voice.voice_id for voice in listed] == [sample.id, newer.id]
    assert listed[1].name == "aunt mary – “Hello, my dears.”"


async def test_is_unavailable_while_the_service_is_and_speaks_again_after(
    hass: HomeAssistant, own_service: LocalServer
) -> None:
    (sample,) = await voices_of(own_service)
    entry = entry_of(own_service, {"voice": sample.id, "language": "en"})
    await set_up(hass, entry)
    own_service.kill()
    with pytest.raises(HomeAssistantError) as raised:
        await made(hass)
    assert raised.value.translation_key == "connection_refused"
    await hass.async_block_till_done(wait_background_tasks=True)
    state = hass.states.get(TTS_ENTITY)
    assert state is not None
    assert state.state == "unavailable"

    own_service.start()
    await made(hass)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=15))
    await hass.async_block_till_done(wait_background_tasks=True)
    state = hass.states.get(TTS_ENTITY)
    assert state is not None
    assert state.state != "unavailable"


@pytest.mark.usefixtures("init_integration")
async def test_supports_streaming_and_the_languages_people_write(hass: HomeAssistant) -> None:
    engine = entity(hass)
    assert engine.async_supports_streaming_input()
    assert engine.default_language == "en"
    assert {"zh", "zh-CN", "yue", "en", "en-US", "ja", "ko"} <= set(engine.supported_languages)


# --- Model Studio ---------------------------------------------------------------------------------


@asynccontextmanager
async def studio_profile(
    hass: HomeAssistant, studio: ModelStudio, model: str = "cosyvoice-v3-flash", **profile: Any
) -> AsyncIterator[MockConfigEntry]:
    """A profile of a voice of a model, set up."""
    voice = studio.voice(model).id
    entry = studio_entry_of(studio, {"voice": voice, "language": "en", **profile}, model=model)
    await set_up(hass, entry)
    try:
        yield entry
    finally:
        await hass.config_entries.async_unload(entry.entry_id)


def asked(studio: ModelStudio) -> dict[str, Any]:
    """The parameters of the last task."""
    tasks = [body for body in studio.bodies if body.get("header", {}).get("action") == "run-task"]
    parameters: dict[str, Any] = tasks[-1]["payload"]["parameters"]
    return parameters


@pytest.mark.parametrize(
    ("rate", "served"), [(8_000, 8_000), (11_025, 16_000), (32_000, 44_100), (48_000, 48_000)]
)
async def test_any_sample_rate_is_made_of_one_that_model_studio_has(
    hass: HomeAssistant, studio: ModelStudio, rate: int, served: int
) -> None:
    async with studio_profile(hass, studio):
        _, audio = await made(hass, **shape("wav", rate))
    assert asked(studio)["sample_rate"] == served
    assert decoded(audio)[1] in {rate, served}


async def test_what_a_profile_says_is_said_as_model_studio_takes_it(
    hass: HomeAssistant, studio: ModelStudio
) -> None:
    instruct = "speak softly"
    mode = "natural_language_replication"
    how: dict[str, Any] = {"speed": 1.5, "volume": 1.6, "mode": mode, "instruct": instruct}
    async with studio_profile(hass, studio, **how):
        await made(hass)
    wanted = {"rate": 1.5, "volume": 80, "instruction": instruct, "format": "pcm"}
    assert wanted.items() <= asked(studio).items()


@pytest.mark.parametrize(
    ("model", "options", "key", "words"),
    [
        ("cosyvoice-v3-flash", {"volume": 2.5}, "volume_too_high", {"highest": "2"}),
        (
            "cosyvoice-v3-plus",
            {"instruct": "softly"},
            "instruction_not_offered",
            {"model": "cosyvoice-v3-plus"},
        ),
        ("cosyvoice-v3-flash", {"instruct": "x" * 129}, "instruction_too_long", {"longest": "128"}),
    ],
)
async def test_what_model_studio_cannot_do_is_said_before_anything_is_asked_for(
    hass: HomeAssistant,
    studio: ModelStudio,
    model: str,
    options: dict[str, Any],
    key: str,
    words: dict[str, str],
) -> None:
    async with studio_profile(hass, studio, model):
        with pytest.raises(HomeAssistantError) as raised:
            await made(hass, **options)
    assert raised.value.translation_key == key
    assert words.items() <= (raised.value.translation_placeholders or {}).items()
    assert studio.sockets == studio.characters == 0


async def test_only_voices_that_can_speak_are_offered(
    hass: HomeAssistant, studio: ModelStudio
) -> None:
    async with studio_profile(hass, studio) as entry:
        studio.voice("cosyvoice-v3-plus")
        studio.voice(prefix="refused").status = "UNDEPLOYED"
        other = studio.voice(prefix="other").id
        await entry.runtime_data.voices.async_refresh()
        voices = entity(hass).async_get_supported_voices("en") or []
        (own,) = [profile.data["voice"] for profile in entry.subentries.values()]
        assert [voice.voice_id for voice in voices] == [own, other]
