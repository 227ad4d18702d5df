"""A neural engine and its worker: loaded when needed, canceled at once, replaced when it dies."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest

from local_server.engines import Capabilities, Recording, State, Style, Voice
from local_server.engines.neural import NeuralEngine, physical_cores
from local_server.engines.pool import Limits
from local_server.errors import EngineError, LoadFailedError
from local_server.routing import Speech
from local_server.text_stream import TextStream
from tests.local_server.running import SlowEngine, eventually, running

from .fake import LETTER, SPECIFIED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LOUD = Recording("1" * 64, np.full(48_000, 0.5, np.float32))
VOICE = Voice("voice", "你好", 110.0, lambda: LOUD)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[NeuralEngine]:
    engine = make(tmp_path)
    await engine.start()
    yield engine
    await engine.close()


def make(folder: Path, *, clones: bool = True, idle: float | None = None) -> NeuralEngine:
    limits = Limits(start=60, silence=60, idle=idle)
    return NeuralEngine("Fake", Capabilities(clones=clones), SPECIFIED, folder, limits)


async def say(engine: NeuralEngine, text: str, voice: Voice = VOICE, speed: float = 1.0) -> bytes:
    speech = engine.speak(TextStream(text), voice, Style(speed=speed))
    return b"".join([piece async for piece in speech])


def notes(folder: Path) -> list[str]:
    path = folder / "notes"
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


async def test_it_is_loaded_when_somebody_speaks_and_unloaded_when_nobody_does(
    tmp_path: Path,
) -> None:
    engine = make(tmp_path, idle=0.2)
    await engine.start()
    await eventually(lambda: engine.state is State.INSTALLED)
    assert notes(tmp_path) == []
    saying = asyncio.create_task(say(engine, "abc."))
    await eventually(lambda: engine.state is State.LOADING)
    first = await saying
    assert len(first) == 2 * 3 * LETTER
    await eventually(lambda: engine.state is State.READY)
    assert engine.rate is not None
    await eventually(lambda: engine.state is State.UNLOADED)
    assert await say(engine, "abc.") == first
    assert notes(tmp_path) == ["loaded", "spoke abc.", "loaded", "spoke abc."]
    await engine.close()


async def test_it_is_loaded_when_somebody_connects_who_will_speak_soon(tmp_path: Path) -> None:
    engine = make(tmp_path / "model", idle=60)
    (tmp_path / "model").mkdir()
    async with running(tmp_path / "data", engine=engine) as server:
        for _ in range(2):
            async with await server.socket():
                await eventually(lambda: engine.state is State.READY, 30)
    assert notes(tmp_path / "model") == ["loaded"]
    await engine.close()


async def test_an_engine_that_is_removed_while_it_is_loaded_leaves_the_rest_of_a_text_to_others(
    tmp_path: Path,
) -> None:
    there = tmp_path / "there"
    there.touch()
    engine = NeuralEngine("Fake", Capabilities(), SPECIFIED, tmp_path, is_there=there.exists)
    await engine.start()
    rest = SlowEngine()
    rest.go.set()
    text = TextStream()
    text.put("abc. ")
    speech = Speech([engine, rest], text, VOICE, Style())
    assert await speech.next()
    there.unlink()
    text.put("xyz. ")
    text.close()
    while await speech.next() is not None:
        pass
    assert (speech.spoke, rest.pieces) == (["Fake", "slow"], ["xyz."])
    with pytest.raises(LoadFailedError, match="Fake isn't installed anymore"):
        await say(engine, "abc.")
    engine.prepare()
    assert notes(tmp_path) == ["loaded", "spoke abc."]
    await engine.close()


async def test_what_is_prepared_in_vain_is_tried_again_for_the_text(tmp_path: Path) -> None:
    (tmp_path / "fatal").touch()
    engine = make(tmp_path)
    engine.prepare()  # before it takes work
    await engine.start()
    engine.prepare()
    await eventually(lambda: "loaded" in notes(tmp_path), 30)
    (tmp_path / "fatal").unlink()
    assert await say(engine, "abc.")
    await engine.close()


async def test_the_recording_of_a_voice_reaches_an_engine_that_clones(
    engine: NeuralEngine, tmp_path: Path
) -> None:
    quiet = Recording("2" * 64, np.zeros(48_000, np.float32))
    other = Voice("other", "你好", 110.0, lambda: quiet)
    assert await say(engine, "abc.") != await say(engine, "abc.", other)
    plain = make(tmp_path, clones=False)
    await plain.start()
    assert await say(plain, "abc.", Voice("voice", "", None)) == await say(engine, "abc.", other)
    await plain.close()


@pytest.mark.parametrize("text", ["ab∞cd.", "ab…cd."])
async def test_a_job_that_nobody_waits_for_is_canceled_while_the_model_runs(
    engine: NeuralEngine, tmp_path: Path, text: str
) -> None:
    speech = engine.speak(TextStream(text), VOICE, Style())
    assert await anext(speech)
    await eventually(lambda: "running" in notes(tmp_path))
    await speech.aclose()
    assert await say(engine, "xyz.")
    # The same process has done it: nothing was killed and loaded again.
    assert notes(tmp_path) == ["loaded", "running", "stopped", "spoke xyz."]


async def test_a_worker_that_dies_is_replaced_and_its_piece_goes_on(
    engine: NeuralEngine, tmp_path: Path
) -> None:
    text = "abcdefghij†klmnopqrst."
    broken = await say(engine, text)
    assert notes(tmp_path) == ["loaded", "loaded", f"spoke {text}"]
    assert broken == await say(engine, text)


async def test_what_the_model_says_of_a_failure_is_the_engines_error(engine: NeuralEngine) -> None:
    with pytest.raises(EngineError, match="no such word"):
        await say(engine, "ab✗.")
    with pytest.raises(EngineError, match="Fake failed on this text"):
        await say(engine, "ab☠.")
    assert await say(engine, "abc.")


async def test_a_model_that_cannot_be_loaded_says_why_and_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    engine = make(tmp_path)
    await engine.start()
    with pytest.raises(EngineError, match=r"can't be loaded: model.onnx is damaged"):
        await say(engine, "abc.")
    assert notes(tmp_path) == ["loaded"]
    (tmp_path / "broken").unlink()
    assert await say(engine, "abc.")
    await engine.close()


async def test_a_recording_that_cannot_be_read_is_the_engines_error(engine: NeuralEngine) -> None:
    with pytest.raises(EngineError, match="no recording"):
        await say(engine, "abc.", Voice("voice", "", None))


def test_there_is_at_least_one_core() -> None:
    assert physical_cores() >= 1


async def test_the_instruct_reaches_an_engine_that_does_not_follow_any(
    engine: NeuralEngine, tmp_path: Path
) -> None:
    """It may know an accent all the same."""
    speech = engine.speak(TextStream("a."), VOICE, Style("British"))
    assert b"".join([piece async for piece in speech])
    assert notes(tmp_path) == ["loaded", "spoke a.British"]


async def test_a_worker_makes_room_for_a_fresh_one_after_so_many_jobs(tmp_path: Path) -> None:
    limits = Limits(start=60, silence=60, jobs=2)
    engine = NeuralEngine("Fake", Capabilities(), SPECIFIED, tmp_path, limits)
    await engine.start()
    for _ in range(3):
        assert await say(engine, "abc.")
    assert notes(tmp_path).count("loaded") == 2
    await engine.close()


async def test_what_nobody_waits_for_anymore_when_the_model_is_loaded_is_not_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "slow").touch()
    engine = make(tmp_path)
    await engine.start()
    speech = engine.speak(TextStream("abc."), VOICE, Style())
    first = asyncio.ensure_future(anext(speech))
    await eventually(lambda: notes(tmp_path) == ["loaded"])
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await speech.aclose()
    (tmp_path / "slow").unlink()
    assert await say(engine, "xyz.")
    assert notes(tmp_path) == ["loaded", "spoke xyz."]
    await engine.close()
