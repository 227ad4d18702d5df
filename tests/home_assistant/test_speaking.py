"""Messages are spoken: to a media player, in the form that the caller wants."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.home_assistant.running import SPEAKER, HomeAssistant
from tests.home_assistant.sound import Sound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.home_assistant

SENTENCE = "Somebody is at the front door, and the kettle has been on for a while."


def assert_is_speech(sound: Sound) -> None:
    assert 2 < sound.seconds < 12
    assert sound.level > 0.01
    assert sound.loud_seconds() > sound.seconds / 2


async def test_home_assistant_is_onboarded_and_has_the_profile(home: HomeAssistant) -> None:
    entities = [state["entity_id"] for state in await home.get("/api/states")]
    assert "tts.grandma" in entities
    entry = (await home.entries())[0]
    assert entry["state"] == "loaded"
    assert entry["source"] == "user"


async def test_tts_speak_plays_on_a_media_player(home: HomeAssistant) -> None:
    await home.call(
        "tts.speak",
        entity_id="tts.grandma",
        media_player_entity_id=SPEAKER,
        message=SENTENCE,
        cache=False,
    )
    played = await home.when(
        SPEAKER, lambda state: state["state"] == "idle" and "file" in state["attributes"]
    )
    assert played["attributes"]["status"] == 200
    assert played["attributes"]["content_type"] == "audio/mpeg"
    sound = Sound.of(await asyncio.to_thread(Path(played["attributes"]["file"]).read_bytes))
    assert sound.codec.startswith("mp3")
    assert sound.sample_rate == 24_000
    assert_is_speech(sound)


@asynccontextmanager
async def programs_of(pid: int) -> AsyncIterator[set[str]]:
    """Collect the names of the programs that a process starts while the block runs."""
    names: set[str] = set()

    async def look() -> None:
        process = psutil.Process(pid)
        while True:
            for child in process.children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    names.add(child.name())
            await asyncio.sleep(0.005)

    looking = asyncio.create_task(look())
    try:
        yield names
    finally:
        looking.cancel()
        await asyncio.wait((looking,))


@pytest.mark.parametrize(
    ("wanted", "codec", "rate", "channels"),
    [
        ({}, "mp3float", 24_000, 1),
        ({"preferred_format": "wav"}, "pcm_s16le", 24_000, 1),
        (
            {"preferred_format": "wav", "preferred_sample_rate": 16_000},
            "pcm_s16le",
            16_000,
            1,
        ),
        (
            {
                "preferred_format": "wav",
                "preferred_sample_rate": 48_000,
                "preferred_sample_channels": 2,
                "preferred_sample_bytes": 2,
            },
            "pcm_s16le",
            48_000,
            2,
        ),
        ({"preferred_format": "mp3", "preferred_sample_rate": 44_100}, "mp3float", 44_100, 1),
        ({"preferred_format": "flac", "preferred_sample_rate": 48_000}, "flac", 48_000, 1),
    ],
)
async def test_the_form_is_the_one_asked_for_and_no_ffmpeg_starts(
    home: HomeAssistant,
    wanted: dict[str, Any],
    codec: str,
    rate: int,
    channels: int,
) -> None:
    async with programs_of(home.pid) as programs:
        sound = Sound.of(await home.speak("tts.grandma", f"{SENTENCE} {codec} {rate}.", **wanted))
    assert (sound.codec, sound.sample_rate, sound.channels) == (codec, rate, channels)
    assert_is_speech(sound)
    assert "ffmpeg" not in programs


async def test_what_no_process_but_ffmpeg_makes_is_seen_to_start_one(
    home: HomeAssistant,
) -> None:
    async with programs_of(home.pid) as programs:
        sound = Sound.of(await home.speak("tts.grandma", SENTENCE, preferred_format="ogg"))
    assert_is_speech(sound)
    assert "ffmpeg" in programs


async def test_options_of_a_call_change_the_sound(home: HomeAssistant) -> None:
    plain = Sound.of(await home.speak("tts.grandma", SENTENCE, preferred_format="wav"))
    quick = Sound.of(await home.speak("tts.grandma", SENTENCE, preferred_format="wav", speed=2.0))
    assert quick.seconds < 0.7 * plain.seconds


async def test_speaking_is_not_complained_of(home: HomeAssistant) -> None:
    length = len(home.log())
    for form in ("wav", "mp3", "flac", "ogg"):
        await home.speak("tts.grandma", f"Nobody complains of {form}.", preferred_format=form)
    assert home.complaints(length) == []


async def test_a_voice_is_previewed_from_the_media_browser(home: HomeAssistant) -> None:
    media = await home.socket.command("media_source/browse_media")
    while True:
        found = [
            child
            for child in media["children"]
            if child["media_content_id"].startswith("media-source://cosyvoice")
        ]
        if found[0]["can_play"]:
            break
        media = await home.socket.command(
            "media_source/browse_media", media_content_id=found[0]["media_content_id"]
        )
    before = (await home.state(SPEAKER))["attributes"].get("file")
    await home.call(
        "media_player.play_media",
        entity_id=SPEAKER,
        media_content_id=found[0]["media_content_id"],
        media_content_type=found[0]["media_content_type"],
    )
    played = await home.when(
        SPEAKER, lambda state: state["attributes"].get("file") not in {before, None}
    )
    file = Path(played["attributes"]["file"])
    assert Sound.of(await asyncio.to_thread(file.read_bytes)).loud_seconds() > 1


async def test_speech_is_written_to_a_file_that_can_be_played(home: HomeAssistant) -> None:
    async with home.session.post(
        "/api/services/cosyvoice/synthesize?return_response",
        json={"profile": "tts.grandma", "message": SENTENCE},
    ) as answer:
        assert answer.status == 200, await answer.text()
        made = (await answer.json())["service_response"]
    assert made["duration"] > 2, made
    await home.call(
        "media_player.play_media",
        entity_id=SPEAKER,
        media_content_id=made["media_content_id"],
        media_content_type="music",
    )
    state = await home.state(SPEAKER)
    assert state["attributes"]["status"] == 200
    file = Path(state["attributes"]["file"])
    sound = Sound.of(await asyncio.to_thread(file.read_bytes))
    assert abs(sound.seconds - made["duration"]) < 0.1
