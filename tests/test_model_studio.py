"""The Model Studio of the tests, used by the vendor's own SDK: what that does must work there."""

from __future__ import annotations

import asyncio
import base64
import gc
import io
import json
import struct
from typing import TYPE_CHECKING, Any
import wave

import aiohttp
import dashscope
from dashscope.audio.http_tts import HttpSpeechSynthesizer
from dashscope.audio.tts_v2 import (
    AudioFormat,
    ResultCallback,
    SpeechSynthesizer,
    VoiceEnrollmentService,
)
from dashscope.audio.tts_v2.enrollment import VoiceEnrollmentException
from dashscope.utils.oss_utils import OssUtils
import pytest

from tests.model_studio import (
    KEY,
    ModelStudio,
    RefusedError,
    model_studio,
    model_studio_in_a_thread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODEL = "cosyvoice-v3-flash"

# The SDK leaves connections to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Heard(ResultCallback):  # type: ignore[misc]  # the SDK has no types
    """What the SDK hands on."""

    def __init__(self) -> None:
        self.audio = b""
        self.events: list[str] = []
        self.errors: list[str] = []
        self.complete = False

    def on_data(self, data: bytes) -> None:
        self.audio += data

    def on_event(self, message: str) -> None:
        self.events.append(json.loads(message)["payload"]["output"]["type"])

    def on_error(self, message: str) -> None:
        self.errors.append(message)

    def on_complete(self) -> None:
        self.complete = True


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelStudio]:
    with model_studio_in_a_thread(ModelStudio()) as running:
        host = running.url.removeprefix("http://")
        monkeypatch.setattr(dashscope, "api_key", KEY)
        monkeypatch.setattr(dashscope, "base_http_api_url", f"http://{host}/api/v1")
        monkeypatch.setattr(dashscope, "base_websocket_api_url", f"ws://{host}/api-ws/v1/inference")
        yield running
        gc.collect()  # within the filter of warnings
        assert running.faults == []


def recording(seconds: float = 6, rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setparams((1, 2, rate, 0, "NONE", ""))
        audio.writeframes(struct.pack("<h", 9) * round(seconds * rate))
    return file.getvalue()


def test_speech_streams_while_the_text_is_written(service: ModelStudio) -> None:
    heard = Heard()
    speaker = SpeechSynthesizer(
        MODEL, service.voice().id, AudioFormat.PCM_24000HZ_MONO_16BIT, callback=heard
    )
    for piece in ("你好，", "世界。", "And "):
        speaker.streaming_call(piece)
    speaker.streaming_flush()
    speaker.streaming_complete()
    assert len(heard.audio) == 24_000 * 2 * len("你好，世界。And ") // 10
    assert heard.events[:2] == ["sentence-begin", "sentence-synthesis"]
    assert heard.complete
    assert service.characters == 2 * 4 + len("，。And ")


def test_without_a_format_it_speaks_mp3(service: ModelStudio) -> None:
    audio = SpeechSynthesizer(MODEL, service.voice().id).call("喂。")
    assert audio[:3] == b"ID3" or audio[:2] == b"\xff\xfb"


def test_what_it_refuses_comes_with_its_words(service: ModelStudio) -> None:
    with pytest.raises(Exception, match="418"):
        SpeechSynthesizer(MODEL, "nobody").call("喂")
    voice = service.voice("cosyvoice-v2")
    with pytest.raises(Exception, match="418"):
        SpeechSynthesizer(MODEL, voice.id).call("喂")
    service.task_refusals.append(RefusedError("Arrearage", "Access denied, overdue payment."))
    with pytest.raises(Exception, match="overdue"):
        SpeechSynthesizer(MODEL, service.voice().id).call("喂")


def test_a_task_is_cancelled_and_the_next_one_speaks(service: ModelStudio) -> None:
    heard = Heard()
    speaker = SpeechSynthesizer(MODEL, service.voice().id, callback=heard)
    speaker.streaming_call("Never")
    speaker.streaming_cancel()
    assert heard.audio == b""
    assert SpeechSynthesizer(MODEL, service.voice().id).call("喂")


@pytest.mark.parametrize("way", ["data", "oss"])
def test_a_voice_is_cloned_found_and_deleted(
    service: ModelStudio, tmp_path: Path, way: str
) -> None:
    if way == "data":
        url = "data:audio/wav;base64," + base64.b64encode(recording()).decode()
        voices = VoiceEnrollmentService()
    else:
        file = tmp_path / "mama.wav"
        file.write_bytes(recording())
        url, _ = OssUtils.upload("voice-enrollment", str(file), KEY)
        assert url.startswith("oss://")
        voices = VoiceEnrollmentService(headers={"X-DashScope-OssResourceResolve": "enable"})
    voice = voices.create_voice(MODEL, "mama", url, language_hints=["zh"])
    assert voice.startswith(f"{MODEL}-mama-")
    assert service.voices[voice].audio == recording()
    (listed,) = voices.list_voices(prefix="mama")
    assert (listed["voice_id"], listed["status"]) == (voice, "DEPLOYING")
    assert voices.query_voice(voice)["status"] == "OK"
    assert SpeechSynthesizer(MODEL, voice).call("喂。")
    voices.update_voice(voice, url)
    voices.delete_voice(voice)
    assert voices.list_voices() == []
    with pytest.raises(VoiceEnrollmentException, match="does not exist"):
        voices.query_voice(voice)


def test_a_list_has_pages(service: ModelStudio) -> None:
    ids = {service.voice(prefix=f"v{number}").id for number in range(25)}
    voices = VoiceEnrollmentService()
    pages = [voices.list_voices(page_index=page, page_size=10) for page in range(4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert {one["voice_id"] for page in pages for one in page} == ids


def test_a_recording_that_is_too_short_is_refused(service: ModelStudio) -> None:
    url = "data:audio/wav;base64," + base64.b64encode(recording(2)).decode()
    with pytest.raises(VoiceEnrollmentException, match="too short"):
        VoiceEnrollmentService().create_voice(MODEL, "mama", url)
    assert service.voices == {}


@pytest.mark.usefixtures("service")
def test_a_wrong_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashscope, "api_key", "sk-of-another-region")
    with pytest.raises(VoiceEnrollmentException, match="InvalidApiKey"):
        VoiceEnrollmentService().list_voices()


def test_speech_comes_over_http_too(service: ModelStudio) -> None:
    asked: dict[str, Any] = {"model": MODEL, "text": "喂。你好。", "voice": service.voice().id}
    assert HttpSpeechSynthesizer.call(**asked).audio_url
    events = list(HttpSpeechSynthesizer.call(**asked, stream=True))
    assert sum(len(event.audio_data or b"") for event in events) > 0
    assert events[-1].audio_url


# --- Its strictness: what the documents forbid fails, and is noted --------------------------------


def run_task(task: str, /, **parameters: Any) -> dict[str, Any]:
    asked = {"text_type": "PlainText", "format": "pcm", "sample_rate": 24_000}
    payload: dict[str, Any] = {
        "task_group": "audio",
        "task": "tts",
        "function": "SpeechSynthesizer",
    }
    payload |= {"model": MODEL, "parameters": asked | parameters, "input": {}}
    return command("run-task", task, payload)


def command(action: str, task: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "header": {"action": action, "task_id": task, "streaming": "duplex"},
        "payload": payload,
    }


def text(task: str, words: str = "Hello.") -> dict[str, Any]:
    return command("continue-task", task, {"input": {"text": words}})


async def outcome(
    service: ModelStudio, *commands: dict[str, Any] | float, wait: bool = True
) -> dict[str, Any]:
    """The header of the last event that answers commands, among which a number is a pause.

    Args:
        service: The service.
        commands: The commands.
        wait: Whether task-started is waited for, as it has to be.
    """
    async with (
        model_studio(service),
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session,
        session.ws_connect(f"{service.url}/api-ws/v1/inference") as socket,
    ):
        last: dict[str, Any] = {}
        for one in commands:
            if isinstance(one, float):
                await asyncio.sleep(one)
                continue
            await socket.send_json(one)
            if wait and one["header"]["action"] == "run-task":
                last = (await socket.receive_json())["header"]
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                last = json.loads(message.data)["header"]
            if last.get("event") in ("task-failed", "task-finished"):
                break
        return last


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"sample_rate": 32_000}, "sample_rate"),
        ({"volume": 101}, "volume"),
        ({"volume": 1.5}, "volume"),
        ({"rate": 2.1}, "rate"),
        ({"bit_rate": 192}, "bit_rate"),
        ({"format": "flac"}, "format"),
        ({"mode": "zero_shot"}, "unknown parameters: mode"),
        ({"text_type": "SSML"}, "text_type"),
        ({"instruction": "x" * 129}, "instruction"),
        ({"voice": ""}, "voice"),
    ],
)
async def test_a_parameter_that_is_wrong_fails_the_task(
    parameters: dict[str, Any], words: str
) -> None:
    service = ModelStudio()
    failed = await outcome(service, run_task("1", **{"voice": service.voice().id, **parameters}))
    assert failed["event"] == "task-failed"
    assert words in failed["error_message"]
    assert len(service.faults) == 1


async def test_text_before_the_task_has_started_fails_it() -> None:
    service = ModelStudio()
    voice = service.voice().id
    failed = await outcome(service, run_task("1", voice=voice), text("1"), wait=False)
    assert "before task-started" in failed["error_message"]


async def test_an_id_serves_once() -> None:
    service = ModelStudio()
    voice = service.voice().id
    finish = command("finish-task", "1", {"input": {}})
    failed = await outcome(
        service, run_task("1", voice=voice), finish, 0.1, run_task("1", voice=voice)
    )
    assert "used before" in failed["error_message"]


async def test_a_command_without_its_input_fails_the_task() -> None:
    service = ModelStudio()
    finish = command("finish-task", "1", {})
    failed = await outcome(service, run_task("1", voice=service.voice().id), finish)
    assert "input" in failed["error_message"]


async def test_a_voice_speaks_with_its_own_model_alone_and_when_it_is_ready() -> None:
    service = ModelStudio()
    for voice in (service.voice("cosyvoice-v2"), service.voice()):
        voice.status = "DEPLOYING" if voice.model == MODEL else voice.status
        failed = await outcome(service, run_task(voice.id, voice=voice.id))
        assert "418" in failed["error_message"]
    assert service.faults == []  # nobody could know


async def test_a_text_that_does_not_come_ends_the_task() -> None:
    service = ModelStudio(scale=0.01)
    failed = await outcome(service, run_task("1", voice=service.voice().id), text("1"))
    assert failed["error_code"] == "CLIENT_ERROR"
    assert failed["error_message"] == "request timeout after 23 seconds."


async def test_a_socket_that_rests_too_long_is_closed() -> None:
    service = ModelStudio(scale=0.002)
    assert await outcome(service) == {}
    assert service.sockets == 1


@pytest.mark.parametrize(
    ("status", "headers", "url"),
    [
        (400, {}, "oss://dashscope-instant/x/mama.wav"),
        (400, {"X-DashScope-OssResourceResolve": "enable"}, "oss://dashscope-instant/x/mama.wav"),
        (400, {}, "file:///etc/passwd"),
        (400, {}, "data:audio/wav;base64,????"),
    ],
)
async def test_what_it_can_not_download_is_no_voice(
    status: int, headers: dict[str, str], url: str
) -> None:
    given = {"action": "create_voice", "target_model": MODEL, "prefix": "mama", "url": url}
    async with (
        model_studio(ModelStudio()) as service,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}", **headers}) as session,
        session.post(
            f"{service.url}/api/v1/services/audio/tts/customization",
            json={"model": "voice-enrollment", "input": given},
        ) as answer,
    ):
        assert answer.status == status
        assert service.voices == {}


async def test_the_key_may_not_reach_the_storage() -> None:
    async with (
        model_studio(ModelStudio()) as service,
        aiohttp.ClientSession() as session,
        session.post(
            service.storage_url,
            headers={"Authorization": f"Bearer {KEY}"},
            data={"file": io.BytesIO(b"x")},
        ) as answer,
    ):
        assert answer.status == 403
        assert service.faults == ["the key was sent to the object storage"]
