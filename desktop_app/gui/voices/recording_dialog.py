"""The dialog that records somebody who reads a text aloud."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QLocale, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFont, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.audio.devices import DeviceName, list_microphones
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import primary, quiet
from desktop_app.gui.parts.card import Card
from desktop_app.gui.parts.durations import tenths
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import (
    FIELD,
    MEDIUM,
    SMALL,
    TINY,
    VAST,
    WIDE,
    helper,
    row_title,
)
from desktop_app.gui.parts.on_screen import is_low, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.parts.technical import technical
from desktop_app.gui.words import sentence, together
from desktop_app.services.connection import Addressee
from desktop_app.system.paths import recordings_folder
from desktop_app.voices.demands import demands_of
from desktop_app.voices.kept import KeptRecording, Notes, discard, drop_if_empty, fresh_path
from desktop_app.voices.microphone import Recorder

from .keep_question import ANSWER, keep_question
from .level_meter import LevelMeter
from .playback import Hush
from .prompt import Prompt
from .record_button import TENTHS, ElapsedRing, RecordButton
from .takes import Take, Takes
from .texts_to_read import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.audio.devices import AudioDevice
    from desktop_app.gui.engine import Engine
    from desktop_app.voices.microphone import Level

LONGEST: Final = 60.0
"""Seconds after which it ends by itself: more than a service takes, and room to choose from."""

_COUNT: Final = 3
_SECOND: Final = 1000
_HEARD: Final = 2.0  # seconds in which somebody who speaks is heard


class Stage(Enum):
    """What the dialog does."""

    READY = auto()
    COUNTING = auto()
    OPENING = auto()
    RECORDING = auto()
    STOPPING = auto()
    RECORDED = auto()


class _Work:
    """One recording, in the loop."""

    def __init__(
        self,
        device: DeviceName | None,
        notes: Notes,
        started: Callable[[], None],
        on_level: Callable[[Level], None],
    ) -> None:
        self._device = device
        self._notes = notes
        self._started = started
        self._on_level = on_level
        self._stopped = asyncio.Event()

    async def record(self) -> Take:
        """Record until `stop`, or until it ends by itself; what there is then is kept."""
        path = await asyncio.to_thread(fresh_path, recordings_folder(), self._notes)
        recorder = Recorder(path, device=self._device, longest=LONGEST, on_level=self._on_level)
        try:
            async with recorder:
                self._started()
                await self._until_over(recorder)
                recorded = await recorder.stop()
        except BaseException:
            drop_if_empty(path)
            raise
        return Take(path, recorded)

    async def stop(self) -> None:
        """End it."""
        self._stopped.set()

    async def _until_over(self, recorder: Recorder) -> None:
        waiting = {
            asyncio.ensure_future(recorder.wait()),
            asyncio.ensure_future(self._stopped.wait()),
        }
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()


class RecordingDialog(QDialog):
    """Records takes of a text until one of them is good; that is what `take` gives.

    Args:
        engine: Has the loop, and knows the microphone.
        parent: The window.

    Signals:
        file_wanted: A file is to become the voice, and no recording.
    """

    file_wanted = pyqtSignal()

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._best = demands_of(Addressee.in_use(engine.settings).at).best
        self._hush = Hush(engine)
        self._work: _Work | None = None
        self._future: Future[Take] | None = None
        self._count = 0
        self._box: QMessageBox | None = None
        self.stage = Stage.READY
        self.setObjectName("record-voice")
        self.setWindowTitle(self.tr("Record a voice – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 720, 600)
        self._counting = QTimer(self)
        self._counting.setInterval(_SECOND)
        self._counting.timeout.connect(self._count_down)
        self._make_parts()
        self._choose_text()
        self._list_microphones()
        self._show_stage(Stage.READY)

    # Parts

    def _make_parts(self) -> None:
        self.page = Page(
            self.tr("Record a voice"),
            self.tr("Read the text aloud. About ten seconds are enough."),
            self,
        )
        self.notice = self.page.notice
        self.file = quiet(QPushButton(self.tr("Use a &file instead…")), "folder-open")
        self.file.setObjectName("file")
        self.file.clicked.connect(self._want_file)
        self.page.add_action(self.file)
        self.takes = Takes(self._engine)
        self.takes.failed.connect(self.notice.warn)
        self.page.body.addWidget(self._choices())
        self.card = self._prompt()
        self.page.body.addWidget(self.card, 1)
        self.page.body.addLayout(self._stage())
        self._make_foot()
        if is_low(self):
            self._be_low()
        self.space = QShortcut(QKeySequence(Qt.Key.Key_Space), self, self.stop)

    def _be_low(self) -> None:
        """Leave most of a small screen to the text."""
        self.record.be_low()
        self.meter.be_low()
        self.elapsed.be_low()
        self.words.setMinimumHeight(WIDE)

    def _choices(self) -> QWidget:
        """Which text, by which microphone: nobody chooses while one speaks."""
        self.microphone = QComboBox()
        self.microphone.setObjectName("microphone")
        self.texts = QComboBox()
        self.texts.setObjectName("texts")
        self.texts.activated.connect(self._text_chosen)
        self.choices = QWidget()
        row = QHBoxLayout(self.choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        for words, box in (
            (self.tr("Read alou&d:"), self.texts),
            (self.tr("&Microphone:"), self.microphone),
        ):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumHeight(FIELD)
            label = QLabel(words)
            label.setBuddy(box)
            pair = QHBoxLayout()
            pair.setSpacing(SMALL)
            pair.addWidget(label)
            pair.addWidget(box, 1)
            row.addLayout(pair, 1)
        return self.choices

    def _prompt(self) -> QWidget:
        self.text = Prompt()
        self.text.textChanged.connect(self._text_edited)
        view = self.text.viewport()
        assert view is not None  # noqa: S101 - it has one
        view.setAutoFillBackground(False)
        card = Card()
        within = QVBoxLayout(card)
        margin = SMALL if is_low(self) else MEDIUM
        within.setContentsMargins(margin, margin, margin, margin)
        within.addWidget(self.text)
        return card

    def _stage(self) -> QVBoxLayout:
        """What is going on, the level, and the button."""
        self.words = QLabel()
        self.words.setObjectName("words")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setMinimumHeight(VAST)
        self.words.setWordWrap(True)
        self.meter = LevelMeter()
        self.record = RecordButton()
        self.record.setObjectName("record")
        self.record.clicked.connect(self._record_clicked)
        self.elapsed = ElapsedRing(self.record, self._best)
        self.time = secondary(QLabel(), helper)
        self.time.setObjectName("time")
        self.time.setWordWrap(False)
        self.time.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        column.addWidget(self.words)
        self.below = QStackedWidget()  # while one speaks the level, afterward the takes
        self.below.addWidget(self.meter)
        self.below.addWidget(self.takes)
        self.below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.addWidget(self.below)
        return column

    def _make_foot(self) -> None:
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.go_on = primary(QPushButton(self.tr("&Continue")))
        self.go_on.setObjectName("continue")
        self.go_on.clicked.connect(self.accept)
        for button in (self.cancel, self.go_on):
            button.setMinimumHeight(FIELD)
        middle = QVBoxLayout()
        middle.setSpacing(TINY)
        middle.addWidget(self.elapsed, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addWidget(self.time)
        bottom, align = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag
        foot = self.page.foot
        foot.addWidget(self.cancel, 1, bottom | align.AlignLeft)
        foot.addLayout(middle)
        foot.addWidget(self.go_on, 1, bottom | align.AlignRight)

    # Microphones and texts

    def _list_microphones(self) -> None:
        chosen = self._engine.settings.app.microphone
        self.microphone.addItem(self.tr("Default microphone"), "")
        if chosen:
            self.microphone.addItem(chosen, chosen)
            self.microphone.setCurrentIndex(1)
        self._look_for_microphones()

    def _look_for_microphones(self) -> None:
        self._engine.loop.start(
            list_microphones(),
            while_there(self, self._know_microphones),
            while_there(self, self.notice.warn),
        )

    def _know_microphones(self, found: list[AudioDevice]) -> None:
        chosen = self.microphone.currentData()
        while self.microphone.count() > 1:
            self.microphone.removeItem(1)
        for device in found:
            self.microphone.addItem(str(device.name), str(device.name))
        if self.microphone.findData(chosen) < 0:
            absent = self.tr("{name} (not connected)").format(name=chosen)
            self.microphone.addItem(absent, chosen)
        self.microphone.setCurrentIndex(self.microphone.findData(chosen))
        if not found:
            self.notice.warn_of(
                self.tr("No microphone found. Connect one or switch it on."),
                self.tr("Check &again"),
                self._look_for_microphones,
            )

    def _choose_text(self) -> None:
        """Offer texts in the language of the windows first."""
        chosen = self._engine.settings.app.language
        locale = QLocale(chosen) if chosen else QLocale()
        first = "zh" if locale.language() is QLocale.Language.Chinese else "en"
        for language in sorted(TEXTS, key=lambda one: one != first):
            for title, text in TEXTS[language]:
                self.texts.addItem(title, text)
        self.texts.addItem(self.tr("Your own text"), "")
        self._text_chosen()

    def _text_chosen(self) -> None:
        self.text.setPlainText(self.texts.currentData())

    def _text_edited(self) -> None:
        """Keep what a person writes while they look at other texts."""
        text, own = self.text.toPlainText(), self.texts.count() - 1
        if text != self.texts.currentData():
            self.texts.setItemData(own, text)
            self.texts.setCurrentIndex(own)

    # Recording

    def _record_clicked(self) -> None:
        if self.stage in (Stage.READY, Stage.RECORDED):
            self.start()
        else:
            self.stop()

    def start(self) -> None:
        """Count down, and record."""
        self.notice.clear()
        self.takes.playback.stop()
        self._hush.begin()
        microphone = self.microphone.currentData()
        if microphone != self._engine.settings.app.microphone:
            self._engine.change(self._engine.settings.with_app(microphone=microphone))
        self._count = _COUNT
        self._show_stage(Stage.COUNTING)
        self._counting.start()

    def _count_down(self) -> None:
        self._count -= 1
        if self._count > 0:
            self._show_stage(Stage.COUNTING)
        else:
            self._counting.stop()
            self._open()

    def _open(self) -> None:
        post, name = self._engine.loop.post, self.microphone.currentData()
        opened, show = while_there(self, self._opened), while_there(self, self._show_level)
        self._show_stage(Stage.OPENING)
        self._work = _Work(
            DeviceName.parse(name) if name else None,
            Notes(text=self.text.toPlainText().strip()),
            lambda: post(opened),
            lambda level: post(lambda: show(level)),
        )
        self._future = self._engine.loop.start(
            self._work.record(), while_there(self, self._ended), while_there(self, self._failed)
        )

    def _opened(self) -> None:
        if self.stage is Stage.OPENING:
            self._show_stage(Stage.RECORDING)

    def stop(self) -> None:
        """End the recording, or the countdown."""
        if self.stage is Stage.COUNTING:
            self._counting.stop()
            self._rest()
        elif self.stage in (Stage.OPENING, Stage.RECORDING) and self._work is not None:
            self._show_stage(Stage.STOPPING)
            self._engine.loop.start(self._work.stop())

    def _ended(self, take: Take) -> None:
        seconds = take.recorded.seconds
        self.takes.add(take)
        self._rest()
        self._show_time(seconds)  # what was heard while it ran is a little behind
        if take.recorded.error is not None:
            kept = self.tr("The first {seconds} s were saved.").format(seconds=tenths(seconds))
            error = take.recorded.error
            self.notice.warn_of(together(sentence(error), kept), details=technical(error))
        elif take.recorded.losses:
            self.notice.warn_of(
                self.tr(
                    "The computer was too busy, so parts of the recording are missing. "
                    "Record it again."
                )
            )

    def _failed(self, error: Exception) -> None:
        self._rest()
        self.notice.warn(error, self.tr("Try &again"), self.start)

    def _rest(self) -> None:
        self._work = self._future = None
        self._hush.end()
        self.meter.clear()
        self._show_stage(Stage.RECORDED if self.takes.all else Stage.READY)

    def _show_level(self, level: Level) -> None:
        if self.stage is not Stage.RECORDING:
            return
        self.meter.show_level(level.peak)
        self._show_time(level.seconds)
        self._say(self._advice(level.seconds))

    def _advice(self, seconds: float) -> str:
        if self.meter.too_loud:
            return self.tr("Too loud! Move back from the microphone a little.")
        if seconds >= _HEARD and self.meter.too_quiet:
            return self.tr("Almost no sound. Move closer, or choose another microphone.")
        if seconds < self._best[0]:
            return self.tr("Read aloud now.")
        if seconds <= self._best[1]:
            return self.tr("Good. Press Space at the end of a sentence to stop.")
        return self.tr("That's enough. Press Space to stop.")

    def _show_time(self, seconds: float) -> None:
        self.elapsed.setValue(min(self.elapsed.maximum(), round(TENTHS * seconds)))
        words = self.tr("{seconds} s; {least} to {most} s works best")
        number = tenths(seconds)
        self.time.setText(
            words.format(
                seconds=number,
                least=f"{self._best[0]:.0f}",
                most=f"{self._best[1]:.0f}",
            )
        )

    # What is shown

    def _show_stage(self, stage: Stage) -> None:
        self.stage = stage
        idle = stage in (Stage.READY, Stage.RECORDED)
        words = {
            Stage.READY: self.tr("Find a quiet place and speak as you would to a friend."),
            Stage.COUNTING: str(self._count),
            Stage.OPENING: "…",
            Stage.RECORDING: self.tr("Read aloud now."),
            Stage.STOPPING: "…",
            Stage.RECORDED: self.tr(
                "Recorded. Select “Continue” to listen and choose the best part."
            ),
        }
        if stage in (Stage.READY, Stage.OPENING):
            self._show_time(0.0)
        for widget in (self.choices, self.file, self.page.title):
            widget.setVisible(idle)  # on a small screen the text and the level need the room
        low = is_low(self)
        self.page.subtitle.setVisible(idle and not low)
        self.words.setVisible(not (low and stage is Stage.READY))
        self.card.setVisible(not (low and stage is Stage.RECORDED))
        self.below.setCurrentWidget(self.takes if stage is Stage.RECORDED else self.meter)
        self.below.setVisible(stage is not Stage.READY)
        self.text.setReadOnly(not idle)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus if idle else Qt.FocusPolicy.ClickFocus)
        self.space.setEnabled(not idle)
        self.record.setToolTip(self._record_words().replace("&", ""))
        self.record.setShortcut(QKeySequence.mnemonic(self._record_words()))
        self.record.show_recording(recording=not idle)
        self.record.setEnabled(stage is not Stage.STOPPING)
        self.go_on.setEnabled(stage is Stage.RECORDED)
        main = self.go_on if stage is Stage.RECORDED else self.record
        main.setDefault(True)
        main.setFocus()
        self._say(words[stage], large=stage is Stage.COUNTING)

    def _say(self, words: str, *, large: bool = False) -> None:
        """Show what is going on; a screen reader says it with the button that has the focus."""
        if words == self.words.text():
            return
        font = row_title(self.font())
        if large:
            font.setPixelSize(WIDE if is_low(self) else VAST)
            font.setWeight(QFont.Weight.DemiBold)
        self.words.setFont(font)
        self.words.setText(words)
        what = self.record.toolTip()
        self.record.setAccessibleName(self.tr("{what}. {words}").format(what=what, words=words))

    def _record_words(self) -> str:
        if self.stage is Stage.READY:
            return self.tr("&Record")
        if self.stage is Stage.RECORDED:
            return self.tr("&Record again")
        return self.tr("&Stop")

    # The end

    @property
    def take(self) -> KeptRecording:
        """The recording that was chosen, with its words.

        Raises:
            OSError: It is gone.
        """
        return KeptRecording.at(self.takes.all[self.takes.chosen].path)

    def _others(self) -> list[Path]:
        chosen = self.takes.chosen
        return [one.path for number, one in enumerate(self.takes.all) if number != chosen]

    def _want_file(self) -> None:
        """Choose a file instead; what was recorded stays kept."""
        if self.stage in (Stage.READY, Stage.RECORDED):
            super().reject()
            self.file_wanted.emit()

    def accept(self) -> None:
        """Go on with the take that is chosen; the others go."""
        if self.stage is Stage.RECORDED:
            for path in self._others():
                self._engine.loop.start(asyncio.to_thread(discard, path))
            super().accept()

    def reject(self) -> None:
        """Stop what runs; else close, and ask about what was recorded."""
        if self.stage in (Stage.COUNTING, Stage.OPENING, Stage.RECORDING):
            self.stop()
        elif self.stage is Stage.RECORDED:
            self._ask()
        elif self.stage is Stage.READY:
            super().reject()

    def _ask(self) -> None:
        if self._box is not None:
            return
        self._box = keep_question(self)
        self._box.finished.connect(self._answered)
        self._box.open()

    def _answered(self, answer: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
        if answer == ANSWER.Discard:
            for take in self.takes.all:
                self._engine.loop.start(asyncio.to_thread(discard, take.path))
        if answer in (ANSWER.Save, ANSWER.Discard):
            super().reject()

    def done(self, result: int) -> None:
        """End with what was held."""
        self._counting.stop()
        self.takes.playback.stop()
        if self._future is not None:
            self._future.cancel()  # the recorder keeps what there is
        self._hush.end()
        super().done(result)
