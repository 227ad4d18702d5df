"""The room below a field: help, or what is wrong there. It is always as high, so nothing moves."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from .labels import secondary
from .metrics import TINY, helper
from .plain_text import plain, shown

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

FIELD_LINES: Final = 2
"""For how many lines there is room below a field."""

_ABOVE: Final = TINY // 2


class FieldHelp(QWidget):
    """What is below a field: words that help, until something else is put there in their place.

    Args:
        words: That help; empty for none.
        lines: For how many there is room.
    """

    def __init__(self, words: str = "", *, lines: int = FIELD_LINES) -> None:
        super().__init__()
        self.words = secondary(QLabel(words), helper)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._guests: list[QWidget] = []  # what was put here, the last one shown
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, _ABOVE, 0, 0)
        layout.addWidget(self.words)
        layout.addStretch(1)
        self.give_room(lines)

    def give_room(self, lines: int) -> None:
        """Be as high as so many lines."""
        self.setFixedHeight(_ABOVE + lines * self.fontMetrics().lineSpacing())

    def put(self, guest: QWidget, *, first: bool = False) -> None:
        """Show something in place of what is here.

        Args:
            guest: What; it comes to this room from wherever it was.
            first: Whether what else is put here is shown before it.
        """
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)  # noqa: S101 - it was laid out
        if guest not in self._guests:
            self._guests.insert(0 if first else len(self._guests), guest)
            layout.insertWidget(0, guest)
        self._show()

    def take(self, guest: QWidget) -> None:
        """Show what was here before."""
        if guest in self._guests:
            self._guests.remove(guest)
            layout = self.layout()
            assert layout is not None  # noqa: S101 - it was laid out
            layout.removeWidget(guest)
            guest.hide()
            self._show()

    def _show(self) -> None:
        shown = self._guests[-1] if self._guests else self.words
        for one in (self.words, *self._guests):
            one.setVisible(one is shown)


class CutLabel(QLabel):
    """Words in as many lines as there is room for; … and a tooltip where there are more."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def give_room(self, lines: int) -> None:
        """Be as high as so many lines."""
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing())

    def setText(self, words: str | None) -> None:  # noqa: N802 - Qt's name
        """Say something."""
        self._said = words or ""
        self.setAccessibleName(self._said)
        self._cut()

    def clear(self) -> None:
        """Say nothing."""
        self.setText("")

    def text(self) -> str:
        """All of the words."""
        return self._said

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Have more or less room."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        words, tip = shown(self._said), ""
        if not self._fits(words):
            lengths = range(len(words))
            most = bisect_left(lengths, True, key=lambda n: not self._fits(f"{words[:n]}…"))  # noqa: FBT003 - what is looked for
            words, tip = f"{words[: max(0, most - 1)].rstrip()}…", plain(self._said)
        self.setToolTip(tip)
        super().setText(words)

    def _fits(self, words: str) -> bool:
        flags = int(Qt.TextFlag.TextWordWrap)
        room = QRect(0, 0, max(1, self.width()), 1 << 20)
        return self.fontMetrics().boundingRect(room, flags, words).height() <= self.height()
