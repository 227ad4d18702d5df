"""The Reader as people use it: typed, pressed, clicked, dropped, seen and heard."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
import re
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PyQt6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QTextCursor,
    QWheelEvent,
)
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
import pytest

from desktop_app.documents.opening import read_document
from desktop_app.errors import AppError
from desktop_app.gui.parts.colors import DARK
from desktop_app.gui.parts.metrics import LEAST_TARGET, ROW
from desktop_app.gui.parts.palettes import palette_of
from desktop_app.gui.parts.save_dialog import SaveSheet
from desktop_app.gui.parts.say_differently import SayDifferently
from desktop_app.gui.reader.address_dialog import AddressDialog, whole
from desktop_app.gui.reader.queue_row import MORE, QueueRow
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.reading.events import (
    FirstSound,
    PositionChanged,
    ReaderState,
    ServiceChanged,
    StateChanged,
)
from desktop_app.reading.model import Reading, Span
from desktop_app.reading.titles import title_of
from desktop_app.settings.settings import ServiceSettings, StandIn, VoiceProfile, load_settings
from shared_client.text.kinds import TextKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.documents.document import Document
    from desktop_app.gui.application import Application
    from tests.sound_server import Recording, SoundServer

CTRL, ALT, SHIFT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
SLOW = AppError("page_slow", address="home")
LEFT = Qt.MouseButton.LeftButton
STORY = "One is first. Two comes after it, as it does. Three is the last of them all. "
LONG = "".join(f"This is sentence number {at} of a long text that is read. " for at in range(120))


def press(widget: QWidget | None, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload] # stubs: not static


def typed(widget: QWidget, words: str) -> None:
    for char in words:
        QTest.keyClick(widget, char)  # type: ignore[call-overload] # as above


def click(widget: QWidget | None, place: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, PLAIN, place or QPoint())  # type: ignore[call-overload] # as above


@pytest.fixture
def reader(app: Application, qtbot: QtBot) -> Iterator[ReaderWindow]:
    """The Reader of the app, in front."""
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    yield window
    app.engine.stop()
    qtbot.waitUntil(lambda: app.engine.queue == (), timeout=10_000)


def text_of(reader: ReaderWindow) -> str:
    return reader.text.toPlainText()


def write(reader: ReaderWindow, text: str) -> None:
    """Put a text in as a person pastes it."""
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)
    press(reader.text, Qt.Key.Key_V, CTRL)
    assert text_of(reader) == text


def heard(app: Application, qtbot: QtBot, start: int = 0) -> PositionChanged:
    """Wait until a sentence is heard that begins at a place or after it."""
    found: list[PositionChanged] = []

    def there() -> bool:
        position = app.engine.position
        if position is not None and position.sentence.start >= start:
            found.append(position)
        return bool(found)

    qtbot.waitUntil(there, timeout=20_000)
    return found[0]


def is_state(app: Application, qtbot: QtBot, state: ReaderState) -> None:
    qtbot.waitUntil(lambda: app.engine.state.state is state, timeout=20_000)


def marks(reader: ReaderWindow) -> tuple[str, str] | None:
    """The sentence and the word that are highlighted."""
    found = [mark.cursor.selectedText() for mark in reader.text.extraSelections()]
    return (found[0], found[1]) if found else None


def place_of(reader: ReaderWindow, words: str) -> QPoint:
    """A point on words in the view."""
    at = reader.text.places.to_qt(text_of(reader).index(words) + 1)
    cursor = reader.text.textCursor()
    cursor.setPosition(at)
    return reader.text.cursorRect(cursor).center()


def select(reader: ReaderWindow, words: str) -> None:
    start = text_of(reader).index(words)
    reader.text.setTextCursor(reader.text.cursor_of(Span(start, start + len(words))))


def titles(app: Application) -> str:
    return "".join(title_of(item.reading)[:1] for item in app.engine.queue)


def part(window: QWidget, kind: type[Any], name: str) -> Any:
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def trigger(window: QWidget, name: str) -> None:
    action = part(window, QAction, name)
    assert action.isEnabled()
    action.trigger()


# The voice in the text


def test_it_marks_what_is_heard_and_jumps_where_one_clicks(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    text = "😀 One is 𠀀 first. Two comes after it, as it does. Three is the last of them all."
    write(reader, text)
    seen: list[tuple[str, str]] = []

    def look(_: PositionChanged) -> None:
        now = marks(reader)
        if now and now not in seen:
            seen.append(now)

    app.engine.position_changed.connect(look)
    press(reader.text, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(seen) > 5, timeout=20_000)
    assert text_of(reader) == text
    first = [("One is 𠀀 first.", word) for word in ("One", "is", "𠀀", "first")]
    assert seen[:4] == first
    assert seen[4] == ("Two comes after it, as it does.", "Two")
    press(reader.text, Qt.Key.Key_Return, CTRL)
    is_state(app, qtbot, ReaderState.PAUSED)
    press(reader.text, Qt.Key.Key_Return, CTRL)
    click(reader.text.viewport(), place_of(reader, "last of"))
    three = text.index("Three")
    assert heard(app, qtbot, three).sentence.start == three
    assert marks(reader) == ("Three is the last of them all.", "Three")
    assert reader.player.scrubber.slider.value() > 300
    press(reader.text, Qt.Key.Key_Left, ALT)
    qtbot.waitUntil(lambda: (marks(reader) or ("",))[0].startswith("Two"), timeout=20_000)
    press(reader.text, Qt.Key.Key_Right, ALT)
    heard(app, qtbot, three)
    is_state(app, qtbot, ReaderState.IDLE)
    assert marks(reader) is None
    assert reader.player.words.text() == "Ready"


@pytest.mark.audio
def test_a_jump_is_heard(
    app: Application, reader: ReaderWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    write(reader, "One. " + "This here takes very long to be read to its very end. " * 12 + "End.")
    with sound_server.recording() as recording:
        press(reader.text, Qt.Key.Key_Return, CTRL)
        heard(app, qtbot)
        click(reader.text.viewport(), place_of(reader, "End"))
        is_state(app, qtbot, ReaderState.IDLE)
    assert 0.3 < recording.duration < 10


def test_enter_jumps_to_the_caret_which_the_voice_leaves_alone(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, "\n".join(f"This is the line number {at}." for at in range(9)))
    reader.text.moveCursor(QTextCursor.MoveOperation.Start)
    press(reader.text, Qt.Key.Key_Return, CTRL)
    heard(app, qtbot)
    for _ in range(7):
        press(reader.text, Qt.Key.Key_Down)
    at = reader.text.offset()
    assert at == text_of(reader).index("This is the line number 7.")
    heard(app, qtbot, 5)
    assert reader.text.offset() == at
    press(reader.text, Qt.Key.Key_Return)
    assert heard(app, qtbot, at).sentence.start == at


def test_a_click_that_takes_a_selection_away_does_not_jump(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, STORY)
    press(reader.text, Qt.Key.Key_Return, CTRL)
    heard(app, qtbot)
    select(reader, "Two")
    with qtbot.assertNotEmitted(reader.text.chosen):
        click(reader.text.viewport(), place_of(reader, "Three"))
    with qtbot.waitSignal(reader.text.chosen):
        click(reader.text.viewport(), place_of(reader, "Two"))


def test_a_click_under_the_text_does_not_jump(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, STORY)
    press(reader.text, Qt.Key.Key_Return, CTRL)
    heard(app, qtbot)
    viewport = reader.text.viewport()
    assert viewport is not None
    with qtbot.assertNotEmitted(reader.text.chosen):
        click(viewport, QPoint(40, viewport.height() - 5))


def test_a_failure_is_told_until_another_text_is_heard(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        app.engine.open_all(["file:///nowhere/at-all.txt"])
    qtbot.waitUntil(lambda: "at-all.txt" in reader.notice.words.text(), timeout=5_000)
    with qtbot.waitSignal(app.engine.first_sound, timeout=20_000):
        app.engine.read("This can be read.")
    qtbot.waitUntil(lambda: not reader.notice.words.text(), timeout=5_000)


def test_only_what_is_selected_is_read_and_the_text_stays(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    text = "😀 " + STORY
    write(reader, text)
    select(reader, "Two comes after it, as it does.")
    press(reader.text, Qt.Key.Key_Return, CTRL)
    heard(app, qtbot)
    assert app.engine.queue[0].reading.text == "Two comes after it, as it does."
    assert text_of(reader) == text
    assert marks(reader) == ("Two comes after it, as it does.", "Two")
    click(reader.text.viewport(), place_of(reader, "One"))  # its first sentence is the nearest
    is_state(app, qtbot, ReaderState.IDLE)
    assert text_of(reader) == text


def test_it_goes_on_where_it_was_stopped(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, STORY)
    press(reader.text, Qt.Key.Key_Home, CTRL)
    press(reader.text, Qt.Key.Key_Return, CTRL)
    two = STORY.index("Two")
    heard(app, qtbot, two)
    press(reader.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    assert reader.text.offset() == two
    press(reader.text, Qt.Key.Key_Return, CTRL)
    assert heard(app, qtbot).sentence.start == two


# What is in sight


def is_in_the_middle(reader: ReaderWindow) -> bool:
    mark = reader.text.extraSelections()[0].cursor
    mark.setPosition(mark.selectionStart())
    top = reader.text.cursorRect(mark).top()
    view = reader.text.viewport()
    assert view is not None
    line = reader.text.fontMetrics().lineSpacing()
    return view.height() / 3 - 2 * line <= top <= 2 * view.height() / 3 + line


def scroll(reader: ReaderWindow, action: QAbstractSlider.SliderAction) -> None:
    bar = reader.text.verticalScrollBar()
    assert bar is not None
    bar.triggerAction(action)


def test_the_voice_stays_in_the_middle_unless_one_scrolls_away(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.set_speed(2.0)
    app.engine.read(LONG.replace(". ", ".\n\n"), start=3000)
    start = heard(app, qtbot, 2900).sentence.start
    qtbot.waitUntil(lambda: is_in_the_middle(reader), timeout=5_000)
    heard(app, qtbot, start + 1)
    qtbot.waitUntil(lambda: is_in_the_middle(reader), timeout=5_000)
    assert reader.text.following
    scroll(reader, QAbstractSlider.SliderAction.SliderToMinimum)
    qtbot.waitUntil(lambda: not reader.text.following, timeout=5_000)
    now = app.engine.position
    assert now is not None
    heard(app, qtbot, now.sentence.start + 1)
    bar = reader.text.verticalScrollBar()
    assert bar is not None
    assert bar.value() == 0
    assert reader.text.back.isVisible()
    click(reader.text.back)
    qtbot.waitUntil(lambda: is_in_the_middle(reader), timeout=5_000)
    assert not reader.text.back.isVisible()
    scroll(reader, QAbstractSlider.SliderAction.SliderToMinimum)
    qtbot.waitUntil(lambda: not reader.text.following, timeout=5_000)
    press(reader.text, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: is_in_the_middle(reader), timeout=5_000)
    press(reader.text, Qt.Key.Key_Home, CTRL)  # the caret leaves, and the view with it
    assert reader.text.back.isVisible()
    reader.resize(reader.width() - 200, reader.height())
    click(reader.text.back)
    qtbot.waitUntil(lambda: is_in_the_middle(reader), timeout=5_000)


def test_a_little_scrolling_does_not_lose_the_voice(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read(LONG, start=3000)
    heard(app, qtbot, 2900)
    qtbot.waitUntil(lambda: is_in_the_middle(reader), timeout=5_000)
    app.engine.pause()
    is_state(app, qtbot, ReaderState.PAUSED)
    scroll(reader, QAbstractSlider.SliderAction.SliderSingleStepAdd)
    qtbot.waitUntil(reader.text._quiet.isActive, timeout=5_000)
    assert reader.text.following
    reader.text._quiet.timeout.emit()  # nobody has to wait for it here
    assert reader.text.following


@pytest.mark.audio
def test_a_gui_that_is_stuck_makes_no_gap(
    app: Application, reader: ReaderWindow, qtbot: QtBot, sound_server: SoundServer
) -> None:
    def hear(*, stuck: int) -> Recording:
        left = stuck

        def hang(_: PositionChanged) -> None:
            nonlocal left
            if left:
                left -= 1
                time.sleep(0.5)

        app.engine.position_changed.connect(hang)
        with sound_server.recording() as recording:
            trigger(reader, "play")
            is_state(app, qtbot, ReaderState.SPEAKING)
            is_state(app, qtbot, ReaderState.IDLE)
        app.engine.position_changed.disconnect(hang)
        assert left == 0
        return recording

    write(reader, STORY)
    press(reader.text, Qt.Key.Key_Home, CTRL)
    smooth, stuck = hear(stuck=0), hear(stuck=4)
    assert app.engine._core is not None
    assert app.engine._core.player.underruns == 0
    longest = max(smooth.silences(0.03))
    assert max(stuck.silences(0.03)) < longest + 0.03  # a gap would be half a second


# The text


def test_typing_reading_and_saying_that_there_is_nothing(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    trigger(reader, "play")
    assert "There's no text yet" in reader.notice.words.text()
    trigger(reader, "save")
    typed(reader.text, "Typed by hand.")
    assert text_of(reader) == "Typed by hand."
    press(reader.text, Qt.Key.Key_Return, CTRL)
    heard(app, qtbot)
    typed(reader.text, "xyz")
    assert text_of(reader) == "Typed by hand."
    is_state(app, qtbot, ReaderState.IDLE)
    press(reader.text, Qt.Key.Key_End, CTRL)
    typed(reader.text, " More.")
    assert text_of(reader) == "Typed by hand. More."


def test_what_was_written_is_put_aside_and_comes_back(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, "My own words.")
    app.engine.read("Something else that is read.", title="Else")
    qtbot.waitUntil(lambda: text_of(reader) == "Something else that is read.", timeout=10_000)
    assert reader.windowTitle().startswith("Else")
    trigger(reader, "stop")
    qtbot.waitUntil(lambda: "set aside" in reader.notice.words.text(), timeout=10_000)
    app.engine.read("And another one, that is read as well.")
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    click(reader.notice.action)  # not while something is read
    assert "another" in text_of(reader)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    click(reader.notice.action)
    assert text_of(reader) == "My own words."
    assert reader.windowTitle().startswith("Reader")


def test_an_own_text_that_is_interrupted_is_shown_again(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, STORY)
    press(reader.text, Qt.Key.Key_Home, CTRL)
    trigger(reader, "play")
    own = heard(app, qtbot).item
    app.engine.try_out(VoiceProfile(), "How do I sound?")
    qtbot.waitUntil(lambda: app.engine.queue[0].number != own, timeout=10_000)
    assert text_of(reader) == STORY  # a trial is not shown
    qtbot.waitUntil(lambda: app.engine.queue[0].number == own, timeout=20_000)
    reader._begin(Reading("An announcement."))
    assert text_of(reader) == "An announcement."
    reader._begin(app.engine.queue[0].reading)
    assert text_of(reader) == STORY
    assert reader._draft == ""


def test_a_text_from_elsewhere_is_read_again_as_what_it_is(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read("From a file.", title="File", source="/a/file.txt")
    heard(app, qtbot)
    is_state(app, qtbot, ReaderState.IDLE)
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    trigger(reader, "play")
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    assert app.engine.queue[0].reading.source == "/a/file.txt"


def test_the_size_of_the_text_is_kept(reader: ReaderWindow, qtbot: QtBot) -> None:
    def size() -> float:
        return reader.text.font().pointSizeF()

    usual = size()
    press(reader.text, Qt.Key.Key_Plus, CTRL)
    press(reader.text, Qt.Key.Key_Equal, CTRL)
    assert size() == usual + 2
    press(reader.text, Qt.Key.Key_Minus, CTRL)
    assert size() == usual + 1
    view = reader.text.viewport()
    for turn, expected in ((120, usual + 2), (-120, usual + 1)):
        wheel = QWheelEvent(
            QPointF(9, 9),
            QPointF(9, 9),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            CTRL,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003 - Qt's
        )
        QApplication.sendEvent(view, wheel)
        assert size() == expected
    kept = ReaderWindow(reader._engine, lambda _: None)
    qtbot.addWidget(kept)
    assert kept.text.font().pointSizeF() == usual + 1
    press(reader.text, Qt.Key.Key_0, CTRL)
    assert size() == usual
    assert reader._engine.settings.app.text_size == 0


def test_words_are_found(reader: ReaderWindow) -> None:
    write(reader, "A sea, a ship.\nThe sea again, and the Sea.")
    press(reader.text, Qt.Key.Key_Home, CTRL)
    press(reader.text, Qt.Key.Key_F, CTRL)
    assert reader.find_bar.isVisible()
    bar = reader.find_bar
    typed(bar.words, "sea")
    found = [reader.text.textCursor().position()]
    for _ in range(3):
        press(bar.words, Qt.Key.Key_Return)
        found.append(reader.text.textCursor().position())
    assert found == [5, 22, 41, 5]
    assert bar.found.text() == "Continued from the top"
    press(bar.words, Qt.Key.Key_Return, SHIFT)
    assert reader.text.textCursor().position() == 41
    assert bar.found.text() == "Continued from the end"
    typed(bar.words, "xyz")
    assert bar.found.text() == "Not found"
    press(bar.words, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert reader.text.hasFocus()
    select(reader, "ship")
    press(reader.text, Qt.Key.Key_F, CTRL)
    assert bar.words.text() == "ship"
    bar.words.clear()
    assert not bar.find_next()
    press(reader.text, Qt.Key.Key_Escape)  # the bar first, before it means stop
    assert not bar.isVisible()


def menu_of(reader: ReaderWindow, qtbot: QtBot, words: str) -> QMenu:
    opened: list[QMenu] = []
    reader.text.menu_opened.connect(lambda menu, _: opened.append(menu))
    place = place_of(reader, words)
    view = reader.text.viewport()
    assert view is not None
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
    QApplication.sendEvent(view, event)
    qtbot.waitUntil(lambda: bool(opened) and opened[-1].isVisible(), timeout=5_000)
    return opened[-1]


def test_the_menu_of_the_text_reads_from_here(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, STORY)
    select(reader, "Two")
    menu = menu_of(reader, qtbot, "Three")
    part(menu, QAction, "read-part")
    trigger(menu, "read-from-here")
    menu.close()
    assert heard(app, qtbot).sentence.start == STORY.index("Three")
    select(reader, "Two comes")
    menu = menu_of(reader, qtbot, "One")
    trigger(menu, "queue-part")
    qtbot.waitUntil(lambda: len(app.engine.queue) == 2, timeout=10_000)
    assert app.engine.queue[1].reading.text == "Two comes"
    trigger(menu, "read-from-here")
    menu.close()
    qtbot.waitUntil(lambda: (marks(reader) or ("",))[0] == "One is first.", timeout=10_000)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    select(reader, "Two comes")
    menu = menu_of(reader, qtbot, "One")
    trigger(menu, "read-part")
    menu.close()
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    assert app.engine.queue[0].reading.text == "Two comes"


def test_a_part_of_a_document_is_read_as_the_document_is_written(
    app: Application, reader: ReaderWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "a.md"
    file.write_text("It *is* so. It is *long*.", "utf-8")
    reader.open_all([str(file)])
    qtbot.waitUntil(
        lambda: bool(app.engine.queue) and not app.engine.queue[0].opening, timeout=20_000
    )
    assert app.engine.queue[0].reading.kind is TextKind.MARKDOWN
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    select(reader, "It *is* so.")
    menu = menu_of(reader, qtbot, "long")
    trigger(menu, "read-part")
    menu.close()
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    part_of_it = app.engine.queue[0].reading
    assert (part_of_it.text, part_of_it.kind) == ("It *is* so.", TextKind.MARKDOWN)


def test_a_word_that_is_said_wrong_gets_a_rule_from_the_text(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, "Doctor Nguyen came. " + STORY)
    menu = menu_of(reader, qtbot, "Nguyen")  # which is selected, or only pointed at
    trigger(menu, "say-differently")
    menu.close()
    sheet = part(reader, SayDifferently, "say-differently")
    assert sheet.written.text() == "Nguyen"
    sheet.said.setText("Win")
    sheet.keep.click()
    qtbot.waitUntil(
        lambda: [(rule.find, rule.replace) for rule in app.engine.rules] == [("Nguyen", "Win")],
        timeout=10_000,
    )
    select(reader, STORY)  # no rule is as long as that
    menu = menu_of(reader, qtbot, "Nguyen")
    assert menu.findChild(QAction, "say-differently") is None
    menu.close()


def test_chapters_are_listed_and_gone_to(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    def listed() -> list[tuple[str, bool]]:
        reader.contents.aboutToShow.emit()
        return [(one.text(), one.isChecked()) for one in reader.contents.actions()]

    assert not reader.bar.buttons["contents"].isVisible()
    book = "".join(f"Chapter {number}\n\nIt is told. {STORY}\n\n" for number in (1, 2, 3))
    app.engine.read(book, title="The book")
    heard(app, qtbot)
    qtbot.waitUntil(lambda: reader.bar.chapter.text() == "Chapter 1 · 1 of 3", timeout=10_000)
    assert reader.bar.buttons["contents"].isVisible()
    assert listed() == [("Chapter 1", True), ("Chapter 2", False), ("Chapter 3", False)]
    reader.contents.actions()[2].trigger()
    heard(app, qtbot, book.index("Chapter 3"))
    assert reader.bar.chapter.text() == "Chapter 3 · 3 of 3"
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    listed()
    reader.contents.actions()[1].trigger()
    assert reader.text.offset() == book.index("Chapter 2")
    trigger(reader, "new")
    assert not reader.bar.buttons["contents"].isVisible()
    assert reader.bar.title.text() == ""


# Dropped and pasted


def drop(reader: ReaderWindow, data: QMimeData) -> None:
    """Drag something over the text, and let it fall."""
    view = reader.text.viewport()
    copy = Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(QPoint(9, 9), copy, data, LEFT, PLAIN),
        QDragMoveEvent(QPoint(20, 20), copy, data, LEFT, PLAIN),
        QDropEvent(QPointF(20, 20), copy, data, LEFT, PLAIN),
    ):
        QApplication.sendEvent(view, event)
        assert event.isAccepted()


def files(home: Path, *names: str) -> QMimeData:
    for name in names:
        (home / name).write_text(f"What {name} says, which takes a while to be heard.", "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(home / name)) for name in names])
    return data


def test_files_that_are_dropped_are_read_one_after_the_other(
    app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    write(reader, STORY)
    trigger(reader, "play")
    heard(app, qtbot)  # it can be dropped while something is read, too
    drop(reader, files(home, "a.txt", "b.txt", "c.txt"))
    assert "Opening “a.txt”" in reader.player.words.text()
    assert reader.player.ring.isVisible()  # though something is read meanwhile
    qtbot.waitUntil(lambda: titles(app) == "abc", timeout=20_000)
    qtbot.waitUntil(lambda: reader.player.words.text() == "Reading aloud", timeout=20_000)
    assert not reader.player.ring.isVisible()
    assert text_of(reader).startswith("What a.txt")


def test_texts_are_dropped(app: Application, reader: ReaderWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText("Dropped from a browser.")
    drop(reader, data)
    qtbot.waitUntil(lambda: bool(app.engine.queue), timeout=10_000)
    assert app.engine.queue[0].reading.text == "Dropped from a browser."
    empty = QMimeData()
    nothing = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, empty, LEFT, PLAIN)
    QApplication.sendEvent(reader.text.viewport(), nothing)
    assert not nothing.isAccepted()


def test_files_and_addresses_are_pasted(
    app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setMimeData(files(home, "d.txt"))
    press(reader.text, Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: titles(app) == "d", timeout=20_000)
    clipboard.setText(" http://127.0.0.1:9/page ")
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        press(reader.text, Qt.Key.Key_V, CTRL)  # while something is read
    assert "127.0.0.1" in reader.notice.words.text()
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    reader.text.clear()
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        press(reader.text, Qt.Key.Key_V, CTRL)
    assert text_of(reader) == ""
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    typed(reader.text, "See ")
    press(reader.text, Qt.Key.Key_V, CTRL)  # in a text that is written it is a part of it
    assert "127.0.0.1" in text_of(reader)


def test_files_are_opened(app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path) -> None:
    files(home, "e.txt")
    press(reader, Qt.Key.Key_O, CTRL)
    dialog = part(reader, QFileDialog, "open-file")
    offered = dialog.nameFilters()[0].partition("(")[2].rstrip(")").split()
    assert {"*.txt", "*.odt", "*.srt", "*.rtf"} <= set(offered)
    assert not {"*.tex", "*.json", "*.svg"} & set(offered)
    part(dialog, QLineEdit, "fileNameEdit").setText(str(home / "e.txt"))
    dialog.accept()
    qtbot.waitUntil(lambda: titles(app) == "e", timeout=20_000)


def test_an_address_is_asked_for(app: Application, reader: ReaderWindow, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("http://127.0.0.1:9/copied")
    press(reader, Qt.Key.Key_O, CTRL | SHIFT)
    dialog = part(reader, AddressDialog, "address-dialog")
    assert dialog.address.text() == "http://127.0.0.1:9/copied"
    dialog.address.setText("no address")
    assert not dialog.open_button.isEnabled()
    dialog.address.setText("127.0.0.1:9/page")
    with qtbot.waitSignal(app.engine.failed, timeout=10_000):
        click(dialog.open_button)
    assert "Can't connect to 127.0.0.1" in reader.notice.words.text()
    assert whole("example.org") == "https://example.org"
    assert whole("words") == ""


# What the toolbar has


def test_speed_and_volume_change_while_it_is_read(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    write(reader, LONG)
    trigger(reader, "play")
    heard(app, qtbot)
    speed, volume = reader.player.speed, reader.player.volume
    assert speed.text() == "1.0×"
    speed.exact.stepUp()
    speed.exact.stepUp()
    qtbot.waitUntil(lambda: app.engine.settings.app.speed == 1.1, timeout=5_000)
    click(part(speed.sheet, QPushButton, "speed-1.5"))
    assert app.engine.settings.app.speed == 1.5
    assert (speed.text(), speed.exact.value()) == ("1.5×", 1.5)
    assert speed.accessibleName() == "Speed: 1.5×"
    app.engine.set_speed(1.25)
    assert (speed.text(), speed.exact.value()) == ("1.25×", 1.25)
    assert part(speed.sheet, QPushButton, "speed-1.25").isChecked()
    volume.slider.setValue(50)
    assert app.engine.settings.app.volume == 0.5
    assert volume.button.toolTip() == "Volume: 50%"
    assert volume.percent.text() == "50%"
    app.engine.set_volume(1.25)
    assert volume.slider.value() == 125
    assert volume.percent.text() == "125%"
    qtbot.waitUntil(lambda: load_settings().app.volume == 1.25, timeout=10_000)


def test_the_usual_volume_is_easily_hit_by_mouse_and_no_obstacle_to_keys(
    app: Application, reader: ReaderWindow
) -> None:
    volume = reader.player.volume.slider
    volume.setSliderDown(True)
    for percent, taken in ((96, 96), (97, 100), (103, 100), (104, 104)):
        volume.setSliderPosition(percent)  # as a mouse that drags
        assert volume.value() == taken
        assert app.engine.settings.app.volume == taken / 100
    volume.setSliderDown(False)
    app.engine.set_volume(0.98)
    assert volume.value() == 98
    press(volume, Qt.Key.Key_Right)
    assert volume.value() == 103


@pytest.mark.parametrize("name", ["voices", "profiles", "pronunciation", "history", "settings"])
def test_the_menu_opens_what_the_tray_does(
    app: Application, reader: ReaderWindow, qtbot: QtBot, name: str
) -> None:
    press(reader, Qt.Key.Key_F10)
    qtbot.waitUntil(reader.menu.isVisible, timeout=5_000)
    press(reader.menu, Qt.Key.Key_Escape)
    trigger(reader.menu, name)
    qtbot.waitUntil(app.windows[name].isVisible, timeout=5_000)


def test_the_menu_has_all_that_the_tray_has_and_the_window_has_not(
    app: Application, reader: ReaderWindow
) -> None:
    def names(menu: QMenu) -> set[str]:
        menu.aboutToShow.emit()
        actions = [*menu.actions(), *menu.findChildren(QAction)]
        return {action.objectName() for action in actions} - {""}

    assert app.tray is not None
    only_there = {"now", "show"}
    assert names(app.tray.menu) - only_there - {"open-file"} <= names(reader.menu)
    assert {"open", "address", "save", "find", "help"} <= names(reader.menu)
    assert reader.menu.findChild(QMenu, "volume") is None
    reader.resize(500, 500)
    names(reader.menu)
    assert reader.menu.findChild(QMenu, "volume") is not None


def test_what_was_copied_is_read_from_the_menu(reader: ReaderWindow, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("This was copied, and is read.")
    trigger(reader.menu, "read-clipboard")
    qtbot.waitUntil(lambda: text_of(reader) == "This was copied, and is read.", timeout=20_000)


def test_the_menu_is_opened_by_its_button_and_quits(
    app: Application, reader: ReaderWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[None] = []
    monkeypatch.setattr(app, "quit", lambda: quits.append(None))
    button = next(one for one in reader.findChildren(QToolButton) if one.menu() is reader.menu)
    assert button.isVisible()
    opened: list[bool] = []

    def choose() -> None:
        opened.append(reader.menu.isVisible())
        press(reader.menu, Qt.Key.Key_Up)  # the last one
        press(reader.menu, Qt.Key.Key_Return)

    QTimer.singleShot(500, choose)
    click(button)  # it waits for the menu
    assert opened == [True]
    qtbot.waitUntil(lambda: quits == [None], timeout=5_000)


def test_voices_and_styles_are_picked(app: Application, reader: ReaderWindow) -> None:
    voice = reader.player.voice
    assert voice.text() == "Built-in"
    app.engine.change(app.engine.settings.with_profile("Story", VoiceProfile(instruct="Calmly.")))
    first = app.engine.voices[0].id

    def choose(words: str) -> tuple[str, str]:
        voice.choices.aboutToShow.emit()
        next(one for one in voice.choices.actions() if one.text() == words).trigger()
        settings = app.engine.settings.app
        return settings.local_voice, settings.profile

    voice.choices.aboutToShow.emit()
    name = voice.choices.actions()[1].text()
    assert choose(name) == (first, "")
    assert voice.text() == name
    assert choose("Story") == (first, "Story")
    assert voice.text() == "Story"
    assert "Calmly." in voice.toolTip()
    assert choose("Newest voice") == ("", "")
    app.engine.set_voice("gone")
    assert voice.text() == "Selected voice"
    assert voice.accessibleName() == "Voice: Selected voice"


def test_the_sleep_timer_shows_what_is_left(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    sleep = reader.player.sleep

    def choice(name: str) -> QPushButton:
        found: QPushButton = part(sleep.sheet, QPushButton, f"sleep-{name}")
        return found

    assert choice("off").isChecked()
    assert not choice("30").isEnabled()
    write(reader, LONG)
    trigger(reader, "play")
    heard(app, qtbot)
    click(sleep)
    assert sleep.sheet.isVisible()
    click(choice("30"))
    assert not sleep.sheet.isVisible()
    qtbot.waitUntil(lambda: sleep.text() == "30 min")
    click(choice("text"))
    qtbot.waitUntil(lambda: sleep.text() == "end of text")
    assert choice("text").isChecked()
    sleep.minutes.setValue(7)
    click(choice("own"))
    qtbot.waitUntil(lambda: sleep.text() == "7 min")
    click(choice("off"))
    qtbot.waitUntil(lambda: sleep.text() == "")
    app.engine.sleep_after(0)
    qtbot.waitUntil(lambda: sleep.text() == "end of sentence")
    is_state(app, qtbot, ReaderState.PAUSED)
    qtbot.waitUntil(lambda: sleep.text() == "")
    assert part(reader, QAction, "play").text() == "Resume"
    assert not choice("chapter").isEnabled()  # it has none
    app.engine.read(f"Chapter 1\n\n{LONG}\n\nChapter 2\n\nThe end.")
    qtbot.waitUntil(choice("chapter").isEnabled)
    click(choice("chapter"))
    qtbot.waitUntil(lambda: sleep.text() == "end of chapter")
    assert choice("chapter").isChecked()
    assert not choice("text").isChecked()


def test_what_is_read_is_saved_or_else_what_is_shown(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    def saved() -> str:
        press(reader, Qt.Key.Key_S, CTRL)
        sheet = part(reader, SaveSheet, "save-sheet")
        name: str = sheet.path.name
        sheet.reject()
        sheet.setObjectName("")
        return name

    write(reader, STORY)
    assert saved().startswith("One is first")
    select(reader, "Two comes")
    assert saved() == "Two comes.mp3"
    app.engine.read("A titled text.", title="Titled")
    heard(app, qtbot)
    assert saved() == "Titled.mp3"
    is_state(app, qtbot, ReaderState.IDLE)
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    assert saved() == "Titled.mp3"


# What it tells


def test_the_first_sound_and_the_times_are_told(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(app.engine.first_sound, timeout=20_000) as first:
        app.engine.read(LONG)
    assert first.args is not None
    assert isinstance(first.args[0], FirstSound)
    assert f"First audio: {first.args[0].seconds:.2f} s" in reader.player.words.toolTip()
    scrubber = reader.player.scrubber
    qtbot.waitUntil(lambda: scrubber.over.text() not in ("", "0:00"), timeout=20_000)
    assert re.fullmatch("\u2212\\d+:\\d\\d", scrubber.left.text())
    app.engine.stop()
    qtbot.waitUntil(lambda: scrubber.left.text() == "", timeout=10_000)
    assert not scrubber.slider.isEnabled()


def test_who_stands_in_for_whom_is_told_until_the_text_is_over(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read(LONG)
    heard(app, qtbot)
    chip = reader.player.voice
    app.engine.service_changed.emit(ServiceChanged("local", "home", SLOW))
    assert chip.text() == "Built-in"
    assert chip.toolTip() == f"Using the built-in voice instead of home\n{SLOW}"
    assert "instead of home" in chip.accessibleName()
    app.engine.service_changed.emit(ServiceChanged("home"))
    assert chip.text() == "Built-in"
    app.engine.service_changed.emit(ServiceChanged("studio", "home"))
    assert chip.text() == "studio"
    app.engine.stop()
    qtbot.waitUntil(lambda: chip.text() == "Built-in", timeout=10_000)


def test_trouble_is_told_with_what_can_be_done(reader: ReaderWindow, qtbot: QtBot) -> None:
    engine = reader._engine
    engine.state_changed.emit(StateChanged(ReaderState.TROUBLE, SLOW))
    assert reader.notice.words.text() == f"{SLOW} {SLOW.hint}"
    assert reader.notice.action.text() == "Try again"
    assert reader.player.words.text() == "Error"
    assert str(SLOW) in reader.player.words.toolTip()
    engine.state_changed.emit(StateChanged(ReaderState.SPEAKING))
    assert not reader.notice.isVisible()
    qtbot.wait(1)
    engine.failed.emit(AppError("not_a_file", path="That"))
    assert "That isn't a file." in reader.notice.words.text()


@pytest.fixture
def mute() -> Iterator[str]:
    """A service that accepts connections and never answers; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("stand_in", [StandIn.NONE, StandIn.LOCAL])
def test_a_service_that_does_not_answer_is_waited_for_and_can_be_left(
    app: Application, reader: ReaderWindow, qtbot: QtBot, mute: str, stand_in: StandIn
) -> None:
    settings = app.engine.settings.with_app(stand_in=stand_in)
    app.engine.change(settings.with_service("home", ServiceSettings(mute), active=True))
    app.engine.read(STORY)
    is_state(app, qtbot, ReaderState.WAITING)
    assert app.engine.state.waiting is not None
    assert app.engine.state.waiting.name == "home"
    assert app.tray is not None
    qtbot.waitUntil(lambda: "“home” is waking up… " in reader.player.words.text(), timeout=20_000)
    assert "“home” is waking up…" in app.tray.icon.toolTip()
    assert app.obey("status") == "waiting"
    assert reader.player.ring.isVisible()
    assert reader.player.way_out.text() == "Use the built-in voice"
    trigger(reader, "play")
    is_state(app, qtbot, ReaderState.PAUSED)
    assert not reader.player.ring.isVisible()
    trigger(reader, "play")
    is_state(app, qtbot, ReaderState.WAITING)
    click(reader.player.way_out)
    heard(app, qtbot)
    is_state(app, qtbot, ReaderState.SPEAKING)
    assert app.engine.speaking_service == "local"
    assert app.engine.settings.active == "home"
    assert not reader.player.way_out.isVisible()
    assert not reader.player.ring.isVisible()
    assert reader.player.voice.text() == "Built-in"


def test_stop_ends_waiting(app: Application, reader: ReaderWindow, qtbot: QtBot, mute: str) -> None:
    settings = app.engine.settings.with_app(stand_in=StandIn.NONE)
    app.engine.change(settings.with_service("home", ServiceSettings(mute), active=True))
    app.engine.read(STORY)
    is_state(app, qtbot, ReaderState.WAITING)
    trigger(reader, "stop")
    is_state(app, qtbot, ReaderState.IDLE)
    assert not reader.player.way_out.isVisible()
    assert reader.player.words.text() == "Ready"


def test_files_have_places_in_the_queue_while_they_are_opened(
    app: Application,
    reader: ReaderWindow,
    qtbot: QtBot,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()

    async def read(source: str) -> Document:
        await asyncio.to_thread(go_on.wait, 20)
        return await read_document(source)

    monkeypatch.setattr("desktop_app.app.texts.read_document", read)
    drop(reader, files(home, "a.txt", "b.txt", "c.txt"))
    qtbot.waitUntil(lambda: len(app.engine.queue) == 3, timeout=10_000)
    is_state(app, qtbot, ReaderState.WAITING)
    assert reader.player.words.text() == "Opening “a.txt”…"
    assert reader.player.ring.isVisible()
    rows = [reader.queue.list.item(row) for row in range(3)]
    assert [row.text() for row in rows if row] == [f"{one}.txt" for one in "abc"]
    assert [row.data(MORE) for row in rows if row] == ["opening…"] * 3
    assert reader.queue.total.text() == "2"  # nobody knows yet how long they take
    reader.queue.list.setCurrentRow(1)
    part(reader.queue, QAction, "queue-remove").trigger()
    qtbot.waitUntil(lambda: len(app.engine.queue) == 2, timeout=10_000)
    click(reader.queue.notice.action)  # undo
    qtbot.waitUntil(
        lambda: [item.reading.title for item in app.engine.queue] == ["a.txt", "b.txt", "c.txt"],
        timeout=10_000,
    )
    go_on.set()
    qtbot.waitUntil(lambda: titles(app) == "abc", timeout=20_000)
    heard(app, qtbot)
    assert text_of(reader).startswith("What a.txt")


def test_the_app_ends_while_files_are_opened(
    app: Application, reader: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    names = [f"{number}.txt" for number in range(100)]
    drop(reader, files(home, *names))
    qtbot.waitUntil(lambda: len(app.engine.queue) >= 98, timeout=20_000)
    app._end()
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = [pid for one in children for pid in one.read_text().split()]
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in found]
    assert not [line for line in lines if b"documents.child" in line]


def test_a_long_text_goes_on_where_it_was_left_unless_one_wants_it_anew(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read(LONG, start=3000)
    heard(app, qtbot, 2900)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    reader.notice.clear()
    app.engine.read(LONG)
    heard(app, qtbot, 2900)
    qtbot.waitUntil(lambda: "where you left off" in reader.notice.words.text())
    click(reader.notice.action)
    qtbot.waitUntil(
        lambda: app.engine.position is not None and app.engine.position.sentence.start == 0,
        timeout=20_000,
    )
    assert not reader.notice.isVisible()


def left_at(app: Application, qtbot: QtBot, text: str, start: int) -> None:
    """Read a long text from a place, and stop."""
    app.engine.read(text, start=start)
    heard(app, qtbot, start - 100)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)


def test_that_a_text_goes_on_is_not_said_of_one_that_was_never_read(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read("* * *\n\n" + LONG)  # it begins after its ornament
    first = heard(app, qtbot)
    assert first.sentence.start > 0
    qtbot.wait(1)
    assert not reader.notice.isVisible()
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)


def test_that_a_text_goes_on_is_not_said_where_a_person_chose_the_place(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    app.engine.read_again(Reading(LONG, "A book"), start=3000)
    heard(app, qtbot, 2900)
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    reader.text.setTextCursor(reader.text.cursor_of(Span(1500, 1500)))
    trigger(reader, "play")
    assert heard(app, qtbot).sentence.start < 1600
    qtbot.wait(1)
    assert not reader.notice.isVisible()
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    app.engine.read(LONG)
    app.engine.previous_sentence()  # before anything is heard
    assert heard(app, qtbot).sentence.start < 1600
    qtbot.wait(1)
    assert not reader.notice.isVisible()


def test_what_is_said_of_one_text_neither_stays_over_another_nor_jumps_in_it(
    app: Application, reader: ReaderWindow, qtbot: QtBot
) -> None:
    left_at(app, qtbot, LONG, 3000)
    app.engine.read(LONG)
    qtbot.waitUntil(lambda: "where you left off" in reader.notice.words.text(), timeout=20_000)
    jump = reader.notice._call
    assert jump is not None
    other = "Another text. " + LONG
    app.engine.read(other, start=3000)
    qtbot.waitUntil(lambda: not reader.notice.isVisible(), timeout=20_000)
    heard(app, qtbot, 2900)
    number = app.engine.queue[0].number
    app.engine.jump(0, number - 1)  # a click that was on its way when the text changed
    app.engine.next_sentence()
    qtbot.waitUntil(
        lambda: app.engine.position is not None and app.engine.position.sentence.start > 3000,
        timeout=20_000,
    )
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)
    app.engine.read(LONG)
    qtbot.waitUntil(lambda: "where you left off" in reader.notice.words.text(), timeout=20_000)
    app.engine.stop()
    qtbot.waitUntil(lambda: not reader.notice.isVisible(), timeout=10_000)


def test_a_reader_that_is_opened_later_shows_what_is_read(app: Application, qtbot: QtBot) -> None:
    app.engine.read(LONG, start=3000)
    heard(app, qtbot, 2900)
    window = app.open("reader")
    assert isinstance(window, ReaderWindow)
    assert marks(window) is not None
    assert not window.notice.isVisible()
    app.engine.stop()
    qtbot.waitUntil(lambda: not app.engine.queue, timeout=10_000)


# The queue


@pytest.fixture
def queued(app: Application, reader: ReaderWindow, qtbot: QtBot) -> ReaderWindow:
    """A Reader with a queue: a long text, and three short ones."""
    for title in "abcd":
        app.engine.read(LONG if title == "a" else "Short.", title=title, at_once=title == "a")
    qtbot.waitUntil(lambda: titles(app) == "abcd", timeout=10_000)
    press(reader, Qt.Key.Key_F9)
    assert reader.queue.isVisible()
    return reader


def test_the_queue_is_put_in_order_by_keys(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    rows = queued.queue.list
    assert [rows.item(at).text() for at in range(rows.count())] == list("abcd")  # type: ignore[union-attr] # there are 4
    rows.setFocus()
    rows.setCurrentRow(3)
    press(rows, Qt.Key.Key_Up, ALT)
    qtbot.waitUntil(lambda: titles(app) == "abdc", timeout=10_000)
    assert rows.currentRow() == 2
    press(rows, Qt.Key.Key_Up, ALT)
    qtbot.waitUntil(lambda: titles(app) == "adbc", timeout=10_000)
    press(rows, Qt.Key.Key_Up, ALT)  # what is read stays the first
    press(rows, Qt.Key.Key_Down, ALT)
    qtbot.waitUntil(lambda: titles(app) == "abdc", timeout=10_000)
    press(rows, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: titles(app) == "abc", timeout=10_000)
    assert "Removed “d”." in queued.queue.notice.words.text()
    assert queued.queue.notice.action.text() == "Undo"
    click(queued.queue.notice.action)
    qtbot.waitUntil(lambda: titles(app) == "abdc", timeout=10_000)


def test_the_queue_is_cleared_and_comes_back(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    trigger(queued, "queue-clear")
    qtbot.waitUntil(lambda: titles(app) == "a", timeout=10_000)
    click(queued.queue.notice.action)
    qtbot.waitUntil(lambda: titles(app) == "abcd", timeout=10_000)
    trigger(queued, "stop")
    qtbot.waitUntil(lambda: titles(app) == "", timeout=10_000)
    assert queued.queue.empty.isVisible()
    assert "3 waiting" in queued.notice.words.text()
    click(queued.notice.action)
    qtbot.waitUntil(lambda: titles(app)[-1:] == "d", timeout=10_000)


def test_the_queue_is_dragged(app: Application, queued: ReaderWindow, qtbot: QtBot) -> None:
    rows = queued.queue.list

    def drag(row: int, to: int) -> None:
        rows.setCurrentRow(row)
        data = rows.mimeData(rows.selectedItems())
        rect = rows.visualItemRect(rows.item(to))
        place = QPoint(rect.center().x(), rect.top() + 1 if to < row else rect.bottom() - 1)
        copy = Qt.DropAction.MoveAction
        view = rows.viewport()
        for event in (
            QDragEnterEvent(place, copy, data, LEFT, PLAIN),
            QDragMoveEvent(place, copy, data, LEFT, PLAIN),
        ):
            QApplication.sendEvent(view, event)
        drop_event = _OwnDrop(rows, place, data)
        rows.dropEvent(drop_event)
        assert drop_event.dropAction() is Qt.DropAction.IgnoreAction

    drag(3, 1)
    qtbot.waitUntil(lambda: titles(app) == "adbc", timeout=10_000)
    drag(1, 3)
    qtbot.waitUntil(lambda: titles(app) in ("abcd", "abdc"), timeout=10_000)
    queued.queue._move(2, 0)
    qtbot.waitUntil(lambda: titles(app)[0] == "a", timeout=10_000)


class _OwnDrop(QDropEvent):
    """A drop of a list's own row; Qt knows the source only in a drag by hand."""

    def __init__(self, source: QListWidget, place: QPoint, data: QMimeData | None) -> None:
        super().__init__(QPointF(place), Qt.DropAction.MoveAction, data, LEFT, PLAIN)
        self._source = source

    def source(self) -> QListWidget:
        return self._source


def test_a_text_of_the_queue_is_read_now(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    rows = queued.queue.list
    rows.setFocus()
    rows.setCurrentRow(2)
    press(rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(app)[:1] == "c", timeout=10_000)
    assert "Skipped “a”." in queued.queue.notice.words.text()
    click(queued.queue.notice.action)
    qtbot.waitUntil(lambda: "a" in titles(app), timeout=10_000)


def test_the_text_that_is_read_is_taken_out_and_skipped(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    queued.queue.list.setCurrentRow(0)
    trigger(queued, "queue-remove")
    qtbot.waitUntil(lambda: titles(app)[:1] == "b", timeout=10_000)
    trigger(queued, "skip")
    qtbot.waitUntil(lambda: titles(app)[:1] in ("c", "d"), timeout=10_000)


# For everyone


def test_every_control_has_a_name(reader: ReaderWindow) -> None:
    reader.find_bar.show()
    reader.queue.show()
    for child in reader.findChildren(QWidget):
        if child.focusPolicy() is Qt.FocusPolicy.NoFocus or not child.isVisible():
            continue
        named = child.accessibleName() or (
            isinstance(child, QAbstractButton) and (child.text() or child.toolTip())
        )
        inner = child.objectName().startswith("qt_")
        assert named or inner or child == reader.text.viewport(), (child, child.objectName())


def test_it_turns_dark(qapp: QApplication, reader: ReaderWindow, qtbot: QtBot) -> None:
    before = qapp.palette()
    light = part(reader, QAction, "open").icon().pixmap(24).toImage()
    qapp.setPalette(palette_of(DARK))
    qtbot.waitUntil(
        lambda: part(reader, QAction, "open").icon().pixmap(24).toImage() != light, timeout=5_000
    )
    qapp.setPalette(before)


def test_the_queue_covers_the_text_of_a_narrow_window_and_esc_closes_it(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    wide = queued.text.width()
    click(part(queued.queue, QToolButton, "queue-close"))
    assert not queued.queue.isVisible()
    qtbot.waitUntil(lambda: queued.text.width() > wide, timeout=5_000)
    queued.resize(600, 500)
    qtbot.waitUntil(lambda: queued.text.width() <= 600, timeout=5_000)
    alone = queued.text.width()
    press(queued, Qt.Key.Key_F9)
    assert queued.queue.isVisible()
    assert queued.queue.list.hasFocus()
    assert queued.text.width() == alone
    press(queued, Qt.Key.Key_Escape)
    assert not queued.queue.isVisible()
    assert titles(app) == "abcd"  # it closed, and nothing was stopped
    press(queued, Qt.Key.Key_F9)
    queued.resize(940, 600)
    assert queued.queue.isVisible()
    qtbot.waitUntil(lambda: queued.text.width() < 940 - queued.queue.width() + 20, timeout=5_000)


def test_rows_of_the_queue_say_what_and_how_long_for_eyes_and_ears(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    panel = queued.queue
    app.engine.read(LONG * 5, title="e", source="/a/e.epub", at_once=False)
    qtbot.waitUntil(lambda: titles(app) == "abcde", timeout=10_000)
    row = panel.list.item(4)
    assert row is not None
    assert re.fullmatch(r"EPUB · about \d+ min", row.data(MORE))
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == f"e, {row.data(MORE)}"
    assert re.fullmatch(r"4 · \d+ min", panel.total.text())
    heard(app, qtbot)
    first = panel.list.item(0)
    assert first is not None
    qtbot.waitUntil(lambda: "% · " in first.data(MORE), timeout=10_000)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Now reading: a, ")
    assert panel.list.sizeHintForRow(1) == ROW


def test_the_cross_of_a_row_takes_its_text_out(
    app: Application, queued: ReaderWindow, qtbot: QtBot
) -> None:
    rows = queued.queue.list
    row = rows.itemDelegate()
    assert isinstance(row, QueueRow)
    cross = row.cross(rows.visualItemRect(rows.item(2)))
    assert min(cross.width(), cross.height()) >= LEAST_TARGET
    click(rows.viewport(), cross.center())
    qtbot.waitUntil(lambda: titles(app) == "abd", timeout=10_000)
    click(queued.queue.notice.action)
    qtbot.waitUntil(lambda: titles(app) == "abcd", timeout=10_000)


def test_what_is_dropped_on_the_queue_or_added_there_waits(
    app: Application, queued: ReaderWindow, qtbot: QtBot, home: Path
) -> None:
    data = files(home, "e.txt")
    rows = queued.queue.list
    copy = Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(QPoint(9, 9), copy, data, LEFT, PLAIN),
        QDragMoveEvent(QPoint(20, 20), copy, data, LEFT, PLAIN),
        QDropEvent(QPointF(20, 20), copy, data, LEFT, PLAIN),
    ):
        QApplication.sendEvent(rows.viewport(), event)
        assert event.isAccepted()
    qtbot.waitUntil(lambda: titles(app) == "abcde", timeout=20_000)
    files(home, "f.txt")
    click(part(queued.queue, QPushButton, "queue-add"))
    dialog = part(queued, QFileDialog, "open-file")
    part(dialog, QLineEdit, "fileNameEdit").setText(str(home / "f.txt"))
    dialog.accept()
    qtbot.waitUntil(lambda: titles(app) == "abcdef", timeout=20_000)


def test_it_closes_by_key(reader: ReaderWindow) -> None:
    press(reader, Qt.Key.Key_W, CTRL)
    assert not reader.isVisible()
