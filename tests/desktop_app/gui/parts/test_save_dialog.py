"""A text saved as sound, beside what is read: the whole file or none, in words if none."""

from __future__ import annotations

import errno
from pathlib import Path
import subprocess
from typing import TYPE_CHECKING

import av
from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton
import pytest

from desktop_app.gui.parts.save_dialog import SaveDialog, save_as_audio
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

SHORT = Reading("This is to be saved. It has two sentences.", "A short text")
LONG = Reading("This is one of very many sentences that take their time. " * 300, "A long text")


def saving(app: Application, reading: Reading, path: Path) -> SaveDialog:
    dialog = SaveDialog(app.engine, reading, path)
    dialog.show()
    return dialog


def button(window: QWidget, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None
    return found


def press(window: QWidget, name: str) -> None:
    one = button(window, name)
    assert one.isVisible()
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)  # type: ignore[call-overload] # stubs


def ended(qtbot: QtBot, dialog: SaveDialog) -> None:
    qtbot.waitUntil(lambda: not button(dialog, "saving-cancel").isVisible(), timeout=20_000)


def length(path: Path) -> float:
    with av.open(path) as container:
        assert container.duration is not None
        return container.duration / av.time_base


@pytest.mark.audio
def test_what_is_heard_and_what_is_saved_do_not_disturb_each_other(
    app: Application, qtbot: QtBot, home: Path, sound_server: SoundServer
) -> None:
    app.engine.read("What is heard goes on while another text is being saved.")
    qtbot.waitUntil(lambda: app.engine.position is not None, timeout=20_000)
    with sound_server.recording() as recording:
        dialog = saving(app, SHORT, home / "short.mp3")
        assert dialog.words.text() == "Saving “A short text” as short.mp3…"
        assert dialog.percent.text() == "0%"
        assert not dialog.isModal()
        qtbot.waitUntil(lambda: app.engine.state.state is ReaderState.IDLE, timeout=20_000)
    ended(qtbot, dialog)
    assert recording.silences(0.5) == []
    assert recording.duration > 1
    assert "Saved as" in dialog.words.text()
    assert dialog.progress.value() == 1000
    assert dialog.percent.text() == "100%"
    assert dialog.percent.isVisible()
    assert 1 < length(home / "short.mp3") < 8
    with av.open(home / "short.mp3") as container:
        assert container.metadata["title"] == "A short text"
    press(dialog, "saving-close")


def test_the_folder_is_opened(
    app: Application, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog = saving(app, SHORT, home / "short.wav")
    ended(qtbot, dialog)
    press(dialog, "saving-folder")
    assert opened == [QUrl.fromLocalFile(str(home))]
    assert not dialog.isVisible()


def test_giving_up_asks_and_leaves_nothing(app: Application, qtbot: QtBot, home: Path) -> None:
    target = home / "long.wav"
    target.write_bytes(b"what was there")
    dialog = saving(app, LONG, target)
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=20_000)
    assert len(list(home.glob(".long.wav*"))) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)  # type: ignore[call-overload] # stubs
    box = dialog.findChild(QMessageBox, "saving-question")
    assert box is not None
    dialog.close()
    assert dialog.isVisible()
    assert dialog.findChildren(QMessageBox) == [box]
    next(one for one in box.buttons() if one.text() == "Keep saving").click()
    assert dialog.isVisible()
    dialog.close()
    box = dialog.findChild(QMessageBox, "saving-question")
    assert box is not None
    next(one for one in box.buttons() if one.text() == "Stop saving").click()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: list(home.glob(".long.wav*")) == [], timeout=10_000)
    assert target.read_bytes() == b"what was there"


def test_cancel_is_meant(app: Application, qtbot: QtBot, home: Path) -> None:
    dialog = saving(app, LONG, home / "long.mp3")
    press(dialog, "saving-cancel")
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: list(home.glob("*.mp3*")) == [], timeout=10_000)


def test_a_folder_that_is_not_there_is_told_and_another_one_serves(
    app: Application, qtbot: QtBot, home: Path
) -> None:
    dialog = saving(app, SHORT, home / "gone" / "short.mp3")
    ended(qtbot, dialog)
    assert "wasn't saved" in dialog.words.text()
    assert not dialog.percent.isVisible()
    assert f"The folder {home / 'gone'} doesn't exist" in dialog.words.text()
    press(dialog, "saving-elsewhere")
    choose(dialog, home / "short.mp3")
    ended(qtbot, dialog)
    assert length(home / "short.mp3") > 1
    dialog.close()


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


def test_a_full_disk_is_told_in_words(app: Application, qtbot: QtBot, full: Path) -> None:
    dialog = saving(app, LONG, full / "long.wav")
    ended(qtbot, dialog)
    assert f"Not enough disk space in {full}. Free up space" in dialog.words.text()
    assert list(full.iterdir()) == []
    dialog.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "You don't have permission to write to",
        ),
        (OSError(errno.EIO, "Input/output error"), "the disk reported an error"),
        (ValueError("It is odd."), "unexpected error occurred: ValueError: It is odd."),
    ],
)
def test_what_else_may_be_wrong(
    app: Application, qtbot: QtBot, home: Path, error: Exception, words: str
) -> None:
    dialog = saving(app, SHORT, home / "short.mp3")
    ended(qtbot, dialog)
    dialog._fail(error)
    assert words in dialog.words.text()
    dialog.close()


def choose(parent: QWidget, path: Path) -> None:
    """Name a file in the dialog that asks for it."""
    dialog = parent.findChild(QFileDialog, "save-as")
    assert dialog is not None
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(path))
    dialog.accept()


def test_where_to_is_asked_with_a_name_from_the_title(
    app: Application, qtbot: QtBot, home: Path
) -> None:
    window = app.open("reader")
    reading = Reading(SHORT.text, "Volume 2: the sea / the ships?")
    dialog = save_as_audio(app.engine, reading, window)
    assert Path(dialog.selectedFiles()[0]).name == "Volume 2 the sea the ships.mp3"
    wav = dialog.nameFilters()[1]
    dialog.selectNameFilter(wav)
    dialog.filterSelected.emit(wav)
    assert Path(dialog.selectedFiles()[0]).name == "Volume 2 the sea the ships.wav"
    choose(window, home / "named")
    qtbot.waitUntil((home / "named.wav").exists, timeout=20_000)
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, SaveDialog)]
    (saved,) = [one for one in shown if one.isVisible()]
    ended(qtbot, saved)
    assert length(home / "named.wav") > 1
    saved.close()


def test_what_ends_at_once_is_told_after_the_start(app: Application, qtbot: QtBot) -> None:
    calls: list[int] = []
    app.engine.loop.post(lambda: calls.append(1))
    assert calls == []
    qtbot.waitUntil(lambda: calls == [1], timeout=5_000)
