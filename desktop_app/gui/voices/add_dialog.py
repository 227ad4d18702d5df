"""The dialog that makes a voice of a file or a recording: choose a part, say its words, hear it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import primary, quiet
from desktop_app.gui.parts.consent_box import ask_consent
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.labels import TitleLabel, secondary
from desktop_app.gui.parts.metrics import FIELD, LARGE, SMALL, helper, section
from desktop_app.gui.parts.on_screen import is_low, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.services.connection import Addressee, service_meant, url_given
from desktop_app.services.consent import is_agreed, is_studio
from desktop_app.settings.settings import LOCAL
from desktop_app.voices.demands import demands_of
from desktop_app.voices.kept import Notes, discard, note
from desktop_app.voices.making import SUFFIXES
from desktop_app.voices.naming import suggested_name

from .keep_question import ANSWER, keep_question, leave_box, name_button
from .made_page import MadePage
from .part_choice import PartChoice
from .said_fields import SaidFields
from .upload import Sending, Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import ServiceSettings
    from desktop_app.voices.kept import KeptRecording
    from shared_client import ReferenceAudio

_NOTE_DELAY: Final = 1000
_STEPS: Final = 1000  # of the progress bar


class VoiceFileDialog(QFileDialog):
    """Asks for a sound or video file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Make a voice from a file"))
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
        added: The voice, a `ReferenceAudio`. The dialog stays open, and shows it.
        again: Another recording is wanted; this one stays kept.
    """

    added = pyqtSignal(object)
    again = pyqtSignal()

    def __init__(
        self, engine: Engine, source: Path | KeptRecording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._service = Addressee.in_use(engine.settings).name  # for which it is opened
        self._kept = None if isinstance(source, Path) else source
        self._path = source if isinstance(source, Path) else source.path
        self._sending: Sending | None = None  # what is on its way
        self._voice: ReferenceAudio | None = None  # what came of it
        self._box: QMessageBox | None = None
        self.setObjectName("add-voice")
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 720, 680)
        self._writing = asyncio.Lock()
        self._noting = QTimer(self)
        self._noting.setSingleShot(True)
        self._noting.setInterval(_NOTE_DELAY)
        self._noting.timeout.connect(self._note)
        self._make_parts()
        self._connect()
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
            self.setWindowTitle(self.tr("Make a voice – CosyVoice Home"))
        else:
            words = self.tr("Make a voice on “{service}” – CosyVoice Home")
            self.setWindowTitle(words.format(service=self._service))
        self.said.show_service(self._studio)

    # Parts

    def _make_parts(self) -> None:
        self.page = Page(self.tr("Make a voice"), "", self, scrolled=True)
        self.page.title.setTextFormat(Qt.TextFormat.PlainText)
        self.page.subtitle.setTextFormat(Qt.TextFormat.PlainText)
        self.notice = self.page.notice
        self.another = quiet(QPushButton(), "folder-open")
        self.another.setObjectName("another")
        self.page.add_action(self.another)
        self.choice = PartChoice(self._engine, lambda: demands_of(self._at))
        self.said = SaidFields()
        self.made = MadePage(self._engine)
        self.transfer = Upload(self._engine, self)
        self.pages = QStackedWidget()
        for one in (self._loading_page(), self._form_page(), self.made):
            self.pages.addWidget(one)
        self.page.body.addWidget(self.pages, 1)
        self._make_foot()
        # What is in the parts, by the names by which it is known here.
        self.playback, self.waveform = self.choice.playback, self.choice.waveform
        self.findings, self.part, self.play = (
            self.choice.findings,
            self.choice.part,
            self.choice.play,
        )
        self.minutes, self.minute = self.choice.minutes, self.choice.minute
        self.suggest = self.choice.suggest
        self.text, self.name, self.where = self.said.text, self.said.name, self.said.where

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
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(TitleLabel(self.tr("The part that counts"), section))
        layout.addWidget(self.choice)
        layout.addSpacing(0 if is_low(self) else LARGE)
        layout.addWidget(TitleLabel(self.tr("Who speaks, and which words"), section))
        layout.addWidget(self.said)
        layout.addStretch(1)
        return page

    def _make_foot(self) -> None:
        self.missing = secondary(QLabel(), helper)
        self.missing.setObjectName("missing")
        self.missing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("cancel")
        self.upload_button = primary(QPushButton(self.tr("&Make the voice")))
        self.upload_button.setObjectName("upload")
        self.use = primary(QPushButton(self.tr("&Use it")))
        self.use.setObjectName("use")
        self.finish = QPushButton(self.tr("&Done"))
        self.finish.setObjectName("done")
        for button in (self.cancel, self.upload_button, self.finish, self.use):
            button.setAutoDefault(button in (self.upload_button, self.use))
            button.setMinimumHeight(FIELD)
        self.page.foot.addWidget(self._progress_row(), 1)
        self.page.foot.addWidget(self.missing, 1)
        for button in (self.cancel, self.upload_button, self.finish, self.use):
            self.page.foot.addWidget(button)

    def _progress_row(self) -> QWidget:
        self.progress = QProgressBar()
        self.progress.setObjectName("progress")
        self.progress.setAccessibleName(self.tr("Upload"))
        self.progress.setTextVisible(False)  # it is hard to read where the bar is behind it
        self.sent = QLabel()
        self.sent.setObjectName("sent")
        self.sent.setWordWrap(True)
        self.give_up = QPushButton(self.tr("&Cancel upload"))
        self.give_up.setObjectName("give-up")
        self.give_up.setAutoDefault(False)
        self.uploading = QWidget()
        row = QHBoxLayout(self.uploading)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.sent, 1)
        row.addWidget(self.progress)
        row.addWidget(self.give_up)
        self.uploading.hide()
        return self.uploading

    def _connect(self) -> None:
        self.another.clicked.connect(self._take_another)
        self.choice.reading.connect(self._show_loading)
        self.choice.read.connect(self._show_form)
        self.choice.unreadable.connect(self._not_loaded)
        self.choice.failed.connect(self.notice.warn)
        self.choice.changed.connect(self._show_state)
        self.said.changed.connect(self._typed)
        self.transfer.changed.connect(self._show_uploading)
        self.transfer.moved.connect(self._show_progress)
        self.transfer.made.connect(self._uploaded)
        self.transfer.failed.connect(self._not_uploaded)
        self.upload_button.clicked.connect(self.upload)
        self.give_up.clicked.connect(self.cancel_upload)
        self.cancel.clicked.connect(self.reject)
        self.finish.clicked.connect(self.accept)
        self.use.clicked.connect(self._use)
        self.made.changed.connect(self._show_state)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.upload)

    # Reading

    def _fill_in(self) -> None:
        """Begin with what is known: the notes of a recording, or the name of a file."""
        notes = (
            self._kept.notes if self._kept is not None else Notes(suggested_name(self._path.name))
        )
        self.said.fill(notes)
        self._noting.stop()
        self._show_service()
        if self._kept is None:
            self.another.setText(self.tr("&Another file…"))
            self.page.set_subtitle(self._path.name)
        else:
            self.another.setText(self.tr("&Record again…"))
            self.page.set_subtitle(self.tr("From your recording"))

    def _load(self) -> None:
        self.choice.load(self._path)

    def _show_loading(self) -> None:
        self.notice.clear()
        self.loading.setText(self.tr("Reading {file}…").format(file=self._path.name))
        self.loading_bar.show()
        self.pages.setCurrentIndex(0)
        self._show_state()

    def _show_form(self) -> None:
        self.pages.setCurrentIndex(1)
        self._show_state()
        (self.text if not self.text.toPlainText() else self.waveform.start).setFocus()

    def _not_loaded(self, error: Exception) -> None:
        self.loading.clear()
        self.loading_bar.hide()
        if self.choice.recording is not None:
            self.pages.setCurrentIndex(1)
            self.notice.warn(error)
        elif self._kept is None:
            self.notice.warn(error, self.tr("Choose another &file…"), self._choose)
        else:
            self.notice.warn(error, self.tr("Try &again"), self._load)

    def _take_another(self) -> None:
        """Another file; or another recording, while this one is kept."""
        if self._kept is None:
            self._choose()
            return
        self._note()
        self._close()
        self.again.emit()

    def _choose(self) -> None:
        dialog = VoiceFileDialog(self)
        dialog.fileSelected.connect(self._chosen)
        if self.choice.recording is None:
            dialog.rejected.connect(self.reject)
        dialog.open()

    def _chosen(self, path: str) -> None:
        words = self.said.words
        self._path = Path(path)
        self._fill_in()
        self.text.setPlainText(words)
        self._load()

    # What can be done to the part, as the part's keys and tests do it

    def use_suggested(self) -> None:
        """Choose the part that is the best one."""
        self.choice.use_suggested()

    def play_part(self) -> None:
        """Play what is chosen; if it is played already, stop."""
        self.choice.play_part()

    # Uploading

    def upload(self) -> None:
        """Send the part with its words; it becomes a voice."""
        recording = self.choice.recording
        if recording is None or self._hindrance() or self.transfer.running or self._voice:
            return
        at = self._at
        if at is not None and not is_agreed(at):
            ask_consent(self._service, at, self, while_there(self, self._agree))
            return
        self.playback.stop()
        self.notice.clear()
        self._noting.stop()
        self._note()
        kept = None if self._kept is None else self._kept.path
        name, part = self.said.notes.name, self.waveform.selection
        self._sending = Sending(recording, part, name, self.said.words, kept)
        self.transfer.start(self.service, self._sending)

    def _agree(self) -> None:
        """Remember that recordings may go to the service, and send this one."""
        sent = while_there(self, lambda _: self.upload())
        self._engine.agree(self._service, sent)

    def cancel_upload(self) -> None:
        """Stop sending, or waiting for the service; what is here stays as it was."""
        if not self.transfer.running or self._sending is None:
            return
        words = self.tr("Upload canceled. Nothing was lost.")
        if self.transfer.cancel(self.service, self._sending):
            words = self.tr(
                "Stopped waiting. The service has the recording and may still make the voice. "
                "It then appears in the list of voices."
            )
        self.notice.tell(words)

    def _uploaded(self, voice: ReferenceAudio) -> None:
        self._noting.stop()
        self._voice, self._kept = voice, None
        self.page.set_subtitle("")
        self.another.hide()
        self.pages.setCurrentWidget(self.made)
        self.made.show_voice(voice, self.service)
        self.added.emit(voice)

    def _not_uploaded(self, error: Exception) -> None:
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
        self.choice.check()
        self.upload()

    def _use(self) -> None:
        self.made.use()
        self.accept()

    def _show_uploading(self) -> None:
        on = self.transfer.running
        self.uploading.setVisible(on)
        self.pages.setEnabled(not on)
        self.another.setEnabled(not on)
        self._show_progress(0.0)
        self._show_state()
        (self.give_up if on else self.text).setFocus()

    def _show_progress(self, share: float) -> None:
        """How much is on its way; that the service has all of it, its answer says."""
        waiting = share >= 1
        self.progress.setRange(0, 0 if waiting else _STEPS)
        self.progress.setValue(round(_STEPS * share))
        self.give_up.setText(self.tr("Stop &waiting") if waiting else self.tr("&Cancel upload"))
        words = self.tr("Uploading: {percent}%").format(percent=f"{100 * share:.0f}")
        if waiting:
            words = self.tr("Waiting for the service to answer…")
        if waiting and self._studio is not None:
            words = self.tr("The service is reviewing the voice. This takes some seconds…")
        self.sent.setText(words)

    # What is typed

    def _typed(self) -> None:
        self._noting.start()
        self._show_state()

    def _note(self) -> None:
        """Keep what was typed with a recording: the app may end, and the recording is left."""
        if self._kept is not None:
            work = self._in_turn(note, self._kept.path, self.said.notes)
            self._start(work, lambda _: None, self.notice.warn)

    async def _in_turn(self, what: Callable[..., None], *about: object) -> None:
        """Do something to the files of the recording: what is older must not come after it."""
        async with self._writing:
            await asyncio.to_thread(what, *about)

    def _start(
        self,
        work: Coroutine[Any, Any, Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._engine.loop.start(work, while_there(self, done), while_there(self, failed))

    def _hindrance(self) -> str:
        """Why no voice can be made yet, for a person; empty if one can."""
        report = self.choice.report
        if report is not None and not report.usable and demands_of(self._at).certain:
            return self.tr("This service won't take this part: see above")
        return self.said.missing()

    def _show_state(self) -> None:
        report, made, on = self.choice.report, self._voice is not None, self.transfer.running
        hindrance = self._hindrance() if self.choice.recording is not None else ""
        refused = report is not None and not report.usable and not demands_of(self._at).certain
        self.upload_button.setText(
            self.tr("&Make it anyway") if refused else self.tr("&Make the voice")
        )
        can = self.choice.recording is not None and not hindrance and not on
        self.upload_button.setEnabled(can)
        self.upload_button.setAccessibleDescription(hindrance)
        self.upload_button.setToolTip(hindrance)
        self.missing.setText(hindrance)
        self.missing.setVisible(not on)
        for button in (self.cancel, self.upload_button):
            button.setVisible(not made and not on)
        self.finish.setVisible(made)
        self.use.setVisible(made and self.made.usable)
        if made:
            self.missing.clear()
            (self.use if self.made.usable else self.finish).setDefault(True)
        else:
            self.upload_button.setDefault(True)

    # The end

    def reject(self) -> None:
        """Close; ask before anything is lost."""
        if self.transfer.running:
            self.cancel_upload()
        elif self._voice is None and (self._kept is not None or self.said.words):
            self._ask()
        else:
            self._close()

    def _ask(self) -> None:
        if self._box is not None:
            return
        if self._kept is not None:
            box = keep_question(self)
        else:
            box = leave_box(self)
            box.setText(
                self.tr("Close without creating a voice? The text you entered will be lost.")
            )
            box.setInformativeText(self.tr("The file itself won't be changed."))
            box.setStandardButtons(ANSWER.Discard | ANSWER.Cancel)
            name_button(box, ANSWER.Discard, self.tr("&Close anyway"))
            box.setDefaultButton(ANSWER.Cancel)
        box.finished.connect(self._answered)
        self._box = box
        box.open()

    def _answered(self, answer: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
        if answer == ANSWER.Save:
            self._note()
            self._close()
        elif answer == ANSWER.Discard and self._kept is not None:
            self._noting.stop()
            work = self._in_turn(discard, self._kept.path)
            self._start(work, lambda _: self._close(), self.notice.warn)
        elif answer == ANSWER.Discard:
            self._close()

    def _close(self) -> None:
        super().reject()

    def done(self, result: int) -> None:
        """End with what is played."""
        self.choice.stop()
        self.made.trial.stop()
        super().done(result)
