"""HTTP below the client: what is tried again, refused, and sent where."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from time import perf_counter
import tracemalloc
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
import pytest

from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    Dialect,
    Timeouts,
    transport,
)
from tests.shared_client.service import (
    OPTIONS,
    QUICK,
    SOON,
    TOKEN,
    VOICE,
    Service,
    client,
    raw_server,
    refusing,
    result,
    serving,
    sse,
    tone,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_token(service: Service, status: int) -> None:
    service.before = refusing(9, status, f'{{"message": "bad token {TOKEN}"}}')
    async with client(service, dialect=Dialect.AUTO) as probing:
        with pytest.raises(CosyVoiceAuthError, match="token") as refused:
            await probing.probe()
    assert TOKEN not in str(refused.value)


async def test_a_service_without_token() -> None:
    async with serving(Service()) as service:

        async def before(request: web.Request) -> web.StreamResponse:
            assert "Authorization" not in request.headers
            return web.json_response([])

        service.before = before
        async with CosyVoiceClient(service.url, None) as voices:
            assert await voices.list_reference_audio() == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, CosyVoiceRequestError),
        (402, CosyVoicePaymentError),
        (404, CosyVoiceNotFoundError),
        (413, CosyVoiceRequestError),
        (422, CosyVoiceRequestError),
        (500, CosyVoiceUnavailableError),
        (501, CosyVoiceUnavailableError),
        (507, CosyVoiceUnavailableError),
    ],
)
async def test_refusals_are_not_tried_again(
    service: Service, status: int, kind: type[Exception]
) -> None:
    service.before = refusing(9, status, '{"detail": [{"loc": ["query", "limit"], "msg": "bad"}]}')
    async with client(service) as voices:
        with pytest.raises(kind, match=f"{status}: query.limit: bad") as refused:
            await voices.list_reference_audio()
    assert refused.value.status == status  # type: ignore[attr-defined] # both kinds have it
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("answer", "header", "named"),
    [
        ('{"message": "bad", "request_id": "6f0b-42"}', "", "6f0b-42"),
        ('{"message": "bad", "request_id": 7}', "a.1", "a.1"),
        ("<p>Bad</p>", "two words", ""),
    ],
)
async def test_a_refusal_has_the_name_of_its_request(
    service: Service, answer: str, header: str, named: str
) -> None:
    async def before(_: web.Request) -> web.StreamResponse:
        return web.Response(status=400, text=answer, headers={"X-Request-Id": header})

    service.before = before
    async with client(service) as voices:
        with pytest.raises(CosyVoiceRequestError) as refused:
            await voices.list_reference_audio()
    assert refused.value.request_id == named


async def test_a_page_of_a_gateway_becomes_words(service: Service) -> None:
    service.before = refusing(9, 400, "<html><h1>Bad</h1>\n<p>gateway</p></html>")
    async with client(service) as voices:
        with pytest.raises(CosyVoiceRequestError, match="400: Bad gateway"):
            await voices.list_reference_audio()


@pytest.mark.parametrize("status", [408, 429, 450, 502, 503, 504])
async def test_a_sleeping_service_is_waited_for(service: Service, status: int) -> None:
    service.before = refusing(2, status)
    async with client(service, timeouts=QUICK) as voices:
        assert len(await voices.list_reference_audio()) == 1
    assert len(service.requests) == 3


async def test_a_service_that_sleeps_on(service: Service) -> None:
    service.before = refusing(99, 503)
    async with client(service, timeouts=Timeouts(cold_start=0.6)) as voices:
        with pytest.raises(CosyVoiceUnavailableError) as refused:
            await voices.list_reference_audio()
    assert refused.value.status == 503
    assert len(service.requests) > 1


@pytest.mark.parametrize(
    "header",
    [
        *("0", "0.0", "-5", "-0", "nan", "inf", "-inf", "1e-9", "", "soon", "99999999999999 GMT"),
        *("Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 99999 23:59:59 GMT", "Sun, 1 Jan 2023"),
    ],
)
async def test_no_retry_after_makes_a_flood(service: Service, header: str) -> None:
    service.before = refusing(9999, 503, **{"Retry-After": header})
    async with client(service, timeouts=Timeouts(cold_start=0.5)) as voices:
        with pytest.raises(CosyVoiceUnavailableError) as refused:
            await voices.list_reference_audio()
    assert 1 < len(service.requests) < 5
    assert refused.value.retry_after in (None, 0, 1e-9)


@pytest.mark.parametrize("call", ["upload", "delete", "synthesize", "stream", "speak", "probe"])
async def test_nothing_floods_a_service_that_says_at_once(service: Service, call: str) -> None:
    service.before = refusing(9999, 429, **{"Retry-After": "0"})
    async with client(service, timeouts=Timeouts(cold_start=1.5)) as voices:
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "upload": lambda: voices.upload_reference_audio(b"RIFF", "x"),
            "delete": lambda: voices.delete_reference_audio("x"),
            "synthesize": lambda: voices.synthesize("x", OPTIONS),
            "stream": voices.stream("x", OPTIONS).start,
            "speak": voices.speak("x", OPTIONS).start,
            "probe": voices.probe,
        }
        with pytest.raises(CosyVoiceUnavailableError):
            await calls[call]()
    assert 1 < len(service.requests) <= (2 if call == "upload" else 8)


async def test_retry_after_is_kept_to(service: Service) -> None:
    service.before = refusing(1, 503, **{"Retry-After": "1"})
    asked_at = perf_counter()
    async with client(service, timeouts=QUICK) as voices:
        assert len(await voices.list_reference_audio()) == 1
    assert perf_counter() - asked_at >= 1


async def test_a_date_to_retry_after_is_read_by_the_clock_of_the_service(service: Service) -> None:
    for year in ("1999", "2100"):
        dates = {"Date": f"Fri, 31 Dec {year} 23:00:00 GMT"}
        dates["Retry-After"] = f"Fri, 31 Dec {year} 23:02:00 GMT"
        service.before = refusing(1, 503, **dates)
        async with client(service, timeouts=QUICK) as voices:
            with pytest.raises(CosyVoiceUnavailableError) as refused:
                await voices.list_reference_audio()
        assert refused.value.retry_after == 120


async def test_nobody_is_told_to_wait_for_more_than_a_day(service: Service) -> None:
    for header in ("1e300", "99999999", "Fri, 31 Dec 2100 23:59:59 GMT"):
        service.before = refusing(1, 503, **{"Retry-After": header})
        async with client(service, timeouts=QUICK) as voices:
            with pytest.raises(CosyVoiceUnavailableError) as refused:
                await voices.list_reference_audio()
        assert refused.value.retry_after == 24 * 60 * 60


@pytest.mark.parametrize(
    ("header", "least"),
    [("120", 120), ("Fri, 31 Dec 2100 23:59:59 GMT", 1000), ("soon", None), ("inf", None)],
)
async def test_retry_after_beyond_the_limit_is_carried(
    service: Service, header: str, least: float | None
) -> None:
    service.before = refusing(9, 503, **{"Retry-After": header})
    limits = Timeouts(cold_start=5 if least else 0)
    async with client(service, timeouts=limits) as voices:
        with pytest.raises(CosyVoiceUnavailableError) as refused:
            await voices.list_reference_audio()
    carried = refused.value.retry_after
    assert carried is None if least is None else (carried is not None and carried >= least)
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_token_goes_to_no_other_origin(service: Service, status: int) -> None:
    async with serving(Service()) as other:
        service.before = refusing(9, status, Location=other.url + "/api/v1/audio/speech")
        async with client(service) as voices:
            for call in (
                voices.list_reference_audio(),
                voices.synthesize("hello", OPTIONS),
                voices.upload_reference_audio(b"RIFF", "x"),
            ):
                with pytest.raises(CosyVoiceProtocolError):
                    await call
        assert other.requests == []


async def test_endless_redirects_end(service: Service) -> None:
    service.before = refusing(99, 307, Location="/api/v1/audio/reference_audio")
    async with client(service) as voices:
        with pytest.raises(CosyVoiceProtocolError, match="redirects"):
            await voices.list_reference_audio()
    assert len(service.requests) < 10


async def test_no_answer() -> None:
    async def handle(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with (
        raw_server(handle) as url,
        CosyVoiceClient(
            url, TOKEN, dialect=Dialect.V2, timeouts=Timeouts(connect=0.2, idle=0.2)
        ) as voices,
    ):
        with pytest.raises(CosyVoiceTimeoutError):
            await voices.list_reference_audio()
        with pytest.raises(CosyVoiceTimeoutError):
            await voices.warm_up()


async def test_many_streams_at_once_leave_room_for_a_list(service: Service) -> None:
    heard, stay = asyncio.Event(), asyncio.Event()
    running = 0

    async def speech(request: web.Request) -> web.StreamResponse:
        nonlocal running
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(sse(result(tone(0.1))))
        running += 1
        if running == 150:
            heard.set()
        await stay.wait()
        await response.write(sse(result(None, "stop")))
        return response

    service.speech = speech
    async with client(service, timeouts=Timeouts(connect=5)) as voices:
        streams = [voices.stream("x", OPTIONS) for _ in range(150)]
        await asyncio.gather(*(anext(stream) for stream in streams))
        await heard.wait()
        assert len(await voices.list_reference_audio()) == 1
        stay.set()
        for stream in streams:
            await stream.aclose()


@pytest.mark.parametrize("limits", [{"limit": 1}, {"limit": 9, "limit_per_host": 1}])
async def test_a_limit_of_a_lent_session_is_named(service: Service, limits: dict[str, int]) -> None:
    stay = asyncio.Event()

    async def speech(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(sse(result(tone(0.1))))
        await stay.wait()
        return response

    service.speech = speech
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(**limits)) as session,  # type: ignore[arg-type] # limits alone
        client(service, session=session, timeouts=Timeouts(connect=0.3)) as voices,
        voices.stream("x", OPTIONS) as stream,
    ):
        await anext(stream)
        for call in (voices.list_reference_audio(), voices.warm_up()):
            with pytest.raises(CosyVoiceConnectionError, match="All 1 connections") as refused:
                await call
            assert refused.value.values == {"host": "127.0.0.1", "limit": 1}
        stay.set()


async def test_an_answer_is_bounded_after_it_is_decompressed(service: Service) -> None:
    bomb = gzip.compress(b"[" + b" " * (1 << 26))
    sent = 0

    async def before(request: web.Request) -> web.StreamResponse | None:
        nonlocal sent
        sent += 1
        if request.path.endswith("/reference_audio") and request.method == "POST":
            await request.read()
        return web.Response(
            body=bomb, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"}
        )

    service.before = before
    async with client(service) as voices:
        calls: tuple[Awaitable[object], ...] = (
            voices.list_reference_audio(),
            voices.get_reference_audio("x"),
            voices.upload_reference_audio(b"RIFF", "x"),
        )
        tracemalloc.start()
        for call in calls:
            with pytest.raises(CosyVoiceProtocolError, match=r"larger than [81] MiB"):
                await call
        await voices.delete_reference_audio("x")  # done is done, whatever is said about it
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert sent == 4
    assert most < 24 * 1024 * 1024


async def test_a_refusal_is_bounded_after_it_is_decompressed(service: Service) -> None:
    bomb = gzip.compress(b"<" * (1 << 26))

    async def before(_: web.Request) -> web.StreamResponse:
        return web.Response(status=400, body=bomb, headers={"Content-Encoding": "gzip"})

    service.before = before
    async with client(service) as voices:
        with pytest.raises(CosyVoiceRequestError):
            await voices.list_reference_audio()


def dripping(
    head: bytes, drop: bytes = b" "
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """An answer of which a byte comes now and then."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.1)

    return handle


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "drop"), [(OK, b" "), (b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"), (b"", b"H")]
)
@pytest.mark.parametrize("call", ["list", "get", "upload", "synthesize", "probe", "stream"])
async def test_an_answer_that_drips_is_given_up(head: bytes, drop: bytes, call: str) -> None:
    timeouts = Timeouts(connect=0.5, idle=0.5, first_audio=1)
    async with (
        raw_server(dripping(head, drop)) as url,
        CosyVoiceClient(url, TOKEN, dialect=Dialect.V2, timeouts=timeouts) as voices,
    ):
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "list": voices.list_reference_audio,
            "get": lambda: voices.get_reference_audio("x"),
            "upload": lambda: voices.upload_reference_audio(b"RIFF", "x"),
            "synthesize": lambda: voices.synthesize("x", OPTIONS),
            "probe": voices.probe,
            "stream": lambda: anext(voices.stream("x", OPTIONS)),
        }
        async with asyncio.timeout(SOON):
            with pytest.raises(CosyVoiceError):
                await calls[call]()


async def test_a_refusal_that_drips_is_told_all_the_same() -> None:
    head = b"HTTP/1.1 422 No\r\nContent-Length: 1000000\r\n\r\nno such voice"
    async with (
        raw_server(dripping(head)) as url,
        CosyVoiceClient(url, TOKEN, dialect=Dialect.V2) as voices,
    ):
        async with asyncio.timeout(SOON):
            with pytest.raises(CosyVoiceRequestError, match="422: no such voice"):
                await voices.list_reference_audio()


async def test_an_upload_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handle(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    monkeypatch.setattr(transport, "_SLOWEST_UPLOAD", 1 << 25)
    timeouts = Timeouts(connect=0.5, idle=0.5)
    async with (
        raw_server(handle) as url,
        CosyVoiceClient(url, TOKEN, dialect=Dialect.V2, timeouts=timeouts) as voices,
    ):
        async with asyncio.timeout(SOON):
            with pytest.raises(CosyVoiceTimeoutError):
                await voices.upload_reference_audio(bytes(1 << 25), "x")


async def test_an_upload_over_a_slow_line_is_not_given_up() -> None:
    answer = json.dumps(VOICE).encode()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(1.5)  # the system has taken all of it, and sends it little by little
        await reader.readexactly(int(re.findall(rb"Content-Length: (\d+)", head)[0]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    timeouts = Timeouts(connect=0.5, idle=0.5)
    async with (
        raw_server(handle) as url,
        CosyVoiceClient(url, TOKEN, dialect=Dialect.V2, timeouts=timeouts) as voices,
    ):
        assert (await voices.upload_reference_audio(bytes(1 << 18), "x")).id == VOICE["id"]


async def test_a_lent_session_stays_open_and_its_limits_do_not_hold(service: Service) -> None:
    async def before(_: web.Request) -> None:
        await asyncio.sleep(0.5)

    service.before = before
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
        async with client(service, session=session) as voices:
            assert len(await voices.list_reference_audio()) == 1
        assert not session.closed
