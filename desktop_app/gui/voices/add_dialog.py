"""The dialog that makes a voice of a file or a recording: choose a part, say its words, upload."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import VoiceError
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.consent_box import ask_consent
from desktop_app.gui.parts.icons import app_icon, control_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.words import sentence, together
from desktop_app.services.connection import Addressee, service_meant, url_given
from desktop_app.services.consent import is_agreed, is_studio, where_it_goes
from desktop_app.settings.settings import LOCAL
from desktop_app.voices.demands import demands_of
from desktop_app.voices.kept import Notes, discard, note
from desktop_app.voices.making import SUFFIXES, check_part, claim_voice, make_voice, read_recording
from desktop_app.voices.recording import Part

from .findings import FindingsList
from .playback import Playback
from .waveform import Waveform

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import ServiceSettings
    from desktop_app.voices.checks import Report
    from desktop_app.voices.kept import KeptRecording
    from desktop_app.voices.recording import Recording
    from shared_client import CosyVoiceClient, ReferenceAudio

T = TypeVar("T")

_CHECK_DELAY: Final = 120  # milliseconds for which an end stands still before it is checked
_NOTE_DELAY: Final = 1000
_TYPING: Final = 800  # milliseconds after which a minute has been typed
_MINUTE: Final = 60
_MOST_MINUTES: Final = 9999  # of a file that doesn't say how long it is
_STEPS: Final = 1000  # of the progress bar
_BUTTON = QDialogButtonBox.StandardButton
_ANSWER = QMessageBox.StandardButton


class VoiceFileDialog(QFileDialog):
    """Asks for a sound or video file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a voice from a file"))
        patterns = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
        self.setNameFilters(
            [
                self.tr("Audio and video ({patterns})").format(patterns=patterns),
                self.tr("All files (*)"),
            ]
        )
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


class AddVoiceDialog(QDialog):
    """Makes a voice. What fails leaves all as it was, so that it can be tried again.

    Args:
        engine: Has the service, and the loop.
        source: A file of any form, or a recording; that is kept until it is a voice.
        parent: The window.

    Signals:
        added: The voice, a `ReferenceAudio`.
    """

    added = pyqtSignal(object)

    def __init__(
        self, engine: Engine, source: Path | KeptRecording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._service = Addressee.in_use(engine.settings).name  # for which it is opened
        self._kept = None if isinstance(source, Path) else source
        self._path = source if isinstance(source, Path) else source.path
        self._recording: Recording | None = None
        self._report: Report | None = None
        self._part = Part(0.0, 0.0)  # what the report is of
        self._turn = 0  # of checks: only the last one counts
        self._work: Future[Any] | None = None  # decoding, or uploading
        self._uploading = False
        self._waiting = False  # the service has the recording
        self._before: set[str] | None = None  # ids of voices before an attempt whose end is unknown
        self._sent: tuple[object, ...] = ()  # what that attempt sent
        self._box: QMessageBox | None = None
        self.setObjectName("add-voice")
        self._show_service()
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 760, 620)
        self.playback = Playback(engine, self)
        self._checking = self._timer(_CHECK_DELAY, self._check)
        self._noting = self._timer(_NOTE_DELAY, self._note)
        self._moving = self._timer(_TYPING, self._load)
        self._make_parts()
        self._fill_in()
        self._load()

    @property
    def service(self) -> Addressee:
        """Who gets the voice: the one in use when this was opened, as it is set up now."""
        return Addressee.named(self._service, self._engine.settings)

    @property
    def _at(self) -> ServiceSettings | None:
        """How it is reached; None for the built-in one."""
        name = self._service
        return service_meant(None if name == url_given() else name, self._engine.settings)

    @property
    def _studio(self) -> ServiceSettings | None:
        """Model Studio, if that gets the voice."""
        at = self._at
        return at if at is not None and is_studio(at) else None

    def _show_service(self) -> None:
        if self._service == LOCAL:
            self.setWindowTitle(self.tr("Add a voice – CosyVoice Home"))
        else:
            words = self.tr("Add a voice to “{service}” – CosyVoice Home")
            self.setWindowTitle(words.format(service=self._service))

    def _show_where(self) -> None:
        """Say where the recording goes, and what that service does with a transcript."""
        studio = self._studio
        self.where.setVisible(studio is not None)
        self.text.setPlaceholderText(self.tr("Word-for-word transcript of the selected part"))
        if studio is not None:
            consent = self.tr("Clone a voice only if the person who speaks agrees.")
            self.where.setText(together(sentence(where_it_goes(studio)), consent))
            self.text.setPlaceholderText(self.tr("Transcript, optional: kept on this computer"))

    def _timer(self, delay: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay)
        timer.timeout.connect(call)
        return timer

    # Parts

    def _make_parts(self) -> None:
        self.notice = Notice()
        self.pages = QStackedWidget()
        self.pages.addWidget(self._loading_page())
        self.pages.addWidget(self._form_page())
        self.buttons = QDialogButtonBox(_BUTTON.Cancel)
        self.buttons.accepted.connect(self.upload)
        self.buttons.rejected.connect(self.reject)
        cancel = self.buttons.button(_BUTTON.Cancel)
        assert cancel is not None  # noqa: S101 - it was asked for
        cancel.setAutoDefault(False)
        self.upload_button = QPushButton(self.tr("&Upload"))
        self.upload_button.setObjectName("upload")
        self.upload_button.setDefault(True)
        self.buttons.addButton(self.upload_button, QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(Scrolled(self.pages), 1)
        layout.addWidget(self._progress_row())
        layout.addWidget(self.buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.upload)
        self.playback.changed.connect(self._show_playing)
        self.playback.moved.connect(self.waveform.show_position)
        self.playback.failed.connect(self.notice.warn)
        self._paint_icons()
        self._show_state()

    def _loading_page(self) -> QWidget:
        self.loading = QLabel()
        self.loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.loading.setWordWrap(True)
        self.loading.setTextFormat(Qt.TextFormat.PlainText)
        self.loading_bar = QProgressBar()
        self.loading_bar.setRange(0, 0)
        self.loading_bar.setAccessibleName(self.tr("Reading the file"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch()
        layout.addWidget(self.loading)
        layout.addWidget(self.loading_bar)
        layout.addStretch()
        return page

    def _form_page(self) -> QWidget:
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
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.waveform, 3)
        layout.addWidget(self._minute_row())
        layout.addLayout(self._part_row())
        layout.addWidget(self.findings, 1)
        layout.addLayout(self._form())
        return page

    def _minute_row(self) -> QWidget:
        """What of a long file is loaded; a short one is loaded whole."""
        self.minute = QSpinBox()
        self.minute.setObjectName("minute")
        self.minute.valueChanged.connect(self._moving.start)
        label = QLabel(self.tr("Load from &minute:"))
        label.setBuddy(self.minute)
        self.minutes = QWidget()
        row = QHBoxLayout(self.minutes)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.minute)
        row.addStretch()
        self.minutes.hide()
        return self.minutes

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

    def _part_row(self) -> QHBoxLayout:
        self.play = QPushButton(self.tr("&Play"))
        self.play.setObjectName("play")
        self.play.clicked.connect(self.play_part)
        self.part = QLabel()
        self.part.setObjectName("part")
        self.suggest = QPushButton(self.tr("Use &suggested part"))
        self.suggest.setObjectName("suggest")
        self.suggest.clicked.connect(self.use_suggested)
        row = QHBoxLayout()
        row.addWidget(self.play)
        row.addWidget(self.part, 1)
        row.addWidget(self.suggest)
        for button in (self.play, self.suggest):
            button.setAutoDefault(False)
        return row

    def _form(self) -> QFormLayout:
        self.name = QLineEdit()
        self.name.setObjectName("name")
        self.name.setMaxLength(100)
        self.name.setPlaceholderText(self.tr("Name of the voice"))
        self.text = QPlainTextEdit()
        self.text.setObjectName("text")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(4 * self.fontMetrics().lineSpacing() + 12)
        hint = QLabel(
            self.tr(
                "Type exactly what is said in the selected part. The voice is cloned "
                "from the audio and this transcript."
            )
        )
        hint.setWordWrap(True)
        hint.setVisible(self._studio is None)
        self.where = QLabel()
        self.where.setObjectName("where")
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setWordWrap(True)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Name:"), self.name)
        form.addRow(self.tr("&Transcript:"), self.text)
        form.addRow("", hint)
        form.addRow("", self.where)
        self._show_where()
        for changed in (self.name.textChanged, self.text.textChanged):
            changed.connect(self._typed)
        return form

    def _progress_row(self) -> QWidget:
        self.progress = QProgressBar()
        self.progress.setObjectName("progress")
        self.progress.setAccessibleName(self.tr("Upload"))
        self.progress.setTextVisible(False)  # it is hard to read where the bar is behind it
        self.sent = QLabel()
        self.sent.setObjectName("sent")
        self.give_up = QPushButton(self.tr("&Cancel upload"))
        self.give_up.setObjectName("give-up")
        self.give_up.setAutoDefault(False)
        self.give_up.clicked.connect(self.cancel_upload)
        self.uploading = QWidget()
        row = QHBoxLayout(self.uploading)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sent)
        row.addWidget(self.progress, 1)
        row.addWidget(self.give_up)
        self.uploading.hide()
        return self.uploading

    def _fill_in(self) -> None:
        if self._kept is None:
            self.name.setText(self._path.stem)
        else:
            self.name.setText(self._kept.notes.name or self.tr("My voice"))
            self.text.setPlainText(self._kept.notes.text)
        self._noting.stop()  # nothing is new

    # Reading the file

    def _load(self) -> None:
        path = self._path
        self.loading.setText(self.tr("Reading {file}…").format(file=path.name))
        self.loading_bar.show()
        self.notice.clear()
        self.pages.setCurrentIndex(0)
        self.playback.stop()
        start = float(self.minute.value() * _MINUTE)
        reading = read_recording(path, start, demands_of(self._at))
        self._work = self._start(reading, self._loaded, self._not_loaded)

    def _loaded(self, read: tuple[Recording, Report]) -> None:
        self._work = None
        self._recording, report = read
        self._show_minutes(self._recording)
        self.waveform.show_recording(self._recording, report.suggested)
        self.pages.setCurrentIndex(1)
        self._check()
        self._show_state()
        (self.text if not self.text.toPlainText() else self.waveform.start).setFocus()

    def _not_loaded(self, error: Exception) -> None:
        self._work = None
        self.loading.clear()
        self.loading_bar.hide()
        if self._recording is not None:  # of another minute: it stays
            self.minute.setValue(int(self._recording.begins // _MINUTE))
            self._moving.stop()
            self.pages.setCurrentIndex(1)
            self.notice.warn(error)
        elif self._kept is None:
            self.notice.warn(error, self.tr("Choose another &file…"), self._choose)
        else:
            self.notice.warn(error, self.tr("Try &again"), self._load)

    def _choose(self) -> None:
        dialog = VoiceFileDialog(self)
        dialog.fileSelected.connect(self._chosen)
        dialog.rejected.connect(self.reject)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self._path = Path(path)
        self._recording = None
        self.minute.setValue(0)
        self._moving.stop()
        self._fill_in()
        self._load()

    def _start(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> Future[T]:
        return self._engine.loop.start(work, while_there(self, done), while_there(self, failed))

    # The part

    def use_suggested(self) -> None:
        """Choose the part that is the best one."""
        self.waveform.select(self._suggested())
        self.waveform.reveal(self.waveform.selection.start)

    def play_part(self) -> None:
        """Play what is chosen; if it is played already, stop."""
        if self.playback.running:
            self.playback.stop()
        elif self._recording is not None:
            self.playback.play(self._recording, self.waveform.selection)

    def _suggested(self) -> Part:
        """What is better than the part: inside of it if that helps, else of the whole."""
        report, start = self._report, self._part.start
        if report is None or not any(finding.span for finding in report.findings):
            return self.waveform.suggested
        better = report.suggested
        if better.seconds < demands_of(self._at).least:
            return self.waveform.suggested
        return Part(start + better.start, start + better.end)

    def _part_chosen(self, part: Part) -> None:
        whole = begins = 0.0
        if (recording := self._recording) is not None:
            begins = recording.begins
            whole = recording.length or begins + recording.seconds
        times = (part.start + begins, part.end + begins, part.seconds)
        numbers = (self.locale().toString(second, "f", 2) for second in times)
        start, end, seconds = numbers
        self.part.setText(
            self.tr("{start} s to {end} s: {seconds} s of {whole} s").format(
                start=start, end=end, seconds=seconds, whole=self.locale().toString(whole, "f", 2)
            )
        )
        self.playback.stop()
        self._checking.start()

    def _check(self) -> None:
        """Look at the part beside the GUI; it takes 10 ms for half a minute."""
        if self._recording is None:
            return
        self._turn += 1
        turn, part = self._turn, self.waveform.selection

        def know(report: Report) -> None:
            if turn == self._turn:
                self._show_report(report, part)

        checking = check_part(self._recording, part, demands_of(self._at))
        self._start(checking, know, self.notice.warn)

    def _show_report(self, report: Report, part: Part) -> None:
        self._report, self._part = report, part
        begins = self._recording.begins if self._recording is not None else 0.0
        better = Part(*(second + begins for second in self._suggested()))
        self.findings.show_report(report, better)
        self.suggest.setEnabled(self._suggested() != self.waveform.selection)
        self._show_state()

    # Uploading

    def upload(self) -> None:
        """Send the part with its words; it becomes a voice."""
        recording = self._recording
        if recording is None or not self._is_complete() or self._uploading:
            return
        at = self._at
        if at is not None and not is_agreed(at):
            ask_consent(self._service, at, self, while_there(self, self._agree))
            return
        part, name, text = self.waveform.selection, self.name.text().strip(), self._words()
        loop, show = self._engine.loop, while_there(self, self._show_progress)
        before = self._voices_before(self.service, self._path, part, name)

        async def work(client: CosyVoiceClient) -> ReferenceAudio:
            return await make_voice(
                client,
                recording,
                part,
                name,
                text,
                progress=lambda share: loop.post(lambda: show(share)),
                kept=None if self._kept is None else self._kept.path,
                before=before,
            )

        self.playback.stop()
        self.notice.clear()
        self._noting.stop()
        self._note()
        self._set_uploading(on=True)
        self._work = self._engine.ask(
            work,
            while_there(self, self._uploaded),
            while_there(self, self._not_uploaded),
            meant=self.service,
        )

    def _voices_before(self, *sending: object) -> set[str] | None:
        """Ids of the voices before the same was sent another time; None for the first time."""
        if sending == self._sent:
            return self._before
        known = self._engine.voices if self._engine.voices_known else None
        self._before = None if known is None else {voice.id for voice in known}
        self._sent = sending
        return None

    def _agree(self) -> None:
        """Remember that recordings may go to the service, and send this one."""
        sent = while_there(self, lambda _: self.upload())
        self._engine.agree(self._service, sent)

    def cancel_upload(self) -> None:
        """Stop sending, or waiting for the service; what is here stays as it was."""
        if self._work is not None and self._uploading:
            words, waiting = self.tr("Upload canceled. Nothing was lost."), self._waiting
            if waiting:
                words = self.tr(
                    "Stopped waiting. The service has the recording and may still make the voice. "
                    "It then appears in the list of voices."
                )
            self._work.cancel()
            self._set_uploading(on=False)
            self.notice.tell(words)
            if waiting:
                self._claim()
            self._engine.refresh_voices(lambda _: None)  # it may have come to its end all the same

    def _claim(self) -> None:
        """Have the voice named as it was to be, should the service make it."""
        before, seconds = self._before, self.waveform.selection.seconds
        name, text, engine = self.name.text().strip(), self._words(), self._engine
        if before is None:
            return
        known = before

        async def work(client: CosyVoiceClient) -> None:
            await claim_voice(client, known, seconds, name, text)

        def refresh(_: object) -> None:
            engine.refresh_voices(lambda _: None)

        engine.ask(work, refresh, lambda _: None, meant=self.service)

    def _uploaded(self, voice: ReferenceAudio) -> None:
        self._set_uploading(on=False)
        self._noting.stop()
        self.added.emit(voice)
        self.accept()

    def _not_uploaded(self, error: Exception) -> None:
        self._set_uploading(on=False)
        if isinstance(error, VoiceError) and error.key == "voice_review_failed":
            self._engine.refresh_voices(lambda _: None)  # it is among them, as refused
        settings = self._engine.settings
        now = Addressee.in_use(settings).name
        if self._service not in (now, LOCAL, *settings.services):  # it was removed, or renamed
            words = self.tr("&Upload to “{service}”").format(service=now)
            if now == LOCAL:
                words = self.tr("&Upload to the built-in voice")
            self.notice.warn(error, words, self._upload_to_the_one_in_use)
        else:
            self.notice.warn(error, self.tr("Try &again"), self.upload)

    def _upload_to_the_one_in_use(self) -> None:
        self._service = Addressee.in_use(self._engine.settings).name
        self._show_service()
        self._show_where()
        self._check()
        self.upload()

    def _set_uploading(self, *, on: bool) -> None:
        self._uploading = on
        if not on:
            self._work = None
        self.uploading.setVisible(on)
        self.pages.setEnabled(not on)
        self._show_progress(0.0)
        self._show_state()
        (self.give_up if on else self.text).setFocus()

    def _show_progress(self, share: float) -> None:
        """How much is on its way; that the service has all of it, its answer says."""
        self._waiting = share >= 1
        self.progress.setRange(0, 0 if self._waiting else _STEPS)
        self.progress.setValue(round(_STEPS * share))
        stop = self.tr("Stop &waiting") if self._waiting else self.tr("&Cancel upload")
        self.give_up.setText(stop)
        words = self.tr("Uploading: {percent}%").format(percent=f"{100 * share:.0f}")
        if self._waiting:
            words = self.tr("Waiting for the service to answer…")
        if self._waiting and self._studio is not None:
            words = self.tr("The service is reviewing the voice. This takes some seconds…")
        self.sent.setText(words)

    # What is typed

    def _words(self) -> str:
        return " ".join(self.text.toPlainText().split())

    def _is_complete(self) -> bool:
        has_text = bool(self._words()) or self._studio is not None
        return bool(self._recording is not None and self.name.text().strip() and has_text)

    def _typed(self) -> None:
        self._noting.start()
        self._show_state()

    def _note(self) -> None:
        """Keep what was typed with a recording: the app may end, and the recording is left."""
        if self._kept is not None:
            notes = Notes(self.name.text().strip(), self.text.toPlainText().strip())
            work = asyncio.to_thread(note, self._kept.path, notes)
            self._start(work, lambda _: None, self.notice.warn)

    def _show_state(self) -> None:
        report = self._report
        refused = report is not None and not report.usable
        self.upload_button.setText(self.tr("&Upload anyway") if refused else self.tr("&Upload"))
        self.upload_button.setEnabled(self._is_complete() and not self._uploading)
        missing = self.tr("Enter a name and a transcript.")
        if self._studio is not None:
            missing = self.tr("Enter a name.")
        self.upload_button.setToolTip("" if self._is_complete() else missing)
        self.play.setEnabled(self._recording is not None)

    def _show_playing(self) -> None:
        self.play.setText(self.tr("Sto&p") if self.playback.running else self.tr("&Play"))
        if not self.playback.running:
            self.waveform.show_position(None)
        self._paint_icons()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        name = "stop" if self.playback.running else "play"
        self.play.setIcon(control_icon(name, self.palette()))

    # The end

    def reject(self) -> None:
        """Close; ask before anything is lost."""
        if self._uploading:
            self.cancel_upload()
        elif self._kept is not None or self._words():
            self._ask()
        else:
            self._close()

    def _ask(self) -> None:
        if self._box is not None:
            return
        box = QMessageBox(self)
        box.setObjectName("leave")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.windowTitle())
        if self._kept is not None:
            box.setText(self.tr("Keep the recording? You haven't made a voice from it yet."))
            box.setInformativeText(self.tr("You can continue later from the list of voices."))
            box.setStandardButtons(_ANSWER.Save | _ANSWER.Discard | _ANSWER.Cancel)
            _name(box, _ANSWER.Save, self.tr("&Keep recording"))
            _name(box, _ANSWER.Discard, self.tr("&Delete recording"))
            box.setDefaultButton(_ANSWER.Save)
        else:
            box.setText(
                self.tr("Close without creating a voice? The text you entered will be lost.")
            )
            box.setInformativeText(self.tr("The file itself won't be changed."))
            box.setStandardButtons(_ANSWER.Discard | _ANSWER.Cancel)
            _name(box, _ANSWER.Discard, self.tr("&Close anyway"))
            box.setDefaultButton(_ANSWER.Cancel)
        box.finished.connect(self._answered)
        self._box = box
        box.open()

    def _answered(self, answer: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
        if answer == _ANSWER.Save:
            self._note()
            self._close()
        elif answer == _ANSWER.Discard and self._kept is not None:
            self._noting.stop()
            work = asyncio.to_thread(discard, self._kept.path)
            self._start(work, lambda _: self._close(), self.notice.warn)
        elif answer == _ANSWER.Discard:
            self._close()

    def _close(self) -> None:
        if self._work is not None:
            self._work.cancel()
        super().reject()

    def done(self, result: int) -> None:
        """End with what is played."""
        self._checking.stop()
        self._moving.stop()
        self.playback.stop()
        super().done(result)


def _name(box: QMessageBox, button: QMessageBox.StandardButton, words: str) -> None:
    made = box.button(button)
    assert made is not None  # noqa: S101 - it is one of the box's
    made.setText(words)
