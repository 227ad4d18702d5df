"""The start of the app: handed over, refused in words, and never with a traceback alone."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AppError
from desktop_app.gui import __main__ as start
from desktop_app.system.control import ControlError
from desktop_app.system.paths import log_file

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def told(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a person is told in a dialog that is there before Qt is."""
    del home
    told: list[str] = []
    monkeypatch.setattr(start, "say_at_start", told.append)
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers.clear()  # as in a program that has just begun
    yield told
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = before


@pytest.mark.parametrize(
    ("error", "words", "is_expected"),
    [
        (AppError("no_output"), "There is no audio output device", True),
        (PermissionError(13, "Permission denied", "/run/x"), "/run/x", True),
        (ModuleNotFoundError("No module named 'av'", name="av"), "av", False),
        (ImportError("libGL.so.1: cannot open shared object file"), "libGL.so.1", True),
        (ZeroDivisionError("division by zero"), "division by zero", False),
    ],
)
def test_what_keeps_it_from_starting_is_said_and_logged(
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
    is_expected: bool,  # noqa: FBT001 - a case's
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(start, "need_ground", fail)
    with pytest.raises(SystemExit) as ended:
        start.main([])
    assert ended.value.code == 1
    (said,) = told
    assert words in said
    assert "Traceback" not in said
    logged = log_file().read_text("utf-8")
    assert ("Traceback" in logged) == (str(log_file()) in said) == (not is_expected)


def test_one_start_waits_for_the_other_and_says_so_when_that_takes_too_long(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "need_ground", int)
    monkeypatch.setattr(start, "_PAUSE", 1)
    monkeypatch.setattr(start, "_TRIES", 2)
    first = start._lock()
    assert first.tryLock(1)
    with pytest.raises(SystemExit):
        start.main([])
    assert told[0].startswith(str(ControlError("app_starting")))
    first.unlock()


def test_a_start_waits_until_the_other_listens_and_hands_over_what_it_was_given(
    told: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "need_ground", int)
    monkeypatch.setattr(start, "_PAUSE", 1)
    first = start._lock()
    assert first.tryLock(1)
    sent: list[tuple[str, ...]] = []

    def send(*order: str) -> str | None:
        sent.append(order)
        return None if len(sent) < 3 else ""

    monkeypatch.setattr(start, "send", send)
    file = home / "a.txt"
    file.write_text("Words.")
    monkeypatch.chdir(home)
    with pytest.raises(SystemExit) as ended:
        start.main(["a.txt", "no file", "x" * 5000, "a\0b"])
    assert ended.value.code == 0
    assert sent == [("read", str(file), "no file", "x" * 5000, "a\0b")] * 3
    assert told == []
    first.unlock()
    for arguments, order in (([], "show"), (["--hidden"], "status")):
        sent[:] = [()] * 2
        with pytest.raises(SystemExit):
            start.main(arguments)
        assert sent[2:] == [(order,)]


def test_a_folder_that_may_not_be_written_is_named(
    told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "need_ground", int)
    monkeypatch.setattr(start, "control_directory", lambda: Path("/proc/self"))  # not even by root
    with pytest.raises(SystemExit):
        start.main([])
    assert "/proc/self" in told[0]
