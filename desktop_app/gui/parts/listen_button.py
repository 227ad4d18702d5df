"""The button with which a sentence is heard, or ended while it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QPushButton, QWidget

from .icons import wear
from .metrics import SMALL_ICON

if TYPE_CHECKING:
    from collections.abc import Callable


class ListenButton(QPushButton):
    """Says what a click does: have a sentence heard, or end it.

    Args:
        call: What is done with a click.
    """

    def __init__(self, call: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hear")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _: call())
        self.show_playing(playing=False)

    def show_playing(self, *, playing: bool) -> None:
        """Show whether a sentence is heard, or on its way."""
        self.setText(self.tr("S&top") if playing else self.tr("&Hear it"))
        wear(self, "square" if playing else "play", SMALL_ICON)
