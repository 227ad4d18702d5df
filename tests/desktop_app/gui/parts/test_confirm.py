"""A question before something is done: only its Yes does it, and nothing in it is markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMessageBox, QWidget
import pytest

from desktop_app.gui.parts.confirm import confirm

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BUTTONS = QMessageBox.StandardButton


@pytest.mark.parametrize(("answer", "done"), [(BUTTONS.Yes, ["go"]), (BUTTONS.Cancel, [])])
def test_only_yes_goes_on(qtbot: QtBot, answer: BUTTONS, done: list[str]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    went: list[str] = []
    confirm(
        window, "ask", "Title", "<b>Really?</b>", "For good.", "Do it", lambda: went.append("go")
    )
    box = window.findChild(QMessageBox, "ask")
    assert box is not None
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert box.defaultButton() is box.button(BUTTONS.Cancel)
    yes, button = box.button(BUTTONS.Yes), box.button(answer)
    assert yes is not None
    assert yes.text() == "Do it"
    assert button is not None
    with qtbot.waitSignal(box.destroyed):
        button.click()
    assert went == done
