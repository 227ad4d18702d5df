"""The bar above the text: what is open, and what can be done with the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton

from desktop_app.gui.parts.icons import control_icon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QWidget

_BEFORE: Final = ("open", "address", "save")
_AFTER: Final = ("find", "queue", "menu")


class Bar(QFrame):
    """Opens texts, names the one that is shown, and has what belongs to it.

    Args:
        actions: The window's, by name; some are shown here.
        menu: What the last button opens.
    """

    def __init__(
        self, actions: Mapping[str, QAction], menu: QMenu, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._menu = menu
        self.setObjectName("reader-bar")
        self.title = QLabel()
        self.title.setObjectName("reader-title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons = {name: self._button(name) for name in (*_BEFORE, *_AFTER)}
        self._buttons["menu"].setMenu(menu)
        self._buttons["menu"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = QHBoxLayout(self)
        for name in _BEFORE:
            layout.addWidget(self._buttons[name])
        layout.addWidget(self.title, 1)
        for name in _AFTER:
            layout.addWidget(self._buttons[name])
        self._paint_icons()

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def open_menu(self) -> None:
        """Open the menu for the keys; for the mouse, its button does it."""
        button = self._buttons["menu"]
        self._menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        self._menu.setActiveAction(self._menu.actions()[0])

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        for name in (*_BEFORE, *_AFTER):
            self._actions[name].setIcon(control_icon(name, self.palette()))
