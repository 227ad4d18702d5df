"""What is wrong with a recording, in the person's language, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyle, QWidget

from desktop_app.gui.words import together
from desktop_app.voices.checks import Severity

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from desktop_app.voices.checks import Finding, Report
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
            words = together(self._sentence(finding), self._advice(finding, suggested))
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

    def _sentence(self, finding: Finding) -> str:
        """What it is; in English where there is no translation of it."""
        bad = finding.severity is Severity.WARNING
        templates = {
            "sample-rate": self.tr(
                "The sample rate is too low: {rate} Hz. At least {least} Hz is required."
            ),
            "silent": self.tr("The recording is silent."),
            "too-short": self.tr("Too short: {seconds} s. At least {least} s is required."),
            "too-long": self.tr("Too long: {seconds} s. Services accept at most {most} s."),
            "length": self.tr("Length: {seconds} s."),
            "clipping": self.tr("Too loud: {percent}% of the recording is clipped."),
            "noise": self.tr(
                "Too much background noise: speech is only {snr} dB louder than the pauses."
            )
            if bad
            else self.tr("Some background noise: speech is {snr} dB louder than the pauses."),
            "quiet": self.tr("Very quiet ({level} dBFS)."),
            "silence": self.tr("No speech in the first {before} s and the last {after} s."),
            "truncated": self.tr("Only the first {minutes} minutes were loaded."),
        }
        template = templates.get(finding.key)
        return template.format(**self._numbers(finding)) if template else finding.sentence

    def _advice(self, finding: Finding, suggested: Part) -> str:
        templates = {
            "sample-rate": self.tr(
                "Record it again at a higher sample rate. Converting the file won't help."
            ),
            "silent": self.tr(
                "Check that the right microphone is selected, switched on, and turned up."
            ),
            "too-short": self.tr("Select more, or record another sentence or two."),
            "too-long": self.tr("Select a part of it. 5 to 15 s works best."),
            "length": self.tr("{least} to {most} s works best."),
            "clipping": self.tr(
                "Turn the microphone down or move back a little, then record again."
            ),
            "noise": self.tr(
                "Record close to the microphone in a quiet, furnished room, without fans or music."
            ),
            "quiet": self.tr("Move closer to the microphone or turn it up."),
            "silence": self.tr("Use the part from {from_} s to {to} s."),
            "truncated": self.tr("To use a later part, cut it out with another app first."),
        }
        template = templates.get(finding.key)
        if template is None:
            return finding.advice
        start, end = (self._number(second, 1) for second in suggested)
        return template.format(**self._numbers(finding), from_=start, to=end)

    def _numbers(self, finding: Finding) -> dict[str, str]:
        """Its numbers as a person reads them."""
        tenths = ("seconds", "before", "after")
        numbers = {
            name: self._number(number, 1 if name in tenths else 0)
            for name, number in finding.numbers.items()
        }
        if "share" in finding.numbers:
            numbers["percent"] = self.locale().toString(100 * finding.numbers["share"], "g", 2)
        if "seconds" in finding.numbers:
            numbers["minutes"] = self._number(finding.numbers["seconds"] // _MINUTE, 0)
        return numbers

    def _number(self, number: float, digits: int) -> str:
        return self.locale().toString(float(number), "f", digits)

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
