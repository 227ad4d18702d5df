"""The part of a recording that becomes a voice: seen, heard, chosen, and checked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import quiet
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.durations import tenths
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import MEDIUM, SMALL, SMALL_ICON, helper, ticking
from desktop_app.voices.making import check_part, read_recording
from shared_client.recordings import Part

from .findings import FindingsList
from .playback import Playback
from .segments import Segments
from .waveform import Waveform

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.gui.engine import Engine
    from desktop_app.voices.recording import Recording
    from shared_client.recording_checks import Report
    from shared_client.recordings import Demands

T = TypeVar("T")

_CHECK_DELAY: Final = 120  # milliseconds for which an end stands still before it is checked
_TYPING: Final = 800  # milliseconds after which a minute has been typed
_MINUTE: Final = 60
_MOST_MINUTES: Final = 9999  # of a file that doesn't say how long it is


class PartChoice(QWidget):
    """Shows a recording, and which part of it is good.

    Args:
        engine: Has the loop, and plays.
        demands: Says what the service wants that gets the voice.
        parent: The dialog.

    Attributes:
        recording: What was read; None before.
        report: Of the part that is chosen; None before it was checked.

    Signals:
        reading: A file is being read.
        read: It was read, and its best part is chosen.
        unreadable: Why it can't be read, an exception.
        changed: The part, or what is known of it.
        failed: What went wrong besides, an exception.
    """

    reading = pyqtSignal()
    read = pyqtSignal()
    unreadable = pyqtSignal(object)
    changed = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, engine: Engine, demands: Callable[[], Demands]) -> None:
        super().__init__()
        self._engine = engine
        self._demands = demands
        self.recording: Recording | None = None
        self.report: Report | None = None
        self._path: Path | None = None
        self._part = Part(0.0, 0.0)  # what the report is of
        self._turn = 0  # of checks: only the last one counts
        self._work: Future[Any] | None = None
        self.playback = Playback(engine, self)
        self._checking = self._timer(_CHECK_DELAY, self.check)
        self._moving = self._timer(_TYPING, self.load_again)
        self._make_parts()
        self.playback.changed.connect(self._show_playing)
        self.playback.moved.connect(self.waveform.show_position)
        self.playback.failed.connect(self.failed)

    def _timer(self, delay: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay)
        timer.timeout.connect(call)
        return timer

    # Parts

    def _make_parts(self) -> None:
        self.waveform = Waveform()
        self.waveform.setToolTip(
            self.tr(
                "Drag the ends or the part between them. Arrow keys move an end by 10 "
                "ms, or by 100 ms with Ctrl. Tab switches to the other end. The mouse "
                "wheel, +, and − zoom; 0 shows everything."
            )
        )
        self.waveform.selection_changed.connect(self._part_chosen)
        self.findings = FindingsList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.waveform)
        layout.addWidget(self._minute_row())
        layout.addLayout(self._part_row())
        card = Card()
        within = QVBoxLayout(card)
        within.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        within.addWidget(self.findings)
        layout.addWidget(card)

    def _minute_row(self) -> QWidget:
        """What of a long file is loaded; a short one is loaded whole."""
        self.minute = QSpinBox()
        self.minute.setObjectName("minute")
        self.minute.valueChanged.connect(self._moving.start)
        label = QLabel(self.tr("Load from m&inute:"))
        label.setBuddy(self.minute)
        self.minutes = QWidget()
        row = QHBoxLayout(self.minutes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(label)
        row.addWidget(self.minute)
        row.addStretch()
        self.minutes.hide()
        return self.minutes

    def _part_row(self) -> QHBoxLayout:
        self.play = quiet(QPushButton(self.tr("&Hear it")), "play")
        self.play.setObjectName("play")
        self.play.setEnabled(False)
        self.play.clicked.connect(self.play_part)
        self.seconds = QLabel()
        self.seconds.setObjectName("seconds")
        self.seconds.setFont(ticking(self.seconds.font()))
        self.suggest = quiet(QPushButton(self.tr("&Best part")))
        self.suggest.setObjectName("suggest")
        self.suggest.setToolTip(self.tr("Select the part that is best for cloning"))
        self.suggest.clicked.connect(self.use_suggested)
        self.part = secondary(QLabel(), helper)
        self.part.setObjectName("part")
        self.part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(Segments(self.play, self.seconds, self.suggest))
        row.addWidget(self.part, 1)
        return row

    # Reading

    def load(self, path: Path, minute: int = 0) -> None:
        """Read a file, another one than before."""
        self._path, self.recording = path, None
        self.minute.setMaximum(max(minute, _MOST_MINUTES))
        self.minute.setValue(minute)
        self.load_again()

    def load_again(self) -> None:
        """Read the file from the minute that is chosen."""
        self._moving.stop()
        self.playback.stop()
        if self._path is None:
            return
        self.reading.emit()
        start = float(self.minute.value() * _MINUTE)
        work = read_recording(self._path, start, self._demands())
        self._work = self._start(work, self._loaded, self._not_loaded)

    def _loaded(self, read: tuple[Recording, Report]) -> None:
        self._work = None
        self.recording, report = read
        self._show_minutes(self.recording)
        self.waveform.show_recording(self.recording, report.suggested)
        self.play.setEnabled(True)
        self.read.emit()
        self.check()

    def _not_loaded(self, error: Exception) -> None:
        self._work = None
        if self.recording is not None:  # of another minute: it stays
            self.minute.setValue(int(self.recording.begins // _MINUTE))
            self._moving.stop()
        self.unreadable.emit(error)

    def _show_minutes(self, recording: Recording) -> None:
        last = _MOST_MINUTES
        if recording.length is not None:
            last = max(0, math.ceil(recording.length / _MINUTE) - 1)
        self.minute.setMaximum(max(last, self.minute.value()))
        self.minute.setSuffix(
            "" if recording.length is None else self.tr(" of {minutes}").format(minutes=last + 1)
        )
        self._moving.stop()
        self.minutes.setVisible(recording.truncated or recording.begins > 0)

    # The part

    def use_suggested(self) -> None:
        """Choose the part that is the best one."""
        self.waveform.select(self._suggested())
        self.waveform.reveal(self.waveform.selection.start)

    def play_part(self) -> None:
        """Play what is chosen; if it is played already, stop."""
        if self.playback.running:
            self.playback.stop()
        elif self.recording is not None:
            self.playback.play(self.recording, self.waveform.selection)

    def stop(self) -> None:
        """Be silent, and read and check no more."""
        self._checking.stop()
        self._moving.stop()
        self.playback.stop()
        if self._work is not None:
            self._work.cancel()

    def check(self) -> None:
        """Look at the part beside the GUI; it takes 10 ms for half a minute."""
        if self.recording is None:
            return
        self._turn += 1
        turn, part = self._turn, self.waveform.selection

        def know(report: Report) -> None:
            if turn == self._turn:
                self._show_report(report, part)

        self._start(check_part(self.recording, part, self._demands()), know, self.failed.emit)

    def _suggested(self) -> Part:
        """What is better than the part: inside of it if that helps, else of the whole."""
        report, start = self.report, self._part.start
        if report is None or not any(finding.span for finding in report.findings):
            return self.waveform.suggested
        better = report.suggested
        if better.seconds < self._demands().least:
            return self.waveform.suggested
        return Part(start + better.start, start + better.end)

    def _part_chosen(self, part: Part) -> None:
        whole = begins = 0.0
        if (recording := self.recording) is not None:
            begins = recording.begins
            whole = recording.length or begins + recording.seconds
        start, end = tenths(part.start + begins), tenths(part.end + begins)
        words = self.tr("{start} s to {end} s of {whole} s")
        self.part.setText(words.format(start=start, end=end, whole=tenths(whole)))
        self._show_seconds(part.seconds)
        self.playback.stop()
        self._checking.start()

    def _show_seconds(self, seconds: float) -> None:
        self.seconds.setText(self.tr("{seconds} s").format(seconds=tenths(seconds)))

    def _show_report(self, report: Report, part: Part) -> None:
        self.report, self._part = report, part
        self._show_seconds(report.seconds)  # the part is cut at samples: the number below is this
        begins = self.recording.begins if self.recording is not None else 0.0
        better = Part(*(second + begins for second in self._suggested()))
        self.findings.show_report(report, better)
        self.suggest.setEnabled(self._suggested() != self.waveform.selection)
        self.changed.emit()

    def _show_playing(self) -> None:
        running = self.playback.running
        self.play.setText(self.tr("&Stop") if running else self.tr("&Hear it"))
        wear(self.play, "square" if running else "play", SMALL_ICON)
        if not running:
            self.waveform.show_position(None)

    def _start(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None],
        failed: Callable[[Exception], object],
    ) -> Future[T]:
        return self._engine.loop.start(work, while_there(self, done), while_there(self, failed))
