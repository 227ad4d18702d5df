"""The app as a whole: tray, windows, engine, orders from outside; and how it starts and ends."""

from __future__ import annotations

import importlib
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path, PurePath
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import (
    QLibraryInfo,
    QLocale,
    QObject,
    QSocketNotifier,
    Qt,
    QTimer,
    QTranslator,
)
from PyQt6.QtWidgets import QApplication, QDialog, QMessageBox, QSystemTrayIcon

from desktop_app.bus import Bus
from desktop_app.documents.opening import is_address
from desktop_app.reading.draft import keep_draft, kept_draft
from desktop_app.reading.events import ReaderState
from desktop_app.reading.from_settings import voice_of
from desktop_app.reading.interjection import Interjection
from desktop_app.settings.settings import VOLUMES
from desktop_app.system.control import ControlError
from desktop_app.system.paths import APP_NAME, draft_file, log_file
from desktop_app.system.redaction import RedactingFormatter, redacted
from desktop_app.system.session_bus import APP_ID
from shared_client.models import SPEED_RANGE

from .engine import Engine
from .instance import Instance, Later
from .parts.icons import app_icon
from .parts.style import Style
from .reader.window import ReaderWindow
from .selection import Place, copied_text, selected_text
from .settings.hotkeys_page import action_names, give_to_field
from .tray import Tray
from .words import trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from types import TracebackType

    from PyQt6.QtWidgets import QWidget

    from desktop_app.reading.events import ServiceChanged, StateChanged
    from desktop_app.reading.trouble import Trouble
    from desktop_app.settings.settings import Settings

    from .history.window import HistoryWindow
    from .selection import Found
    from .welcome import Wizard

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
        self.written = kept_draft(draft_file())  # in a Reader that was here before this one
        self.engine = Engine(self)
        self.instance = Instance(self.obey, self)
        self._bus = Bus(self._order_from_bus)
        self.engine.failed.connect(self._tell)
        self.engine.state_changed.connect(self._tell_of_state)
        self.engine.service_changed.connect(self._tell_of_service)
        self.engine.settings_changed.connect(self._settings_changed)
        self.engine.hotkey.connect(self._hotkey)
        qt.aboutToQuit.connect(self._end)
        self.instance.listen()
        self.engine.load()
        self._language = self.engine.settings.app.language
        self.translate(self._language)
        self._look_for_tray()
        self.engine.start()
        self.engine.voices_changed.connect(lambda _: self._tell_bus(self.engine.settings))
        self._tell_bus(self.engine.settings)
        self.engine.loop.start(self._be_on_bus())
        self.engine.hear_keys(action_names())
        if not hidden and self.tray is None:
            self.open("reader")
        if not hidden and self.engine.is_new:
            self.open("welcome")

    # Orders

    def obey(self, command: str, arguments: list[str]) -> str | Later:
        """Do what a second start, a command, the bus or the menu says.

        Raises:
            ControlError: That is nothing it can do.
        """
        engine = self.engine
        commands: dict[str, Callable[[], object]] = {
            "show": lambda: self.open("reader"),
            "read-selection": self.read_selection,
            "read-clipboard": self.read_clipboard,
            "pause": engine.pause,
            "resume": engine.resume,
            "toggle": engine.pause_or_resume,
            "stop": engine.stop,
            "next": engine.next_sentence,
            "previous": engine.previous_sentence,
            "read": lambda: self.open_all(arguments),
            "read-text": lambda: engine.read(" ".join(arguments)),
            "speed": lambda: engine.set_speed(_number(arguments, *SPEED_RANGE)),
            "volume": lambda: engine.set_volume(_number(arguments, *VOLUMES)),
            "quit": self.quit,
        }
        if command == "status":
            return str(engine.state.state)
        if command == "speak":
            return self._speak(arguments)
        if command in WINDOWS:
            self.open(command)
        elif command in commands:
            commands[command]()
        else:
            raise ControlError(f"The running app knows no order {command!r}.")
        return ""

    def _speak(self, arguments: list[str]) -> Later:
        """Speak a text in between, for a screen reader, which waits for its end."""
        try:
            interjection = Interjection.of_arguments(arguments)
        except ValueError:
            raise ControlError("That is nothing to speak.") from None
        later = Later()
        speaking = self.engine.interject(interjection, lambda _: later.done(), later.failed)
        later.cancel = speaking.cancel
        return later

    def open_all(self, what: Sequence[str]) -> None:
        """Read files, addresses or texts: the first one at once, the others after it."""
        for place, one in enumerate(what):
            self.open_any(one, at_once=place == 0)

    def open_any(self, what: str, *, at_once: bool = True) -> None:
        """Read a file, an address, or else a text."""
        if is_address(what) or what.startswith("file:") or _is_file(what):
            self.engine.open(what, at_once=at_once)
        else:
            self.engine.read(what, at_once=at_once)

    def read_selection(self) -> None:
        """Read what is selected; where the system does not tell, what was copied."""
        copied = self.tr("This system does not tell what is selected. Copy a text to have it read.")
        self._read(selected_text(self.engine.loop), self.tr("Nothing is selected."), copied)

    def read_clipboard(self) -> None:
        """Read what was copied."""
        self._read(copied_text(self.engine.loop), "", self.tr("No text was copied."))

    def _read(self, asking: Coroutine[None, None, Found], selected: str, copied: str) -> None:
        """Read what is found; say why not, where it is nothing that was selected or copied."""

        def read(found: Found) -> None:
            if found.text.strip():
                self.engine.read(found.text)
            else:
                words = selected if found.place is Place.SELECTION else copied
                self._notify("CosyVoice Home", words)

        self.engine.loop.start(asking, read, lambda error: self._tell(trouble_of(error)))

    def quit(self) -> None:
        """End the app, once the order has been answered."""
        QTimer.singleShot(0, self.qt.quit)

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
        QLocale.setDefault(locale)  # of numbers and dates
        name = translation_for(locale.uiLanguages())
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

    def _settings_changed(self, settings: Settings) -> None:
        self._tell_bus(settings)
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

    def _hotkey(self, action: str) -> None:
        if not give_to_field(self.engine.settings.app.keys[action]):
            self.obey("toggle" if action == "pause" else action, [])

    # The bus

    async def _be_on_bus(self) -> None:
        self.engine.listen(self._bus.hear)
        await self._bus.run()

    def _tell_bus(self, settings: Settings) -> None:
        names = {voice.id: PurePath(voice.filename).stem for voice in self.engine.voices}
        voice = settings.app.profile or names.get(voice_of(settings), "")
        app = settings.app
        self.engine.loop.start(self._bus.tell(speed=app.speed, volume=app.volume, voice=voice))

    def _order_from_bus(self, command: str, *arguments: str) -> None:
        def obey() -> None:
            try:
                self.obey(command, list(arguments))
            except ControlError as error:
                _LOG.warning("order refused: %s", error)

        self.engine.loop.post(obey)

    # Inside

    def _look_for_tray(self) -> None:
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.tray = Tray(self.engine, lambda name: self.obey(name, []), self)
            self.tray.icon.show()
        elif self._looks < _TRAY_LOOKS:
            self._looks += 1
            QTimer.singleShot(_TRAY_TICK, self._look_for_tray)
        elif not self.windows:
            self._hidden = False
            self.open("reader")
        # A window that is closed ends the app only where nothing else shows that it runs.
        self.qt.setQuitOnLastWindowClosed(self.tray is None and not self._hidden)

    def _tell(self, trouble: Trouble) -> None:
        _LOG.warning("%s", trouble.words)
        if self.reader is None or not self.reader.isVisible():  # it says so itself
            self._notify(trouble.words, trouble.hint)

    def _tell_of_state(self, state: StateChanged) -> None:
        """Say what keeps a text from being heard, where no window does."""
        if state.state is ReaderState.TROUBLE:
            _LOG.warning("%s", state.words)
            if self.reader is None or not self.reader.isVisible():
                self._notify(state.words, state.hint)

    def _tell_of_service(self, event: ServiceChanged) -> None:
        """Say once that another service stands in; that it does no longer, anybody hears."""
        if event.instead_of and event.name != self._stood_in:
            self._notify(
                self.tr("{service} does not answer; {other} speaks instead.").format(
                    service=event.instead_of, other=event.name
                ),
                event.words,
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
    window = ReaderWindow(app.engine, app.open_any, lambda name: app.obey(name, []))
    if app.written:
        window.take_written(app.written)
        app.written = ""
    return window


def _history_window(app: Application) -> QWidget:
    module = importlib.import_module(".history.window", __package__)
    window: HistoryWindow = module.HistoryWindow(app.engine)
    window.settings_wanted.connect(lambda: app.open("settings"))
    return window


def _welcome(app: Application) -> QWidget:
    module = importlib.import_module(".welcome", __package__)
    window: Wizard = module.Wizard(app.engine)
    window.accepted.connect(lambda: app.open("reader"))  # of which its last page speaks
    return window


def _made(module: str, name: str) -> Callable[[Application], QWidget]:
    """Imports a window's module when it is opened: few are in a day."""

    def make(app: Application) -> QWidget:
        window: QWidget = getattr(importlib.import_module(module, __package__), name)(app.engine)
        return window

    return make


WINDOWS: Final[dict[str, Callable[[Application], QWidget]]] = {
    "reader": _reader_window,
    "voices": _made(".voices.window", "VoicesWindow"),
    "profiles": _made(".profiles.window", "ProfilesWindow"),
    "pronunciation": _made(".pronunciation.window", "PronunciationWindow"),
    "history": _history_window,
    "settings": _made(".settings.window", "SettingsWindow"),
    "welcome": _welcome,
}
"""The app's windows by name, and how they are made."""

_ALWAYS_NEW: Final = {"settings", "welcome"}  # they begin with what is set now


def translation_for(languages: Sequence[str]) -> str:
    """The name of the translation for the first language that there is one for; else English's.

    Args:
        languages: As `QLocale.uiLanguages` has them, the one that is liked best first.
    """
    for language in languages:
        locale = QLocale(language)
        match locale.language():
            case QLocale.Language.English:
                return "en"
            case QLocale.Language.Chinese | QLocale.Language.Cantonese:
                traditional = locale.script() == QLocale.Script.TraditionalHanScript
                return "zh_TW" if traditional else "zh_CN"
            case _:
                pass
    return "en"


def _number(arguments: Sequence[str], least: float, most: float) -> float:
    try:
        (text,) = arguments
        number = float(text)
    except ValueError:
        raise ControlError("This order takes one number.") from None
    if not least <= number <= most:
        raise ControlError(f"The number has to be from {least:g} to {most:g}.")
    return number


def make_qt(arguments: Sequence[str]) -> QApplication:
    """Qt's part of the app; it takes dark or light, and the scale of the screen, by itself."""
    qt = QApplication([APP_NAME, *arguments])
    qt.setApplicationName(APP_NAME)
    qt.setApplicationDisplayName("CosyVoice Home")
    qt.setDesktopFileName(APP_ID)
    qt.setWindowIcon(app_icon())
    qt.setQuitOnLastWindowClosed(False)
    own = qt.style()
    if own is not None and own.name() == "fusion":  # those of other systems need no help
        qt.setStyle(Style())
    return qt


def log_to_file() -> None:
    """Note warnings and what is unexpected in a file that does not grow for ever."""
    path = log_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=1 << 20, backupCount=2, encoding="utf-8")
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


def tell_what_is_unexpected() -> None:
    """Have exceptions that nobody catches logged and shown, and the app go on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _LOG.critical("unexpected", exc_info=(kind, error, trace))
        if any(box.isVisible() for box in _BOXES):
            return  # what goes wrong whenever something is painted would fill the screen
        box = QMessageBox(QMessageBox.Icon.Warning, "CosyVoice Home", "")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"{kind.__name__}: {redacted(str(error))}")
        box.setInformativeText(
            QApplication.translate("Application", "It is noted in {file}.").format(file=log_file())
        )
        box.show()
        _BOXES[:] = [box]

    sys.excepthook = hook


_BOXES: Final[list[QMessageBox]] = []  # Python would take them away at once


class Signals(QObject):
    """Ends the app well on Ctrl-C, and when the system tells it to.

    Python's handlers run only between two of its own instructions, and Qt waits outside of Python:
    a signal writes a byte into a socket, and reading that brings Python back. The sockets are
    attributes because a slot does not keep what it is a method of.
    """

    def __init__(self, qt: QApplication) -> None:
        super().__init__(qt)
        if sys.platform == "win32":
            return
        self._read, self._write = socket.socketpair()
        for one in (self._read, self._write):
            one.setblocking(False)  # noqa: FBT003 - its only form
        signal.set_wakeup_fd(self._write.fileno())
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)  # type: ignore[call-overload] # an int is right
        self._notifier.activated.connect(self._wake)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: qt.exit())  # `quit` lets windows ask first

    def _wake(self) -> None:
        self._read.recv(4096)


def _has_dialog(window: QWidget) -> bool:
    """Whether a dialog of a window is open, in which somebody records, or has written something."""
    return any(dialog.isVisible() for dialog in window.findChildren(QDialog))


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # too long for a name, or a zero in it
        return False
