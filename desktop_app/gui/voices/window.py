"""The window of voices: the people who can read, and making one of them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QGuiApplication
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import action_button, make_actions, plain_slot
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import primary, tool
from desktop_app.gui.parts.card import DashedCard
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.icons import app_icon, wear
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import HUGE, MEDIUM, ROW, SMALL_ICON, TINY
from desktop_app.gui.parts.on_screen import is_low, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.ring import Ring
from desktop_app.gui.parts.trial import Trial
from desktop_app.gui.parts.trial_sentence import TrialSentence, sentence_for
from desktop_app.gui.parts.voice_names import is_sample, name_of
from desktop_app.gui.words import hint, sentence, together
from desktop_app.reading.from_settings import voice_of
from desktop_app.services.connection import Addressee
from desktop_app.services.voice_notes import forget, rename
from desktop_app.settings.settings import LOCAL, VoiceProfile
from desktop_app.system.paths import voice_lengths_file, voice_notes_file
from desktop_app.voices.lengths import known_lengths
from desktop_app.voices.originals import drop_originals, original_of
from shared_client import CosyVoiceNotFoundError

from .details import VoiceDetails
from .left_recordings import LeftRecordings
from .model import FoundVoices, Order, VoicesModel, profiles_with
from .no_cloning import NoCloning
from .people import People
from .playback import Playback
from .row import Heard
from .used_part import UsedPart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QShowEvent,
    )

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.settings import Settings
    from desktop_app.voices.kept import KeptRecording
    from desktop_app.voices.recording import Recording
    from shared_client import CosyVoiceClient, ReferenceAudio
    from shared_client.recording_checks import Report

    from .recording_dialog import RecordingDialog

_LOADING, _PEOPLE, _EMPTY, _NOT_FOUND, _ERROR = range(5)
_NAMED: Final = 5  # voices that a question names one by one
_SEARCHED: Final = 8  # voices from which on they are searched and sorted
_IN_LIST: Final = Qt.ShortcutContext.WidgetWithChildrenShortcut


class VoicesWindow(QMainWindow):
    """All voices of the service in use.

    Args:
        engine: Has the service and the settings, and speaks.

    Signals:
        style_wanted: A `ReferenceAudio` is to have a new speaking style.
    """

    style_wanted = pyqtSignal(object)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._service = Addressee.in_use(engine.settings)  # whose voices these are
        self._deleting = False
        self._searching = False
        self._search_wanted = False  # with a key, though there are few voices
        self._fresh = ""  # id of a voice that was added just now
        self._heard = ""  # id of the voice that is heard
        self._box: QMessageBox | None = None
        self.setObjectName("voices")
        self.setWindowTitle(self.tr("Voices – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 900, 600)
        self.setAcceptDrops(True)
        self.trial = Trial(engine, self)
        self.playback = Playback(engine, self)
        self.model = VoicesModel()
        self.found = FoundVoices(self.model)
        self._actions = self._make_actions()
        self._make_parts()
        self.trial.changed.connect(self._show_heard)
        self.trial.moved.connect(lambda _: self._show_heard())
        self.trial.moved.connect(lambda done: self.people.show_heard(Heard(self._heard, done)))
        self.trial.failed.connect(self._cannot_speak)
        self.playback.changed.connect(self._show_heard)
        self.playback.failed.connect(self.notice.warn)
        engine.voices_changed.connect(self._know)
        engine.settings_changed.connect(self._settings_changed)
        self._show_voices()
        self.refresh()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "listen": ("", "Ctrl+Return", self._hear_or_stop),
            "use": (self.tr("&Read with this voice"), "Ctrl+U", self.use),
            "record": (self.tr("&Make a voice"), "Ctrl+R", self.record),
            "add": (self.tr("From a &file…"), "Ctrl+O", self.ask_for_file),
            "rename": (self.tr("Re&name here…"), "F2", self.rename),
            "style": (self.tr("New speaking st&yle…"), "", self.new_style),
            "play": (self.tr("&Play the recording"), "", self.play_original),
            "copy": (self.tr("Copy &ID"), "Ctrl+C", self.copy_id),
            "details": (self.tr("De&tails…"), "Alt+Return", self.show_details),
            "delete": (self.tr("&Delete…"), "Delete", self.delete),
            "refresh": (self.tr("Refresh"), "F5", self.refresh),
            "search": (self.tr("Search"), "Ctrl+F", self.go_to_search),
            "close": (self.tr("Close"), "", self.close),
        }
        actions = make_actions(self, table)
        for name in ("delete", "copy"):  # in a field these keys are the text's
            self.removeAction(actions[name])
            actions[name].setShortcutContext(_IN_LIST)
        return actions

    def _make_parts(self) -> None:
        self.page = Page(self.tr("Voices"))
        self.notice = self.page.notice
        self.make = primary(action_button(self._actions["record"]), "mic")
        self.from_file = action_button(self._actions["add"])
        wear(self.from_file, "upload", SMALL_ICON)
        self.again_button = tool("refresh-cw", self.tr("Refresh (F5)"))
        self.again_button.setObjectName("refresh-button")
        self.again_button.clicked.connect(plain_slot(self._actions["refresh"].trigger))
        for button in (self.make, self.from_file, self.again_button):
            self.page.add_action(button)
        self.left = LeftRecordings(self._engine)
        self.left.picked.connect(self._go_on)
        self.left.failed.connect(self.notice.warn)
        self.no_cloning = NoCloning(self._engine)
        self.people = People(self.found)
        self.table = self.people.view
        for name in ("delete", "copy"):
            self.people.addAction(self._actions[name])
        self.people.chosen.connect(self._selected)
        self.people.hear.connect(self._hear_or_silence)
        self.people.use.connect(self._use)
        self.people.more.connect(self._open_menu)
        self.pages = QStackedWidget()
        for page in (
            self._make_loading(),
            self._make_people(),
            self._make_empty(),
            self._make_not_found(),
            self._make_error(),
        ):
            self.pages.addWidget(page)
        body = self.page.body
        body.addWidget(self.left)
        body.addWidget(self.no_cloning)
        body.addWidget(self._make_search())
        body.addWidget(self.pages, 1)
        self._make_sentence()
        self.setCentralWidget(self.page)
        self._order_tabs()
        self.left.look()
        self._show_heard()
        self.table.setFocus()

    def _make_search(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search names and transcripts"))
        self.search.textChanged.connect(self._search)
        self.order = QComboBox()
        self.order.setObjectName("order")
        self.order.setAccessibleName(self.tr("Order"))
        for words, order in (
            (self.tr("Newest first"), Order.NEWEST),
            (self.tr("Oldest first"), Order.OLDEST),
            (self.tr("By name"), Order.NAME),
            (self.tr("Longest first"), Order.LONGEST),
        ):
            self.order.addItem(words, order)
        self.order.activated.connect(lambda _: self._sort())
        self.search_row = QWidget()
        row = QHBoxLayout(self.search_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self.search, 1)
        row.addWidget(self.order)
        self.search_row.hide()
        return self.search_row

    def _make_people(self) -> QWidget:
        self.drop = DashedCard()
        words = secondary(
            QLabel(
                self.tr(
                    "Ten seconds of speech make a voice. Select “Make a voice” and read a few "
                    "lines, or drop a recording here."
                )
            )
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self.drop)
        inside.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        inside.addWidget(words)
        self.drop.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.drop.setMinimumHeight(ROW)
        self._hold(held=False)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)  # a row has its gap below it
        self.people.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout.addWidget(self.people, 1000)
        layout.addSpacing(TINY)  # rows that scroll end a little above it
        layout.addWidget(self.drop)
        layout.addStretch(1)
        return page

    def _make_empty(self) -> Empty:
        make = primary(action_button(self._actions["record"]), "mic")
        from_file = action_button(self._actions["add"])
        for button in (make, from_file):
            button.setObjectName(f"empty-{button.objectName()}")
        wear(from_file, "upload", SMALL_ICON)
        self.empty = Empty(
            "mic",
            self.tr("Whose voice shall read to you?"),
            self.tr("Yours, your mother's, your child's: ten seconds are enough. Ask them first."),
            make,
            from_file,
        )
        return self.empty

    def _make_not_found(self) -> Empty:
        clear = QPushButton(self.tr("Show all voices"))
        clear.setObjectName("clear-search")
        clear.setAutoDefault(False)
        clear.clicked.connect(lambda _: self.search.clear())
        self.not_found = Empty("search", self.tr("No voice found"), "", clear)
        return self.not_found

    def _make_loading(self) -> QWidget:
        page = QWidget()
        page.setObjectName("loading")
        self.asked = secondary(QLabel())
        self.asked.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(page)
        layout.setSpacing(MEDIUM)
        layout.addStretch()
        layout.addWidget(Ring(HUGE), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.asked)
        layout.addStretch()
        return page

    def _make_error(self) -> Empty:
        self.again = QPushButton(self.tr("Try a&gain"))
        self.again.setObjectName("again")
        self.again.setAutoDefault(False)
        self.again.clicked.connect(plain_slot(self.refresh))
        self.mend = QPushButton(self.tr("Open settings"))
        self.mend.setObjectName("mend")
        self.mend.setAutoDefault(False)
        self._mending: Callable[[], None] | None = None
        self.mend.clicked.connect(lambda _: self._mending and self._mending())
        title = self.tr("Can't list the voices")
        error = Empty("triangle-alert", title, "", self.again, self.mend)
        self.error = error.words
        self.error.setObjectName("error")
        return error

    def _make_sentence(self) -> None:
        self.sentence = QLineEdit()
        self.sentence.setObjectName("sentence")
        self._own_sentence = TrialSentence(self.sentence)
        self.sentence.returnPressed.connect(self.preview)
        self.sentence.setToolTip(self.tr("What a voice says when you hear it"))
        self.says = QLabel(self.tr("&Sentence:"))
        self.says.setBuddy(self.sentence)
        self.page.foot.addWidget(self.says)
        self.page.foot.addWidget(self.sentence, 1)

    def _order_tabs(self) -> None:
        stops: tuple[QWidget, ...] = (
            *(self.make, self.from_file, self.again_button, self.search, self.order),
            *(self.table, *self.people.buttons.buttons(), self.sentence),
        )
        for one, other in itertools.pairwise(stops):
            QWidget.setTabOrder(one, other)

    # What there is

    def _called(self, service: Addressee) -> str:
        if service.name == LOCAL:
            return self.tr("the built-in voice")
        return self.tr("“{service}”").format(service=service.name)

    def _show_count(self) -> None:
        """Say how many voices there are, and whose they are."""
        count = len(self.model.voices)
        if not self._engine.voices_known:
            words = self._called(self._service) if self._service.name != LOCAL else ""
        elif not count and self._service.name != LOCAL:
            words = self.tr("No voices on “{service}” yet").format(service=self._service.name)
        elif not count:
            words = self.tr("No voices on this computer yet")
        elif self._service.name == LOCAL:
            words = self.tr("%n voice(s) on this computer", "", count)
        else:
            words = self.tr(
                "%n voice(s) on “{service}” · shared with everyone who uses this service",
                "",
                count,
            ).format(service=self._service.name)
        self.page.set_subtitle(words)
        self.search.setPlaceholderText(self.tr("Search %n voice(s)", "", count))

    def refresh(self) -> None:
        """Ask the service again."""
        if not self._engine.voices_known:
            words = self.tr("Waiting for {service} to list its voices…")
            self.asked.setText(words.format(service=self._called(self._service)))
            self._show(_LOADING)
        self._can("refresh", can=False)
        service = self._service
        self.no_cloning.look(built_in=service.name == LOCAL)
        self._engine.refresh_voices(
            while_there(self, lambda error: self._not_known(error, service))
        )

    def _know(self, _: list[ReferenceAudio]) -> None:
        self._can("refresh", can=True)
        self._show_voices()

    def _not_known(self, error: Exception, service: Addressee) -> None:
        if service != self._service:  # the one in use now is asked, too
            return
        self._can("refresh", can=True)
        if self._engine.voices_known:
            self.notice.warn(error, self.tr("Try a&gain"), self.refresh)
            return
        self.error.setText(f"{sentence(error)}\n{hint(error)}".strip())
        words, self._mending = remedy(self._engine, error) or ("", None)
        self.mend.setText(words)
        self.mend.setVisible(bool(words))
        self._show(_ERROR)

    def _settings_changed(self, settings: Settings) -> None:
        service = Addressee.in_use(settings)
        if service == self._service:
            self.model.show_use(settings)
            return
        self._service = service
        self._fresh = ""
        self.notice.clear()  # it is about voices of the other one
        self.trial.stop()
        self.playback.stop()
        self.search.clear()
        self.model.show_voices([], settings)
        self._show(_LOADING)
        self._allow()
        QTimer.singleShot(0, self.refresh)  # the engine takes the settings when all have heard

    def _show_voices(self) -> None:
        """Show what the engine knows; who was selected stays so."""
        if not self._engine.voices_known:
            return
        chosen = {voice.id for voice in self.selected()}
        if self._fresh and any(voice.id == self._fresh for voice in self._engine.voices):
            chosen, self._fresh = {self._fresh}, ""
        self._searching = True
        self.model.show_voices(self._engine.voices, self._engine.settings)
        self.people.select(chosen)
        self._searching = False
        self._show_page()
        self._selected()
        work = asyncio.to_thread(known_lengths, voice_lengths_file())
        self._engine.loop.start(work, while_there(self, self.model.show_lengths))

    def _show_page(self) -> None:
        if not self._engine.voices_known:
            return
        if not self.model.voices:
            self._show(_EMPTY)
        elif not self.found.rowCount():
            words = self.tr("No voice has “{words}” in its name or transcript.")
            self.not_found.words.setText(words.format(words=self.search.text()))
            self._show(_NOT_FOUND)
        else:
            self._show(_PEOPLE)

    def _show(self, page: int) -> None:
        focused = self.table.hasFocus()
        self.pages.setCurrentIndex(page)
        voices = page in (_PEOPLE, _NOT_FOUND)
        many = len(self.model.voices) >= _SEARCHED or bool(self.search.text())
        self.search_row.setVisible(voices and (many or self._search_wanted))
        for one in (self.says, self.sentence):
            one.setVisible(voices)
        for button in (self.make, self.from_file):  # the empty page has its own
            button.setVisible(page != _EMPTY)
        if page == _PEOPLE and focused:
            self.table.setFocus()
        self._show_count()

    def _can(self, name: str, *, can: bool) -> None:
        self._actions[name].setEnabled(can)
        if name == "refresh":
            self.again_button.setEnabled(can)

    def go_to_search(self) -> None:
        """Go to the search."""
        if not self.model.voices:
            return
        self._search_wanted = True
        self._show_page()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, text: str) -> None:
        self._searching = True
        self.found.find(text)
        self._searching = False
        self._show_page()
        self._selected()

    def _sort(self) -> None:
        self.found.show_order(Order(self.order.currentData()))

    # What is selected

    def selected(self) -> list[ReferenceAudio]:
        """The voices that are selected, from top to bottom."""
        return self.people.selected()

    def _selected(self) -> None:
        """Have a sentence in the language of the voice, unless a person has written one."""
        if self._searching:  # each voice that is left out changes the selection
            return
        voices = self.selected()
        if voices:
            # The sample speaks in all languages.
            self._own_sentence.follow("" if is_sample(voices[0]) else voices[0].text)
        self._allow()

    def _one(self) -> ReferenceAudio | None:
        """The voice that is selected; None for none and for several."""
        voices = self.selected()
        return voices[0] if len(voices) == 1 else None

    def _allow(self) -> None:
        voices, one = self.selected(), self._one()
        ready = one is not None and one.ready
        self._can("listen", can=self._hears or ready)
        for name in ("use", "style"):
            self._can(name, can=ready)
        for name in ("rename", "details"):
            self._can(name, can=one is not None)
        self._can("play", can=one is not None and original_of(one.id) is not None)
        self._can("copy", can=bool(voices))
        self._can("delete", can=bool(voices) and not self._deleting)

    def _open_menu(self, at: QPoint) -> None:
        """Open the menu of what is selected."""
        self._allow()
        menu = QMenu(self)
        menu.setObjectName("voice-menu")
        one = self._one() is not None
        alone = ("listen", "use", "", "rename", "style", "play", "")
        for name in (*(alone if one else ()), "copy", *(("details",) if one else ()), "", "delete"):
            if not name:
                menu.addSeparator()
            elif name != "play" or self._actions["play"].isEnabled():
                menu.addAction(self._actions[name])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # What a person does

    @property
    def _hears(self) -> bool:
        return self.trial.running or self.playback.running

    def preview(self) -> None:
        """Speak the sentence in the voice that is selected, in place of what is heard."""
        voice = self._one()
        if voice is not None:
            self._hear(voice)

    def _hear(self, voice: ReferenceAudio, words: str = "") -> None:
        """Speak in a voice; a voice that isn't ready says nothing."""
        if not voice.ready:
            return
        self.notice.clear()
        self.playback.stop()
        self._heard = voice.id
        profile = VoiceProfile(service=self._service.name, voice=voice.id)
        words = words or self.sentence.text().strip() or sentence_for(voice.text)
        self.trial.start(profile, words)
        self._show_heard()

    def _hear_or_silence(self, voice: ReferenceAudio) -> None:
        if self._hears and self._heard == voice.id:
            self.silence()
        else:
            self._hear(voice)

    def _hear_or_stop(self) -> None:
        if self._hears:
            self.silence()
        else:
            self.preview()

    def silence(self) -> None:
        """Stop what is heard here."""
        self.trial.stop()
        self.playback.stop()

    def use(self) -> None:
        """Read in the voice that is selected, from the next sentence on."""
        voice = self._one()
        if voice is not None:
            self._use(voice)

    def _use(self, voice: ReferenceAudio) -> None:
        if not voice.ready:
            return
        profile = self._engine.settings.app.profile
        self._engine.set_voice(voice.id, self._service)
        words = self.tr("Now reading with “{voice}”.").format(voice=name_of(voice))
        if profile:
            words = self.tr(
                "Now reading with “{voice}” instead of the speaking style “{style}”."
            ).format(voice=name_of(voice), style=profile)
        if self.model.of_other_model(voice):
            own = self.tr("It speaks with its own model, {model}.").format(model=voice.model)
            words = together(words, own)
        self.notice.tell(words)

    def copy_id(self) -> None:
        """Copy the ids of the voices that are selected, one to a line."""
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None  # noqa: S101 - a GUI has one
        clipboard.setText("\n".join(voice.id for voice in self.selected()))

    def new_style(self) -> None:
        """Make a speaking style with the voice that is selected."""
        voice = self._one()
        if voice is not None and voice.ready:
            self.style_wanted.emit(voice)

    def show_details(self) -> None:
        """Show all that is known of the voice that is selected."""
        voice = self._one()
        if voice is None:
            return
        length = self.model.length_of(voice)
        called = self._called(self._service)
        styles = profiles_with(self._engine.settings, voice.id)
        used = UsedPart(self._engine)
        dialog = VoiceDetails(voice, length, called, styles, self, used=used)
        used.look(voice.id, self._service)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def rename(self) -> None:
        """Ask what the voice that is selected is to be called on this computer."""
        voice = self._one()
        if voice is None:
            return
        dialog = QInputDialog(self)
        dialog.setObjectName("rename-voice")
        dialog.setWindowTitle(self.tr("Rename voice – CosyVoice Home"))
        dialog.setLabelText(
            self.tr(
                "Name of this voice on this computer. Others keep seeing its old name.\n"
                "Leave it empty to use the name that the service has."
            )
        )
        dialog.setTextValue(name_of(voice))
        dialog.setOkButtonText(self.tr("Rename"))
        dialog.textValueSelected.connect(lambda name: self._rename(voice, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _rename(self, voice: ReferenceAudio, name: str) -> None:
        if name.strip() == name_of(voice):
            return
        work = asyncio.to_thread(rename, voice_notes_file(), voice.id, name)
        self._engine.loop.start(
            work,
            while_there(self, lambda _: self.refresh()),
            while_there(self, self.notice.warn),
        )

    def play_original(self) -> None:
        """Play what the voice that is selected was made of."""
        voice = self._one()
        path = original_of(voice.id) if voice is not None else None
        if voice is None or path is None:
            return
        from desktop_app.voices.making import read_recording  # noqa: PLC0415 - numpy, FFmpeg: 0.3 s

        def play(read: tuple[Recording, Report]) -> None:
            self.trial.stop()
            self._heard = voice.id
            self.playback.play(read[0], read[0].span)
            self._show_heard()

        work = read_recording(path)
        self._engine.loop.start(work, while_there(self, play), while_there(self, self.notice.warn))

    def _cannot_speak(self, error: Exception) -> None:
        self.notice.warn(error, *(remedy(self._engine, error) or ()))

    def _show_heard(self) -> None:
        words = self.tr("St&op") if self._hears else self.tr("&Hear it")
        self._actions["listen"].setText(words)
        if not self._hears:
            self._heard = ""
        sounds = self.playback.running or (self.trial.running and self.trial.sounds)
        self.people.show_heard(Heard(self._heard, 0.0 if sounds else None))
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

        self.silence()
        dialog = AddVoiceDialog(self._engine, source, self)
        dialog.added.connect(lambda voice: self._added(voice, dialog.service))
        dialog.again.connect(self.record)
        dialog.finished.connect(self.left.look)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def record(self) -> None:
        """Record someone, and make a voice of it."""
        from .recording_dialog import RecordingDialog  # noqa: PLC0415 - only when it is needed

        self.silence()
        dialog = RecordingDialog(self._engine, self)
        dialog.accepted.connect(lambda: self._recorded(dialog))
        dialog.rejected.connect(self.left.look)
        dialog.file_wanted.connect(self.ask_for_file)
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
            self.notice.tell(words)  # the dialog has it heard and used
        else:
            waiting = self.tr("The service is still reviewing it. You can use it after that.")
            self.notice.tell(together(words, waiting), self.tr("Re&fresh"), self.refresh)
        self.refresh()

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
                self.tr(
                    "%n speaking style(s) will stop working: {names}.", "", len(profiles)
                ).format(names=names)
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
                with suppress(OSError):  # the voice is gone; what is kept of it can go later
                    await asyncio.to_thread(forget, voice_notes_file(), [voice])
                    await asyncio.to_thread(drop_originals, [voice])

        self.silence()
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
            self._hold(held=True)
            event.acceptProposedAction()

    def _hold(self, *, held: bool) -> None:
        """Show where a file can be dropped; on a low screen only while one is held."""
        self.drop.hold(held=held)
        self.drop.setVisible(held or not is_low(self))

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:  # noqa: N802 - Qt's name
        """Wait for files no longer."""
        super().dragLeaveEvent(event)
        self._hold(held=False)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802 - Qt's name
        """Make a voice of a file."""
        self._hold(held=False)
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
        self.silence()
        super().closeEvent(event)


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
