"""The window of pronunciation rules, as people use it; what they make of a sentence is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction, QContextMenuEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)
import pytest

from desktop_app.errors import AppError
from desktop_app.gui.pronunciation.rules_table import (
    CASE,
    FIND,
    HEAR,
    LANGUAGE,
    MORE,
    PLAYING,
    PROBLEM,
    SAY,
    USABLE,
    WORDS,
)
from desktop_app.gui.pronunciation.window import PronunciationWindow, say
from desktop_app.reading.pronunciation import Rule
from desktop_app.reading.rules_file import load_rules, save_rules
from desktop_app.settings.settings import VoiceProfile
from desktop_app.system.paths import pronunciation_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop_app.gui.application import Application
    from tests.sound_server import SoundServer

NAS = Rule("NAS", "network storage")
CITY = Rule("重庆", "崇庆", language="zh")
NO_KEYS = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(app: Application, qtbot: QtBot) -> Iterator[PronunciationWindow]:
    """The window, with two rules."""
    app.engine.change_rules((NAS, CITY))
    window = PronunciationWindow(app.engine)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=10_000)
    yield window
    window.close()
    qtbot.waitUntil(lambda: not window._checking, timeout=10_000)
    window.deleteLater()


def rules_of(app: Application) -> list[Rule]:
    return list(app.engine.rules)


def press(widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    QTest.keyClick(widget, key, keys)  # type: ignore[call-overload] # its stubs are no static methods


def write(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)  # type: ignore[arg-type, call-arg] # as above


def click(parent: QWidget, name: str) -> None:
    button = parent.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isEnabled()
    at = QPoint(9, button.height() // 2)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, NO_KEYS, at)  # type: ignore[call-overload] # as above


def can(window: PronunciationWindow, name: str) -> bool:
    action = window.findChild(QAction, name)
    return action is not None and action.isEnabled()


def fill(qtbot: QtBot, window: PronunciationWindow, text: str, end: Qt.Key) -> None:
    """Type into the cell that is being edited, and leave it with a key."""
    edit = window.table.focusWidget() or window.table
    edit = window.focusWidget() or edit
    assert isinstance(edit, QLineEdit)
    edit.selectAll()
    write(edit, text)
    press(edit, end)
    qtbot.waitUntil(lambda: window.focusWidget() is not edit, timeout=5_000)


def toggle(window: PronunciationWindow, row: int, name: str) -> None:
    """Choose from the menu of a row, opened by its button with the keyboard."""
    window.table.setFocus()
    window.table.setCurrentIndex(window.model.index(row, MORE))
    press(window.table, Qt.Key.Key_Space)
    assert window.menu.isVisible()
    action = window.menu.findChild(QAction, name)
    assert action is not None
    assert action.isEnabled()
    action.trigger()
    window.menu.close()


def click_cell(window: PronunciationWindow, row: int, column: int) -> None:
    view, left = window.table.viewport(), Qt.MouseButton.LeftButton
    place = window.table.visualRect(window.model.index(row, column)).center()
    QTest.mouseClick(view, left, NO_KEYS, place)  # type: ignore[call-overload] # stubs


def said(qtbot: QtBot, window: PronunciationWindow, text: str, words: str) -> None:
    """Type a sentence, and wait until that is what would be said."""
    window.sentence.setText(text)
    qtbot.waitUntil(lambda: window.said.text().startswith(words), timeout=20_000)


def test_a_rule_is_written_by_keyboard_and_kept(
    app: Application, window: PronunciationWindow, qtbot: QtBot
) -> None:
    window.table.selectRow(1)
    press(window, Qt.Key.Key_N, CONTROL)
    assert rules_of(app) == [NAS, CITY]  # there is nothing to look for yet
    fill(qtbot, window, "km", Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit), timeout=5_000)
    fill(qtbot, window, "kilometres", Qt.Key.Key_Return)
    assert rules_of(app) == [NAS, CITY, Rule("km", "kilometres")]
    toggle(window, 2, "whole_words")
    toggle(window, 2, "match_case")
    rule = Rule("km", "kilometres", whole_words=False, match_case=True)
    assert rules_of(app)[2] == rule
    qtbot.waitUntil(lambda: load_rules(pronunciation_file()) == (NAS, CITY, rule), timeout=10_000)
    said(qtbot, window, "It has 5 km.", "It has 5 kilometres.")


def test_changes_are_undone_and_redone(app: Application, window: PronunciationWindow) -> None:
    assert not can(window, "undo")
    window.table.selectRow(0)
    window.table.setFocus()
    press(window.table, Qt.Key.Key_Delete)
    assert rules_of(app) == [CITY]
    assert "1 rule removed" in window.notice.words.text()
    press(window, Qt.Key.Key_Z, CONTROL)
    assert rules_of(app) == [NAS, CITY]
    assert not window.notice.isVisible()
    click(window, "redo-button")
    assert rules_of(app) == [CITY]
    window.table.setFocus()
    press(window.table, Qt.Key.Key_Delete)
    assert rules_of(app) == []
    assert window.pages.currentIndex() == 1
    assert not can(window, "remove")
    window.remove()
    click(window.notice, "notice-action")
    assert rules_of(app) == [CITY]
    assert window.pages.currentIndex() == 0


def test_an_example_is_taken_over_with_one_click(
    app: Application, window: PronunciationWindow
) -> None:
    app.engine.change_rules(())
    assert window.pages.currentIndex() == 1
    window.grab()
    click(window, "example-1")
    assert rules_of(app) == [Rule("NAS", "network storage")]
    assert window.pages.currentIndex() == 0
    press(window, Qt.Key.Key_Z, CONTROL)
    assert rules_of(app) == []


def test_a_click_into_a_field_writes_there(
    app: Application, window: PronunciationWindow, qtbot: QtBot
) -> None:
    click_cell(window, 1, SAY)
    edit = window.table.findChild(QLineEdit)
    assert edit is not None
    edit.setText("Chongqing")
    press(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.engine.rules[1].replace == "Chongqing", timeout=5_000)
    assert app.engine.rules[1].language == "zh"
    # A pattern is heard in the sentence, so there has to be one.
    app.engine.change_rules((Rule("a+", "x", pattern=True), Rule("b", "")))
    assert not window.model.index(0, HEAR).data(USABLE)
    click_cell(window, 0, HEAR)
    assert not window.trial.running
    window.sentence.setText("aa")
    assert window.model.index(0, HEAR).data(USABLE)
    assert not window.model.index(1, HEAR).data(USABLE)
    window.grab()


def test_rules_change_their_order(app: Application, window: PronunciationWindow) -> None:
    window.table.selectRow(0)
    window.table.setFocus()
    assert not can(window, "up")
    press(window.table, Qt.Key.Key_Down, ALT)
    assert rules_of(app) == [CITY, NAS]
    assert window.table.currentIndex().row() == 1
    assert not can(window, "down")
    window.move_rule(1)
    press(window.table, Qt.Key.Key_Up, ALT)
    assert rules_of(app) == [NAS, CITY]
    window.table.selectAll()
    press(window.table, Qt.Key.Key_Delete)
    assert rules_of(app) == []


def test_what_is_being_typed_is_kept_when_another_rule_is_added(
    app: Application, window: PronunciationWindow
) -> None:
    window.table.setCurrentIndex(window.model.index(0, SAY))
    window.table.edit(window.model.index(0, SAY))
    edit = window.table.findChild(QLineEdit)
    assert edit is not None
    edit.setText("storage")
    window.add()
    assert app.engine.rules[0] == Rule("NAS", "storage")
    window.close()
    assert len(app.engine.rules) == 2


def test_a_rule_has_a_language(app: Application, window: PronunciationWindow, qtbot: QtBot) -> None:
    def choose(text: str) -> None:
        index = window.model.index(0, LANGUAGE)
        window.table.setCurrentIndex(index)
        window.table.edit(index)
        box = window.table.findChild(QComboBox)
        assert box is not None
        box.setCurrentText(text)
        delegate = window.table.itemDelegateForColumn(LANGUAGE)
        assert delegate is not None
        delegate.commitData.emit(box)
        delegate.closeEditor.emit(box)
        qtbot.waitUntil(lambda: window.table.findChild(QComboBox) is None, timeout=5_000)

    choose("pt")
    assert app.engine.rules[0].language == "pt"
    assert "português" in window.model.index(0, LANGUAGE).data()
    assert "Language of" in window.model.index(0, LANGUAGE).data(Qt.ItemDataRole.ToolTipRole)
    choose("Deutsch (de)")
    assert app.engine.rules[0].language == "de"
    choose("elvish")
    assert app.engine.rules[0].language == "de"
    choose("polski (pl)")
    assert app.engine.rules[0].language == "pl"
    choose("All")
    assert app.engine.rules[0].language == ""
    choose("")
    assert app.engine.rules[0].language == ""


def test_a_sentence_is_shown_as_it_is_said(
    app: Application, window: PronunciationWindow, qtbot: QtBot
) -> None:
    said(qtbot, window, "My nas 在家。 重庆很大。", "My network storage 在家。 崇庆很大。")
    assert "[中文]" in window.said.text()
    said(qtbot, window, "Nothing else.", "Nothing else.")
    app.engine.change(app.engine.settings.with_app(language_profiles={"en": "x", "de": "x"}))
    qtbot.waitUntil(lambda: "[English]" in window.said.text(), timeout=20_000)
    said(qtbot, window, "", "")


def test_rules_that_are_wrong_or_slow_are_marked_with_the_reason(
    app: Application, window: PronunciationWindow, qtbot: QtBot
) -> None:
    rules = (Rule("(", "x", pattern=True), Rule("^(a|aa)+$", "x", pattern=True), NAS)
    app.engine.change_rules(rules)  # as if from elsewhere
    assert window.model.rules == rules
    said(qtbot, window, "a" * 60 + "! The NAS.", "a" * 60 + "! The network storage.")
    assert "isn't valid" in window.model.index(0, PROBLEM).data()
    role = Qt.ItemDataRole
    assert "valid" in window.model.index(0, FIND).data(role.ToolTipRole)
    assert "isn't valid" in window.model.index(0, FIND).data(role.AccessibleTextRole)
    assert "takes too long" in window.model.problem(1)
    assert window.model.problem(2) == ""
    window.table.selectRow(1)
    assert "takes too long" in window.problem.text()
    assert not window.model.setData(window.model.index(0, WORDS), 2, Qt.ItemDataRole.UserRole)
    assert window.model.index(0, WORDS).data(Qt.ItemDataRole.CheckStateRole) is None
    window.table.setCurrentIndex(window.model.index(0, FIND))
    window._show_flags()
    assert not window._flags["whole_words"].isEnabled()
    toggle(window, 0, "pattern")
    qtbot.waitUntil(lambda: window.model.problem(0) == "", timeout=20_000)
    assert app.engine.rules[0] == Rule("(", "x")


def test_many_slow_rules_never_hold_the_window(
    app: Application, window: PronunciationWindow, qtbot: QtBot
) -> None:
    slow = tuple(Rule(f"^(a|aa)+{number}$", "x", pattern=True) for number in range(10))
    app.engine.change_rules(slow)
    window.sentence.setText("a" * 60)
    qtbot.waitUntil(lambda: window._checking, timeout=10_000)
    for _ in range(3):  # typing goes on while the rules are tried
        write(window.sentence, "b")
        qtbot.wait(200)
    assert window.sentence.text() == "a" * 60 + "bbb"
    qtbot.waitUntil(lambda: window.said.text().startswith("a" * 60 + "bbb"), timeout=60_000)


@pytest.mark.audio
def test_what_the_rules_make_is_heard(
    app: Application, window: PronunciationWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    def heard(text: str) -> float:
        window.sentence.setText(text)
        with sound_server.recording() as recording:
            press(window, Qt.Key.Key_Return, CONTROL)
            assert window.listen.text() == "S&top"
            assert not window.model.index(0, HEAR).data(PLAYING)
            qtbot.waitUntil(lambda: not window.trial.running, timeout=20_000)
        return recording.duration

    assert not can(window, "hear")
    press(window.sentence, Qt.Key.Key_Return)
    assert not window.trial.running
    app.engine.change_rules((Rule("NAS", "network attached storage of the family"),))
    assert heard("My NAS.") > 1.5 * heard("My nest.")
    app.engine.change(app.engine.settings.with_profile("Slow", VoiceProfile(speed=0.5)))
    usual = heard("My nest is here.")
    app.engine.set_profile("Slow")
    assert 1.6 < heard("My nest is here.") / usual < 2.4
    window.sentence.setText("A long sentence. " * 9)
    press(window.sentence, Qt.Key.Key_Return)
    click(window, "hear-button")
    assert not window.trial.running
    assert window.listen.text() == "&Hear it"
    # The button of a row says what the rule says.
    click_cell(window, 0, HEAR)
    assert window.model.index(0, HEAR).data(PLAYING)
    assert window.model.index(0, HEAR).data(Qt.ItemDataRole.ToolTipRole) == "Stop"
    click_cell(window, 0, HEAR)
    assert not window.model.index(0, HEAR).data(PLAYING)


def choose_file(window: PronunciationWindow, path: Path) -> None:
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(str(path))
    press(edit, Qt.Key.Key_Return)


def test_rules_are_exported_and_imported(
    app: Application, window: PronunciationWindow, qtbot: QtBot, home: Path
) -> None:
    def told(words: str) -> None:
        qtbot.waitUntil(lambda: words in window.notice.words.text(), timeout=10_000)

    click(window, "export-button")
    choose_file(window, home / "mine")
    told("2 rules exported to mine.toml")
    assert load_rules(home / "mine.toml") == (NAS, CITY)
    more = Rule("km", "kilometres")
    save_rules(home / "more.toml", [CITY, more, more])
    click(window, "import-button")
    choose_file(window, home / "more.toml")
    told("1 rule added")
    assert rules_of(app) == [NAS, CITY, more]
    window.import_from(home / "mine.toml")
    told("already")
    (home / "wrong.toml").write_text("version = 1\n[[rules]]\nfind = 3", "utf-8")
    window.import_from(home / "wrong.toml")
    told("of rule 1")
    assert rules_of(app) == [NAS, CITY, more]
    window.export_to(home / "wrong.toml" / "x.toml")
    told("Can't write")
    press(window, Qt.Key.Key_Z, CONTROL)
    assert rules_of(app) == [NAS, CITY]


def test_every_control_has_a_name(window: PronunciationWindow) -> None:
    buddies = {label.buddy() for label in window.findChildren(QLabel)}
    nameless = [
        (child.objectName(), type(child))
        for child in window.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child.isVisibleTo(window)
        and not child.accessibleName()
        and not (isinstance(child, QAbstractButton) and child.text())
        and child not in buddies
    ]
    assert nameless == []


def test_cells_say_what_they_are(window: PronunciationWindow) -> None:
    role = Qt.ItemDataRole
    model = window.model
    assert model.index(0, WORDS).data(role.AccessibleTextRole) == "Whole words: yes"
    assert model.index(0, CASE).data(role.AccessibleTextRole) == "Match case: no"
    assert model.index(0, CASE).data(role.DisplayRole) is None
    assert model.index(0, FIND).data(role.ToolTipRole) is None
    assert model.index(0, FIND).data(role.AccessibleTextRole) == "Written: NAS"
    assert model.index(0, HEAR).data(role.AccessibleTextRole) == "Hear it: NAS"
    assert model.index(0, MORE).data(role.ToolTipRole) == "More"
    assert model.index(0, LANGUAGE).data() == "All"
    assert model.headerData(FIND, Qt.Orientation.Horizontal) == "Written"
    header = window.table.horizontalHeader()
    assert header is not None
    assert header.defaultAlignment() & Qt.AlignmentFlag.AlignLeft
    across = Qt.Orientation.Horizontal
    assert "As written" in model.headerData(FIND, across, role.ToolTipRole)  # type: ignore[operator] # it is a text
    assert model.headerData(1, Qt.Orientation.Vertical) == 2
    assert model.problem(9) == ""
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0


def test_a_button_is_heard_until_it_is_pressed_again(
    window: PronunciationWindow, app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def start(_: VoiceProfile, text: str) -> None:
        heard.append(text)
        window.trial._run(running=True)

    monkeypatch.setattr(window.trial, "start", start)
    app.engine.change_rules((NAS, Rule("a+", "b", pattern=True)))
    window.sentence.setText(" aa ")
    hears = [window.model.index(row, HEAR) for row in range(2)]
    click_cell(window, 0, HEAR)
    assert [index.data(PLAYING) for index in hears] == [True, False]
    assert hears[0].data(Qt.ItemDataRole.ToolTipRole) == "Stop"
    click_cell(window, 1, HEAR)  # a pattern is heard in the sentence; one at a time
    assert [index.data(PLAYING) for index in hears] == [False, True]
    click_cell(window, 1, HEAR)
    assert not window.trial.running
    assert [index.data(PLAYING) for index in hears] == [False, False]
    press(window.sentence, Qt.Key.Key_Return)
    assert window.listen.text() == "S&top"
    click(window, "hear-button")
    assert not window.trial.running
    assert heard == ["network storage", "aa", "aa"]
    window.trial.failed.emit(AppError("no_output"))
    assert "no audio output device" in window.notice.words.text()


def test_the_menu_of_a_rule_opens_where_a_person_is(
    window: PronunciationWindow, app: Application
) -> None:
    by, viewport = QContextMenuEvent.Reason, window.table.viewport()
    assert viewport is not None
    below = QPoint(30, viewport.height() - 5)
    row = window.table.visualRect(window.model.index(1, FIND)).center()

    def opens(reason: QContextMenuEvent.Reason, at: QPoint) -> bool:
        QApplication.sendEvent(viewport, QContextMenuEvent(reason, at, viewport.mapToGlobal(at)))
        shown = window.menu.isVisible()
        window.menu.close()
        return shown

    window.table.selectRow(1)
    assert opens(by.Mouse, row)
    assert opens(by.Keyboard, below)
    assert not opens(by.Mouse, below)  # no row is there
    app.engine.change_rules(())
    assert not opens(by.Keyboard, row)  # there is no rule
    window.menu.aboutToShow.emit()
    window.remove()
    assert rules_of(app) == []


def test_a_screen_reader_ticks_what_a_rule_looks_for(
    window: PronunciationWindow, app: Application
) -> None:
    check, on = Qt.ItemDataRole.CheckStateRole, Qt.CheckState
    model = window.model
    assert model.index(0, WORDS).data(check) is on.Checked
    assert model.setData(model.index(0, WORDS), on.Unchecked.value, check)
    assert model.index(0, WORDS).data(check) is on.Unchecked
    assert not app.engine.rules[0].whole_words
    app.engine.change_rules((Rule("a+", "x", pattern=True, language="tlh"),))
    assert model.index(0, WORDS).data(check) is None  # an expression says itself where a word ends
    can_tick = Qt.ItemFlag.ItemIsUserCheckable
    assert not model.flags(model.index(0, WORDS)) & can_tick
    assert model.flags(model.index(0, CASE)) & can_tick
    assert model.index(0, FIND).data(Qt.ItemDataRole.StatusTipRole) is None
    assert model.index(0, HEAR).data(Qt.ItemDataRole.StatusTipRole) is None
    window.table.edit(model.index(0, LANGUAGE))  # of a language that nobody knows here
    box = window.table.findChild(QComboBox)
    assert box is not None
    assert box.currentData() == "tlh"
    press(box, Qt.Key.Key_Escape)


async def test_what_is_said_of_nothing() -> None:
    nothing = await say([Rule("(", "x", pattern=True)], "", [])
    assert nothing.words == ""
    assert len(nothing.problems) == 1
