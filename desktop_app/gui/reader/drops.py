"""What is dropped on the Reader: files, addresses and texts, wherever they fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QVBoxLayout

from desktop_app.gui.parts.card import DashedCard
from desktop_app.gui.parts.labels import sized
from desktop_app.gui.parts.metrics import SMALL, head

if TYPE_CHECKING:
    from PyQt6.QtCore import QMimeData
    from PyQt6.QtGui import QDropEvent
    from PyQt6.QtWidgets import QWidget


def accept(event: QDropEvent, *own: QWidget) -> bool:
    """Take what comes from elsewhere, if there is something to read in it.

    Args:
        event: It is dragged, or dropped.
        own: Widgets whose own things are only moved in them.
    """
    data = event.mimeData()
    if data is None or event.source() in own or not (data.hasUrls() or data.hasText()):
        return False
    event.acceptProposedAction()
    return True


def dropped(data: QMimeData) -> list[str]:
    """Paths and addresses; else one text."""
    addresses = [url.toLocalFile() or url.toString() for url in data.urls()]
    return addresses or [data.text()]


def files(data: QMimeData) -> list[str]:
    """Paths of files that are here."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class DropPlace(DashedCard):
    """Lies over the page while something is held over it, and says what becomes of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop-place")
        # The mouse goes through it to what takes the drop.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = sized(QLabel(self.tr("Drop to read")), head)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        self.hold(held=True)
        self.hide()

    def show_over(self, page: QWidget, *, held: bool) -> None:
        """Cover a page while something is held over it."""
        self.setGeometry(page.geometry().adjusted(SMALL, SMALL, -SMALL, -SMALL))
        self.setVisible(held)
        self.raise_()
