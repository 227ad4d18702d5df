"""What was recorded so far, as chips: one is chosen, and can be heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import chip, round_tool
from desktop_app.gui.parts.durations import tenths
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.metrics import MEDIUM, SMALL, SMALL_ICON, TARGET, TINY
from desktop_app.voices.making import read_recording

from .playback import Playback

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.gui.engine import Engine
    from desktop_app.voices.microphone import Recorded
    from desktop_app.voices.recording import Recording
    from shared_client.recording_checks import Report


@dataclass(frozen=True, slots=True)
class Take:
    """What came of one recording."""

    path: Path
    recorded: Recorded


class Takes(QWidget):
    """One of them is chosen: the last, unless a person chooses another.

    Args:
        engine: Plays.

    Attributes:
        all: The takes, the first one first.
        chosen: Number of the one to go on with, from 0; -1 while there is none.

    Signals:
        failed: Why one can't be heard, an exception.
    """

    failed = pyqtSignal(object)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.setObjectName("takes")
        self.all: list[Take] = []
        self.chosen = -1
        self.chips: list[QPushButton] = []
        self._engine = engine
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self.playback = Playback(engine, self)
        self.playback.changed.connect(self._show_playing)
        self.playback.failed.connect(self.failed)
        self.hear = round_tool("play", "", size=TARGET)
        self.hear.setObjectName("hear-take")
        self.hear.clicked.connect(self.play_or_stop)
        self._row = QHBoxLayout()
        self._row.setSpacing(SMALL)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, TINY, 0, TINY)
        layout.setSpacing(MEDIUM)
        layout.addStretch()
        layout.addLayout(self._row)
        layout.addWidget(self.hear, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch()
        self._show_playing()

    def add(self, take: Take) -> None:
        """Show another one, and choose it."""
        self.all.append(take)
        number = len(self.all)
        words = self.tr("Take {number} · {seconds} s").format(
            number=number, seconds=tenths(take.recorded.seconds)
        )
        button = chip(QPushButton(words))
        button.setCheckable(True)
        self.chips.append(button)
        self._group.addButton(button, number - 1)
        self._row.addWidget(button)
        button.setChecked(True)

    def choose(self, number: int) -> None:
        """Choose one, counted from 0."""
        self.chips[number].setChecked(True)

    def play_or_stop(self) -> None:
        """Hear the one that is chosen."""
        if self.playback.running:
            self.playback.stop()
            return
        if self.chosen < 0:
            return

        def play(read: tuple[Recording, Report]) -> None:
            self.playback.play(read[0], read[0].span)

        work = read_recording(self.all[self.chosen].path)
        self._engine.loop.start(work, while_there(self, play), while_there(self, self.failed.emit))

    def _toggled(self, number: int, on: bool) -> None:  # noqa: FBT001 - Qt's
        if on:
            self.chosen = number
            self.playback.stop()
            self._show_playing()

    def _show_playing(self) -> None:
        running = self.playback.running
        words = self.tr("Stop") if running else self.tr("Play take {number}")
        words = words.format(number=self.chosen + 1)
        self.hear.setAccessibleName(words)
        self.hear.setToolTip(words)
        wear(self.hear, "square" if running else "play", SMALL_ICON)
