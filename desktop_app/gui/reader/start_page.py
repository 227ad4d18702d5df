"""What the Reader shows while there is nothing to read: ways to begin, and to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QPainter
from PyQt6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.card import paint_card
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import Elided, TitleLabel, secondary, sized, tinted
from desktop_app.gui.parts.metrics import (
    CONTENT,
    ICON,
    LARGE,
    MEDIUM,
    ROW,
    SMALL,
    TINY,
    VOICE_ROW,
    WIDE,
    head,
    helper,
    row_title,
    section,
)
from desktop_app.gui.parts.on_screen import Scrolled
from desktop_app.gui.parts.plain_text import shortened
from desktop_app.gui.parts.read_before import progress_words
from desktop_app.hotkeys import KeyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.history import HistoryEntry

_TILE: Final = QSize(168, 96)
_MOST: Final = 4  # texts to go on with
_LONGEST: Final = 80  # characters of a title
_HOTKEY: Final = "read-selection"
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
_THROUGH: Final = Qt.WidgetAttribute.WA_TransparentForMouseEvents


class _Pressed(QAbstractButton):
    """A card that is pressed as a whole.

    Args:
        words: What it does, for screen readers.
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as what is in it."""
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw ground and outline."""
        paint_card(
            QPainter(self),
            QRectF(self.rect()),
            colors(self.palette()),
            hover=self.underMouse(),
            focus=self.hasFocus(),
            usable=True,
        )

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Be pressed by Enter, too."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class _Tile(_Pressed):
    def __init__(self, icon: str, words: str, more: str) -> None:
        super().__init__(f"{words} {more}")
        self.setMinimumSize(_TILE)
        picture, title = QLabel(), sized(QLabel(words), row_title)
        wear(picture, icon, ICON, "accent")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(TINY)
        for label in (picture, title, secondary(QLabel(more), helper)):
            label.setAttribute(_THROUGH)
            layout.addWidget(label)
        layout.addStretch()


class _Row(_Pressed):
    def __init__(self, entry: HistoryEntry, speed: float, go_on: str) -> None:
        title = shortened(" ".join(entry.title.split()), _LONGEST)
        more = progress_words(entry, speed)
        super().__init__(f"{go_on}: {title}, {more}")
        self.setMinimumHeight(ROW)
        icon = QLabel()
        wear(icon, "play", ICON, "accent")
        words = QVBoxLayout()
        words.setSpacing(0)
        labels = (sized(Elided(title), row_title), tinted(Elided(more), "secondary", helper))
        for label in labels:
            label.setAttribute(_THROUGH)
            words.addWidget(label)
        icon.setAttribute(_THROUGH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addLayout(words, 1)
        layout.addWidget(icon)


class StartPage(QWidget):
    """Opens a file, a page of the web, or an empty page; and goes on where one was.

    Args:
        engine: Knows what was read.

    Signals:
        open_wanted: A person wants to choose a file.
        address_wanted: A person wants to name an address.
        writing_wanted: A person wants to write, or to paste what was copied.
        typed: A `QKeyEvent`: a person writes already.
    """

    open_wanted = pyqtSignal()
    address_wanted = pyqtSignal()
    writing_wanted = pyqtSignal()
    typed = pyqtSignal(object)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._entries: list[HistoryEntry] = []
        self.setObjectName("start-page")
        self._tiles = self._make_tiles()
        self._places = QGridLayout()
        self._places.setSpacing(LARGE)
        self._before = TitleLabel(self.tr("Continue where you left off"), section)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(SMALL)
        self.hint = secondary(QLabel(), helper)
        self.hint.setObjectName("start-hint")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._place_tiles()
        engine.history_changed.connect(self._look_again)
        engine.settings_changed.connect(self._look_again)
        engine.hotkeys_changed.connect(self._show_hint)
        self._show_hint()
        self._show_rows([])

    # Parts

    def _make_tiles(self) -> list[QAbstractButton]:
        tiles: list[QAbstractButton] = []
        for name, icon, words, more, signal in (
            (
                "open",
                "folder-open",
                self.tr("Open a file…"),
                self.tr("EPUB, PDF, Word, text"),
                self.open_wanted,
            ),
            (
                "paste",
                "clipboard-type",
                self.tr("Paste text"),
                self.tr("or just type"),
                self.writing_wanted,
            ),
            (
                "address",
                "globe",
                self.tr("A web page…"),
                self.tr("by its address"),
                self.address_wanted,
            ),
        ):
            tile = _Tile(icon, words, more)
            tile.setObjectName(f"start-{name}")
            tile.clicked.connect(lambda _=False, one=signal: one.emit())
            tiles.append(tile)
        return tiles

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(CONTENT)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, WIDE, 0, WIDE)
        inner.setSpacing(MEDIUM)
        inner.addStretch(2)
        inner.addWidget(TitleLabel(self.tr("What should I read?"), head))
        inner.addLayout(self._places)
        inner.addSpacing(MEDIUM)
        inner.addWidget(self._before)
        inner.addLayout(self.rows)
        inner.addSpacing(SMALL)
        inner.addWidget(self.hint)
        inner.addStretch(3)
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(LARGE, 0, LARGE, 0)
        across.addStretch(1)
        across.addWidget(column, 100)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Scrolled(middle))

    def _place_tiles(self) -> None:
        """Put the tiles beside each other, or one below the other where it is narrow."""
        needed = len(self._tiles) * (_TILE.width() + LARGE) + LARGE
        wide = self.width() >= needed
        for number, tile in enumerate(self._tiles):
            tile.setMinimumHeight(_TILE.height() if wide else VOICE_ROW)
            self._places.addWidget(tile, *((0, number) if wide else (number, 0)))

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Place the tiles as there is room."""
        super().resizeEvent(event)
        self._place_tiles()

    # What it knows

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look what was read."""
        super().showEvent(event)
        self._look_again()

    def _look_again(self, _: object = None) -> None:
        if self.isVisible():
            self._engine.list_history(self._show_rows)

    def _show_rows(self, entries: Sequence[HistoryEntry]) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        left = [entry for entry in entries if entry.offset][:_MOST]
        for entry in left:
            row = _Row(entry, self._engine.settings.app.speed, self.tr("Continue"))
            row.setObjectName("start-go-on")
            row.clicked.connect(lambda _=False, one=entry.id: self._engine.replay(one))
            self.rows.addWidget(row)
        self._before.setVisible(bool(left))

    def _show_hint(self, _: object = None) -> None:
        """Name the keys that work in any program; say nothing where there are none."""
        status = self._engine.hotkeys_status.actions.get(_HOTKEY)
        keys = ""
        if status is not None and status.state is KeyState.ACTIVE:
            own = QKeySequence(self._engine.settings.app.keys[_HOTKEY]).toString(_NATIVE)
            keys = status.keys or own  # what the system chose has words
        self.hint.setText(
            self.tr("In any program: select text and press {keys}.").format(keys=keys)
        )
        self.hint.setVisible(bool(keys))

    # What a person does

    def begin(self) -> None:
        """Have the keyboard at the first way to begin."""
        self._tiles[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Give what is typed or pasted to the page."""
        assert event is not None  # noqa: S101 - Qt has one
        pastes = event.matches(QKeySequence.StandardKey.Paste)
        if pastes or (event.text().isprintable() and event.text().strip()):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)
