"""HTTP below the client: what is tried again, refused, and sent where."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import web
import pytest

from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    Dialect,
    Timeouts,
)
from tests.shared_client.service import (
    OPTIONS,
    QUICK,
    TOKEN,
    VOICE,
    Service,
    client,
    raw_server,
    refusing,
    result,
    serving,
    tone,
)


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


async def test_retry_after_is_kept_to(service: Service) -> None:
    service.before = refusing(1, 503, **{"Retry-After": "0"})
    async with client(service, timeouts=QUICK) as voices:
        assert len(await voices.list_reference_audio()) == 1


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


async def test_redirects_within_the_origin_keep_body_and_token(service: Service) -> None:
    async def before(request: web.Request) -> web.StreamResponse | None:
        if not request.path.endswith("/"):
            return web.Response(
                status=307, headers={"Location": request.path + "/?" + request.query_string}
            )
        if request.method == "POST":
            assert request.headers["Authorization"] == f"Bearer {TOKEN}"
            assert (await request.json())["input"]["text"] == "hello"
            return web.json_response(result(tone(0.1)))
        return web.json_response([VOICE])

    service.before = before
    async with client(service) as voices:
        assert len(await voices.list_reference_audio(limit=3)) == 1
        assert service.requests[-1].query["limit"] == "3"
        assert len((await voices.synthesize("hello", OPTIONS)).audio) == 44 + 4800


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


async def test_a_lent_session_stays_open_and_its_limits_do_not_hold(service: Service) -> None:
    async def before(_: web.Request) -> None:
        await asyncio.sleep(0.5)

    service.before = before
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
        async with client(service, session=session) as voices:
            assert len(await voices.list_reference_audio()) == 1
        assert not session.closed
