"""The engines that a server speaks with, by what was asked for and what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_server.engines import State
from local_server.engines.choice import ESPEAK, MODELS, NAMES, Choice, engines_of
from local_server.engines.speech_api.options import Options
from local_server.errors import StartError
from local_server.synthesis import Speaker

if TYPE_CHECKING:
    from pathlib import Path


def install(models: Path, name: str) -> None:
    (models / name).mkdir(parents=True)
    (models / name / "complete.json").write_text('{"files": {}, "downloads": {}}')


def names(models: Path, engine: str) -> list[str]:
    return [each.name for each in engines_of(Choice(engine, models))]


def test_every_name_can_be_chosen(tmp_path: Path) -> None:
    for name in MODELS:
        install(tmp_path, name)
    assert names(tmp_path, "auto") == ["ZipVoice", "Kokoro", "eSpeak NG"]
    assert names(tmp_path, "espeak") == ["eSpeak NG"]
    assert names(tmp_path, "kokoro") == ["Kokoro", "eSpeak NG"]
    assert names(tmp_path, "zipvoice") == ["ZipVoice", "eSpeak NG"]
    api = engines_of(Choice("speech-api", tmp_path, services=Options(("http://gpu",))))
    assert len(api) == 2
    assert len(names(tmp_path, "cosyvoice")) == 2
    assert set(MODELS) <= set(NAMES)


@pytest.mark.parametrize("name", MODELS)
def test_an_engine_that_is_not_installed_says_how_to_install_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(StartError, match=f"cosyvoice engines install {name}"):
        engines_of(Choice(name, tmp_path))
    (tmp_path / name).mkdir()  # half of it
    with pytest.raises(StartError, match="isn't installed"):
        engines_of(Choice(name, tmp_path))


async def test_what_is_installed_while_the_server_runs_speaks_from_then_on(tmp_path: Path) -> None:
    speaker = Speaker(*engines_of(Choice("auto", tmp_path)))
    assert speaker.best.name == "eSpeak NG"
    assert [engine.state for engine in speaker.engines[:-1]] == [State.ABSENT, State.ABSENT]
    install(tmp_path, "kokoro")
    assert speaker.best.name == "Kokoro"
    install(tmp_path, "zipvoice")
    assert speaker.best.name == "ZipVoice"
    assert speaker.best.state is State.INSTALLED


def test_the_last_engine_speaks_everything(tmp_path: Path) -> None:
    for engine in ("auto", ESPEAK):
        assert not engines_of(Choice(engine, tmp_path))[-1].capabilities.languages
