"""The page of the services that a person has, in the order in which they stand in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, Qt, pyqtSignal
from PyQt6.QtWidgets import QMessageBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.gui.parts.actions import make_actions, plain_slot
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import primary
from desktop_app.gui.parts.durations import response
from desktop_app.gui.parts.icons import wear
from desktop_app.gui.parts.metrics import SMALL, SMALL_ICON
from desktop_app.gui.words import together
from desktop_app.services.connection import client_for
from desktop_app.services.consent import is_studio, place_of
from desktop_app.settings.tokens import TokenPlace, load_token
from shared_client import CosyVoiceAuthError, Timeouts

from .engines_dialog import show_engines
from .invite_dialog import InviteDialog
from .model_studio_fields import called
from .section import Section, explanation
from .service_card import ServiceCard
from .service_dialog import ServiceDialog
from .service_form import ServiceEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QAction

    from desktop_app.gui.loop import LoopThread
    from desktop_app.settings.settings import ServiceSettings, Settings

_TIMEOUTS: Final = Timeouts(connect=5, idle=5, cold_start=0)


class ServicesPage(Section):
    """All services as cards, the built-in voice first; the window keeps what is changed.

    Args:
        loop: Where services are tried out.
        settings: What there is now.

    Attributes:
        entries: The services, in their order.
        active: Name of the one in use; empty for the built-in voice.
        cards: What shows them: the built-in voice, then each of `entries`.
        row: Which card commands are about.

    Signals:
        edited: Something was changed.
    """

    edited = pyqtSignal()

    def __init__(self, loop: LoopThread, settings: Settings) -> None:
        super().__init__()
        self._loop = loop
        self.entries: list[ServiceEntry] = []
        self.active = ""
        self.cards: list[ServiceCard] = []
        self.row = 0
        self._used: set[str] = set()
        self._known: dict[str, tuple[str, bool]] = {}  # states by address
        self._commands = self._make_commands()
        add = primary(QPushButton(self.tr("Add a service…")), "plus")
        add.setObjectName("add-service")
        add.clicked.connect(plain_slot(self.add))
        self.add_action(add)
        self._list = QVBoxLayout()
        self._list.setSpacing(SMALL)
        holder = QWidget()
        holder.setObjectName("services")
        holder.setAccessibleName(self.tr("Services"))
        self._list.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(self._list)
        order = self.tr(
            "If the one in use doesn't respond, the first one that does is the fallback. Drag a "
            "service to change the order, or press Alt+Up and Alt+Down."
        )
        self.order = explanation(order)
        self.add_part("", holder, self.order)
        engines = QPushButton(self.tr("En&gines of the built-in voice…"))
        engines.setObjectName("engines-button")
        engines.setAutoDefault(False)
        engines.setToolTip(self.tr("Install an engine that sounds better, or one that clones"))
        engines.clicked.connect(plain_slot(self.show_engines))
        wear(engines, "cpu", SMALL_ICON)
        part = self.add_part("", engines)
        below = part.layout()
        if below is not None:
            below.setAlignment(engines, Qt.AlignmentFlag.AlignLeft)
        self.take_over(settings)

    def take_over(self, settings: Settings) -> None:
        """Show the services as they are kept; what was changed here and isn't kept is given up."""
        self.entries = [
            ServiceEntry(name, service, name) for name, service in settings.services.items()
        ]
        self.active = settings.active
        self._used = {profile.service for profile in settings.profiles.values()}
        self._show(min(self.row, len(self.entries)) if self.cards else self._place_of(self.active))

    # Parts

    def _make_commands(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "add": (self.tr("&Add…"), "Ctrl+N", self.add),
            "edit": (self.tr("&Edit…"), "F2", self.edit),
            "use": (self.tr("&Use this"), "", self.use),
            "invite": (self.tr("Invite a p&hone…"), "", self.invite),
            "up": (self.tr("Mo&ve up"), "Alt+Up", lambda: self.reorder(-1)),
            "down": (self.tr("Move &down"), "Alt+Down", lambda: self.reorder(1)),
            "remove": (self.tr("Re&move…"), "Delete", self.remove),
        }
        actions = make_actions(self, table)
        for action in actions.values():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return actions

    # What a person does

    def add(self) -> None:
        """Ask for a new service."""
        self._ask(None)

    def edit(self) -> None:
        """Change the service whose card was used last."""
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
        words = self.tr("Its voices stay on the service.")
        if entry.kept_as in self._used:
            words = together(words, self.tr("Speaking styles that use it will stop working."))
        box.setInformativeText(words)
        box.setDefaultButton(buttons.Cancel)
        box.finished.connect(lambda answer: self._removed(box, entry, answer))
        box.open()

    def use(self) -> None:
        """Read with the service whose card was used last."""
        entry = self._chosen()
        self.active = entry.name if entry else ""
        self._change(self.row)

    def invite(self) -> None:
        """Show a QR code that lets a phone in to the page for voices of the service."""
        entry = self._chosen()
        if entry is not None:
            dialog = InviteDialog(self._loop, entry, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def reorder(self, by: int) -> None:
        """Have a service stand in earlier or later."""
        at = self.row - 1
        if 0 <= at < len(self.entries) and 0 <= at + by < len(self.entries):
            self.entries.insert(at + by, self.entries.pop(at))
            self._change(at + by + 1)

    def _drag(self, card: ServiceCard, to: QPoint) -> None:
        """Let the cards make room where one is dragged to; the built-in voice stays the first."""
        others = [one for one in self._in_layout() if one is not card][1:]
        at = 1 + sum(one.geometry().center().y() < to.y() for one in others)
        if self._list.indexOf(card) != at:
            self._list.removeWidget(card)
            self._list.insertWidget(at, card)
            self._list.activate()
        area = self.findChild(QScrollArea)
        if area is not None:
            area.ensureWidgetVisible(card)

    def _drop(self) -> None:
        """Take the order that the cards have."""
        order = [self.cards.index(card) for card in self._in_layout()]
        if order != sorted(order):
            chosen = self._chosen()
            self.entries = [self.entries[row - 1] for row in order[1:]]
            self._change(self._place_of(chosen.name if chosen is not None else ""))

    def _in_layout(self) -> list[ServiceCard]:
        return sorted(self.cards, key=self._list.indexOf)

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

    def choose(self, row: int) -> None:
        """Have commands be about a card: 0 is the built-in voice."""
        self.row = row
        self._allow()

    def _show(self, row: int) -> None:
        """Show all services; commands are about the one in this row."""
        had_focus = any(card.hasFocus() or card.isAncestorOf(self._focus()) for card in self.cards)
        while self.cards:
            card = self.cards.pop()
            card.hide()
            card.deleteLater()
        local = self.tr("On this computer")
        self._add_card("", self.tr("Built-in voice"), local, "cpu")
        for entry in self.entries:
            icon = "cloud" if is_studio(entry.service) else "server"
            self._add_card(entry.name, entry.name, self._address(entry), icon)
            self._look(entry)
        self.order.setVisible(len(self.entries) > 1)  # of one there is no order
        self.choose(min(row, len(self.cards) - 1))
        if had_focus:
            self.cards[self.row].setFocus()

    def _focus(self) -> QWidget | None:
        window = self.window()
        return window.focusWidget() if window is not None else None

    def _add_card(self, key: str, name: str, address: str, icon: str) -> None:
        row = len(self.cards)
        names = ("use", "edit", "invite", "up", "down", "remove")
        actions = [self._commands[one] for one in names]
        movable = bool(key) and len(self.entries) > 1
        card = ServiceCard(
            name, address, icon, used=key == self.active, actions=actions, movable=movable
        )
        card.dragged.connect(lambda to: self._drag(card, to))
        card.dropped.connect(self._drop)
        card.given_up.connect(lambda: self._show(self.row))
        card.focused.connect(lambda: self.choose(row))
        card.wanted.connect(self.use)
        card.activated.connect(self.edit)
        self.cards.append(card)
        self._list.addWidget(card)

    def _address(self, entry: ServiceEntry) -> str:
        service = entry.service
        if not is_studio(service):
            return together(service.url, self._place(entry))
        place = self.tr("Model Studio ({place})").format(place=called(place_of(service)))
        return together(place, self._place(entry))

    def _place(self, entry: ServiceEntry) -> str:
        if entry.token:
            return ""
        place = TokenPlace.NONE if entry.token == "" else entry.service.token_in
        match place:
            case TokenPlace.KEYRING:
                return self.tr("· token in the keyring")
            case TokenPlace.FILE:
                return self.tr("· token in a file")
            case TokenPlace.NONE:
                return ""

    def _allow(self) -> None:
        """Offer what can be done with the service that commands are about."""
        row, last = self.row, len(self.entries)
        entry = self._chosen()
        enabled = {
            "edit": True,
            "remove": entry is not None,
            "use": (entry.name if entry else "") != self.active,
            "invite": entry is not None and not is_studio(entry.service),
            "up": row > 1,
            "down": 0 < row < last,
        }
        for name, on in enabled.items():
            self._commands[name].setEnabled(on)

    def _chosen(self) -> ServiceEntry | None:
        """The service that commands are about; None for the built-in voice."""
        return self.entries[self.row - 1] if 0 < self.row <= len(self.entries) else None

    def _place_of(self, name: str) -> int:
        names = ["", *(entry.name for entry in self.entries)]
        return names.index(name) if name in names else 0

    # How they are

    def _look(self, entry: ServiceEntry) -> None:
        """Find out whether a service answers; a place that bills is not asked."""
        card, service = self.cards[-1], entry.service
        if service.url in self._known:
            self._tell(card, *self._known[service.url])
        if is_studio(service):
            return

        def answered(seconds: float) -> None:
            words = response(seconds)
            self._known[service.url] = words, True
            self._tell(card, words, True)  # noqa: FBT003 - the pair that is kept

        def silent(_: Exception) -> None:
            words = self.tr("Not responding")
            self._known[service.url] = words, False
            self._tell(card, words, False)  # noqa: FBT003 - as above

        self._loop.start(
            _time_to_answer(service, entry.kept_as),
            while_there(card, answered),
            while_there(card, silent),
        )

    @staticmethod
    def _tell(card: ServiceCard, words: str, answers: bool) -> None:  # noqa: FBT001 - as above
        card.show_state(words, "good" if answers else "error")


async def _time_to_answer(service: ServiceSettings, kept_as: str) -> float:
    """Seconds until a service answers, be it that it wants a token: no keyring is opened for it."""
    token = ""
    if service.token_in is TokenPlace.FILE and kept_as:
        token = load_token(kept_as, service.token_in)
    begin = time.monotonic()
    async with client_for(service, token, timeouts=_TIMEOUTS) as client:
        try:
            return (await client.probe()).latency
        except CosyVoiceAuthError:
            return time.monotonic() - begin
