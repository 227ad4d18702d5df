"""The list of what is read next, by pointer and keys, without anything that reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractItemView, QApplication, QPushButton, QStyle, QWidget
import pytest

from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.style import Style
from desktop_app.gui.reader.queue_panel import QueuePanel
from desktop_app.gui.reader.queue_row import QueueRow
from desktop_app.reading.events import QueueChanged, QueueItem
from desktop_app.reading.model import Reading
from tests.desktop_app.gui.asked import Asked, not_started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

HAND: Any = QTest  # its stubs are no static methods
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLAIN, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
COPY = Qt.DropAction.CopyAction


class Noting(Asked):
    """An engine that was not started: it notes what it is told."""

    def move(self, number: int, to: int) -> None:
        self.asked.append(("move", number, to))

    def remove(self, number: int) -> None:
        self.asked.append(("remove", number))

    def skip(self) -> None:
        self.asked.append("skip")

    def open_all(self, what: Any, *, at_once: bool = True) -> None:
        self.asked.append((list(what), at_once))


@pytest.fixture
def engine(qapp: QApplication) -> Iterator[Noting]:
    del qapp
    with not_started(Noting) as engine:
        yield engine


@pytest.fixture
def panel(engine: Noting, qtbot: QtBot) -> Iterator[QueuePanel]:
    """Four texts, numbered from 1; the first is read."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(340, 420)
    panel = QueuePanel(engine, window)
    panel.resize(340, 420)
    engine._show(
        QueueChanged(tuple(QueueItem(at, Reading("Words.", f"Text {at}")) for at in range(1, 5)))
    )
    with qtbot.waitExposed(window):
        window.show()
    panel.show()
    yield panel
    window.close()


def row(panel: QueuePanel, at: int) -> QRect:
    return panel.list.visualItemRect(panel.list.item(at))


def viewport_of(panel: QueuePanel) -> QWidget:
    viewport = panel.list.viewport()
    assert viewport is not None
    return viewport


def test_only_a_left_click_on_the_cross_takes_a_text_out(panel: QueuePanel, engine: Noting) -> None:
    delegate, viewport = panel.list.itemDelegate(), viewport_of(panel)
    assert isinstance(delegate, QueueRow)
    cross = delegate.cross(row(panel, 2)).center()
    HAND.mouseClick(viewport, RIGHT, PLAIN, cross)
    HAND.mouseClick(viewport, LEFT, PLAIN, row(panel, 1).center())
    assert panel.list.currentRow() == 1
    HAND.mouseClick(viewport, LEFT, PLAIN, QPoint(20, viewport.height() - 2))  # below all rows
    assert engine.asked == []
    HAND.mouseClick(viewport, LEFT, PLAIN, cross)
    assert engine.asked == [("remove", 3)]
    before = panel.layoutDirection()
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert delegate.cross(row(panel, 2)).center().x() < viewport.width() // 4
    panel.setLayoutDirection(before)


def test_keys_choose_and_with_alt_move_but_never_past_an_end(
    panel: QueuePanel, engine: Noting
) -> None:
    panel.list.setFocus()
    panel.list.setCurrentRow(0)
    HAND.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.list.currentRow() == 1
    HAND.keyClick(panel.list, Qt.Key.Key_Up, ALT)  # what is read stays the first
    HAND.keyClick(panel.list, Qt.Key.Key_End)
    HAND.keyClick(panel.list, Qt.Key.Key_Down, ALT)
    assert panel.list.currentRow() == 3
    panel._step(1)
    panel._step(-9)
    panel.list.setCurrentRow(0)
    panel._step(1)
    panel._begin()
    assert engine.asked == [("move", 4, 1)]
    engine.asked.clear()
    HAND.mouseClick(viewport_of(panel), LEFT, PLAIN, row(panel, 2).center())
    HAND.mouseDClick(viewport_of(panel), LEFT, PLAIN, row(panel, 2).center())
    assert engine.asked == [("move", 3, 1), "skip"]
    engine.asked.clear()
    panel.list.setCurrentRow(-1)
    panel._remove()  # nothing is chosen
    assert engine.asked == []


@pytest.mark.parametrize("onto_list", [True, False])
def test_what_can_be_read_is_taken_wherever_on_the_panel_it_is_dropped(
    panel: QueuePanel, engine: Noting, *, onto_list: bool
) -> None:
    target: QWidget = viewport_of(panel) if onto_list else panel

    def drop(data: QMimeData) -> bool:
        place = QPointF(20, 20)
        for event in (
            QDragEnterEvent(place.toPoint(), COPY, data, LEFT, PLAIN),
            QDragMoveEvent(place.toPoint(), COPY, data, LEFT, PLAIN),
        ):
            event.ignore()
            QApplication.sendEvent(target, event)
        taken = event.isAccepted()
        QApplication.sendEvent(target, QDropEvent(place, COPY, data, LEFT, PLAIN))
        return taken

    words, blank, nothing, page = QMimeData(), QMimeData(), QMimeData(), QMimeData()
    words.setText("A text.")
    blank.setText(" \n ")
    page.setUrls([QUrl("https://example.org/a"), QUrl.fromLocalFile("/a/b.txt")])
    nothing.setData("application/x-nothing", b"1")
    for data in (words, blank, page):
        drop(data)
    if onto_list:
        assert not drop(nothing)
    assert engine.asked == [
        (["A text."], False),
        (["https://example.org/a", "/a/b.txt"], False),
    ]


class _OwnDrop(QDropEvent):
    """A drop of a list's own row; Qt knows the source only in a drag by hand."""

    def __init__(self, panel: QueuePanel, place: QPoint) -> None:
        data = panel.list.mimeData(panel.list.selectedItems())
        super().__init__(QPointF(place), Qt.DropAction.MoveAction, data, LEFT, PLAIN)
        self._source = panel.list

    def source(self) -> QWidget:
        return self._source


def test_a_row_that_is_dragged_goes_above_or_below_the_one_it_is_dropped_at(
    panel: QueuePanel, engine: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = QAbstractItemView.DropIndicatorPosition

    def drag(at: int, to: QPoint, where: QAbstractItemView.DropIndicatorPosition) -> None:
        panel.list.setCurrentRow(at)
        monkeypatch.setattr(panel.list, "dropIndicatorPosition", lambda: where)
        panel.list.dropEvent(_OwnDrop(panel, to))

    drag(1, row(panel, 2).center(), position.BelowItem)
    drag(3, row(panel, 1).center(), position.AboveItem)
    drag(1, QPoint(20, viewport_of(panel).height() - 2), position.OnViewport)  # at the end
    drag(2, row(panel, 2).center(), position.AboveItem)  # where it is
    assert engine.asked == [("move", 2, 2), ("move", 4, 1), ("move", 2, 3)]


class Still(Style):
    """A desktop on which nothing moves."""

    def styleHint(self, hint: QStyle.StyleHint, *more: Any) -> int:  # noqa: N802 - Qt's name
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, *more)


def test_a_text_that_is_opened_shows_that_it_is_waited_for(
    panel: QueuePanel, engine: Noting, qtbot: QtBot
) -> None:
    items = (
        QueueItem(1, Reading("Words.", "Text 1")),
        QueueItem(2, Reading("", "b.pdf", "/a/b.pdf"), opening=True),
    )
    engine._show(QueueChanged(items))
    accent = colors(panel.palette()).accent
    place = row(panel, 1).adjusted(0, 0, -row(panel, 1).width() + 40, 0)

    def drawn() -> int:
        picture = viewport_of(panel).grab(place).toImage()
        return sum(
            picture.pixelColor(x, y) == accent
            for x in range(picture.width())
            for y in range(picture.height())
        )

    delegate = panel.list.itemDelegate()
    assert isinstance(delegate, QueueRow)
    assert drawn()
    angle = delegate._angle
    qtbot.waitUntil(lambda: delegate._angle != angle)
    style = Still()  # Qt doesn't keep it
    panel.list.setStyle(style)
    panel.list.setCurrentRow(0)
    assert drawn()
    engine._show(QueueChanged(items[:1]))
    qtbot.waitUntil(lambda: not delegate._turns.isActive())


def test_an_empty_queue_says_how_to_fill_it(panel: QueuePanel, engine: Noting) -> None:
    engine._show(QueueChanged(()))
    assert panel.empty.isVisible()
    assert panel.total.text() == ""
    for name in ("queue-skip", "queue-clear-button"):
        button = panel.findChild(QPushButton, name)
        assert button is not None
        assert not button.isEnabled()
    panel.toggle.setChecked(True)
    assert not panel.list.hasFocus()
