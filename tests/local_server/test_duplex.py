"""Speech over WebSocket: text in while audio goes out, task after task, and every wrong turn."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any
import wave

from aiohttp import WSMsgType, WSServerHandshakeError
import numpy as np
import pytest
import pytest_asyncio

from local_server import duplex
from shared_client.models import Dialect

from .running import TOKEN, Running, SlowEngine, audio_of, eventually, read_wav, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def voice(server: Running) -> str:
    return await server.voice()


def joined(results: list[dict[str, Any]]) -> bytes:
    return b"".join(audio_of(result) for result in results)


async def test_one_wav_on_v2_and_metrics_with_debug(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        results = await socket.say(voice, "你好，", "世界。", debug=True)
    rate, sound = read_wav(joined(results))
    assert rate == 24_000
    assert all(audio_of(result) for result in results)
    assert all(result["metrics"]["speech_len"] > 0 for result in results)
    total = sum(result["metrics"]["speech_len"] for result in results)
    assert total == pytest.approx(len(sound) / rate, abs=0.01)


async def test_whole_files_on_v1(server: Running, voice: str) -> None:
    async with await server.socket(Dialect.V1) as socket:
        results = await socket.say(
            voice, "你好，世界。", output_format="wav", bit_rate=192_000, compression_level=2
        )
    for result in results:
        assert "metrics" not in result
        with wave.open(io.BytesIO(audio_of(result))) as reader:
            assert reader.getnframes() > 0


async def test_v1_may_send_text_before_task_started(server: Running, voice: str) -> None:
    async with await server.socket(Dialect.V1) as socket:
        await socket.run(voice, output_format="mp3", bit_rate=48_000)
        await socket.text("你好。")
        await socket.finish()
        await socket.expect("task-started")
        assert joined(await socket.results())[0] == 0xFF


async def test_one_task_after_another(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        for text in ("一。", "Two.", "三。"):
            assert await socket.say(voice, text)


async def test_audio_comes_before_the_text_is_complete(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        await socket.run(voice)
        await socket.expect("task-started")
        await socket.text("第一句。")
        await socket.expect("result-generated")  # while nothing says that this was all
        await socket.text("第二")
        await socket.text("句")
        await socket.finish()
        assert len(joined(await socket.results())) > 20_000


async def test_open_text_is_spoken_after_a_short_silence(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        await socket.run(voice)
        await socket.expect("task-started")
        await socket.text("没有句号")
        await socket.expect("result-generated")
        await socket.finish()
        await socket.results()


async def test_speed_volume_rate_and_format(server: Running, voice: str) -> None:
    text = "收到好友从远方寄来的生日礼物，那份意外的惊喜让我很快乐。"
    async with await server.socket() as socket:
        normal = joined(await socket.say(voice, text, output_format="pcm"))
        fast = joined(await socket.say(voice, text, output_format="pcm", speed=2.0))
        low = joined(await socket.say(voice, text, output_format="pcm", sample_rate=8_000))
        quiet = joined(await socket.say(voice, text, output_format="pcm", volume=0.5))
    assert len(normal) / len(fast) == pytest.approx(2.0, rel=0.05)
    assert len(normal) / len(low) == pytest.approx(3.0, rel=0.02)
    peaks = [int(np.abs(np.frombuffer(pcm, "<i2").astype(int)).max()) for pcm in (normal, quiet)]
    assert peaks[1] / peaks[0] == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize("texts", [[], [""], ["。", "——"]])
async def test_nothing_to_say_is_a_failure(server: Running, voice: str, texts: list[str]) -> None:
    async with await server.socket() as socket:
        await socket.run(voice)
        await socket.expect("task-started")
        for text in texts:
            await socket.text(text)
        await socket.finish()
        header = (await socket.expect("task-failed"))["header"]
        assert header["task_id"] == socket.task_id
        assert header["error_code"] == "InvalidParameter"
        assert "nothing that can be spoken" in header["error_message"]
        assert await socket.say(voice, "还在。")  # the connection goes on


async def test_wrong_token(server: Running) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        for path in ("api-ws/v1/audio/speech", "v1/audio/speech/ws"):
            with pytest.raises(WSServerHandshakeError) as refused:
                await server.session.ws_connect(f"{server.url}/{path}", headers=headers)
            assert refused.value.status == 401


async def test_request_that_is_no_upgrade(server: Running) -> None:
    answer = await server.call("GET", "api-ws/v1/audio/speech")
    assert answer.status == 400
    assert answer.data["code"] == "BadRequest"


@pytest.mark.parametrize(
    ("message", "code", "words"),
    [
        ("{", "InvalidCommand", "must be JSON"),
        ("[" * 100_000, "InvalidCommand", "must be JSON"),
        ("[]", "InvalidCommand", "must be a JSON object"),
        ("{}", "InvalidCommand", "header is required"),
        ('{"header": 3}', "InvalidCommand", "header must be a JSON object"),
        ('{"header": {"action": "run-task"}}', "InvalidCommand", "header.task_id is required"),
        (
            '{"header": {"action": "stop", "task_id": "x"}}',
            "InvalidCommand",
            "header.action must be run-task or continue-task or finish-task",
        ),
        (
            '{"header": {"action": "run-task", "task_id": "x", "streaming": "out"}}',
            "InvalidCommand",
            "header.streaming must be duplex",
        ),
        ('{"header": {"action": "run-task", "task_id": "x"}}', "InvalidParameter", "payload.model"),
        (
            '{"header": {"action": "run-task", "task_id": "x"}, "payload": {"model": "m"}}',
            "InvalidParameter",
            "payload.model must be cosyvoice-v2",
        ),
        (
            '{"header": {"action": "finish-task", "task_id": "x"}, "payload": {"input": {}}}',
            "InvalidCommand",
            "finish-task is for task x, which isn't running",
        ),
        (
            (
                '{"header": {"action": "continue-task", "task_id": "x"},'
                ' "payload": {"input": {"text": "a"}}}'
            ),
            "InvalidCommand",
            "continue-task is for task x, which isn't running",
        ),
        (
            '{"header": {"action": "continue-task", "task_id": "x"}, "payload": {"input": {}}}',
            "InvalidParameter",
            "payload.input.text is required",
        ),
    ],
)
async def test_bad_commands(
    server: Running, voice: str, message: str, code: str, words: str
) -> None:
    async with await server.socket() as socket:
        await socket.ws.send_str(message)
        header = (await socket.expect("task-failed"))["header"]
        assert header["error_code"] == code
        assert words in header["error_message"]
        assert header["task_id"] in ("x", "")
        assert await socket.say(voice, "还在。")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"mode": "x"}, "payload.parameters.mode must be one of"),
        ({"speed": 9}, "payload.parameters.speed must be"),
        ({"mode": "natural_language_replication"}, "payload.parameters.instruct is required"),
        ({"reference_audio_id": "nobody"}, "reference_audio_id 'nobody' doesn't exist"),
    ],
)
async def test_bad_parameters(
    server: Running, voice: str, parameters: dict[str, Any], words: str
) -> None:
    async with await server.socket() as socket:
        await socket.run(**{"voice": voice, **parameters})
        header = (await socket.expect("task-failed"))["header"]
        assert header["task_id"] == socket.task_id
        assert words in header["error_message"]


@pytest.mark.parametrize("dialect", [Dialect.V1, Dialect.V2])
async def test_text_may_come_before_task_started(
    server: Running, voice: str, dialect: Dialect
) -> None:
    async with await server.socket(dialect) as socket:
        for _ in range(2):
            await socket.run(voice)
            await socket.text("你好。")
            await socket.finish()
            await socket.expect("task-started")
            assert await socket.results()


async def test_text_that_came_with_a_task_that_is_refused_is_passed_over(
    server: Running, voice: str
) -> None:
    async with await server.socket() as socket:
        await socket.run("nobody")
        await socket.text("你好。")
        await socket.finish()
        header = (await socket.expect("task-failed"))["header"]
        assert "doesn't exist" in header["error_message"]
        assert await socket.say(voice, "还在。")  # and nothing else was said of the other one


async def test_binary_frame_ends_the_running_task(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        await socket.run(voice)
        await socket.expect("task-started")
        await socket.ws.send_bytes(b"\0" * 100)
        header = (await socket.expect("task-failed"))["header"]
        assert header["task_id"] == socket.task_id
        assert "binary" in header["error_message"]
        assert await socket.say(voice, "还在。")


async def test_second_task_while_one_is_running(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        await socket.run(voice)
        await socket.expect("task-started")
        first = socket.task_id
        await socket.run(voice)
        header = (await socket.expect("task-failed"))["header"]
        assert header["task_id"] == socket.task_id
        assert f"task {first} is still running" in header["error_message"]
        socket.task_id = first
        await socket.text("第一个。")
        await socket.finish()
        assert await socket.results()


async def test_text_after_finish_task(tmp_path: Path) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server, await server.socket() as socket:
        await socket.run(await server.voice())
        await socket.expect("task-started")
        await socket.text("你好。")
        await socket.finish()
        await socket.text("太晚了。")
        header = (await socket.expect("task-failed"))["header"]
        assert "came after finish-task" in header["error_message"]


async def test_too_much_text(server: Running, voice: str) -> None:
    async with await server.socket() as socket:
        await socket.run(voice)
        await socket.expect("task-started")
        await socket.text("长" * 20_001)
        header = (await socket.expect("task-failed"))["header"]
        assert header["error_code"] == "TooLarge"
        assert "20001 characters" in header["error_message"]


async def test_message_over_the_limit_closes(server: Running) -> None:
    async with await server.socket() as socket:
        await socket.ws.send_str(" " * (1 << 21))
        message = await socket.ws.receive(timeout=5)
        assert message.type is WSMsgType.CLOSE
        assert message.data == 1009


async def test_vanished_client_stops_its_synthesis(tmp_path: Path) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server:
        socket = await server.socket()
        await socket.run(await server.voice())
        await socket.text("你好。")
        await eventually(lambda: engine.active == 1)
        assert socket.ws._response.connection is not None
        assert socket.ws._response.connection.transport is not None
        socket.ws._response.connection.transport.abort()
        await eventually(lambda: engine.active == 0, 1.0)
        assert not server.service.speaker._tasks
        await socket.ws.close()


async def test_full_queue_and_a_place_in_it(tmp_path: Path) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine, running=1, waiting=1) as server:
        voice = await server.voice()
        async with (
            await server.socket() as first,
            await server.socket() as second,
            await server.socket() as third,
        ):
            for socket in (first, second):
                await socket.run(voice)
                await socket.expect("task-started")
                await socket.text("好。")
                await socket.finish()
            await eventually(lambda: engine.active == 1)
            await eventually(lambda: all(t.turn.wanted for t in server.service.speaker._tasks))
            await third.run(voice)
            header = (await third.expect("task-failed"))["header"]
            assert header["error_code"] == "Busy"
            assert header["attributes"]["retry_after"] > 0
            assert engine.active == 1
            engine.go.set()
            assert await first.results()
            assert await second.results()
            assert await third.say(voice, "好。")


async def test_task_without_text_for_too_long(tmp_path: Path) -> None:
    async with (
        running(tmp_path, engine=SlowEngine(), patience=0.1) as server,
        await server.socket() as socket,
    ):
        await socket.run(await server.voice())
        await socket.expect("task-started")
        header = (await socket.expect("task-failed"))["header"]
        assert header["error_code"] == "IdleTimeout"
        assert header["error_message"] == "no text came for 0.1 seconds"


async def test_failure_of_the_engine(tmp_path: Path) -> None:
    engine = SlowEngine()
    engine.go.set()
    engine.fail_after = 0
    async with running(tmp_path, engine=engine) as server, await server.socket() as socket:
        await socket.run(await server.voice())
        await socket.expect("task-started")
        await socket.text("你好。")
        header = (await socket.expect("task-failed"))["header"]
        assert header["error_code"] == "EngineError"
        assert header["error_message"] == "the engine broke"
        assert header["task_id"] == socket.task_id


async def test_pings(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplex, "HEARTBEAT", 0.05)
    ws = await server.session.ws_connect(
        f"{server.url}/api-ws/v1/audio/speech",
        headers={"Authorization": f"Bearer {TOKEN}"},
        autoping=False,
    )
    for _ in range(3):  # unanswered, and still the connection lives
        assert (await ws.receive(timeout=5)).type is WSMsgType.PING
    await ws.close()


async def test_paused_reader_keeps_its_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that does not read for many heartbeats gets everything in the end."""
    monkeypatch.setattr(duplex, "HEARTBEAT", 0.02)
    async with running(tmp_path) as server, await server.socket() as socket:
        await socket.run(await server.voice(), sample_rate=48_000, output_format="pcm")
        await socket.expect("task-started")
        for _ in range(10):
            await socket.text("从前有座山，山里有座庙，庙里有个老和尚在讲故事。" * 4)
        await socket.finish()
        await asyncio.sleep(1.0)
        assert len(server.service.speaker._tasks) == 1  # waits for its reader
        assert len(joined(await socket.results())) / 96_000 > 150


async def test_stop_ends_tasks_with_words(tmp_path: Path) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server:
        voice = await server.voice()
        async with await server.socket() as socket, await server.socket() as idle:
            await socket.run(voice)
            await socket.expect("task-started")
            await server.service.speaker.stop(0.05)
            header = (await socket.expect("task-failed"))["header"]
            assert header["error_code"] == "ServerStopping"
            refused = await server.speech("你好", voice)
            assert refused.status == 503
            assert refused.headers["Retry-After"]
            closing = asyncio.create_task(duplex.close_all(server.service))
            message = await idle.ws.receive(timeout=5)
            assert message.type is WSMsgType.CLOSE
            assert message.data == 1001
            await socket.ws.receive(timeout=5)
            await closing


async def test_stop_waits_for_what_is_nearly_done(tmp_path: Path) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server, await server.socket() as socket:
        await socket.run(await server.voice())
        await socket.expect("task-started")
        await socket.text("好。")
        await socket.finish()
        await eventually(lambda: engine.active == 1)
        stopping = asyncio.create_task(server.service.speaker.stop(5))
        await asyncio.sleep(0)
        engine.go.set()
        assert await socket.results()
        await stopping
