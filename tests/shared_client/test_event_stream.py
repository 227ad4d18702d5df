"""Speech over HTTP, as events and as one answer, from services that behave well and badly."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import io
import json
from time import perf_counter
from typing import TYPE_CHECKING, Any
import wave

import aiohttp
from aiohttp import web
import pytest

from shared_client import (
    AudioFormat,
    AudioSpec,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoiceNotFoundError,
    CosyVoiceProtocolError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    Dialect,
    SpeechOptions,
    Timeouts,
)
from shared_client.wav import streaming_header, wav_file
from tests.shared_client.service import (
    OPTIONS,
    SOON,
    TOKEN,
    VOICE,
    Handler,
    Service,
    client,
    raw_server,
    result,
    serving,
    sse,
    tone,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

PCM = tone(0.2)
SPEC = AudioSpec(24_000)
QUICK = Timeouts(connect=5, first_audio=5, idle=5, cold_start=5)


def answering(*chunks: bytes, content_type: str = "text/event-stream", pause: float = 0) -> Handler:
    """Answer with these bytes, chunk by chunk."""

    async def speech(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        for chunk in chunks:
            await response.write(chunk)
            await asyncio.sleep(pause)
        await response.write_eof()
        return response

    return speech


async def spoken(service: Service, options: SpeechOptions = OPTIONS, **arguments: Any) -> bytes:
    async with client(service, timeouts=QUICK, **arguments) as voices:
        async with voices.stream("你好", options) as stream:
            return b"".join([chunk async for chunk in stream])


FRAMINGS: dict[str, Iterable[bytes]] = {
    "one header": [streaming_header(SPEC) + PCM[:1000], PCM[1000:]],
    "header alone": [streaming_header(SPEC), PCM],
    "header in every chunk": [wav_file(PCM[:1000], SPEC), wav_file(PCM[1000:], SPEC)],
    "size of the first": [wav_file(PCM[:1000], SPEC), PCM[1000:]],
    "odd chunks": [streaming_header(SPEC) + PCM[:999], PCM[999:1500], PCM[1500:]],
    "split header": [streaming_header(SPEC)[:7], streaming_header(SPEC)[7:] + PCM],
    "no header": [PCM],
}


@pytest.mark.parametrize("framing", FRAMINGS)
async def test_one_wav_comes_out_whatever_the_framing(service: Service, framing: str) -> None:
    events = [result(chunk) for chunk in FRAMINGS[framing]]
    service.speech = answering(*(sse(event) for event in events), sse(result(b"", "stop")))
    assert await spoken(service) == streaming_header(SPEC) + PCM


async def test_what_is_asked_and_what_is_measured(service: Service) -> None:
    service.speech = answering(
        sse(
            result(
                wav_file(PCM, SPEC), metrics={"speech_len": 0.2, "server_cost_time": 0.1, "x": "y"}
            )
        ),
        sse(result(wav_file(PCM, SPEC), "stop", metrics={"speech_len": 0.2})),
        pause=0.05,
    )
    async with client(service) as voices:
        stream = voices.stream("你好", OPTIONS)
        assert service.requests == []
        await stream.start()
        await stream.start()
        chunks = [chunk async for chunk in stream]
    assert service.bodies[0]["stream"] is True
    assert service.bodies[0]["input"]["text"] == "你好"
    assert len(service.bodies) == 1
    assert stream.format == SPEC
    assert stream.request_id == result(None)["request_id"]
    metrics = stream.metrics
    assert metrics.audio_seconds == pytest.approx(0.4)
    assert metrics.bytes == sum(map(len, chunks))
    assert metrics.first_audio is not None
    assert metrics.elapsed is not None
    assert metrics.task_accepted is not None
    assert metrics.elapsed > metrics.longest_gap > 0
    assert metrics.client_rtf == pytest.approx(metrics.elapsed / 0.4)
    assert metrics.client_first_package_time == metrics.first_audio
    assert metrics.real_time_factor == pytest.approx(metrics.elapsed / 0.4)
    assert metrics.server == {"speech_len": 0.4, "server_cost_time": 0.1}


@pytest.mark.parametrize("content_type", ["application/json", "text/html"])
async def test_a_content_type_says_nothing(service: Service, content_type: str) -> None:
    event = result(wav_file(PCM, SPEC))
    for body in (sse(event), json.dumps(event).encode()):
        service.speech = answering(body, content_type=content_type)
        assert await spoken(service) == streaming_header(SPEC) + PCM


async def test_synthesize_gives_a_whole_file(service: Service) -> None:
    events = sse(result(streaming_header(AudioSpec(16_000)) + PCM[:999]), result(PCM[999:]))
    service.speech = answering(events)
    async with client(service) as voices:
        speech = await voices.synthesize("x", OPTIONS)
    assert service.bodies[0]["stream"] is False
    assert (speech.output_format, speech.format) == (AudioFormat.WAV, AudioSpec(16_000))
    assert speech.metrics.audio_seconds == pytest.approx(0.3)
    assert speech.metrics.bytes == len(speech.audio)
    with wave.open(io.BytesIO(speech.audio)) as file:
        assert (file.getframerate(), file.getnframes()) == (16_000, len(PCM) // 2)
    assert "RIFF" not in repr(speech)


async def test_mp3_passes_through(service: Service) -> None:
    options = SpeechOptions(VOICE["id"], output_format=AudioFormat.MP3)
    service.speech = answering(
        sse(result(b"\xff\xfbone", metrics={"speech_len": 1.5})), sse(result(b"RIFFtwo"))
    )
    assert await spoken(service, options) == b"\xff\xfboneRIFFtwo"
    async with client(service) as voices:
        speech = await voices.synthesize("x", options)
        assert (speech.audio, speech.format) == (b"\xff\xfboneRIFFtwo", None)
        assert speech.metrics.audio_seconds == 1.5
        with pytest.raises(ValueError, match="pcm"):
            voices.stream("x", options).pcm()


async def test_pcm_that_starts_with_riff_is_not_cut(service: Service) -> None:
    pcm = wav_file(PCM, SPEC)
    options = SpeechOptions(VOICE["id"], output_format=AudioFormat.PCM)
    service.speech = answering(sse(result(pcm[:101]), result(pcm[101:])))
    assert await spoken(service, options) == pcm
    async with client(service) as voices:
        async with voices.stream("x", options) as stream:
            chunks = [chunk async for chunk in stream.pcm()]
            assert stream.format == SPEC
    assert b"".join(chunks) == pcm
    assert all(len(chunk) % 2 == 0 for chunk in chunks)


async def test_pcm_of_a_wav(service: Service) -> None:
    service.speech = answering(
        sse(result(wav_file(PCM[:99], SPEC)), result(wav_file(PCM[98:], SPEC)))
    )
    async with client(service) as voices:
        async with voices.stream("x", OPTIONS) as stream:
            assert b"".join([chunk async for chunk in stream.pcm()]) == PCM
            assert stream.metrics.audio_seconds == pytest.approx(0.2)


async def test_a_rate_that_changes_in_mid_stream_is_refused(service: Service) -> None:
    service.speech = answering(
        sse(result(wav_file(PCM, SPEC)), result(wav_file(PCM, AudioSpec(16_000))))
    )
    with pytest.raises(CosyVoiceProtocolError, match="changed the audio"):
        await spoken(service)


async def test_v1_sends_wav_whatever_is_asked() -> None:
    options = SpeechOptions(VOICE["id"], output_format=AudioFormat.PCM)
    async with serving(Service(dialect=Dialect.V1)) as service:
        service.speech = answering(
            sse(result(wav_file(PCM[:1000], SPEC)), result(wav_file(PCM[1000:], SPEC), "stop"))
        )
        assert await spoken(service, options, dialect=Dialect.AUTO) == PCM
        assert await spoken(service) == streaming_header(SPEC) + PCM
        assert service.bodies[0]["speed"] == 1.0
        with pytest.raises(CosyVoiceUnsupportedError, match="volume"):
            await spoken(service, SpeechOptions(VOICE["id"], volume=2.0))
        assert len(service.bodies) == 2


async def test_a_wrong_voice(service: Service) -> None:
    async def speech(_: web.Request) -> web.StreamResponse:
        return web.json_response({"detail": "no such reference audio"}, status=404)

    service.speech = speech
    with pytest.raises(CosyVoiceNotFoundError, match="no such reference audio"):
        await spoken(service)


@asynccontextmanager
async def raw(
    talk: Callable[[asyncio.StreamWriter], Awaitable[None]], **limits: float
) -> AsyncIterator[CosyVoiceClient]:
    """A client of a server that writes its own answer to the first request."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await talk(writer)

    async with raw_server(handle) as url:
        timeouts = Timeouts(**{"connect": 5, "idle": 5, "first_audio": 5, **limits})
        async with CosyVoiceClient(url, TOKEN, dialect=Dialect.V2, timeouts=timeouts) as voices:
            yield voices


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
EVENT = sse(result(wav_file(PCM, SPEC)))


async def test_a_connection_that_breaks_in_mid_body() -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n" + EVENT)
        await writer.drain()

    async with raw(talk) as voices:
        stream = voices.stream("x", OPTIONS)
        assert await anext(stream) == streaming_header(SPEC) + PCM
        with pytest.raises(CosyVoiceConnectionError):
            await anext(stream)


async def test_a_body_that_ends_with_the_connection() -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Connection: close\r\n\r\n" + EVENT)
        await writer.drain()

    async with raw(talk) as voices:
        assert len([chunk async for chunk in voices.stream("x", OPTIONS)]) == 1


@pytest.mark.parametrize("breaks", [True, False])
async def test_after_the_stop_nothing_can_go_wrong(*, breaks: bool) -> None:
    stay = asyncio.Event()

    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n")
        writer.write(sse(result(wav_file(PCM, SPEC), "stop")))
        await writer.drain()
        if not breaks:
            await stay.wait()

    async with raw(talk) as voices:
        assert len([chunk async for chunk in voices.stream("x", OPTIONS)]) == 1
        stay.set()


async def test_silence_before_and_after_the_first_audio() -> None:
    silent = asyncio.Event()

    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n" + EVENT)
        await silent.wait()

    async with raw(talk, idle=0.3) as voices:
        stream = voices.stream("x", OPTIONS)
        assert await anext(stream)
        with pytest.raises(CosyVoiceTimeoutError):
            await anext(stream)
        silent.set()


async def test_heartbeats_end_silence_but_do_not_move_the_first_audio() -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b": ping\n\n")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with raw(talk, idle=0.5, first_audio=1.2) as voices:
        with pytest.raises(CosyVoiceTimeoutError, match=r"No audio arrived within 1\.2 s"):
            await anext(voices.stream("x", OPTIONS))


async def test_heartbeats_do_not_keep_a_stream_that_says_no_more() -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n" + sse(result(wav_file(PCM, SPEC))))
        while not writer.is_closing():
            writer.write(b": ping\n\n")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with raw(talk, idle=0.5, first_audio=1.2) as voices:
        stream = voices.stream("x", OPTIONS)
        assert await anext(stream)
        await asyncio.sleep(1.5)  # a slow reader takes none of the service's time
        asked_at = perf_counter()
        with pytest.raises(CosyVoiceTimeoutError, match=r"No audio arrived within 1\.2 s"):
            await anext(stream)
        assert perf_counter() - asked_at > 1


async def test_a_body_that_drips_after_the_stop_ends_the_stream() -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(
            HEAD + b"Content-Length: 1000000\r\n\r\n" + sse(result(wav_file(PCM, SPEC), "stop"))
        )
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.2)

    async with raw(talk) as voices:
        async with asyncio.timeout(SOON):
            assert [piece async for piece in voices.stream("x", OPTIONS)] == [
                streaming_header(SPEC) + PCM
            ]


async def test_silence_beyond_idle_before_the_first_audio_is_no_matter_of_first_audio() -> None:
    stay = asyncio.Event()

    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n")
        await stay.wait()

    async with raw(talk, idle=0.2) as voices:
        with pytest.raises(CosyVoiceTimeoutError, match="in time"):
            await anext(voices.stream("x", OPTIONS))
        stay.set()


async def test_a_request_that_runs_into_a_closed_connection_is_made_again() -> None:
    requests = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        await reader.readuntil(b"\r\n\r\n")
        requests += 1
        if requests > 1:
            writer.write(HEAD + b"Connection: close\r\n\r\n" + EVENT)
            await writer.drain()

    async with raw_server(handle) as url:
        async with CosyVoiceClient(url, TOKEN, dialect=Dialect.V2) as voices:
            assert len([chunk async for chunk in voices.stream("x", OPTIONS)]) == 1
    assert requests == 2


@pytest.mark.parametrize("status", [429, 450, 503])
async def test_speech_waits_for_a_sleeping_service(service: Service, status: int) -> None:
    good = answering(EVENT)

    async def speech(request: web.Request) -> web.StreamResponse:
        if len(service.bodies) < 3:
            return web.Response(status=status)
        return await good(request)

    service.speech = speech
    assert await spoken(service) == streaming_header(SPEC) + PCM


async def test_nothing_is_asked_again_once_audio_was_handed_out(service: Service) -> None:
    service.speech = answering(EVENT, sse({"code": "503", "message": "overloaded"}))
    with pytest.raises(CosyVoiceSynthesisError, match="overloaded"):
        await spoken(service)
    assert len(service.bodies) == 1


async def test_the_service_sees_a_cancelled_reader_at_once(service: Service) -> None:
    async def speech(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(EVENT)
            await asyncio.sleep(0.01)

    service.speech = speech
    async with client(service) as voices:

        async def read() -> None:
            async for _ in voices.stream("x", OPTIONS):
                pass

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        async with asyncio.timeout(5):
            await service.gone.wait()


async def test_closing_the_client_ends_a_running_stream(service: Service) -> None:
    service.speech = answering(EVENT, EVENT, pause=30)
    voices = client(service)
    stream = voices.stream("x", OPTIONS)
    assert await anext(stream)
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0.1)
    await voices.close()
    with pytest.raises(CosyVoiceConnectionError):
        await waiting


async def test_a_lent_session_does_not_limit_a_stream(service: Service) -> None:
    service.speech = answering(EVENT, EVENT, EVENT, pause=0.2)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as session:
        assert len(await spoken(service, session=session)) == 44 + 3 * len(PCM)


async def test_a_slow_reader_slows_the_service(service: Service) -> None:
    written = 0
    big = sse(result(wav_file(bytes(480_000), SPEC)))

    async def speech(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(60):
            await response.write(big)
            written += 1
        await response.write_eof()
        return response

    service.speech = speech
    async with client(service) as voices:
        stream = voices.stream("x", OPTIONS)
        await anext(stream)
        await asyncio.sleep(0.5)
        assert written < 40
        assert 1 + len([chunk async for chunk in stream]) == 60


async def test_a_service_that_cannot_now(service: Service) -> None:
    async def speech(_: web.Request) -> web.StreamResponse:
        return web.Response(status=500, text="boom")

    service.speech = speech
    with pytest.raises(CosyVoiceUnavailableError, match="500: boom"):
        await spoken(service)
    assert len(service.bodies) == 1


async def test_every_failure_is_of_one_tree(service: Service) -> None:
    service.speech = answering(b"<")
    with pytest.raises(CosyVoiceError):
        await spoken(service)


async def test_an_answer_that_breaks_before_the_first_sound_is_asked_for_again(
    service: Service,
) -> None:
    whole = sse(result(wav_file(PCM, SPEC)), result(b"", "stop"))

    def breaking(times: int, *chunks: bytes) -> Handler:
        async def speech(request: web.Request) -> web.StreamResponse:
            if len(service.bodies) > times:
                return await answering(whole)(request)
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await response.prepare(request)
            for chunk in chunks:
                await response.write(chunk)
            await asyncio.sleep(0.05)
            assert request.transport is not None
            request.transport.abort()
            return response

        return speech

    for times in (1, 2):
        service.bodies.clear()
        service.speech = breaking(times, b": still here\n\n")
        assert await spoken(service) == streaming_header(SPEC) + PCM
        assert len(service.bodies) == times + 1

    service.bodies.clear()
    service.speech = breaking(9, b": still here\n\n")
    with pytest.raises(CosyVoiceConnectionError, match="lost"):
        await spoken(service)
    assert len(service.bodies) == 3

    service.bodies.clear()
    service.speech = breaking(9, sse(result(wav_file(PCM, SPEC))))
    with pytest.raises(CosyVoiceConnectionError, match="lost"):
        await spoken(service)
    assert len(service.bodies) == 1  # what was heard is never said twice
