"""The command line with streams that are closed, full, unread, or of another encoding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.desktop_app.cli.conftest import ROOT
from tests.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desktop_app.cli.conftest import Shell

VOICE = "音色 é 😀"


@pytest.fixture
def settled(fresh: Shell) -> Shell:
    """A user with a service whose names no narrow encoding has."""
    folder = fresh.home / ".config" / "cosyvoice-home"
    folder.mkdir(parents=True)
    text = f'version = 1\n[services."家"]\nurl = "http://127.0.0.1:9"\nvoice = "{VOICE}"\n'
    (folder / "config.toml").write_text(text, "utf-8")
    return fresh


ENCODINGS = ("latin-1", "ascii", "cp1252", "gbk", "utf-8")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_is_written_and_json_stays_json(settled: Shell, encoding: str) -> None:
    settled.environment["PYTHONIOENCODING"] = encoding
    for arguments in (["config", "list"], ["--help"], ["speak", "--help"]):
        settled.good(*arguments).raw.decode(encoding)
    done = settled.good("config", "list", "--json")
    done.raw.decode(encoding)
    assert done.json["services"]["家"]["voice"] == VOICE
    assert settled.run("check", "没有").code == 7


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_words_are_in_a_language_that_the_encoding_has(settled: Shell, encoding: str) -> None:
    settled.environment |= {"PYTHONIOENCODING": encoding, "LC_ALL": "zh_CN.UTF-8"}
    words = settled.good("--help").raw.decode(encoding)
    assert "\\u" not in words
    assert ("用法" in words) == (encoding in ("gbk", "utf-8"))
    assert ("Usage" in words) == (encoding not in ("gbk", "utf-8"))


def test_the_c_locale_is_no_hindrance(settled: Shell) -> None:
    settled.environment |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    assert settled.good("config", "list", "--json").json["services"]["家"]["voice"] == VOICE
    settled.good("config", "list").raw.decode("ascii")


def closed(shell: Shell, number: int, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command without one of its streams."""
    words = ["sh", "-c", f'exec "$@" {number}{"<" if number == 0 else ">"}&-', "sh"]
    return subprocess.run(
        [*words, sys.executable, "-m", "desktop_app.cli", *arguments],
        cwd=shell.home,
        env=shell.environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("number", "arguments", "code"),
    [
        (1, ["config", "list"], 0),
        (1, ["config", "list", "--json"], 0),
        (1, ["--help"], 0),
        (1, ["nonsense"], 2),
        (2, ["config", "list"], 0),
        (2, ["nonsense"], 2),
        (2, ["check", "missing"], 7),
        (0, ["config", "list"], 0),
        (0, ["config", "token", "家"], 7),
        (0, ["config", "remove", "家"], 2),
    ],
)
def test_a_closed_stream_changes_no_outcome(
    settled: Shell, number: int, arguments: list[str], code: int
) -> None:
    done = closed(settled, number, *arguments)
    assert done.returncode == code, done.stderr
    assert b"unexpected" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_speech_without_stdout_or_stderr(shell: Shell) -> None:
    for number in (0, 1, 2):
        done = closed(shell, number, "speak", "-o", "a.wav", "hi there")
        assert done.returncode == 0, done.stderr
        assert (shell.home / "a.wav").read_bytes().startswith(b"RIFF")
        (shell.home / "a.wav").unlink()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["config", "list"], ["config", "list", "--json"]]
)
def test_a_full_stdout_is_one_error(settled: Shell, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        process = settled.start(*arguments, stdout=full)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 7
    assert err.count(b"\n") == 1
    assert b"the disk is full" in err


def test_a_full_stderr_changes_no_outcome(settled: Shell) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        assert settled.start("nonsense", stderr=full).wait(30) == 2
        assert settled.start("check", "missing", stderr=full).wait(30) == 7


@pytest.mark.parametrize(
    "arguments", [["--help"], ["config", "list"], ["config", "list", "--json"]]
)
def test_a_reader_that_has_gone_is_no_error(settled: Shell, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = settled.start(*arguments, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("options", [["--silent"], ["--silent", "--json"]])
def test_nor_is_it_one_of_a_check(shell: Shell, options: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = shell.start("check", *options, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")


def test_a_check_is_read_up_to_its_first_line(shell: Shell) -> None:
    reading, writing = os.pipe()
    process = shell.start("check", stdout=writing)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as lines:
        assert lines.read(5) == b"http:"
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("output", ["-", "/dev/stdout", "/dev/fd/1"])
def test_speech_to_a_closed_stdout_is_an_error(fresh: Shell, output: str) -> None:
    done = closed(fresh, 1, "speak", "--format", "wav", "-o", output, "hi there")
    assert done.returncode == 7, done.stderr
    name = b"stdout" if output == "-" else output.encode()
    assert done.stderr.startswith(b"Error: Can't write " + name + b": it isn't open for this.\n")


def test_nobody_who_reads_the_errors_is_no_error(settled: Shell) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = settled.start("check", "missing", stderr=writing)
    os.close(writing)
    assert process.wait(30) == 7


# Ctrl-C, and the end of the terminal

_INTERRUPTING = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["cosyvoice", *{arguments!r}]
from desktop_app.__main__ import cosyvoice
cosyvoice()
"""


@pytest.mark.parametrize(
    "name",
    [
        *("click", "desktop_app.cli.program", "desktop_app.words.saying", "desktop_app.cli.speak"),
        *("desktop_app.audio.player", "shared_client", "voluptuous", "aiohttp"),
    ],
)
def test_ctrl_c_while_it_is_loaded_is_quiet(settled: Shell, name: str) -> None:
    program = _INTERRUPTING.format(name=name, arguments=["speak", "-q", "-o", "a.wav", "hi there"])
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settled.home,
        env=settled.environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr.strip()) == (130, b"")


@pytest.fixture
def speaking(shell: Shell) -> Iterator[subprocess.Popen[bytes]]:
    """A command that is writing a file, and waits for more text."""
    process = shell.start("speak", "-q", "-o", "a.wav", "-", stdin=subprocess.PIPE)
    until(lambda: list(shell.home.glob(".a.wav.*")))
    yield process
    process.kill()


def test_the_end_of_the_terminal_leaves_nothing(
    shell: Shell, speaking: subprocess.Popen[bytes]
) -> None:
    speaking.send_signal(signal.SIGHUP)
    assert speaking.wait(30) == 130
    assert not list(shell.home.glob("*a.wav*"))


def test_what_survives_the_terminal_goes_on(shell: Shell) -> None:
    process = subprocess.Popen(
        ["nohup", sys.executable, "-m", "desktop_app.cli", "speak", "-q", "-o", "a.wav", "-"],
        cwd=shell.home,
        env=shell.environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    until(lambda: list(shell.home.glob(".a.wav.*")))
    process.send_signal(signal.SIGHUP)
    process.communicate(b"hi there", timeout=60)
    assert process.returncode == 0
    assert (shell.home / "a.wav").read_bytes().startswith(b"RIFF")
