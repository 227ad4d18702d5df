"""Voices, probing, waiting for a cold start: the client against a service on loopback."""

from __future__ import annotations

import asyncio
import io
import logging
from pathlib import Path
from typing import Any

from aiohttp import web
import pytest

from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceNotFoundError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceUnavailableError,
    Dialect,
    SortOrder,
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
    serving,
)


async def test_the_four_voice_operations(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "妈妈.wav"
    path.write_bytes(b"RIFF....")
    async with client(service) as voices:
        uploaded = await voices.upload_reference_audio(path, "希望你以后")
        assert (uploaded.filename, uploaded.bytes) == ("妈妈.wav", 8)
        assert service.uploads == [
            {"filename": "妈妈.wav", "data": b"RIFF....", "text": "希望你以后"}
        ]
        listed = await voices.list_reference_audio(limit=10, order=SortOrder.ASC)
        assert [voice.id for voice in listed] == [VOICE["id"]]
        assert service.requests[-1].query == {"limit": "10", "order": "asc"}
        assert (await voices.get_reference_audio(VOICE["id"])).text == VOICE["text"]
        await voices.delete_reference_audio(VOICE["id"])
        assert await voices.list_reference_audio() == []
        with pytest.raises(CosyVoiceNotFoundError, match="reference audio not found"):
            await voices.get_reference_audio(VOICE["id"])
    assert all(
        request.headers["Authorization"] == f"Bearer {TOKEN}" for request in service.requests
    )


@pytest.mark.parametrize(
    ("audio", "filename", "sent"),
    [
        (b"ID3abc", None, "reference.mp3"),
        (b"fLaCabc", None, "reference.flac"),
        (b"\0\0\0\0", None, "reference.pcm"),
        (b"RIFF", '../../etc/a"b\r\n.wav', "ab.wav"),
        (b"RIFF", "C:\\voices\\dad.wav", "dad.wav"),
        (io.BytesIO(b"OggS"), None, "reference.opus"),
    ],
)
async def test_upload_names(service: Service, audio: Any, filename: str | None, sent: str) -> None:
    async with client(service) as voices:
        await voices.upload_reference_audio(audio, "x", filename=filename)
    assert service.uploads[0]["filename"] == sent


async def test_upload_of_an_open_file(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "dad.wav"
    path.write_bytes(b"RIFF")
    async with client(service) as voices:
        with path.open("rb") as file:
            await voices.upload_reference_audio(file, "x")
    assert service.uploads[0]["filename"] == "dad.wav"


async def test_bad_arguments_are_refused_before_any_request(service: Service) -> None:
    async with client(service) as voices:
        with pytest.raises(ValueError, match="transcript"):
            await voices.upload_reference_audio(b"RIFF", "  ")
        with pytest.raises(ValueError, match="empty"):
            await voices.upload_reference_audio(b"", "x")
        for path in ("/nowhere/x.wav", "a\0b", "\ud83d"):
            with pytest.raises(FileNotFoundError):
                await voices.upload_reference_audio(Path(path), "x")
        with pytest.raises(ValueError, match="limit"):
            await voices.list_reference_audio(limit=0)
        for strange in ("", "a\r\nb", "a\0", "\x7f", "\udc80", "\x85"):
            with pytest.raises(CosyVoiceNotFoundError, match="isn't a valid voice ID"):
                await voices.delete_reference_audio(strange)
        for text in ("", " \n"):
            with pytest.raises(ValueError, match="There is no text"):
                voices.stream(text, OPTIONS)
            with pytest.raises(ValueError, match="There is no text"):
                voices.speak(text, OPTIONS)
            with pytest.raises(ValueError, match="There is no text"):
                await voices.synthesize(text, OPTIONS)
    assert service.requests == []


STRANGE_IDS = (
    *("a:b", "a+b", "a=b", "a b", " ", "a/b", "/", "a%b", "%2F", "%", "a?b", "a#b", "?", "#", "&;"),
    *("..", ".", "...", "../speech", "../../x", "妈妈", "é", "e\u0301", "👩\u200d👧", "a@b", "[a]"),
    *('"a"', "\\", "<a>", "a|b", "~*'!()", "a,b", "$", "^`", "a\u3000b", "\xa0"),
)


@pytest.mark.parametrize("name", STRANGE_IDS)
@pytest.mark.parametrize("prefix", ["", "/api/predict/service"])
async def test_every_id_that_is_listed_can_be_asked_for_and_deleted(name: str, prefix: str) -> None:
    async with serving(Service(prefix=prefix)) as service:
        service.voices = [{**VOICE, "id": name}, {**VOICE, "id": "another"}]
        async with client(service) as voices:
            listed = await voices.list_reference_audio()
            assert {voice.id for voice in listed} == {name, "another"}
            assert (await voices.get_reference_audio(name)).id == name
            await voices.delete_reference_audio(name)
            assert [voice.id for voice in await voices.list_reference_audio()] == ["another"]
    assert {request.raw_path.split("?")[0].count("/") for request in service.requests} <= {
        (prefix + "/api/v1/audio/reference_audio").count("/"),
        (prefix + "/api/v1/audio/reference_audio/id").count("/"),
    }


async def test_one_strange_voice_keeps_nobody_from_the_others(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    strange = [{**VOICE, "created_at": "soon"}, {**VOICE, "bytes": []}, {**VOICE, "text": {}}]
    useless: list[Any] = [None, 5, "x", [], {}, {"id": None}, {"id": ""}]

    async def before(_: web.Request) -> web.StreamResponse:
        return web.json_response([*strange, *useless, VOICE])

    service.before = before
    async with client(service) as voices:
        listed = await voices.list_reference_audio()
        assert [voice.id for voice in listed] == [VOICE["id"]] * 4
        assert [voice.created_at is None for voice in listed] == [True, False, False, False]
        assert (await voices.probe()).has_voices
    assert "a voice without an id" in caplog.text


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "密码", "a\x00b"])
def test_a_token_that_cannot_be_one(token: str) -> None:
    with pytest.raises(ValueError, match="token") as refused:
        CosyVoiceClient("http://h", token)
    assert token not in str(refused.value)


@pytest.mark.parametrize("dialect", [Dialect.V1, Dialect.V2])
@pytest.mark.parametrize("prefix", ["", "/api/predict/service"])
async def test_the_dialect_is_found(dialect: Dialect, prefix: str) -> None:
    async with serving(Service(dialect=dialect, prefix=prefix)) as service:
        async with CosyVoiceClient(service.url + "/", TOKEN) as probing:
            assert probing.dialect is Dialect.AUTO
            info = await probing.probe()
            assert (info.dialect, info.has_voices) == (dialect, True)
            assert info.latency > 0
            assert probing.dialect is dialect
            assert str(probing.base_url) == service.url


async def test_the_dialect_is_asked_for_once() -> None:
    async with serving(Service(dialect=Dialect.V1)) as service:
        async with client(service, dialect=Dialect.AUTO) as voices:
            await asyncio.gather(*(voices.list_reference_audio() for _ in range(5)))
        assert len(service.requests) == 1 + 5


async def test_no_such_service_there() -> None:
    async with serving(Service(prefix="/elsewhere")) as service:
        wrong = service.url.removesuffix("/elsewhere")
        async with CosyVoiceClient(wrong, TOKEN) as probing:
            with pytest.raises(CosyVoiceNotFoundError, match="No CosyVoice API"):
                await probing.probe()


async def test_a_service_that_refuses_to_list(service: Service) -> None:
    service.before = refusing(9, 422)
    async with client(service, dialect=Dialect.AUTO) as probing:
        with pytest.raises(CosyVoiceRequestError, match="422"):
            await probing.probe()
    assert len(service.requests) == 1


@pytest.mark.parametrize("answer", ["<html>hello</html>", '{"hello": 1}'])
async def test_something_else_is_there(service: Service, answer: str) -> None:
    async def before(_: web.Request) -> web.StreamResponse:
        return web.Response(text=answer)

    service.before = before
    async with client(service, dialect=Dialect.AUTO) as probing:
        with pytest.raises((CosyVoiceProtocolError, CosyVoiceNotFoundError)):
            await probing.probe()
    async with client(service) as voices:
        with pytest.raises(CosyVoiceProtocolError):
            await voices.list_reference_audio()


@pytest.mark.parametrize("status", [429, 450, 503])
async def test_an_upload_is_sent_again_where_it_was_not_processed(
    service: Service, status: int
) -> None:
    service.before = refusing(1, status)
    async with client(service, timeouts=QUICK) as voices:
        await voices.upload_reference_audio(b"RIFF", "x")
    assert [upload["data"] for upload in service.uploads] == [b"RIFF"]


async def test_an_upload_tells_how_far_it_is(service: Service) -> None:
    service.before = refusing(1, 503)
    data, told = bytes(range(256)) * 2048, list[float]()
    async with client(service, timeouts=QUICK) as voices:
        await voices.upload_reference_audio(data, "x", filename="a.wav", progress=told.append)
    assert [upload["data"] for upload in service.uploads] == [data]
    assert service.requests[-1].content_length is not None  # no service has to take it in chunks
    again = told.index(1 / 32, 1)
    assert told[-1] == 1
    assert told[again:] == sorted(told[again:])
    assert len(set(told)) == 32


@pytest.mark.parametrize("status", [408, 500, 502, 504])
async def test_an_upload_is_not_sent_again_where_it_may_have_been_stored(
    service: Service, status: int
) -> None:
    service.before = refusing(9, status)
    async with client(service, timeouts=QUICK) as voices:
        with pytest.raises(CosyVoiceUnavailableError):
            await voices.upload_reference_audio(b"RIFF", "x")
    assert len(service.requests) == 1


async def test_an_upload_is_not_sent_again_over_a_broken_connection() -> None:
    requests = 0

    async def handle(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        nonlocal requests
        await reader.readuntil(b"\r\n\r\n")
        requests += 1

    async with raw_server(handle) as url:
        async with CosyVoiceClient(url, TOKEN, dialect=Dialect.V2) as voices:
            with pytest.raises(CosyVoiceConnectionError):
                await voices.upload_reference_audio(b"RIFF", "x")
    assert requests == 1


async def test_a_refused_suffix_is_no_refused_token(service: Service) -> None:
    async def before(request: web.Request) -> web.StreamResponse | None:
        if request.method == "POST":
            return web.json_response({"message": "invalid file type"}, status=401)
        return None

    service.before = before
    async with client(service) as voices:
        with pytest.raises(CosyVoiceRequestError, match=r"“a\.xyz”.*invalid file type") as refused:
            await voices.upload_reference_audio(b"RIFF", "x", filename="a.xyz")
        assert refused.value.status == 401
    service.token = "another"
    async with CosyVoiceClient(service.url, TOKEN, dialect=Dialect.V2) as voices:
        with pytest.raises(CosyVoiceAuthError):
            await voices.upload_reference_audio(b"RIFF", "x")


async def test_a_closed_client_says_so(service: Service) -> None:
    voices = client(service)
    await voices.close()
    await voices.close()
    with pytest.raises(CosyVoiceConnectionError, match="was closed by this program"):
        await voices.list_reference_audio()
    with pytest.raises(CosyVoiceConnectionError, match="was closed by this program"):
        voices.speak("x", OPTIONS)


async def test_the_token_is_in_no_log_and_no_repr(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with client(service) as voices:
        await voices.list_reference_audio()
        assert TOKEN not in repr(voices)
        assert repr(vars(voices)).count(TOKEN) == 0
    assert TOKEN not in caplog.text
