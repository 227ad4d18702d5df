"""Makes the QApplication, and what it needs around it: log, signals, and what is unexpected."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QSocketNotifier, Qt, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication, QMessageBox

from desktop_app.system.app_log import log_to_file
from desktop_app.system.paths import APP_NAME, log_file
from desktop_app.system.plain_dialog import say_at_start
from desktop_app.system.redaction import redacted
from desktop_app.system.session_bus import APP_ID

from .parts.icons import app_icon
from .parts.style import Style

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

__all__ = ("Signals", "end_without_abort", "log_to_file", "make_qt", "tell_what_is_unexpected")

_LOG: Final = logging.getLogger(__name__)


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


def end_without_abort() -> None:
    """Have what Qt can't go on with said and noted; Qt itself would abort, and dump its memory."""

    def hear(kind: QtMsgType, _: object, message: str | None) -> None:
        words = message or ""
        if kind is not QtMsgType.QtFatalMsg:
            if sys.stderr is not None:
                sys.stderr.write(f"{words}\n")
            return
        _LOG.critical("Qt: %s", words)
        say_at_start(words)
        logging.shutdown()
        os._exit(1)

    qInstallMessageHandler(hear)


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
            QApplication.translate("Application", "Details are in {file}.").format(file=log_file())
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

    _read: socket.socket

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
