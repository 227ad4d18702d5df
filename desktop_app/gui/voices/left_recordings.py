"""A line in the window of voices that offers recordings which have not become a voice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PyQt6.QtCore import QDateTime, QLocale, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.metrics import MEDIUM, SMALL
from desktop_app.gui.words import together
from desktop_app.system.paths import recordings_folder
from desktop_app.voices.kept import KeptRecording, discard, kept_recordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.gui.engine import Engine


class LeftRecordings(Card):
    """Offers the newest of them; hidden where there is none.

    Args:
        engine: Has the loop.
        parent: The window.

    Signals:
        picked: The `KeptRecording` to go on with.
        failed: Why one cannot be deleted, an exception.
    """

    picked = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._left: Sequence[KeptRecording] = ()
        self._box: QMessageBox | None = None
        self.setObjectName("left-recordings")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.go_on = self._button("go-on", self.tr("&Continue…"))
        self.go_on.clicked.connect(self._choose)
        self.drop = self._button("discard", self.tr("Di&scard…"))
        self.drop.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.go_on)
        layout.addWidget(self.drop)
        self.hide()

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def look(self) -> None:
        """See which there are now."""
        work = asyncio.to_thread(kept_recordings, recordings_folder())
        self._engine.loop.start(
            work, while_there(self, self._show_left), while_there(self, self._fail)
        )

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _show_left(self, left: Sequence[KeptRecording]) -> None:
        self._left = left
        self.setVisible(bool(left))
        if not left:
            return
        newest = left[0]
        words = self.tr("The recording from {date} isn't a voice yet.").format(
            date=self._date(newest)
        )
        if newest.notes.name:
            words = self.tr("The recording “{name}” from {date} isn't a voice yet.").format(
                name=newest.notes.name, date=self._date(newest)
            )
        if len(left) > 1:
            words = together(words, self.tr("There are %n more.", "", len(left) - 1))
        self.words.setText(words)

    def _date(self, kept: KeptRecording) -> str:
        local = QDateTime.fromSecsSinceEpoch(round(kept.made_at.timestamp()))
        return self.locale().toString(local, QLocale.FormatType.ShortFormat)

    def _choose(self) -> None:
        self.hide()
        self.picked.emit(self._left[0])

    def _ask(self) -> None:
        if self._box is not None:
            return
        newest = self._left[0]
        box = QMessageBox(self)
        box.setObjectName("ask-discard")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Discard recording – CosyVoice Home"))
        box.setText(self.tr("Delete the recording from {date}?").format(date=self._date(newest)))
        box.setInformativeText(self.tr("This can't be undone."))
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        delete = box.addButton(self.tr("&Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(
            lambda _: self._answered(box, newest, delete=box.clickedButton() is delete)
        )
        self._box = box
        box.open()

    def _answered(self, box: QMessageBox, kept: KeptRecording, *, delete: bool) -> None:
        self._box = None
        box.deleteLater()
        if delete:
            work = asyncio.to_thread(discard, kept.path)
            self._engine.loop.start(
                work, while_there(self, lambda _: self.look()), while_there(self, self._fail)
            )
