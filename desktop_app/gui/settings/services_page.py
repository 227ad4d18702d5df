"""The page of the services that a person has, in the order in which they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import action_button, make_actions, plain_slot
from desktop_app.gui.words import together
from desktop_app.services.consent import is_studio, place_of
from desktop_app.settings.settings import StandIn
from desktop_app.settings.tokens import TokenPlace

from .engines_dialog import show_engines
from .model_studio_fields import called
from .service_dialog import ServiceDialog
from .service_form import ServiceEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QAction

    from desktop_app.gui.loop import LoopThread
    from desktop_app.settings.settings import Settings

_NAME, _ADDRESS, _TOKEN = range(3)


class ServicesPage(QWidget):
    """All services; nothing of it is kept here.

    Args:
        loop: Where services are tried out.
        settings: What there is now.

    Attributes:
        entries: The services, in their order.
        active: Name of the one in use; empty for the built-in voice.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, loop: LoopThread, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self.entries = [
            ServiceEntry(name, service, name) for name, service in settings.services.items()
        ]
        self.active = settings.active
        self._used = {profile.service for profile in settings.profiles.values()}
        self._actions = self._make_actions()
        self._make_list()
        self._make_stand_in(settings.app.stand_in)
        self._lay_out()
        self._show(self._place_of(self.active))

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "add": (self.tr("&Add…"), "Ctrl+N", self.add),
            "edit": (self.tr("&Edit…"), "F2", self.edit),
            "remove": (self.tr("Re&move"), "Delete", self.remove),
            "use": (self.tr("&Use this"), "", self.use),
            "up": (self.tr("Mo&ve up"), "Alt+Up", lambda: self.reorder(-1)),
            "down": (self.tr("Move &down"), "Alt+Down", lambda: self.reorder(1)),
        }
        actions = make_actions(self, table)
        for action in actions.values():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return actions

    def _make_list(self) -> None:
        self.list = QTreeWidget()
        self.list.setObjectName("services")
        self.list.setAccessibleName(self.tr("Services"))
        self.list.setHeaderLabels([self.tr("Service"), self.tr("Address"), self.tr("Token")])
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setUniformRowHeights(True)
        header = self.list.header()
        assert header is not None  # noqa: S101 - a tree has one
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_ADDRESS, QHeaderView.ResizeMode.Stretch)
        self.list.currentItemChanged.connect(self._allow)
        self.list.itemActivated.connect(self.edit)

    def _make_stand_in(self, chosen: StandIn) -> None:
        self.stand_in = QComboBox()
        self.stand_in.setObjectName("stand-in")
        for stand_in, words in (
            (StandIn.NONE, self.tr("Nothing; pause until it responds")),
            (StandIn.SERVICES, self.tr("The other services, in the order above")),
            (StandIn.LOCAL, self.tr("The other services, then the built-in voice")),
        ):
            self.stand_in.addItem(words, stand_in.value)
        self.stand_in.setCurrentIndex(self.stand_in.findData(chosen.value))
        self.stand_in.currentIndexChanged.connect(self.edited)

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        for name in ("add", "edit", "remove"):
            buttons.addWidget(action_button(self._actions[name]))
        buttons.addSpacing(12)
        for name in ("use", "up", "down"):
            buttons.addWidget(action_button(self._actions[name]))
        buttons.addStretch()
        top = QHBoxLayout()
        top.addWidget(self.list, 1)
        top.addLayout(buttons)
        label = QLabel(self.tr("&If the active service doesn't respond, use:"))
        label.setBuddy(self.stand_in)
        layout = QVBoxLayout(self)
        layout.addLayout(top, 1)
        engines = QPushButton(self.tr("En&gines of the built-in voice…"))
        engines.setObjectName("engines-button")
        engines.setAutoDefault(False)
        engines.setToolTip(self.tr("Install an engine that sounds better, or one that clones"))
        engines.clicked.connect(plain_slot(self.show_engines))
        layout.addWidget(label)
        layout.addWidget(self.stand_in)
        layout.addWidget(engines, 0, Qt.AlignmentFlag.AlignLeft)

    # What a person does

    def add(self) -> None:
        """Ask for a new service."""
        self._ask(None)

    def edit(self) -> None:
        """Change the service that is chosen in the list."""
        entry = self._chosen()
        if entry is not None:
            self._ask(entry)
        else:
            self.show_engines()

    def show_engines(self) -> None:
        """Show the engines of the built-in voice."""
        show_engines(self._loop, self)

    def remove(self) -> None:
        """Ask whether the service goes."""
        entry = self._chosen()
        if entry is None:
            return
        buttons = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Remove a service"),
            self.tr("Remove “{name}”, including its address and token?").format(name=entry.name),
            buttons.Yes | buttons.Cancel,
            self,
        )
        box.setObjectName("remove-question")
        words = self.tr("It will be removed when you select OK. Its voices stay on the service.")
        if entry.kept_as in self._used:
            words = together(words, self.tr("Speaking styles that use it will stop working."))
        box.setInformativeText(words)
        box.setDefaultButton(buttons.Cancel)
        box.finished.connect(lambda answer: self._removed(box, entry, answer))
        box.open()

    def use(self) -> None:
        """Read with the service that is chosen in the list."""
        entry = self._chosen()
        self.active = entry.name if entry else ""
        self._change(self._row())

    def reorder(self, by: int) -> None:
        """Have a service stand in earlier or later."""
        at = self._row() - 1
        if 0 <= at < len(self.entries) and 0 <= at + by < len(self.entries):
            self.entries.insert(at + by, self.entries.pop(at))
            self._change(at + by + 1)

    def _ask(self, entry: ServiceEntry | None) -> None:
        taken = [one.name for one in self.entries if one is not entry]
        dialog = ServiceDialog(self._loop, entry, taken, self)
        dialog.accepted.connect(lambda: self._take(dialog, entry))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, dialog: ServiceDialog, before: ServiceEntry | None) -> None:
        fresh = dialog.entry
        assert fresh is not None  # noqa: S101 - it was accepted
        if before is None:
            self.entries.append(fresh)
            if dialog.use.isChecked():
                self.active = fresh.name
        else:
            self.entries[self.entries.index(before)] = fresh
            if self.active == before.name:
                self.active = fresh.name
        self._change(self._place_of(fresh.name))

    def _removed(self, box: QMessageBox, entry: ServiceEntry, answer: int) -> None:
        box.deleteLater()
        if answer == QMessageBox.StandardButton.Yes:
            self.entries.remove(entry)
            if self.active == entry.name:
                self.active = ""
            self._change(0)

    def _change(self, row: int) -> None:
        self._show(row)
        self.edited.emit()

    # The list

    def _show(self, row: int) -> None:
        """Show all services; the one in this row is chosen."""
        self.list.clear()
        builtin = self.tr("Built-in voice")
        self._add_row("", builtin, self.tr("On this computer"), "")
        for entry in self.entries:
            shown = self._add_row(entry.name, entry.name, self._address(entry), self._place(entry))
            shown.setToolTip(_ADDRESS, entry.service.url)
        self.list.setCurrentItem(self.list.topLevelItem(row))
        self._allow()

    def _add_row(self, key: str, name: str, address: str, token: str) -> QTreeWidgetItem:
        used = key == self.active
        shown = self.tr("{name} (active)").format(name=name) if used else name
        row = QTreeWidgetItem([shown, address, token])
        row.setSizeHint(_ADDRESS, QSize(0, self.fontMetrics().lineSpacing() + 10))
        font = row.font(_NAME)
        font.setBold(used)
        row.setFont(_NAME, font)
        self.list.addTopLevelItem(row)
        return row

    def _address(self, entry: ServiceEntry) -> str:
        service = entry.service
        if not is_studio(service):
            return service.url
        return self.tr("Model Studio ({place})").format(place=called(place_of(service)))

    def _place(self, entry: ServiceEntry) -> str:
        if entry.token:
            return self.tr("Saved when you select OK")
        place = TokenPlace.NONE if entry.token == "" else entry.service.token_in
        match place:
            case TokenPlace.KEYRING:
                return self.tr("In the keyring")
            case TokenPlace.FILE:
                return self.tr("In a file")
            case TokenPlace.NONE:
                return self.tr("None")

    def _allow(self) -> None:
        """Offer what can be done with the service that is chosen."""
        row, last = self._row(), len(self.entries)
        entry = self._chosen()
        enabled = {
            "edit": entry is not None,
            "remove": entry is not None,
            "use": (entry.name if entry else "") != self.active,
            "up": row > 1,
            "down": 0 < row < last,
        }
        for name, on in enabled.items():
            self._actions[name].setEnabled(on)

    def _row(self) -> int:
        item = self.list.currentItem()
        return self.list.indexOfTopLevelItem(item) if item else 0

    def _chosen(self) -> ServiceEntry | None:
        """The service that is chosen in the list; None for the built-in voice."""
        row = self._row()
        return self.entries[row - 1] if 0 < row <= len(self.entries) else None

    def _place_of(self, name: str) -> int:
        names = ["", *(entry.name for entry in self.entries)]
        return names.index(name) if name in names else 0
