"""Failures of the network: each known cause has a sentence of its own."""

from __future__ import annotations

import asyncio
import errno
import ssl
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDict, CIMultiDictProxy
import pytest
from yarl import URL

from shared_client import (
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceProtocolError,
    CosyVoiceTimeoutError,
    Dialect,
)
from shared_client.network_errors import network_error
from tests.shared_client.service import (
    TOKEN,
    Service,
    raw_server,
    serving,
)

if TYPE_CHECKING:
    from pathlib import Path


async def test_nobody_there() -> None:
    async with serving(Service()) as service:
        url = service.url
    async with CosyVoiceClient(url, TOKEN) as probing:
        for asking in (probing.probe, probing.warm_up):
            with pytest.raises(
                CosyVoiceConnectionError, match=r"connect to 127\.0\.0\.1"
            ) as refused:
                await asking()
            assert refused.value.key == "connection_refused"
            assert refused.value.values == {"host": "127.0.0.1", "port": probing.base_url.port}


async def test_a_certificate_that_cannot_be_trusted(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = await asyncio.create_subprocess_exec(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
        *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"),
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await made.wait() == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    runner = web.AppRunner(Service().app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    port = runner.addresses[0][1]
    async with CosyVoiceClient(f"https://127.0.0.1:{port}", TOKEN) as probing:
        with pytest.raises(CosyVoiceConnectionError) as refused:
            await probing.probe()
        assert refused.value.key == "certificate_authority_unknown"
    await runner.cleanup()


URL_OF_SERVICE = URL("http://voice.example.com:8000")
KEY = ConnectionKey(
    host="voice.example.com",
    port=8000,
    is_ssl=False,
    ssl=True,
    proxy=None,
    proxy_auth=None,
    proxy_headers_hash=None,
    server_hostname=None,
)


def connector(number: int) -> aiohttp.ClientConnectorError:
    return aiohttp.ClientConnectorError(KEY, OSError(number, f"[Errno {number}] Call failed"))


def unverified(code: int, words: str = "it is so") -> aiohttp.ClientConnectorCertificateError:
    wrong = ssl.SSLCertVerificationError(1, "certificate verify failed")
    wrong.verify_code, wrong.verify_message = code, words
    return aiohttp.ClientConnectorCertificateError(KEY, wrong)


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (connector(errno.ECONNREFUSED), "connection_refused"),
        (connector(errno.EHOSTUNREACH), "network_unreachable"),
        (connector(errno.ENETUNREACH), "network_unreachable"),
        (connector(errno.EACCES), "connection_not_permitted"),
        (connector(errno.ETIMEDOUT), "no_answer_in_time"),
        (connector(errno.EMFILE), "cannot_connect_because"),
        (
            aiohttp.ClientConnectorError(
                KEY, OSError("Multiple exceptions: [Errno 111] ('::1', 1), [Errno 101] ('h', 1)")
            ),
            "connection_refused",
        ),
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Unknown")), "host_not_found"),
        (aiohttp.ClientProxyConnectionError(KEY, OSError(111, "No")), "proxy_unreachable"),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "wrong version")), "tls_failed"),
        (unverified(10), "certificate_out_of_date"),
        (unverified(19), "certificate_authority_unknown"),
        (unverified(62), "certificate_of_other_name"),
        (unverified(24, "path too long"), "certificate_not_trusted_because"),
        (aiohttp.ServerDisconnectedError(), "disconnected"),
        (aiohttp.ClientPayloadError("Not enough data"), "connection_lost"),
        (aiohttp.ClientConnectionResetError("Cannot write"), "connection_lost"),
        (ConnectionResetError(errno.ECONNRESET, "reset by peer"), "connection_lost"),
        (BrokenPipeError(errno.EPIPE, "broken"), "connection_lost"),
        (aiohttp.ServerTimeoutError("reading"), "no_answer_in_time"),
        (aiohttp.ClientError("Something new."), "connection_failed_because"),
        (OSError(errno.ENOBUFS, "No buffer space"), "connection_failed_because"),
    ],
)  # fmt: skip
def test_a_cause_that_is_known_has_its_own_sentence(
    error: aiohttp.ClientError | OSError, key: str
) -> None:
    found = network_error(error, URL_OF_SERVICE, str)
    assert found.key == key
    assert isinstance(found, CosyVoiceTimeoutError) is isinstance(error, TimeoutError)
    assert "Errno" not in str(found)
    assert not str(found).endswith("..")


def test_a_proxy_that_refuses_says_its_status() -> None:
    request = aiohttp.RequestInfo(URL_OF_SERVICE, "GET", CIMultiDictProxy(CIMultiDict()))
    error = aiohttp.ClientHttpProxyError(request, (), status=407)
    assert network_error(error, URL_OF_SERVICE, str).values == {"status": 407}


def test_the_token_is_taken_out_of_words_that_are_not_our_own() -> None:
    error = aiohttp.ClientError("Bad header: Bearer secret")
    found = network_error(error, URL_OF_SERVICE, lambda words: words.replace("secret", "***"))
    assert found.values["words"] == "Bad header: Bearer ***"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "answer_not_http"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 9000 + b"\r\n\r\n", "answer_not_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "answer_not_http"),
        (b"HTTP/1.1 307 X\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "redirected"),
        (b"HTTP/1.1 307 X\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n", "redirected"),
    ],
)
async def test_what_is_no_http_is_said_on_one_line(answer: bytes, key: str) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)

    async with raw_server(handle) as url:
        async with CosyVoiceClient(url, TOKEN, dialect=Dialect.V2) as probing:
            for asking in (probing.list_reference_audio, probing.warm_up):
                with pytest.raises(CosyVoiceProtocolError) as refused:
                    await asking()
                assert refused.value.key in (key, f"{key}_elsewhere")
                assert "\n" not in str(refused.value)


async def test_a_host_that_is_not_there_and_one_that_speaks_no_tls() -> None:
    async with serving(Service()) as service:
        plain = service.url.replace("http://", "https://")
        for url, key in ((plain, "tls_failed"), ("http://none.invalid", "host_not_found")):
            async with CosyVoiceClient(url, TOKEN) as probing:
                with pytest.raises(CosyVoiceConnectionError) as refused:
                    await probing.probe()
            assert refused.value.key == key
