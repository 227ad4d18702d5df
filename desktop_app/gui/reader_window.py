"""The Reader: a text, and where in it the voice is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)
from PyQt6.QtWidgets import (
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QMainWindow,
    QPlainTextEdit,
    QProgressBar,
    QSizePolicy,
    QTextEdit,
    QToolBar,
    QWidget,
)

from desktop_app.reading.events import ReaderState
from desktop_app.reading.reader import SPEEDS

from .icons import app_icon, control_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.reading.events import PositionChanged, QueueItem, Span, StateChanged
    from desktop_app.settings import Settings

    from .engine import Engine

_FORMS: Final = "*.txt *.md *.html *.htm *.pdf *.epub *.docx"


class Places:
    """Characters of a text as Python counts them, and as Qt does: two for one beyond 16 bits."""

    def __init__(self, text: str) -> None:
        self._wide = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]  # noqa: PLR2004
        self._wide_in_qt = [at + before for before, at in enumerate(self._wide)]

    def to_qt(self, at: int) -> int:
        """Where Qt has a character."""
        return at + bisect_left(self._wide, at)

    def from_qt(self, at: int) -> int:
        """Which character Qt means."""
        return at - bisect_right(self._wide_in_qt, at - 1)


class TextView(QPlainTextEdit):
    """The text; while it is read, a click or Enter says where to go on.

    Signals:
        chosen: The character, as Python counts.
        dropped: A path, an address, or a text.
    """

    chosen = pyqtSignal(int)
    dropped = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places = Places("")
        self.setAcceptDrops(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.setFont(font)
        self.document().setDocumentMargin(18)  # type: ignore[union-attr] # it has one

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        self.places = Places(text)
        self.setPlainText(text)

    def offset(self) -> int:
        """The character that the caret is at."""
        return Places(self.toPlainText()).from_qt(self.textCursor().position())

    def mark(self, position: PositionChanged | None) -> None:
        """Highlight a sentence and a word in it; None for nothing."""
        if position is None:
            self.setExtraSelections([])
            return
        highlight = self.palette().color(QPalette.ColorRole.Highlight)
        pale = QTextCharFormat()
        tint = highlight.toRgb()
        tint.setAlpha(60)
        pale.setBackground(tint)
        strong = QTextCharFormat()
        strong.setBackground(highlight)
        strong.setForeground(self.palette().color(QPalette.ColorRole.HighlightedText))
        marks = [self._mark(position.sentence, pale), self._mark(position.word, strong)]
        self.setExtraSelections(marks)

    def follow(self, span: Span) -> None:
        """Bring a part of the text into sight, its end first, and the caret to its beginning."""
        cursor = self.textCursor()
        for at in (span.end, span.start):
            cursor.setPosition(self.places.to_qt(at))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def _mark(self, span: Span, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.places.to_qt(span.start))
        cursor.setPosition(self.places.to_qt(span.end), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor = cursor
        mark.format = form
        return mark

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on where a click was."""
        super().mouseReleaseEvent(event)
        left = event is not None and event.button() is Qt.MouseButton.LeftButton
        if left and self.isReadOnly() and not self.textCursor().hasSelection():
            self.chosen.emit(self.offset())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on where the caret is, on Enter."""
        enter = event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.isReadOnly():
            self.chosen.emit(self.offset())
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take files, addresses and texts."""
        data = event.mimeData() if event else None
        if event and data and (data.hasUrls() or data.hasText()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Hand over what was dropped."""
        data = event.mimeData() if event else None
        if event is None or data is None:
            return
        event.acceptProposedAction()
        urls = [url.toLocalFile() or url.toString() for url in data.urls()]
        self.dropped.emit(urls[0] if urls else data.text())


class ReaderWindow(QMainWindow):
    """A text, how it is read, and what to do about it.

    Args:
        engine: Reads.
        open_any: Reads what was dropped: a path, an address, or a text.
    """

    def __init__(self, engine: Engine, open_any: Callable[[str], None]) -> None:
        super().__init__()
        self._engine = engine
        self._number = 0  # of the text that is shown
        self._sentence: Span | None = None
        self.setWindowTitle(self.tr("Reader – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        self.resize(760, 560)
        self.text = TextView(self)
        self.text.setAccessibleName(self.tr("Text"))
        self.text.setPlaceholderText(self.tr("Type or paste a text, or drop a file here."))
        self.text.chosen.connect(engine.jump)
        self.text.dropped.connect(open_any)
        self.setCentralWidget(self.text)
        self._actions = self._make_actions()
        self.speed = self._make_speed()
        self.progress = QProgressBar()
        self.words = QLabel()
        self._make_bars()
        engine.state_changed.connect(self._show_state)
        engine.queue_changed.connect(self._show_queue)
        engine.position_changed.connect(self._show_position)
        engine.settings_changed.connect(self._show_settings)
        self._show_queue(engine.queue)
        self._show_state(engine.state)
        if engine.position is not None:
            self._show_position(engine.position)
        self._show_settings(engine.settings)
        self.text.setFocus()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        engine = self._engine
        table: dict[str, tuple[str, str, Callable[[], None]]] = {
            "open": (self.tr("Open file…"), "Ctrl+O", self._open_file),
            "previous": (self.tr("Previous sentence"), "Alt+Left", engine.previous_sentence),
            "play": (self.tr("Read aloud"), "Ctrl+Return", self._play),
            "stop": (self.tr("Stop"), "Escape", engine.stop),
            "next": (self.tr("Next sentence"), "Alt+Right", engine.next_sentence),
        }
        actions = {}
        for name, (words, keys, call) in table.items():
            action = QAction(words, self)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(_plain(call))
            action.setToolTip(f"{words} ({action.shortcut().toString(_NATIVE)})")
            self.addAction(action)
            actions[name] = action
        close = QAction(self)
        close.setShortcut(QKeySequence.StandardKey.Close)
        close.triggered.connect(self.close)
        self.addAction(close)
        return actions

    def _make_speed(self) -> QDoubleSpinBox:
        speed = QDoubleSpinBox()
        speed.setRange(*SPEEDS)
        speed.setSingleStep(0.1)
        speed.setDecimals(2)
        speed.setSuffix(" ×")
        speed.setKeyboardTracking(False)
        speed.setAccessibleName(self.tr("Speed"))
        speed.setToolTip(self.tr("Speed"))
        speed.valueChanged.connect(self._engine.set_speed)
        return speed

    def _make_bars(self) -> None:
        bar = QToolBar(self.tr("Playback"), self)
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        bar.toggleViewAction().setVisible(False)  # type: ignore[union-attr] # it has one
        for name in ("previous", "play", "stop", "next"):
            bar.addAction(self._actions[name])
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        label = QLabel(self.tr("Speed"))
        label.setContentsMargins(0, 0, 6, 0)
        bar.addWidget(label)
        bar.addWidget(self.speed)
        bar.addSeparator()
        bar.addAction(self._actions["open"])
        for child in bar.findChildren(QWidget):
            if child.metaObject().className() == "QToolButton":  # type: ignore[union-attr] # all have
                child.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(bar)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(180)
        self.progress.setAccessibleName(self.tr("Progress"))
        status = self.statusBar()
        assert status is not None  # noqa: S101 - a main window makes it
        status.addWidget(self.words, 1)
        status.addPermanentWidget(self.progress)
        self._paint_icons()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        for name in ("previous", "stop", "next"):
            self._actions[name].setIcon(control_icon(name, self.palette()))
        speaking = self._engine.state.state is ReaderState.SPEAKING
        icon = control_icon("pause" if speaking else "play", self.palette())
        self._actions["play"].setIcon(icon)

    # What a person does

    def _play(self) -> None:
        if self._engine.queue:
            self._engine.pause_or_resume()
            return
        text = self.text.toPlainText()
        cursor = self.text.textCursor()
        if cursor.hasSelection():
            self._engine.read(cursor.selection().toPlainText())
        else:
            start = self.text.offset()
            self._engine.read(text, start=start if text[start:].strip() else 0)

    def _open_file(self) -> None:
        forms = self.tr("Documents ({forms})").format(forms=_FORMS)
        everything = self.tr("All files (*)")
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Read a file aloud"), "", f"{forms};;{everything}"
        )
        if path:
            self._engine.open(path)

    # What the engine tells

    def _show_queue(self, items: tuple[QueueItem, ...]) -> None:
        self.text.setReadOnly(bool(items))
        if items and items[0].number != self._number:
            self._number = items[0].number
            self._sentence = None
            self.text.show_text(items[0].reading.text)
            title = items[0].reading.title or self.tr("Reader")
            self.setWindowTitle(self.tr("{title} – CosyVoice Home").format(title=title))
        if not items:
            self.text.mark(None)
            self.progress.setValue(0)
        for name in ("previous", "stop", "next"):
            self._actions[name].setEnabled(bool(items))

    def _show_state(self, state: StateChanged) -> None:
        words = {
            ReaderState.IDLE: "",
            ReaderState.SPEAKING: self.tr("Reading aloud"),
            ReaderState.PAUSED: self.tr("Paused"),
            ReaderState.TROUBLE: f"{state.words} {state.hint}".strip(),
        }
        self.words.setText(words[state.state])
        speaking = state.state is ReaderState.SPEAKING
        name = self.tr("Pause") if speaking else self.tr("Read aloud")
        play = self._actions["play"]
        play.setText(name)
        play.setToolTip(f"{name} ({play.shortcut().toString(_NATIVE)})")
        self._paint_icons()

    def _show_position(self, position: PositionChanged) -> None:
        if position.item != self._number:
            return
        self.text.mark(position)
        self.progress.setValue(round(1000 * position.progress))
        if position.sentence != self._sentence:
            self._sentence = position.sentence
            if not self.text.textCursor().hasSelection():
                self.text.follow(position.sentence)

    def _show_settings(self, settings: Settings) -> None:
        before = self.speed.blockSignals(True)  # noqa: FBT003 - Qt's
        self.speed.setValue(settings.app.speed)
        self.speed.blockSignals(before)


_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


def _plain(call: Callable[[], None]) -> Callable[[], None]:
    """A slot without the argument `checked`."""
    return lambda *_: call()
