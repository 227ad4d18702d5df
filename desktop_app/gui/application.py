"""The app as a whole: tray, windows, engine, orders from outside; and how it starts and ends."""

from __future__ import annotations

from functools import partial
import importlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PyQt6 import sip
from PyQt6.QtCore import (
    QLibraryInfo,
    QLocale,
    QObject,
    QTimer,
    QTranslator,
)
from PyQt6.QtWidgets import QApplication, QDialog, QMessageBox, QSystemTrayIcon

from desktop_app.app.orders import order_of, work_of
from desktop_app.home.link import RESTING
from desktop_app.reading.draft import keep_draft, kept_draft
from desktop_app.reading.interjection import Interjection
from desktop_app.services.consent import ConsentError
from desktop_app.settings.settings import ServiceSettings
from desktop_app.system.control import ControlError
from desktop_app.system.paths import draft_file
from desktop_app.system.selection import Place
from desktop_app.words.catalogs import language_for

from .engine import Engine
from .instance import Instance, Later
from .parts.colors import is_dark
from .parts.consent_box import ask_consent
from .parts.fonts import with_han
from .parts.home_words import home_in_words
from .parts.key_field import KeysField, give_to_field
from .parts.style import dress
from .reader.window import ReaderWindow
from .savings import Saving, SavingState, savings_of
from .settings.hotkeys_page import action_names
from .tray import Tray
from .words import hint, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtWidgets import QWidget

    from desktop_app.app.events import NothingToRead, WindowWanted
    from desktop_app.home.home import Announced, HomeChanged
    from desktop_app.home.link import LinkStatus
    from desktop_app.reading.events import ServiceChanged, StateChanged
    from desktop_app.settings.settings import Settings
    from shared_client import ReferenceAudio

    from .announcing.window import AnnounceWindow
    from .history.window import HistoryWindow
    from .settings.window import SettingsWindow
    from .voices.window import VoicesWindow
    from .welcome.window import Welcome

_LOG: Final = logging.getLogger(__name__)
_TRANSLATIONS: Final = Path(__file__).with_name("translations")
_TRAY_TICK: Final = 1000
_TRAY_LOOKS: Final = 30  # at login the tray may come after us


class Application(QObject):
    """Everything there is while the app runs.

    Args:
        qt: What `make_qt` gave.
        hidden: Whether to start without a window even for a first start.
    """

    def __init__(self, qt: QApplication, *, hidden: bool = False) -> None:
        super().__init__()
        self.qt = qt
        self.windows: dict[str, QWidget] = {}
        self.tray: Tray | None = None
        self._hidden = hidden
        self._looks = 0
        self._translators: list[QTranslator] = []
        self._stood_in = ""
        self._consent: QMessageBox | None = None
        self._home: LinkStatus | None = None
        self.written = kept_draft(draft_file())  # in a Reader that was here before this one
        self.engine = Engine(self)
        self._savings = savings_of(self.engine)
        self._question: QMessageBox | None = None
        self._quits_when_saved = False
        self.instance = Instance(self.obey, self)
        self._orders: dict[str, Callable[[Sequence[str]], str | Later]] = {
            "show": self._show,
            "status": self._status,
            "home-status": self._home_status,
            "speak": self._speak,
            "quit": self._quit,
            "open-file": self._open_file,
            "help": self._help,
        }
        self.engine.failed.connect(self._tell)
        self.engine.state_changed.connect(self._tell_of_state)
        self.engine.service_changed.connect(self._tell_of_service)
        self.engine.settings_changed.connect(self._settings_changed)
        self.engine.announced.connect(self._show_announcement)
        self.engine.home_changed.connect(self._tell_of_home)
        self.engine.nothing_to_read.connect(self._tell_of_no_text)
        self.engine.ordered.connect(self._obey_bus)
        self.engine.hotkey.connect(self._give_to_field)
        self._savings.changed.connect(self._follow_savings)
        qt.focusChanged.connect(self._focus_changed)
        qt.aboutToQuit.connect(self._end)
        self.instance.listen()
        self.engine.load()
        self._language = self.engine.settings.app.language
        self._theme = self.engine.settings.appearance.theme
        self.translate(self._language)
        hints = qt.styleHints()
        assert hints is not None  # noqa: S101 - a GUI has them
        hints.colorSchemeChanged.connect(self._dress)
        self._look_for_tray()
        self.engine.start()
        self.engine.hear_keys(action_names())
        if not hidden and self.tray is None:
            self.open("reader")
        if not hidden and self.engine.is_new:
            self.open("welcome")

    # Orders

    def obey(self, command: str, arguments: Sequence[str] = ()) -> str | Later:
        """Do what a second start, a command, the bus or the menu says.

        Raises:
            ControlError: That is nothing it can do.
        """
        if (own := self._orders.get(command)) is not None:
            return own(arguments)
        if command in WINDOWS:
            self.open(command)
        elif work := work_of(command, arguments):
            self.engine.do(work)
        else:
            raise ControlError("command_unknown", command=command)
        return ""

    def _show(self, _: Sequence[str]) -> str:
        self.open("reader")
        return ""

    def _open_file(self, _: Sequence[str]) -> str:
        self.open("reader")
        if self.reader is not None:
            self.reader.ask_for_files()
        return ""

    def _help(self, _: Sequence[str]) -> str:
        """Show the page that says what this is, and has all that helps."""
        cast("SettingsWindow", self.open("settings")).show_about()
        return ""

    def _status(self, _: Sequence[str]) -> str:
        return str(self.engine.state.state)

    def _home_status(self, _: Sequence[str]) -> str:
        """How the line to the home is, as JSON: for `cosyvoice home status`."""
        status = self.engine.home.status
        error = "" if status.error is None else sentence(status.error)
        words = home_in_words(status)
        return json.dumps({"state": status.state, "words": words, "error": error})

    def _quit(self, _: Sequence[str]) -> str:
        self.quit()
        return ""

    def _show_announcement(self, announced: Announced) -> None:
        """Show what is announced, where its user wants that."""
        if announced.shown and announced.message and self.tray is not None:
            self.tray.tell(announced.said_by or self.tr("At home"), announced.message)

    def _tell_of_home(self, home: HomeChanged) -> None:
        """Say once that nothing is announced any more before a person does something."""
        before, status = self._home, home.status
        self._home = status
        if status != before and status.state in RESTING and status.error is not None:
            self._notify(sentence(status.error), hint(status.error))

    def quit(self) -> None:
        """End the app, once the order has been answered; ask first while texts are saved."""
        if self._savings.under_way:
            QTimer.singleShot(0, self._ask_before_the_end)
        else:
            QTimer.singleShot(0, self.qt.quit)

    def _ask_before_the_end(self) -> None:
        if self._question is not None:
            self._question.raise_()
            return
        box = self._question = QMessageBox(self.qt.activeWindow())
        box.setObjectName("quit-question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("CosyVoice Home")
        count = len(self._savings.under_way)
        box.setText(self.tr("%n text(s) are still being saved.", "", count))
        box.setInformativeText(self.tr("If you quit now, they won't be saved."))
        later = box.addButton(self.tr("Quit when saved"), QMessageBox.ButtonRole.AcceptRole)
        now = box.addButton(self.tr("Quit now"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(later)

        def answered(_: int) -> None:
            self._question = None
            if box.clickedButton() is now:
                self.qt.quit()
            self._quits_when_saved = box.clickedButton() is later
            self._follow_savings()

        box.finished.connect(answered)
        box.show()
        box.raise_()

    def _follow_savings(self, saving: Saving | None = None) -> None:
        """Say what was saved where no window does; end, if that was only waited for."""
        seen = [window for window in self.windows.values() if window.isVisible()]
        if saving is not None and saving.state is SavingState.DONE and not seen:
            self._notify(self.tr("Saved"), saving.path.name)
        if saving is not None and saving.error is not None:
            if not seen:
                self._tell(saving.error)
            self._quits_when_saved = False  # a person has to know
        self._keep_running()
        if not self._savings.under_way and (
            self._quits_when_saved or (not seen and self.qt.quitOnLastWindowClosed())
        ):
            self.qt.quit()

    def _speak(self, arguments: Sequence[str]) -> Later:
        """Speak a text in between, for a screen reader, which waits for its end."""
        try:
            interjection = Interjection.of_arguments(arguments)
        except ValueError:
            raise ControlError("no_text") from None
        later = Later()
        speaking = self.engine.interject(interjection, lambda _: later.done(), later.failed)
        later.cancel = speaking.cancel
        return later

    def _obey_bus(self, wanted: WindowWanted) -> None:
        try:
            self.obey(wanted.command, wanted.arguments)
        except ControlError as error:
            _LOG.warning("order refused: %s", error)

    def _tell_of_no_text(self, nothing: NothingToRead) -> None:
        """Say why nothing is read."""
        if nothing.place is Place.SELECTION:
            words = self.tr("No text is selected.")
        elif nothing.wanted is Place.SELECTION:
            words = self.tr(
                "Can't get the selected text on this system. Copy the text, then read "
                "the clipboard."
            )
        else:
            words = self.tr("There's no text on the clipboard.")
        self._notify("CosyVoice Home", words)

    # Windows

    @property
    def reader(self) -> ReaderWindow | None:
        """The Reader, if it was opened."""
        window = self.windows.get("reader")
        return window if isinstance(window, ReaderWindow) else None

    def open(self, name: str) -> QWidget:
        """Show one of `WINDOWS`, made when it is first needed."""
        window = self.windows.get(name)
        if window is not None and name in _ALWAYS_NEW and not window.isVisible():
            window.deleteLater()
            window = None
        if window is None:
            window = self.windows[name] = WINDOWS[name](self)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def translate(self, language: str) -> None:
        """Have menus and windows that are made from now on in a language; empty: the system's."""
        self._translate_no_more()
        locale = QLocale(language) if language else QLocale.system()
        QLocale.setDefault(locale)  # of numbers, dates, and errors
        self._dress()
        name = language_for(locale.uiLanguages())
        qt_own = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for file, place in ((f"qtbase_{name}", qt_own), (name, str(_TRANSLATIONS))):
            translator = QTranslator(self)
            if translator.load(file, place):
                self.qt.installTranslator(translator)
                self._translators.append(translator)

    def _translate_no_more(self) -> None:
        for translator in self._translators:
            self.qt.removeTranslator(translator)
            translator.deleteLater()
        self._translators.clear()
        QLocale.setDefault(QLocale.system())

    def _dress(self) -> None:
        """Have the windows light or dark, and their characters as the language writes them."""
        dress(self.qt, self.engine.settings.appearance.theme)
        tags = [*QLocale().uiLanguages(), *QLocale.system().uiLanguages()]
        font = with_han(self.qt.font(), tags, dark=is_dark(self.qt.palette()))
        if font.families() != self.qt.font().families():
            self.qt.setFont(font)

    def _settings_changed(self, settings: Settings) -> None:
        if settings.appearance.theme != self._theme:
            self._theme = settings.appearance.theme
            self._dress()
        if settings.app.language == self._language:
            return
        self._language = settings.app.language
        self.translate(self._language)
        if self.tray is not None:
            self.tray.rebuild()
        visible = [name for name, window in self.windows.items() if window.isVisible()]
        for name, window in list(self.windows.items()):
            # One in which something is going on, or unsaved, stays as it is; it asks, if need be.
            if not _has_dialog(window) and window.close():
                if isinstance(window, ReaderWindow):
                    self.written = window.written
                del self.windows[name]
                window.deleteLater()
        for name in visible:
            self.open(name)

    # Hotkeys

    def _focus_changed(self, _: QWidget | None, focused: QWidget | None) -> None:
        """Have hotkeys that are pressed while keys are chosen go to the field for them."""
        self.engine.catch_hotkeys(on=isinstance(focused, KeysField))

    def _give_to_field(self, action: str) -> None:
        if not give_to_field(self.engine.settings.keys.get(action, "")):
            command, arguments = order_of(action)
            self.obey(command, arguments)

    # Inside

    def _look_for_tray(self) -> None:
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.tray = Tray(self.engine, self.obey, self)
            self.tray.icon.show()
        elif self._looks < _TRAY_LOOKS:
            self._looks += 1
            QTimer.singleShot(_TRAY_TICK, self._look_for_tray)
        elif not self.windows:
            self._hidden = False
            self.open("reader")
        self._keep_running()

    def _keep_running(self) -> None:
        """Have a closed window end the app only where nothing else shows that it runs.

        What is being saved is waited for.
        """
        alone = self.tray is None and not self._hidden
        self.qt.setQuitOnLastWindowClosed(alone and not self._savings.under_way)

    def _tell(self, error: Exception) -> None:
        _LOG.warning("%s: %s", type(error).__name__, error)
        if self.reader is None or not self.reader.isVisible():  # it says so itself
            self._notify(sentence(error), hint(error))

    def _tell_of_state(self, state: StateChanged) -> None:
        """Say what keeps a text from being heard, where no window does."""
        if isinstance(state.error, ConsentError):
            self._ask_consent(str(state.error.values["service"]))
        elif state.error is not None:
            self._tell(state.error)

    def _ask_consent(self, name: str) -> None:
        """Ask where the text was about to leave, whichever window it is from, or none."""
        service = self.engine.settings.services.get(name) or ServiceSettings(name)
        if self._consent is not None and not sip.isdeleted(self._consent):
            return
        window = self.qt.activeModalWidget() or self.qt.activeWindow()
        self._consent = ask_consent(name, service, window, lambda: self.engine.agree(name))

    def _tell_of_service(self, event: ServiceChanged) -> None:
        """Say once that another service stands in; that it does no longer, anybody hears."""
        if event.instead_of and event.name != self._stood_in:
            self._notify(
                self.tr("{service} isn't responding. Using {other} instead.").format(
                    service=event.instead_of, other=event.name
                ),
                sentence(event.error) if event.error else "",
            )
        self._stood_in = event.name if event.instead_of else ""

    def _notify(self, title: str, words: str) -> None:
        if self.tray is not None:
            self.tray.tell(title, words)

    def _end(self) -> None:
        self.instance.close()
        if self.tray is not None:
            self.tray.icon.hide()
        for window in self.windows.values():
            window.hide()
        self._keep_draft()
        self.engine.end()
        self._translate_no_more()

    def _keep_draft(self) -> None:
        written = self.written if self.reader is None else self.reader.written
        try:
            keep_draft(draft_file(), written)
        except OSError as error:
            _LOG.warning("The text in the Reader cannot be kept: %s", error)


def _reader_window(app: Application) -> QWidget:
    window = ReaderWindow(app.engine, app.obey)
    if app.written:
        window.take_written(app.written)
        app.written = ""
    return window


def _voices_window(app: Application) -> QWidget:
    module = importlib.import_module(".voices.window", __package__)
    window: VoicesWindow = module.VoicesWindow(app.engine)
    window.style_wanted.connect(partial(_new_style, app))
    return window


def _new_style(app: Application, voice: ReferenceAudio) -> None:
    styles = app.open("profiles")
    module = importlib.import_module(".profiles.window", __package__)
    if isinstance(styles, module.ProfilesWindow):
        styles.add_for(voice)


def _history_window(app: Application) -> QWidget:
    module = importlib.import_module(".history.window", __package__)
    window: HistoryWindow = module.HistoryWindow(app.engine)
    window.settings_wanted.connect(lambda: app.open("settings"))
    return window


def _announce_window(app: Application) -> QWidget:
    module = importlib.import_module(".announcing.window", __package__)
    window: AnnounceWindow = module.AnnounceWindow(app.engine)

    def show_home() -> None:
        cast("SettingsWindow", app.open("settings")).show_page("home")

    window.settings_wanted.connect(show_home)
    return window


def _welcome(app: Application) -> QWidget:
    module = importlib.import_module(".welcome.window", __package__)
    window: Welcome = module.Welcome(app.engine)
    window.reader_wanted.connect(lambda: app.open("reader"))
    window.voice_wanted.connect(lambda: _record(app))
    return window


def _record(app: Application) -> None:
    """Have a voice recorded, at the end of the first start."""
    from .voices.window import VoicesWindow  # noqa: PLC0415 - seldom needed

    window = app.open("voices")
    assert isinstance(window, VoicesWindow)  # noqa: S101 - it is
    window.record()


def _made(module: str, name: str) -> Callable[[Application], QWidget]:
    """Imports a window's module when it is opened: few are in a day."""

    def make(app: Application) -> QWidget:
        window: QWidget = getattr(importlib.import_module(module, __package__), name)(app.engine)
        return window

    return make


def _settings_window(app: Application) -> QWidget:
    from .settings.window import SettingsWindow  # noqa: PLC0415 - as for `_made`

    window = SettingsWindow(app.engine)
    window.window_wanted.connect(app.open)
    return window


WINDOWS: Final[dict[str, Callable[[Application], QWidget]]] = {
    "reader": _reader_window,
    "voices": _voices_window,
    "profiles": _made(".profiles.window", "ProfilesWindow"),
    "pronunciation": _made(".pronunciation.window", "PronunciationWindow"),
    "history": _history_window,
    "settings": _settings_window,
    "announce": _announce_window,
    "welcome": _welcome,
}
"""The app's windows by name, and how they are made."""

_ALWAYS_NEW: Final = {"settings", "welcome"}  # they begin with what is set now


def _has_dialog(window: QWidget) -> bool:
    """Whether a dialog of a window is open, in which somebody records, or has written something."""
    return any(dialog.isVisible() for dialog in window.findChildren(QDialog))
