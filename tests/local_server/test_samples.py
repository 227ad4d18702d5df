"""The documents' sample clients, unchanged but for address, token, id and file."""

from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager
import io
import json
import os
from pathlib import Path
import shutil
import sys
from typing import TYPE_CHECKING, Any
import wave

import av
import pytest

from .running import TOKEN, Running, read_wav, running, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SAMPLES = Path(__file__).parent / "samples"
STUBS = Path(__file__).parent / "player_stubs"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path / "data") as server:
        yield server


class Desk:
    """A working directory, in which samples run."""

    def __init__(self, directory: Path, server: Running) -> None:
        self.directory = directory
        self.server = server
        self.voice = ""
        (directory / "zero_shot_prompt.wav").write_bytes(wav(voice_pcm()))

    def _fill(self, name: str) -> str:
        text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
        address = self.server.url.removeprefix("http://")
        for placeholder, value in (
            ("ws://<EAS_SERVICE_URL>", f"ws://{address}"),
            ("ws://localhost:50000", f"ws://{address}"),
            ("<EAS_SERVICE_URL>", self.server.url),
            ("<EAS_TOKEN>", TOKEN),
            ("your-api-key", TOKEN),
            ("<reference_audio_id>", self.voice),
            ("/home/xxxx/zero_shot_prompt.wav", str(self.directory / "zero_shot_prompt.wav")),
        ):
            text = text.replace(placeholder, value)
        return text

    @asynccontextmanager
    async def _running(self, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
        interpreter = sys.executable
        if name.endswith(".sh"):
            shell = shutil.which("bash")
            if shutil.which("curl") is None or shell is None:
                pytest.skip("curl is not installed")
            interpreter = shell
        script = self.directory / name
        script.write_text(self._fill(name), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            interpreter,
            str(script),
            cwd=self.directory,
            env={
                **os.environ,
                "PYTHONPATH": str(STUBS),
                "PYTHONIOENCODING": "utf-8",
                "PYTHONUNBUFFERED": "1",
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(30):
                yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def run(self, name: str) -> str:
        """Run a sample; returns what it printed."""
        async with self._running(name) as process:
            out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        assert "Traceback" not in err.decode() + out.decode(), err.decode() + out.decode()
        return out.decode()

    async def run_until(self, name: str, words: str) -> str:
        """Run a sample that does not end by itself until it has printed words."""
        printed = ""
        async with self._running(name) as process:
            assert process.stdout is not None
            while words not in printed:
                line = await process.stdout.readline()
                assert line, printed
                printed += line.decode()
        return printed

    def written(self, name: str) -> bytes:
        return (self.directory / name).read_bytes()


@pytest.fixture
def desk(tmp_path: Path, server: Running) -> Desk:
    directory = tmp_path / "desk"
    directory.mkdir()
    return Desk(directory, server)


def mp3_seconds(data: bytes) -> float:
    with av.open(io.BytesIO(data), "r", format="mp3") as container:
        stream = container.streams.audio[0]
        frames = list(container.decode(stream))
    return sum(frame.samples for frame in frames) / frames[0].sample_rate


@pytest.mark.parametrize("language", ["py", "sh"])
@pytest.mark.parametrize("document", ["000", "001", "002", "004"])
async def test_voice_operations(desk: Desk, document: str, language: str) -> None:
    uploaded = json.loads(await desk.run(f"{document}_upload.{language}"))
    assert uploaded.keys() == {"id", "filename", "bytes", "created_at", "text"}
    assert uploaded["filename"] == "zero_shot_prompt.wav"
    assert uploaded["bytes"] == len(desk.written("zero_shot_prompt.wav"))
    desk.voice = uploaded["id"]

    assert json.loads(await desk.run(f"{document}_list.py")) == [uploaded]
    assert json.loads(await desk.run(f"{document}_get.{language}")) == uploaded
    assert json.loads(await desk.run(f"{document}_delete.{language}")) == {
        "code": "OK",
        "message": f"reference audio: {uploaded['id']} deleted.",
        "data": {},
    }
    assert json.loads(await desk.run(f"{document}_list.py")) == []


async def test_speech_of_document_000(desk: Desk) -> None:
    desk.voice = await desk.server.voice()

    await desk.run("000_speech_json.py")
    rate, samples = read_wav(desk.written("http_non_stream.wav"))
    assert rate == 24_000
    seconds = len(samples) / rate
    assert seconds > 5

    printed = await desk.run("000_speech_stream.py")
    files = [desk.written(f"http_stream_{i}.wav") for i in range(printed.count("Event: "))]
    total = 0
    for file in files:  # each is a WAV file of its own
        with wave.open(io.BytesIO(file)) as reader:
            assert reader.getframerate() == 24_000
            assert reader.getnframes() > 0
            total += reader.getnframes()
    assert total / rate == pytest.approx(seconds, rel=0.02)
    assert '"stop"' in printed.splitlines()[-1]


async def test_websocket_of_document_000(desk: Desk) -> None:
    desk.voice = await desk.server.voice()
    # Its sender waits for a queue that nobody fills any more: the sample hangs once it is done.
    printed = await desk.run_until("000_websocket.py", "任务已完成")
    assert "任务已启动" in printed
    assert "处理消息时出错" not in printed
    played = desk.written("played.pcm")
    assert len(played) / 48_000 > 4  # two verses


@pytest.mark.parametrize("document", ["001", "002", "004"])
async def test_speech_of_dialect_v2(desk: Desk, document: str) -> None:
    desk.voice = await desk.server.voice()
    suffix = "wav" if document == "001" else "mp3"

    def seconds(data: bytes) -> float:
        if suffix == "mp3":
            return mp3_seconds(data)
        rate, samples = read_wav(data)
        return len(samples) / rate

    await desk.run(f"{document}_speech_json.py")
    whole = seconds(desk.written(f"http_non_stream.{suffix}"))
    assert whole > 4

    printed = await desk.run(f"{document}_speech_stream.py")
    assert seconds(desk.written(f"http_stream.{suffix}")) == pytest.approx(whole, rel=0.02)
    if document == "002":
        assert "speech_len" in printed

    await desk.run(f"{document}_websocket.py")
    assert seconds(desk.written(f"websocket_stream.{suffix}")) > 4


async def test_metrics_of_the_websocket_sample(desk: Desk) -> None:
    desk.voice = await desk.server.voice()
    printed = await desk.run("002_websocket.py")
    metrics: dict[str, Any] = json.loads(printed.rsplit("metrics=", 1)[1].strip().replace("'", '"'))
    assert metrics["speech_len"] == pytest.approx(
        mp3_seconds(desk.written("websocket_stream.mp3")), abs=0.2
    )
    assert 0 < metrics["generate_time"] <= metrics["server_cost_time"]


@pytest.mark.parametrize("document", ["000", "001", "002", "004"])
async def test_speech_by_curl(desk: Desk, document: str) -> None:
    desk.voice = await desk.server.voice()
    answer = json.loads(await desk.run(f"{document}_speech_json.sh"))
    assert answer["output"]["finish_reason"] is None
    assert len(base64.b64decode(answer["output"]["audio"]["data"])) > 10_000

    events = (await desk.run(f"{document}_speech_stream.sh")).strip().split("\n\n")
    results = [json.loads(event.removeprefix("data: ")) for event in events]
    assert [result["output"]["finish_reason"] for result in results] == [
        *[None] * (len(results) - 1),
        "stop",
    ]
