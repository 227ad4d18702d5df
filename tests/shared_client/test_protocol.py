"""Addresses and bodies, in both dialects."""

from __future__ import annotations

from typing import Any

import pytest

from shared_client import (
    AudioFormat,
    CosyVoiceUnsupportedError,
    Dialect,
    SpeechOptions,
    SynthesisMode,
    service_url,
)
from shared_client.protocol import speech_body, task_parameters

V1, V2 = Dialect.V1, Dialect.V2
STYLED = SpeechOptions(
    "a", mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION, instruct="用冷静的语气说"
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://gateway/api/predict/service/", "https://gateway/api/predict/service"),
        ("gateway.example.com/x", "https://gateway.example.com/x"),
        ("example.com:8080", "https://example.com:8080"),
        ("localhost:50000", "http://localhost:50000"),
        ("192.168.1.3:50000/api-ws/v1/audio/speech", "http://192.168.1.3:50000"),
        ("http://h/p/api/v1/audio/reference_audio/123?x=1#y", "http://h/p"),
        ("http://h/api/v1/audio/speech", "http://h"),
        ("http://h/api/v1", "http://h"),
        ("http://h/gateway/v1/audio/", "http://h/gateway"),
        ("ws://h:1/v1/audio/speech/ws", "http://h:1"),
        ("wss://h.example/", "https://h.example"),
        ("[::1]:80", "http://[::1]"),
        ("studio.local", "http://studio.local"),
        ("  http://h  ", "http://h"),
        ("例子.中国", "https://xn--fsqu00a.xn--fiqs8s"),
        ("http://my_box.lan.:50000", "http://my_box.lan.:50000"),
        ("http://[fe80::1%eth0]:50000", "http://[fe80::1%eth0]:50000"),
        ("https://h/?lang=zh&page=2#top", "https://h"),
        ("https://h/?monkey=1&turkey=2&token=#author=me", "https://h"),
        ("https://h/a@b", "https://h/a@b"),
        ("https://h/key=1/token=2", "https://h/key=1/token=2"),
    ],
)
def test_addresses_as_people_give_them(text: str, url: str) -> None:
    assert str(service_url(text)).rstrip("/") == url


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter the address"),
        ("ftp://x", "must start with http"),
        ("http://user:secret@host", "must not contain a user"),
        ("http://user:secret@host:99999", "must not contain a user"),
        ("user:secret@a b", "must not contain a user"),
        *(
            (address, "must not contain a token. Leave out what follows the ?")
            for address in (
                *("https://h/?token=secret", "h?a=1&access_token=secret", "h/p#token=secret"),
                *("h?API-KEY=secret", "h?apikey=secret", "h?key=secret", "h?client_secret=secret"),
                *("h?password=secret", "h?X-Amz-Signature=secret", "h?sig=secret", "h?auth=secret"),
                *("h?to%6ben=secret", "ht!tp://x?token=secret", "http://?token=secret"),
                *("ftp://h?token=secret", "h:99999?token=secret", "h?x[token]=secret"),
                *("h?a=1;token=secret", "h?accessToken=secret", "h?dashscopeApiKey=secret"),
            )
        ),
        ("http://", "doesn't contain a host"),
        ("http://a b", "doesn't contain a host"),
        ("host:99999", "isn't a valid address"),
        *(
            (f"http://{host}:50000", "isn't a valid address")
            for host in (
                *("\0", "a\0b", "\u202eevil", "💩\ud800", "host%00", "{x}", "*", "a..b", "."),
                *("a" * 64, ".".join(["a" * 60] * 5), "a'b", "[fe80::1%a/b]", "h\x1b[31m"),
            )
        ),
        ("http://h/" + "x" * 3000, "isn't a valid address"),
    ],
)
def test_what_is_no_address(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        service_url(text)
    assert "secret" not in str(refused.value)


def test_v1_body() -> None:
    body = speech_body(V1, "你好", SpeechOptions("a", speed=1.5, bit_rate="64k"), stream=True)
    assert body == {
        "model": "CosyVoice2-0.5B",
        "input": {
            "mode": "fast_replication",
            "reference_audio_id": "a",
            "text": "你好",
            "sample_rate": 24000,
            "bit_rate": 64000,
            "compression_level": 2,
        },
        "stream": True,
        "speed": 1.5,
    }


def test_v2_body() -> None:
    body = speech_body(V2, "你好", STYLED, stream=False)
    assert body == {
        "model": "CosyVoice2-0.5B",
        "input": {
            "mode": "natural_language_replication",
            "reference_audio_id": "a",
            "text": "你好",
            "instruct": "用冷静的语气说",
            "sample_rate": 24000,
            "speed": 1.0,
            "volume": 1.0,
            "output_format": "wav",
            "bit_rate": "192k",
            "debug": True,
        },
        "stream": False,
    }


def test_task_parameters() -> None:
    assert task_parameters(V1, STYLED) == {
        "mode": "natural_language_replication",
        "reference_audio_id": "a",
        "instruct": "用冷静的语气说",
        "output_format": "wav",
        "sample_rate": 24000,
        "bit_rate": 192000,
        "compression_level": 2,
    }
    assert task_parameters(V2, SpeechOptions("a", volume=2.0, speed=0.5)) == {
        "mode": "fast_replication",
        "reference_audio_id": "a",
        "instruct": "",
        "output_format": "wav",
        "sample_rate": 24000,
        "bit_rate": "192k",
        "volume": 2.0,
        "speed": 0.5,
        "debug": True,
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [({"volume": 2.0}, "volume"), ({"output_format": AudioFormat.MP3}, "MP3")],
)
def test_v1_over_http_cannot_carry(options: dict[str, Any], words: str) -> None:
    with pytest.raises(CosyVoiceUnsupportedError, match=words):
        speech_body(V1, "x", SpeechOptions("a", **options), stream=True)


@pytest.mark.parametrize(
    ("options", "words"), [({"volume": 2.0}, "volume"), ({"speed": 2}, "speed")]
)
def test_v1_over_websocket_cannot_carry(options: dict[str, Any], words: str) -> None:
    with pytest.raises(CosyVoiceUnsupportedError, match=words):
        task_parameters(V1, SpeechOptions("a", **options))


def test_v1_over_websocket_carries_mp3() -> None:
    options = SpeechOptions("a", output_format=AudioFormat.MP3)
    assert task_parameters(V1, options)["output_format"] == "mp3"
