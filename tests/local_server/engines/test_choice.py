"""The engines that a server speaks with, by what was asked for and what is installed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from local_server.engines import State, Style, Voice
from local_server.engines.choice import ESPEAK, MODELS, NAMES, Choice, better_than, engines_of
from local_server.engines.speech_api.options import Options
from local_server.errors import LoadFailedError, StartError
from local_server.synthesis import Speaker
from local_server.text_stream import TextStream

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


async def test_what_would_speak_better_is_said_with_what_to_do(tmp_path: Path) -> None:
    def better(engine: str) -> list[tuple[str, str]]:
        choice = Choice(engine, tmp_path, services=Options(("http://gpu",)))
        speaker = Speaker(*engines_of(choice), strict=engine != "auto")
        found = better_than(choice, speaker)
        assert [each.clones for each in found] == [each.id == "zipvoice" for each in found]
        for each in found:
            assert ("--engine" if each.state == "installed" else each.id) in each.words
        return [(each.id, each.state) for each in found]

    both = [("zipvoice", "absent"), ("kokoro", "absent")]
    assert better("auto") == better("espeak") == both
    assert better("speech-api") == better("cosyvoice") == []
    install(tmp_path, "kokoro")
    assert better("auto") == better("kokoro") == both[:1]
    assert better("espeak") == [both[0], ("kokoro", "installed")]
    install(tmp_path, "zipvoice")
    assert better("auto") == better("zipvoice") == []
    assert better("kokoro") == [("zipvoice", "installed")]


async def test_a_model_that_cannot_be_loaded_counts_as_failed_until_it_is_installed_again(
    tmp_path: Path,
) -> None:
    """It is installed, and holds nothing."""
    for name in MODELS:
        install(tmp_path, name)
    choice = Choice("auto", tmp_path)
    engines = engines_of(choice)
    speaker = Speaker(*engines)
    await engines[1].start()
    voice = Voice("v", "你好", None)
    with pytest.raises(LoadFailedError, match="Kokoro can't be loaded"):
        await anext(engines[1].speak(TextStream("你好。"), voice, Style()))
    assert engines[1].state is State.FAILED
    assert speaker.best is engines[0]
    shutil.rmtree(tmp_path / "zipvoice")
    assert speaker.best is engines[-1]
    (_, kokoro) = better_than(choice, speaker)
    assert (kokoro.id, kokoro.state) == ("kokoro", "failed")
    assert kokoro.words.startswith("It can't be loaded: ")
    shutil.rmtree(tmp_path / "kokoro")
    install(tmp_path, "kokoro")
    assert speaker.best is engines[1]
    shutil.rmtree(tmp_path / "kokoro")
    with pytest.raises(LoadFailedError, match="isn't installed anymore"):
        await anext(engines[1].speak(TextStream("你好。"), voice, Style()))
    await engines[1].close()


def test_the_last_engine_speaks_everything(tmp_path: Path) -> None:
    for engine in ("auto", ESPEAK):
        assert not engines_of(Choice(engine, tmp_path))[-1].capabilities.languages
