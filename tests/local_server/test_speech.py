"""Speech over HTTP: bodies of both dialects, framing, and every parameter measured in the audio."""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING, Any
import wave

import av
import numpy as np
import pytest
import pytest_asyncio

from local_server import reference_audio, synthesis
from local_server.encoding import legal_bit_rate
from shared_client.models import Dialect

from .running import (
    TOKEN,
    Running,
    SlowEngine,
    audio_of,
    eventually,
    read_wav,
    running,
    speech_body,
    voice_pcm,
    wav,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from pathlib import Path

    from local_server.engines import Style, Voice

TEXT = "收到好友从远方寄来的生日礼物，那份意外的惊喜让我很快乐。Hello, my friend."


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voice(server: Running) -> str:
    return await server.voice()


async def samples(server: Running, text: str, voice: str, **more: Any) -> np.ndarray[Any, Any]:
    """The audio of a JSON answer as samples of 24 kHz."""
    answer = await server.speech(text, voice, output_format="pcm", **more)
    assert answer.status == 200, answer
    return np.frombuffer(audio_of(answer.data), dtype="<i2").astype(float)


async def test_json_answer(server: Running, voice: str) -> None:
    answer = await server.speech(TEXT, voice, debug=True)
    assert answer.status == 200
    assert answer.data["output"]["finish_reason"] is None
    assert answer.data["error"] is None
    assert answer.data["request_id"]
    data = audio_of(answer.data)
    assert answer.data["usage"] == len(data)
    with wave.open(io.BytesIO(data)) as reader:  # true sizes: one file with an end
        assert reader.getframerate() == 24_000
        assert reader.getnframes() == (len(data) - 44) // 2
    metrics = answer.data["metrics"]
    assert metrics["speech_len"] == pytest.approx((len(data) - 44) / 48_000, abs=0.001)
    assert 0 < metrics["generate_time"] <= metrics["server_cost_time"]


async def test_v1_json_answer(server: Running, voice: str) -> None:
    answer = await server.speech(TEXT, voice, dialect=Dialect.V1, top={"speed": 1.0})
    with wave.open(io.BytesIO(audio_of(answer.data))) as reader:
        assert reader.getnframes() > 48_000
    assert "metrics" not in answer.data


@pytest.mark.parametrize("stream", [True, None])
async def test_v2_events_are_one_wav(server: Running, voice: str, *, stream: bool | None) -> None:
    events = await server.events(TEXT, voice, stream=stream, debug=True)
    assert len(events) > 3
    assert [event["output"]["finish_reason"] for event in events[:-1]] == [None] * (len(events) - 1)
    assert events[-1]["output"]["finish_reason"] == "stop"
    assert len({event["request_id"] for event in events}) == 1
    assert len({event["output"]["audio"]["id"] for event in events}) == 1
    assert all(event["error"] is None for event in events)
    pieces = [audio_of(event) for event in events]
    assert all(pieces)
    whole = b"".join(pieces)
    assert whole.count(b"RIFF") == 1
    assert whole[4:8] == whole[40:44] == b"\xff\xff\xff\xff"
    metrics = [event["metrics"] for event in events]
    assert all(entry["speech_len"] > 0 for entry in metrics)
    assert all(0 <= entry["generate_time"] <= entry["server_cost_time"] for entry in metrics)
    total = sum(entry["speech_len"] for entry in metrics)
    assert total == pytest.approx((len(whole) - 44) / 48_000, abs=0.01)
    assert events[-1]["usage"] == len(whole)


async def test_v1_events_are_whole_files(server: Running, voice: str) -> None:
    events = await server.events(TEXT, voice, dialect=Dialect.V1, top={"speed": 1.0})
    assert events[-1]["output"]["finish_reason"] == "stop"
    for event in events:
        with wave.open(io.BytesIO(audio_of(event))) as reader:
            assert reader.getnframes() > 0
        assert event["error"] is None
        assert "metrics" not in event


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])
async def test_sample_rate(server: Running, voice: str, rate: int) -> None:
    events = await server.events("你好，世界。", voice, sample_rate=rate)
    found, sound = read_wav(b"".join(audio_of(event) for event in events))
    assert found == rate
    assert len(sound) / rate == pytest.approx(
        len(await samples(server, "你好，世界。", voice)) / 24_000, rel=0.01
    )
    # It is speech at that rate, not the same samples under another name.
    pitch = reference_audio.pitch(sound.astype(np.float32), rate)
    expected = reference_audio.pitch(
        (await samples(server, "你好，世界。", voice)).astype(np.float32), 24_000
    )
    assert pitch == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
@pytest.mark.parametrize(
    "text", [TEXT, "The quick brown fox jumps over the lazy dog, again and again.", "床前明月光。"]
)
async def test_speed_divides_the_duration(
    server: Running, voice: str, speed: float, text: str
) -> None:
    normal = len(await samples(server, text, voice))
    changed = len(await samples(server, text, voice, speed=speed))
    assert normal / changed == pytest.approx(speed, rel=0.04)


async def test_speed_of_dialect_v1_is_at_the_top(server: Running, voice: str) -> None:
    lengths = []
    for top in ({"speed": 1.0}, {"speed": 2.0}):
        answer = await server.speech(TEXT, voice, dialect=Dialect.V1, top=top)
        lengths.append(len(audio_of(answer.data)))
    assert lengths[0] / lengths[1] == pytest.approx(2.0, rel=0.05)


def level(sound: np.ndarray[Any, Any]) -> float:
    return float(np.sqrt(np.mean(sound**2)))


async def test_volume_is_a_linear_gain(server: Running, voice: str) -> None:
    normal = await samples(server, TEXT, voice)
    for volume in (0.25, 0.8, 1.3):
        changed = await samples(server, TEXT, voice, volume=volume)
        assert level(changed) / level(normal) == pytest.approx(volume, rel=0.05)
    silent = await samples(server, TEXT, voice, volume=0)
    assert len(silent) > 24_000
    assert not silent.any()


async def test_volume_saturates_and_never_wraps(server: Running, voice: str) -> None:
    loud = await samples(server, TEXT, voice, volume=30.0)
    assert loud.max() == 32_767
    assert loud.min() == -32_768
    assert np.mean((loud == 32_767) | (loud == -32_768)) > 0.1
    # Wrapped samples would jump from full scale to full scale all the time.
    normal = await samples(server, TEXT, voice)
    jumps = np.mean(np.abs(np.diff(loud)) > 50_000)
    assert jumps < 0.05
    crossings = [float(np.mean(np.diff(np.sign(sound)) != 0)) for sound in (loud, normal)]
    assert crossings[0] == pytest.approx(crossings[1], rel=0.3)


@pytest.mark.parametrize(
    ("rate", "asked", "real"),
    [
        (24_000, "48k", 48),
        (24_000, "192k", 160),
        (16_000, "16k", 16),
        (8_000, "384k", 64),
        (32_000, "16k", 32),
        (44_100, "128k", 128),
        (48_000, "384k", 320),
    ],
)
async def test_mp3_bit_rate(server: Running, voice: str, rate: int, asked: str, real: int) -> None:
    assert legal_bit_rate(rate, int(asked[:-1]) * 1000) == real * 1000
    parameters: dict[str, Any] = {"output_format": "mp3", "sample_rate": rate, "bit_rate": asked}
    events = await server.events(TEXT * 3, voice, debug=True, **parameters)
    data = b"".join(audio_of(event) for event in events)
    assert all(audio_of(event) for event in events)
    with av.open(io.BytesIO(data), "r", format="mp3") as container:
        frames = list(container.decode(container.streams.audio[0]))
    assert {frame.sample_rate for frame in frames} == {rate}
    assert {frame.layout.name for frame in frames} == {"mono"}
    seconds = sum(frame.samples for frame in frames) / rate
    assert len(data) * 8 / seconds / 1000 == pytest.approx(real, rel=0.02)
    assert seconds == pytest.approx(
        sum(event["metrics"]["speech_len"] for event in events), abs=0.4
    )


async def test_pcm_is_headerless(server: Running, voice: str) -> None:
    data = b"".join(
        audio_of(event) for event in await server.events("你好。", voice, output_format="pcm")
    )
    assert len(data) % 2 == 0
    assert b"RIFF" not in data


async def test_modes_and_instruct(server: Running, voice: str) -> None:
    natural: dict[str, Any] = {"mode": "natural_language_replication"}
    for instruct in ("用四川话说", "Speak in Cantonese"):
        answer = await server.speech("你好", voice, instruct=instruct, **natural)
        assert answer.status == 200
    variants: tuple[dict[str, Any], ...] = (
        {},
        {"instruct": ""},
        {"instruct": "  "},
        {"instruct": None},
    )
    for missing in variants:
        answer = await server.speech("你好", voice, **natural, **missing)
        assert answer.status == 400
        assert answer.data["code"] == "InvalidParameter"
        assert "input.instruct is required" in answer.data["message"]
    ignored = await server.speech("你好", voice, instruct="用广东话说")
    assert ignored.status == 200


async def test_cantonese_sounds_different(server: Running, voice: str) -> None:
    text = "你好，今天天气怎么样？"
    natural: dict[str, Any] = {"mode": "natural_language_replication"}
    cantonese = await samples(server, text, voice, instruct="用广东话说", **natural)
    sichuan = await samples(server, text, voice, instruct="用四川话说", **natural)
    mandarin = await samples(server, text, voice)
    assert len(sichuan) == pytest.approx(len(mandarin), rel=0.005)
    assert abs(len(cantonese) - len(mandarin)) / len(mandarin) > 0.02


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mode": "x"}, "input.mode must be one of fast_replication"),
        ({"mode": 1}, "input.mode must be one of"),
        ({"text": None}, "input.text must be a string"),
        ({"text": " "}, "input.text must not be empty"),
        ({"text": "。，——"}, "input.text contains nothing that can be spoken"),
        ({"text": "长" * 20_001}, "text has 20001 characters"),
        ({"speed": 0.4}, "input.speed must be a number from 0.5 to 2.0"),
        ({"speed": 2.1}, "input.speed must be"),
        ({"speed": 10**400}, "input.speed must be"),
        ({"speed": "1"}, "input.speed must be"),
        ({"speed": True}, "input.speed must be"),
        ({"speed": float("nan")}, "input.speed must be"),
        ({"volume": -1}, "input.volume must be"),
        ({"volume": float("inf")}, "input.volume must be"),
        ({"sample_rate": 7_999}, "input.sample_rate must be a whole number from 8000 to 48000"),
        ({"sample_rate": 24_000.0}, "input.sample_rate must be"),
        ({"sample_rate": True}, "input.sample_rate must be"),
        ({"sample_rate": 20_000, "output_format": "mp3"}, "input.sample_rate must be one of 8000"),
        ({"bit_rate": "100k"}, "input.bit_rate must be one of 16k"),
        ({"bit_rate": 192_000}, "input.bit_rate must be one of"),
        ({"bit_rate": ["192k"]}, "input.bit_rate must be one of"),
        ({"output_format": "ogg"}, "input.output_format must be one of wav, mp3, pcm"),
        ({"debug": "yes"}, "input.debug must be true or false"),
        ({"instruct": 3}, "input.instruct must be a string"),
    ],
)
async def test_refused_parameters(
    server: Running, voice: str, change: dict[str, Any], words: str
) -> None:
    for stream in (True, False):
        body = speech_body("你好", voice, stream=stream)
        body["input"].update(change)
        answer = await server.call("POST", "api/v1/audio/speech", json=body)
        assert answer.status in (400, 413)
        assert answer.data.keys() == {"code", "message"}
        assert words in answer.data["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([], "the body must be a JSON object"),
        ({"input": {}}, "is required"),
        ({"model": "other", "input": {}}, "model must be CosyVoice2-0.5B"),
        ({"model": "CosyVoice2-0.5B", "input": []}, "input must be a JSON object"),
        ({"model": "CosyVoice2-0.5B"}, "input is required"),
        ({"model": "CosyVoice2-0.5B", "stream": 1}, "must be"),
    ],
)
async def test_refused_bodies(server: Running, body: Any, words: str) -> None:
    answer = await server.call("POST", "api/v1/audio/speech", json=body)
    assert answer.status == 400
    assert words in answer.data["message"] or "is required" in answer.data["message"]


async def test_refused_in_dialect_v1(server: Running, voice: str) -> None:
    for more, top, name in (
        ({}, {"speed": 3}, "speed"),
        ({"bit_rate": "192k"}, {}, "input.bit_rate"),
        ({"compression_level": 11}, {}, "input.compression_level"),
    ):
        answer = await server.speech("你好", voice, dialect=Dialect.V1, top=top, **more)
        assert answer.status == 400
        assert answer.data["message"].startswith(f"{name} must be")


async def test_body_that_is_no_json(server: Running) -> None:
    for data in (b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000):
        answer = await server.call("POST", "api/v1/audio/speech", data=data)
        assert answer.status == 400
        assert answer.data["message"] == "the body must be JSON"


async def test_body_over_the_limit(server: Running) -> None:
    answer = await server.call("POST", "api/v1/audio/speech", data=io.BytesIO(b" " * (3 << 20)))
    assert answer.status == 413
    assert answer.data["code"]


async def test_unknown_voice(server: Running) -> None:
    for stream in (True, False):
        answer = await server.speech("你好", "no-such-voice", stream=stream)
        assert answer.status == 404
        assert answer.data["code"] == "NotFound"
        assert "reference_audio_id" in answer.data["message"]


async def test_separators_of_lines_stay_escaped(server: Running, voice: str) -> None:
    events = await server.events("你好\u2028世界\u2029。", voice)  # `events` checks for ASCII
    assert events


async def test_each_voice_has_its_own_steady_pitch(server: Running) -> None:
    for wanted in (90.0, 125.0, 210.0):
        uploaded = await server.upload(wav(voice_pcm(pitch=wanted)))
        sound = await samples(server, TEXT, uploaded.data["id"])
        again = await samples(server, TEXT, uploaded.data["id"])
        pitches = [
            reference_audio.pitch(part.astype(np.float32), 24_000) for part in (sound, again)
        ]
        assert pitches[0] == pytest.approx(wanted, rel=0.2)
        assert pitches[1] == pytest.approx(pitches[0], rel=0.03)


@pytest.fixture
def engine() -> SlowEngine:
    return SlowEngine()


async def test_full_queue(tmp_path: Path, engine: SlowEngine) -> None:
    async with running(tmp_path, engine=engine, running=1, waiting=1) as server:
        voice = await server.voice()
        calls = [asyncio.create_task(server.speech("你好", voice)) for _ in range(2)]
        await eventually(lambda: engine.active == 1)
        await asyncio.sleep(0.05)
        refused = await server.speech("你好", voice)
        assert refused.status == 503
        assert refused.data["code"] == "Busy"
        assert int(refused.headers["Retry-After"]) > 0
        assert engine.active == 1
        engine.go.set()
        assert [answer.status for answer in await asyncio.gather(*calls)] == [200, 200]
        assert (await server.speech("你好", voice)).status == 200


@pytest.mark.parametrize("stream", [True, False])
async def test_vanished_client_stops_its_synthesis(
    tmp_path: Path, engine: SlowEngine, *, stream: bool
) -> None:
    async with running(tmp_path, engine=engine, running=1, waiting=0) as server:
        voice = await server.voice()
        call = asyncio.create_task(server.speech("你好", voice, stream=stream))
        await eventually(lambda: engine.active == 1)
        call.cancel()
        await eventually(lambda: engine.active == 0, 1.0)
        engine.go.set()
        assert (await server.speech("你好", voice)).status == 200


async def test_heartbeats_while_nothing_comes(
    tmp_path: Path, engine: SlowEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synthesis, "HEARTBEAT", 0.05)
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        async with server.session.post(
            f"{server.url}/api/v1/audio/speech",
            headers={"Authorization": f"Bearer {TOKEN}"},
            json=speech_body("你好", voice),
        ) as answer:
            for _ in range(3):
                assert (await answer.content.readline()).startswith(b":")
                assert await answer.content.readline() == b"\n"
            engine.go.set()
            rest = await answer.read()
    events = [block for block in rest.split(b"\n\n") if block.startswith(b"data: ")]
    assert json.loads(events[-1].removeprefix(b"data: "))["output"]["finish_reason"] == "stop"


async def test_failure_of_the_engine(tmp_path: Path, engine: SlowEngine) -> None:
    engine.go.set()
    engine.fail_after = 0
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        for stream in (True, False):
            answer = await server.speech("你好", voice, stream=stream)
            assert answer.status == 500
            assert answer.data == {"code": "EngineError", "message": "the engine broke"}


async def test_failure_in_the_middle_of_a_stream(tmp_path: Path, engine: SlowEngine) -> None:
    engine.go.set()
    engine.fail_after = 1
    async with running(tmp_path, engine=engine) as server:
        events = await server.events("你好。你好。", await server.voice())
    assert [event["error"] for event in events[:-1]] == [None] * (len(events) - 1)
    assert events[-1]["error"] == {"code": "EngineError", "message": "the engine broke"}
    assert events[-1]["output"]["finish_reason"] == "the engine broke"


async def test_engine_that_says_nothing(tmp_path: Path) -> None:
    class Mute(SlowEngine):
        async def speak(
            self, text: AsyncIterator[str], _voice: Voice, _style: Style
        ) -> AsyncGenerator[bytes, None]:
            async for _ in text:
                pass
            silence: tuple[bytes, ...] = ()
            for pcm in silence:
                yield pcm

    async with running(tmp_path, engine=Mute()) as server:
        answer = await server.speech("你好", await server.voice(), stream=True)
    assert answer.status == 400
    assert "nothing that can be spoken" in answer.data["message"]


async def test_json_answer_over_the_limit(
    server: Running, voice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local_server.speech.MAX_JSON_AUDIO", 50_000)
    answer = await server.speech(TEXT, voice)
    assert answer.status == 413
    assert "set stream to true" in answer.data["message"]


async def test_slow_reader_holds_nobody_up(server: Running, voice: str) -> None:
    text = "从前有座山，山里有座庙，庙里有个老和尚在讲故事。" * 300
    async with server.session.post(
        f"{server.url}/api/v1/audio/speech",
        headers={"Authorization": f"Bearer {TOKEN}"},
        json=speech_body(text, voice, sample_rate=48_000),
    ) as slow:
        await slow.content.readline()  # and then nothing more
        for _ in range(3):
            assert len(await samples(server, "你好。", voice)) > 0
        # It is not spoken ahead without bound: a small part of 100 MB has been made.
        await asyncio.sleep(0.2)
        task = next(iter(server.service.speaker._tasks))
        assert len(task.text._ready) > 100
