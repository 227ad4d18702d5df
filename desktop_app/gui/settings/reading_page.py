"""The page of how texts are read: how fast, and who reads when the service is silent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.settings.settings import StandIn
from shared_client.models import SPEED_RANGE

from .choices import choice, show_choice
from .section import Section, add_row, explanation, form

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.settings.settings import Settings


class ReadingPage(Section):
    """Speed, who stands in, and the ways to the windows of words and styles.

    Args:
        settings: What is set.
        open_window: Opens another window of the app by its name.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, settings: Settings, open_window: Callable[[str], object]) -> None:
        super().__init__()
        app = settings.app
        self.speed = QDoubleSpinBox()
        self.speed.setObjectName("speed")
        self.speed.setRange(*SPEED_RANGE)
        self.speed.setSingleStep(0.1)
        self.speed.setSuffix(" ×")
        self.speed.setKeyboardTracking(False)  # a number that is half typed is none
        self.speed.setValue(app.speed)
        self.speed.valueChanged.connect(self.edited)
        self.stand_in = choice(
            "stand-in",
            [
                (self.tr("Nothing; pause until it responds"), StandIn.NONE.value),
                (self.tr("The other services, in their order"), StandIn.SERVICES.value),
                (self.tr("The other services, then the built-in voice"), StandIn.LOCAL.value),
            ],
            app.stand_in.value,
        )
        self.stand_in.currentIndexChanged.connect(self.edited)
        fields = form()
        add_row(fields, self.tr("&Speed:"), self.speed, 1)
        label = QLabel(self.tr("&If the active service doesn't respond, use:"))
        label.setBuddy(self.stand_in)
        self.add_part("", fields)
        self.add_part("", label, self.stand_in)
        for name, title, words, button in (
            (
                "pronunciation",
                self.tr("Pronunciation"),
                self.tr("Names and abbreviations that the voice says wrong."),
                self.tr("&Pronunciation…"),
            ),
            (
                "profiles",
                self.tr("Speaking styles"),
                self.tr("How a voice speaks, and which one reads each language."),
                self.tr("Speaking s&tyles…"),
            ),
        ):
            opens = QPushButton(button)
            opens.setObjectName(f"open-{name}")
            opens.setAutoDefault(False)
            opens.clicked.connect(plain_slot(partial(open_window, name)))
            row = QHBoxLayout()
            row.addWidget(explanation(words), 1)
            row.addWidget(opens, 0, Qt.AlignmentFlag.AlignVCenter)
            self.add_part(title, row)

    def choices(self) -> dict[str, object]:
        """What is set here, as `AppSettings` has it."""
        return {
            "speed": round(self.speed.value(), 2),
            "stand_in": StandIn(self.stand_in.currentData()),
        }

    def show_settings(self, settings: Settings) -> None:
        """Show what another window has chosen."""
        show_choice(self.stand_in, settings.app.stand_in.value)
        if not self.speed.hasFocus():
            with QSignalBlocker(self.speed):
                self.speed.setValue(settings.app.speed)
