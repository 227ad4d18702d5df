"""The dialog with the engines of the built-in voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import CLOSING_KEYS
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.metrics import MEDIUM
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.words import language
from desktop_app.services.engines import Engines

from .engine_row import EngineRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from desktop_app.gui.loop import LoopThread
    from desktop_app.services.engines import LocalEngine


class EnginesDialog(QDialog):
    """Engines that are there and that can be installed. What is done here holds at once.

    Args:
        loop: Where the program of the engines runs.
        parent: The window.

    Attributes:
        rows: An `EngineRow` for each engine, by its name; empty until they are listed.
    """

    def __init__(self, loop: LoopThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engines")
        self.setWindowTitle(self.tr("Engines of the built-in voice"))
        self._loop = loop
        self._engines = Engines(language())
        self._asking: Future[list[LocalEngine]] | None = None
        self._box: QMessageBox | None = None
        self.rows: dict[str, EngineRow] = {}
        self._lay_out()
        QShortcut(QKeySequence(CLOSING_KEYS[0]), self, self.reject)
        keep_on_screen(self, 680, 620)
        self.refresh()

    def _lay_out(self) -> None:
        page = Page(
            self.tr("Engines of the built-in voice"),
            self.tr(
                "The built-in voice speaks each sentence with the best installed engine that "
                "knows its language. Everything stays on this computer."
            ),
            self,
        )
        self.notice = page.notice
        self.asked = QLabel(self.tr("Looking for engines…"))
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(MEDIUM)
        self._list.addWidget(self.asked)
        self._list.addStretch()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        self._scrolled = Scrolled(content)
        page.body.addWidget(self._scrolled, 1)
        page.add_foot(self.buttons)

    def refresh(self) -> None:
        """Ask which engines there are."""
        if self._asking is not None:
            self._asking.cancel()
        self.asked.setVisible(not self.rows)
        self._asking = self._loop.start(
            self._engines.listed(), while_there(self, self._show), while_there(self, self._fail)
        )

    def _show(self, engines: Sequence[LocalEngine]) -> None:
        self._asking = None
        self.notice.clear()
        self.asked.hide()
        for engine in engines:
            row = self.rows.get(engine.name)
            if row is not None:
                row.show_engine(engine)
                continue
            row = self.rows[engine.name] = EngineRow(self._loop, self._engines, engine)
            row.changed.connect(self.refresh)
            row.grown.connect(self._scrolled.make_room)
            self._list.insertWidget(self._list.count() - 1, row)
            row.show()
        self._scrolled.make_room()

    def _fail(self, error: Exception) -> None:
        self._asking = None
        self.asked.hide()
        self.notice.warn(error, self.tr("Try a&gain"), self.refresh)

    # The end

    def reject(self) -> None:
        """Close; ask first where a download would stop."""
        loading = [row for row in self.rows.values() if row.running == "install"]
        if not loading:
            super().reject()
        elif self._box is None:
            self._ask(loading[0].engine.title)

    def done(self, result: int) -> None:
        """Close; what is done is stopped, and a download can be continued."""
        if self._asking is not None:
            self._asking.cancel()
        for row in self.rows.values():
            row.changed.disconnect(self.refresh)
            row.cancel()
        super().done(result)

    def _ask(self, title: str) -> None:
        box = QMessageBox(self)
        box.setObjectName("leave-question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.windowTitle())
        box.setText(self.tr("Stop downloading {engine}?").format(engine=title))
        box.setInformativeText(self.tr("What has been downloaded is kept. You can continue later."))
        stop = box.addButton(self.tr("&Stop"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("&Keep downloading"), QMessageBox.ButtonRole.RejectRole)

        def answered(_: int) -> None:
            self._box = None
            box.deleteLater()
            if box.clickedButton() is stop:
                self.done(QDialog.DialogCode.Rejected)

        box.finished.connect(answered)
        self._box = box
        box.open()


def show_engines(loop: LoopThread, parent: QWidget) -> EnginesDialog:
    """Open the dialog over a window; it deletes itself when it is closed."""
    dialog = EnginesDialog(loop, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
