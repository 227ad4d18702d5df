"""Cards: what belongs together on a ground of its own; and the dashed place to drop things on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFont, QPainter, QPen
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFrame,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from .colors import Colors, colors
from .labels import fitted
from .metrics import CARD_CORNER, MEDIUM, OUTLINE, STRONG, helper, row_title

if TYPE_CHECKING:
    from PyQt6.QtGui import QEnterEvent, QPaintEvent


class Card(QFrame):
    """A frame with round corners; put a layout into it.

    Args:
        parent: Where it belongs.

    Attributes:
        chosen: Whether it has the outline of what is chosen; `choose` sets it.
        focus: Whether it has the ring of the focus, for a card that takes it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.chosen = False
        self.focus = False

    def choose(self, *, chosen: bool) -> None:
        """Draw it as chosen or not."""
        self.chosen = chosen
        self.update()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw ground and outline."""
        painter = QPainter(self)
        paint_card(
            painter,
            QRectF(self.rect()),
            colors(self.palette()),
            chosen=self.chosen,
            focus=self.focus,
        )


class DashedCard(QFrame):
    """A place to drop files on, with a dashed outline; `hold` lights it while one is over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._held = False

    def hold(self, *, held: bool) -> None:
        """Show whether something is over it that can be dropped."""
        self._held = held
        self.update()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw the dashes."""
        painter = QPainter(self)
        known = colors(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(known.accent if self._held else known.outline, STRONG)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1), CARD_CORNER, CARD_CORNER
        )


class ChoiceCard(QAbstractButton):
    """A card that can be chosen, as a large radio button; put a layout into it.

    Give its accessible name. Several belong into one `QButtonGroup`.

    Args:
        words: What it is called, for screen readers.
        parent: Where it belongs.
    """

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as what is in it."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made above
        return layout.totalSizeHint()

    def enterEvent(self, event: QEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Light up below the pointer."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Fade again."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw ground and outline."""
        paint_card(
            QPainter(self),
            QRectF(self.rect()),
            colors(self.palette()),
            chosen=self.isChecked(),
            hover=self.underMouse(),
            focus=self.hasFocus(),
            usable=True,
        )


def paint_lines(
    painter: QPainter, place: QRect, font: QFont, title: str, about: str, known: Colors
) -> None:
    """Write the two lines of a card of a list: what it is, and below it what is to know of it.

    Args:
        painter: What draws.
        place: Where; the first line is at its top, the second at its bottom.
        font: Of the list.
        title: The first line, cut with … where there is no room for it.
        about: The second line, likewise.
        known: The colors of the window.
    """
    for own, color, where, words in (
        (row_title(font), known.ink, Qt.AlignmentFlag.AlignTop, title),
        (helper(font), known.secondary, Qt.AlignmentFlag.AlignBottom, about),
    ):
        painter.setFont(own)
        painter.setPen(color)
        elided = fitted(words, painter.fontMetrics(), place.width())
        painter.drawText(place, where | Qt.AlignmentFlag.AlignLeft, elided)


def paint_card(
    painter: QPainter,
    place: QRectF,
    known: Colors,
    *,
    chosen: bool = False,
    hover: bool = False,
    focus: bool = False,
    usable: bool = False,
) -> None:
    """Draw the ground and the outline of a card, for widgets and for delegates of lists.

    Args:
        painter: What draws.
        place: Where; the outline is within it.
        known: The colors of the window.
        chosen: Whether it is chosen: 2 px of the accent.
        hover: Whether the pointer is over it.
        focus: Whether it has the focus of the keyboard: 2 px of its color.
        usable: Whether the card itself can be pressed, so that its outline has to be seen.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = STRONG if chosen or focus else OUTLINE
    line = known.outline if usable or hover else known.line
    if chosen:
        line = known.accent
    if focus:
        line = known.focus
    half = width / 2
    painter.setPen(QPen(line, width))
    painter.setBrush(known.card)
    painter.drawRoundedRect(place.adjusted(half, half, -half, -half), CARD_CORNER, CARD_CORNER)
    painter.restore()


def paint_card_of_row(
    painter: QPainter,
    place: QRect,
    known: Colors,
    state: QStyle.StateFlag,
    view: QAbstractItemView,
) -> None:
    """Draw the card of a row of a list, as `paint_card` does, in the state that the row is in."""
    paint_card(
        painter,
        QRectF(place),
        known,
        chosen=bool(state & QStyle.StateFlag.State_Selected),
        hover=bool(state & QStyle.StateFlag.State_MouseOver),
        focus=bool(state & QStyle.StateFlag.State_HasFocus) and view.hasFocus(),
    )
