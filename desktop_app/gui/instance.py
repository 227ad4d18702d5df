"""The one instance of the app: it listens for orders, which a second start gives, and commands."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.system.control import LONGEST, ControlError, address, order, parse, refusal
from desktop_app.system.paths import log_file

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 10.0
"""Seconds in which a line has to be complete."""
MOST: Final = 50
"""Lines that are waited for at once, and commands that are being done."""

_LOG: Final = logging.getLogger(__name__)


class Later:
    """An answer that comes once something has been done.

    Attributes:
        cancel: Called when nobody waits for it any more.
    """

    def __init__(self) -> None:
        self.cancel: Callable[[], object] = lambda: None
        self.send: Callable[[bytes], None] = lambda _: None  # set by who has been asked

    def done(self, words: str = "") -> None:
        """Say that it has been done."""
        self.send(order("done", [words]))

    def failed(self, error: Exception) -> None:
        """Say that it cannot be done."""
        self.send(refusal(error))


class Instance(QObject):
    """Listens for orders.

    Args:
        obey: Does what an order says; its answer goes back, at once or later. It may raise a
            `ControlError`.
    """

    def __init__(
        self, obey: Callable[[str, list[str]], str | Later], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._obey = obey
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        self._lines: dict[QLocalSocket, bytearray] = {}  # of those who have not been answered
        self._waiting: dict[QLocalSocket, Later] = {}

    def listen(self) -> None:
        """Take orders; call it where `control.send` finds nobody.

        Raises:
            ControlError: It cannot be done.
        """
        name = address()
        QLocalServer.removeServer(name)  # left by one that died
        if not self._server.listen(name):
            raise ControlError("app_not_listening", words=self._server.errorString())

    def close(self) -> None:
        """Take no more orders."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._gone(socket))
            if len(self._lines) + len(self._waiting) >= MOST:
                self._refuse(socket, ControlError("app_busy"))
                continue
            self._lines[socket] = bytearray()
            timer = QTimer(socket)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda socket=socket: self._late(socket))
            timer.start(int(1000 * PATIENCE))
            self._read(socket)

    def _gone(self, socket: QLocalSocket) -> None:
        self._lines.pop(socket, None)
        if (later := self._waiting.pop(socket, None)) is not None:
            later.send = lambda _: None
            later.cancel()
        socket.deleteLater()

    def _late(self, socket: QLocalSocket) -> None:
        if socket in self._lines:
            self._refuse(socket, ControlError("command_unreadable"))

    def _read(self, socket: QLocalSocket) -> None:
        more = socket.readAll().data()
        if (line := self._lines.get(socket)) is None:
            return  # it was answered; who still writes shall not be stopped before the answer
        line += more
        end = line.find(b"\n", len(line) - len(more))
        if end >= 0:
            del self._lines[socket]
            self._answer(socket, bytes(line[:end]))
        elif len(line) > LONGEST:
            self._refuse(socket, ControlError("command_too_long"))

    def _refuse(self, socket: QLocalSocket, error: ControlError) -> None:
        self._lines.pop(socket, None)
        _LOG.warning("order refused: %s", error)
        self._send(socket, refusal(error))

    def _answer(self, socket: QLocalSocket, line: bytes) -> None:
        try:
            answer = self._obey(*parse(line))
        except ControlError as error:
            self._refuse(socket, error)
            return
        except Exception:
            self._send(socket, refusal(ControlError("command_failed", file=log_file())))
            raise
        if isinstance(answer, Later):
            answer.send = lambda words: self._send(socket, words)
            self._waiting[socket] = answer
        else:
            self._send(socket, order("done", [answer]))

    def _send(self, socket: QLocalSocket, answer: bytes) -> None:
        self._waiting.pop(socket, None)
        socket.write(answer)
        socket.flush()
        socket.disconnectFromServer()
