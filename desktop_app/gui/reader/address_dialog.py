"""The question for the address of a page to read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit

from desktop_app.documents.opening import is_address
from desktop_app.gui.parts.buttons import primary
from desktop_app.gui.parts.page import Page

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

_WITHOUT_SCHEME: Final = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")


class AddressDialog(QDialog):
    """Asks for an address; begins with the one that was copied.

    Signals:
        chosen: The address.
    """

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("address-dialog")
        self.setWindowTitle(self.tr("Open a web page"))
        self.address = QLineEdit()
        self.address.setObjectName("address")
        self.address.setPlaceholderText("https://")
        self.address.setMinimumWidth(440)
        label = QLabel(self.tr("&Address of the page to read:"))
        label.setBuddy(self.address)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        self.open_button = buttons.button(QDialogButtonBox.StandardButton.Open)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        page = Page(self.tr("Open a web page"), parent=self)
        page.body.addWidget(label)
        page.body.addWidget(self.address)
        page.add_foot(buttons)
        if self.open_button is not None:
            primary(self.open_button)
        self.address.textChanged.connect(self._check)
        clipboard = QGuiApplication.clipboard()
        copied = clipboard.text().strip() if clipboard is not None else ""
        self.address.setText(copied if is_address(copied) else "")
        self._check()

    def accept(self) -> None:
        """Hand over the address."""
        self.chosen.emit(whole(self.address.text()))
        super().accept()

    def _check(self) -> None:
        if self.open_button is not None:
            self.open_button.setEnabled(bool(whole(self.address.text())))


def whole(typed: str) -> str:
    """The address that somebody means; empty where it is none."""
    typed = typed.strip()
    if is_address(typed):
        return typed
    return f"https://{typed}" if _WITHOUT_SCHEME.fullmatch(typed) else ""
