"""The window to announce something at home: what, on which speakers, and in whose voice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import CLOSING_KEYS, plain_slot
from desktop_app.gui.parts.buttons import primary, quiet, tool
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.labels import field_label, secondary
from desktop_app.gui.parts.metrics import FIELD, MEDIUM, SMALL, helper
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.home.elsewhere import House, Speech, Thing, announce, at_home, look_around
from desktop_app.home.elsewhere import speech_of as ask_for_speech
from shared_client.desktop_link import TEXT_LENGTH

from .speakers import SpeakersList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from PyQt6.QtGui import QShowEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.home import HomeSettings
    from desktop_app.settings.settings import Settings

_SEND: Final = ("Ctrl+Return", "Ctrl+Enter")
_SEARCHED: Final = 8  # speakers, from which on they are searched
_LINES: Final = 4
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


class AnnounceWindow(QMainWindow):
    """Says something at home. What is being said is waited for, and more can be said meanwhile.

    Args:
        engine: Has the settings, and the loop.

    Signals:
        settings_wanted: This computer is to be connected to a home.
    """

    settings_wanted = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._looking: Future[House] | None = None
        self._asking: Future[tuple[Speech, ...]] | None = None
        self._house = House((), ())
        self._waiting = 0  # announcements that aren't heard yet
        self.setObjectName("announce")
        self.setWindowTitle(self.tr("Announce at home – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 560, 560)
        self._pages = QStackedWidget()
        self.page = self._make_page()
        self.alone = self._make_alone()
        self._pages.addWidget(self.page)
        self._pages.addWidget(self.alone)
        self.setCentralWidget(self._pages)
        self.notice = self.page.notice
        for keys in _SEND:
            QShortcut(QKeySequence(keys), self, self.send)
        for keys in CLOSING_KEYS:
            QShortcut(QKeySequence(keys), self, plain_slot(self.close))
        engine.settings_changed.connect(self._follow)
        self.speakers.choose(engine.settings.home.announce_to)
        self._show_pages()

    # Parts

    def _make_page(self) -> Page:
        page = Page(self.tr("Announce at home"))
        self.again = tool("refresh-cw", self.tr("Look for speakers again"), page)
        self.again.setObjectName("announce-refresh")
        self.again.clicked.connect(plain_slot(self.refresh))
        page.add_action(self.again)
        page.body.addLayout(self._make_text())
        page.body.addLayout(self._make_speakers(), 1)
        page.body.addLayout(self._make_voice())
        self.state = secondary(QLabel(), helper)
        self.state.setObjectName("announce-state")
        self.sends = primary(QPushButton(self.tr("&Announce")))
        self.sends.setObjectName("announce-send")
        self.sends.setToolTip(QKeySequence(_SEND[0]).toString(_NATIVE))
        self.sends.clicked.connect(plain_slot(self.send))
        page.add_foot(self.state, left=True)
        page.foot.setStretch(0, 1)
        page.add_foot(self.sends)
        return page

    def _make_text(self) -> QVBoxLayout:
        self.text = QPlainTextEdit()
        self.text.setObjectName("announce-text")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("Dinner is ready."))
        self.text.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 2 * SMALL)
        self.text.textChanged.connect(self._enable)
        paste = quiet(QPushButton(self.tr("From the clip&board")), "clipboard-type")
        paste.setObjectName("announce-paste")
        paste.clicked.connect(plain_slot(self._paste))
        head = QHBoxLayout()
        head.addWidget(field_label(self.tr("&Text:"), self.text), 1)
        head.addWidget(paste)
        return _column(head, self.text)

    def _make_speakers(self) -> QVBoxLayout:
        self.speakers = SpeakersList()
        self.speakers.setObjectName("announce-speakers")
        self.speakers.chosen_changed.connect(self._enable)
        self.search = QLineEdit()
        self.search.setObjectName("announce-search")
        self.search.setPlaceholderText(self.tr("Search speakers and rooms"))
        self.search.setAccessibleName(self.tr("Search speakers and rooms"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(FIELD)
        self.search.textChanged.connect(self.speakers.show_matching)
        self.search.hide()
        label = field_label(self.tr("&Where:"), self.speakers)
        return _column(label, self.search, self.speakers)

    def _make_voice(self) -> QVBoxLayout:
        self.voice, self.speech = QComboBox(), QComboBox()
        self.voice.setObjectName("announce-voice")
        self.speech.setObjectName("announce-speech")
        self.speech.setAccessibleName(self.tr("Which of its voices"))
        for box in (self.voice, self.speech):
            box.setMinimumHeight(FIELD)
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.voice.currentIndexChanged.connect(plain_slot(self._ask_for_speech))
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.voice, 1)
        row.addWidget(self.speech, 1)
        return _column(field_label(self.tr("&Voice:"), self.voice), row)

    def _make_alone(self) -> Empty:
        connects = primary(QPushButton(self.tr("&Connect…")))
        connects.setObjectName("announce-connect")
        connects.clicked.connect(plain_slot(self.settings_wanted.emit))
        return Empty(
            "house",
            self.tr("Not connected to a home"),
            self.tr("Connect this computer to Home Assistant to announce on its speakers."),
            connects,
        )

    # What there is at home

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look what there is now."""
        super().showEvent(event)
        self.refresh()
        self.text.setFocus()

    def refresh(self) -> None:
        """Ask the home for its speakers and voices."""
        home = self._engine.settings.home
        if not home.addresses or self._looking is not None:
            return
        self._looking = self._engine.loop.start(_look(home), self._take, self._not_there)
        self._show_state()

    def _take(self, house: House) -> None:
        self._looking = None
        self.notice.clear_about("house")
        self._house = house
        self.speakers.offer(house.speakers)
        self.search.setVisible(len(house.speakers) >= _SEARCHED)
        if self.search.isHidden():
            self.search.clear()
        self.speakers.show_matching(self.search.text())
        chosen = self.voice.currentData() or self._engine.settings.home.announce_voice
        with QSignalBlocker(self.voice):
            self.voice.clear()
            for one in house.voices:
                self.voice.addItem(one.name, one.entity_id)
            self.voice.setCurrentIndex(max(0, self.voice.findData(chosen)))
        self._ask_for_speech()
        self._enable()

    def _not_there(self, error: Exception) -> None:
        self._looking = None
        self.notice.warn(error, self.tr("Try again"), self.refresh, about="house")
        self._show_state()

    def _ask_for_speech(self) -> None:
        """Offer the voices of the engine that is chosen, once it has said which it has."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        self._offer_speech(())
        if engine := self.voice.currentData():
            work = _speech(self._engine.settings.home, engine)
            self._asking = self._engine.loop.start(work, self._offer_speech, self._without_speech)

    def _without_speech(self, _: Exception) -> None:
        """It speaks in its usual voice; why it can't, the home says when it is to speak."""
        self._asking = None

    def _offer_speech(self, known: Sequence[Speech]) -> None:
        chosen = self._engine.settings.home.announce_speech
        self.speech.clear()
        self.speech.addItem(self.tr("Default voice"), None)
        for one in known:
            self.speech.addItem(one.name, one)
            if one.id == chosen:
                self.speech.setCurrentIndex(self.speech.count() - 1)
        self.speech.setEnabled(bool(known))

    # What a person does

    def send(self) -> None:
        """Announce it. The text goes; it comes back where it isn't heard."""
        if not self.sends.isEnabled():
            return
        text, speakers = self.text.toPlainText().strip(), self.speakers.chosen()
        voice = next(
            (one for one in self._house.voices if one.entity_id == self.voice.currentData()), None
        )
        speech = self.speech.currentData()
        self._remember(speakers, voice, speech)
        self.notice.clear()
        self.text.clear()
        self.text.setFocus()
        self._waiting += 1
        names = [one.name for one in speakers]
        home = self._engine.settings.home
        self._engine.loop.start(
            _announce(home, text, speakers, voice, speech),
            lambda _: self._heard(names),
            partial(self._not_heard, text),
        )
        self._show_state()

    def _remember(self, speakers: list[Thing], voice: Thing | None, speech: Speech | None) -> None:
        self._engine.change(
            self._engine.settings.with_home(
                announce_to=tuple(one.entity_id for one in speakers),
                announce_voice="" if voice is None else voice.entity_id,
                announce_speech="" if speech is None else speech.id,
            )
        )

    def _heard(self, names: list[str]) -> None:
        self._waiting -= 1
        words = self.tr("Announced: {names}").format(names=_listed(names))
        self.notice.tell(words, kind="good")
        self._show_state()

    def _not_heard(self, text: str, error: Exception) -> None:
        self._waiting -= 1
        if self.text.toPlainText().strip():
            self.notice.warn(error, self.tr("Write it again"), lambda: self.text.setPlainText(text))
        else:
            self.text.setPlainText(text)
            self.notice.warn(error)
        self._show_state()

    def _paste(self) -> None:
        clipboard = QGuiApplication.clipboard()
        copied = clipboard.text().strip() if clipboard is not None else ""
        if copied:
            self.text.setPlainText(copied)
            self.text.setFocus()
        else:
            self.notice.tell(self.tr("There's no text on the clipboard."))

    # What is shown

    def _follow(self, _: Settings) -> None:
        paired = self._pages.currentWidget() is self.page
        self._show_pages()
        if not paired and self.isVisible():
            self.refresh()

    def _show_pages(self) -> None:
        paired = bool(self._engine.settings.home.addresses)
        self._pages.setCurrentWidget(self.page if paired else self.alone)
        self._enable()

    def _enable(self) -> None:
        length, chosen = len(self.text.toPlainText().strip()), self.speakers.chosen()
        self.sends.setEnabled(0 < length <= TEXT_LENGTH and bool(chosen))
        only = bool(chosen) and all(one.is_satellite for one in chosen)
        self.voice.setEnabled(bool(self._house.voices) and not only)
        self._show_state()

    def _show_state(self) -> None:
        self.again.setEnabled(self._looking is None)
        if self._waiting:
            words = self.tr("Announcing…")
        elif self._looking is not None:
            words = self.tr("Looking for speakers…")
        elif len(self.text.toPlainText().strip()) > TEXT_LENGTH:
            words = self.tr("The text is too long: at most {count} characters.").format(
                count=TEXT_LENGTH
            )
        elif self._house.speakers and not self.speakers.chosen():
            words = self.tr("Choose where it's announced.")
        else:
            words = ""
        self.state.setText(words)


def _column(*contents: QWidget | QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SMALL)
    for one in contents:
        if isinstance(one, QWidget):
            column.addWidget(one)
        else:
            column.addLayout(one)
    return column


def _listed(names: Sequence[str]) -> str:
    """Names in a row, as the language writes them."""
    return QCoreApplication.translate("AnnounceWindow", ", ", "between names").join(names)


async def _look(home: HomeSettings) -> House:
    async with at_home(home) as socket:
        return await look_around(socket)


async def _speech(home: HomeSettings, engine: str) -> tuple[Speech, ...]:
    async with at_home(home) as socket:
        return await ask_for_speech(socket, engine)


async def _announce(
    home: HomeSettings,
    text: str,
    speakers: Sequence[Thing],
    voice: Thing | None,
    speech: Speech | None,
) -> None:
    async with at_home(home) as socket:
        await announce(socket, text, speakers, voice, speech)
