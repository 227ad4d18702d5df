"""Speech of Model Studio, against the strict one of the tests."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any
import wave

import pytest

from shared_client import (
    AudioFormat,
    CosyVoiceAuthError,
    CosyVoiceClient,
    CosyVoiceConnectionError,
    CosyVoicePaymentError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    Dialect,
    SpeechOptions,
    SynthesisMode,
)
from shared_client.model_studio import service as service_module
from shared_client.model_studio import speech
from tests import model_studio as model_studio_of_the_tests
from tests.model_studio import KEY, ModelStudio, RefusedError, model_studio
from tests.shared_client.service import QUICK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECOND = 24_000 * 2
MODEL = "cosyvoice-v3-flash"


@pytest.fixture
async def service() -> AsyncIterator[ModelStudio]:
    async with model_studio(ModelStudio()) as running:
        yield running
        assert running.faults == []


@pytest.fixture
async def client(service: ModelStudio) -> AsyncIterator[CosyVoiceClient]:
    async with CosyVoiceClient(
        service.url, KEY, dialect=Dialect.MODEL_STUDIO, timeouts=QUICK
    ) as opened:
        yield opened


def actions(service: ModelStudio) -> list[str]:
    """The commands of the WebSocket, in their order."""
    return [one["header"]["action"] for one in service.bodies if "header" in one]


def options(service: ModelStudio, **more: Any) -> SpeechOptions:
    return SpeechOptions(service.voice().id, **more)


async def test_a_text_is_spoken_while_it_is_written(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    async def text() -> AsyncIterator[str]:
        for piece in ("Hello there, ", "my friend. ", "你好，世界。"):
            yield piece
            await asyncio.sleep(0.02)

    stream = client.speak(text(), options(service, output_format=AudioFormat.PCM))
    async with stream:
        audio = b"".join([piece async for piece in stream])
    spoken = len("Hello there, my friend. 你好，世界。")
    assert abs(len(audio) - spoken * SECOND // 10) <= SECOND // 5  # blanks between segments
    assert stream.metrics.characters == service.characters > spoken
    assert stream.metrics.first_audio is not None
    assert stream.metrics.audio_seconds == pytest.approx(len(audio) / SECOND)
    assert (actions(service)[0], actions(service)[-1]) == ("run-task", "finish-task")


@pytest.mark.parametrize("whole", [True, False])
async def test_a_wav_has_a_header_of_ours(
    service: ModelStudio,
    client: CosyVoiceClient,
    monkeypatch: pytest.MonkeyPatch,
    *,
    whole: bool,
) -> None:
    monkeypatch.setattr(service_module, "speaks_over_http", lambda _: whole)
    speech_of_it = await client.synthesize("Hello there.", options(service, sample_rate=16_000))
    with wave.open(io.BytesIO(speech_of_it.audio)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.getnframes() == pytest.approx(16_000 * 1.2, rel=0.1)
    assert speech_of_it.metrics.characters == service.characters
    assert ("POST /api/v1/services/audio/tts/SpeechSynthesizer" in service.requests) is whole


async def test_server_sent_events_stream(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "speaks_over_http", lambda _: True)
    async with client.stream("喂，你好。", options(service)) as stream:
        pieces = [piece async for piece in stream.pcm()]
    assert len(b"".join(pieces)) == 5 * SECOND // 10
    assert stream.metrics.characters == 8


async def test_mp3_passes_through(service: ModelStudio, client: CosyVoiceClient) -> None:
    async with client.speak("Hello.", options(service, output_format=AudioFormat.MP3)) as stream:
        audio = b"".join([piece async for piece in stream])
    assert audio[:3] == b"ID3" or audio[:2] == b"\xff\xfb"


async def test_a_pause_in_the_text_ends_the_task_and_the_next_goes_on(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A hundredth of the time: the service gives a task up after 0.23 s.
    service.scale = 0.01
    monkeypatch.setattr(speech, "TEXT_GAP", 0.1)

    async def text() -> AsyncIterator[str]:
        yield "One."
        await asyncio.sleep(0.5)
        yield "Two."
        await asyncio.sleep(0.5)

    async with client.speak(text(), options(service), segmented=True) as stream:
        audio = b"".join([piece async for piece in stream])
    assert audio.count(b"RIFF") == 1
    assert len(audio) == 44 + 2 * 4 * SECOND // 10
    assert actions(service).count("run-task") == 2
    assert stream.metrics.characters == service.characters == 8


async def test_a_text_that_begins_late_is_spoken(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.scale = 0.01
    monkeypatch.setattr(speech, "TEXT_GAP", 0.1)

    async def text() -> AsyncIterator[str]:
        await asyncio.sleep(0.5)
        yield "At last."

    async with client.speak(text(), options(service)) as stream:
        assert [piece async for piece in stream]


async def test_no_text_at_all_is_an_error(service: ModelStudio, client: CosyVoiceClient) -> None:
    async def text() -> AsyncIterator[str]:
        for piece in ("",):
            yield piece

    with pytest.raises(CosyVoiceSynthesisError) as raised:
        async with client.speak(text(), options(service)) as stream:
            await anext(stream)
    assert raised.value.key == "no_text"


async def test_the_error_of_a_text_comes_after_its_audio(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    async def text() -> AsyncIterator[str]:
        yield "This much was written. And this was "
        await asyncio.sleep(0.1)
        raise RuntimeError("the writer stopped")

    heard = b""
    with pytest.raises(RuntimeError, match="the writer stopped"):
        async with client.speak(text(), options(service)) as stream:
            async for piece in stream:
                heard += piece
    assert len(heard) > SECOND


async def test_a_very_long_text_takes_several_tasks(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "_MOST_TEXT", 20)
    text = "This is a sentence. " * 6
    async with client.speak(text, options(service)) as stream:
        audio = [piece async for piece in stream.pcm()]
    assert len(b"".join(audio)) >= len(text) * SECOND // 10 - SECOND
    assert actions(service).count("run-task") > 2


async def test_connections_are_used_again_but_not_those_that_failed(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    for _ in range(2):
        async with client.speak("Hello.", options(service)) as stream:
            assert [piece async for piece in stream]
    assert service.sockets == 1
    service.task_refusals.append(RefusedError("InternalError", "Oh no."))
    with pytest.raises(CosyVoiceSynthesisError, match="Oh no"):
        async with client.speak("Hello.", options(service)) as stream:
            await anext(stream)
    async with client.speak("Hello.", options(service)) as stream:
        assert [piece async for piece in stream]
    assert service.sockets == 2


async def test_a_connection_that_died_while_it_rested_is_replaced(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    service.scale = 0.002  # the service closes what rests for 0.12 s
    async with client.speak("Hello.", options(service)) as stream:
        assert [piece async for piece in stream]
    (socket,) = client._connections._resting
    client._connections._resting[socket].watch.cancel()  # nobody sees it close
    await asyncio.sleep(0.3)
    async with client.speak("Hello.", options(service)) as stream:
        assert [piece async for piece in stream]
    assert service.sockets == 2


@pytest.mark.parametrize(
    ("refused", "kind", "key"),
    [
        (RefusedError("Arrearage", "Pay."), CosyVoicePaymentError, "account_unpaid_because"),
        (
            RefusedError("AllocationQuota.FreeTierOnly", "Ended."),
            CosyVoicePaymentError,
            "free_tier_ended_because",
        ),
        (
            RefusedError("InvalidParameter", "[cosyvoice:]Engine return error code: 418"),
            CosyVoiceSynthesisError,
            "voice_not_usable_because",
        ),
    ],
)
async def test_each_failure_of_a_task_has_its_own_error_and_is_not_tried_again(
    service: ModelStudio,
    client: CosyVoiceClient,
    refused: RefusedError,
    kind: type[Exception],
    key: str,
) -> None:
    service.task_refusals.append(refused)
    with pytest.raises(kind) as raised:
        async with client.speak("Hello.", options(service)) as stream:
            await anext(stream)
    assert getattr(raised.value, "key", "") == key
    assert actions(service).count("run-task") == 1


async def test_a_wrong_key_is_said(service: ModelStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "speaks_over_http", lambda _: True)
    async with CosyVoiceClient(
        service.url, "sk-wrong", dialect=Dialect.MODEL_STUDIO, timeouts=QUICK
    ) as client:
        for speak in (client.speak, client.stream):
            with pytest.raises(CosyVoiceAuthError, match="accept the key"):
                await speak("Hello.", options(service)).start()


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_what_may_be_billed_is_not_asked_for_twice(
    service: ModelStudio,
    client: CosyVoiceClient,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    monkeypatch.setattr(service_module, "speaks_over_http", lambda _: True)
    service.refusals.append(RefusedError("InternalError", "Broken.", status))
    with pytest.raises(CosyVoiceUnavailableError):
        await client.synthesize("Hello.", options(service))
    assert len(service.requests) == 1


async def test_a_task_that_is_refused_for_being_one_too_many_is_asked_for_again(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    service.task_refusals += [RefusedError("Throttling.RateQuota", "Slow down.")] * 2
    async with client.speak("Hello.", options(service)) as stream:
        assert [piece async for piece in stream]
    assert actions(service) == ["run-task"] * 3 + ["continue-task", "finish-task"]
    assert service.sockets == 3


async def test_no_message_and_no_task_has_more_text_than_the_service_takes(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.says = lambda *_: [b"\1\0" * 800]
    words = "字" * 12_000 + "。"
    pieces = [words, "", " ", "word " * 5_000, *[words] * 8]
    async with client.speak(pieces, options(service), segmented=True) as stream:
        assert [piece async for piece in stream.pcm()]
    texts = [
        one["payload"]["input"]["text"]
        for one in service.bodies
        if one["header"]["action"] == "continue-task"
    ]
    assert "".join(texts).replace(" ", "") == "".join(pieces).replace(" ", "")
    assert actions(service).count("run-task") == 2
    monkeypatch.setattr(service_module, "speaks_over_http", lambda _: True)
    async with client.stream(words, options(service)) as whole:
        assert isinstance(whole, speech.TaskChain)


async def test_a_task_that_never_got_a_text_has_nothing_to_fail_with(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = model_studio_of_the_tests._Connection._finish

    async def refuse(self: Any, given: dict[str, Any]) -> None:
        if not self.billed:
            raise RefusedError("InvalidParameter", "Please ensure input text is valid.")
        await finish(self, given)

    async def text() -> AsyncIterator[str]:
        await asyncio.sleep(0.3)
        yield "At last."

    monkeypatch.setattr(speech, "TEXT_GAP", 0.1)
    monkeypatch.setattr(model_studio_of_the_tests._Connection, "_finish", refuse)
    async with client.speak(text(), options(service)) as stream:
        assert [piece async for piece in stream]
    assert service.sockets == 2


async def test_audio_before_the_task_has_started_allows_no_text(
    service: ModelStudio, client: CosyVoiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = model_studio_of_the_tests._Connection._start

    async def late(self: Any) -> None:
        await self.socket.send_bytes(b"of the task before")
        await start(self)

    monkeypatch.setattr(model_studio_of_the_tests._Connection, "_start", late)
    async with client.speak("Hello.", options(service)) as stream:
        audio = b"".join([piece async for piece in stream.pcm()])
    assert len(audio) == len("Hello.") * SECOND // 10


async def test_what_can_not_be_asked_for_opens_no_connection(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    asked = SpeechOptions(
        service.voice("cosyvoice-v3-plus").id,
        SynthesisMode.NATURAL_LANGUAGE_REPLICATION,
        "slowly",
    )
    for stream in (client.speak("Hello.", asked), client.stream("Hello.", asked)):
        with pytest.raises(CosyVoiceUnsupportedError):
            await stream.start()
    assert service.requests == []


async def test_the_model_of_a_strange_id_is_asked_for_once(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    voice = service.voice()
    service.voices["strange"] = voice
    voice.id = "strange"
    for _ in range(2):
        async with client.speak("Hello.", SpeechOptions("strange")) as stream:
            assert [piece async for piece in stream]
    assert service.requests.count("POST /api/v1/services/audio/tts/customization") == 1


async def test_leaving_a_stream_ends_its_task(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    async with client.speak("Hello there. " * 50, options(service)) as stream:
        await anext(stream)
    async with client.speak("Hello.", options(service)) as stream:
        assert [piece async for piece in stream]
    assert service.sockets == 2


async def test_closing_the_client_ends_a_stream(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    async def text() -> AsyncIterator[str]:
        yield "Hello there. "
        await asyncio.sleep(60)

    stream = client.speak(text(), options(service))
    await anext(stream)
    await client.close()
    with pytest.raises(CosyVoiceConnectionError):
        while True:
            await anext(stream)


async def test_a_service_that_accepts_no_task_is_given_up(service: ModelStudio) -> None:
    service.start = 60
    async with CosyVoiceClient(
        service.url, KEY, dialect=Dialect.MODEL_STUDIO, timeouts=QUICK.__class__(first_audio=0.2)
    ) as client:
        with pytest.raises(CosyVoiceTimeoutError):
            await client.speak("Hello.", options(service)).start()


async def test_a_warm_connection_serves_the_next_text(
    service: ModelStudio, client: CosyVoiceClient
) -> None:
    await client.warm_up()
    async with client.speak("Hello.", options(service)) as stream:
        assert [piece async for piece in stream]
    assert stream.metrics.warm
    assert service.sockets == 1
