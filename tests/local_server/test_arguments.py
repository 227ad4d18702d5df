"""The command line: its help, and mistakes in it, each in one line."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING

import pytest

from local_server.arguments import parse, speak_as_the_terminal

from .test_words import said

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("aiohttp", "numpy", "av", "voluptuous", "zeroconf", "asyncio")


def test_help_is_there_before_anything_large_is_imported(tmp_path: Path) -> None:
    for name in HEAVY:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('this is imported')")
    for arguments in (["--help"], ["--version"], ["--port", "x"]):
        output = said("-m", "local_server", *arguments, PYTHONPATH=str(tmp_path))
        assert "this is imported" not in output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--idle-timeout", "0"], "a number of seconds from 0.1 to 2,592,000."),
        (["--grace", "-1"], "a number of seconds from 0 to 3600."),
        (["--port", "65536"], "a whole number from 0 to 65535."),
    ],
)
def test_limits_are_written_as_people_write_numbers(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert words in capsys.readouterr().err


def test_defaults_are_written_as_people_write_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert re.findall(r"\(\d+\.0\)", capsys.readouterr().out) == []


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "zh_TW.UTF-8"])
@pytest.mark.parametrize("arguments", [["--help"], ["--log-level", "x"], ["--max-", "1"]])
def test_chinese_has_wide_marks_alone(language: str, arguments: list[str]) -> None:
    output = said("-m", "local_server", *arguments, LC_ALL=language, PYTHONUTF8="1")
    assert re.findall(r"[\u4e00-\u9fff）][:,(.;]", output) == []
    assert re.findall(r"\([^)]*\)", output) == []
    assert ", " not in output.replace("-h, --help", "")
    assert "show program's" not in output


NONSENSE = ("", "x", "nan", "inf", "-inf", "-1", "1e400", "9" * 30, "0x10", "9" * 5_000)
NUMBERS: dict[str, tuple[str, ...]] = {
    "--port": ("65536", "1.5"),
    "--workers": ("0", "1000", "1.5"),
    "--max-upload-mib": ("0", "5000", "1.5"),
    "--max-running": ("0", "1000000"),
    "--max-waiting": ("1000000",),
    "--max-wait": ("0", "1e9"),
    "--grace": ("1e9",),
    "--idle-timeout": ("0", "1e9"),
}
"""Options that take a number, and numbers that make no sense for them."""


def test_every_option_that_takes_a_number_is_tried() -> None:
    defaults = vars(parse([]))
    numbers = {name for name, value in defaults.items() if type(value) in (int, float)}
    assert {f"--{name.replace('_', '-')}" for name in numbers} == set(NUMBERS)


@pytest.mark.parametrize(
    "arguments",
    [
        *([name, value] for name in NUMBERS for value in (*NONSENSE, *NUMBERS[name])),
        ["--host", ""],
        ["--host", " "],
        ["--data-dir", ""],
        ["--data-dir", "a\0b"],
        ["--token-file", ""],
        ["--engine", "other"],
        ["--token", "a", "--token-file", "b"],
        ["--engine-url", "gpu:8091"],
        ["--engine-url", "http://user:pass@gpu"],
        ["--engine-preset", "other"],
        ["--engine", "speech-api"],
        ["--engine", "cosyvoice", "--model-dir", "a"],
        ["--engine", "kokoro", "--engine-url", "http://gpu"],
    ],
)
def test_bad_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        parse(arguments)
    assert exit_.value.code == 2
    err = capsys.readouterr().err
    assert arguments[0] in err
    assert len(err.splitlines()) == 1
    assert err.endswith(" --help\n")
    assert "e+" not in err.partition("error:")[2].partition(" to ")[2]
    assert "invalid _" not in err
    assert "<" not in err.rpartition("error:")[2]


@pytest.mark.parametrize(
    ("argv", "environment", "name"),
    [
        ("/somewhere/local_server/__main__.py", "", "python -m local_server"),
        ("/usr/bin/cosyvoice-server", "", "cosyvoice-server"),
        ("/somewhere/local_server/__main__.py", "cosyvoice serve", "cosyvoice serve"),
    ],
)
def test_it_calls_itself_as_it_was_called(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argv: str,
    environment: str,
    name: str,
) -> None:
    monkeypatch.setattr(sys, "argv", [argv])
    monkeypatch.setenv("COSYVOICE_SERVE_AS", environment)
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert capsys.readouterr().out.startswith(f"usage: {name} [-h]")


def test_a_percent_sign_in_a_path_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/a%sb%d")
    with pytest.raises(SystemExit):
        parse(["--help"])
    assert "/a%sb%d" in capsys.readouterr().out


def test_defaults() -> None:
    options = parse([])
    assert (options.host, options.port, options.max_running) == ("127.0.0.1", 50_000, 64)


def test_what_is_printed_may_be_kept_by_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.StringIO())  # has no encoding that could lack a character
    speak_as_the_terminal()
    with pytest.raises(SystemExit):
        parse(["--version"])
    assert isinstance(sys.stdout, io.StringIO)
    assert re.search(r"\d+\.\d+\.\d+", sys.stdout.getvalue())


def test_ingress_is_turned_on_by_the_option_or_by_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COSYVOICE_INGRESS", raising=False)
    assert not parse([]).ingress
    assert parse(["--ingress"]).ingress
    for value, turned_on in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv("COSYVOICE_INGRESS", value)
        assert parse([]).ingress is turned_on


def test_variables_give_the_address_that_the_command_line_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COSYVOICE_HOST", "::1")
    monkeypatch.setenv("COSYVOICE_PORT", "8099")
    options = parse([])
    assert (options.host, options.port) == ("::1", 8099)
    # Also where what is given is the default.
    options = parse(["--host", "127.0.0.1", "--port=50000"])
    assert (options.host, options.port) == ("127.0.0.1", 50_000)
    monkeypatch.setenv("COSYVOICE_PORT", "99999")
    with pytest.raises(SystemExit):
        parse([])
    assert "COSYVOICE_PORT: must be a whole number from 0 to 65535" in capsys.readouterr().err
