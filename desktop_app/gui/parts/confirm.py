"""Asks before something that a person may not want: what would happen, and Yes or Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QWidget

_BUTTONS = QMessageBox.StandardButton


def confirm(
    parent: QWidget,
    name: str,
    title: str,
    question: str,
    more: str,
    yes: str,
    go: Callable[[], None],
) -> None:
    """Ask, and go on if the person agrees; Enter and Esc don't.

    Args:
        parent: Over which it is asked.
        name: The object's name.
        title: Of the box.
        question: What is asked, as plain text.
        more: What to know before.
        yes: The words of the button that agrees.
        go: Called if the person agrees.
    """
    box = QMessageBox(
        QMessageBox.Icon.Question, title, question, _BUTTONS.Yes | _BUTTONS.Cancel, parent
    )
    box.setObjectName(name)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    button = box.button(_BUTTONS.Yes)
    if button is not None:
        button.setText(yes)
    box.setDefaultButton(_BUTTONS.Cancel)
    box.finished.connect(lambda answer: go() if answer == _BUTTONS.Yes else None)
    box.finished.connect(box.deleteLater)
    box.open()


def confirm_clearing(parent: QWidget, name: str, go: Callable[[], None]) -> None:
    """Ask before the history is cleared, as `confirm` does."""
    translate = QCoreApplication.translate
    confirm(
        parent,
        name,
        translate("Confirm", "Clear history"),
        translate(
            "Confirm", "Delete all texts in the history, their audio, and all announcements?"
        ),
        translate("Confirm", "This can't be undone."),
        translate("Confirm", "Delete all"),
        go,
    )
