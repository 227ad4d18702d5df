"""Lists to choose one of a few words from, as a setting has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker
from PyQt6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from collections.abc import Iterable


def choice(name: str, options: Iterable[tuple[str, str]], chosen: str) -> QComboBox:
    """A list to choose from.

    Args:
        name: Its `objectName`.
        options: The words that are shown, and what each stands for.
        chosen: What is set.
    """
    box = QComboBox()
    box.setObjectName(name)
    for words, value in options:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def show_choice(box: QComboBox, chosen: str) -> None:
    """Show what is set now, as somebody else has chosen it: that is no choice made here."""
    with QSignalBlocker(box):
        box.setCurrentIndex(max(0, box.findData(chosen)))
