"""The limits of a recording stand once; what people read of them is what is checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shared_client.models import (
    BEST_RECORDING_SECONDS,
    LEAST_RECORDING_RATE,
    MP3_SAMPLE_RATES,
    RECORDING_SECONDS,
)

ROOT = Path(__file__).resolve().parents[1]
LEAST, MOST = (f"{seconds:g}" for seconds in RECORDING_SECONDS)
BEST = [f"{seconds:g}" for seconds in BEST_RECORDING_SECONDS]
RATE = f"{LEAST_RECORDING_RATE // 1000} kHz"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("desktop_app/cli/voices.py", f"{LEAST} to {MOST} s of one speaker at {RATE}"),
        ("docs/command-line.md", f"{LEAST} to {MOST} seconds of one speaker, {RATE} or more"),
        ("docs/home-assistant.md", f"a recording of {LEAST} to {MOST} seconds"),
        ("docs/home-assistant.md", f"{BEST[0]} to {BEST[1]} seconds are best; {LEAST} to {MOST}"),
        ("docs/home-assistant.md", f"Record with {RATE} or more"),
        ("docs/local-server.md", f"{LEAST} to {MOST} seconds, {RATE} or more"),
        ("docs/local-server.md", ", ".join(map(str, MP3_SAMPLE_RATES))),
        ("docs/recording.md", f"under {LEAST} s, over {MOST} s"),
        ("docs/recording.md", f"under {RATE}"),
        ("shared_client/client.py", f"{LEAST} to {MOST} s of one speaker at {RATE}"),
    ],
)
def test_a_text_names_the_limits_that_hold(place: str, words: str) -> None:
    assert words in (ROOT / place).read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_home_assistant_names_the_limits_that_hold(language: str) -> None:
    path = ROOT / "custom_components/cosyvoice/translations" / f"{language}.json"
    said = [
        text
        for key, text in strings(json.loads(path.read_text("utf-8")))
        if key[-1] == "recording" or key[-2:] == ("create_voice", "description")
    ]
    limits = [text for text in said if MOST in text]
    assert limits
    for text in limits:
        assert f"{LEAST} to {MOST} second" in text or f"{LEAST} 到 {MOST} 秒" in text


def strings(tree: Any, place: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(tree, str):
        return [(place, tree)]
    return [found for key, value in tree.items() for found in strings(value, (*place, key))]
