"""Aa: what a person chooses there is seen at once, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPalette
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QWidget
import pytest

from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.settings.appearance import CHOICES
from desktop_app.settings.settings import load_settings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def press(
    widget: QWidget | None,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload] # stubs: not static


@pytest.fixture
def reader(app: Application, qtbot: QtBot) -> ReaderWindow:
    """The Reader with a text and its sheet, which was opened by its key."""
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    window.text.show_text("One is first. Two comes after it, as it does. " * 20)
    press(window, Qt.Key.Key_A, CTRL_SHIFT)
    qtbot.waitUntil(window.appearance.isVisible, timeout=5_000)
    return window


def button(reader: ReaderWindow, name: str) -> QAbstractButton:
    found = reader.appearance.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def test_every_choice_is_seen_at_once_and_kept(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    def look() -> tuple[object, ...]:
        text = reader.text
        block = text.textCursor().block().blockFormat()
        return (
            text.palette().color(QPalette.ColorRole.Base).name(),
            text.font().families(),
            block.lineHeight(),
            text.viewportMargins().left(),
        )

    for key in ("page", "typeface", "line_spacing", "width"):
        before = look()
        for value in reversed(CHOICES[key]):
            if value == "opendyslexic":  # only where it is installed
                continue
            button(reader, f"{key}-{value}").click()
            assert getattr(app.engine.settings.appearance, key) == value
            if value == CHOICES[key][-1]:
                assert look() != before
        assert look() == before
    button(reader, "highlight_color-green").click()
    reader.appearance.highlight.setCurrentIndex(2)
    reader.appearance.highlight.activated.emit(2)
    button(reader, "larger").click()
    qtbot.waitUntil(
        lambda: (
            (
                load_settings().appearance.highlight,
                load_settings().appearance.highlight_color,
                load_settings().app.text_size,
            )
            == ("word", "green", 13.5)
        ),
        timeout=10_000,
    )
    assert reader.appearance.pixels.text() == "18 px"


def test_it_shows_what_was_chosen_elsewhere(app: Application, reader: ReaderWindow) -> None:
    settings = app.engine.settings.with_appearance(page="sepia", highlight="sentence")
    app.engine.change(settings.with_app(text_size=30.0))
    assert button(reader, "page-sepia").isChecked()
    assert reader.appearance.highlight.currentText() == "Sentence"
    assert reader.appearance.pixels.text() == "40 px"


def test_the_keyboard_reaches_every_choice_and_closes_it(
    reader: ReaderWindow, qtbot: QtBot
) -> None:
    sheet = reader.appearance
    seen: set[str] = set()
    for _ in range(40):
        at = QApplication.focusWidget()
        assert at is not None
        assert sheet.isAncestorOf(at)
        seen.add(at.objectName())
        press(at, Qt.Key.Key_Tab)
    # Of a group the Tab key reaches the one that is chosen, and the arrows the others.
    assert {"smaller", "larger", "typeface-serif", "width-normal", "page-system"} <= seen
    chosen = button(reader, "page-system")
    chosen.setFocus()
    press(chosen, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is button(reader, "page-light")
    for child in sheet.findChildren(QAbstractButton):
        assert child.accessibleName() or child.text() or child.toolTip(), child.objectName()
    press(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not sheet.isVisible(), timeout=5_000)
    assert reader.bar.buttons["appearance"].hasFocus()
