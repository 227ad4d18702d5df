"""The one instance of the app: it listens for orders, which a second start gives, and commands."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.control import LONGEST, ControlError, address, order, parse

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG: Final = logging.getLogger(__name__)


class Instance(QObject):
    """Listens for orders.

    Args:
        obey: Does what an order says; its answer goes back. It may raise a `ControlError`.
    """

    def __init__(
        self, obey: Callable[[str, list[str]], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._obey = obey
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        self._lines: dict[QLocalSocket, bytes] = {}

    def listen(self) -> None:
        """Take orders; call it where `control.send` finds nobody.

        Raises:
            ControlError: It cannot be done.
        """
        name = address()
        QLocalServer.removeServer(name)  # left by one that died
        if not self._server.listen(name):
            raise ControlError(f"The app cannot take orders: {self._server.errorString()}.")

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
            socket.write(self._answer(line))
            socket.flush()
            socket.disconnectFromServer()

    def _answer(self, line: bytes) -> bytes:
        try:
            return order("done", [self._obey(*parse(line))])
        except ControlError as error:
            _LOG.warning("order refused: %s", error)
            return order("failed", [str(error), error.hint])
