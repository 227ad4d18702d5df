"""The last page of the first start: a sentence that is selected, and the hotkey that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QClipboard, QGuiApplication, QKeySequence
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.buttons import quiet
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import TitleLabel, secondary, sized
from desktop_app.gui.parts.metrics import FIELD, ICON, MEDIUM, SMALL, helper, section
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.settings.start_box import start_box
from desktop_app.hotkeys import KeyState
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading

if TYPE_CHECKING:
    from PyQt6.QtGui import QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import StateChanged

_READ = "read-selection"


class TryPage(QWidget):
    """A sentence to be read by the hotkey, which turns a circle into a check mark.

    Args:
        engine: Reads, and has the hotkeys.

    Attributes:
        heard: Whether the sentence was heard.

    Signals:
        voice_wanted: A voice is to be made.
        better_wanted: A better engine is to be chosen.
    """

    voice_wanted = pyqtSignal()
    better_wanted = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._can_be_better = False
        self.heard = False
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        self.sentence.setReadOnly(True)
        self.sentence.setMinimumHeight(FIELD)
        self.sentence.setAccessibleName(self.tr("A sentence to try"))
        self._icon = QLabel()
        self.state = sized(QLabel(), section)
        self.state.setObjectName("state")
        self.state.setWordWrap(True)
        self.hear = quiet(QPushButton(self.tr("&Read it")), "play")
        self.hear.setObjectName("hear")
        self.hear.clicked.connect(self._read)
        self.words = secondary(QLabel(), helper)
        self.words.setObjectName("what-now")
        self.start = start_box()
        self.notice = Notice()
        self._lay_out()
        engine.state_changed.connect(self._listen)
        engine.hotkeys_changed.connect(self._show)

    def _lay_out(self) -> None:
        state = QHBoxLayout()
        state.setSpacing(SMALL)
        state.addWidget(self._icon)
        state.addWidget(self.state, 1)
        state.addWidget(self.hear)
        self.own = self._offer(
            self.tr("Make your own voice"),
            self.tr("Ten seconds of speech are enough."),
            "make-voice",
            self.tr("&Make my voice"),
        )
        self.better = self._offer(
            self.tr("It can sound better"),
            self.tr("Neural engines speak like people, on this computer. See what each costs."),
            "better",
            self.tr("&Get a better voice…"),
        )
        for card, signal in ((self.own, self.voice_wanted), (self.better, self.better_wanted)):
            button = card.findChild(QPushButton)
            assert button is not None  # noqa: S101 - it has just been made
            button.clicked.connect(lambda _, one=signal: one.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.sentence)
        layout.addLayout(state)
        layout.addWidget(self.words)
        layout.addWidget(self.start)
        layout.addWidget(self.own)
        layout.addWidget(self.better)
        layout.addWidget(self.notice)
        layout.addStretch(1)

    def _offer(self, title: str, words: str, name: str, does: str) -> Card:
        card = Card()
        button = QPushButton(does)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setMinimumHeight(FIELD)
        column = QVBoxLayout()
        column.setSpacing(SMALL // 2)
        column.addWidget(TitleLabel(title, section))
        column.addWidget(secondary(QLabel(words), helper))
        row = QHBoxLayout(card)
        row.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        row.setSpacing(MEDIUM)
        row.addLayout(column, 1)
        row.addWidget(button)
        card.hide()
        return card

    def begin(self, *, clones: bool, built_in: bool) -> None:
        """Show what there is to try.

        Args:
            clones: Whether who reads can speak in voices that are recorded.
            built_in: Whether that is the built-in voice.
        """
        self._can_be_better = built_in and not clones
        self.own.setVisible(clones)
        if QSystemTrayIcon.isSystemTrayAvailable():
            words = self.tr(
                "The app stays in the system tray, next to the clock. Right-click its icon for all "
                "it can do. Files and links can be dropped on the Reader."
            )
        else:
            words = self.tr(
                "This desktop has no system tray: the Reader window stays open, and everything "
                "else is in its menu. Files and links can be dropped on it."
            )
        self.words.setText(words)
        self._show()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have the sentence selected."""
        super().showEvent(event)
        self.sentence.setFocus()
        self._select()

    def _select(self) -> None:
        """Select the sentence as a person does, so that the hotkey finds it selected."""
        self.sentence.selectAll()
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None and clipboard.supportsSelection():
            clipboard.setText(self.sentence.text(), QClipboard.Mode.Selection)

    # Reading

    def _keys(self) -> str:
        """What reads the selection here; empty where nothing does."""
        status = self._engine.hotkeys_status.actions.get(_READ)
        if status is None or status.state is not KeyState.ACTIVE:
            return ""
        keys = self._engine.settings.app.keys[_READ]
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        return status.keys or native

    def _read(self) -> None:
        if self._engine.state.state is ReaderState.IDLE:
            self._engine.read_again(Reading(self.sentence.text(), remember=False))
        else:
            self._engine.stop()

    def _listen(self, state: StateChanged) -> None:
        queue = self._engine.queue
        mine = bool(queue) and queue[0].reading.text.strip() == self.sentence.text()
        if self.isVisible() and mine and state.state is ReaderState.SPEAKING:
            self.heard = True
            self.notice.clear()
            self._show()
        elif self.isVisible() and state.state is ReaderState.TROUBLE and state.error is not None:
            self.notice.warn(state.error)
        idle = state.state is ReaderState.IDLE
        self.hear.setText(self.tr("&Read it") if idle else self.tr("S&top"))
        wear(self.hear, "play" if idle else "square", ICON)
        if idle and self.heard:  # never before: a person hears first what is there
            self.better.setVisible(self._can_be_better)

    def _show(self, _: object = None) -> None:
        keys = self._keys()
        if not self.heard:
            words = self.tr("Select me and press {keys}: this is how I sound.")
            spoken = words.format(keys=keys) if keys else self.tr("This is how I sound.")
            if self.sentence.text() != spoken:
                self.sentence.setText(spoken)
                if self.isVisible():
                    self._select()
        if self.heard:
            said = self.tr("Heard. It works in every program.")
            if not keys:
                said = self.tr("Heard.")
        elif keys:
            said = self.tr("Press {keys} now: the sentence is selected.").format(keys=keys)
        else:
            said = self.tr("No hotkey is set up here. Settings > Shortcuts says what can be done.")
        self.state.setText(said)
        wear(
            self._icon,
            "circle-check" if self.heard else "circle",
            ICON,
            "good" if self.heard else "secondary",
        )
