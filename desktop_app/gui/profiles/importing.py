"""Asks what becomes of imported styles that do not simply fit in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.buttons import primary
from desktop_app.gui.parts.metrics import WIDE
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.page import Page, section_box
from desktop_app.settings.profiles_file import (
    SameName,
    UnknownService,
    same_names,
    unknown_services,
)
from desktop_app.settings.settings import LOCAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.settings.settings import Settings, VoiceProfile


class ImportDialog(QDialog):
    """One question for each service that is not set up and each name that is taken.

    Args:
        profiles: Those to import, by name.
        settings: Those there are.
        parent: The window.

    Attributes:
        services: A box for each service, whose data is an `UnknownService`.
        names: A box for each name, whose data is a `SameName`.
    """

    def __init__(
        self,
        profiles: Mapping[str, VoiceProfile],
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.profiles = profiles
        self.services: dict[str, QComboBox] = {}
        self.names: dict[str, QComboBox] = {}
        self.setObjectName("import")
        self.setWindowTitle(self.tr("Import speaking styles"))
        self.setMinimumWidth(460)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WIDE)
        if unknown := unknown_services(profiles, settings):
            layout.addWidget(self._ask_for_services(unknown, settings))
        if taken := same_names(profiles, settings):
            layout.addWidget(self._ask_for_names(taken))
        layout.addStretch()
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Cancel)
        ok = buttons.addButton(self.tr("&Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        assert ok is not None  # noqa: S101 - it was just added
        ok.setObjectName("import-ok")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        page = Page(
            self.tr("Import speaking styles"),
            self.tr("The file contains %n speaking style(s).", "", len(profiles)),
            self,
        )
        page.body.addWidget(Scrolled(middle), 1)
        page.add_foot(buttons)
        primary(ok).setDefault(True)
        keep_on_screen(self)

    @property
    def has_questions(self) -> bool:
        """Whether anything has to be asked."""
        return bool(self.services or self.names)

    def answers(self) -> tuple[dict[str, UnknownService], dict[str, SameName]]:
        """What was chosen, by service and by name."""
        services = {name: box.currentData() for name, box in self.services.items()}
        names = {name: box.currentData() for name, box in self.names.items()}
        return services, names

    def _ask_for_services(self, unknown: list[str], settings: Settings) -> QWidget:
        active = settings.active or LOCAL
        shown = self.tr("the built-in voice") if active == LOCAL else active
        choices = [
            (self.tr("Use {service}").format(service=shown), UnknownService.USE_ACTIVE),
            (self.tr("Keep the name and set it up later"), UnknownService.KEEP),
            (self.tr("Skip these styles"), UnknownService.LEAVE_OUT),
        ]
        group, grid = self._group(self.tr("Services not set up on this computer"))
        for service in unknown:
            names = [name for name, one in self.profiles.items() if one.service == service]
            words = f"{service} ({', '.join(names)})"
            self.services[service] = self._row(grid, words, choices)
        return group

    def _ask_for_names(self, taken: list[str]) -> QWidget:
        choices = [
            (self.tr("Keep both"), SameName.KEEP_BOTH),
            (self.tr("Replace existing"), SameName.REPLACE),
            (self.tr("Skip"), SameName.SKIP),
        ]
        group, grid = self._group(self.tr("Names already in use"))
        for name in taken:
            self.names[name] = self._row(grid, name, choices)
        return group

    def _group(self, title: str) -> tuple[QWidget, QGridLayout]:
        group, column = section_box(title)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        return group, grid

    def _row(
        self, grid: QGridLayout, words: str, choices: Sequence[tuple[str, object]]
    ) -> QComboBox:
        box = QComboBox()
        for choice, data in choices:
            box.addItem(choice, data)
        box.setAccessibleName(words)
        label = QLabel(words)
        label.setWordWrap(True)
        label.setBuddy(box)
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(box, row, 1)
        return box
