"""Speech made elsewhere: what is asked for, what comes back, and what is said when it fails."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
import logging
import ssl
from typing import TYPE_CHECKING, Any

from aiohttp import web
import numpy as np
import pytest
import trustme

from local_server.engines import Recording, State, Style, Voice
from local_server.engines.speech_api.engine import SpeechApiEngine
from local_server.engines.speech_api.options import Options
from local_server.errors import EngineError
from local_server.text_stream import TextStream
from shared_client.models import SynthesisMode
from tests.local_server.engines.speech_api.adapter import adapter
from tests.local_server.engines.speech_api.service import (
    RATE,
    SECONDS_PER_CHARACTER,
    FakeService,
    decoded,
    pitch_of,
    refuse,
    send_events,
    serving,
)
from tests.local_server.running import audio_of, eventually, running, voice_pcm

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

ZERO_SHOT = Style(mode=SynthesisMode.FAST_REPLICATION)
CROSS_LINGUAL = Style(mode=SynthesisMode.CROSS_LINGUAL_REPLICATION)
INSTRUCT = Style("用四川话说", mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION)
FASTER = Style(speed=1.5)
TEXT = "[laughter]Here <strong>we</strong> go."
TOKEN = "sk-a-token-of-the-tests"
PRESETS = ("vllm-omni", "sglang-omni", "cosyvoice-cpp", "openai")


def voice(pitch: float = 120.0, identity: str = "a-voice") -> Voice:
    """A voice with a recording whose pitch a service can find."""
    samples = np.frombuffer(voice_pcm(4.0, RATE, pitch), dtype="<i2") / 32_768
    recording = Recording(f"digest of {identity} {pitch}", samples.astype(np.float32))
    return Voice(identity, "这是我的声音。", pitch, lambda: recording)


@asynccontextmanager
async def engine_of(*services: FakeService, **options: Any) -> AsyncIterator[SpeechApiEngine]:
    limits = {name: options.pop(name) for name in ("first_audio", "silence") if name in options}
    urls = options.pop("urls", None) or tuple(service.url for service in services)
    engine = SpeechApiEngine(Options(urls, services[0].preset, **options), **limits)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.close()


async def say(
    engine: SpeechApiEngine, text: str = TEXT, of: Voice | None = None, style: Style = ZERO_SHOT
) -> bytes:
    speech = engine.speak(TextStream(text), of or voice(), style)
    return b"".join([pcm async for pcm in speech])


async def failure(engine: SpeechApiEngine) -> str:
    with pytest.raises(EngineError) as caught:
        await say(engine)
    return str(caught.value)


def seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / RATE


def pitch(pcm: bytes) -> float:
    return pitch_of(np.frombuffer(pcm, dtype="<i2"))


@pytest.mark.parametrize(
    ("preset", "style", "fields"),
    [
        (
            "vllm-omni",
            ZERO_SHOT,
            {"ref_text": "这是我的声音。", "stream": True, "stream_format": "audio"},
        ),
        (
            "vllm-omni",
            CROSS_LINGUAL,  # "CosyVoice3 requires 'ref_text'"
            {"ref_text": "这是我的声音。", "stream": True, "stream_format": "audio"},
        ),
        (
            "vllm-omni",
            INSTRUCT,
            {
                "ref_text": "这是我的声音。",
                "instructions": "用四川话说",
                "stream": True,
                "stream_format": "audio",
            },
        ),
        # "speed must be 1.0 (or omitted)" in a stream
        ("vllm-omni", FASTER, {"ref_text": "这是我的声音。", "speed": 1.5}),
        ("sglang-omni", ZERO_SHOT, {"ref_text": "这是我的声音。", "stream": True}),
        # "omit ref_text to enter cross-lingual mode"
        ("sglang-omni", CROSS_LINGUAL, {"stream": True}),
        # "either ref_text or instructions, not both"
        ("sglang-omni", INSTRUCT, {"instructions": "用四川话说", "stream": True}),
        (
            "sglang-omni",
            FASTER,
            {"ref_text": "这是我的声音。", "speed": 1.5, "stream": False},
        ),
        # "non-empty instructions -> instruct mode; otherwise zero-shot mode"
        ("cosyvoice-cpp", ZERO_SHOT, {"voice": "alloy", "stream": True}),
        ("cosyvoice-cpp", CROSS_LINGUAL, {"voice": "alloy", "stream": True}),
        (
            "cosyvoice-cpp",
            INSTRUCT,
            {"voice": "alloy", "instructions": "用四川话说", "stream": True},
        ),
        ("cosyvoice-cpp", FASTER, {"voice": "alloy", "speed": 1.5, "stream": False}),
        ("openai", ZERO_SHOT, {"voice": "alloy"}),
        ("openai", CROSS_LINGUAL, {"voice": "alloy"}),
        ("openai", INSTRUCT, {"voice": "alloy", "instructions": "用四川话说"}),
        ("openai", FASTER, {"voice": "alloy", "speed": 1.5}),
    ],
)
async def test_each_mode_is_asked_for_as_the_project_documents_it(
    preset: str, style: Style, fields: dict[str, Any]
) -> None:
    service = FakeService(preset)
    async with serving(service), engine_of(service) as engine:
        pcm = await say(engine, style=style)
    (sent,) = service.requests
    recording = sent.pop("ref_audio", None)
    assert (recording is not None) == (preset in ("vllm-omni", "sglang-omni"))
    if recording:
        rate, samples = decoded(recording)
        assert (rate, len(samples)) == (24_000, 4 * 24_000)
    assert isinstance(sent.pop("seed", 1), int)
    assert sent.pop("response_format") in ("wav", "pcm")
    assert sent.pop("model", service.model) == service.model
    assert sent.pop("input") == TEXT  # tags of CosyVoice's, too, as they came
    if preset == "sglang-omni":
        assert sent.pop("voice") == "default"
    assert sent == fields
    length = SECONDS_PER_CHARACTER * len(TEXT) / style.speed
    assert seconds(pcm) == pytest.approx(length, abs=0.01)


@pytest.mark.parametrize("preset", ["vllm-omni", "sglang-omni"])
async def test_what_is_said_in_voice_a_is_spoken_in_voice_a(preset: str) -> None:
    service = FakeService(preset)
    async with serving(service), engine_of(service) as engine:
        for wanted in (110.0, 190.0, 110.0):
            pcm = await say(engine, of=voice(wanted, f"voice {wanted}"))
            assert pitch(pcm) == pytest.approx(wanted, abs=2)
    first, other, again = (request["seed"] for request in service.requests)
    assert first == again != other


@pytest.mark.parametrize(
    ("identity", "named", "wanted"),
    [
        ("x", {}, "alloy"),  # the first that the service names
        ("nova", {}, "nova"),  # named as the reference audio
        ("x", {"": "nova"}, "nova"),
        ("x", {"": "alloy", "x": "nova"}, "nova"),
        ("nova", {"": "alloy"}, "nova"),
    ],
)
async def test_a_voice_at_the_service_stands_for_a_reference_audio(
    identity: str, named: dict[str, str], wanted: str
) -> None:
    service = FakeService("cosyvoice-cpp")
    async with serving(service), engine_of(service, voices=named) as engine:
        await say(engine, of=voice(identity=identity))
    assert service.requests[0]["voice"] == wanted


async def test_sound_of_another_rate_keeps_its_pitch_and_length() -> None:
    service = FakeService("vllm-omni", rate=44_100)  # as Fish Speech's
    async with serving(service), engine_of(service) as engine:
        pcm = await say(engine)
    assert seconds(pcm) == pytest.approx(SECONDS_PER_CHARACTER * len(TEXT), abs=0.01)
    assert pitch(pcm) == pytest.approx(120, abs=2)


async def test_sound_comes_while_the_service_still_speaks() -> None:
    service = FakeService("sglang-omni")
    async with serving(service), engine_of(service) as engine:
        service.paused.clear()
        speech = engine.speak(TextStream(TEXT), voice(), ZERO_SHOT)
        async with aclosing(speech):
            first = await anext(speech)
            assert 0 < seconds(first) < 1
            assert service.running == 1
            service.paused.set()
            rest = b"".join([pcm async for pcm in speech])
    assert seconds(first + rest) == pytest.approx(SECONDS_PER_CHARACTER * len(TEXT), abs=0.01)


async def test_who_leaves_ends_the_request_of_the_service() -> None:
    service = FakeService("vllm-omni")
    async with serving(service), engine_of(service) as engine:
        service.paused.clear()
        speech = engine.speak(TextStream(TEXT), voice(), ZERO_SHOT)
        await anext(speech)
        await speech.aclose()
        await eventually(lambda: service.left == 1)
        assert service.running == 0


async def test_a_slow_reader_keeps_no_place_at_the_service() -> None:
    service = FakeService("vllm-omni")
    async with serving(service), engine_of(service) as engine:
        speech = engine.speak(TextStream(TEXT + " " + TEXT), voice(), ZERO_SHOT)
        async with aclosing(speech):
            await anext(speech)
            await eventually(lambda: service.running == 0)
            assert len(service.requests) == 1  # and the next piece isn't made ahead


async def test_the_next_service_speaks_where_one_is_down() -> None:
    down, up = FakeService("vllm-omni"), FakeService("vllm-omni")
    async with serving(down, up), engine_of(down, up) as engine:
        await down.stop()
        for _ in range(3):
            assert await say(engine)
        assert len(up.requests) == 3
        await down.start()  # it works again, and is first in the list
        async with asyncio.timeout(10):
            while not down.requests:
                await say(engine)
                await asyncio.sleep(0.1)


async def test_a_balancer_sends_nobody_to_a_server_that_reaches_no_service(tmp_path: Path) -> None:
    service = FakeService("vllm-omni")
    async with serving(service):
        engine = SpeechApiEngine(Options((service.url,)))
        async with running(tmp_path, engine=engine) as server:
            voice_id = await server.voice()
            assert (await server.call("GET", "healthz", token=None)).status == 200
            await service.stop()
            failed = await server.speech("你好", voice_id)
            assert (failed.status, failed.data["code"]) == (503, "EngineUnreachable")
            assert failed.headers["Retry-After"] == "5"
            assert "no speech service responds" in failed.data["message"]
            assert "nothing is listening on port" in failed.data["message"]
            health = await server.call("GET", "healthz", token=None)
            assert (health.status, health.data["code"]) == (503, "EngineUnreachable")
            await service.start()
            await eventually(lambda: engine.state is State.READY)
            assert (await server.call("GET", "healthz", token=None)).status == 200


async def test_callers_share_the_services() -> None:
    services = [FakeService("vllm-omni") for _ in range(2)]
    async with serving(*services), engine_of(*services) as engine:
        for service in services:
            service.paused.clear()
        speaking = [asyncio.create_task(say(engine)) for _ in range(6)]
        await eventually(lambda: sum(service.running for service in services) == 6)
        assert [service.running for service in services] == [3, 3]
        for service in services:
            service.paused.set()
        assert all(await asyncio.gather(*speaking))


def broken_off(request: web.Request) -> Any:
    async def answer() -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        await response.write(voice_pcm(0.5))
        await asyncio.sleep(0.05)
        assert request.transport is not None
        request.transport.abort()
        return response

    return answer()


def never(_: web.Request) -> Any:
    return asyncio.sleep(60)


def stuck(request: web.Request) -> Any:
    async def answer() -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        await response.write(voice_pcm(0.5))
        await asyncio.sleep(60)
        return response

    return answer()


def closed(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def silent(_: web.Request) -> web.Response:
    # cosyvoice.cpp ends a stream that fails as if it were whole.
    return web.Response(body=b"", content_type="audio/wav")


def error_event(request: web.Request) -> Any:
    async def answer() -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(
            b"event: speech.audio.error\n"
            b'data: {"type": "speech.audio.error", "error": {"message": "CUDA out of memory"}}\n\n'
        )
        return response

    return answer()


BUSY = {"error": {"message": "Server is overloaded.", "code": "server_overloaded"}}


@pytest.mark.parametrize(
    "fault", [closed, silent, error_event, refuse(503, BUSY), refuse(502), refuse(500, "x")]
)
async def test_what_fails_before_the_first_sample_is_tried_again(
    fault: Callable[[web.Request], Any],
) -> None:
    service = FakeService("sglang-omni")
    async with serving(service), engine_of(service) as engine:
        service.plan.append(fault)
        assert seconds(await say(engine)) == pytest.approx(
            SECONDS_PER_CHARACTER * len(TEXT), abs=0.01
        )
    assert len(service.requests) == 2


async def test_a_service_that_is_full_is_asked_again_when_it_said() -> None:
    service = FakeService("cosyvoice-cpp")
    async with serving(service), engine_of(service) as engine:
        service.plan.append(refuse(503, BUSY, {"Retry-After": "1"}))
        started = asyncio.get_running_loop().time()
        assert await say(engine)
        assert asyncio.get_running_loop().time() - started > 0.9


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (broken_off, "speech broke off: The connection to 127.0.0.1 was lost"),
        (stuck, "sent no audio for 0.3 seconds"),
    ],
)
async def test_what_breaks_off_after_the_first_sample_is_said_and_not_tried_again(
    fault: Callable[[web.Request], Any], words: str
) -> None:
    service, other = FakeService("sglang-omni"), FakeService("sglang-omni")
    async with serving(service, other), engine_of(service, other, silence=0.3) as engine:
        service.plan.append(fault)
        heard = b""
        with pytest.raises(EngineError) as caught:
            async for pcm in engine.speak(TextStream(TEXT), voice(), ZERO_SHOT):
                heard += pcm
    assert seconds(heard) == pytest.approx(0.5)
    assert words in str(caught.value)
    assert "speech broke off" in str(caught.value)
    assert not other.requests


@pytest.mark.parametrize(
    ("fault", "words", "tries"),
    [
        (
            refuse(400, {"error": {"message": "CosyVoice3 requires 'ref_text'"}}),
            "rejects the request (HTTP 400): CosyVoice3 requires 'ref_text'",
            1,
        ),
        (
            refuse(422, {"detail": [{"loc": ["body"], "msg": "Field required"}]}),
            "rejects the request (HTTP 422): Field required",
            1,
        ),
        (refuse(404, "<html>no</html>"), "check --engine-url and --engine-model", 1),
        (refuse(307, None, {"Location": "http://elsewhere/"}), "give that address as", 1),
        (refuse(200, "<html>Sign in</html>"), "sent no audio", 2),
        (refuse(500, BUSY), "failed (HTTP 500): Server is overloaded.", 2),
        (silent, "it answered without any audio", 2),
        (error_event, "CUDA out of memory", 2),
        (lambda r: send_events(r, voice_pcm(0.0), done=False), "ended before it was complete", 2),
    ],
)
async def test_what_a_service_says_of_an_error_is_told_in_words(
    fault: Callable[[web.Request], Any], words: str, tries: int
) -> None:
    service = FakeService("vllm-omni")
    async with serving(service), engine_of(service) as engine:
        service.plan.extend([fault] * 5)
        assert words in await failure(engine)
        assert len(service.requests) == tries
        service.plan.clear()
        assert await say(engine)


async def test_a_service_that_sends_nothing_is_told_after_a_while() -> None:
    service = FakeService("vllm-omni")
    async with serving(service), engine_of(service, first_audio=0.3) as engine:
        service.plan.extend([never] * 2)
        assert "sent no audio for 0.3 seconds" in await failure(engine)
        assert len(service.requests) == 2
        await eventually(lambda: service.left == 2)


async def test_a_stream_of_events_is_heard_as_well() -> None:
    service = FakeService("vllm-omni")
    async with serving(service), engine_of(service) as engine:
        service.plan.append(lambda request: send_events(request, voice_pcm(2.0)))
        assert await say(engine) == voice_pcm(2.0)


@pytest.mark.parametrize("preset", ["vllm-omni", "sglang-omni"])  # the second asks for the model
async def test_a_token_is_shown_to_the_service_and_to_nobody_else(
    preset: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service = FakeService(preset, token=TOKEN)
    async with serving(service):
        async with engine_of(service, token=TOKEN) as engine:
            assert await say(engine)
            service.plan.append(
                refuse(400, {"error": {"message": f"Incorrect API key provided: {TOKEN}"}})
            )
            assert "Incorrect API key provided: [token]" in await failure(engine)
            assert TOKEN not in repr(vars(engine)["_options"])
        async with engine_of(service, token=TOKEN + "-old") as engine:
            words = await failure(engine)
            assert "rejects the token (HTTP 401); check --engine-token-file" in words
        async with engine_of(service) as engine:
            assert "requires a token (HTTP 401)" in await failure(engine)
    assert TOKEN not in caplog.text


async def test_without_a_model_of_its_own_a_service_must_be_given_one() -> None:
    service = FakeService("openai", model="")
    async with serving(service), engine_of(service) as engine:
        assert "say which one with --engine-model" in await failure(engine)
    service = FakeService("openai", model="tts-1")
    async with serving(service), engine_of(service, model="tts-1") as engine:
        assert await say(engine)


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    service = FakeService("vllm-omni")
    app = web.Application()
    app.router.add_post("/v1/audio/speech", service._speech)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        url = f"https://127.0.0.1:{runner.addresses[0][1]}"
        async with engine_of(service, urls=(url,)) as engine:
            assert "certificate" in await failure(engine)
        assert not service.requests
    finally:
        await runner.cleanup()


async def test_what_a_service_cannot_follow_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = FakeService("vllm-omni")  # with CosyVoice3, of which it reads no instructions
    async with serving(service):
        engine = SpeechApiEngine(Options((service.url,)))
        async with running(tmp_path, engine=engine) as server:
            await eventually(lambda: not engine.capabilities.instruct)
            voice_id = await server.voice()
            mode = SynthesisMode.NATURAL_LANGUAGE_REPLICATION
            answer = await server.speech("好", voice_id, mode=mode, instruct="平静地说")
            assert "can't follow the instruct" in answer.headers["X-CosyVoice-Notice"]
            assert service.requests[0]["instructions"] == "平静地说"
            for _ in range(2):
                mode = SynthesisMode.CROSS_LINGUAL_REPLICATION
                await server.speech("好", voice_id, mode=mode)
    assert caplog.text.count("has no cross-lingual mode") == 1


async def test_tags_go_only_to_services_that_know_them(tmp_path: Path) -> None:
    for preset, said in (("sglang-omni", "[laughter]好"), ("openai", "好")):
        service = FakeService(preset)
        async with serving(service):
            engine = SpeechApiEngine(Options((service.url,), preset))
            async with running(tmp_path / preset, engine=engine) as server:
                answer = await server.speech("[laughter]好", await server.voice())
        assert service.requests[0]["input"] == said
        assert ("X-CosyVoice-Notice" in answer.headers) == (preset == "openai")


@pytest.mark.parametrize("speed", [1.0, 1.5])
async def test_a_server_is_heard_through_another_one_sample_by_sample(
    tmp_path: Path, speed: float
) -> None:
    text = "[laughter] 你好，世界。 This is a test of the whole way."
    async with running(tmp_path / "behind") as behind, adapter(behind) as service:
        engine = SpeechApiEngine(Options((service.url,)))
        async with running(tmp_path / "before", engine=engine) as before:
            voice_id = await before.voice()
            answer = await before.speech(text, voice_id, speed=speed, output_format="pcm")
            assert answer.status == 200, answer
            heard = audio_of(answer.data)
        pieces = [request["input"] for request in service.requests]
        assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
        voice_behind = await service.voice_of(service.requests[0])
        wanted = b""
        for piece in pieces:
            answer = await behind.speech(piece, voice_behind, speed=speed, output_format="pcm")
            wanted += audio_of(answer.data)
    assert heard == wanted


async def test_each_mode_of_the_api_reaches_the_service(tmp_path: Path) -> None:
    service = FakeService("sglang-omni")
    async with serving(service):
        engine = SpeechApiEngine(Options((service.url,), "sglang-omni"))
        async with running(tmp_path, engine=engine) as server:
            voice_id = await server.voice()
            for mode in SynthesisMode:
                answer = await server.speech("好", voice_id, mode=mode, instruct="用四川话说")
                assert answer.status == 200
            service.plan.extend([refuse(503, BUSY)] * 2)
            full = await server.speech("好", voice_id)
    asked = [(body.get("ref_text"), body.get("instructions")) for body in service.requests[:3]]
    assert asked == [("你好", None), (None, None), (None, "用四川话说")]
    assert full.status == 503
    assert full.headers["Retry-After"]
    assert "Server is overloaded" in full.data["message"]


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://speech.invalid", True),
        ("https://speech.invalid", False),
        ("http://127.0.0.1:9", False),
    ],
)
async def test_a_token_that_crosses_the_network_unencrypted_is_warned_of(
    caplog: pytest.LogCaptureFixture, url: str, *, warned: bool
) -> None:
    engine = SpeechApiEngine(Options((url,), token="secret-of-the-tests"))
    await engine.start()
    await engine.close()
    assert ("unencrypted" in caplog.text) == warned
    assert "secret-of-the-tests" not in caplog.text
