"""How to speak: what of a profile and of a call the client is asked for, and what is refused."""

from __future__ import annotations

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.cosyvoice.options import invalid_options, speech_options
from custom_components.cosyvoice.shared_client import SpeechOptions, SynthesisMode
from tests.shared_client.service import Service

from .conftest import entry_of

VOICE = "an-id"


def options_of(wanted: dict[str, Any], rate: int | None = None, **options: Any) -> SpeechOptions:
    entry = entry_of(Service(url="http://voices.lan"), **options)
    return speech_options(entry, {"voice": VOICE, **wanted}, sample_rate=rate)


def test_a_voice_alone_is_spoken_as_it_is() -> None:
    assert options_of({}) == SpeechOptions(VOICE)


def test_all_that_a_profile_says_is_asked_for() -> None:
    options = options_of(
        {
            "mode": "natural_language_replication",
            "instruct": "Softly.",
            "speed": 1.5,
            "volume": 0.5,
        }
    )
    assert options == SpeechOptions(
        VOICE,
        mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION,
        instruct="Softly.",
        speed=1.5,
        volume=0.5,
    )


def test_numbers_may_be_text_as_media_sources_have_them() -> None:
    options = options_of({"speed": "1.5", "volume": "2"})
    assert (options.speed, options.volume) == (1.5, 2.0)


def test_the_rate_is_that_of_the_call_before_that_of_the_service() -> None:
    assert options_of({}).sample_rate == 24_000
    assert options_of({}, sample_rate=16_000).sample_rate == 16_000
    assert options_of({}, 48_000, sample_rate=16_000).sample_rate == 48_000


@pytest.mark.parametrize(
    ("wanted", "key", "value"),
    [
        ({"speed": 2.5}, "speed_out_of_range", "2.5"),
        ({"speed": "fast"}, "speed_out_of_range", "fast"),
        ({"speed": "nan"}, "speed_out_of_range", "nan"),
        ({"volume": -1}, "volume_out_of_range", "-1"),
        ({"volume": None}, "volume_out_of_range", "None"),
        ({"mode": "singing"}, "mode_unknown", "singing"),
    ],
)
def test_what_cannot_be_spoken_is_named(wanted: dict[str, Any], key: str, value: str) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        options_of(wanted)
    assert raised.value.translation_key == key
    assert (raised.value.translation_placeholders or {})["value"] == value


def test_an_instruction_is_needed_where_the_mode_follows_one() -> None:
    with pytest.raises(ServiceValidationError) as raised:
        options_of({"mode": "natural_language_replication", "instruct": " "})
    assert raised.value.translation_key == "instruction_missing"


def test_what_is_no_error_of_the_client_is_said_without_english() -> None:
    error = invalid_options(ValueError("could not convert string to float"))
    assert error.translation_key == "invalid_options"
    assert error.translation_placeholders is None
