"""What holds for every path: the token, the words of errors, the log, and `GET /`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from local_server import voices

from .running import TOKEN, Running, SlowEngine, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiohttp import web


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path, engine=SlowEngine()) as server:
        yield server


OPERATIONS = [
    ("GET", "v1/audio/reference_audio"),
    ("POST", "v1/audio/reference_audio"),
    ("GET", "api/v1/audio/reference_audio/x"),
    ("DELETE", "api/v1/audio/reference_audio/x"),
    ("POST", "v1/audio/speech"),
    ("POST", "api/v1/audio/speech"),
    ("GET", "api-ws/v1/audio/speech"),
    ("GET", "nowhere"),
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", TOKEN[:-1], "clé"])
async def test_wrong_token(server: Running, method: str, path: str, token: str | None) -> None:
    answer = await server.call(method, path, token=token)
    assert answer.status == 401
    assert answer.data["code"] == "Unauthorized"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_about_needs_no_token(server: Running) -> None:
    answer = await server.call("GET", "/", token=None)
    assert answer.status == 200
    assert answer.data["engine"]["clones"] is False
    assert answer.data["version"]
    assert set(answer.data["links"]) == {"v1", "v2"}
    assert answer.data["links"]["v1"]["websocket"] == "/v1/audio/speech/ws"
    assert answer.data["links"]["v2"]["speech"] == "/api/v1/audio/speech"


async def test_unknown_path_and_method(server: Running) -> None:
    answer = await server.call("GET", "v2/audio/speech")
    assert answer.status == 404
    assert answer.data["code"] == "NotFound"
    assert "/api/v1/audio/speech" in answer.data["message"]
    answer = await server.call("PUT", "v1/audio/speech")
    assert answer.status == 405
    assert answer.data["code"] == "MethodNotAllowed"
    assert answer.headers["Allow"] == "POST"


async def test_trailing_slash(server: Running) -> None:
    assert (await server.call("GET", "v1/audio/reference_audio/")).data == []


async def test_log_has_one_line_per_request_and_no_secret(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await server.call("GET", f"v1/audio/reference_audio?limit=1&token={TOKEN}")
    lines = [record.getMessage() for record in caplog.records if record.name == "local_server.app"]
    assert len(lines) == 1
    assert lines[0].startswith("GET /v1/audio/reference_audio 200 ")
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(server.service)


async def test_requests_without_the_token_share_a_line(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(20):
        await server.call("GET", "v1/audio/reference_audio", token="guess")
    lines = [record.getMessage() for record in caplog.records if " 401 " in record.getMessage()]
    assert len(lines) == 1
    assert lines[0].endswith("from 127.0.0.1")


async def test_a_path_fills_no_log_and_tells_no_token(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await server.call("GET", f"v1/{TOKEN}/{'x' * 5_000}")
    (line,) = [record.getMessage() for record in caplog.records if " 404 " in record.getMessage()]
    assert line.startswith("GET /v1/[token]/xxx")
    assert len(line) < 300


async def test_path_cannot_break_the_log(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await server.call("GET", "a%0Ab%1b[31m")
    assert "GET /a\\nb\\x1b[31m 404" in caplog.text


async def test_error_of_the_servers_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: web.Request) -> web.Response:
        raise ZeroDivisionError

    monkeypatch.setattr(voices, "get", broken)
    async with running(tmp_path, engine=SlowEngine()) as server:
        answer = await server.call("GET", "v1/audio/reference_audio/x")
    assert answer.status == 500
    assert answer.data["code"] == "InternalError"
    assert "ZeroDivisionError" in caplog.text


async def test_client_that_leaves_in_the_middle_of_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone(_: web.Request) -> web.Response:
        raise ConnectionResetError

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(voices, "get", gone)
    async with running(tmp_path, engine=SlowEngine()) as server:
        async with server.session.get(
            f"{server.url}/v1/audio/reference_audio/x", headers={"Authorization": f"Bearer {TOKEN}"}
        ) as answer:
            assert await answer.read() == b""
    assert "left by the client" in caplog.text
    assert "Traceback" not in caplog.text
