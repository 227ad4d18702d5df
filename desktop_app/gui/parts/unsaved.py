"""The question before a window is closed in which something was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QMessageBox

from .plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QWidget

_BUTTONS = QMessageBox.StandardButton


class UnsavedQuestion:
    """Asks whether to save changes before they are lost; once, however often one tries to close.

    Args:
        window: What is to be closed.
        save: Saves; the window stays open until that has worked, and closes then by itself.
        discard: Gives the changes up, and closes the window.
    """

    def __init__(
        self, window: QWidget, save: Callable[[], None], discard: Callable[[], None]
    ) -> None:
        self._window = window
        self._save = save
        self._discard = discard
        self.box: QMessageBox | None = None  # as long as it is asked

    def ask(self, title: str, words: str, more: str = "") -> None:
        """Ask, unless it is being asked already.

        Args:
            title: What the window is called.
            words: What was changed, or what is asked.
            more: Names of what was changed.
        """
        if self.box is not None:
            return
        buttons = _BUTTONS.Save | _BUTTONS.Discard | _BUTTONS.Cancel
        box = QMessageBox(QMessageBox.Icon.Question, title, words, buttons, self._window)
        box.setObjectName("discard-question")
        box.setInformativeText(plain(more))
        box.setDefaultButton(_BUTTONS.Save)
        box.finished.connect(self._answered)
        self.box = box
        box.open()

    def _answered(self, answer: int) -> None:
        if self.box is not None:
            self.box.deleteLater()
            self.box = None
        if answer == _BUTTONS.Save:
            self._save()
        elif answer == _BUTTONS.Discard:
            self._discard()
