"""A note at the foot of a window about something that goes on by itself: it blocks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QRectF, QTimer, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from .buttons import quiet, tool
from .icons import wear
from .labels import Elided, secondary, sized
from .metrics import (
    ICON,
    LARGE,
    MEDIUM,
    PLAY_ICON,
    SMALL,
    TARGET,
    TINY,
    TOAST,
    TOAST_HEIGHT,
    TOAST_MS,
    helper,
    section,
)
from .popover import paint_sheet
from .ring import Ring

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QPaintEvent

_SHADOW: Final = 8  # as `paint_sheet` has it
_MOST_BUTTONS: Final = 2


class Toast(QFrame):
    """A note over the foot of a widget, in its middle: ring or icon, words, buttons, ×.

    Args:
        parent: What it lies over; it follows the size of that.

    Attributes:
        ring: Shows progress; hidden where `say` has an icon instead.
        words: The first line.
        more: The second line.
        buttons: The two buttons, in their order.
        closed: × was pressed.
    """

    closed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAccessibleName(self.tr("Message"))
        self.ring = Ring(PLAY_ICON)
        self._icon = QLabel()
        self.words = sized(Elided(), section)
        self.words.setObjectName("toast-words")
        self.more = Elided()
        self.more.setObjectName("toast-more")
        secondary(self.more, helper)
        self.more.setWordWrap(False)
        self.buttons = [quiet(QPushButton()) for _ in range(_MOST_BUTTONS)]
        self._calls: list[Callable[[], object] | None] = [None] * _MOST_BUTTONS
        for number, button in enumerate(self.buttons):
            button.setObjectName(f"toast-button-{number}")
            button.clicked.connect(lambda _=False, number=number: self._act(number))
        self.close_button = tool("x", self.tr("Dismiss"), size=TARGET)
        self.close_button.clicked.connect(self._close)
        lines = QVBoxLayout()
        lines.setSpacing(TINY // 2)
        lines.addStretch()
        lines.addWidget(self.words)
        lines.addWidget(self.more)
        lines.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(
            LARGE + _SHADOW, SMALL + _SHADOW, SMALL + _SHADOW, SMALL + _SHADOW
        )
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.ring)
        layout.addWidget(self._icon)
        layout.addLayout(lines, 1)
        for button in self.buttons:
            layout.addWidget(button)
        layout.addWidget(self.close_button)
        self._level = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(
        self,
        words: str,
        more: str = "",
        *buttons: tuple[str, Callable[[], object]],
        icon: str = "",
        role: str = "good",
        done: float | None = None,
        stays: bool = False,
    ) -> None:
        """Show something, or change what is shown.

        Args:
            words: The first line, as "Saving “The lighthouse”".
            more: The second, as "35 % · 2 min".
            buttons: Up to two: what one says, and what it does; the toast then goes.
            icon: An icon instead of the ring.
            role: Its color.
            done: Without an icon: how much is done, 0 to 1; None while nobody knows.
            stays: Whether it stays until ×; else it goes after 12 s once it has an icon.
        """
        changed = words != self.words.text()
        self.words.setText(words)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.ring.setVisible(not icon)
        self._icon.setVisible(bool(icon))
        if icon:
            wear(self._icon, icon, ICON, role)
        else:
            self.ring.set_done(done)
        for number, button in enumerate(self.buttons):
            said, call = buttons[number] if number < len(buttons) else ("", None)
            self._calls[number] = call
            button.setText(said)
            button.setVisible(bool(said))
        if icon and not stays:
            self._timer.start(TOAST_MS)
        else:
            self._timer.stop()
        self._place()
        self.show()
        self.raise_()
        if changed:
            self.setAccessibleName(words)  # a change of it is what screen readers say

    def eventFilter(self, _: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of what it lies over."""
        if event is not None and event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw shadow, ground and outline."""
        paint_sheet(QPainter(self), QRectF(self.rect()), self)

    def _place(self) -> None:
        around = self.parentWidget()
        if around is None:
            return
        wanted = max(TOAST, self.layout_width()) + 2 * _SHADOW
        width = min(wanted, around.width())
        height = TOAST_HEIGHT + 2 * _SHADOW
        top = around.height() - height - self._level * (TOAST_HEIGHT + SMALL)
        self.setGeometry((around.width() - width) // 2, top, width, height)

    def set_level(self, level: int) -> None:
        """Lie above so many others at the same foot."""
        self._level = level
        self._place()

    def layout_width(self) -> int:
        """How wide it wants to be for its words and buttons."""
        metrics = self.words.fontMetrics()
        words = min(metrics.horizontalAdvance(self.words.text()), TOAST)
        buttons = sum(
            button.sizeHint().width() + MEDIUM
            for number, button in enumerate(self.buttons)
            if self._calls[number] is not None
        )
        return words + buttons + ICON + TARGET + 2 * LARGE + 3 * MEDIUM

    def _act(self, number: int) -> None:
        call = self._calls[number]
        self.hide()
        if call is not None:
            call()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
