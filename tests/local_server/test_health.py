"""What Docker and Home Assistant's Supervisor learn about the server of a container."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web
import pytest

from local_server import health
from local_server.engines import State

from .running import SlowEngine, running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


async def code_of(url: str, *options: str) -> int:
    place = urlsplit(url)
    address = [f"--host={place.hostname}", f"--port={place.port}"]
    return await asyncio.to_thread(health.main, [*address, *options])


def nothing(engine: SlowEngine) -> None:
    """All is well."""


def loads(engine: SlowEngine) -> None:
    engine.state = State.LOADING


def is_out_of_reach(engine: SlowEngine) -> None:
    engine.state = State.UNREACHABLE


@pytest.mark.parametrize("what", [nothing, loads, is_out_of_reach])
async def test_a_server_that_no_restart_would_mend_is_healthy(
    tmp_path: Path, what: Callable[[SlowEngine], None], capsys: pytest.CaptureFixture[str]
) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server:
        what(engine)
        assert await code_of(server.url) == 0
    assert capsys.readouterr().err == ""


async def test_a_full_server_is_healthy(tmp_path: Path) -> None:
    async with running(tmp_path, engine=SlowEngine(), running=1, waiting=0) as server:
        voice = await server.voice()
        speaking = asyncio.create_task(server.speech("你好。", voice))
        while (await server.call("GET", "healthz", token=None)).status == 200:  # noqa: ASYNC110 - of a server
            await asyncio.sleep(0.01)
        assert await code_of(server.url) == 0
        speaking.cancel()


async def test_a_server_whose_engine_failed_is_not_healthy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = SlowEngine()
    async with running(tmp_path, engine=engine) as server:
        engine.state = State.ABSENT
        assert await code_of(server.url) == 1
    assert "slow" in capsys.readouterr().err


def test_where_no_server_listens_the_reason_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and doesn't listen
        port = taken.getsockname()[1]
        assert health.main(["--host=0.0.0.0", f"--port={port}"]) == 1
    told = capsys.readouterr().err
    assert f"http://127.0.0.1:{port} doesn't respond: " in told
    assert "refused" in told


@pytest.mark.parametrize(
    ("status", "body"), [(503, "busy"), (503, "[]"), (503, "{}"), (200, "<html>"), (500, "{}")]
)
async def test_another_program_at_its_address_is_no_healthy_server(status: int, body: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_get("/healthz", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        assert await asyncio.to_thread(health.trouble, host, port)
    finally:
        await runner.cleanup()


def test_its_address_comes_from_the_variables_that_the_server_has_it_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, int]] = []

    def trouble(host: str, port: int) -> str:
        asked.append((host, port))
        return ""

    monkeypatch.setattr(health, "trouble", trouble)
    monkeypatch.setenv("COSYVOICE_HOST", "::")
    monkeypatch.setenv("COSYVOICE_PORT", "8099")
    assert health.main([]) == 0
    assert health.main(["--port=1"]) == 0
    assert asked == [("::1", 8099), ("::1", 1)]
    monkeypatch.setenv("COSYVOICE_PORT", "many")
    with pytest.raises(SystemExit):
        health.main([])
    assert "COSYVOICE_PORT: must be a whole number" in capsys.readouterr().err
