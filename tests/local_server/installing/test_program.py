"""`cosyvoice engines` from outside: its words, its lines of JSON, its exit codes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local_server.installing import program, trial
from local_server.installing.manifest import models
from local_server.installing.places import Place, State
from tests.local_server.installing.host import Host, model_of
from tests.local_server.installing.test_installation import given

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def known(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model of these tests is the only one there is."""
    monkeypatch.setattr(program, "models", lambda: {"test": model_of(host)})


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "local_server", "engines", *arguments],
        env={**os.environ, "COSYVOICE_MODELS": str(folder), "LC_ALL": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def called(place: Place, *arguments: str) -> int:
    """Run the program in here, in a thread, since the host is in this one."""
    words = [*arguments, "--data-dir", str(place.folder.parent)]
    return await asyncio.to_thread(program.main, words)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_list_names_every_engine_its_state_size_and_license(tmp_path: Path) -> None:
    listed = run(tmp_path, "list")
    assert listed.returncode == 0
    assert "eSpeak NG: built in" in listed.stdout
    assert "Kokoro: not installed" in listed.stdout
    assert "Chinese, English · doesn't clone voices · 121 MB · Apache-2.0" in listed.stdout
    assert "ZipVoice: not installed" in listed.stdout
    assert "clones voices · 163 MB" in listed.stdout
    assert str(tmp_path) in listed.stdout
    rows = {row["name"]: row for row in lines(run(tmp_path, "list", "--json").stdout)}
    assert set(rows) == {"espeak", *models()}
    assert rows["zipvoice"]["clones"] is True
    assert rows["kokoro"]["state"] == "absent"


def test_it_speaks_chinese_where_the_terminal_does(tmp_path: Path) -> None:
    listed = run(tmp_path, "list", LC_ALL="", LANG="zh_CN.UTF-8", LANGUAGE="zh_CN")
    assert "未安装" in listed.stdout
    assert "中文" in listed.stdout
    wrong = run(tmp_path, "install", LC_ALL="", LANG="zh_CN.UTF-8", LANGUAGE="zh_CN")
    assert wrong.returncode == 2
    assert "the following" not in wrong.stderr
    unknown = run(tmp_path, "install", "nothing", LC_ALL="", LANG="zh_CN.UTF-8", LANGUAGE="zh_CN")
    assert "kokoro、zipvoice" in unknown.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "COMMAND"),
        (("install", "nothing"), 2, "There is no engine nothing"),
        (("install", "kokoro"), 2, "add --yes"),
        (("install", "kokoro", "--yes", "--source", "http://x.org"), 2, "can't be a source"),
        (("install", "zipvoice", "--yes"), 2, "--accept-license"),
        (("install", "kokoro", "--yes", "--from", "/usr"), 1, "model.onnx isn't in /usr"),
        (("install", "kokoro", "--from", "/nowhere"), 2, "There is no folder /nowhere"),
        (("install", "kokoro", "--from", __file__), 2, f"There is no folder {__file__}"),
        (("test", "kokoro"), 1, "cosyvoice engines install kokoro"),
        (("install", "espeak"), 2, "eSpeak NG is built in"),
        (("remove", "espeak"), 2, "eSpeak NG is built in"),
        (("test", "nothing"), 2, "There is no engine nothing"),
        (("remove", "kokoro"), 1, "cosyvoice engines install kokoro"),
    ],
)
def test_mistakes_are_told_in_a_line(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("*.onnx*"))


def test_the_source_that_was_wished_for_is_among_those_that_are_told(tmp_path: Path) -> None:
    usual = run(tmp_path, "install", "kokoro").stderr
    assert "From: github.com, huggingface.co\n" in usual
    wished = run(tmp_path, "install", "kokoro", "--source", "modelscope").stderr
    assert "From: github.com, modelscope.cn\n" in wished
    mirror = run(tmp_path, "install", "kokoro", "--source", "https://mirror.example/x").stderr
    assert "From: mirror.example\n" in mirror


def test_the_license_of_zipvoice_is_told_before_it_is_asked_for(tmp_path: Path) -> None:
    asked = run(tmp_path, "install", "zipvoice")
    assert "CC BY-NC" in asked.stderr
    assert "163 MB" in asked.stderr
    assert "github.com" in asked.stderr


def test_an_engine_is_tried_out_in_words_and_in_json(tmp_path: Path) -> None:
    tried = run(tmp_path, "test", "espeak")
    assert tried.returncode == 0
    assert tried.stdout.startswith("Chinese: first sound after ")
    assert "Memory: " in tried.stdout
    assert "slower than you hear" not in tried.stdout
    (told,) = lines(run(tmp_path, "test", "espeak", "--json").stdout)
    assert [spoken["language"] for spoken in told["spoken"]] == ["zh", "en"]


async def test_a_trial_tells_of_a_likeness_and_of_an_engine_that_is_too_slow(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_name: str, _folder: Path, progress: Callable[[str], None]) -> trial.Trial:
        progress("zh")
        spoken = (trial.Spoken("zh", 0.9, 4.0, 1.31), trial.Spoken("en", 0.5, 4.0, 0.8))
        return trial.Trial(load=2.0, spoken=spoken, memory=None, likeness=0.81)

    monkeypatch.setattr(trial, "run", run)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert await called(place, "test", "kokoro") == 0
    out, err = capsys.readouterr()
    assert "Speaking Chinese" in err
    assert "Likeness to the recording: 0.81" in out
    assert "slower than you hear" in out
    assert "Memory" not in out
    assert await called(place, "test", "kokoro", "--json") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("more", [(), ("--json",)])
async def test_ctrl_c_says_how_to_continue_and_disturbs_no_json(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, ...],
) -> None:
    def run(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trial, "run", run)
    assert await called(place, "test", "kokoro", *more) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert ("Run this again to continue" in err) != bool(more)


@pytest.mark.usefixtures("known")
async def test_progress_and_the_end_are_lines_of_json(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await called(place, "install", "test", "--yes", "--json") == 0
    told = lines(capsys.readouterr().out)
    assert {line["event"] for line in told[:-1]} == {"progress"}
    assert told[-2]["bytes"] == told[-2]["total"] == place.model.size
    assert told[-1] == {"event": "installed", "name": "test", "folder": str(place.final)}
    assert await called(place, "remove", "test", "--yes", "--json") == 0
    assert lines(capsys.readouterr().out) == [{"event": "removed", "name": "test", "left": []}]


@pytest.mark.usefixtures("known")
async def test_errors_are_lines_of_json_too(
    host: Host, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    host.status["model.onnx"] = 404
    assert await called(place, "install", "test", "--yes", "--json") == 1
    told = lines(capsys.readouterr().out)[-1]
    assert (told["event"], told["key"]) == ("error", "not_downloaded")
    assert "the server answered 404" in told["message"]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("answer", "state"), [("y", State.INSTALLED), ("n", State.ABSENT)])
async def test_a_person_is_asked_and_sees_how_far_it_is(
    place: Place, monkeypatch: pytest.MonkeyPatch, answer: str, state: State
) -> None:
    leader, follower = pty.openpty()
    os.write(leader, f"{answer}\n".encode())
    with (
        os.fdopen(os.dup(follower), encoding="utf-8") as terminal_in,
        os.fdopen(os.dup(follower), "w", encoding="utf-8") as terminal_out,
    ):
        monkeypatch.setattr(sys, "stdin", terminal_in)
        monkeypatch.setattr(sys, "stderr", terminal_out)
        await called(place, "install", "test")
    os.close(follower)
    seen = b""
    with os.fdopen(leader, "rb", buffering=0) as screen, contextlib.suppress(OSError):
        while chunk := screen.read(1 << 16):  # it breaks off where all has been read
            seen += chunk
    shown = seen.decode()
    assert "Install it?" in shown
    assert "License: MIT" in shown
    assert place.state() is state
    assert ("100 %" in shown) == (state is State.INSTALLED)


@pytest.mark.usefixtures("known")
async def test_removing_names_what_stays(
    host: Host, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = given(host, tmp_path / "stick")
    assert await called(place, "install", "test", "--yes", "--from", str(stick)) == 0
    (place.final / "mine").write_bytes(b"mine")
    assert await called(place, "remove", "test") == 2
    assert place.state() is State.INSTALLED
    assert await called(place, "remove", "test", "--yes") == 0
    assert f"{place.final / 'mine'} isn't part of it" in capsys.readouterr().out
