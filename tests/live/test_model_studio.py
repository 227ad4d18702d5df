"""The trial against the live Model Studio, against the one of the tests."""

from __future__ import annotations

from pathlib import Path
import re
from typing import TYPE_CHECKING, Any

import pytest

from shared_client.model_studio import speech, voices
from shared_client.models import AudioSpec
from shared_client.wav import wav_file
from tests.live import model_studio as live
from tests.model_studio import KEY, ModelStudio, RefusedError, model_studio_in_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SCALE = 0.04


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelStudio]:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv(live.KEY, KEY)
    monkeypatch.setattr(voices, "_PAUSE", 0.01)
    monkeypatch.setattr(speech, "TEXT_GAP", 10 * SCALE)  # under load, too, before the 23rd
    with model_studio_in_a_thread(ModelStudio(scale=SCALE)) as running:
        yield running


@pytest.fixture
def recording(tmp_path: Path) -> str:
    file = tmp_path / "voice.wav"
    file.write_bytes(wav_file(b"\1\0" * 16_000 * 6, AudioSpec(16_000)))
    return str(file)


def test_all_is_as_documented_in_the_imitation(
    service: ModelStudio, recording: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = service.voice().id
    assert live.main([recording, "--address", service.url, "--yes"], scale=SCALE) == 0
    said = capsys.readouterr().out
    assert "All is as documented." in said
    assert "DIFFERS" not in said
    assert KEY not in said
    assert list(service.voices) == [mine]  # what it made is gone, and nothing else
    assert f"{live.COST} characters are spoken" in said
    # It costs what it says, and that is less than the smallest coin.
    assert service.characters <= live.COST
    assert live.COST * live.PRICES["cosyvoice-v3-flash"] / 10_000 < 0.01
    # Only what is tried on purpose broke a rule: text before the task has started.
    assert service.faults == ["continue-task came before task-started"]


def test_what_differs_is_told_and_the_voice_is_deleted_all_the_same(
    service: ModelStudio,
    recording: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def query(*_: Any) -> dict[str, Any]:
        raise RefusedError("VoiceNotFound", "No such voice.", 404)

    service.says, service.reviews = lambda *_: [b"RIFF" + bytes(9_600)], 0
    monkeypatch.setattr(ModelStudio, "_query", query)
    monkeypatch.setattr(voices, "_REVIEW_LIMIT", 0.1)
    assert live.main([recording, "--address", service.url, "--yes"], scale=SCALE) == 1
    said = capsys.readouterr().out
    for words in (
        "DIFFERS: its code: documented is BadRequest.ResourceNotExist, found was VoiceNotFound",
        "DIFFERS: the samples have a header: documented is no, found was yes",
    ):
        assert words in said
        assert f"- {words.removeprefix('DIFFERS: ')}" in said
    assert service.voices == {}


def test_a_refused_key_ends_it(
    service: ModelStudio, recording: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(live.KEY, "sk-wrong")
    assert live.main([recording, "--address", service.url, "--yes"], scale=SCALE) == 1
    assert len(service.requests) == 1


@pytest.mark.parametrize("why", ["CI", "no key", "no", "no recording"])
def test_it_is_not_begun(
    service: ModelStudio, recording: str, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "n")
    options = ["--address", service.url, *(["--yes"] if why != "no" else [])]
    if why == "CI":
        monkeypatch.setenv("CI", "true")
    if why == "no key":
        monkeypatch.delenv(live.KEY)
    assert live.main([recording + "x" * (why == "no recording"), *options]) == 2
    assert service.requests == []


@pytest.mark.parametrize("name", ["model-studio.md", "model-studio.zh-CN.md"])
def test_the_documentation_lists_what_it_tries_in_its_order(name: str) -> None:
    steps = live.Trial.steps()
    text = (ROOT / "docs" / name).read_text("utf-8")
    told = text.rpartition("tests.live.model_studio")[2]
    listed = re.findall(r"^(\d+)\. (.+)$", told, re.MULTILINE)
    assert [int(number) for number, _ in listed] == list(range(1, len(steps) + 1))
    if name == "model-studio.md":
        assert [title for _, title in listed] == [title for title, _ in steps]
