"""Labels in the sizes and colors of all windows: titles, and words that stand back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtGui import QFont, QPainter, QPalette
from PyQt6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from .colors import colors
from .metrics import FIELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QFontMetrics, QPaintEvent

Label = TypeVar("Label", bound=QLabel)


def sized(label: Label, size: Callable[[QFont], QFont]) -> Label:
    """Give a label a size of `metrics`: `head`, `section`, `row_title` or `helper`."""
    _Sized(label, size, role="")
    return label


def secondary(label: Label, size: Callable[[QFont], QFont] | None = None) -> Label:
    """Have a label stand back: grey, and wrapped where there is too little room.

    Args:
        label: Any.
        size: One of `metrics`, usually `helper`; none for the size of the window.
    """
    label.setWordWrap(True)
    _Sized(label, size, role="secondary")
    return label


def tinted(label: Label, role: str, size: Callable[[QFont], QFont] | None = None) -> Label:
    """Give a label one of `Colors`, as `accent` or `error`, that follows light and dark."""
    _Sized(label, size, role=role)
    return label


class TitleLabel(QLabel):
    """A title; screen readers get its words, and `metrics` its size.

    Args:
        words: The title.
        size: One of `metrics`.
    """

    def __init__(self, words: str, size: Callable[[QFont], QFont]) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        sized(self, size)


def field_label(words: str, buddy: QWidget) -> QLabel:
    """The label before a field of a form, in the middle of the field's height.

    A form puts a label of usual height a little higher than its field.
    """
    label = QLabel(words)
    label.setMinimumHeight(FIELD)
    label.setMaximumHeight(max(FIELD, label.sizeHint().height()))  # also beside a higher field
    label.setBuddy(buddy)
    return label


def fitted(words: str, metrics: QFontMetrics, room: int) -> str:
    """As much of a line as there is room for, with "…" at the end of what isn't all.

    `QFontMetrics.elidedText` counts fractions of a pixel: a place that was measured in whole ones
    would be too narrow for the very words that it was measured for.

    Args:
        words: One line.
        metrics: Of the font in which it is drawn.
        room: In pixels.
    """
    if metrics.horizontalAdvance(words) <= room:
        return words
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, room))


class Elided(QLabel):
    """One line that ends in "…" where there is too little room; the whole is its tooltip."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._about = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_about(self, about: str) -> None:
        """Have a tooltip that says more than the words."""
        self._about = about
        self.setToolTip(about)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the "…" alone."""
        hint = super().minimumSizeHint()
        return QSize(self.fontMetrics().horizontalAdvance("…"), hint.height())

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw as much as there is room for."""
        painter = QPainter(self)
        place = self.contentsRect()
        words = fitted(self.text(), self.fontMetrics(), place.width())
        style = self.style()
        assert style is not None  # noqa: S101 - every widget has one
        style.drawItemText(
            painter,
            place,
            int(self.alignment().value),
            self.palette(),
            self.isEnabled(),
            words,
            self.foregroundRole(),
        )
        self.setToolTip(self._about or ("" if words == self.text() else self.text()))


class _Sized(QObject):
    """Keeps a label's font and color in step with the window's."""

    def __init__(self, label: QLabel, size: Callable[[QFont], QFont] | None, *, role: str) -> None:
        for old in label.findChildren(_Sized, options=Qt.FindChildOption.FindDirectChildrenOnly):
            label.removeEventFilter(old)
            old.deleteLater()
        super().__init__(label)
        self._label = label
        self._size = size
        self._role = role
        self._busy = False
        if role:  # inside a card that is a button, a label would have the button's color
            label.setForegroundRole(QPalette.ColorRole.WindowText)
        self._follow()
        label.installEventFilter(self)

    def eventFilter(self, _: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """See the font of the app, or its colors, change."""
        if (
            event is not None
            and not self._busy
            and event.type()
            in {
                QEvent.Type.ApplicationFontChange,
                QEvent.Type.ApplicationPaletteChange,
                QEvent.Type.PaletteChange,
                QEvent.Type.ParentChange,
                QEvent.Type.Polish,
            }
        ):
            self._follow()
        return False

    def _follow(self) -> None:
        self._busy = True
        label = self._label
        if self._size is not None:
            label.setFont(self._size(QApplication.font(label)))
        if self._role:
            above = label.parentWidget()
            around = above.palette() if above is not None else QApplication.palette()
            palette = QPalette(around)
            color = getattr(colors(around), self._role)
            for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
                palette.setColor(group, QPalette.ColorRole.WindowText, color)
            label.setPalette(palette)
        self._busy = False
