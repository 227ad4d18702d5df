"""What is wrong with a recording, in the person's language, as a list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyle, QWidget

from desktop_app.gui.words import in_full
from desktop_app.voices.checks import Severity

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from desktop_app.voices.checks import Report
    from desktop_app.voices.recording import Part

_PICTURES: Final = {
    Severity.PROBLEM: QStyle.StandardPixmap.SP_MessageBoxCritical,
    Severity.WARNING: QStyle.StandardPixmap.SP_MessageBoxWarning,
    Severity.HINT: QStyle.StandardPixmap.SP_MessageBoxInformation,
}
_MINUTE: Final = 60
_LINES: Final = 5  # that are seen at once


class FindingsList(QListWidget):
    """Findings with their advice; one line that all is well where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self.setAccessibleName(self.tr("Findings"))
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def show_report(self, report: Report, suggested: Part) -> None:
        """Show what was found.

        Args:
            report: Of the part that is chosen.
            suggested: The part of the whole that would be better.
        """
        self.clear()
        for finding in report.findings:
            values = {**finding.values, "start": suggested.start, "end": suggested.end}
            words = in_full(replace(finding, values=values))
            self._add(finding.severity, words)
        if not report.findings:
            style = QStyle.StandardPixmap.SP_DialogApplyButton
            words = self.tr("This part is good. No problems found.")
            self._add_line(style, words, words)

    def _add(self, severity: Severity, words: str) -> None:
        names = {
            Severity.PROBLEM: self.tr("Problem: {words}"),
            Severity.WARNING: self.tr("Warning: {words}"),
            Severity.HINT: self.tr("Hint: {words}"),
        }
        self._add_line(_PICTURES[severity], words, names[severity].format(words=words))

    def _add_line(self, picture: QStyle.StandardPixmap, words: str, spoken: str) -> None:
        style = self.style()
        assert style is not None  # noqa: S101 - every widget has one
        item = QListWidgetItem(style.standardIcon(picture), words)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.addItem(item)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Break the lines anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Some lines; there are seldom more."""
        return QSize(400, _LINES * self.fontMetrics().lineSpacing() + 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two lines."""
        return QSize(200, 3 * self.fontMetrics().lineSpacing())
