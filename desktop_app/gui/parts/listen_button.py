"""The button with which a sentence is heard, or ended while it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QPushButton, QWidget

from .icons import control_icon

if TYPE_CHECKING:
    from collections.abc import Callable


class ListenButton(QPushButton):
    """Says what a click does: have a sentence heard, or end it.

    Args:
        call: What is done with a click.
    """

    _playing = False  # of the class, as the first changes come before there is more

    def __init__(self, call: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hear")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _: call())
        self.show_playing(playing=False)

    def show_playing(self, *, playing: bool) -> None:
        """Show whether a sentence is heard, or on its way."""
        self._playing = playing
        self.setText(self.tr("S&top") if playing else self.tr("&Listen"))
        self._show_icon()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the colours of the system."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._show_icon()

    def _show_icon(self) -> None:
        self.setIcon(control_icon("stop" if self._playing else "play", self.palette()))
