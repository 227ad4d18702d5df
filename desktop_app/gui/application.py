"""The app as a whole: tray, windows, engine, orders from outside; and how it starts and ends."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QLocale, QObject, QSocketNotifier, QTimer, QTranslator
from PyQt6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon

from desktop_app.control import ControlError
from desktop_app.documents.reading import is_address
from desktop_app.paths import APP_NAME, log_file

from .engine import Engine
from .icons import app_icon
from .instance import Instance
from .reader_window import ReaderWindow
from .selection import copied_text, selected_text
from .settings_window import SettingsWindow
from .tray import Tray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from desktop_app.reading.trouble import Trouble

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
        self._looks = 0
        self._translator: QTranslator | None = None
        self.engine = Engine(self)
        self.instance = Instance(self.obey, self)
        self.tray: Tray | None = None
        self.reader: ReaderWindow | None = None
        self.settings_window: SettingsWindow | None = None
        self.engine.failed.connect(self._tell)
        qt.aboutToQuit.connect(self._end)
        self.instance.listen()
        self.engine.load()
        self.translate(self.engine.settings.app.language)
        self._look_for_tray()
        self.engine.start()
        if self.tray is None and not hidden:
            self.open_reader()

    # Orders

    def obey(self, command: str, arguments: list[str]) -> str:
        """Do what a second start or a command says.

        Raises:
            ControlError: That is nothing it can do.
        """
        commands: dict[str, Callable[[], object]] = {
            "show": self.open_reader,
            "read-selection": self.read_selection,
            "read-clipboard": self.read_clipboard,
            "pause": self.engine.pause,
            "resume": self.engine.resume,
            "stop": self.engine.stop,
            "next": self.engine.next_sentence,
            "previous": self.engine.previous_sentence,
            "quit": self.quit,
        }
        if command == "status":
            return str(self.engine.state.state)
        if command == "read":
            for argument in arguments:
                self.open_any(argument)
        elif command in commands:
            commands[command]()
        else:
            raise ControlError(f"The running app knows no order {command!r}.")
        return ""

    def open_any(self, what: str) -> None:
        """Read a file, an address, or else a text."""
        if is_address(what) or what.startswith("file:") or _is_file(what):
            self.engine.open(what)
        else:
            self.engine.read(what)

    def read_selection(self) -> None:
        """Read what is selected."""
        self._read(selected_text(), self.tr("Nothing is selected."))

    def read_clipboard(self) -> None:
        """Read what was copied."""
        self._read(copied_text(), self.tr("No text was copied."))

    def open_reader(self) -> None:
        """Show the Reader."""
        if self.reader is None:
            self.reader = ReaderWindow(self.engine, self.open_any)
        _bring_up(self.reader)

    def open_settings(self) -> None:
        """Show the settings."""
        if self.settings_window is None or not self.settings_window.isVisible():
            self.settings_window = SettingsWindow(self.engine)
            self.settings_window.language_changed.connect(self._change_language)
        _bring_up(self.settings_window)

    def quit(self) -> None:
        """End the app, once the order has been answered."""
        QTimer.singleShot(0, self.qt.quit)

    # Language

    def translate(self, language: str) -> None:
        """Have menus and windows that are made from now on in a language; empty: the system's."""
        if self._translator is not None:
            self.qt.removeTranslator(self._translator)
        self._translator = QTranslator(self)
        locale = QLocale(language) if language else QLocale()
        if self._translator.load(locale, "", "", str(_TRANSLATIONS)):
            self.qt.installTranslator(self._translator)

    def _change_language(self, language: str) -> None:
        self.translate(language)
        if self.tray is not None:
            self.tray.rebuild()
        if self.reader is not None:
            visible = self.reader.isVisible()
            self.reader.deleteLater()
            self.reader = None
            if visible:
                self.open_reader()

    # Inside

    def _look_for_tray(self) -> None:
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.tray = Tray(self.engine, self)
            self.tray.read_selection.connect(self.read_selection)
            self.tray.read_clipboard.connect(self.read_clipboard)
            self.tray.open_reader.connect(self.open_reader)
            self.tray.open_settings.connect(self.open_settings)
            self.tray.quit.connect(self.quit)
            self.tray.icon.show()
        elif self._looks < _TRAY_LOOKS:
            self._looks += 1
            QTimer.singleShot(_TRAY_TICK, self._look_for_tray)
        elif self.reader is None:
            self.open_reader()
        # A window that is closed ends the app only where nothing else shows that it runs.
        self.qt.setQuitOnLastWindowClosed(self.tray is None and self.reader is not None)

    def _read(self, text: str, otherwise: str) -> None:
        if text.strip():
            self.engine.read(text)
        elif self.tray is not None:
            self.tray.tell("CosyVoice Home", otherwise)

    def _tell(self, trouble: Trouble) -> None:
        _LOG.warning("%s", trouble.words)
        if self.tray is not None:
            self.tray.tell(trouble.words, trouble.hint)
        if self.reader is not None:
            self.reader.words.setText(f"{trouble.words} {trouble.hint}".strip())

    def _end(self) -> None:
        self.instance.close()
        if self.tray is not None:
            self.tray.icon.hide()
        if self.reader is not None:
            self.reader.hide()
        self.engine.end()


def make_qt(arguments: Sequence[str]) -> QApplication:
    """Qt's part of the app; it takes dark or light, and the scale of the screen, by itself."""
    qt = QApplication([APP_NAME, *arguments])
    qt.setApplicationName(APP_NAME)
    qt.setApplicationDisplayName("CosyVoice Home")
    qt.setDesktopFileName(APP_NAME)
    qt.setWindowIcon(app_icon())
    qt.setQuitOnLastWindowClosed(False)
    return qt


def log_to_file() -> None:
    """Note warnings and what is unexpected in a file that does not grow for ever."""
    path = log_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=1 << 20, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)


def tell_what_is_unexpected() -> None:
    """Have exceptions that nobody catches logged and shown, and the app go on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _LOG.critical("unexpected", exc_info=(kind, error, trace))
        box = QMessageBox(QMessageBox.Icon.Warning, "CosyVoice Home", f"{kind.__name__}: {error}")
        box.setInformativeText(
            QApplication.translate("Application", "It is noted in {file}.").format(file=log_file())
        )
        box.show()
        _BOXES.append(box)

    sys.excepthook = hook


_BOXES: Final[list[QMessageBox]] = []  # Python would take them away at once


def quit_on_signals(qt: QApplication) -> None:
    """End well on Ctrl-C, and when told to by the system. Python hears of it through a socket."""
    if sys.platform == "win32":
        return
    ours, theirs = socket.socketpair()
    for one in (ours, theirs):
        one.setblocking(False)  # noqa: FBT003 - its only form
    signal.set_wakeup_fd(theirs.fileno())
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, qt)  # type: ignore[call-overload] # an int is right
    notifier.activated.connect(lambda: ours.recv(1))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: qt.quit())
    qt.destroyed.connect(theirs.close)


def _bring_up(window: ReaderWindow | SettingsWindow) -> None:
    window.show()
    window.raise_()
    window.activateWindow()


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # too long for a name, or a zero in it
        return False
