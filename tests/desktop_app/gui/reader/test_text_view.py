"""The page: how it is set, what is marked in it, and that each character stays in its place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final
from unicodedata import combining

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QEvent, QLocale, QMimeData, QPoint, QPointF, Qt
from PyQt6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontInfo,
    QFontMetricsF,
    QMouseEvent,
    QPalette,
    QTextCursor,
    QWheelEvent,
)
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QWidget
import pytest

from desktop_app.gui.parts.colors import contrast, luminance
from desktop_app.gui.reader.places import Places, cuts_of
from desktop_app.gui.reader.text_view import TextView
from desktop_app.reading.model import Span
from desktop_app.reading.scripts import CHINESE, TRADITIONAL
from desktop_app.settings.appearance import CHOICES, Appearance
from tests.accessibility import seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PyQt6.QtGui import QTextBlock
    from pytestqt.qtbot import QtBot

PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
ENGLISH = (
    "The lighthouse stood at the end of the pier. Every evening an old man climbed its stairs, "
    "lit the lamp, and watched the ships come home. He knew them all by name: the Marigold with "
    "her patched sail, the two brothers in the blue boat, and the mail, which was always late."
)
TALE = (
    "灯塔立在码头的尽头。每天傍晚，一位老人登上楼梯，点亮灯火，看着船只归来。"
    "有一年冬天，灯怎么也点不着。他转了转灯芯，擦了擦玻璃，像对老马说话那样对它说话。"
)


def typed(widget: QWidget, words: str) -> None:
    for char in words:
        QTest.keyClick(widget, char)  # type: ignore[call-overload] # stubs: not static


def press(widget: QWidget | None, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.keyClick(widget, key, modifiers)  # type: ignore[call-overload] # as above


@pytest.fixture
def view(qtbot: QtBot) -> TextView:
    """A page in a window that is wide enough for it."""
    made = TextView()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def block_of(view: TextView, number: int) -> QTextBlock:
    document = view.document()
    assert document is not None
    return document.findBlockByNumber(number)


def lines_of(view: TextView, number: int = 0) -> list[int]:
    """How many characters are in each line of a paragraph."""
    QApplication.processEvents()
    block = block_of(view, number)
    view.cursorRect(QTextCursor(block))  # lays it out
    layout = block.layout()
    assert layout is not None
    return [layout.lineAt(at).textLength() for at in range(layout.lineCount())]


def place(view: TextView, at: int) -> QPoint:
    """Where a character stands in the view."""
    return view.cursorRect(view.cursor_of(Span(at, at))).topLeft()


# How it is set


@pytest.mark.parametrize("width", [900, 1600])
def test_a_line_of_an_alphabet_has_sixty_to_seventy_five_characters(
    view: TextView, width: int
) -> None:
    view.resize(width, 600)
    view.show_text(ENGLISH * 3)
    *whole, _ = lines_of(view)
    assert all(58 <= length <= 75 for length in whole), whole
    port = view.viewport()
    assert port is not None
    left = port.x()
    right = view.width() - left - port.width()
    assert abs(left - right) <= 20  # the scroll bar


def test_a_line_of_chinese_has_thirty_six_characters_and_begins_two_further_in(
    view: TextView,
) -> None:
    view.show_text(TALE * 2 + "\n" + TALE, CHINESE)
    first, second, *_ = lines_of(view)
    assert (first, second) == (34, 36)
    square = QFontMetricsF(view.font()).horizontalAdvance("字")
    port = view.viewport()
    assert port is not None
    assert abs(place(view, 0).x() - 2 * square) <= 3
    assert place(view, 34).x() <= 3
    # No gap parts its paragraphs.
    last = place(view, len(TALE) * 2)
    size = QFontInfo(view.font()).pixelSize()
    assert abs(place(view, len(TALE) * 2 + 1).y() - last.y() - 1.75 * size) <= 2


@pytest.mark.parametrize(
    ("spacing", "alphabet", "squares"), [("tight", 1.4, 1.5), ("normal", 1.6, 1.75)]
)
def test_lines_are_as_far_apart_as_was_chosen(
    view: TextView, spacing: str, alphabet: float, squares: float
) -> None:
    view.set_appearance(Appearance(line_spacing=spacing))
    for text, language, leading in ((ENGLISH, "", alphabet), (TALE * 2, CHINESE, squares)):
        view.show_text(text, language)
        first, second, *_ = lines_of(view)
        size = QFontInfo(view.font()).pixelSize()
        step = place(view, first + second).y() - place(view, first).y()
        assert abs(step - leading * size) <= 1


def test_a_text_is_set_in_the_typeface_of_its_language(view: TextView) -> None:
    seen = {}
    for language in ("", CHINESE, TRADITIONAL):
        for typeface in ("serif", "sans"):
            view.set_appearance(Appearance(typeface=typeface))
            view.show_text(TALE, language)
            seen[language, typeface] = view.font().families()[0]
    assert "Serif" in seen["", "serif"]
    assert "Serif" not in seen["", "sans"]
    assert seen[CHINESE, "serif"].endswith(" SC")
    assert seen[TRADITIONAL, "serif"].endswith(" TC")
    assert len(set(seen.values())) == 6


def test_a_text_is_written_as_its_language_writes_whatever_the_app_speaks(
    view: TextView,
) -> None:
    """Taiwan has the comma in the middle of its square, the mainland at its left."""

    def at_left() -> bool:
        square = view.cursorRect(view.cursor_of(Span(1, 1)))
        following = view.cursorRect(view.cursor_of(Span(2, 2)))
        port = view.viewport()
        assert port is not None
        image = port.grab().toImage()
        end = square.x() + (following.x() - square.x()) // 3
        left = [
            (x, y)
            for x in range(square.x() + 1, end)
            for y in range(square.top(), square.bottom())
            if image.pixelColor(x, y).lightness() < 128
        ]
        return bool(left)

    before = QLocale()
    try:
        for name in ("zh_TW", "zh_CN", "ja_JP"):
            QLocale.setDefault(QLocale(name))
            for language, expected in ((CHINESE, True), (TRADITIONAL, False)):
                view.set_size(40)
                view.show_text("字，字", language)
                view.moveCursor(QTextCursor.MoveOperation.End)
                assert at_left() is expected, (name, language)
    finally:
        QLocale.setDefault(before)


def test_what_is_pasted_is_set_for_its_language(view: TextView, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText(TALE * 2)
    view.insertFromMimeData(data)
    qtbot.waitUntil(lambda: view.font().families()[0].endswith(" SC"), timeout=5_000)
    first, second, *_ = lines_of(view)
    assert (first, second) == (34, 36)
    while view.toPlainText():
        view.undo()
    while not view.toPlainText():
        view.redo()
    assert view.toPlainText() == TALE * 2


def test_an_empty_line_takes_room_only_while_the_caret_is_in_it(view: TextView) -> None:
    view.show_text("One.\n\nTwo.")
    close = place(view, 6).y() - place(view, 0).y()
    view.show_text("One.\nTwo.")
    assert place(view, 5).y() - place(view, 0).y() == close
    view.show_text("One.")
    view.moveCursor(QTextCursor.MoveOperation.End)
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_Return)
    typed(view, "Two.")
    assert view.toPlainText() == "One.\n\nTwo."
    assert place(view, 6).y() - place(view, 0).y() == close
    view.setTextCursor(view.cursor_of(Span(4, 4)))
    press(view, Qt.Key.Key_Return)
    assert place(view, 7).y() - place(view, 0).y() > close + 10
    press(view, Qt.Key.Key_Down)
    assert place(view, 7).y() - place(view, 0).y() == close
    assert view.toPlainText() == "One.\n\n\nTwo."


def test_the_caret_of_a_text_that_is_read_passes_empty_lines(view: TextView) -> None:
    view.show_text("One.\n\nTwo.\n\nThree.")
    view.set_editable(False)
    offsets = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        press(view, key)
        offsets.append(view.offset())
    assert offsets == [6, 12, 6]


def test_the_title_of_a_chapter_is_larger(view: TextView) -> None:
    view.show_text("Chapter 1\n\nIt began.\n\nChapter 2\n\nIt ended.", headings=[0, 22])

    def height(at: int) -> int:
        return view.cursorRect(view.cursor_of(Span(at, at))).height()

    assert height(0) == height(22) > height(11) + 4
    view.set_size(20)
    assert height(0) == height(22) > height(11) + 4


def test_how_the_page_is_set_is_no_change_of_the_text(view: TextView) -> None:
    document = view.document()
    assert document is not None
    view.show_text(ENGLISH)
    view.zoom(2)
    view.set_appearance(Appearance(line_spacing="loose", width="narrow"))
    view.resize(700, 400)
    assert not document.isModified()
    assert not document.isUndoAvailable()
    view.moveCursor(QTextCursor.MoveOperation.Start)
    typed(view, "Once. ")
    view.zoom(2)
    view.undo()  # how it was set before
    view.undo()
    assert view.toPlainText() == ENGLISH
    view.zoom(-1)
    view.redo()
    assert view.toPlainText() == "Once. " + ENGLISH


def test_a_wider_window_lays_out_no_line_again(view: TextView) -> None:
    """However long the text is: the lines are as long as before, and only the margins grow."""
    document = view.document()
    assert document is not None
    view.show_text((ENGLISH + "\n\n") * 100)
    QApplication.processEvents()
    layout = document.documentLayout()
    assert layout is not None
    layout.pageCount()
    laid_out: list[object] = []
    layout.documentSizeChanged.connect(laid_out.append)
    width = document.textWidth()
    view.resize(1400, 600)
    QApplication.processEvents()
    assert document.textWidth() == width
    assert laid_out == []


def wheel(modifiers: Qt.KeyboardModifier, turn: int) -> QWheelEvent:
    where, none = QPointF(400, 300), Qt.MouseButton.NoButton
    phase = Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(where, where, QPoint(), QPoint(0, turn), none, modifiers, phase, False)  # noqa: FBT003 - Qt's


def test_a_wheel_scrolls_and_with_ctrl_makes_the_text_larger(view: TextView) -> None:
    view.setPlainText("\n\n".join([ENGLISH] * 40))
    viewport, bar, size = view.viewport(), view.verticalScrollBar(), view.font().pointSizeF()
    assert bar is not None
    QApplication.sendEvent(viewport, wheel(PLAIN, -120))
    assert bar.value() > 0
    sizes: list[float] = []
    view.size_changed.connect(sizes.append)
    for turn in (120, -120):
        QApplication.sendEvent(viewport, wheel(Qt.KeyboardModifier.ControlModifier, turn))
    assert sizes == [size + 1, size]


@pytest.mark.parametrize("reason", ["Mouse", "Keyboard"])
def test_the_menu_of_the_text_is_that_of_the_place_it_is_asked_at(
    view: TextView, reason: str
) -> None:
    view.setPlainText(ENGLISH)
    view.moveCursor(QTextCursor.MoveOperation.End)
    opened: list[tuple[QMenu, int]] = []
    view.menu_opened.connect(lambda menu, offset: opened.append((menu, offset)))
    start = place(view, 0)
    event = QContextMenuEvent(QContextMenuEvent.Reason[reason], start, view.mapToGlobal(start))
    view.contextMenuEvent(event)
    ((menu, offset),) = opened
    assert menu.isVisible()
    assert (offset == len(ENGLISH)) == (reason == "Keyboard")
    menu.close()


def test_what_is_dropped_is_handed_over_and_what_is_dragged_from_here_is_moved(
    view: TextView,
) -> None:
    given: list[object] = []
    view.dropped.connect(given.append)
    held: list[bool] = []
    view.held.connect(held.append)
    data, none = QMimeData(), QMimeData()
    data.setText("A text.")
    none.setData("application/x-nothing", b"1")
    copy = Qt.DropAction.CopyAction
    for what in (data, none):
        at = QPoint(20, 20)
        for event in (
            QDragEnterEvent(at, copy, what, LEFT, PLAIN),
            QDragMoveEvent(at, copy, what, LEFT, PLAIN),
            QDropEvent(QPointF(at), copy, what, LEFT, PLAIN),
        ):
            QApplication.sendEvent(view.viewport(), event)
    assert given == [["A text."]]
    assert held == [True, False]


def test_an_address_is_opened_only_where_no_text_is_written(view: TextView) -> None:
    given: list[object] = []
    view.dropped.connect(given.append)
    data = QMimeData()
    data.setText(" https://example.org/a ")
    view.insertFromMimeData(None)
    view.insertFromMimeData(data)
    assert given == [["https://example.org/a"]]
    assert view.toPlainText() == ""
    view.setPlainText("A text: ")
    view.moveCursor(QTextCursor.MoveOperation.End)
    view.insertFromMimeData(data)
    assert view.toPlainText() == "A text:  https://example.org/a "
    assert len(given) == 1


def test_enter_reads_on_from_the_caret_and_following_ends_where_a_key_scrolls(
    view: TextView,
) -> None:
    view.setPlainText("\n\n".join([ENGLISH] * 40))
    view.setReadOnly(True)
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        press(view, key)
    assert chosen == [0, 0]
    view.mark(Span(0, 20), Span(0, 3))
    assert view.following
    press(view, Qt.Key.Key_PageDown)
    press(view, Qt.Key.Key_PageDown)
    assert not view.following  # the voice is out of sight


def test_a_selection_may_begin_beside_the_lines(view: TextView) -> None:
    view.show_text(ENGLISH * 3)
    first, *_ = lines_of(view)
    port = view.viewport()
    assert port is not None
    height = port.y() + place(view, 0).y() + 8
    beside, within = QPoint(port.x() // 2, height), QPoint(port.x() + 200, height + 30)
    QTest.mousePress(view, LEFT, PLAIN, beside)  # type: ignore[call-overload] # as above
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        within.toPointF(),
        view.mapToGlobal(within).toPointF(),
        Qt.MouseButton.NoButton,
        LEFT,
        PLAIN,
    )
    QApplication.sendEvent(view, moved)
    QTest.mouseRelease(view, LEFT, PLAIN, within)  # type: ignore[call-overload] # as above
    span = view.selection()
    assert span is not None
    assert span.start == 0
    assert span.end > first


def test_a_click_beside_the_lines_does_not_jump(view: TextView, qtbot: QtBot) -> None:
    view.show_text(ENGLISH * 3)
    view.set_editable(False)
    port = view.viewport()
    assert port is not None
    height = port.y() + place(view, 0).y() + 8
    with qtbot.assertNotEmitted(view.chosen):
        beside = QPoint(port.x() // 2, height)
        QTest.mouseClick(view, LEFT, PLAIN, beside)  # type: ignore[call-overload] # as above
    with qtbot.waitSignal(view.chosen):
        QTest.mouseClick(port, LEFT, PLAIN, QPoint(60, height))  # type: ignore[call-overload] # as above


# What is marked


@pytest.fixture
def marked(view: TextView) -> TextView:
    """A page with a sentence and a word that are heard."""
    view.show_text(ENGLISH)
    view.mark(Span(0, 44), Span(4, 14))
    return view


def test_what_is_marked_can_be_read_on_every_page_in_every_color(marked: TextView) -> None:
    for page in CHOICES["page"]:
        for color in CHOICES["highlight_color"]:
            marked.set_appearance(Appearance(page=page, highlight_color=color))
            paper = marked.palette().color(QPalette.ColorRole.Base)
            ink = marked.palette().color(QPalette.ColorRole.Text)
            sentence, word = (
                (one.format.foreground().color(), one.format.background().color())
                for one in marked.extraSelections()
            )
            for above, below in ((ink, paper), sentence, word):
                assert contrast(above, below) >= 4.5, (page, color)
            # The word is dark on light wherever it is: nothing flickers as it goes on.
            assert luminance(word[0]) < luminance(word[1])
            assert contrast(sentence[1], paper) > 1.1
            assert contrast(marked._colors.rule, sentence[1]) >= 3


def test_only_what_was_chosen_is_marked(marked: TextView) -> None:
    def texts() -> list[str]:
        return [mark.cursor.selectedText() for mark in marked.extraSelections()]

    def has_rule() -> bool:
        rule = marked._colors.rule.rgb()
        image = marked.grab().toImage()
        line = marked._lines_of(Span(4, 14))[0]
        after = marked.cursorRect(marked.cursor_of(Span(14, 14)))
        assert line.right() < after.left()  # no farther than the word
        port = marked.viewport()
        assert port is not None
        spot = port.mapTo(marked, QPoint(line.center().x(), line.bottom()))
        return image.pixel(spot) == rule

    sentence, word = ENGLISH[:44], "lighthouse"
    for choice, expected in {
        "sentence_and_word": [sentence, word],
        "sentence": [sentence],
        "word": [word],
        "nothing": [],
    }.items():
        marked.set_appearance(Appearance(highlight=choice))
        assert texts() == expected
        assert has_rule() is (word in expected)


def test_a_word_that_goes_on_in_the_next_line_is_ruled_in_both(view: TextView) -> None:
    view.show_text("x" * 200)
    view.mark(Span(0, 200), Span(10, 150))
    first, *others = view._lines_of(Span(10, 150))
    assert others
    assert all(line.top() > first.top() and line.width() > 20 for line in others)


@pytest.fixture
def palette(qapp: QApplication) -> Iterator[QPalette]:
    """The palette of the app, which is as it was afterwards."""
    before = qapp.palette()
    yield QPalette(before)
    qapp.setPalette(before)


def test_the_page_follows_the_windows_unless_it_was_chosen(
    qapp: QApplication, palette: QPalette, marked: TextView
) -> None:
    def paper() -> str:
        return marked.palette().color(QPalette.ColorRole.Base).name()

    for role in ("Window", "Base"):
        palette.setColor(QPalette.ColorRole[role], QColor("#101010"))
    for role in ("WindowText", "Text"):
        palette.setColor(QPalette.ColorRole[role], QColor("#d0d0d0"))
    qapp.setPalette(palette)
    QApplication.processEvents()
    assert paper() == "#101010"
    sentence = marked.extraSelections()[0].format
    assert contrast(sentence.background().color(), sentence.foreground().color()) >= 4.5
    marked.set_appearance(Appearance(page="sepia"))
    assert paper() == "#f6ecd9"
    marked.set_appearance(Appearance())
    assert paper() == "#101010"


def test_in_high_contrast_the_word_has_the_colors_of_the_desktop(
    qapp: QApplication, palette: QPalette, marked: TextView
) -> None:
    for role, color in {
        "Window": "black",
        "Base": "black",
        "WindowText": "white",
        "Text": "white",
        "Highlight": "#00ffff",
        "HighlightedText": "black",
    }.items():
        palette.setColor(QPalette.ColorRole[role], QColor(color))
    qapp.setPalette(palette)
    QApplication.processEvents()
    sentence, word = (mark.format.background().color() for mark in marked.extraSelections())
    assert sentence == QColor("black")
    assert word == QColor("#00ffff")


# Each character in its place


CHARACTERS = st.text(alphabet=st.sampled_from("ab \n\r\t😀𠀀é。\u2028\x0b"), max_size=40)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=CHARACTERS)
def test_each_character_is_where_it_is_in_the_text(qapp: QApplication, text: str) -> None:
    del qapp
    view = TextView()
    view.show_text(text)
    places = Places(text)
    for at, char in enumerate(text):
        in_qt = places.to_qt(at)
        assert places.from_qt(in_qt) == at
        shown = view.cursor_of(Span(at, at + 1)).selectedText()
        if char.isprintable() and char != " ":
            assert shown == char
    assert len(view.toPlainText()) == len(text)
    view.deleteLater()


PARAGRAPH: Final = "\u2029"  # as Qt has an end of line in a selection
RUNS: Final = ("x", "字", "😀", "e\u0301", "👩\u200d🚀", "ab ", "-")


@pytest.mark.timeout(40)  # it was a minute
@pytest.mark.parametrize("run", RUNS)
def test_a_line_of_half_a_million_characters_is_shown_at_once_and_stays_as_it_is(
    qtbot: QtBot, run: str
) -> None:
    text = "Before it.\n" + run * (500_000 // len(run)) + "\nAfter 😀 it."
    view = TextView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_text(text)
    for start in (11, 250_000, len(text) - 6):
        view.mark(Span(start, start + 5), Span(start, start + 5))
        QApplication.processEvents()
        assert (
            view.cursor_of(Span(start, start + 2)).selectedText().replace(PARAGRAPH, "")
            == (text[start : start + 2])
        )
    view.resize(650, 500)
    view.set_size(20)
    QApplication.processEvents()
    assert view.toPlainText() == text
    for at in (0, 11, 4010, 4011, 4012, 8011, 123_456, len(text) - 1):
        assert view.places.from_qt(view.places.to_qt(at)) == at
    for cut in cuts_of(text):
        assert not combining(text[cut])
        assert "\u200d" not in text[cut - 1 : cut + 1]
    assert max(map(len, pieces_of(view))) <= 4100


@pytest.mark.timeout(40)  # it was a minute
def test_a_long_line_is_pasted_edited_and_copied_as_it_is(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.show()
    view.show_text("One. Two.")
    view.setTextCursor(view.cursor_of(Span(5, 5)))
    data = QMimeData()
    data.setText("x" * 100_000 + "\r\nnext ")
    view.insertFromMimeData(data)
    QApplication.processEvents()
    whole = "One. " + "x" * 100_000 + "\nnext Two."
    assert view.toPlainText() == whole
    assert view.document() is not None
    assert view.document().isModified()  # type: ignore[union-attr] # as above
    view.setTextCursor(view.cursor_of(Span(50_000, 50_000)))
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_A)
    whole = f"{whole[:50_000]}\na{whole[50_000:]}"
    assert view.toPlainText() == whole
    assert view.offset() == 50_002
    view.setTextCursor(view.cursor_of(Span(3000, 30_000)))
    assert view.selection() == Span(3000, 30_000)
    copied = view.createMimeDataFromSelection()
    assert copied.text() == whole[3000:30_000]
    view.show_text("Short.")
    assert view.toPlainText() == "Short."


def pieces_of(view: TextView) -> list[str]:
    document = view.document()
    assert document is not None
    return [document.findBlockByNumber(at).text() for at in range(document.blockCount())]


def test_a_sentence_higher_than_the_view_is_followed_by_its_words(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    view.show_text("word " * 2000)
    view.mark(Span(0, 10_000), Span(9000, 9004))
    cursor = view.cursor_of(Span(9000, 9000))
    assert 0 <= view.cursorRect(cursor).top() <= 200


@pytest.mark.parametrize("ends", [".\n\n", ". "])
def test_half_a_million_characters(qtbot: QtBot, ends: str) -> None:
    """All in one paragraph, too."""
    view = TextView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    text = ("This is a sentence that stands in a long text and has a few words" + ends) * 7500
    view.show_text(text)
    QApplication.processEvents()
    for start in range(0, len(text) - 100, 9973):
        view.mark(Span(start, start + 60), Span(start + 5, start + 9))
        QApplication.processEvents()
        word = view.extraSelections()[1].cursor.selectedText().replace("\u2029", "\n")
        assert word == text[start + 5 : start + 9]


# For those who don't see it

PROGRAM = """
from desktop_app.gui.engine import Engine
from desktop_app.gui.qt_app import make_qt
from desktop_app.gui.reader.window import ReaderWindow
from desktop_app.reading.model import Reading, Span

qt = make_qt([])
window = ReaderWindow(Engine(), print)
window._begin(Reading("Chapter 1\\n\\nIt began 😀 at sea.\\n\\nChapter 2\\n\\nIt ended.", "Sea"))
window._show_title()
window.text.mark(Span(11, 29), Span(14, 19))
window.text.set_editable(False)
window.show()
qt.exec()
"""
CONTROLS = {"push button", "text", "list", "list item", "combo box", "check box", "slider"}


def test_a_screen_reader_reads_the_page_and_the_name_of_every_control(
    display: str, home: Path
) -> None:
    del home
    environment = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with seen([sys.executable, "-c", PROGRAM], environment) as tree:
        nodes = [node for node in tree.nodes("Text") if node.showing]
        (page,) = (node for node in nodes if node.name == "Text")
        whole = tree.text(page)
        assert whole == "Chapter 1\n\nIt began 😀 at sea.\n\nChapter 2\n\nIt ended."
        left, top, width, height = tree.place_of(page, whole.index("began"))
        assert width > 0
        assert height > 10
        below = tree.place_of(page, whole.index("ended"))
        assert below[1] > top + height
        assert left > 0
    names = {node.name for node in nodes}
    assert {"Open a file…", "Contents", "Find in text", "Appearance of the text", "Menu"} <= names
    assert {"Sea", "Chapter 1 · 1 of 2"} <= names
    assert [node for node in nodes if node.role in CONTROLS and not node.name] == []
