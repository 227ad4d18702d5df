"""ZipVoice as the server runs it: in a process of its own, on graphs without weights."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
import pytest_asyncio

from local_server.engines import Recording, Style, Voice
from local_server.engines.choice import MODELS
from local_server.engines.neural import NeuralEngine
from local_server.errors import EngineError
from local_server.text_stream import TextStream
from tests.local_server.engines.zipvoice import scenes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SAMPLES = scenes.voice(96_000, 168_000)
WORDS = "这个声音由程序合成。"
TEXT = "今天晚上会下雨。好的。It will rain, so remember to bring in the laundry."


def voice(name: str, samples: npt.NDArray[np.float32], text: str) -> Voice:
    return Voice(name, text, 110.0, lambda: Recording(name * 64, samples))


A = voice("a", SAMPLES, WORDS)
B = voice("b", np.diff(SAMPLES, n=2, append=SAMPLES[-2:]), WORDS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(model: Path) -> AsyncIterator[NeuralEngine]:
    row = MODELS["zipvoice"]
    made = NeuralEngine(row.title, row.capabilities, row.synthesizer, model, joined=row.joined)
    await made.start()
    yield made
    await made.close()


async def say(engine: NeuralEngine, text: str, voice: Voice) -> bytes:
    return b"".join([pcm async for pcm in engine.speak(TextStream(text), voice, Style())])


@pytest.mark.asyncio(loop_scope="module")
async def test_each_caller_gets_the_voice_asked_for_and_always_the_same_bytes(
    engine: NeuralEngine,
) -> None:
    found = await asyncio.gather(*(say(engine, TEXT, one) for one in (A, B, A, B)))
    assert found[0] == found[2] != found[1] == found[3]
    assert len(found[0]) > 3 * 48_000


@pytest.mark.asyncio(loop_scope="module")
async def test_a_voice_without_a_transcript_is_an_error_that_says_so_and_no_end(
    engine: NeuralEngine,
) -> None:
    with pytest.raises(EngineError, match="add the voice again with its transcript"):
        await say(engine, TEXT, voice("c", SAMPLES, ""))
    assert await say(engine, "你好。", A)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_caller_who_leaves_ends_the_work(engine: NeuralEngine) -> None:
    async with aclosing(engine.speak(TextStream(TEXT * 200), A, Style())) as speech:
        await anext(speech)
    async with asyncio.timeout(5):
        assert await say(engine, "你好。", A)
