"""A field in which keys are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QT_TRANSLATE_NOOP, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QApplication, QKeySequenceEdit, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_HELD: Final = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
)

# In place of Qt's own Chinese, which is about the shortcuts of a desktop.
QT_TRANSLATE_NOOP("QKeySequenceEdit", "Press shortcut")


class KeysField(QKeySequenceEdit):
    """Takes the keys that are pressed in it; Backspace or Delete clear it."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        self.setKeySequence(QKeySequence.fromString(keys, _PORTABLE))

    def keys(self) -> str:
        """What is chosen; empty for nothing."""
        return self.keySequence().toString(_PORTABLE)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's
        """Leave to the window what a person needs there."""
        assert event is not None  # noqa: S101 - Qt's stubs do not know
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.clear()
        elif plain and key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif key not in _HELD:  # they alone would clear what is there
            super().keyPressEvent(event)


def give_to_field(keys: str) -> bool:
    """Give keys that were pressed to the field in which keys are being chosen, if there is one.

    It cannot see those that are hotkeys already: they come to the app as such.

    Returns:
        Whether there is one; then nothing else is to be done.
    """
    field = QApplication.focusWidget()
    if not isinstance(field, KeysField):
        return False
    field.setKeySequence(QKeySequence.fromString(keys, _PORTABLE))
    return True
