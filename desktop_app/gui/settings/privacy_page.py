"""The page of what is kept: the history of texts and their audio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSpinBox

from desktop_app.gui.parts.confirm import confirm_clearing

from .section import Section, explanation

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings

_MOST_MIB: Final = 100_000


class PrivacyPage(Section):
    """Whether texts are kept and how much of their audio; clearing it all.

    Args:
        engine: Has what is set, and the history.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        app = engine.settings.app
        self.history = QCheckBox(self.tr("&Keep a history of texts and their audio"))
        self.history.setObjectName("history")
        self.history.setChecked(app.history)
        self.history.toggled.connect(self.edited)
        self.mib = QSpinBox()
        self.mib.setObjectName("history-mib")
        self.mib.setRange(1, _MOST_MIB)
        self.mib.setSingleStep(64)
        self.mib.setSuffix(" MiB")
        self.mib.setKeyboardTracking(False)  # a number that is half typed is none
        self.mib.setValue(app.history_mib)
        self.mib.setEnabled(app.history)
        self.mib.valueChanged.connect(self.edited)
        self.history.toggled.connect(self.mib.setEnabled)
        self.clear = QPushButton(self.tr("&Clear history…"))
        self.clear.setObjectName("clear-history")
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self._ask_whether_to_clear)
        label = QLabel(self.tr("Keep audio &up to:"))
        label.setBuddy(self.mib)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.mib)
        row.addStretch()
        row.addWidget(self.clear)
        where = self.tr(
            "The history stays on this computer. It lets you continue where you left off, "
            "and hear a text again without asking the service."
        )
        self.add_part(self.tr("History"), self.history, row, explained=where)
        told = self.tr(
            "Texts go to the active service only, to be spoken. With the built-in voice, nothing "
            "leaves this computer. No usage data is collected."
        )
        self.add_part(self.tr("Privacy"), explanation(told))

    def choices(self) -> dict[str, object]:
        """What is set here, as `AppSettings` has it."""
        return {"history": self.history.isChecked(), "history_mib": self.mib.value()}

    def show_settings(self, settings: Settings) -> None:
        """Show what another window has chosen."""
        with QSignalBlocker(self.history):
            self.history.setChecked(settings.app.history)
        self.mib.setEnabled(settings.app.history)
        if not self.mib.hasFocus():
            with QSignalBlocker(self.mib):
                self.mib.setValue(settings.app.history_mib)

    def _ask_whether_to_clear(self) -> None:
        confirm_clearing(self, "clear-question", self._engine.clear_history)
