"""A word that is said wrong gets a rule from wherever a person is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
import pytest

from desktop_app.gui.parts.say_differently import say_differently
from desktop_app.reading.pronunciation import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

OTHERS = (Rule("km", "kilometers"), Rule("(a+)", "b", pattern=True))


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)  # type: ignore[call-overload] # stubs: not static


@pytest.fixture
def parent(app: Application, qtbot: QtBot) -> Iterator[QWidget]:
    app.engine.change_rules(OTHERS)
    window = QWidget()
    window.resize(640, 480)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    window.deleteLater()


def test_a_word_is_said_as_a_person_writes_it(app: Application, parent: QWidget) -> None:
    sheet = say_differently(app.engine, " Nguyen ", parent, "en")
    assert sheet.isVisible()
    assert "Nguyen" in sheet.page.title.text()
    assert (sheet.written.text(), sheet.said.text()) == ("Nguyen", "")
    assert not sheet.keep.isEnabled()
    assert not sheet.hear.isEnabled()
    assert "English" in sheet.only.text()
    sheet.said.setText("Nguyen")
    assert not sheet.keep.isEnabled()  # it would change nothing
    sheet.said.setText("Nwin")
    press(sheet.said, Qt.Key.Key_Return)
    assert app.engine.rules == (*OTHERS, Rule("Nguyen", "Nwin", language="en"))
    assert not sheet.isVisible()


def test_a_rule_that_there_is_for_the_word_is_changed_and_keeps_its_place(
    app: Application, parent: QWidget
) -> None:
    known = Rule("Nguyen", "Nwin", match_case=True)
    app.engine.change_rules((known, *OTHERS))
    sheet = say_differently(app.engine, "nguyen", parent)
    assert sheet.said.text() == "Nwin"
    assert not sheet.only.isVisible()
    sheet.written.setText("Nguyen")
    sheet.said.setText("Win")
    sheet.keep.click()
    assert app.engine.rules == (Rule("Nguyen", "Win", match_case=True), *OTHERS)
    sheet = say_differently(app.engine, "Nguyen", parent)
    press(sheet, Qt.Key.Key_Escape)
    assert app.engine.rules == (Rule("Nguyen", "Win", match_case=True), *OTHERS)


@pytest.mark.audio
def test_it_is_heard_before_it_is_kept(
    app: Application, parent: QWidget, qtbot: QtBot, sound_server: SoundServer
) -> None:
    sheet = say_differently(app.engine, "Nguyen", parent)
    sheet.said.setText("Nwin, as in win.")
    with sound_server.recording() as recording:
        sheet.hear.click()
        assert sheet.hear.accessibleName() == "Stop"
        qtbot.waitUntil(lambda: not sheet.trial.running, timeout=20_000)
    assert recording.duration > 0.5
    sheet.hear.click()
    sheet.hear.click()
    assert not sheet.trial.running
    sheet.reject()
    assert app.engine.rules == OTHERS
