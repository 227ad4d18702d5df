"""Upstream's CosyVoice in a foreign interpreter: how it's asked, its traps, and its ends."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
import os
from pathlib import Path
import signal
import sys
import tempfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from local_server.engines import SAMPLE_RATE, Recording, Style, Voice
from local_server.engines.cosyvoice import CosyVoiceEngine, checkout_above
from local_server.errors import EngineError
from local_server.text_stream import TextStream
from local_server.workers.cosyvoice import LoadError, load
from shared_client.models import SynthesisMode
from tests.local_server.engines.upstream_checkout import calls, make_checkout, make_model
from tests.local_server.running import voice_pcm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ZERO_SHOT = Style(mode=SynthesisMode.FAST_REPLICATION)
CROSS_LINGUAL = Style(mode=SynthesisMode.CROSS_LINGUAL_REPLICATION)
INSTRUCT = Style("用四川话说", mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION)
PYTHON = Path(sys.executable)
TEXT = "[laughter]I have 3 cats and a dog."
SYSTEM = "You are a helpful assistant."


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return make_checkout(tmp_path / "CosyVoice")


def voice(pitch: float = 120.0, seconds: float = 4.0) -> Voice:
    samples = np.frombuffer(voice_pcm(seconds, SAMPLE_RATE, pitch), dtype="<i2") / 32_768
    recording = Recording(f"{pitch} {seconds}", samples.astype(np.float32))
    return Voice(f"voice {pitch}", "我有3只猫。", pitch, lambda: recording)


@asynccontextmanager
async def engine_of(model: Path, python: Path = PYTHON) -> AsyncIterator[CosyVoiceEngine]:
    engine = CosyVoiceEngine(python, model)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def parts(
    engine: CosyVoiceEngine, text: str = TEXT, of: Voice | None = None, style: Style = ZERO_SHOT
) -> list[bytes]:
    # As one piece: where it's cut is not the engine's business.
    stream = TextStream(text.replace(".", "") + "\n")
    return [pcm async for pcm in engine.speak(stream, of or voice(), style)]


async def say(engine: CosyVoiceEngine, *more: object, **named: object) -> bytes:
    return b"".join(await parts(engine, *more, **named))  # type: ignore[arg-type]  # passed on


def pitch(pcm: bytes) -> float:
    sound = np.frombuffer(pcm, dtype="<i2")[:SAMPLE_RATE].astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(sound * np.hanning(len(sound)), SAMPLE_RATE))))


@pytest.mark.parametrize(
    ("generation", "transcript", "foreign", "instruct"),
    [
        ("CosyVoice", "我有three只猫。", "<|en|>[laughter]I have three cats and a dog", None),
        (
            "CosyVoice2",
            "我有three只猫。",
            "[laughter]I have 3 cats and a dog",
            "用四川话说<|endofprompt|>",
        ),
        (
            "CosyVoice3",
            f"{SYSTEM}<|endofprompt|>我有3只猫。",
            f"{SYSTEM}<|endofprompt|>[laughter]I have three cats and a dog",
            f"{SYSTEM} 用四川话说<|endofprompt|>",
        ),
    ],
)
async def test_each_generation_is_asked_in_each_mode_as_it_was_trained(
    checkout: Path, generation: str, transcript: str, foreign: str, instruct: str | None
) -> None:
    model = make_model(checkout, generation)
    streams = generation != "CosyVoice"  # which makes 22.05 kHz, and is converted as a whole
    text = TEXT.replace(".", "")
    async with engine_of(model) as engine:
        normal = await say(engine)
        fast = await say(engine, style=Style(speed=1.5))
        assert pitch(await say(engine, style=CROSS_LINGUAL)) == pytest.approx(120, abs=3)
        await say(engine, style=INSTRUCT)
        again = await say(engine)
    asked = [{k: v for k, v in call.items() if k != "hop"} for call in calls(model)]
    assert asked[:3] == [
        {"mode": "add", "prompt_text": transcript, "seconds": 4.0},
        {
            "mode": "zero_shot",
            "text": text,
            "prompt_text": transcript,
            "stream": streams,
            "speed": 1.0,
        },
        # Upstream ignores speed in a stream.
        {
            "mode": "zero_shot",
            "text": text,
            "prompt_text": transcript,
            "stream": False,
            "speed": 1.5,
        },
    ]
    assert asked[3] == {"mode": "cross_lingual", "text": foreign, "stream": streams, "speed": 1.0}
    if instruct is None:
        assert asked[4]["mode"] == "zero_shot"
    else:
        assert asked[4]["mode"] == "instruct2"
        assert asked[4]["instruct"] == instruct
    assert len(normal) / len(fast) == pytest.approx(1.5, abs=0.02)
    assert again == normal


async def test_each_voice_speaks_with_its_own_recording(checkout: Path) -> None:
    model = make_model(checkout, "CosyVoice3")
    async with engine_of(model) as engine:
        for wanted in (110.0, 200.0, 110.0):
            assert pitch(await say(engine, of=voice(wanted))) == pytest.approx(wanted, abs=3)
        # Upstream takes no recording of more than 30 s.
        assert await say(engine, of=voice(130.0, seconds=30.05))
    added = [call["seconds"] for call in calls(model) if call["mode"] == "add"]
    assert added == [4.0, 4.0, 29.5]


async def test_the_first_chunk_of_each_stream_is_as_short_as_the_first_of_all(
    checkout: Path,
) -> None:
    model = make_model(checkout, "CosyVoice2")
    async with engine_of(model) as engine:
        for _ in range(2):
            assert len(await parts(engine, TEXT * 3)) > 2
    assert [call["hop"] for call in calls(model)] == [25, 25, 25]


@pytest.mark.parametrize("style", [ZERO_SHOT, Style(speed=1.25)], ids=["stream", "whole"])
async def test_who_leaves_ends_the_work(checkout: Path, style: Style) -> None:
    async with engine_of(make_model(checkout, "CosyVoice3")) as engine:
        normal = await say(engine)
        speech = engine.speak(TextStream("slowly, " * 19 + "\n"), voice(), style)  # 150 s of work
        async with aclosing(speech):
            waiting = asyncio.create_task(anext(speech))
            await asyncio.sleep(0.3)
            waiting.cancel()
            await asyncio.wait({waiting})
        async with asyncio.timeout(20):
            assert await say(engine) == normal


async def test_what_fails_in_a_thread_of_upstreams_is_told(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with engine_of(make_model(checkout, "CosyVoice3")) as engine:
        for style in (ZERO_SHOT, Style(speed=1.5)):
            with pytest.raises(EngineError, match="CUDA out of memory"):
                await say(engine, "OUT OF MEMORY", style=style)
        assert await say(engine)
    assert "cats and a dog" not in capfd.readouterr().err  # what upstream logs of every text


async def test_a_piece_goes_on_where_a_killed_worker_broke_off(checkout: Path) -> None:
    async with engine_of(make_model(checkout, "CosyVoice3")) as engine:
        normal = await say(engine, TEXT * 4)
        speech = engine.speak(TextStream((TEXT * 4).replace(".", "") + "\n"), voice(), ZERO_SHOT)
        async with aclosing(speech):
            heard = await anext(speech)
            os.kill(worker_of_this_process(), signal.SIGKILL)
            heard += b"".join([pcm async for pcm in speech])
    assert heard == normal


def worker_of_this_process() -> int:
    children = Path("/proc/self/task").glob("*/children")
    for child in (number for path in children for number in path.read_text().split()):
        if b"local_server.workers.cosyvoice" in Path("/proc", child, "cmdline").read_bytes():
            return int(child)
    raise AssertionError("there is no worker")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("", "can't be loaded: No valid model type found!"),
        ("AutoModel", "has no AutoModel; update it"),
        ("import json", "can't import CosyVoice"),
    ],
)
async def test_a_model_that_cannot_be_loaded_says_why(
    checkout: Path, spoil: str, words: str
) -> None:
    model = make_model(checkout, "CosyVoice3")
    if spoil:
        path = checkout / "cosyvoice/cli/cosyvoice.py"
        path.write_text(
            path.read_text().replace(
                spoil, "import nothing_of_this_name" if " " in spoil else "Model"
            )
        )
    else:
        (model / "cosyvoice3.yaml").unlink()
    async with engine_of(model) as engine:
        with pytest.raises(EngineError) as caught:
            await say(engine)
    assert words in str(caught.value)


async def test_paths_that_are_wrong_are_told_at_the_start(checkout: Path, tmp_path: Path) -> None:
    model = make_model(checkout, "CosyVoice3")
    for engine, words in (
        (CosyVoiceEngine(tmp_path / "python", model), "--python"),
        (CosyVoiceEngine(PYTHON, tmp_path / "none"), "--model-dir"),
        (CosyVoiceEngine(PYTHON, model, tmp_path), "--checkout"),
    ):
        with pytest.raises(EngineError, match=words):
            await engine.start()
        await engine.close()


async def test_no_recording_stays_behind(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    async with engine_of(make_model(checkout, "CosyVoice2")) as engine:
        await say(engine)
        assert list(place.glob("*/*.wav"))
    assert not list(place.iterdir())


def test_the_checkout_is_found_above_the_model_and_above_the_interpreter(checkout: Path) -> None:
    model = make_model(checkout, "CosyVoice3")
    assert checkout_above(model) == checkout
    assert checkout_above(checkout / ".venv/bin/python") == checkout
    assert checkout_above(checkout.parent) is None


async def test_an_instruct_with_a_mark_of_its_own_is_passed_on_as_it_is(checkout: Path) -> None:
    model = make_model(checkout, "CosyVoice3")
    marked = "Please speak very softly.<|endofprompt|>"
    async with engine_of(model) as engine:
        await say(engine, style=Style(marked, mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION))
    assert calls(model)[-1]["instruct"] == marked


async def test_the_first_generation_is_told_the_language_and_once_that_instructs_are_left_out(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    model = make_model(checkout, "CosyVoice")
    async with engine_of(model) as engine:
        for text in ("你好", "こんにちは", "안녕하세요", "Hello"):
            await say(engine, text, style=CROSS_LINGUAL)
        for _ in range(2):
            await say(engine, "Hello", style=INSTRUCT)
    asked = [call["text"] for call in calls(model) if call["mode"] == "cross_lingual"]
    assert [text.partition("|>")[0] for text in asked] == ["<|zh", "<|ja", "<|ko", "<|en"]
    assert capfd.readouterr().err.count("follows no instruct") == 1


async def test_features_are_kept_of_the_voices_that_spoke_last(checkout: Path) -> None:
    model = make_model(checkout, "CosyVoice2")
    async with engine_of(model) as engine:
        for number in (*range(33), 32, 0):
            assert await say(engine, "a", of=voice(100.0 + number, seconds=1.0))
    assert [call["mode"] for call in calls(model)].count("add") == 34


async def test_an_interpreter_that_finds_upstream_by_itself_needs_no_checkout(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = make_model(checkout, "CosyVoice3").rename(tmp_path / "weights")
    monkeypatch.setenv("PYTHONPATH", f"{checkout}{os.pathsep}{checkout / 'third_party/Matcha-TTS'}")
    async with engine_of(model) as engine:
        assert await say(engine)


async def test_one_that_was_not_started_says_so(checkout: Path) -> None:
    engine = CosyVoiceEngine(PYTHON, make_model(checkout, "CosyVoice3"))
    with pytest.raises(EngineError, match="isn't started"):
        await say(engine)
    await engine.close()


def test_a_folder_of_weights_that_is_not_there_is_told_before_anything_is_loaded(
    tmp_path: Path,
) -> None:
    with pytest.raises(LoadError, match="--model-dir"):
        load("", str(tmp_path / "nowhere"), tmp_path)
