"""Requests that are no HTTP: what is answered, and that neither answer nor log repeats them."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from local_server import sparing_log

from .running import TOKEN, Program, Running, SlowEngine, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = f"Authorization: Bearer {TOKEN}\r\n"
LONG = "x" * 20_000
JSON = "Content-Type: application/json\r\n"
FORM = "Content-Type: multipart/form-data; boundary=B\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("data"), engine=SlowEngine()) as server:
        yield server


def request(line: str, headers: str = "", body: bytes = b"") -> bytes:
    return f"{line} HTTP/1.1\r\nHost: x\r\n{SECRET}{headers}\r\n".encode() + body


def speech(body: bytes, headers: str = JSON) -> bytes:
    length = "" if CHUNKED in headers else f"Content-Length: {len(body)}\r\n"
    return request("POST /api/v1/audio/speech", headers + length, body)


def upload(body: bytes, headers: str = FORM) -> bytes:
    length = "" if CHUNKED in headers else f"Content-Length: {len(body)}\r\n"
    return request("POST /api/v1/audio/reference_audio", headers + length, body)


def part(name: str, more: str = "", body: bytes = b"abc") -> bytes:
    head = f'--B\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode("latin-1") + body + b"\r\n--B--\r\n"


MALFORMED = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2,
    "noise": bytes(range(128, 256)) * 20,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.0\r\n",
    "Redis": b"*1\r\n$4\r\nPING\r\n",
    "token in front": f"Bearer {TOKEN}\r\n\r\n".encode(),
    "header without colon": f"GET / HTTP/1.1\r\nAuthorization Bearer {TOKEN}\r\n\r\n".encode(),
    "header with a zero": f"GET / HTTP/1.1\r\nAuthorization: {TOKEN}\0\r\n\r\n".encode(),
    "header that is too long": f"GET / HTTP/1.1\r\nA: {TOKEN}{LONG}\r\n\r\n".encode(),
    "folded header": f"GET / HTTP/1.1\r\nHost: x\r\n {SECRET}\r\n".encode(),
    "line that is too long": f"GET /{TOKEN}{LONG} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "method": f"G@T /{TOKEN} HTTP/1.1\r\n\r\n".encode(),
    "version": f"GET /?token={TOKEN} HTTP/9.9.9\r\n\r\n".encode(),
    "too many headers": request("GET /", "".join(f"A{n}: b\r\n" for n in range(500))),
    "address": request("GET http://a:99999/x"),
    "half an address": request("GET http://["),
    "two lengths": request("POST /", "Content-Length: 5\r\nContent-Length: 6\r\n", b"hello"),
    "negative length": request("POST /", "Content-Length: -5\r\n"),
    "size of a chunk": speech(b"zz\r\n" + TOKEN.encode() + b"\r\n0\r\n\r\n", JSON + CHUNKED),
    "end of a chunk": speech(b"5\r\nhelloXX\r\n0\r\n\r\n", JSON + CHUNKED),
    "chunk of an upload": upload(b"5\r\n--B\r\n\r\nzzzz\r\n", FORM + CHUNKED),
    "endless size of a chunk": upload(b"5" * 20_000, FORM + CHUNKED),
    "unknown encoding": speech(b"0\r\n\r\n", JSON + "Transfer-Encoding: foo\r\n"),
    "no gzip": speech(b"no gzip", JSON + "Content-Encoding: gzip\r\n"),
    "no deflate": upload(b"no deflate", FORM + "Content-Encoding: deflate\r\n"),
    "unknown charset": speech(b"{}", "Content-Type: application/json; charset=nope\r\n"),
    "charset that is none": speech(b"{}", "Content-Type: application/json; charset=hex\r\n"),
    "deep JSON": speech(b"[" * 100_000),
    "long number": speech(b'{"model": ' + b"9" * 5_000 + b"}"),
    "expectation": request("POST /api/v1/audio/speech", f"Expect: {TOKEN}\r\n"),
    "expectation nowhere": request("POST /nowhere", f"Expect: {TOKEN}\r\n"),
    "no form": upload(TOKEN.encode()),
    "empty form": upload(b""),
    "header of a part": upload(f"--B\r\n{TOKEN}\r\n\r\nbar\r\n--B--".encode()),
    "endless header of a part": upload(b"--B\r\n" + b"A" * 100_000),
    "nested parts": upload(
        b"--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C--\r\n--B--"
    ),
    "name of a part": upload(part("\xff\xfe")),
    "default charset": upload(part("_charset_", body=b"x" * 100)),
    "form without boundary": upload(b"--B\r\n", "Content-Type: multipart/form-data\r\n"),
    "key of a WebSocket": request(
        "GET /api-ws/v1/audio/speech", UPGRADE.replace("dGhlIHNhbXBsZSBub25jZQ==", TOKEN)
    ),
    "version of a WebSocket": request("GET /api-ws/v1/audio/speech", UPGRADE.replace("13", "99")),
    "garbage behind a request": request("GET /nowhere") + f"x {TOKEN}\r\n\r\n".encode(),
    "half a character": request("GET /api/v1/audio/reference_audio?limit=%ed%a0%80"),
}
FRAMES = {
    "reserved bits": b"\xf1\x85\0\0\0\0hello",
    "unknown frame": b"\x83\x85\0\0\0\0hello",
    "frame over the limit": b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0hello",
    "long ping": b"\x89\xfe\x01\x00\0\0\0\0" + b"x" * 256,
    "no UTF-8": b"\x81\x82\0\0\0\0\xff\xfe",
    "end without a beginning": b"\x80\x82\0\0\0\0ab",
    "short close": b"\x88\x81\0\0\0\0a",
    "HTTP": f"GET / HTTP/1.1\r\n{SECRET}\r\n".encode(),
}


async def raw(server: Running, data: bytes) -> bytes:
    """Send bytes, and read the answers until nothing comes for a while."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    writer.write(data)
    found = b""
    try:
        chunk = b"-"
        while chunk:
            async with asyncio.timeout(0.3 if found else 5):
                chunk = await reader.read(1 << 16)
            found += chunk
    except (TimeoutError, ConnectionError):
        pass
    writer.close()
    return found


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_request_is_refused_and_not_repeated(
    server: Running, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await raw(server, MALFORMED[name])
    status, _, rest = answer.partition(b"\r\n")
    assert status.split()[1].startswith(b"4"), answer
    assert b'"code": ' in rest
    assert b'"message": ' in rest
    said = answer.decode() + caplog.text + capsys.readouterr().err
    assert TOKEN not in said
    assert "Traceback" not in said
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert (await server.call("GET", "/")).status == 200


@pytest.mark.parametrize("name", FRAMES)
async def test_a_malformed_frame_closes_the_connection(
    server: Running, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await raw(server, request("GET /api-ws/v1/audio/speech", UPGRADE) + FRAMES[name])
    assert answer.startswith(b"HTTP/1.1 101")
    assert b"\x88\x02\x03" in answer  # a close frame with its code
    assert TOKEN not in caplog.text
    assert "Traceback" not in caplog.text
    assert (await server.call("GET", "/")).status == 200


async def test_half_a_character_is_the_id_of_no_voice(server: Running) -> None:
    answer = await server.speech("你好。", "\ud800")
    assert answer.status == 404
    async with await server.socket() as socket:
        await socket.run("\ud800")
        header = (await socket.expect("task-failed"))["header"]
    assert header["error_code"] == "NotFound"


async def test_a_scan_of_the_port_fills_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with running(tmp_path, engine=SlowEngine()) as server:
        for _ in range(50):
            await raw(server, os.urandom(8) + b"\r\n\r\n")
        lines = [r.getMessage() for r in caplog.records if r.name == sparing_log.__name__]
        assert len(lines) == 1
        assert lines[0].startswith("malformed request from 127.0.0.1 (")


async def test_what_was_not_logged_is_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparing_log, "PAUSE", 3.0)
    caplog.set_level(logging.INFO)
    async with running(tmp_path, engine=SlowEngine()) as server:
        for _ in range(4):
            await raw(server, b"x\r\n\r\n")
        await asyncio.sleep(3.0)
        await raw(server, b"x\r\n\r\n")
    assert "; 3 more before it" in caplog.text


async def test_a_program_keeps_what_it_was_sent_to_itself(tmp_path: Path) -> None:
    with Program(tmp_path, "--json", "--log-level", "debug") as process:
        url = (await asyncio.to_thread(process.ready))["url"]
        server = Running(url, None, None)  # type: ignore[arg-type]  # only the address is used
        for data in MALFORMED.values():
            await raw(server, data)
        process.process.terminate()
        code, out, err = await process.outcome()
    assert code == 0
    assert TOKEN not in out + err
    assert "Traceback" not in err
    assert "Warning" not in err
    assert err.count("malformed request") > 10
