"""The page of how texts are read: how fast, what of them, and who reads when nobody answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QPushButton

from desktop_app.gui.parts.actions import plain_slot
from desktop_app.gui.parts.speeds import SpeedField
from desktop_app.settings.reading import RESTS
from desktop_app.settings.settings import StandIn

from .choices import choice, show_choice
from .section import Section, add_row, explanation, form

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QComboBox

    from desktop_app.settings.settings import Settings

_STEP: Final = 0.1  # seconds


class ReadingPage(Section):
    """Speed, what is left out, pauses, who stands in, and the ways to words and styles.

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
        self.speed = SpeedField("speed")
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
        self.omissions = self._omissions(settings)
        self.pauses = self._pauses(settings)
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

    def _omissions(self, settings: Settings) -> dict[str, QComboBox]:
        leave_out = self.tr("Leave out")
        say_so = self.tr("Leave out, and say so")
        read = self.tr("Read")
        offered = {
            "code": (
                self.tr("&Code blocks:"),
                [(say_so, "announce"), (leave_out, "skip"), (read, "read")],
            ),
            "links": (
                self.tr("&Web addresses:"),
                [(self.tr("Read the name of the site"), "site"), (leave_out, "skip")],
            ),
            "tables": (
                self.tr("Ta&bles:"),
                [(read, "read"), (say_so, "announce"), (leave_out, "skip")],
            ),
            "notes": (self.tr("&Footnotes:"), [(read, "read"), (leave_out, "skip")]),
        }
        fields, boxes = form(), {}
        for name, (words, options) in offered.items():
            box = boxes[name] = choice(name, options, getattr(settings.reading, name))
            box.currentIndexChanged.connect(self.edited)
            add_row(fields, words, box)
        explained = self.tr(
            "For texts that you open from now on. In books and Word documents, notes are never "
            "read, and tables always are."
        )
        self.add_part(self.tr("What is read"), fields, explained=explained)
        return boxes

    def _pauses(self, settings: Settings) -> dict[str, QDoubleSpinBox]:
        fields: QFormLayout = form()
        boxes: dict[str, QDoubleSpinBox] = {}
        for name, words in (
            ("sentence_pause", self.tr("After a se&ntence:")),
            ("paragraph_pause", self.tr("After a pa&ragraph:")),
        ):
            box = boxes[name] = QDoubleSpinBox()
            box.setObjectName(name.replace("_", "-"))
            box.setRange(*RESTS)
            box.setSingleStep(_STEP)
            box.setDecimals(1)
            box.setSuffix(self.tr(" s"))
            box.setSpecialValueText(self.tr("As the voice speaks"))
            box.setKeyboardTracking(False)  # a number that is half typed is none
            box.setValue(getattr(settings.reading, name))
            box.valueChanged.connect(self.edited)
            add_row(fields, words, box, 1)
        explained = self.tr("Silence that is added to what the voice makes.")
        self.add_part(self.tr("Pauses"), fields, explained=explained)
        return boxes

    def rules(self) -> dict[str, object]:
        """What is set here of `ReadingSettings`."""
        chosen = {name: box.currentData() for name, box in self.omissions.items()}
        return {**chosen, **{name: round(box.value(), 1) for name, box in self.pauses.items()}}

    def choices(self) -> dict[str, object]:
        """What is set here, as `AppSettings` has it."""
        return {
            "speed": round(self.speed.value(), 2),
            "stand_in": StandIn(self.stand_in.currentData()),
        }

    def show_settings(self, settings: Settings) -> None:
        """Show what another window has chosen."""
        show_choice(self.stand_in, settings.app.stand_in.value)
        for name, box in self.omissions.items():
            show_choice(box, getattr(settings.reading, name))
        rules = settings.reading
        pauses = [(box, getattr(rules, name)) for name, box in self.pauses.items()]
        for number, value in [(self.speed, settings.app.speed), *pauses]:
            if not number.hasFocus():
                with QSignalBlocker(number):
                    number.setValue(value)
