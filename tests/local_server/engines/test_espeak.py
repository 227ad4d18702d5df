"""eSpeak NG in its processes: languages, fairness, lost workers, and the worker's own protocol."""

from __future__ import annotations

import asyncio
import importlib
import os
from pathlib import Path
import signal
from typing import TYPE_CHECKING

import espeakng_loader  # type: ignore[import-untyped]  # it ships no types
import pytest

from local_server.engines import SAMPLE_RATE, Style, Voice, espeak, pool
from local_server.engines.espeak import EspeakEngine, timbre
from local_server.errors import EngineError
from local_server.text_stream import TextStream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from local_server import engines

VOICE = Voice("voice", "你好", 110.0)


@pytest.fixture
async def engine() -> AsyncIterator[EspeakEngine]:
    engine = EspeakEngine(workers=1)
    await engine.start()
    yield engine
    await engine.close()


async def say(engine: engines.Engine, text: str, style: Style | None = None) -> bytes:
    speech = engine.speak(TextStream(text), VOICE, style or Style())
    return b"".join([piece async for piece in speech])


def workers() -> list[int]:
    """The engine processes of this process."""
    return [
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdigit() and _is_worker_of_this_process(path)
    ]


def _is_worker_of_this_process(path: Path) -> bool:
    try:
        parent = (path / "stat").read_text().rsplit(")", 1)[1].split()[1]
        return (
            int(parent) == os.getpid()
            and b"local_server.workers.espeak" in (path / "cmdline").read_bytes()
        )
    except OSError:
        return False


async def warm_worker(engine: EspeakEngine) -> int:
    """The process of the engine's only worker, once it works."""
    await say(engine, "a")
    (worker,) = workers()
    return worker


@pytest.mark.parametrize(
    "text",
    [
        "你好，世界。",
        "Hello, world.",
        "你好 hello 世界",
        "Привет",
        "こんにちは",
        "안녕하세요",
        "42",
    ],
)
async def test_speaks(engine: EspeakEngine, text: str) -> None:
    pcm = await say(engine, text)
    assert len(pcm) % 2 == 0
    assert len(pcm) / 2 / SAMPLE_RATE > 0.4
    assert max(pcm) > 0


async def test_digits_are_read_in_the_language_of_the_reference(engine: EspeakEngine) -> None:
    chinese = await say(engine, "12345")
    speech = engine.speak(TextStream("12345"), Voice("voice", "Hello", 110.0), Style())
    english = b"".join([piece async for piece in speech])
    assert abs(len(chinese) - len(english)) > 2_000


async def test_audio_leaves_before_a_sentence_is_finished(engine: EspeakEngine) -> None:
    speech = engine.speak(TextStream("从前有座山，" * 12 + "。"), VOICE, Style())
    first = await anext(speech)
    assert len(first) / 2 / SAMPLE_RATE < 0.4
    await speech.aclose()
    assert await say(engine, "还在。")


async def test_speed_beyond_what_the_library_can(engine: EspeakEngine) -> None:
    normal = len(await say(engine, "Привет, как твои дела сегодня?"))
    slow = len(await say(engine, "Привет, как твои дела сегодня?", Style(speed=0.5)))
    assert normal / slow == pytest.approx(0.5, rel=0.08)


async def test_lost_worker_is_replaced_and_the_sentence_said(engine: EspeakEngine) -> None:
    expected = len(await say(engine, "一个句子。"))
    first = await warm_worker(engine)
    os.kill(first, signal.SIGKILL)
    assert len(await say(engine, "一个句子。")) == pytest.approx(expected, rel=0.02)
    assert await warm_worker(engine) != first


async def test_worker_lost_in_the_middle_of_a_sentence(engine: EspeakEngine) -> None:
    """The second attempt goes on where the first one broke off."""
    text = "从前有座山，山里有座庙，庙里有个老和尚。" * 3
    expected = len(await say(engine, text))
    worker = await warm_worker(engine)
    os.kill(worker, signal.SIGSTOP)
    speech = engine.speak(TextStream(text), VOICE, Style())
    collected: list[bytes] = []

    async def listen() -> None:
        collected.extend([piece async for piece in speech])

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    await listening
    assert len(b"".join(collected)) == pytest.approx(expected, rel=0.02)


async def test_hung_worker_is_replaced(
    engine: EspeakEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await warm_worker(engine)
    assert engine._pool is not None
    monkeypatch.setattr(engine._pool, "_limits", pool.Limits(silence=1.5))
    os.kill(first, signal.SIGSTOP)
    assert await say(engine, "你好。")
    assert first not in workers()


async def test_text_that_kills_every_worker(
    engine: EspeakEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = pool._Worker.speak

    async def die(worker: pool._Worker, job: pool._Job, silence: float) -> None:
        if not job.abandoned:  # which the first word is, that nobody hears
            raise pool._WorkerLostError
        await speak(worker, job, silence)

    with monkeypatch.context() as patch:
        patch.setattr(pool._Worker, "speak", die)
        with pytest.raises(EngineError, match="failed on this text"):
            await say(engine, "你好。")
    assert await say(engine, "你好。")


async def test_voice_that_is_not_there(
    engine: EspeakEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(espeak, "timbre", lambda _: ("m1", 50))
        patch.setattr(espeak, "runs", lambda *_: [("no-such", "text")])
        with pytest.raises(EngineError, match="no voice no-such"):
            await say(engine, "text")
    assert await say(engine, "text")


async def test_worker_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: "/nowhere")
    engine = EspeakEngine(workers=1)
    await engine.start()
    with pytest.raises(EngineError):
        await say(engine, "你好。")
    await engine.close()


async def test_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(EngineError, match=r"cosyvoice-home\[server\]"):
        await EspeakEngine().start()


async def test_callers_take_turns_sentence_by_sentence(engine: EspeakEngine) -> None:
    """A caller with much to say does not make others wait for its end."""
    order: list[str] = []

    async def caller(name: str, text: str) -> None:
        async for _ in engine.speak(TextStream(text), VOICE, Style()):
            order.append(name)  # noqa: PERF401 - the order over all callers counts

    await say(engine, "a")
    await asyncio.gather(
        caller("long", "从前有座山，山里有座庙，庙里有个老和尚在讲故事。" * 30),
        caller("short", "好。"),
    )
    last_short = len(order) - order[::-1].index("short")
    assert last_short < len(order) / 4


async def test_abandoned_work_is_not_done(engine: EspeakEngine) -> None:
    await say(engine, "a")
    speeches = [engine.speak(TextStream("从前有座山。"), VOICE, Style()) for _ in range(20)]
    steps = [asyncio.ensure_future(anext(speech)) for speech in speeches]
    await asyncio.sleep(0)
    for step in steps:
        step.cancel()
    await asyncio.gather(*steps, return_exceptions=True)
    for speech in speeches:
        await speech.aclose()
    assert await say(engine, "还在。")
    assert engine._pool is not None
    assert engine._pool._jobs.empty()


async def test_workers_end_with_the_engine() -> None:
    engine = EspeakEngine(workers=2)
    await engine.start()
    await say(engine, "a")
    await engine.close()
    assert workers() == []


def test_timbre_is_steady_near_the_pitch_and_varied() -> None:
    assert timbre(VOICE) == timbre(Voice("voice", "other text", 110.0))
    assert {timbre(Voice(str(n), "", 105.0))[0] for n in range(50)} == {
        "m1",
        "m2",
        "m3",
        "m4",
        "m7",
        "m8",
    }
    assert {timbre(Voice(str(n), "", 210.0))[0][0] for n in range(50)} == {"f"}
    assert len({timbre(Voice(str(n), "", None)) for n in range(100)}) == 11
    assert timbre(Voice("deep", "", 40.0)) == ("m8", 0)
    assert timbre(Voice("high", "", 399.0))[1] == 99
    low, high = timbre(Voice("x", "", 90.0)), timbre(Voice("x", "", 92.0))
    assert low[0] == high[0]
    assert low[1] <= high[1]


async def test_one_that_was_not_started_says_so() -> None:
    engine = EspeakEngine(workers=1)
    with pytest.raises(EngineError, match="isn't running"):
        await say(engine, "Hello.")
    await engine.close()
