"""The part of a recording that is used: shown, chosen, kept with its voice, and heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import pytest_asyncio

from local_server.engines import SAMPLE_RATE
from local_server.engines.choice import MODELS
from local_server.engines.neural import NeuralEngine
from shared_client import CosyVoiceClient, CosyVoiceRequestError, ExcerptChoice
from shared_client.models import Dialect
from shared_client.protocol import PATHS

from .engines.zipvoice import graphs
from .engines.zipvoice.test_excerpts import ENGLISH, speak
from .running import TOKEN, Running, SlowEngine, running, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = "".join(words for words, _, _ in ENGLISH)


@pytest.fixture(scope="module")
def recording() -> bytes:
    samples, _ = speak(ENGLISH, "en-gb+f4")
    return wav((samples * 32_767).astype("<i2").tobytes(), SAMPLE_RATE)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return graphs.make(tmp_path_factory.mktemp("zipvoice"))


def zipvoice(model: Path) -> NeuralEngine:
    row = MODELS["zipvoice"]
    return NeuralEngine(
        row.title, row.capabilities, row.synthesizer, model, joined=row.joined, finder=row.finder
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory, model: Path) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("data"), engine=zipvoice(model)) as server:
        yield server


def path_of(voice: str, dialect: Dialect = Dialect.V2) -> str:
    return f"{PATHS[dialect].reference_audio}/{voice}/excerpt"


async def added(server: Running, recording: bytes) -> str:
    return str((await server.upload(recording, text=WORDS)).data["id"])


async def sound(server: Running, voice: str) -> bytes:
    answer = await server.speech("We can start now.", voice)
    assert answer.status == 200, answer
    return bytes(answer.data["output"]["audio"]["data"], "ascii")


async def test_a_part_is_shown_chosen_heard_and_kept_until_its_voice_is_deleted(
    server: Running, recording: bytes, model: Path
) -> None:
    voice = await added(server, recording)
    both = await asyncio.gather(
        *(server.call("GET", path_of(voice, dialect)) for dialect in (Dialect.V1, Dialect.V2))
    )
    shown = both[0].data
    assert [each.status for each in both] == [200, 200]
    assert shown == both[1].data
    assert shown["choice"] == "automatic"
    assert shown["used"] == shown["automatic"]
    assert not shown["used"]["whole"]
    assert [each["whole"] for each in shown["candidates"]].index(False) == 1
    for each in shown["candidates"]:
        assert each["text"] in WORDS
    by_itself = await sound(server, voice)

    other = next(
        each for each in shown["candidates"][1:] if each["text"] != shown["automatic"]["text"]
    )
    wanted = {"choice": "excerpt", "begin": round(other["begin"], 2), "end": round(other["end"], 2)}
    chosen = await server.call("PUT", path_of(voice), json=wanted)
    assert (chosen.status, chosen.data["choice"]) == (200, "excerpt")
    assert chosen.data["used"] == other
    by_choice = await sound(server, voice)
    assert by_choice != by_itself
    async with running(server.service.storage.directory, engine=zipvoice(model)) as beside:
        assert (await beside.call("GET", path_of(voice))).data == chosen.data
        assert await sound(beside, voice) == by_choice

    whole = await server.call("PUT", path_of(voice), json={"choice": "whole"})
    assert (whole.data["choice"], whole.data["used"]["text"]) == ("whole", WORDS.strip())
    assert await sound(server, voice) not in (by_choice, by_itself)
    again = await server.call("PUT", path_of(voice), json={"choice": "automatic"})
    assert again.data == shown
    assert await sound(server, voice) == by_itself

    await server.call("PUT", path_of(voice), json=wanted)
    await server.call("DELETE", f"{PATHS[Dialect.V2].reference_audio}/{voice}")
    assert (await server.call("GET", path_of(voice))).status == 404
    assert (await server.call("PUT", path_of(voice), json=wanted)).status == 404
    assert not list((server.service.storage.directory / "audio").glob(f"{voice}*"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "choice is required"),
        ([], "the body must be a JSON object"),
        ({"choice": "best"}, "choice must be one of automatic, whole, excerpt"),
        ({"choice": "excerpt", "end": 3.0}, "begin is required with choice excerpt"),
        ({"choice": "excerpt", "begin": "0", "end": 3}, "begin must be a number of seconds"),
        ({"choice": "excerpt", "begin": 0, "end": float("nan")}, "end must be a number of seconds"),
        ({"choice": "excerpt", "begin": 0.1, "end": 0.2}, "one of the candidates"),
    ],
)
async def test_a_choice_that_is_none_is_refused_with_words_and_changes_nothing(
    server: Running, recording: bytes, body: Any, words: str
) -> None:
    voice = await added(server, recording)
    answer = await server.call("PUT", path_of(voice), json=body)
    assert (answer.status, answer.data["code"]) == (400, "InvalidParameter")
    assert words in answer.data["message"]
    assert (await server.call("GET", path_of(voice))).data["choice"] == "automatic"


async def test_only_who_has_the_token_sees_or_chooses(server: Running) -> None:
    for method in ("GET", "PUT"):
        assert (await server.call(method, path_of("any"), token="other")).status == 401


async def test_the_client_shows_and_chooses_and_knows_where_there_is_nothing_to_choose(
    server: Running, recording: bytes, tmp_path: Path
) -> None:
    voice = await added(server, recording)
    async with CosyVoiceClient(server.url, TOKEN) as client:
        found = await client.excerpts(voice)
        assert found is not None
        assert (found.engine, found.choice) == ("ZipVoice", ExcerptChoice.AUTOMATIC)
        for part in (found.candidates[-1], found.candidates[0]):
            chosen = await client.choose_excerpt(voice, part)
            assert chosen.used == part
            assert await client.excerpts(voice) == chosen
        assert await client.choose_excerpt(voice, None) == found
    async with running(tmp_path, engine=SlowEngine()) as other:
        voice = await added(other, recording)
        async with CosyVoiceClient(other.url, TOKEN) as client:
            assert await client.excerpts(voice) is None
            with pytest.raises(CosyVoiceRequestError, match="slow does not clone"):
                await client.choose_excerpt(voice, None)


async def test_a_choice_holds_only_as_long_as_its_words_stand_in_the_transcript(
    server: Running, recording: bytes
) -> None:
    """The transcript may be corrected by hand, and so may the choice be spoiled."""
    storage = server.service.storage
    voice = await added(server, recording)
    shown = (await server.call("GET", path_of(voice))).data
    part = shown["candidates"][1]
    description = storage.directory / "audio" / f"{voice}.json"
    description.write_text(description.read_text().replace('"format"', '"by_hand": 1, "format"'))
    await server.call("PUT", path_of(voice), json={**part, "choice": "excerpt"})
    written = description.read_text()
    assert '"by_hand": 1' in written
    for spoiled in (
        written.replace(part["text"], "Other words.", 2),
        written.replace(str(part["end"]), "1e9"),
        written.replace(str(part["end"]), "29"),
        written.replace(str(part["begin"]), '"0"'),
    ):
        assert spoiled != written
        description.write_text(spoiled)
        assert (await server.call("GET", path_of(voice))).data == shown
    description.write_text(written)
    assert (await server.call("GET", path_of(voice))).data["used"] == part


async def test_what_cannot_be_cut_for_certain_can_only_be_used_whole(server: Running) -> None:
    noise = np.random.default_rng(1).normal(0, 3_000, 6 * SAMPLE_RATE).astype("<i2").tobytes()
    voice = str((await server.upload(wav(noise), text=WORDS)).data["id"])
    shown = (await server.call("GET", path_of(voice))).data
    assert shown["candidates"] == [shown["used"]]
    assert shown["used"]["whole"]
