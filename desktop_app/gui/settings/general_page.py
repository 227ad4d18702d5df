"""The page of language, start and history."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.words import in_full
from desktop_app.system import autostart

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine

LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文", "zh_TW": "繁體中文"}
"""Of menus and windows, each in its own name."""

_MOST_MIB: Final = 100_000


class GeneralPage(QWidget):
    """Language, start at login, history. But for clearing the history, nothing is done here.

    Args:
        engine: Has what is set, and the history.

    Attributes:
        starts: Whether the app starts at login; None until that is known.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.starts: bool | None = None
        self._make_general()
        self._make_history()
        layout = QVBoxLayout(self)
        layout.addLayout(self._general_form())
        layout.addSpacing(8)
        layout.addWidget(self._history_box())
        layout.addStretch()
        engine.loop.start(
            asyncio.to_thread(autostart.is_on), self._know_start, self._cannot_know_start
        )

    # Parts

    def _make_general(self) -> None:
        self.language = QComboBox()
        self.language.setObjectName("language")
        self.language.addItem(self.tr("System default"), "")
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        chosen = self.language.findData(self._engine.settings.app.language)
        self.language.setCurrentIndex(max(0, chosen))
        self.language.currentIndexChanged.connect(self.edited)
        self.start = QCheckBox(self.tr("&Start in the tray at login"))
        self.start.setObjectName("autostart")
        self.start.setEnabled(False)
        self.start.toggled.connect(self.edited)
        self.start_words = QLabel()
        self.start_words.setWordWrap(True)
        self.start_words.setTextFormat(Qt.TextFormat.PlainText)
        self.start_words.hide()

    def _make_history(self) -> None:
        app = self._engine.settings.app
        self.history = QCheckBox(self.tr("&Keep a history of texts and their audio"))
        self.history.setObjectName("history")
        self.history.setChecked(app.history)
        self.history.toggled.connect(self.edited)
        self.mib = QSpinBox()
        self.mib.setObjectName("history-mib")
        self.mib.setRange(1, _MOST_MIB)
        self.mib.setSingleStep(64)
        self.mib.setSuffix(" MiB")
        self.mib.setValue(app.history_mib)
        self.mib.setEnabled(app.history)
        self.mib.valueChanged.connect(self.edited)
        self.history.toggled.connect(self.mib.setEnabled)
        self.clear = QPushButton(self.tr("&Clear history…"))
        self.clear.setObjectName("clear-history")
        self.clear.setAutoDefault(False)
        self.clear.clicked.connect(self._ask_whether_to_clear)

    def _general_form(self) -> QFormLayout:
        form = QFormLayout()
        form.addRow(self.tr("&Language:"), self.language)
        form.addRow(self.start)
        form.addRow(self.start_words)
        return form

    def _history_box(self) -> QGroupBox:
        box = QGroupBox(self.tr("History"))
        label = QLabel(self.tr("Keep audio &up to:"))
        label.setBuddy(self.mib)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.mib)
        row.addStretch()
        row.addWidget(self.clear)
        layout = QVBoxLayout(box)
        layout.addWidget(self.history)
        layout.addLayout(row)
        return box

    # What is chosen

    def choices(self) -> dict[str, object]:
        """What is set here, as `AppSettings` has it."""
        return {
            "language": self.language.currentData(),
            "history": self.history.isChecked(),
            "history_mib": self.mib.value(),
        }

    def wants_other_start(self) -> bool:
        """Whether the app is to start at login, or not to, other than it is now."""
        return self.starts is not None and self.start.isChecked() != self.starts

    def _know_start(self, starts: bool) -> None:  # noqa: FBT001 - what `is_on` answers
        self.start.setChecked(starts)
        self.start.setEnabled(True)
        self.starts = starts

    def _cannot_know_start(self, error: Exception) -> None:
        self.start_words.setText(in_full(error))
        self.start_words.show()

    # The history

    def _ask_whether_to_clear(self) -> None:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Clear history"),
            self.tr("Delete all texts in the history and their audio?"),
            buttons.Yes | buttons.Cancel,
            self,
        )
        box.setObjectName("clear-question")
        box.setInformativeText(
            self.tr(
                "They will be deleted right away, not when you select OK. This can't be undone."
            )
        )
        yes = box.button(buttons.Yes)
        if yes is not None:
            yes.setText(self.tr("Delete all"))
        box.setDefaultButton(buttons.Cancel)
        box.finished.connect(self._answered)
        box.finished.connect(box.deleteLater)
        box.open()

    def _answered(self, answer: int) -> None:
        if answer == QMessageBox.StandardButton.Yes:
            self._engine.clear_history()
