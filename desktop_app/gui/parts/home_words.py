"""How the line to the home is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication

from desktop_app.gui.words import sentence
from desktop_app.home.link import LinkState

if TYPE_CHECKING:
    from desktop_app.home.link import LinkStatus


def home_in_words(status: LinkStatus) -> str:
    """How it is; why not, where something is wrong."""
    translate = QCoreApplication.translate
    match status.state:
        case LinkState.OFF:
            return translate("Home", "Not connected to a home")
        case LinkState.CONNECTING:
            return translate("Home", "Connecting…")
        case LinkState.CONNECTED:
            return translate("Home", "Connected")
        case LinkState.PENDING:
            return translate("Home", "An administrator has to accept this computer")
        case LinkState.REPLACED:
            return translate("Home", "Connected from somewhere else")
        case _:
            return sentence(status.error) if status.error is not None else ""
