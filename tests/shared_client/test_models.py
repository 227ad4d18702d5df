"""Options, voices and limits: what is refused, and with which words."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
import math
import subprocess
import sys
from typing import Any

import pytest

import shared_client
from shared_client import (
    AudioFormat,
    AudioSpec,
    CosyVoiceProtocolError,
    CosyVoiceValueError,
    ReferenceAudio,
    SpeechMetrics,
    SpeechOptions,
    SynthesisMode,
    Timeouts,
)
from tests.shared_client.service import VOICE

WORDS = {"mode", "instruct", "speed", "volume"}  # parameters with names that are words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reference_audio_id": " "}, "No voice is selected"),
        ({"reference_audio_id": 5}, "No voice is selected"),
        (
            {"mode": "slow_replication"},
            "isn't a mode. Use one of: fast_replication",
        ),
        ({"output_format": "ogg"}, "“ogg” isn't an audio format. Use one of: wav, mp3, pcm"),
        ({"speed": 0.49}, "speed must be a number from 0.5 to 2, not 0.49"),
        ({"speed": 2.01}, "speed must be a number from 0.5 to 2, not 2.01"),
        ({"speed": math.nan}, "speed must be a number"),
        ({"speed": 10**400}, "speed must be a number"),
        ({"speed": math.inf}, "speed must be a number"),
        ({"speed": "1"}, "speed must be a number"),
        ({"speed": True}, "speed must be a number"),
        ({"volume": -0.1}, "volume must be a number of 0 or more, not -0.1"),
        ({"volume": math.nan}, "volume must be a number"),
        ({"sample_rate": 7_999}, "from 8000 to 48000 Hz, not 7999"),
        ({"sample_rate": 48_001}, "from 8000 to 48000 Hz, not 48001"),
        ({"sample_rate": 24_000.0}, "must be a whole number"),
        ({"sample_rate": True}, "must be a whole number"),
        ({"bit_rate": "100k"}, "isn't an MP3 bit rate. Use one of: 16k"),
        ({"bit_rate": 192_000}, "isn't an MP3 bit rate. Use one of: 16k"),
        ({"mode": SynthesisMode.NATURAL_LANGUAGE_REPLICATION}, "needs an instruction"),
        (
            {"mode": SynthesisMode.NATURAL_LANGUAGE_REPLICATION, "instruct": " "},
            "needs an instruction",
        ),
    ],
)
def test_bad_options_are_refused_and_no_parameter_is_named(
    options: dict[str, Any], words: str
) -> None:
    with pytest.raises(CosyVoiceValueError, match=words) as refused:
        SpeechOptions(**{"reference_audio_id": "a", **options})
    for parameter in {one.name for one in fields(SpeechOptions)} - {
        "mode",
        "instruct",
        "speed",
        "volume",
    }:
        assert parameter not in str(refused.value)


def test_options_take_plain_strings_and_edges() -> None:
    options = SpeechOptions("a", mode="cross_lingual_replication", output_format="mp3", speed=2)  # type: ignore[arg-type] # as read from a file
    assert options.mode is SynthesisMode.CROSS_LINGUAL_REPLICATION
    assert options.output_format is AudioFormat.MP3
    assert SpeechOptions("a", speed=0.5, volume=0).volume == 0


def test_instruct_is_dropped_where_it_has_no_meaning() -> None:
    assert SpeechOptions("a", instruct="用四川话说").instruct is None
    options = SpeechOptions(
        "a", mode=SynthesisMode.NATURAL_LANGUAGE_REPLICATION, instruct="用四川话说"
    )
    assert options.instruct == "用四川话说"


@pytest.mark.parametrize("limits", [{"connect": 0}, {"idle": -1}, {"first_audio": math.nan}])
def test_limits_that_are_none(limits: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Timeouts(**limits)


def test_no_cold_start_is_a_limit() -> None:
    assert Timeouts(cold_start=0).cold_start == 0
    with pytest.raises(ValueError, match="cold_start"):
        Timeouts(cold_start=-1)


def test_reference_audio_is_read() -> None:
    voice = ReferenceAudio.from_json({**VOICE, "unknown": 1})
    assert voice.created_at == datetime(2025, 5, 28, 7, 6, 45, tzinfo=UTC)
    assert (voice.bytes, voice.text) == (111496, "希望你以后能够做得比我还好哟")


def test_reference_audio_with_little_in_it() -> None:
    voice = ReferenceAudio.from_json({"id": 7, "filename": None})
    assert (voice.id, voice.filename, voice.bytes) == ("7", "", 0)
    assert voice.created_at is None


@pytest.mark.parametrize(
    "moment",
    [
        *(1748416005, 1748416005.0, "1748416005", 1748416005000, "2025-05-28T07:06:45Z"),
        *("2025-05-28 07:06:45", "2025-05-28T09:06:45+02:00"),
    ],
)
def test_a_moment_may_be_written_in_several_ways(moment: object) -> None:
    voice = ReferenceAudio.from_json({**VOICE, "created_at": moment})
    assert voice.created_at == datetime(2025, 5, 28, 7, 6, 45, tzinfo=UTC)
    assert voice.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    "strange",
    [
        *(None, "", "soon", "nan", "1e999", [], {}, [1], {"a": 1}, True, -5, 1e99, 1e300, math.inf),
        *(math.nan, 10**400, "9" * 400, "0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59"),
    ],
)
@pytest.mark.parametrize("field", ["created_at", "bytes", "filename", "text"])
def test_a_strange_detail_of_a_voice_is_one_that_is_not_told(field: str, strange: object) -> None:
    voice = ReferenceAudio.from_json({**VOICE, field: strange})
    assert voice.id == VOICE["id"]
    assert isinstance(voice.bytes, int)
    assert isinstance(voice.filename, str)
    assert isinstance(voice.text, str)
    if field == "created_at":
        assert voice.created_at is None


@pytest.mark.parametrize(
    "data", [None, [], {}, "x", 5, {"id": None}, {"id": ""}, {"id": True}, {"id": []}, {"id": {}}]
)
def test_what_has_no_id_is_no_reference_audio(data: Any) -> None:
    with pytest.raises(CosyVoiceProtocolError):
        ReferenceAudio.from_json(data)


def test_spec_and_metrics() -> None:
    spec = AudioSpec(16_000, 2)
    assert (spec.frame_size, spec.bytes_per_second) == (4, 64_000)
    assert SpeechMetrics().real_time_factor is None
    assert SpeechMetrics(audio_seconds=2.0, elapsed=1.0).real_time_factor == 0.5


def test_words_and_limits_are_there_without_the_libraries_of_the_network() -> None:
    asked = "import sys, shared_client.models; print(shared_client.CosyVoiceError, *sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", asked], text=True).split()
    assert "shared_client.models" in loaded
    assert not {"aiohttp", "yarl", "orjson"} & set(loaded)


def test_what_the_package_offers_is_all_there() -> None:
    assert all(getattr(shared_client, name) for name in shared_client.__all__)
    with pytest.raises(AttributeError, match="no attribute 'CosyVoice'"):
        shared_client.CosyVoice  # type: ignore[attr-defined] # there is none  # noqa: B018
