"""The bar above the text: what is open, and what can be done with the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout

from desktop_app.gui.parts.buttons import tool
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import Elided, sized, tinted
from desktop_app.gui.parts.metrics import BAR, OUTLINE, SMALL, TINY, helper, row_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QAction, QPaintEvent
    from PyQt6.QtWidgets import QMenu, QWidget

_BEFORE: Final = {"open": "folder-open", "contents": "table-of-contents"}
_AFTER: Final = {
    "find": "search",
    "appearance": "a-large-small",
    "queue": "list-music",
    "menu": "ellipsis",
}


class Bar(QFrame):
    """Opens texts, names the one that is shown, and has what belongs to it.

    Args:
        actions: The window's, by name; some are shown here.
        menu: What the last button opens.
        contents: What the button of the contents opens.

    Attributes:
        buttons: By the name of their action.
    """

    def __init__(
        self,
        actions: Mapping[str, QAction],
        menu: QMenu,
        contents: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._menus = {"menu": menu, "contents": contents}
        self.setObjectName("reader-bar")
        self.setMinimumHeight(BAR)
        self.title = sized(Elided(), row_title)
        self.title.setObjectName("reader-title")
        self.chapter = tinted(Elided(), "secondary", helper)
        self.chapter.setObjectName("reader-chapter")
        for label in (self.title, self.chapter):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        names = {**_BEFORE, **_AFTER}
        self.buttons = {name: self._button(names[name], actions[name]) for name in names}
        self._lay_out()
        self.show_title("", "")

    def _button(self, icon: str, action: QAction) -> QToolButton:
        button = tool(icon, action.text())
        if (menu := self._menus.get(action.objectName())) is not None:
            button.setToolTip(action.toolTip())
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        else:
            button.setDefaultAction(action)
            wear(action, icon, of=self)
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SMALL, TINY, SMALL, TINY)
        layout.setSpacing(TINY)
        for name in _BEFORE:
            layout.addWidget(self.buttons[name])
        # The title is in the middle of the window, whatever is beside it.
        layout.addSpacing((len(_AFTER) - len(_BEFORE)) * (self.buttons["open"].width() + TINY))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self.title)
        words.addWidget(self.chapter)
        words.addStretch()
        layout.addLayout(words, 1)
        for name in _AFTER:
            layout.addWidget(self.buttons[name])

    def show_title(self, title: str, chapter: str) -> None:
        """Say what is shown.

        Args:
            title: Of the text; empty for one that has none.
            chapter: Where in it one is; empty where nobody knows.
        """
        self.title.setText(title)
        self.chapter.setText(chapter)
        self.title.setVisible(bool(title))
        self.chapter.setVisible(bool(chapter))

    def open_menu(self, name: str) -> None:
        """Open `menu` or `contents` for the keys; for the mouse, its button does it."""
        button, menu = self.buttons[name], self._menus[name]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        if actions := menu.actions():
            menu.setActiveAction(actions[0])

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the line that parts it from the page."""
        painter = QPainter(self)
        line = QRect(0, self.height() - OUTLINE, self.width(), OUTLINE)
        painter.fillRect(line, colors(self.palette()).line)
