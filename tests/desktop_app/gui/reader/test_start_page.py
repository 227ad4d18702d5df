"""The page that the Reader begins with: every way to begin, and to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
import pytest

from desktop_app.gui.reader.address_dialog import AddressDialog
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.reading.model import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
LONG = "".join(f"This is sentence number {at} of a long text that is read. " for at in range(120))


def press(
    widget: QWidget | None, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = PLAIN
) -> None:
    QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload] # stubs: not static


@pytest.fixture
def reader(app: Application, qtbot: QtBot) -> ReaderWindow:
    """The Reader, in front, with nothing to read."""
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    assert shows_start(window)
    return window


def shows_start(reader: ReaderWindow) -> bool:
    return reader.pages.currentWidget() is reader.start


def tile(reader: ReaderWindow, name: str) -> QAbstractButton:
    found = reader.start.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def test_files_and_addresses_are_asked_for(reader: ReaderWindow) -> None:
    assert tile(reader, "start-open").hasFocus()
    press(tile(reader, "start-open"), Qt.Key.Key_Return)
    dialog = reader.findChild(QFileDialog, "open-file")
    assert dialog is not None
    dialog.reject()
    tile(reader, "start-address").click()
    asked = reader.findChild(AddressDialog, "address-dialog")
    assert asked is not None
    asked.reject()
    assert shows_start(reader)
    for child in reader.start.findChildren(QAbstractButton):
        assert child.accessibleName()


def test_what_is_typed_stands_on_the_page_at_once(reader: ReaderWindow) -> None:
    for letter in "Hi!":
        press(QApplication.focusWidget(), letter)
    assert reader.text.toPlainText() == "Hi!"
    assert reader.text.hasFocus()
    for _ in range(3):
        press(reader.text, Qt.Key.Key_Backspace)
    assert not shows_start(reader)  # not under the fingers of somebody who writes
    press(reader.text, "X")
    assert reader.text.toPlainText() == "X"
    reader.text.selectAll()
    reader.text.cut()
    reader.hide()
    reader.show()
    assert shows_start(reader)


def test_what_was_copied_is_pasted(reader: ReaderWindow) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("Copied words.")
    tile(reader, "start-paste").click()
    assert reader.text.toPlainText() == "Copied words."
    press(reader, Qt.Key.Key_N, CTRL)
    assert shows_start(reader)
    assert "set aside" in reader.notice.words.text()
    press(QApplication.focusWidget(), Qt.Key.Key_V, CTRL)
    assert reader.text.toPlainText() == "Copied words."


def test_a_text_that_was_left_is_gone_on_with(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read_again(Reading(LONG, "A long book"), start=3000)
    qtbot.waitUntil(
        lambda: app.engine.position is not None and app.engine.position.sentence.start > 2900,
        timeout=20_000,
    )
    assert not shows_start(reader)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    press(reader, Qt.Key.Key_N, CTRL)
    assert shows_start(reader)

    def rows() -> list[QAbstractButton]:
        found = reader.start.findChildren(QAbstractButton, "start-go-on")
        return [one for one in found if not one.isHidden()]

    qtbot.waitUntil(lambda: len(rows()) == 1, timeout=10_000)
    words = rows()[0].accessibleName()
    assert "A long book" in words
    assert "% · " in words
    rows()[0].click()
    qtbot.waitUntil(
        lambda: app.engine.position is not None and app.engine.position.sentence.start > 2900,
        timeout=20_000,
    )
    assert reader.bar.title.text() == "A long book"
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)


def test_the_hint_names_the_keys_that_work(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    keys = QKeySequence("Ctrl+Alt+R").toString(QKeySequence.SequenceFormat.NativeText)
    qtbot.waitUntil(lambda: keys in reader.start.hint.text(), timeout=10_000)
    hotkeys = {**app.engine.settings.app.hotkeys, "read-selection": ""}
    app.engine.change(app.engine.settings.with_app(hotkeys=hotkeys))
    qtbot.waitUntil(reader.start.hint.isHidden, timeout=10_000)


@pytest.mark.parametrize("place", ["window", "page"])
def test_what_is_held_over_the_window_is_shown_and_read_where_it_falls(
    app: Application, reader: ReaderWindow, qtbot: QtBot, tmp_path: Path, place: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("What stands in the file that was dropped.", "utf-8")
    target: QWidget = reader
    if place == "page":
        press(QApplication.focusWidget(), "x")
        view = reader.text.viewport()
        assert view is not None
        target = view
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    copy = Qt.DropAction.CopyAction
    over = reader._drop_place
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(9, 9), copy, data, LEFT, PLAIN))
    assert over.isVisible()
    QApplication.sendEvent(target, QDragLeaveEvent())
    assert not over.isVisible()
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(9, 9), copy, data, LEFT, PLAIN))
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), copy, data, LEFT, PLAIN))
    assert not over.isVisible()
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=20_000)
    qtbot.waitUntil(lambda: "was dropped" in reader.text.toPlainText(), timeout=20_000)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
