"""Every error of the client is said in words: in each language, with no more than it names."""

from __future__ import annotations

import json
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from homeassistant.setup import async_setup_component
import pytest

from custom_components.cosyvoice import errors
from custom_components.cosyvoice.errors import (
    VoiceGoneError,
    error_key,
    form_key,
    in_words,
    placeholders,
    sentence_key,
    translated,
)
from custom_components.cosyvoice.shared_client import (
    CosyVoiceAuthError,
    CosyVoiceConnectionError,
    CosyVoiceError,
    CosyVoicePaymentError,
    CosyVoiceProtocolError,
    CosyVoiceRequestError,
    CosyVoiceSynthesisError,
    CosyVoiceTimeoutError,
    CosyVoiceUnavailableError,
    CosyVoiceUnsupportedError,
    CosyVoiceValueError,
)
from custom_components.cosyvoice.shared_client.errors import KeyedError
from custom_components.cosyvoice.shared_client.sentences import SENTENCES

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
FLOWS = ("config", "config_subentries.profile")
# Of an address, a token, or a recording: forms check these themselves before they ask the client.
CHECKED_BEFORE = {
    *("address_missing", "address_invalid", "address_scheme", "address_with_user"),
    *(
        "address_with_secret",
        "address_without_host",
        "token_invalid",
        "transcript_missing",
        "recording_empty",
    ),
}


def texts(language: str, section: str) -> dict[str, Any]:
    folder = Path(errors.__file__).parent / "translations"
    words = json.loads((folder / f"{language}.json").read_text("utf-8"))
    for part in section.split("."):
        words = words[part]
    found: dict[str, Any] = words
    return found


def fields(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


def error_of(key: str) -> KeyedError:
    """An error as the client raises it, with a value for each thing that it names."""
    values = dict.fromkeys(fields(SENTENCES[key]), "x")
    return KeyedError(key.removesuffix("_because"), **values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_of_the_client_has_its_sentence(language: str) -> None:
    sentences = texts(language, "exceptions")
    unsaid = []
    for key in sorted(SENTENCES.keys() - CHECKED_BEFORE):
        error = error_of(key)
        sentence = sentences.get(sentence_key(error), {"message": "{}"})["message"]
        if not fields(sentence) <= placeholders(error).keys():
            unsaid.append(key)
    assert unsaid == []


def test_no_sentence_of_another_name_is_for_an_error_that_is_gone() -> None:
    assert errors._SAID_AS.keys() <= SENTENCES.keys()
    assert errors._KINDS_OF_KEYS.keys() <= SENTENCES.keys()


RAISED: list[CosyVoiceError] = [
    CosyVoiceAuthError("token_refused", host="h", status=401),
    CosyVoiceRequestError("request_refused", host="h", status=400),
    CosyVoiceRequestError("request_refused", host="h", status=400, words="no"),
    CosyVoiceRequestError("file_refused", name="a.wav", status=401),
    CosyVoiceRequestError("file_refused", name="a.wav", status=401, words="no"),
    CosyVoicePaymentError("payment_required", host="h", status=402),
    CosyVoicePaymentError("payment_required", host="h", status=402, words="no"),
    CosyVoiceUnavailableError("unavailable", host="h", status=503),
    CosyVoiceUnavailableError("too_many_requests", host="h", status=429),
    CosyVoiceUnavailableError("too_many_requests", host="h", status=429, retry_after=1.5),
    CosyVoiceUnavailableError("queue_full", host="h", status=450, words="no"),
    CosyVoiceUnavailableError("service_failed", host="h", status=500),
    CosyVoiceUnavailableError("service_failed", host="h", status=500, words="no"),
    CosyVoiceUnavailableError("not_implemented", host="h", status=501),
    CosyVoiceUnavailableError("storage_full", host="h", status=507),
    CosyVoiceTimeoutError("no_answer_in_time", host="h"),
    CosyVoiceConnectionError("host_not_found", host="h"),
    CosyVoiceConnectionError("connection_refused", host="h", port=1),
    CosyVoiceConnectionError("connection_lost", host="h"),
    CosyVoiceConnectionError("certificate_authority_unknown", host="h"),
    CosyVoiceConnectionError("certificate_out_of_date", host="h"),
    CosyVoiceConnectionError("certificate_of_other_name", host="h"),
    CosyVoiceConnectionError("tls_failed", host="h"),
    CosyVoiceProtocolError("redirected_elsewhere", host="h", origin="o"),
    CosyVoiceProtocolError("answer_not_json", path="p"),
    CosyVoiceUnsupportedError("mp3_needs_v2"),
    CosyVoiceSynthesisError("synthesis_failed"),
    CosyVoiceError("no_service"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", FLOWS)
def test_forms_say_every_kind_of_error(flow: str, language: str) -> None:
    sentences = texts(language, f"{flow}.error")
    for error in RAISED:
        assert fields(sentences[form_key(error)]) <= placeholders(error).keys(), error


def test_automations_are_given_one_of_a_few_kinds() -> None:
    assert [error_key(error) for error in RAISED] == [
        *("invalid_auth", "refused", "refused", "refused", "refused"),
        *("payment_required", "payment_required", "asleep"),
        *("too_many_requests", "too_many_requests", "too_many_requests"),
        *("broken", "broken", "broken", "broken", "timeout", "cannot_connect", "cannot_connect"),
        *("cannot_connect", "tls", "tls", "tls", "no_tls", "not_cosyvoice", "not_cosyvoice"),
        *("unsupported", "synthesis_failed", "unknown"),
    ]
    assert error_key(VoiceGoneError("voice_gone", id="x")) == "voice_gone"


def test_a_service_that_says_when_to_ask_again_is_quoted() -> None:
    many = CosyVoiceUnavailableError("too_many_requests", host="h", status=429, retry_after=89.2)
    assert sentence_key(many) == form_key(many) == "too_many_requests_wait"
    assert placeholders(many)["seconds"] == "90"
    at_once = CosyVoiceUnavailableError("too_many_requests", host="h", status=429, retry_after=0)
    assert sentence_key(at_once) == "too_many_requests"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Can't find a host named voices.lan. Check the service address."),
        ("zh-Hans", "找不到主机 voices.lan。请检查服务的地址。"),
        ("zh-Hant", "找不到主機 voices.lan。請檢查服務的網址。"),
        ("fr", "Can't find a host named voices.lan. Check the service address."),
    ],
)
async def test_events_say_it_in_the_language_of_the_home(
    hass: HomeAssistant, language: str, words: str
) -> None:
    hass.config.language = language
    assert await async_setup_component(hass, "cosyvoice", {})
    error = translated(CosyVoiceConnectionError("host_not_found", host="voices.lan"))
    assert in_words(hass, error) == words


def test_a_value_that_cannot_be_sent_is_named() -> None:
    error = CosyVoiceValueError("speed_out_of_range", lowest=0.5, highest=2.0, value=3.0)
    assert placeholders(error) == {"lowest": "0.5", "highest": "2", "value": "3"}
