"""What is wrong with a recording, in the person's language: the worst first, each with a remedy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QModelIndex, QRect, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.durations import tenths
from desktop_app.gui.parts.icons import pixmap
from desktop_app.gui.parts.metrics import ICON, MEDIUM, TINY, helper, section
from desktop_app.gui.words import hint, sentence, together
from shared_client.recording_checks import Severity

if TYPE_CHECKING:
    from PyQt6.QtGui import QFont, QResizeEvent

    from shared_client.recording_checks import Report
    from shared_client.recordings import Part

_LOOKS: Final = {
    Severity.PROBLEM: ("circle-x", "error"),
    Severity.WARNING: ("triangle-alert", "warning"),
    Severity.HINT: ("info", "info"),
    None: ("circle-check", "good"),
}
_LINES: Final = Qt.ItemDataRole.UserRole
"""The bold line and the remedy."""
_SEVERITY: Final = Qt.ItemDataRole.UserRole + 1
_WRAPPED: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MOST: Final = 1 << 16  # pixels: higher than any words


class FindingsList(QListWidget):
    """Findings with their remedies; one line that all is well where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setAccessibleName(self.tr("Findings"))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setItemDelegate(_Lines(self))
        view = self.viewport()
        assert view is not None  # noqa: S101 - a list has one
        view.setAutoFillBackground(False)  # what it lies on is seen

    def show_report(self, report: Report, suggested: Part) -> None:
        """Show what was found.

        Args:
            report: Of the part that is chosen.
            suggested: The part of the whole that would be better.
        """
        self.clear()
        for finding in report.findings:
            values = {**finding.values, "start": suggested.start, "end": suggested.end}
            told = replace(finding, values=values)
            self._add(finding.severity, sentence(told), hint(told))
        if not report.findings:
            good = self.tr("Good: {seconds} s, quiet background, clear")
            good = good.format(seconds=tenths(report.seconds))
            self._add(None, good, self.tr("No problems found."))
        self.updateGeometry()

    def _add(self, severity: Severity | None, what: str, remedy: str) -> None:
        words = together(what, remedy)
        names = {
            Severity.PROBLEM: self.tr("Problem: {words}"),
            Severity.WARNING: self.tr("Warning: {words}"),
            Severity.HINT: self.tr("Hint: {words}"),
        }
        spoken = words if severity is None else names[severity].format(words=words)
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setData(_LINES, (what, remedy))
        item.setData(_SEVERITY, severity)
        self.addItem(item)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Break the lines at the new width, and be as high as they are then."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as all that is said."""
        heights = sum(max(self.sizeHintForRow(row), 0) for row in range(self.count()))
        return QSize(400, max(heights, ICON + 2 * TINY))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: it has no scroll bars."""
        return QSize(200, self.sizeHint().height())


class _Lines(QStyledItemDelegate):
    """Draws an icon, a bold line, and the remedy below it."""

    def __init__(self, view: FindingsList) -> None:
        super().__init__(view)
        self._view = view

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw one finding."""
        assert painter is not None  # noqa: S101 - Qt has one
        known = colors(option.palette)
        name, role = _LOOKS[index.data(_SEVERITY)]
        ratio = self._view.devicePixelRatioF()
        left, top = option.rect.left(), option.rect.top() + TINY
        painter.save()
        painter.drawPixmap(left, top, pixmap(name, option.palette, ICON, role, ratio))
        for place, font, words, color in self._places(option, index):
            painter.setFont(font)
            painter.setPen(known.ink if color == "ink" else known.secondary)
            painter.drawText(place, int(_WRAPPED), words)
        painter.restore()

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QSize:
        """As high as its words at the width there is."""
        view = self._view.viewport()
        assert view is not None  # noqa: S101 - a list has one
        option.rect = QRect(0, 0, view.width(), 0)
        bottom = max(place.bottom() for place, *_ in self._places(option, index))
        return QSize(view.width(), max(bottom + 1, ICON + TINY) + TINY)

    def _places(
        self, option: QStyleOptionViewItem, index: QModelIndex
    ) -> list[tuple[QRect, QFont, str, str]]:
        what, remedy = index.data(_LINES)
        font = self._view.font()
        left = option.rect.left() + ICON + MEDIUM
        top, width = option.rect.top() + TINY, option.rect.right() + 1 - left
        places = []
        for words, one, color in (
            (what, section(font), "ink"),
            (remedy, helper(font), "secondary"),
        ):
            if words:
                place = _measured(one, QRect(left, top, width, _MOST), words)
                places.append((place, one, words, color))
                top = place.bottom() + 1 + TINY // 2
        return places


def _measured(font: QFont, room: QRect, words: str) -> QRect:
    return QFontMetrics(font).boundingRect(room, int(_WRAPPED), words)
