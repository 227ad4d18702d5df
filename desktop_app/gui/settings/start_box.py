"""The box that has the app start at login; it does so at once, and says why where it can't."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.metrics import SMALL
from desktop_app.gui.words import in_full
from desktop_app.system import autostart

if TYPE_CHECKING:
    from desktop_app.gui.loop import LoopThread


def start_box() -> QCheckBox:
    """The box, in the same words wherever it is; checking it does nothing by itself."""
    box = QCheckBox(QCoreApplication.translate("StartBox", "&Start in the tray at login"))
    box.setObjectName("autostart")
    return box


class StartBox(QWidget):
    """Whether the app starts at login.

    Args:
        loop: Beside which the system is asked.

    Attributes:
        starts: Whether it does; None until that is known.

    Signals:
        failed: The error, where the system can't be told.
    """

    failed = pyqtSignal(object)

    def __init__(self, loop: LoopThread) -> None:
        super().__init__()
        self._loop = loop
        self.starts: bool | None = None
        self.box = start_box()
        self.box.setEnabled(False)
        self.box.toggled.connect(self._turn)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.box)
        layout.addWidget(self.words)
        loop.start(
            asyncio.to_thread(autostart.is_on),
            while_there(self, self._know),
            while_there(self, self._cannot_know),
        )

    def _know(self, starts: bool) -> None:  # noqa: FBT001 - what `is_on` answers
        with QSignalBlocker(self.box):
            self.box.setChecked(starts)
        self.box.setEnabled(True)
        self.starts = starts

    def _cannot_know(self, error: Exception) -> None:
        self.words.setText(in_full(error))
        self.words.show()

    def _turn(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal has it so
        self.box.setEnabled(False)
        turn = autostart.turn_on if on else autostart.turn_off
        self._loop.start(
            asyncio.to_thread(turn),
            while_there(self, lambda _: self._know(on)),
            while_there(self, self._cannot_turn),
        )

    def _cannot_turn(self, error: Exception) -> None:
        self._know(bool(self.starts))
        self.failed.emit(error)
