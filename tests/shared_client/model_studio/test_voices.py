"""Voices of a Model Studio account, against the strict one of the tests."""

from __future__ import annotations

from datetime import UTC, datetime
import json
import math
import re
import struct
from typing import TYPE_CHECKING, Any

import pytest

from shared_client import (
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceNotFoundError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceValueError,
    Dialect,
    SortOrder,
)
from shared_client.model_studio import voices
from shared_client.models import AudioSpec, VoiceState
from shared_client.wav import wav_file
from tests.model_studio import KEY, ModelStudio, RefusedError, model_studio
from tests.shared_client.service import QUICK, raw_server

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator

    from aiohttp import web


@pytest.fixture
async def service() -> AsyncIterator[ModelStudio]:
    async with model_studio(ModelStudio()) as running:
        yield running
        assert running.faults == []


@pytest.fixture
async def client(
    service: ModelStudio, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CosyVoiceClient]:
    monkeypatch.setattr(voices, "_PAUSE", 0.01)
    async with CosyVoiceClient(
        service.url, KEY, dialect=Dialect.MODEL_STUDIO, timeouts=QUICK
    ) as opened:
        yield opened


def actions(service: ModelStudio) -> list[str]:
    """What was done with voices, in order."""
    return [one["input"]["action"] for one in service.bodies if "input" in one]


def recording(seconds: float = 6, rate: int = 16_000) -> bytes:
    samples = [round(9_000 * math.sin(n / 20)) for n in range(round(seconds * rate))]
    return wav_file(struct.pack(f"<{len(samples)}h", *samples), AudioSpec(rate))


async def test_a_recording_becomes_a_voice_that_is_ready(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    shares: list[float] = []
    voice = await client.upload_reference_audio(
        recording(), "", filename="Mama 2.wav", progress=shares.append
    )
    assert voice.ready
    assert voice.model == "cosyvoice-v3-flash"
    assert voice.id.startswith("cosyvoice-v3-flash-mama2")
    assert voice.filename.startswith("mama2")
    assert service.voices[voice.id].audio == recording()
    assert shares[-1] == 1.0
    assert "GET /api/v1/uploads" in service.requests


@pytest.mark.parametrize(
    ("filename", "start"),
    [
        ("../../etc/Mama 2.wav", "mama2"),
        ("C:\\voices\\Dad.final.wav", "dadfi"),
        ("妈妈.wav", "voice"),
        ("a\r\nb.wav", "ab"),
    ],
)
async def test_an_id_begins_as_its_file_is_called(
    client: CosyVoiceClient, filename: str, start: str
) -> None:
    voice = await client.upload_reference_audio(recording(), "", filename=filename)
    assert re.fullmatch(f"{start}[a-z0-9]{{4}}", voice.filename)


async def test_where_uploads_are_not_offered_the_recording_goes_with_the_request(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    shares: list[float] = []
    service.uploads = False  # it answers 403, which is no word on the key
    voice = await client.upload_reference_audio(recording(), "", progress=shares.append)
    assert service.voices[voice.id].audio == recording()
    assert "POST storage" not in service.requests
    assert (shares, shares[-1]) == (sorted(shares), 1.0)
    assert len(shares) > 5


async def test_a_voice_whose_answer_was_lost_is_found_and_not_made_twice(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    service.loses_answers = 1
    voice = await client.upload_reference_audio(recording(), "", filename="mama.wav")
    assert [voice.id] == list(service.voices)


async def test_a_voice_that_was_never_made_is_a_lost_connection(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.loses_answers = 1
    monkeypatch.setattr(ModelStudio, "_list", lambda *_: {"voice_list": []})
    with pytest.raises(CosyVoiceConnectionError):
        await client.upload_reference_audio(recording(), "")


async def test_a_voice_that_is_refused_is_told_of(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    service.refuses_voices = True
    with pytest.raises(CosyVoiceRequestError, match="refused it") as raised:
        await client.upload_reference_audio(recording(), "")
    assert raised.value.key == "voice_not_admitted"


async def test_a_review_that_takes_long_leaves_the_voice_in_review(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "_REVIEW_LIMIT", 0.0)
    service.reviews = 100
    voice = await client.upload_reference_audio(recording(), "")
    assert voice.state is VoiceState.IN_REVIEW
    assert not voice.ready


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (recording(2), "recording_length"),
        (recording(61), "recording_length"),
        (recording(6, 8_000), "recording_rate"),
        (b"OggS" + b"x" * 99, "recording_format"),
        (b"RIFF" + b"x" * 99, "recording_format"),
        (b"ID3" + b"x" * 10 * 1024 * 1024, "recording_oversized"),
        (b"RIFF\x24\0\0\0WAVE", "recording_empty"),
    ],
)
async def test_a_recording_that_serves_nobody_is_never_sent(
    service: ModelStudio, client: CosyVoiceClient, data: bytes, key: str
) -> None:
    with pytest.raises(CosyVoiceValueError) as raised:
        await client.upload_reference_audio(data, "")
    assert raised.value.key == key
    assert service.requests == []


async def test_what_the_service_says_of_a_recording_is_told(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    service.refusals += [
        RefusedError("x", "No.", 404),
        RefusedError("Audio.AudioSilentError", "audio is silent"),
    ]
    with pytest.raises(CosyVoiceRequestError, match="audio is silent") as raised:
        await client.upload_reference_audio(recording(), "")
    assert raised.value.key == "recording_not_cloned_because"


@pytest.mark.parametrize(
    ("status", "code", "error", "key"),
    [
        (401, "InvalidApiKey", CosyVoiceAuthError, "key_refused_because"),
        (400, "Arrearage", CosyVoicePaymentError, "account_unpaid_because"),
        (403, "AllocationQuota.FreeTierOnly", CosyVoicePaymentError, "free_tier_ended_because"),
        (403, "AccessDenied.Unpurchased", CosyVoicePaymentError, "not_activated_because"),
        (400, "DataInspectionFailed", CosyVoiceRequestError, "content_refused_because"),
        (400, "BadRequest.VoiceNotFound", CosyVoiceNotFoundError, "not_found_because"),
    ],
)
async def test_each_refusal_has_its_own_error(
    service: ModelStudio,
    client: CosyVoiceClient,
    status: int,
    code: str,
    error: type[Exception],
    key: str,
) -> None:
    service.refusals.append(RefusedError(code, "These are its words.", status))
    with pytest.raises(error, match="These are its words") as raised:
        await client.list_reference_audio()
    assert getattr(raised.value, "key", "") == key
    assert len(service.requests) == 1


async def test_nothing_that_costs_is_asked_for_twice(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    service.refusals += [
        RefusedError("x", "No.", 404),
        RefusedError("InternalError", "Broken.", 500),
    ]
    with pytest.raises(Exception, match="Broken"):
        await client.upload_reference_audio(recording(), "")
    assert actions(service) == ["list_voice"] * 3  # it may have been made
    assert service.requests.count("POST /api/v1/services/audio/tts/customization") == 1 + 3


@pytest.mark.parametrize("lost", ["the connection", "502", "no id"])
async def test_a_voice_that_is_made_is_found_however_its_answer_is_lost(
    service: ModelStudio,
    client: CosyVoiceClient,
    monkeypatch: pytest.MonkeyPatch,
    lost: str,
) -> None:
    make, find = ModelStudio._create, ModelStudio._list
    asked = 0

    def create(self: ModelStudio, *given: Any) -> dict[str, Any]:
        answer = make(self, *given)
        if lost == "the connection":
            self.loses_answers = 1
        if lost == "502":
            raise RefusedError("", "Bad gateway", 502)
        return {} if lost == "no id" else answer

    def listed(self: ModelStudio, given: dict[str, Any], request: web.Request) -> dict[str, Any]:
        nonlocal asked
        asked += 1  # it takes a moment until it is there; and a gateway may not know the prefix
        return {"voice_list": []} if asked == 1 else find(self, given | {"prefix": None}, request)

    another = service.voice()
    monkeypatch.setattr(ModelStudio, "_create", create)
    monkeypatch.setattr(ModelStudio, "_list", listed)
    voice = await client.upload_reference_audio(recording(), "")
    assert {voice.id, another.id} == set(service.voices)
    assert voice.id != another.id
    assert actions(service).count("create_voice") == 1


@pytest.mark.parametrize("trouble", [404, 500, 503])
async def test_a_voice_that_is_made_is_told_of_whatever_keeps_it_from_being_asked_for(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch, trouble: int
) -> None:
    def query(*_: object) -> dict[str, Any]:
        raise RefusedError("", "Not now", trouble)

    monkeypatch.setattr(voices, "_REVIEW_LIMIT", 0.5)
    monkeypatch.setattr(ModelStudio, "_query", query)
    voice = await client.upload_reference_audio(recording(), "")
    assert (voice.state, list(service.voices)) == (VoiceState.IN_REVIEW, [voice.id])


async def test_all_pages_are_listed_in_order(service: ModelStudio, client: CosyVoiceClient) -> None:
    for number in range(230):
        voice = service.voice(prefix=f"v{number}")
        voice.created = f"2026-11-{1 + number % 20:02} {number // 20:02}:00:00"
    newest = await client.list_reference_audio(limit=1_000)
    assert len(newest) == 230
    moments = [one.created_at for one in newest if one.created_at is not None]
    assert moments == sorted(moments, reverse=True)
    assert await client.list_reference_audio(limit=1) == newest[:1]
    oldest = await client.list_reference_audio(limit=10, order=SortOrder.ASC)
    assert oldest == newest[::-1][:10]


async def test_one_voice_is_shown_with_its_moment_in_china(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    voice = await client.get_reference_audio(service.voice("cosyvoice-v2", "papa").id)
    assert voice.created_at == datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert (voice.filename, voice.model, voice.text) == ("papa", "cosyvoice-v2", "")


async def test_a_voice_is_deleted_and_then_unknown(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    voice = service.voice().id
    await client.delete_reference_audio(voice)
    with pytest.raises(CosyVoiceNotFoundError):
        await client.get_reference_audio(voice)
    with pytest.raises(CosyVoiceNotFoundError):
        await client.delete_reference_audio(voice)


async def test_a_key_is_probed_for_free(service: ModelStudio, client: CosyVoiceClient) -> None:
    info = await client.probe()
    assert (info.dialect, info.has_voices) == (Dialect.MODEL_STUDIO, False)
    assert service.requests == ["POST /api/v1/services/audio/tts/customization"]
    assert service.characters == 0


async def test_a_recording_goes_nowhere_but_to_the_vendors_storage(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    for place in ("https://elsewhere.example", "http://oss.aliyuncs.com", "https://aliyuncs.com.x"):
        service.storage_url = place
        with pytest.raises(CosyVoiceProtocolError) as raised:
            await client.upload_reference_audio(recording(), "")
        assert raised.value.key == "upload_elsewhere"
    assert service.voices == {}


async def test_a_gateway_that_gives_the_same_page_for_ever_is_asked_twice() -> None:
    page = [{"voice_id": f"cosyvoice-v3-flash-{number}-x", "status": "OK"} for number in range(100)]
    body = json.dumps({"output": {"voice_list": page}}).encode()
    asked = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)

    async with raw_server(handle) as url:
        async with CosyVoiceClient(url, KEY, dialect=Dialect.MODEL_STUDIO) as client:
            assert len(await client.list_reference_audio(limit=1000)) == 100
    assert asked == 2
