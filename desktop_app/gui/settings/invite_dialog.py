"""The dialog that lets a phone in to the page for voices of a service, by a QR code."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QKeySequence, QPainter, QShortcut
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import AppError
from desktop_app.gui.parts.actions import CLOSING_KEYS, plain_slot
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import SMALL, SMALL_ICON, TINY, helper
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.words import together
from desktop_app.services.connection import client_for
from shared_client import Timeouts

if TYPE_CHECKING:
    from concurrent.futures import Future

    from PyQt6.QtGui import QPaintEvent

    from desktop_app.gui.loop import LoopThread
    from shared_client import Invitation

    from .service_form import ServiceEntry

_TIMEOUTS: Final = Timeouts(connect=10, idle=20, cold_start=0)
_CODE: Final = 264
_QUIET: Final = 4  # modules around a QR code


class QrCode(QWidget):
    """A QR code, dark on light whatever the colors of the desktop are: cameras want it so."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[str, ...] = ()
        self.setObjectName("qr")
        self.setAccessibleName(self.tr("QR code of the invitation"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: tuple[str, ...]) -> None:
        """Show a code; none without rows."""
        self.rows = rows
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Large enough for any camera."""
        return QSize(_CODE, _CODE)

    def paintEvent(self, _: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw each module as a square of whole pixels."""
        painter = QPainter(self)
        if not self.rows:
            return
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        side = len(self.rows) + 2 * _QUIET
        edges = [round(at * self.width() / side) for at in range(side + 1)]
        for row, line in enumerate(self.rows, _QUIET):
            for column, module in enumerate(line, _QUIET):
                if module == "1":
                    left, top = edges[column], edges[row]
                    place = QRect(left, top, edges[column + 1] - left, edges[row + 1] - top)
                    painter.fillRect(place, Qt.GlobalColor.black)


class InviteDialog(QDialog):
    """Shows an invitation for one voice or for all, and makes another for the other choice.

    Args:
        loop: Where the service is asked.
        entry: The service.
        parent: The window.

    Attributes:
        one: Chosen where the phone may add one voice.
        all: Chosen where it may manage all.
        code: The QR code.
        address: Of the invitation; empty until it is there.
    """

    def __init__(
        self, loop: LoopThread, entry: ServiceEntry, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("invite")
        self.setWindowTitle(self.tr("Invite a phone"))
        self._loop = loop
        self._entry = entry
        self._asking: Future[Invitation] | None = None
        self.address = ""
        page = Page(
            self.tr("Invite a phone"),
            self.tr("It opens the page for voices of “{service}”.").format(service=entry.name),
            self,
        )
        self.notice = page.notice
        self.one = QRadioButton(self.tr("&Add one voice"))
        self.all = QRadioButton(self.tr("&Manage all voices"))
        self.one.setChecked(True)
        self.all.toggled.connect(plain_slot(self.refresh))
        self.code = QrCode()
        self.how = secondary(QLabel(), helper)
        self.how.setObjectName("how")
        self.how.setWordWrap(True)
        self.copy = QPushButton(self.tr("&Copy the link"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(plain_slot(self._copy))
        wear(self.copy, "copy", SMALL_ICON)
        choices = QVBoxLayout()
        choices.setSpacing(TINY)
        choices.addWidget(self.one)
        choices.addWidget(self.all)
        page.body.addLayout(choices)
        page.body.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        page.body.addSpacing(SMALL)
        page.body.addWidget(self.how)
        page.body.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        page.add_foot(self.copy, buttons)
        QShortcut(QKeySequence(CLOSING_KEYS[0]), self, self.reject)
        keep_on_screen(self, 440, 560)
        self.refresh()

    def refresh(self) -> None:
        """Make an invitation for what is chosen."""
        if self._asking is not None:
            self._asking.cancel()
        self._show_none(self.tr("Asking the service…"))
        self._asking = self._loop.start(
            _invitation(self._entry, manage=self.all.isChecked()),
            while_there(self, self._show),
            while_there(self, self._fail),
        )

    def _show(self, invitation: Invitation) -> None:
        self._asking = None
        self.notice.clear()
        self.address = invitation.address
        self.code.show_rows(invitation.qr)
        self.copy.setEnabled(True)
        words = self.tr("Scan it with the phone's camera within ten minutes. It works once.")
        place = urlsplit(invitation.address)
        if _is_loopback(place.hostname or ""):
            advice = self.tr(
                "Only this computer can open it. For phones, start the server with --host 0.0.0.0."
            )
            words = together(words, advice)
        elif place.scheme == "http":
            advice = self.tr(
                "Phones can't record there: the connection isn't encrypted. Start the server with "
                "--tls-self-signed."
            )
            words = together(words, advice)
        self.how.setText(words)

    def _show_none(self, words: str) -> None:
        self.address = ""
        self.code.show_rows(())
        self.copy.setEnabled(False)
        self.how.setText(words)

    def _fail(self, error: Exception) -> None:
        self._asking = None
        self._show_none("")
        self.notice.warn(error, self.tr("&Try again"), self.refresh)

    def _copy(self) -> None:
        board = QApplication.clipboard()
        assert board is not None  # noqa: S101 - a program with windows has one
        board.setText(self.address)
        self.how.setText(self.tr("Copied. The link works once, within ten minutes."))


async def _invitation(entry: ServiceEntry, *, manage: bool) -> Invitation:
    token = await entry.fetch_token()
    async with client_for(entry.service, token, timeouts=_TIMEOUTS) as client:
        invitation = await client.invite(manage=manage)
    if invitation is None:
        raise AppError("invitations_not_offered")
    return invitation


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
