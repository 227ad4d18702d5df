"""Texts saved as sound, one after another: the whole file or none, in words if none."""

from __future__ import annotations

import errno
import subprocess
from typing import TYPE_CHECKING

import av
from PyQt6.QtWidgets import QMessageBox
import pytest

from desktop_app.gui.savings import Saving, Savings, SavingState, savings_of
from desktop_app.gui.words import in_full
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

SHORT = Reading("This is to be saved. It has two sentences.", "A short text")
LONG = Reading("This is one of very many sentences that take their time. " * 300, "A long text")


@pytest.fixture
def savings(app: Application) -> Iterator[Savings]:
    found = savings_of(app.engine)
    assert found is savings_of(app.engine)
    yield found
    for saving in found.under_way:
        found.give_up(saving)


def ended(qtbot: QtBot, saving: Saving) -> SavingState:
    over = (SavingState.DONE, SavingState.FAILED, SavingState.GIVEN_UP)
    qtbot.waitUntil(lambda: saving.state in over, timeout=20_000)
    return saving.state


def length(path: Path) -> float:
    with av.open(path) as container:
        assert container.duration is not None
        return container.duration / av.time_base


@pytest.mark.audio
def test_what_is_heard_and_what_is_saved_do_not_disturb_each_other(
    app: Application, qtbot: QtBot, savings: Savings, home: Path, sound_server: SoundServer
) -> None:
    app.engine.read("What is heard goes on while another text is being saved.")
    qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
    with sound_server.recording() as recording:
        saving = savings.add(SHORT, home / "short.mp3", 1.0)
        qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=20_000)
    assert ended(qtbot, saving) is SavingState.DONE
    assert recording.silences(0.5) == []
    assert recording.duration > 1
    assert 1 < length(home / "short.mp3") < 8
    with av.open(home / "short.mp3") as container:
        assert container.metadata["title"] == "A short text"


def test_several_are_saved_in_their_order_each_at_its_own_speed(
    app: Application, qtbot: QtBot, savings: Savings, home: Path
) -> None:
    over: list[str] = []
    savings.changed.connect(
        lambda one: over.append(one.path.name) if one.state is SavingState.DONE else None
    )
    slow = savings.add(SHORT, home / "slow.wav", 0.75)
    fast = savings.add(SHORT, home / "fast.wav", 1.5)
    app.engine.set_speed(2.0)  # for what is read from now on, and not for these
    assert [one.state for one in savings.under_way] == [SavingState.RUNNING, SavingState.WAITING]
    ended(qtbot, slow)
    ended(qtbot, fast)
    assert over == ["slow.wav", "fast.wav"]
    assert length(home / "slow.wav") > 1.5 * length(home / "fast.wav")
    assert savings.under_way == []


def test_giving_up_leaves_what_was_there_and_goes_on_with_the_next(
    qtbot: QtBot, savings: Savings, home: Path
) -> None:
    target = home / "long.wav"
    target.write_bytes(b"what was there")
    long = savings.add(LONG, target, 1.0)
    short = savings.add(SHORT, home / "short.mp3", 1.0)
    waiting = savings.add(SHORT, home / "never.mp3", 1.0)
    qtbot.waitUntil(lambda: long.part > 0.02, timeout=20_000)
    assert long.seconds_left is not None
    assert len(list(home.glob(".long.wav*"))) == 1
    savings.give_up(waiting)
    savings.give_up(long)
    assert ended(qtbot, long) is SavingState.GIVEN_UP
    assert ended(qtbot, short) is SavingState.DONE
    qtbot.waitUntil(lambda: list(home.glob(".long.wav*")) == [], timeout=10_000)
    assert target.read_bytes() == b"what was there"
    assert not (home / "never.mp3").exists()


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A file system with hardly any room."""
    place = tmp_path / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_in_words(qtbot: QtBot, savings: Savings, full: Path) -> None:
    saving = savings.add(LONG, full / "long.wav", 1.0)
    assert ended(qtbot, saving) is SavingState.FAILED
    assert saving.error is not None
    assert f"Not enough disk space in {full}. Free up space" in in_full(saving.error)
    assert list(full.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file"), "doesn't exist"),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "You don't have permission to write to",
        ),
        (OSError(errno.EIO, "Input/output error"), "the disk reported an error"),
        (ValueError("It is odd."), "unexpected error occurred: ValueError: It is odd."),
    ],
)
def test_what_else_may_be_wrong(savings: Savings, home: Path, error: Exception, words: str) -> None:
    saving = savings.add(SHORT, home / "short.mp3", 1.0)
    savings._fail(saving, error)
    assert saving.error is not None
    assert words in in_full(saving.error)


@pytest.mark.parametrize("answer", ["Quit when saved", "Quit now", "Cancel"])
def test_quitting_asks_while_a_text_is_saved(
    app: Application,
    qtbot: QtBot,
    savings: Savings,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
) -> None:
    quits: list[Path | None] = []
    target = home / "short.mp3"
    monkeypatch.setattr(app.qt, "quit", lambda: quits.append(target if target.exists() else None))
    saving = savings.add(SHORT, target, 1.0)
    savings.add(SHORT, home / "next.mp3", 1.0)
    app.obey("quit")
    found: list[QMessageBox] = []

    def asked() -> bool:
        found.extend(
            one
            for one in app.qt.topLevelWidgets()
            if isinstance(one, QMessageBox) and one.objectName() == "quit-question"
        )
        return bool(found)

    qtbot.waitUntil(asked, timeout=5_000)
    box = found[0]
    assert box.text() == "2 texts are still being saved."
    assert quits == []
    next(one for one in box.buttons() if one.text().replace("&", "") == answer).click()
    if answer == "Quit now":
        assert quits == [None]
    ended(qtbot, saving)
    qtbot.waitUntil(lambda: not savings.under_way, timeout=20_000)
    if answer == "Quit when saved":
        assert quits == [target]
        assert (home / "next.mp3").exists()
    elif answer == "Cancel":
        assert quits == []
    quits.clear()
    app.obey("quit")
    qtbot.waitUntil(lambda: len(quits) == 1, timeout=5_000)  # nothing is asked now
