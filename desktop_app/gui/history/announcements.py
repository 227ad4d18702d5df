"""What was announced on this computer: a list, each with what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QGuiApplication, QPainter
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.buttons import quiet
from desktop_app.gui.parts.card import paint_card_of_row, paint_lines
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.home_words import ending_in_words
from desktop_app.gui.parts.metrics import LARGE, SMALL, STRONG
from desktop_app.gui.parts.plain_text import plain, shortened

from .days import group_of, now, when
from .texts import CARD, card_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QModelIndex

    from desktop_app.gui.engine import Engine
    from desktop_app.home.announced import WasAnnounced

_ID: Final = Qt.ItemDataRole.UserRole
_WIDEST: Final = 120  # characters of a message in the list


class AnnouncementsList(QWidget):
    """Announcements, the newest first; one with words can be heard now.

    Args:
        engine: Knows them.

    Signals:
        counted: How many there are.
    """

    counted = pyqtSignal(int)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._known: list[WasAnnounced] = []
        self._words = ""
        self.list = QListWidget()
        self.list.setObjectName("announcements")
        self.list.setItemDelegate(AnnouncementRow(self.list))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        view = self.list.viewport()
        assert view is not None  # noqa: S101 - a list has one
        view.setAutoFillBackground(False)
        self.list.setAccessibleName(self.tr("Announcements on this computer"))
        self.list.currentRowChanged.connect(plain_slot(self._enable))
        self.list.itemActivated.connect(plain_slot(self.hear))
        self.empty = Empty(
            "message-square-text",
            self.tr("No announcements"),
            self.tr(
                "What Home Assistant announces on this computer appears here. What isn't played, "
                "because you don't want to be disturbed, can be heard here for an hour."
            ),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.empty)
        self.hears = self._button("play", "hear", self.tr("&Hear it now"), self.hear)
        self.copies = self._button("copy", "copy", self.tr("&Copy"), self._copy)
        self.removes = self._button("trash-2", "remove", self.tr("Re&move"), self._remove)
        remove = QAction(self.list)
        remove.setShortcut("Del")
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(plain_slot(self._remove))
        self.list.addAction(remove)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        for button in (self.hears, self.copies, self.removes):
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._buttons)
        engine.announced.connect(plain_slot(self.refresh))
        self._show()

    @property
    def has_any(self) -> bool:
        """Whether there are any."""
        return bool(self._known)

    def refresh(self) -> None:
        """List them as they are now."""
        self._engine.list_announcements(self._take)

    def search(self, words: str) -> None:
        """Show those that have these words."""
        self._words = words
        self._show()

    def hear(self) -> None:
        """Have the chosen one spoken."""
        if (one := self._chosen()) is not None and one.message:
            self._engine.hear_announcement(one.id)

    # Inside

    def _button(self, drawn: str, name: str, words: str, call: Callable[[], object]) -> QPushButton:
        button = quiet(QPushButton(words), drawn)
        button.setObjectName(f"announcement-{name}")
        button.clicked.connect(plain_slot(call))
        return button

    def _take(self, known: list[WasAnnounced]) -> None:
        self._known = known
        self._show()
        self.counted.emit(len(known))

    def _show(self) -> None:
        chosen = self._chosen()
        wanted = self._words.casefold().split()
        self.list.clear()
        for one in self._known:
            about = f"{one.message} {one.said_by}".casefold()
            if not all(word in about for word in wanted):
                continue
            item = QListWidgetItem(self._in_words(one))
            item.setToolTip(plain(one.message))
            item.setData(_ID, one.id)
            self.list.addItem(item)
            if chosen is not None and one.id == chosen.id:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        shown = self.list.count() > 0
        self._pages.setCurrentWidget(self.list if shown else self.empty)
        self._buttons.setVisible(shown)
        self._enable()

    def _in_words(self, one: WasAnnounced) -> str:
        message = one.message or self.tr("A sound without words")
        today = now().date()
        time = when(one.at, today)
        is_today = one.at.astimezone().date() == today
        about = [time] if is_today else [group_of(one.at, today), time]
        if one.said_by:
            about.append(one.said_by)
        about.append(ending_in_words(one.stage, one.reason))
        return f"{shortened(message, _WIDEST)}\n{' · '.join(about)}"

    def _chosen(self) -> WasAnnounced | None:
        item = self.list.currentItem()
        id_ = None if item is None else item.data(_ID)
        return next((one for one in self._known if one.id == id_), None)

    def _enable(self) -> None:
        words = bool((one := self._chosen()) is not None and one.message)
        self.hears.setEnabled(words)
        self.copies.setEnabled(words)

    def _copy(self) -> None:
        clipboard, one = QGuiApplication.clipboard(), self._chosen()
        if clipboard is not None and one is not None:
            clipboard.setText(one.message)

    def _remove(self) -> None:
        if (one := self._chosen()) is not None:
            row = self.list.currentRow()
            self._engine.forget_announcement(one.id, self._take)
            self.list.setCurrentRow(min(row + 1, self.list.count() - 1))


class AnnouncementRow(QStyledItemDelegate):
    """Draws an announcement as a card: what was said, and below it when, by whom, and the end."""

    def __init__(self, rows: QListWidget) -> None:
        super().__init__(rows)
        self._list = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """As high as the card of a text."""
        del option, index
        return QSize(0, CARD + SMALL)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw one."""
        assert painter is not None  # noqa: S101 - Qt has one
        known, card = colors(option.palette), card_of(option.rect)
        painter.save()
        paint_card_of_row(painter, card, known, option.state, self._list)
        title, _, about = str(index.data()).partition("\n")
        words = card.adjusted(LARGE, SMALL, -LARGE, -SMALL - STRONG)
        paint_lines(painter, words, option.font, title, about, known)
        painter.restore()
