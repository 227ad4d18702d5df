"""What Model Studio is asked for, and what it can not be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from shared_client import (
    AudioFormat,
    CosyVoiceClient,
    CosyVoiceError,
    CosyVoicePaymentError,
    CosyVoiceSynthesisError,
    CosyVoiceUnsupportedError,
    Dialect,
    SpeechOptions,
    SynthesisMode,
    service_url,
)
from shared_client.model_studio.protocol import (
    is_model_studio,
    meaning,
    model_of,
    region_of,
    speaks_over_http,
    speech_input,
    task_parameters,
)

MODEL = "cosyvoice-v3-flash"
VOICE = f"{MODEL}-mama-1a2b"


@pytest.mark.parametrize(
    ("host", "known", "region"),
    [
        ("dashscope.aliyuncs.com", True, "cn-beijing"),
        ("DashScope.Aliyuncs.Com.", True, "cn-beijing"),
        ("dashscope-intl.aliyuncs.com", True, "ap-southeast-1"),
        ("ws-1.cn-beijing.maas.aliyuncs.com", True, "cn-beijing"),
        ("ws-1.ap-southeast-1.maas.aliyuncs.com", True, "ap-southeast-1"),
        ("service.pai-eas.aliyuncs.com", False, None),
        ("dashscope.aliyuncs.com.example", False, None),
        ("xdashscope.aliyuncs.com", False, None),
        ("maas.aliyuncs.com.example", False, None),
        ("", False, None),
        (None, False, None),
    ],
)
def test_its_hosts_are_known_by_their_exact_names(
    host: str | None, *, known: bool, region: str | None
) -> None:
    assert is_model_studio(host) is known
    assert region_of(host) == region
    assert speaks_over_http(host) is (region == "cn-beijing")


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/api/v1", "/api/v1/", "/api-ws/v1/inference", "/api-ws/v1/inference/"),
        *("/compatible-mode/v1", "/api/v1/services/audio/tts/customization", "/api/v1/uploads"),
        *("/api-ws/v1/realtime?model=x", "/compatible-mode/v1/chat/completions", "/apps/anthropic"),
        "/api/v1/uploads?action=getPolicy&model=voice-enrollment#x",
    ],
)
def test_an_address_is_taken_in_every_form_that_is_pasted(path: str) -> None:
    for host in ("dashscope.aliyuncs.com", "ws-1.cn-beijing.maas.aliyuncs.com"):
        # Never without encryption, whatever was pasted: the key would be readable on the way.
        for start in ("https://", "wss://", "http://", "ws://", "", " HTTPS://"):
            assert str(service_url(f"{start}{host}{path} ")) == f"https://{host}"
        assert str(service_url(f"http://{host}:80{path}")) == f"https://{host}"
        assert str(service_url(f"https://{host}:8443{path}")) == f"https://{host}:8443"


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("http://127.0.0.1:8000/api-ws/v1/inference/", "http://127.0.0.1:8000"),
        ("ws://gateway/prefix/api-ws/v1/inference", "http://gateway/prefix"),
        ("http://gateway/prefix/api/v1/services/audio/tts/customization", "http://gateway/prefix"),
        ("https://gateway.example/prefix/api/v1/", "https://gateway.example/prefix"),
        ("dashscope.aliyuncs.com.example/x", "https://dashscope.aliyuncs.com.example/x"),
    ],
)
def test_the_address_of_a_gateway_keeps_its_scheme_and_its_prefix(
    pasted: str, address: str
) -> None:
    assert str(service_url(pasted)) == address


async def test_the_client_knows_it_before_any_request() -> None:
    async with CosyVoiceClient("https://dashscope-intl.aliyuncs.com/api/v1", "sk-1") as client:
        assert client.dialect is Dialect.MODEL_STUDIO


@pytest.mark.parametrize(
    ("voice", "model"),
    [
        (VOICE, MODEL),
        ("cosyvoice-v3-plus-mama-1", "cosyvoice-v3-plus"),
        ("cosyvoice-v3.5-flash-mama-1", "cosyvoice-v3.5-flash"),
        ("cosyvoice-v2-mama-1", "cosyvoice-v2"),
        ("cosyvoice-v3", None),
        ("longanyang", None),
    ],
)
def test_a_voice_names_its_model(voice: str, model: str | None) -> None:
    assert model_of(voice) == model


def test_options_are_asked_for_in_its_own_words() -> None:
    options = SpeechOptions(
        VOICE,
        SynthesisMode.NATURAL_LANGUAGE_REPLICATION,
        "用四川话说",
        speed=1.25,
        volume=0.5,
        sample_rate=16_000,
    )
    expected = {
        "voice": VOICE,
        "format": "pcm",
        "sample_rate": 16_000,
        "volume": 25,
        "rate": 1.25,
        "instruction": "用四川话说",
    }
    task = task_parameters(options, MODEL)
    assert task == {"text_type": "PlainText", "enable_ssml": False, **expected}
    assert speech_input("喂", options, MODEL) == {
        "model": MODEL,
        "input": {"text": "喂", **expected},
    }
    mp3 = SpeechOptions(VOICE, output_format=AudioFormat.MP3)
    assert task_parameters(mp3, MODEL)["format"] == "mp3"


@pytest.mark.parametrize("mode", list(SynthesisMode)[:2])
def test_both_ways_of_plain_cloning_are_the_same_there(mode: SynthesisMode) -> None:
    assert "instruction" not in task_parameters(SpeechOptions(VOICE, mode), MODEL)


@pytest.mark.parametrize(
    ("options", "model", "key"),
    [
        ({"volume": 2.001}, MODEL, "volume_too_high"),
        ({"volume": 1e308}, MODEL, "volume_too_high"),
        ({"sample_rate": 32_000}, MODEL, "sample_rate_not_offered"),
        ({"bit_rate": "64k"}, MODEL, "bit_rate_not_offered"),
        (
            {"mode": "natural_language_replication", "instruct": "x" * 129},
            MODEL,
            "instruction_too_long",
        ),
        (
            {"mode": "natural_language_replication", "instruct": "x"},
            "cosyvoice-v3-plus",
            "instruction_not_offered",
        ),
        (
            {"mode": "natural_language_replication", "instruct": "x"},
            "cosyvoice-v1",
            "instruction_not_offered",
        ),
    ],
)
def test_what_it_can_not_do_is_said_before_it_is_asked(
    options: dict[str, Any], model: str, key: str
) -> None:
    with pytest.raises(CosyVoiceUnsupportedError) as raised:
        task_parameters(SpeechOptions(VOICE, **options), model)
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("code", "message", "kind", "key"),
    [
        (
            "InvalidParameter",
            "[cosyvoice:]Engine return error code: 418",
            CosyVoiceSynthesisError,
            "voice_not_usable_because",
        ),
        (
            "InvalidParameter",
            "Request voice is invalid!",
            CosyVoiceSynthesisError,
            "voice_not_usable_because",
        ),
        ("Arrearage", "Pay.", CosyVoicePaymentError, "account_unpaid_because"),
        ("InternalError", "Oh.", CosyVoiceSynthesisError, "synthesis_failed_because"),
    ],
)
def test_a_failed_synthesis_says_what_it_means(
    code: str, message: str, kind: type[CosyVoiceError], key: str
) -> None:
    error = CosyVoiceSynthesisError("synthesis_failed", code=code, message=message)
    meant = meaning(error, host="dashscope.aliyuncs.com")
    assert isinstance(meant, kind)
    assert meant.key == key
