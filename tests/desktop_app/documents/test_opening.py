"""Reading as a program asks for it: files and addresses, through the child."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import gzip
import os
from pathlib import Path
import ssl
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web
import pytest

from desktop_app.documents import Progress, fetching, is_address, read_document
from desktop_app.documents import opening as reading
from desktop_app.documents.child import tidy
from desktop_app.errors import DocumentError
from desktop_app.system.processes import child_command
from shared_client.text.kinds import TextKind
from tests.programs import running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ARTICLE = "This is a paragraph of a page, and it is long enough to be one. " * 3


def children() -> list[str]:
    """The children that read for this process."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"desktop_app.documents.child" in line and parent == str(os.getpid()):
            found.append(process.name)
    return found


@pytest.mark.parametrize("give", [str, Path, lambda path: path.as_uri()])
async def test_a_file_with_progress(
    make_epub: Callable[..., Path], give: Callable[[Path], str | Path]
) -> None:
    path = make_epub("<p>甲</p>", "<p>乙</p>")
    seen: list[Progress] = []
    document = await read_document(give(path), on_progress=seen.append)
    assert (document.title, document.language, document.text) == ("红楼梦", "zh-CN", "甲\n\n乙")
    assert document.source == str(give(path))
    assert document.kind is TextKind.PLAIN
    assert seen[-1] == Progress("reading", 2, 2)
    assert not children()


async def test_the_title_is_the_name_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "Brief an Oma.txt"
    path.write_bytes(
        b"\xef\xbb\xbfLiebe O\xcc\x88ma,\r\n\r\n\r\n\r\nhallo\0 \xef\xac\x81n\n" + b"x" * 99
    )
    document = await read_document(path)
    assert document.title == "Brief an Oma"
    assert document.text == "Liebe Öma,\n\nhallo fin\n" + "x" * 99
    assert document.language is None


async def test_markdown_stays_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("It is *so*.", "utf-8")
    document = await read_document(path)
    assert (document.text, document.kind) == ("It is *so*.", TextKind.MARKDOWN)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.txt", "missing.txt: no such file"),
        ("", "isn't a file"),
        ("empty.txt", "no text in empty.txt"),
        ("large.txt", "larger than 0 MiB"),
        ("long.txt", "longer than 3,000 characters"),
        ("longer.txt", "is too long"),
    ],
)
async def test_what_is_wrong_with_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "large.txt").write_text("x" * 200_001)
    (tmp_path / "long.txt").write_text("x" * 3_001)
    (tmp_path / "longer.txt").write_text("x" * 150_000)
    monkeypatch.setattr(reading, "MAX_FILE", 200_000)
    monkeypatch.setattr(reading, "MAX_TEXT", 3_000)
    monkeypatch.setattr(reading, "_LONGEST_LINE", 10_000)
    with pytest.raises(DocumentError, match=words):
        await read_document(tmp_path / name)
    assert not children()


async def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    asked = {"path": str(tmp_path), "name": "a", "media_type": "", "charset": None, "suffix": ""}
    with pytest.raises(DocumentError, match="it's a folder"):
        await reading._read_in_child(asked, lambda _: None)


@asynccontextmanager
async def program(monkeypatch: pytest.MonkeyPatch, source: str) -> AsyncIterator[None]:
    """Another program in the child's place."""
    command = [sys.executable, "-c", source], dict(os.environ)
    monkeypatch.setattr(reading, "child_command", lambda _: command)
    yield


async def test_a_child_that_crashes_hangs_or_is_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")
    async with program(monkeypatch, "import os; os.abort()"):
        with pytest.raises(DocumentError, match="crashed"):
            await read_document(path)
    async with program(monkeypatch, "import time; time.sleep(60)"):
        task = asyncio.create_task(read_document(path))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        monkeypatch.setattr(reading, "PATIENCE", 0.3)
        with pytest.raises(DocumentError, match="takes too long"):
            await read_document(path)


def test_the_child_ends_with_its_parent_and_in_silence(tmp_path: Path) -> None:
    fifo = tmp_path / "never"
    os.mkfifo(fifo)
    command, environment = child_command("desktop_app.documents.child")
    with running(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        asked = f'{{"path": "{fifo}", "name": "x", "media_type": "", "charset": null}}\n'
        out, err = process.communicate(asked.encode(), timeout=30)
    assert process.returncode == 1
    assert out == err == b""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
async def test_a_document_that_eats_memory(make_word: Callable[..., Path]) -> None:
    """The limit is real: what would take more is told in words."""
    path = make_word("text")
    source = (
        "from desktop_app.documents import child\n"
        "child.word.read = lambda *_: bytearray(3 << 30)\n"
        "raise SystemExit(child.main())\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        async with program(patch, source):
            with pytest.raises(DocumentError, match="2 GiB of memory"):
                await read_document(path)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.com/a?b#c", True),
        ("HTTP://127.0.0.1:80", True),
        ("https://example.com and more", False),
        ("https://", False),
        ("see https://example.com", False),
        ("file:///etc/passwd", False),
    ],
)
def test_addresses(text: str, *, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_tidy_keeps_what_is_seen() -> None:
    assert tidy("a\tb\n\n \n\nc\x07\u00ad\ud800\r\nd") == "a\tb\n\nc\nd"


# Addresses


async def _article(_request: web.Request) -> web.Response:
    return web.Response(
        body=f"<html lang=en><title>News</title><article><p>{ARTICLE}".encode("utf-16-le"),
        content_type="text/html",
        charset="utf-16-le",
    )


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    with_ = b"x" * 65536
    while True:
        await response.write(with_)


async def _bomb(_request: web.Request) -> web.Response:
    return web.Response(body=gzip.compress(bytes(4 << 20)), headers={"Content-Encoding": "gzip"})


async def _slow(_request: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


async def _broken(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"x")
    assert request.transport is not None
    request.transport.abort()
    return response


async def _status(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["status"]))


async def _redirect(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.query["to"])


async def _file(request: web.Request) -> web.FileResponse:
    return web.FileResponse(request.app[FILE])


FILE = web.AppKey("file", Path)


@pytest.fixture
async def site(make_pdf: Callable[..., Path]) -> AsyncIterator[str]:
    app = web.Application()
    app[FILE] = make_pdf(["Some words in a PDF on the web."])
    app.router.add_get("/article", _article)
    app.router.add_get("/endless", _endless)
    app.router.add_get("/bomb", _bomb)
    app.router.add_get("/slow", _slow)
    app.router.add_get("/broken", _broken)
    app.router.add_get("/redirect", _redirect)
    app.router.add_get("/download", _file)
    app.router.add_get("/status/{status}", _status)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    address: Any = runner.addresses[0]
    yield f"http://127.0.0.1:{address[1]}"
    await runner.cleanup()


async def test_the_article_at_an_address(site: str) -> None:
    seen: list[Progress] = []
    document = await read_document(f" {site}/article ", on_progress=seen.append)
    assert (document.title, document.language) == ("News", "en")
    assert document.text == ARTICLE.strip()
    assert document.source == f"{site}/article"
    assert seen[0].stage == "fetching"
    assert seen[0].done > 100


async def test_a_file_at_an_address_by_a_redirect_and_a_session(site: str) -> None:
    async with aiohttp.ClientSession() as session:
        document = await read_document(f"{site}/redirect?to=/download", session=session)
        assert not session.closed
    assert document.text == "Head\n\nSome words in a PDF on the web."


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/status/404", "no page at"),
        ("/status/403", "isn't public"),
        ("/status/500", "responded with an error"),
        ("/redirect?to=/redirect%3Fto%3D/redirect", "no page|redirects|error"),
        ("/redirect?to=ftp://example.com/", "isn't the address of a web page"),
        ("/endless", "larger than 1 MiB"),
        ("/bomb", "larger than 1 MiB"),
        ("/download", "larger than 1 MiB"),
        ("/slow", "didn't respond in time"),
        ("/broken", "Can't load"),
    ],
)
async def test_what_is_wrong_with_an_address(
    site: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str, words: str
) -> None:
    (tmp_path / "book.pdf").write_bytes(bytes(2 << 20))
    monkeypatch.setattr(fetching, "MAX_PAGE", 1 << 20)
    monkeypatch.setattr(fetching, "_TIMEOUT", aiohttp.ClientTimeout(total=2))
    with pytest.raises(DocumentError, match=words):
        await read_document(site + path)


async def test_a_redirect_to_itself() -> None:
    app = web.Application()

    async def again(_request: web.Request) -> web.Response:
        raise web.HTTPFound("/")

    app.router.add_get("/", again)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address: Any = runner.addresses[0]
    with pytest.raises(DocumentError, match="redirects too many times"):
        await read_document(f"http://127.0.0.1:{address[1]}/")
    await runner.cleanup()
    with pytest.raises(DocumentError, match=r"Can't connect to 127\.0\.0\.1"):
        await read_document(f"http://127.0.0.1:{address[1]}/")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate that nobody has signed, and its key."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


async def test_a_certificate_that_proves_nothing(certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    address: Any = runner.addresses[0]
    with pytest.raises(DocumentError, match="Can't verify"):
        await read_document(f"https://127.0.0.1:{address[1]}/")
    await runner.cleanup()
