"""The window of reference voices: hear, choose, add, record and delete them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QItemSelection, QModelIndex, Qt, QTimer
from PyQt6.QtGui import QAction, QGuiApplication, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import action_button, make_actions, plain_slot
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.columns import SpacedColumns
from desktop_app.gui.parts.icons import app_icon, control_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.parts.trial_sentence import TrialSentence, sentence_for
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.gui.words import hint, language, sentence, together
from desktop_app.reading.from_settings import voice_of
from desktop_app.services.connection import Addressee
from desktop_app.services.engines import SPEAKING, Engines
from desktop_app.services.voice_notes import forget
from desktop_app.settings.settings import LOCAL, VoiceProfile
from desktop_app.system.paths import voice_lengths_file, voice_notes_file
from desktop_app.voices.demands import demands_of
from desktop_app.voices.lengths import known_lengths
from shared_client import CosyVoiceNotFoundError

from .left_recordings import LeftRecordings
from .model import DATE, NAME, TEXT, FoundVoices, VoicesModel, profiles_with

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.services.engines import LocalEngine
    from desktop_app.settings.settings import Settings
    from desktop_app.voices.kept import KeptRecording
    from shared_client import CosyVoiceClient, ReferenceAudio

    from .recording_dialog import RecordingDialog

_LOADING, _TABLE, _EMPTY, _ERROR = range(4)
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
_MEASURED: Final = 50  # rows by which a column's width is chosen
_NAMED: Final = 5  # voices that a question names one by one


class VoicesWindow(QMainWindow):
    """All voices of the service in use.

    Args:
        engine: Has the service and the settings, and speaks.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._service = Addressee.in_use(engine.settings)  # whose voices these are
        self._deleting = False
        self._searching = False
        self._fresh = ""  # id of a voice that was added just now
        self._box: QMessageBox | None = None
        self.setObjectName("voices")
        self._show_service()
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 900, 560)
        self.setAcceptDrops(True)
        self.trial = Trial(engine, self)
        self.model = VoicesModel()
        self.found = FoundVoices(self.model)
        self._actions = self._make_actions()
        self._make_parts()
        self.trial.changed.connect(self._show_trial)
        self.trial.failed.connect(self._cannot_speak)
        engine.voices_changed.connect(self._know)
        engine.settings_changed.connect(self._settings_changed)
        self._show_voices()
        self.refresh()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "listen": ("", "Ctrl+Return", self._listen_or_stop),
            "use": (self.tr("&Use this voice"), "Ctrl+U", self.use),
            "add": (self.tr("&Add from file…"), "Ctrl+O", self.ask_for_file),
            "record": (self.tr("&Record…"), "Ctrl+R", self.record),
            "delete": (self.tr("&Delete…"), "Delete", self.delete),
            "copy": (self.tr("Copy &ID"), "Ctrl+C", self.copy_id),
            "refresh": (self.tr("Re&fresh"), "F5", self.refresh),
            "search": (self.tr("Search"), "Ctrl+F", self.go_to_search),
            "close": (self.tr("Close"), "", self.close),
        }
        actions = make_actions(self, table)
        for name in ("delete", "copy"):  # in a field these keys are the text's
            actions[name].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return actions

    def _make_parts(self) -> None:
        self.notice = Notice()
        self.left = LeftRecordings(self._engine)
        self.left.chosen.connect(self._go_on)
        self.left.failed.connect(self.notice.warn)
        self._make_table()
        self.pages = QStackedWidget()
        self.loading = self._make_loading()
        self.empty = self._make_words("empty")
        for page in (self.loading, self.table, self.empty, self._make_error()):
            self.pages.addWidget(page)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.addLayout(self._search_row())
        layout.addWidget(self.left)
        layout.addWidget(self.notice)
        layout.addWidget(self.pages, 1)
        layout.addLayout(self._sentence_row())
        layout.addLayout(self._button_row())
        self.setCentralWidget(middle)
        self.left.look()
        self._show_trial()
        self.table.setFocus()

    def _make_table(self) -> None:
        self.table = QTableView()
        self.table.setObjectName("table")
        self.table.setAccessibleName(self.tr("Voices"))
        self.table.setModel(self.found)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.setItemDelegate(SpacedColumns(self.table))
        for name in ("listen", "use", "copy", "delete"):
            self.table.addAction(self._actions[name])
        rows, columns = self.table.verticalHeader(), self.table.horizontalHeader()
        assert rows is not None  # noqa: S101 - a table has one
        assert columns is not None  # noqa: S101 - as above
        rows.hide()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setResizeContentsPrecision(_MEASURED)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        columns.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(NAME, 180)
        self.table.activated.connect(self._activated)
        selection = self.table.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        selection.selectionChanged.connect(self._selected)

    def _make_words(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setMargin(40)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _make_loading(self) -> QWidget:
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setMaximumWidth(300)
        bar.setAccessibleName(self.tr("Loading voices"))
        page = QWidget()
        page.setObjectName("loading")
        layout = QVBoxLayout(page)
        layout.addStretch()
        self.asked = QLabel()
        layout.addWidget(self.asked, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        return page

    def _make_error(self) -> QWidget:
        self.error = self._make_words("error")
        self.again = QPushButton(self.tr("Try a&gain"))
        self.again.setObjectName("again")
        self.again.clicked.connect(plain_slot(self.refresh))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch()
        layout.addWidget(self.error)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        return page

    def _search_row(self) -> QHBoxLayout:
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search names and transcripts"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.textChanged.connect(self._search)
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        row.addWidget(action_button(self._actions["refresh"]))
        return row

    def _sentence_row(self) -> QHBoxLayout:
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        self._own_sentence = TrialSentence(self.sentence)
        self.sentence.returnPressed.connect(self.preview)
        self.sentence.textChanged.connect(self._allow)
        label = QLabel(self.tr("S&entence:"))
        label.setBuddy(self.sentence)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.sentence, 1)
        self.listen = action_button(self._actions["listen"])
        row.addWidget(self.listen)
        return row

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(action_button(self._actions["add"]))
        row.addWidget(action_button(self._actions["record"]))
        row.addStretch()
        row.addWidget(action_button(self._actions["use"]))
        row.addWidget(action_button(self._actions["delete"]))
        return row

    # What there is

    def _show_service(self) -> None:
        """Name the service that has the voices."""
        words = self.tr("Voices of {service} – CosyVoice Home")
        self.setWindowTitle(words.format(service=self._called(self._service)))

    def _called(self, service: Addressee) -> str:
        if service.name == LOCAL:
            return self.tr("the built-in voice")
        return self.tr("“{service}”").format(service=service.name)

    def refresh(self) -> None:
        """Ask the service again."""
        if not self._engine.voices_known:
            words = self.tr("Waiting for {service} to list its voices…")
            self.asked.setText(words.format(service=self._called(self._service)))
            self.pages.setCurrentIndex(_LOADING)
        self._actions["refresh"].setEnabled(False)
        service = self._service
        self._engine.refresh_voices(
            while_there(self, lambda error: self._not_known(error, service))
        )

    def _know(self, _: list[ReferenceAudio]) -> None:
        self._actions["refresh"].setEnabled(True)
        self._show_voices()

    def _not_known(self, error: Exception, service: Addressee) -> None:
        if service != self._service:  # the one in use now is asked, too
            return
        self._actions["refresh"].setEnabled(True)
        if self._engine.voices_known:
            self.notice.warn(error, self.tr("Try a&gain"), self.refresh)
            return
        self.error.setText(f"{sentence(error)}\n{hint(error)}".strip())
        self.pages.setCurrentIndex(_ERROR)

    def _settings_changed(self, settings: Settings) -> None:
        service = Addressee.in_use(settings)
        if service == self._service:
            self.model.show_use(settings)
            return
        self._service = service
        self._fresh = ""
        self._show_service()
        self.notice.clear()  # it is about voices of the other one
        self.model.show_voices([], settings)
        self.pages.setCurrentIndex(_LOADING)
        self._allow()
        QTimer.singleShot(0, self.refresh)  # the engine takes the settings when all have heard

    def _show_voices(self) -> None:
        """Show what the engine knows; who was selected stays so."""
        if not self._engine.voices_known:
            return
        chosen = {self._fresh} if self._fresh else {voice.id for voice in self.selected()}
        self.model.show_voices(self._engine.voices, self._engine.settings)
        self._select(chosen)
        self._show_page()
        self._allow()
        work = asyncio.to_thread(known_lengths, voice_lengths_file())
        self._engine.loop.start(work, while_there(self, self.model.show_lengths))

    def _show_page(self) -> None:
        if not self._engine.voices_known:
            return
        if not self.model.voices:
            none = self.tr("No voices yet.")
            if self._service.name != LOCAL:
                none = self.tr("No voices on “{service}” yet.").format(service=self._service.name)
            good, best = demands_of(self._service.at).best
            advice = self.tr(
                "Record one, or add a file with {good} to {best} seconds of one person speaking, "
                "without noise or music. Select “Record…” or “Add from file…” below, or "
                "drop a file here."
            ).format(good=round(good), best=round(best))
            self.empty.setText(f"{none}\n\n{advice}")
            self.pages.setCurrentWidget(self.empty)
        elif not self.found.rowCount():
            words = self.tr("No voice has “{words}” in its name or transcript.")
            self.empty.setText(words.format(words=self.search.text()))
            self.pages.setCurrentWidget(self.empty)
        else:
            self.pages.setCurrentIndex(_TABLE)

    def go_to_search(self) -> None:
        """Go to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, text: str) -> None:
        self._searching = True
        self.found.find(text)
        self._searching = False
        self._show_page()
        self._selected()

    # What is selected

    def selected(self) -> list[ReferenceAudio]:
        """The voices that are selected, from top to bottom."""
        selection = self.table.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        rows = sorted(index.row() for index in selection.selectedRows())
        return [self._voice(self.found.index(row, 0)) for row in rows]

    def _voice(self, index: QModelIndex) -> ReferenceAudio:
        return self.model.voices[self.found.mapToSource(index).row()]

    def _select(self, ids: set[str]) -> None:
        rows = [
            row
            for row in range(self.found.rowCount())
            if self._voice(self.found.index(row, 0)).id in ids
        ]
        selection = self.table.selectionModel()
        assert selection is not None  # noqa: S101 - it has a model
        chosen = QItemSelection()
        for row in rows or ([0] if self.found.rowCount() else []):
            chosen.select(self.found.index(row, 0), self.found.index(row, 0))
        flags = selection.SelectionFlag
        # All at once: each change of the selection is looked at.
        selection.select(chosen, flags.ClearAndSelect | flags.Rows)
        if chosen.count():
            selection.setCurrentIndex(chosen.indexes()[-1], flags.NoUpdate)
        if rows:
            self.table.scrollTo(self.found.index(rows[0], 0))

    def _selected(self) -> None:
        """Have a sentence in the language of the voice, unless a person has written one."""
        if self._searching:  # each voice that is left out changes the selection
            return
        voices = self.selected()
        if voices:
            self._own_sentence.follow(voices[0].text)
        self._allow()

    def _allow(self) -> None:
        voices = self.selected()
        one = len(voices) == 1
        self._actions["listen"].setEnabled(self.trial.running or self._can_listen())
        self._actions["use"].setEnabled(one and voices[0].ready)
        self._actions["copy"].setEnabled(bool(voices))
        self._actions["delete"].setEnabled(bool(voices) and not self._deleting)

    def _can_listen(self) -> bool:
        voices = self.selected()
        return len(voices) == 1 and voices[0].ready and bool(self.sentence.text().strip())

    # What a person does

    def _activated(self, _: QModelIndex) -> None:
        self.preview()

    def preview(self) -> None:
        """Speak the sentence in the voice that is selected, in place of what is heard."""
        if self._can_listen():
            self.notice.clear()
            (voice,) = self.selected()
            profile = VoiceProfile(service=self._service.name, voice=voice.id)
            self.trial.start(profile, self.sentence.text().strip())

    def _listen_or_stop(self) -> None:
        if self.trial.running:
            self.trial.stop()
        else:
            self.preview()

    def use(self) -> None:
        """Read in the voice that is selected, from the next sentence on."""
        if self._actions["use"].isEnabled():
            (voice,) = self.selected()
            self._use(voice)

    def _use(self, voice: ReferenceAudio) -> None:
        profile = self._engine.settings.app.profile
        self._engine.set_voice(voice.id, self._service)
        words = self.tr("Now reading with “{voice}”.").format(voice=name_of(voice))
        if profile:
            words = self.tr(
                "Now reading with “{voice}” instead of the profile “{profile}”."
            ).format(voice=name_of(voice), profile=profile)
        if self.model.of_other_model(voice):
            own = self.tr("It speaks with its own model, {model}.").format(model=voice.model)
            words = together(words, own)
        self.notice.tell(words)

    def copy_id(self) -> None:
        """Copy the ids of the voices that are selected, one to a line."""
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None  # noqa: S101 - a GUI has one
        clipboard.setText("\n".join(voice.id for voice in self.selected()))

    def _cannot_speak(self, error: Exception) -> None:
        self.notice.warn(error, *(remedy(self._engine, error) or ()))

    def _show_trial(self) -> None:
        words = self.tr("St&op") if self.trial.running else self.tr("&Listen")
        self._actions["listen"].setText(words)
        self._paint_icons()
        self._allow()

    # Adding

    def ask_for_file(self) -> None:
        """Choose a file to make a voice of."""
        from .add_dialog import VoiceFileDialog  # noqa: PLC0415 - numpy and FFmpeg, 0.3 s

        dialog = VoiceFileDialog(self)
        dialog.fileSelected.connect(lambda path: self.add(Path(path)))
        dialog.open()

    def add(self, source: Path | KeptRecording) -> None:
        """Make a voice of a file or a recording."""
        from .add_dialog import AddVoiceDialog  # noqa: PLC0415 - as above

        self.trial.stop()
        dialog = AddVoiceDialog(self._engine, source, self)
        dialog.added.connect(lambda voice: self._added(voice, dialog.service))
        dialog.again.connect(self.record)
        dialog.finished.connect(self.left.look)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def record(self) -> None:
        """Record somebody, and make a voice of it."""
        from .recording_dialog import RecordingDialog  # noqa: PLC0415 - only when it is needed

        self.trial.stop()
        dialog = RecordingDialog(self._engine, self)
        dialog.accepted.connect(lambda: self._recorded(dialog))
        dialog.rejected.connect(self.left.look)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _recorded(self, dialog: RecordingDialog) -> None:
        try:
            self.add(dialog.take)
        except OSError as error:
            self.notice.warn(error)

    def _go_on(self, kept: KeptRecording) -> None:
        self.add(kept)

    def _added(self, voice: ReferenceAudio, service: Addressee) -> None:
        if service != self._service:  # another one came into use
            words = self.tr("Added “{voice}” on {service}.")
            called = self._called(service)
            self.notice.tell(words.format(voice=name_of(voice), service=called))
            return
        self._fresh = voice.id
        self.search.clear()
        words = self.tr("Added “{voice}”.").format(voice=name_of(voice))
        if voice.ready:
            self._offer(voice, words)
            if service.name == LOCAL:
                self._explain(voice, words)
        else:
            waiting = self.tr("The service is still reviewing it. You can use it after that.")
            self.notice.tell(together(words, waiting), self.tr("Re&fresh"), self.refresh)
        self.refresh()

    def _offer(self, voice: ReferenceAudio, words: str) -> None:
        """Offer to hear and to use a voice that was added just now."""
        hear = self.tr("&Hear yourself"), lambda: self._hear(voice)
        self.notice.tell(words, self.tr("Use &it now"), lambda: self._use(voice), also=hear)

    def _explain(self, voice: ReferenceAudio, words: str) -> None:
        """Say why the built-in voice won't sound like the recording, where that is so."""
        said = self.notice.words.text()

        def know(engines: list[LocalEngine]) -> None:
            clones = any(one.clones and one.state in SPEAKING for one in engines)
            if clones or self.notice.isHidden() or self.notice.words.text() != said:
                return
            why = self.tr(
                "It will sound like the engine's own voice, as no installed engine clones. Install "
                "one under Settings > Services > Engines of the built-in voice."
            )
            self._offer(voice, together(words, why))

        # Without an answer nothing more is said: the voice was added all the same.
        asking = Engines(language()).listed()
        self._engine.loop.start(asking, while_there(self, know), lambda _: None)

    def _hear(self, voice: ReferenceAudio) -> None:
        """Speak a sentence in a voice that was added just now; what is said of it stays."""
        profile = VoiceProfile(service=self._service.name, voice=voice.id)
        self.trial.start(profile, sentence_for(voice.text))

    # Deleting

    def delete(self) -> None:
        """Delete the voices that are selected, after a question."""
        voices = self.selected()
        if not voices or self._deleting or self._box is not None:
            return
        box = QMessageBox(self)
        box.setObjectName("ask-delete")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Delete voices – CosyVoice Home"))
        if len(voices) == 1:
            box.setText(self.tr("Delete the voice “{voice}”?").format(voice=name_of(voices[0])))
        else:
            box.setText(self.tr("Delete %n voice(s)?", "", len(voices)))
        box.setInformativeText(plain("\n".join(self._consequences(voices))))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        delete = box.addButton(self.tr("&Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        service = self._service  # it is asked for these, whichever comes into use meanwhile
        box.finished.connect(
            lambda _: self._answered(box, voices, service, delete=box.clickedButton() is delete)
        )
        self._box = box
        box.open()

    def _consequences(self, voices: Sequence[ReferenceAudio]) -> list[str]:
        """What a person has to know before."""
        words = []
        if len(voices) > 1:
            names = ", ".join(f"“{name_of(voice)}”" for voice in voices[:_NAMED])
            words.append(names if len(voices) <= _NAMED else f"{names} …")
        settings = self._engine.settings
        if self._service.name != LOCAL:
            for_all = self.tr("This affects everyone who uses “{service}”.")
            words.append(for_all.format(service=self._service.name))
        ids = [voice.id for voice in voices]
        if voice_of(settings) in ids:
            words.append(
                self.tr("This deletes your current voice. The newest voice will be used instead.")
            )
        profiles = [name for voice in ids for name in profiles_with(settings, voice)]
        if profiles:
            names = ", ".join(f"“{name}”" for name in profiles[:_NAMED])
            names = names if len(profiles) <= _NAMED else f"{names} …"
            words.append(
                self.tr("%n profile(s) will stop working: {names}.", "", len(profiles)).format(
                    names=names
                )
            )
        words.append(self.tr("This can't be undone."))
        return words

    def _answered(
        self,
        box: QMessageBox,
        voices: Sequence[ReferenceAudio],
        service: Addressee,
        *,
        delete: bool,
    ) -> None:
        self._box = None
        box.deleteLater()
        if not delete:
            return
        ids = [voice.id for voice in voices]

        async def work(client: CosyVoiceClient) -> None:
            for voice in ids:
                with suppress(CosyVoiceNotFoundError):  # somebody was faster
                    await client.delete_reference_audio(voice)
                with suppress(OSError):  # the voice is gone; its transcript can be deleted later
                    await asyncio.to_thread(forget, voice_notes_file(), [voice])

        self.trial.stop()
        self._deleting = True
        self._allow()
        self._engine.ask(
            work,
            while_there(self, lambda _: self._deleted(ids, service)),
            while_there(self, self._not_deleted),
            meant=service,
        )

    def _deleted(self, ids: Sequence[str], service: Addressee) -> None:
        self._deleting = False
        settings = self._engine.settings
        if (after := _with_newest(settings, service, ids)) != settings:
            self._engine.change(after)
        if service == self._service:
            self.notice.tell(self.tr("%n voice(s) deleted.", "", len(ids)))
            self.refresh()
        else:
            words = self.tr("%n voice(s) deleted on {service}.", "", len(ids))
            self.notice.tell(words.format(service=self._called(service)))
            self._allow()

    def _not_deleted(self, error: Exception) -> None:
        self._deleting = False
        self.notice.warn(error)
        self._allow()
        self._engine.refresh_voices(lambda _: None)  # some of several may be gone

    # Qt's

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take files."""
        if event is not None and _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Make a voice of a file."""
        path = _dropped(event) if event is not None else None
        if event is not None and path is not None:
            event.acceptProposedAction()
            # Whoever dropped it waits until this is over.
            QTimer.singleShot(0, lambda: self.add(path))

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Be up to date when shown again."""
        super().showEvent(event)
        if event is not None and not event.spontaneous():
            self.left.look()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Be silent."""
        self.trial.stop()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        if hasattr(self, "listen"):  # the first change comes before there are any
            name = "stop" if self.trial.running else "play"
            self.listen.setIcon(control_icon(name, self.palette()))


def _with_newest(settings: Settings, service: Addressee, gone: Sequence[str]) -> Settings:
    """The settings without voices that a service had; the profile in use stays."""
    if service.name == LOCAL:
        return settings.with_app(local_voice="") if settings.app.local_voice in gone else settings
    kept = settings.services.get(service.name)
    if kept is None or kept.voice not in gone:
        return settings
    return replace(settings, services={**settings.services, service.name: replace(kept, voice="")})


def _dropped(event: QDropEvent) -> Path | None:
    """The file that is dropped; None where it is none, or several."""
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return Path(urls[0].toLocalFile())
