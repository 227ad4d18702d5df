"""What a button is for: the main one of a window, a quiet one, a chip, an icon in a bar, ⋯."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton

from .icons import wear
from .metrics import BAR_ICON, FIELD, ICON, SMALL_ICON

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

LOOK: Final = "look"
"""The property by which `Style` knows what a button is for. Other styles draw their own buttons."""
PRIMARY: Final = "primary"
QUIET: Final = "quiet"
CHIP: Final = "chip"
TOOL: Final = "tool"
ROUND: Final = "round"
ROUND_PRIMARY: Final = "round primary"
LINK: Final = "link"

Button = TypeVar("Button", bound=QAbstractButton)


def primary(button: Button, name: str = "") -> Button:
    """Make a button the main one of its window: on the accent. A window has one.

    Args:
        button: Any push button.
        name: Of an icon before its words; empty for none.
    """
    font = button.font()
    font.setWeight(QFont.Weight.DemiBold)
    button.setFont(font)
    return _looks(button, PRIMARY, name, "accent_ink")


def quiet(button: Button, name: str = "") -> Button:
    """Make a button that stands back: without an outline until the pointer is over it.

    Args:
        button: Any.
        name: Of an icon before its words; empty for none.
    """
    return _looks(button, QUIET, name, "ink")


def link(button: Button) -> Button:
    """Make a button look like a link: underlined words in a line of text."""
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return _looks(button, LINK, "", "ink")


def chip(button: Button, name: str = "") -> Button:
    """Make a button a chip, 32 px high and round: for what is chosen now (voice, speed, sleep).

    Args:
        button: A push or tool button; a tool button with a menu gets a small arrow.
        name: Of an icon before its words; empty for none.
    """
    if isinstance(button, QToolButton):
        button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if name
            else Qt.ToolButtonStyle.ToolButtonTextOnly
        )
    button.setMinimumHeight(FIELD)
    return _looks(button, CHIP, name, "ink", SMALL_ICON)


def tool(
    name: str, words: str, parent: QWidget | None = None, *, size: int = BAR_ICON
) -> QToolButton:
    """A button that is only an icon, for bars and rows.

    Args:
        name: Of the icon.
        words: What it does: tooltip, and name for screen readers.
        parent: Where it belongs.
        size: Width and height of what can be clicked.
    """
    button = QToolButton(parent)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFixedSize(QSize(size, size))
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return _looks(button, TOOL, name, "ink", ICON if size >= BAR_ICON else SMALL_ICON)


def round_tool(
    name: str,
    words: str,
    parent: QWidget | None = None,
    *,
    size: int = BAR_ICON,
    main: bool = False,
) -> QToolButton:
    """A round button that is only an icon: ▶ in a row (outlined), and Play itself (`main`).

    Args:
        name: Of the icon.
        words: As for `tool`.
        parent: As for `tool`.
        size: As for `tool`.
        main: Whether it is on the accent.
    """
    button = tool(name, words, parent, size=size)
    within = round(size / 2 / 2) * 2
    if main:
        return _looks(button, ROUND_PRIMARY, name, "accent_ink", within)
    return _looks(button, ROUND, name, "ink", min(within, ICON))


def more(words: str, menu: QMenu, parent: QWidget | None = None) -> QToolButton:
    """The button ⋯, which opens a menu.

    Args:
        words: What it is about, as "More about Grandma".
        menu: What it opens; it belongs to the button from now on.
        parent: As for `tool`.
    """
    button = tool("ellipsis", words, parent)
    menu.setParent(button, menu.windowFlags())
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def _looks(button: Button, look: str, name: str, role: str, size: int = SMALL_ICON) -> Button:
    button.setProperty(LOOK, look)
    if isinstance(button, QPushButton) and look != PRIMARY:
        button.setAutoDefault(False)
    if name:
        wear(button, name, size, role)
    return button
