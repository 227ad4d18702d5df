"""Words for a person before there is a window, shown by programs of the desktop."""

from __future__ import annotations

import ctypes
import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.system.plain_dialog import say_at_start

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "It doesn't start: <b>libX</b> & 'more' are missing.\nInstall them."
PROGRAMS = ("zenity", "kdialog", "notify-send", "gdbus", "osascript", "xmessage")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the only programs that there are."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(folder: Path, name: str, *, works: bool = True) -> None:
    """A program that notes what it was called with, and may fail as one without a display."""
    program = folder / name
    note = folder / f"{name}.called"
    lines = ["#!/bin/sh", f"printf '%s\\n' \"$@\" > {note}", f"exit {0 if works else 1}"]
    program.write_text("\n".join(lines), "utf-8")
    program.chmod(0o755)


def called(folder: Path) -> dict[str, list[str]]:
    return {note.stem: note.read_text("utf-8").splitlines() for note in folder.glob("*.called")}


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_shows_the_words_as_they_are(
    programs: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(programs, name)
    say_at_start(WORDS)
    shown = " ".join(called(programs)[name])
    if name in ("kdialog", "notify-send", "gdbus"):  # they take it for HTML
        assert "&lt;b&gt;libX&lt;/b&gt; &amp; " in shown
    else:
        assert "<b>libX</b> & 'more'" in shown
    assert capsys.readouterr().err == f"{WORDS}\n"


def test_windows_shows_the_words_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    user32 = SimpleNamespace(MessageBoxW=lambda *box: shown.append(box))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stderr", None)  # as `cosyvoice-app.exe` has it
    say_at_start(WORDS)
    assert shown == [(None, WORDS, "CosyVoice Home", 0x10)]


def test_the_first_program_that_works_is_the_only_one(programs: Path) -> None:
    put(programs, "zenity", works=False)
    put(programs, "notify-send")
    put(programs, "xmessage")
    say_at_start(WORDS)
    assert set(called(programs)) == {"zenity", "notify-send"}


def test_a_terminal_needs_no_dialog(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(programs, "zenity")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    say_at_start(WORDS)
    assert called(programs) == {}


@pytest.mark.parametrize("stderr", ["none", "closed"])
def test_where_there_is_no_stderr_the_dialog_says_it(
    programs: Path, monkeypatch: pytest.MonkeyPatch, stderr: str
) -> None:
    put(programs, "zenity")
    if stderr == "none":
        monkeypatch.setattr(sys, "stderr", None)
    else:
        closed = io.StringIO()
        closed.close()
        monkeypatch.setattr(sys, "stderr", closed)
    say_at_start(WORDS)
    assert set(called(programs)) == {"zenity"}


def test_where_nothing_can_show_it_nothing_goes_wrong(programs: Path) -> None:
    (programs / "zenity").write_text("no program")
    (programs / "zenity").chmod(0o755)
    say_at_start(WORDS)
    assert called(programs) == {}
