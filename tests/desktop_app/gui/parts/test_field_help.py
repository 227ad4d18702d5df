"""The room below a field: one thing at a time, always as high, and words cut to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from desktop_app.gui.parts.field_help import CutLabel, FieldHelp
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import Scrolled

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LONG = "This is a sentence that says at length what is wrong with a field. " * 9


def test_what_is_put_there_last_is_shown_and_nothing_grows(qtbot: QtBot) -> None:
    room = FieldHelp("Letters and digits")
    qtbot.addWidget(room)
    room.resize(300, room.height())
    room.show()
    high, first, last = room.height(), QLabel("first"), CutLabel()
    last.give_room(2)
    last.setText(LONG)
    room.put(last)
    room.put(last)  # it is there already
    room.put(first, first=True)
    shown = [one.isVisible() for one in (room.words, first, last)]
    assert shown == [False, False, True]
    assert room.height() == high
    room.take(last)
    room.take(last)
    assert first.isVisible()
    room.take(first)
    assert room.words.isVisible()


def test_words_are_cut_to_their_room_and_are_whole_where_they_are_asked_for(qtbot: QtBot) -> None:
    label = CutLabel()
    qtbot.addWidget(label)
    label.give_room(2)
    label.resize(400, label.height())
    label.show()
    label.setText(LONG)
    assert label.text() == LONG
    assert label.accessibleName() == LONG
    assert label.toolTip() == LONG
    shown = QLabel.text(label)
    assert shown.endswith("…")
    assert LONG.startswith(shown[:-1])
    assert label.heightForWidth(400) <= label.height()
    label.resize(6000, label.height())
    assert QLabel.text(label) == LONG
    assert label.toolTip() == ""
    label.clear()
    assert label.text() == ""
    label.resize(3, label.height())
    label.setText("a b c")  # there is no room for a letter
    assert label.text() == "a b c"


def test_what_is_scrolled_stays_where_it_is_when_a_message_comes_above_it(qtbot: QtBot) -> None:
    window, content, notice = QWidget(), QWidget(), Notice()
    qtbot.addWidget(window)
    content.setMinimumHeight(2000)
    area = Scrolled(content)
    layout = QVBoxLayout(window)
    layout.addWidget(notice)
    layout.addWidget(area, 1)
    window.resize(500, 400)
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    before = content.mapTo(window, content.rect().topLeft()).y()
    notice.tell("Something is wrong.", kind="error")
    QApplication.processEvents()
    assert area.y() > notice.height()
    assert content.mapTo(window, content.rect().topLeft()).y() == before
    notice.clear()
    QApplication.processEvents()
    assert content.mapTo(window, content.rect().topLeft()).y() == before
