"""Which engine is asked for: on the command line, by the environment, or by what goes with it."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from local_server.engine_arguments import add_engine_arguments, variable_of, with_environment

GPU = "http://gpu:8091"


def read(*arguments: str, **environment: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_engine_arguments(parser, Path)
    return with_environment(parser, arguments, environment)


@pytest.mark.parametrize(
    ("arguments", "engine"),
    [
        ([], "auto"),
        (["--engine", "kokoro"], "kokoro"),
        (["--engine-url", GPU], "speech-api"),
        (["--python", "p", "--model-dir", "m"], "cosyvoice"),
    ],
)
def test_the_engine_follows_from_its_options(arguments: list[str], engine: str) -> None:
    assert read(*arguments).engine == engine


def test_each_option_can_come_from_the_environment() -> None:
    options = read(
        COSYVOICE_ENGINE_URL=f"{GPU} http://other:8091/v1/",
        COSYVOICE_ENGINE_PRESET="openai",
        COSYVOICE_ENGINE_MODEL="tts",
        COSYVOICE_ENGINE_VOICE="alloy 1234=nova",
        COSYVOICE_ENGINE_TOKEN_FILE="token.txt",
    )
    assert options.engine == "speech-api"
    assert options.engine_url == [GPU, "http://other:8091"]
    assert options.engine_preset == "openai"
    assert options.engine_model == "tts"
    assert options.engine_voice == ["alloy", "1234=nova"]
    assert options.engine_token_file == Path("token.txt")
    options = read(COSYVOICE_PYTHON="p", COSYVOICE_MODEL_DIR="m", COSYVOICE_CHECKOUT="c")
    assert (options.engine, options.python, options.model_dir, options.checkout) == (
        *("cosyvoice", Path("p")),
        *(Path("m"), Path("c")),
    )


def test_the_command_line_comes_before_the_environment() -> None:
    options = read("--engine-url", "http://third", COSYVOICE_ENGINE_URL=GPU)
    assert options.engine_url == ["http://third"]
    # What is set for another engine doesn't keep this one from being chosen.
    assert read("--engine", "espeak", COSYVOICE_ENGINE_URL=GPU).engine == "espeak"
    assert read(COSYVOICE_ENGINE="kokoro", COSYVOICE_ENGINE_URL=GPU).engine == "kokoro"
    assert read(COSYVOICE_ENGINE=" ").engine == "auto"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"COSYVOICE_ENGINE": "robot"}, "COSYVOICE_ENGINE: invalid choice: 'robot'"),
        ({"COSYVOICE_ENGINE_URL": "ftp://gpu"}, "COSYVOICE_ENGINE_URL: must be an address"),
        ({"COSYVOICE_ENGINE_URL": f"{GPU} gpu:"}, "COSYVOICE_ENGINE_URL: must be an address"),
        ({"COSYVOICE_ENGINE_PRESET": "x"}, "COSYVOICE_ENGINE_PRESET: invalid choice: 'x'"),
        ({"COSYVOICE_ENGINE": "speech-api"}, "speech-api requires COSYVOICE_ENGINE_URL"),
        ({"COSYVOICE_MODEL_DIR": "m"}, "COSYVOICE_MODEL_DIR requires COSYVOICE_PYTHON"),
    ],
)
def test_a_wrong_value_in_the_environment_is_that_variables_mistake(
    environment: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read(**environment)
    said = capsys.readouterr().err
    assert words in said
    assert "--" not in said.partition("error:")[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--engine", "robot"], "--engine: invalid choice"),
        (["--engine", "cosyvoice"], "--engine cosyvoice requires --python, --model-dir"),
        (["--model-dir", "m"], "--model-dir requires --python"),
    ],
)
def test_a_wrong_option_is_that_options_mistake(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        read(*arguments)
    assert words in capsys.readouterr().err


def test_the_variable_of_an_option_is_named_like_it() -> None:
    assert variable_of("--engine-token-file") == "COSYVOICE_ENGINE_TOKEN_FILE"
