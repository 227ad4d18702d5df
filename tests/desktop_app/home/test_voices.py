"""Voices of the home read texts of a speaking style, over a real connection."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp import web
import pytest

from desktop_app.home.login import HomeError, SignedOutError
from desktop_app.home.membership import load_membership, save_membership
from desktop_app.home.pairing import pair
from desktop_app.home.voices import HouseSpeaker, HouseVoice, voices_at_home
from desktop_app.reading.model import Profile
from desktop_app.reading.synthesis import Synthesis
from desktop_app.services.connection import Service
from desktop_app.settings.home import HomeSettings
from desktop_app.settings.settings import HOUSE, LOCAL, Settings, StandIn
from desktop_app.settings.tokens import TokenPlace
from shared_client import AudioSpec
from shared_client.wav import wav_file

from .house import ACCESS, Refused
from .test_elsewhere import STATES
from .test_media import RATE, pcm
from .test_pairing import nobody

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .house import House

STYLE = Profile("tts.grandma/en-US/calm/quiet", HOUSE, volume=0.5)


@pytest.fixture
async def settings(house: House) -> Settings:
    """A computer that is connected to the home."""
    house.media["speech.wav"] = wav_file(pcm(), AudioSpec(RATE))
    house.speech = "/media/speech.wav"
    home = await pair(str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE)
    return Settings(home=home)


@pytest.fixture
async def speaker(settings: Settings) -> AsyncIterator[HouseSpeaker]:
    one = HouseSpeaker(lambda: settings)
    yield one
    await one.aclose()


async def heard(speaker: HouseSpeaker, profile: Profile = STYLE) -> tuple[set[AudioSpec], int]:
    """What is heard of a sentence: its shapes, and seconds in thousands."""
    synthesis = Synthesis([], speaker=speaker)
    async with aclosing(synthesis.speak("Once upon a time.", profile, 1.0)) as pieces:
        got = [piece async for piece in pieces]
    seconds = sum(len(one) / spec.bytes_per_second for spec, one in got)
    return {spec for spec, _ in got}, round(1000 * seconds)


async def test_a_sentence_is_ordered_in_its_voice_and_kept_nowhere(
    house: House, speaker: HouseSpeaker
) -> None:
    shapes, length = await heard(speaker)
    assert shapes == {AudioSpec(24_000)}
    assert abs(length - round(500 * len(pcm()) / RATE)) <= 2
    ((token, order),) = house.ordered
    assert token == f"Bearer {ACCESS}"
    assert (order["engine_id"], order["language"]) == ("tts.grandma", "en-US")
    assert order["message"] == "Once upon a time."
    assert order["cache"] is False
    assert order["options"]["voice"] == "calm/quiet"
    assert order["options"]["preferred_format"] == "wav"


async def test_media_show_no_token(house: House, speaker: HouseSpeaker) -> None:
    shown: list[Any] = []

    async def serve(request: web.Request) -> web.Response:
        shown.append(request.headers.get("Authorization"))
        return web.Response(body=wav_file(pcm(), AudioSpec(RATE)))

    house.media["speech.wav"] = serve
    await heard(speaker)
    assert shown == [None]


async def test_without_a_name_it_is_the_first_voice(house: House, speaker: HouseSpeaker) -> None:
    house.answers["get_states"] = STATES
    for _ in range(2):
        await heard(speaker, replace(STYLE, voice=""))
    assert [order["engine_id"] for _, order in house.ordered] == ["tts.grandma"] * 2
    assert "language" not in house.ordered[0][1]
    assert len(house.of("get_states")) == 1


async def test_a_refused_token_is_never_shown_again(house: House, speaker: HouseSpeaker) -> None:
    house.speech = 401
    for _ in range(3):
        with pytest.raises(SignedOutError):
            await heard(speaker)
    assert len(house.ordered) == 1
    # Connected again, it speaks.
    house.speech = "/media/speech.wav"
    save_membership(replace(load_membership(), entry_id="another"))
    await heard(speaker)
    save_membership(load_membership().without_home())
    with pytest.raises(HomeError) as error:
        await heard(speaker)
    assert error.value.key == "home_not_paired"


async def test_an_access_token_that_is_refused_is_not_asked_for_again(
    house: House, speaker: HouseSpeaker
) -> None:
    save_membership(replace(load_membership(), client_id="http://127.0.0.1:1/"))
    await heard(speaker)
    await heard(speaker)
    assert len(house.grants) == 1  # it lives half an hour
    speaker._until = 0.0
    house.accepts = False
    for _ in range(2):
        with pytest.raises(SignedOutError):
            await heard(speaker)
    assert len(house.grants) == 2


@pytest.mark.parametrize(
    ("answer", "key"),
    [(400, "home_voice_unknown"), (500, "home_refused"), ("", "home_refused")],
)
async def test_what_the_home_refuses_is_an_error(
    house: House, speaker: HouseSpeaker, answer: object, key: str
) -> None:
    house.speech = answer
    with pytest.raises(HomeError) as error:
        await heard(speaker)
    assert error.value.key == key


async def test_the_second_address_speaks_where_the_first_does_not(
    house: House, settings: Settings
) -> None:
    away = settings.with_home(addresses=("http://127.0.0.1:9/", str(house.url)))
    speaker = HouseSpeaker(lambda: away)
    await heard(speaker)
    assert len(house.ordered) == 1
    away = settings.with_home(addresses=("http://127.0.0.1:9/",))
    with pytest.raises(HomeError):
        await heard(speaker)
    await speaker.aclose()


async def test_others_speak_only_where_that_is_wanted(settings: Settings) -> None:
    now = [settings]
    speaker = HouseSpeaker(lambda: now[0])
    alone = [speaker.alone]
    now[0] = settings.with_app(stand_in=StandIn.NONE)
    alone.append(speaker.alone)
    assert alone == [False, True]
    local = Service(LOCAL, settings)
    synthesis = Synthesis([local], speaker=speaker)
    wanted = synthesis._wanted(STYLE)
    assert synthesis._in_order(wanted) == [speaker]
    now[0] = settings
    assert synthesis._in_order(wanted) == [speaker, local]
    assert synthesis._in_order(synthesis._wanted(Profile())) == [local]
    await speaker.aclose()


async def test_all_voices_are_listed(house: House, settings: Settings) -> None:
    second = {"entity_id": "tts.plain", "state": "on", "attributes": {"friendly_name": "Plain"}}
    house.answers |= {
        "get_states": [*STATES, second],
        "get_config": {"language": "en"},
        "tts/engine/get": lambda said: (
            {"provider": {"supported_languages": ["en"]}}
            if said["engine_id"] == "tts.grandma"
            else Refused("not_found")
        ),
        "tts/engine/voices": {"voices": [{"voice_id": "calm", "name": "Calm"}]},
    }
    found = await voices_at_home(settings.home)
    assert [(str(voice), name) for voice, name in found] == [
        ("tts.grandma", "Grandma"),
        ("tts.grandma/en/calm", "Grandma · Calm"),
        ("tts.plain", "Plain"),
    ]
    house.answers["get_states"] = []
    speaker = HouseSpeaker(lambda: settings)
    with pytest.raises(HomeError) as error:
        await heard(speaker, replace(STYLE, voice=""))
    assert error.value.key == "home_without_voice"
    await speaker.aclose()


@pytest.mark.parametrize("voice", [HouseVoice("tts.a"), HouseVoice("tts.a", "en", "b/c")])
def test_a_voice_is_read_as_it_was_written(voice: HouseVoice) -> None:
    assert HouseVoice.of(str(voice)) == voice
