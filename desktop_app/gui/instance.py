"""The one instance of the app: it listens for orders, which a second start gives, and commands."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.system.control import LONGEST, ControlError, address, order, parse, refusal
from desktop_app.system.paths import log_file

if TYPE_CHECKING:
    from collections.abc import Callable

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
        self._lines: dict[QLocalSocket, bytes] = {}
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
            self._lines[socket] = b""
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._gone(socket))
            self._read(socket)

    def _gone(self, socket: QLocalSocket) -> None:
        self._lines.pop(socket, None)
        if (later := self._waiting.pop(socket, None)) is not None:
            later.send = lambda _: None
            later.cancel()
        socket.deleteLater()

    def _read(self, socket: QLocalSocket) -> None:
        line = self._lines.get(socket)
        if line is None:
            return
        line += bytes(socket.readAll().data())
        self._lines[socket] = line
        if len(line) > LONGEST:
            socket.abort()
        elif line.endswith(b"\n"):
            self._lines[socket] = b""
            self._answer(socket, line)

    def _answer(self, socket: QLocalSocket, line: bytes) -> None:
        try:
            answer = self._obey(*parse(line))
        except ControlError as error:
            _LOG.warning("order refused: %s", error)
            self._send(socket, refusal(error))
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
