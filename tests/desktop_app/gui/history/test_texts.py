"""The rows of what was read: their buttons are drawn, and used by pointer and keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QCursor, QHelpEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip, QWidget
import pytest

from desktop_app.gui.history.days import now
from desktop_app.gui.history.texts import ENTRY, HistoryRow, TextsModel, TextsView
from desktop_app.gui.parts.colors import colors
from desktop_app.reading.history import HistoryEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtCore import QRect
    from PyQt6.QtGui import QImage
    from pytestqt.qtbot import QtBot

HAND: Any = QTest  # its stubs are no static methods
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier


def entries() -> list[HistoryEntry]:
    """Two texts of today, the first read by half; one of yesterday."""
    today = now()
    return [
        HistoryEntry("0", "Half", "/a/half.epub", today, 1_000, seconds=60.0, offset=500),
        HistoryEntry("1", "Whole", "", today, 1_000, seconds=60.0),
        HistoryEntry("2", "Old", "", today - timedelta(days=1), 1_000, seconds=60.0),
    ]


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TextsView]:
    """The list, in a window of its own: a title, two texts, a title, a text."""
    model, view = TextsModel(), TextsView()
    view.setModel(model)
    model.show(entries(), 1.0)
    qtbot.addWidget(view)
    view.resize(620, 360)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    QCursor.setPos(0, 0)
    view.setModel(None)


def index_of(view: TextsView, row: int) -> QModelIndex:
    model = view.model()
    assert model is not None
    return model.index(row, 0)


def viewport_of(view: TextsView) -> QWidget:
    viewport = view.viewport()
    assert viewport is not None
    return viewport


def buttons_of(view: TextsView, row: int) -> tuple[QRect, QRect]:
    """Where the button to go on and ⋯ of a row are, in the viewport."""
    delegate = view.itemDelegate()
    assert isinstance(delegate, HistoryRow)
    return delegate.buttons(view.visualRect(index_of(view, row)), view.font())


def chosen(view: TextsView) -> list[int]:
    selection = view.selectionModel()
    assert selection is not None
    return sorted(index.row() for index in selection.selectedIndexes())


def told(signal: Any) -> list[Any]:
    heard: list[Any] = []
    signal.connect(heard.append)
    return heard


def picture(view: TextsView) -> QImage:
    return viewport_of(view).grab().toImage()


def test_the_buttons_of_a_row_are_pressed_and_the_rest_of_it_is_chosen(view: TextsView) -> None:
    going, menus, viewport = told(view.go_on), told(view.more_wanted), viewport_of(view)
    go_on, more = buttons_of(view, 2)
    HAND.mouseClick(viewport, LEFT, NONE, go_on.center())
    assert [index.row() for index in going] == [2]
    HAND.mouseClick(viewport, RIGHT, NONE, go_on.center())
    HAND.mouseClick(viewport, LEFT, NONE, view.visualRect(index_of(view, 1)).center())
    assert len(going) == 1
    assert chosen(view) == [1]
    HAND.mouseClick(viewport, LEFT, NONE, view.visualRect(index_of(view, 0)).center())  # a title
    assert menus == []
    HAND.mouseClick(viewport, LEFT, NONE, more.center())
    assert chosen(view) == [2]
    assert menus == [viewport.mapToGlobal(more.bottomLeft())]


def test_a_menu_is_that_of_all_that_is_chosen_or_of_the_row_it_is_asked_at(
    view: TextsView,
) -> None:
    menus, viewport = told(view.more_wanted), viewport_of(view)
    selection = view.selectionModel()
    assert selection is not None

    by = QContextMenuEvent.Reason

    def ask(place: QPoint, reason: QContextMenuEvent.Reason = by.Mouse) -> None:
        event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
        QApplication.sendEvent(viewport, event)

    view.setCurrentIndex(QModelIndex())
    title = view.visualRect(index_of(view, 0)).center()
    for reason in (by.Mouse, by.Keyboard):
        ask(title, reason)  # a title has none, and no row is current
    assert menus == []
    first = view.visualRect(index_of(view, 1)).center()
    ask(first)
    assert chosen(view) == [1]
    flags = QItemSelectionModel.SelectionFlag
    selection.select(index_of(view, 2), flags.Select)
    ask(first)
    assert chosen(view) == [1, 2]
    assert menus == [viewport.mapToGlobal(first)] * 2
    ask(title)
    assert len(menus) == 2
    ask(title, by.Keyboard)  # below the row that a person is at
    assert menus[2:] == [viewport.mapToGlobal(first)]


def test_what_a_button_does_and_where_a_text_is_from_is_said_below_the_pointer(
    view: TextsView, qtbot: QtBot
) -> None:
    viewport = viewport_of(view)

    def help_at(place: QPoint, words: str) -> None:
        QToolTip.hideText()
        kind = QEvent.Type.ToolTip
        QApplication.sendEvent(viewport, QHelpEvent(kind, place, viewport.mapToGlobal(place)))
        qtbot.waitUntil(lambda: QToolTip.text() == words or not words)

    _, more = buttons_of(view, 1)
    help_at(more.center(), "More")
    help_at(view.visualRect(index_of(view, 1)).center(), "Half\n/a/half.epub")
    help_at(view.visualRect(index_of(view, 2)).center(), "Whole")
    assert index_of(view, 0).data(Qt.ItemDataRole.ToolTipRole) is None  # a title
    assert index_of(view, 1).data(Qt.ItemDataRole.StatusTipRole) is None
    QToolTip.hideText()


@pytest.mark.parametrize("button", [0, 1])
def test_the_button_below_the_pointer_is_tinted(view: TextsView, qtbot: QtBot, button: int) -> None:
    viewport, known = viewport_of(view), colors(view.palette())
    place = buttons_of(view, 2)[button]
    edge = place.topLeft() + QPoint(6, 6)
    assert picture(view).pixelColor(edge) != known.hover
    QCursor.setPos(viewport.mapToGlobal(place.center()))
    qtbot.waitUntil(viewport.underMouse)
    qtbot.waitUntil(lambda: picture(view).pixelColor(edge) == known.hover)
    other = buttons_of(view, 2)[1 - button].topLeft() + QPoint(6, 6)
    assert picture(view).pixelColor(other) != known.hover


def test_a_line_below_a_text_is_as_long_as_what_was_read(view: TextsView) -> None:
    known, shown = colors(view.palette()), picture(view)

    def line(row: int) -> list[int]:
        """Where the accent is in the lower half of a row."""
        place = view.visualRect(index_of(view, row))
        found = (
            x
            for x in range(place.left(), place.right())
            for y in range(place.center().y() + 8, place.bottom())
            if shown.pixelColor(x, y) == known.accent
        )
        return sorted(set(found))

    half, row = line(1), view.visualRect(index_of(view, 1))
    assert half
    assert abs(half[-1] - row.center().x()) < 6
    assert line(2) == []


def test_an_entry_of_a_title_is_neither_chosen_nor_drawn_as_a_card(view: TextsView) -> None:
    title, text = index_of(view, 0), index_of(view, 1)
    option = QStyleOptionViewItem()
    delegate = view.itemDelegate()
    assert delegate is not None
    assert delegate.sizeHint(option, title).height() < delegate.sizeHint(option, text).height()
    assert title.data(ENTRY) is None
    view.setCurrentIndex(title)
    assert chosen(view) == []
    shown, known = picture(view), colors(view.palette())
    assert shown.pixelColor(view.visualRect(text).center()) == known.card
    assert shown.pixelColor(QPointF(view.visualRect(title).center()).toPoint()) != known.card
