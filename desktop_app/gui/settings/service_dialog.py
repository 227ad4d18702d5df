"""The dialog in which a service is added or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QWidget

from desktop_app.errors import SettingsError
from desktop_app.gui.parts.buttons import primary
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.page import Page

from .service_form import ServiceForm

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.gui.loop import LoopThread

    from .service_form import ServiceEntry

_SIZE: Final = (640, 560)
_WIDTH: Final = 84  # characters: an address as services have it


class ServiceDialog(QDialog):
    """One service, to be taken over by a window with OK.

    Args:
        loop: Where it is tried out.
        entry: What is there already; None for a new one.
        taken: Names of other services.
        parent: The window.

    Attributes:
        entry: The service, once it was accepted.
    """

    def __init__(
        self,
        loop: LoopThread,
        entry: ServiceEntry | None,
        taken: Collection[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("service")
        self.setWindowTitle(self.tr("Add a service") if entry is None else entry.name)
        self.entry = entry
        self.form = ServiceForm(loop, entry, taken)
        self.use = QCheckBox(self.tr("&Use this service"))
        self.use.setObjectName("use")
        self.use.setChecked(True)
        self.use.setVisible(entry is None)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        keep = self.buttons.button(standard.Ok)
        assert keep is not None  # noqa: S101 - it is there
        keep.setText(self.tr("Add") if entry is None else self.tr("Save"))
        primary(keep)
        page = Page(self.windowTitle(), parent=self)
        self._scrolled = Scrolled(self.form)
        page.body.addWidget(self._scrolled, 1)
        page.body.addWidget(self.use)
        page.add_foot(self.buttons)
        self.setMinimumWidth(_WIDTH * self.fontMetrics().averageCharWidth())
        keep_on_screen(self, *_SIZE)
        self.form.kind.currentIndexChanged.connect(self._follow_form)
        self.form.more.toggled.connect(self._follow_form)
        self.form.complained.connect(self._follow_form)
        self.form.begin()

    def _follow_form(self) -> None:
        QTimer.singleShot(0, self._make_room)

    def _make_room(self) -> None:
        """Be higher where the other kind has more fields."""
        self._scrolled.updateGeometry()
        height, screen = self.sizeHint().height(), self.screen()
        assert screen is not None  # noqa: S101 - a window has one
        height = min(height, screen.availableSize().height())
        self.resize(self.width(), max(self.height(), height))

    def accept(self) -> None:
        """Take it over, if it is a service at all; it need not work yet."""
        try:
            self.entry = self.form.entry()
        except SettingsError as error:
            self.form.complain(error)
            return
        super().accept()

    def done(self, result: int) -> None:
        """Close; a trial is given up."""
        self.form.give_up()
        super().done(result)
