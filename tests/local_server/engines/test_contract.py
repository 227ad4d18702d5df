"""What the server may rely on of every engine, through the whole server, on every engine there is.

What an engine can get wrong in its own way (each class of error, at each moment) is tried in
tests/local_server/test_synthesis.py, on engines made for it.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
import io
import os
import signal
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
import pytest_asyncio

from local_server.engines import Recording, State, Style, Voice
from local_server.engines.choice import MODELS, key_of
from local_server.errors import EngineError
from local_server.text_stream import MAX_MESSAGE, TextStream
from tests.local_server.engines.under_contract import ENGINES, Row, workers
from tests.local_server.running import (
    Running,
    SlowEngine,
    audio_of,
    eventually,
    read_wav,
    running,
    wav,
)
from tests.local_server.running import voice_pcm as buzz

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from local_server.engines import Engine

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "你好。"
PIECES = ["我们去公园走走，", "Hello. ", "再见。"]
PATIENCE = 60.0
"""Seconds: many times as long as a test takes, and much less than what must not be waited for."""


class Served:
    """A server with one engine, and two voices."""

    def __init__(self, row: Row, server: Running, voices: list[str], before: set[int]) -> None:
        self.row = row
        self.server = server
        self.voice, self.other = voices
        self._before = before

    @property
    def engine(self) -> Engine:
        return self.server.service.speaker.best

    def workers(self) -> set[int]:
        """The processes of the engine."""
        return workers() - self._before

    async def say(self, text: str = TEXT, *, voice: str = "", **wishes: Any) -> bytes:
        wishes = {"output_format": "pcm", **wishes}
        async with asyncio.timeout(PATIENCE):
            answer = await self.server.speech(text, voice or self.voice, **wishes)
        assert answer.status == 200, answer
        return audio_of(answer.data)


def rows() -> list[ParameterSet]:
    """The names of all engines, those that take long as such."""
    return [
        pytest.param(name, marks=[pytest.mark.slow] if row.is_slow else [])
        for name, row in ENGINES.items()
    ]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=rows())
async def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    row = ENGINES[request.param]
    before = workers()
    async with row.make(tmp_path_factory.mktemp("engine")) as engine:
        async with running(tmp_path_factory.mktemp("data"), engine=engine) as server:
            voices = []
            for pitch in (110.0, 220.0):
                answer = await server.upload(wav(buzz(pitch=pitch)))
                voices.append(answer.data["id"])
            yield Served(row, server, voices, before)
        assert workers() <= before


async def test_the_same_voice_and_text_are_the_same_bytes(served: Served) -> None:
    first = await served.say()
    assert len(first) > 9_000  # a fifth of a second
    assert np.abs(np.frombuffer(first, "<i2")).max() > 500
    assert await served.say() == first
    assert served.engine.state is State.READY
    if served.row.hears_voices:
        assert await served.say(voice=served.other) != first


async def test_text_in_pieces_is_spoken_as_the_same_text_at_once(served: Served) -> None:
    whole = await served.say("".join(PIECES))
    async with asyncio.timeout(PATIENCE), await served.server.socket() as socket:
        await socket.run(served.voice, output_format="pcm")
        await socket.expect("task-started")
        audio = b""
        for number, piece in enumerate(PIECES):
            await socket.text(piece)
            if not number:  # what has come is spoken before the rest is there
                audio += audio_of((await socket.expect("result-generated"))["payload"])
        await socket.finish()
        audio += b"".join(map(audio_of, await socket.results()))
    assert audio == whole


async def test_two_callers_at_once_get_what_each_gets_alone(served: Served) -> None:
    alone = [await served.say(), await served.say("再见。", voice=served.other)]
    together = asyncio.gather(served.say(), served.say("再见。", voice=served.other))
    assert list(await together) == alone


async def test_speed_divides_the_length(served: Served) -> None:
    text = "今天天气很好。"
    normal = len(await served.say(text))
    assert len(await served.say(text, speed=2.0)) == pytest.approx(normal / 2, rel=0.3)
    assert len(await served.say(text, speed=0.5)) == pytest.approx(normal * 2, rel=0.3)


async def test_volume_rate_and_format_are_those_asked_for(served: Served) -> None:
    pcm = await served.say()
    normal = np.frombuffer(pcm, "<i2")
    quiet = np.frombuffer(await served.say(volume=0.5), "<i2")
    assert np.abs(quiet - normal / 2).max() <= 0.5
    seconds = len(normal) / 24_000
    rate, samples = read_wav(await served.say(output_format="wav", sample_rate=8_000))
    assert rate == 8_000
    assert len(samples) / rate == pytest.approx(seconds, abs=0.01)
    data = await served.say(output_format="mp3", sample_rate=48_000)
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams.audio[0]
        decoded = sum(frame.samples for frame in container.decode(stream))
        assert stream.sample_rate == 48_000
    assert decoded / 48_000 == pytest.approx(seconds, abs=0.2)


@pytest.mark.parametrize("text", ["", " \n", "。！？", "…"])
async def test_a_text_without_words_is_the_callers_mistake(served: Served, text: str) -> None:
    answer = await served.server.speech(text, served.voice)
    assert (answer.status, answer.data["code"]) == (400, "InvalidParameter")
    async with asyncio.timeout(PATIENCE), await served.server.socket() as socket:
        await socket.run(served.voice)
        await socket.expect("task-started")
        if text:
            await socket.text(text)
        await socket.finish()
        assert (await socket.expect("task-failed"))["header"]["error_code"] == "InvalidParameter"


async def test_a_caller_who_leaves_a_huge_text_leaves_the_engine_to_others(served: Served) -> None:
    """It would go on for an hour, and the next caller waits for less than a minute."""
    huge = TEXT * (MAX_MESSAGE // len(TEXT))
    async with await served.server.socket() as socket:
        await socket.run(served.voice)
        await socket.expect("task-started")
        await socket.text(huge)
        await socket.expect("result-generated")
    await eventually(lambda: not served.server.service.speaker._tasks, PATIENCE)
    assert await served.say()
    answer = await served.server.speech("啊" * (MAX_MESSAGE + 1), served.voice)
    assert answer.status == 413


async def test_a_long_text_lets_a_short_one_in_between(served: Served) -> None:
    """Turns go round piece by piece."""
    async with await served.server.socket() as socket:
        await socket.run(served.voice)
        await socket.expect("task-started")
        await socket.text(TEXT * 300)
        await socket.expect("result-generated")
        assert await served.say("再见。")


async def test_a_killed_worker_is_replaced_and_nothing_of_the_answer_is_lost(
    served: Served,
) -> None:
    if not served.row.works_here:
        pytest.skip("it speaks elsewhere")
    text = TEXT * 3
    whole = await served.say(text)
    (worker,) = served.workers()
    async with asyncio.timeout(PATIENCE), await served.server.socket() as socket:
        await socket.run(served.voice, output_format="pcm")
        await socket.expect("task-started")
        os.kill(worker, signal.SIGSTOP)  # so that it is killed at work, however fast it is
        await socket.text(text)
        await socket.finish()
        await eventually(lambda: any(t.turn.wanted for t in served.server.service.speaker._tasks))
        os.kill(worker, signal.SIGKILL)
        broken = b"".join(map(audio_of, await socket.results()))
    assert broken == whole
    assert served.workers() != {worker}


async def test_what_an_engine_says_of_itself_holds(served: Served) -> None:
    await served.say()
    engine = served.engine
    can = engine.capabilities
    assert engine.name.strip()
    assert engine.rate is None or engine.rate > 0
    assert all(language.isalpha() and language.islower() for language in can.languages)
    assert can.clones or not can.needs_transcript
    assert can.prompt_seconds is None or can.prompt_seconds >= 3


@pytest.mark.parametrize(
    ("name", "harm"), [(name, harm) for name, row in ENGINES.items() for harm in row.harms]
)
@pytest.mark.asyncio(loop_scope="function")
async def test_an_engine_that_cannot_be_loaded_gives_way_unless_it_was_asked_for(
    name: str, harm: Callable[[Path], object], tmp_path: Path
) -> None:
    (tmp_path / "engine").mkdir()
    async with ENGINES[name].make(tmp_path / "engine") as engine:
        harm(tmp_path / "engine")
        rest = SlowEngine()
        rest.go.set()
        words = f"{engine.name} can't be loaded: "
        async with running(tmp_path / "data", engine=engine, rest=[rest]) as server:
            voice = await server.voice()
            for spoken in (["你好，这是第一句。", "Second."], ["再见。"]):
                rest.pieces.clear()
                answer = await server.speech("".join(spoken), voice)
                assert answer.status == 200, answer
                assert (answer.data["engine"], rest.pieces) == ("slow", spoken)
                (notice,) = answer.data["notices"]
                assert notice.startswith(words)
                assert notice.endswith("; another engine speaks instead")
            health = await server.call("GET", "healthz", token=None)
            assert (health.status, health.data["engine"]) == (200, "slow")
            assert health.data["failed"][0].startswith(words)
            about = (await server.call("GET", "/", token=None)).data
            assert about["other_engines"][0]["state"] == "failed"
            server.service.speaker.strict = True
            answer = await server.speech("你好。", voice)
            assert (answer.status, answer.data["code"]) == (500, "EngineFailed")
            assert answer.data["message"].startswith(words)
            said = answer.data["message"]
            assert ".. " not in said
            assert "ONNXRuntimeError" not in said
            key = key_of(engine)
            assert (f"cosyvoice engines install {key}. " in said) is (key in MODELS)
            health = await server.call("GET", "healthz", token=None)
            assert (health.status, health.data["code"]) == (503, "EngineFailed")
            assert int(health.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.asyncio(loop_scope="function")
async def test_an_engine_that_is_closed_at_work_ends_it(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = workers()
    row = ENGINES[name]
    samples = np.frombuffer(buzz(), "<i2").astype(np.float32) / np.float32(32_768)
    async with row.make(tmp_path_factory.mktemp("engine")) as engine:
        await engine.start()
        voice = Voice("v", TEXT, 110.0, lambda: Recording("1" * 64, samples))
        speech = engine.speak(TextStream(TEXT * 300), voice, Style())
        async with asyncio.timeout(PATIENCE), aclosing(speech):
            assert await anext(speech)
            await engine.close()
            # What was made is still given; then it says that it broke off.
            with pytest.raises(EngineError):
                while True:
                    await anext(speech)
        assert workers() <= before
