"""The question what becomes of a recording that isn't a voice yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

ANSWER: Final = QMessageBox.StandardButton


def leave_box(parent: QWidget) -> QMessageBox:
    """A box that asks before a dialog is left; what it asks, and the buttons, are added."""
    box = QMessageBox(parent)
    box.setObjectName("leave")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(parent.windowTitle())
    return box


def keep_question(parent: QWidget) -> QMessageBox:
    """The box that asks for it; its answers are `Save`, `Discard`, and `Cancel`."""
    translate = QCoreApplication.translate
    box = leave_box(parent)
    box.setText(translate("Voices", "Keep the recording? You haven't made a voice from it yet."))
    box.setInformativeText(translate("Voices", "You can continue later from the list of voices."))
    box.setStandardButtons(ANSWER.Save | ANSWER.Discard | ANSWER.Cancel)
    name_button(box, ANSWER.Save, translate("Voices", "&Keep recording"))
    name_button(box, ANSWER.Discard, translate("Voices", "&Delete recording"))
    box.setDefaultButton(ANSWER.Save)
    return box


def name_button(box: QMessageBox, button: QMessageBox.StandardButton, words: str) -> None:
    """Write words on one of a box's buttons."""
    made = box.button(button)
    assert made is not None  # noqa: S101 - it is one of the box's
    made.setText(words)
