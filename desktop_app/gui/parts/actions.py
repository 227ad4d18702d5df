"""Commands of a window, made of a table and shown as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PyQt6.QtWidgets import QWidget

    Commands = Mapping[str, tuple[str, str, Callable[[], object]]]


CLOSING_KEYS: Final = ("Ctrl+W", "Escape")
"""What closes a window, but for the Reader, where Escape stops."""


def make_actions(owner: QWidget, commands: Commands) -> dict[str, QAction]:
    """Make the actions of a window.

    Args:
        owner: The window; the keys hold in it.
        commands: By name, which becomes the `objectName`: words, keys or none, and what is done.
            `close` has the keys of all windows.
    """
    actions = {}
    for name, (words, keys, call) in commands.items():
        action = QAction(words, owner)
        action.setObjectName(name)
        action.setShortcuts(shortcuts_of(name, keys))
        action.triggered.connect(plain_slot(call))
        owner.addAction(action)
        actions[name] = action
    return actions


def shortcuts_of(name: str, keys: str) -> list[QKeySequence]:
    """The keys of a command; closing has the same ones in every window."""
    wanted = CLOSING_KEYS if name == "close" else (keys,)
    return [QKeySequence(one) for one in wanted if one]


def action_button(action: QAction) -> QPushButton:
    """A button that does what an action does, as long as that can be done."""
    button = QPushButton(action.text())
    button.setObjectName(f"{action.objectName()}-button")
    button.setAutoDefault(False)
    button.setToolTip(action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setText(action.text())

    action.changed.connect(follow)
    follow()
    return button


def plain_slot(call: Callable[[], object]) -> Callable[[], None]:
    """A slot without the argument `checked`."""

    def slot(*_: object) -> None:
        call()

    return slot
