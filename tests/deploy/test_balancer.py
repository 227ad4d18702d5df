"""What deploy/ describes, started as it says: HAProxy before two servers on one folder of voices.

The servers are the programs of compose.yaml with its arguments, the balancer is Debian's HAProxy
with haproxy.cfg as it is. Only the engines are imitations: as strict as vLLM-Omni's documentation.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from aiohttp import web
import pytest
import yaml

from shared_client import CosyVoiceClient, CosyVoiceConnectionError, SpeechOptions, service_url
from tests import programs
from tests.local_server.engines.speech_api.service import SECONDS_PER_CHARACTER, FakeService
from tests.local_server.running import eventually, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from shared_client import SpeechStream

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HAPROXY = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
TOKEN = "token-of-the-house"
TEXT = "Good morning, everybody."

pytestmark = pytest.mark.skipif(HAPROXY is None, reason="needs haproxy: apt install haproxy")


def arguments_of(name: str) -> list[str]:
    """The command line of a service in compose.yaml."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return [str(part) for part in services[name]["command"]]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    """One server of the house."""

    process: subprocess.Popen[str]
    url: str = ""

    @classmethod
    def start(cls, name: str, folder: Path, engines: list[FakeService], *more: str) -> Self:
        """Start it as compose.yaml has it, on this machine."""
        here = {
            "--token-file=/run/secrets/token": f"--token-file={folder.parent / 'token'}",
            **{
                f"--engine-url=http://engine-{number}:8091": f"--engine-url={engine.url}"
                for number, engine in enumerate(engines, 1)
            },
        }
        given = arguments_of(name)
        assert set(here) <= set(given), "compose.yaml and this test differ"
        return cls(
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "local_server", "--port=0", f"--data-dir={folder}"),
                    *(here.get(part, part) for part in given),
                    *("--json", *more),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
        )

    def wait(self) -> None:
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]


@dataclass
class House:
    """All of it."""

    url: str
    servers: list[Server]
    engines: list[FakeService]
    session: aiohttp.ClientSession
    log: Path
    voice: str = ""

    async def balancer_says(self, words: str) -> None:
        """Wait for a line of HAProxy's log."""
        await eventually(lambda: words in self.log.read_text(encoding="utf-8"), 10)

    async def post(self, base: str, path: str, **how: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with self.session.post(f"{base}/{path}", headers=headers, **how) as answer:
            return answer.status, await answer.json()

    async def speak(self, base: str = "") -> int:
        """A sentence as one JSON answer; returns the status."""
        body = {
            "model": "CosyVoice2-0.5B",
            "input": {"mode": "fast_replication", "text": TEXT, "reference_audio_id": self.voice},
            "stream": False,
        }
        return (await self.post(base or self.url, "api/v1/audio/speech", json=body))[0]

    async def health(self, base: str) -> int:
        async with self.session.get(f"{base}/healthz") as answer:
            return answer.status

    async def upload(self, base: str) -> str:
        form = aiohttp.FormData()
        form.add_field("file", wav(voice_pcm()), filename="voice.wav")
        form.add_field("text", "你好")
        status, answer = await self.post(base, "api/v1/audio/reference_audio", data=form)
        assert status == 200, answer
        return str(answer["id"])

    def client(self) -> CosyVoiceClient:
        return CosyVoiceClient(service_url(self.url), TOKEN)


@asynccontextmanager
async def house(tmp_path: Path, *of_the_first: str) -> AsyncIterator[House]:
    """Start engines, servers and balancer."""
    folder = tmp_path / "voices"
    (tmp_path / "token").write_text(TOKEN)
    async with AsyncExitStack() as stack:
        engines = [FakeService("vllm-omni"), FakeService("vllm-omni")]
        for engine in engines:
            stack.push_async_callback(engine.stop)
            await engine.start()
        ends = stack.enter_context(ExitStack())
        servers = []
        for number, more in ((1, of_the_first), (2, ())):
            server = Server.start(f"server-{number}", folder, engines, *more)
            ends.callback(programs.end, server.process, 2.0)
            servers.append(server)
        await asyncio.gather(*(asyncio.to_thread(server.wait) for server in servers))
        port = free_port()
        where = {
            "BIND": f"127.0.0.1:{port}",
            **{f"SERVER_{n}": s.url.removeprefix("http://") for n, s in enumerate(servers, 1)},
        }
        assert HAPROXY is not None
        balancer = [HAPROXY, "-db", "-f", str(DEPLOY / "haproxy.cfg")]
        log = tmp_path / "haproxy.log"
        how: dict[str, Any] = {"env": {**os.environ, **where}, "patience": 1.0}
        how["stdout"] = ends.enter_context(log.open("w"))
        ends.enter_context(programs.running(balancer, **how))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        found = House(f"http://127.0.0.1:{port}", servers, engines, session, log)
        async with asyncio.timeout(20):
            while True:
                try:
                    async with session.get(f"{found.url}/balancer") as answer:
                        if answer.status == 200:
                            break
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
        found.voice = await found.upload(found.url)
        yield found


def held(engine: FakeService, go: asyncio.Event) -> Callable[[web.Request], Any]:
    """A plan of an engine: to think until it may speak."""

    def plan(request: web.Request) -> Coroutine[Any, Any, web.StreamResponse]:
        async def answer() -> web.StreamResponse:
            await go.wait()
            return await engine.answer(request, await request.json())

        return answer()

    return plan


async def test_callers_of_a_full_server_go_to_the_free_one(tmp_path: Path) -> None:
    async with house(tmp_path, "--max-running=2", "--max-waiting=0") as home:
        first, second = home.servers
        # A voice that was uploaded at one is at the other.
        other = await home.upload(first.url)
        async with home.session.get(
            f"{second.url}/api/v1/audio/reference_audio/{other}",
            headers={"Authorization": f"Bearer {TOKEN}"},
        ) as answer:
            assert (await answer.json())["id"] == other

        go = asyncio.Event()
        for engine in home.engines:
            engine.plan.append(held(engine, go))
        filling = [asyncio.create_task(home.speak(first.url)) for _ in range(2)]
        await eventually(lambda: sum(engine.running for engine in home.engines) == 2)
        assert await home.speak(first.url) == 503  # it is full, and says so
        assert await home.health(first.url) == 503
        assert await home.health(second.url) == 200
        # Before HAProxy has noticed, and after.
        for _ in range(2):
            assert await asyncio.gather(*(home.speak() for _ in range(6))) == [200] * 6
            await home.balancer_says("Server servers/one is DOWN")
        async with home.client() as client:
            assert await collect(client.speak(TEXT, SpeechOptions(home.voice)))
        go.set()
        assert await asyncio.gather(*filling) == [200, 200]
        assert await home.health(first.url) == 200
        await home.balancer_says("Server servers/one is UP")

        # One that is told to stop lets its callers finish, and new ones go to the other.
        go.clear()
        for engine in home.engines:
            engine.plan.append(held(engine, go))
        last = [asyncio.create_task(home.speak(first.url)) for _ in range(2)]
        await eventually(lambda: sum(engine.running for engine in home.engines) == 2)
        first.process.send_signal(signal.SIGTERM)
        assert await asyncio.gather(*(home.speak() for _ in range(6))) == [200] * 6
        go.set()
        assert await asyncio.gather(*last) == [200, 200]
        assert await asyncio.to_thread(first.process.wait, 10) == 0


async def collect(stream: SpeechStream) -> float:
    """Seconds of speech."""
    async with stream:
        size = sum([len(pcm) async for pcm in stream.pcm()])
    return size / 2 / 24_000


async def test_when_a_server_is_killed_each_caller_goes_on_or_is_told(tmp_path: Path) -> None:
    async with house(tmp_path) as home, home.client() as client:
        options = SpeechOptions(home.voice)
        for engine in home.engines:
            engine.paused.clear()
        # Six have heard something, and six have not.
        heard = [client.speak(TEXT, options) for _ in range(6)]
        starts = await asyncio.gather(*(anext(stream.pcm()) for stream in heard))
        assert all(starts)
        go = asyncio.Event()
        for engine in home.engines:  # neither server knows what the other one asks of them
            engine.plan.extend(held(engine, go) for _ in range(6))
        waiting = [asyncio.create_task(collect(client.speak(TEXT, options))) for _ in range(6)]
        await eventually(lambda: sum(len(engine.plan) for engine in home.engines) == 6)

        home.servers[0].process.kill()
        for engine in home.engines:
            engine.paused.set()
        go.set()
        rest = await asyncio.gather(*(map(collect, heard)), return_exceptions=True)
        assert await asyncio.gather(*waiting) == pytest.approx([whole()] * 6, abs=0.02)
        broken = [error for error in rest if isinstance(error, BaseException)]
        assert 0 < len(broken) < 6  # of those that had heard something
        for error in broken:
            assert isinstance(error, CosyVoiceConnectionError)
            assert "lost" in str(error) or "closed the connection" in str(error)
        for start, seconds in zip(starts, rest, strict=True):
            if isinstance(seconds, float):
                assert len(start) / 48_000 + seconds == pytest.approx(whole(), abs=0.02)

        spoken = [collect(client.speak(TEXT, options)) for _ in range(20)]
        assert await asyncio.gather(*spoken) == pytest.approx([whole()] * 20, abs=0.02)


def whole() -> float:
    """Seconds of the text, which is spoken in one piece for each clause."""
    return SECONDS_PER_CHARACTER * len(TEXT.replace(", ", ","))
