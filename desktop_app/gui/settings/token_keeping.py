"""Keeps the tokens that a window was given: in the keyring, or, if a person agrees, in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QMessageBox, QPushButton, QWidget

from desktop_app.gui.words import in_full
from desktop_app.settings.tokens import (
    KeyringError,
    TokenPlace,
    beside,
    forget_token,
    load_token,
    store_token,
)
from desktop_app.system.paths import token_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future

    from desktop_app.gui.loop import LoopThread
    from desktop_app.settings.settings import ServiceSettings

    from .service_form import ServiceEntry


def keep_tokens(entries: Sequence[ServiceEntry], *, in_file: bool) -> dict[str, ServiceSettings]:
    """Keep the tokens of services, each under its name; return the services with their places.

    It may be done again if it fails halfway.

    Args:
        entries: The services.
        in_file: Whether in the file, as a person chose; else only those that are there already.

    Raises:
        KeyringError: The keyring does not serve.
        SettingsError: A token cannot be kept, or the one to move cannot be had.
    """
    tokens = {entry.name: _token_to_keep(entry) for entry in entries}
    services = {}
    for entry in entries:
        place, token = entry.service.token_in, tokens[entry.name]
        if token is not None:
            chosen = TokenPlace.FILE if in_file else TokenPlace.KEYRING
            place = store_token(entry.name, token, place if place is TokenPlace.FILE else chosen)
        services[entry.name] = replace(entry.service, token_in=place)
    return services


def forget_tokens(
    before: Mapping[str, ServiceSettings], after: Mapping[str, ServiceSettings]
) -> None:
    """Remove the tokens that no service has any more.

    Raises:
        SettingsError: One could not be removed.
    """
    for name, service in before.items():
        place = after[name].token_in if name in after else TokenPlace.NONE
        if place is TokenPlace.NONE:
            forget_token(name, service.token_in)


def _token_to_keep(entry: ServiceEntry) -> str | None:
    """A token that is not under the name of its service yet; None where nothing is to do."""
    if entry.token is not None:
        return entry.token
    if entry.name == entry.kept_as or entry.service.token_in is TokenPlace.NONE:
        return None
    return load_token(entry.kept_as, entry.service.token_in)


class TokenKeeping(QObject):
    """Keeps tokens for a window, which stays alive meanwhile, and asks what has to be asked.

    Args:
        loop: Beside which the keyring is asked.
        window: Over which questions are put.

    Attributes:
        running: Whether tokens are being kept.

    Signals:
        changed: `running` has changed.
        kept: All tokens are where they belong: the services by name, with their places.
        failed: The error: nothing is to be done but to tell.
        given_up: The person went back, or did not wait.
    """

    changed = pyqtSignal()
    kept = pyqtSignal(object)
    failed = pyqtSignal(object)
    given_up = pyqtSignal()

    def __init__(self, loop: LoopThread, window: QWidget) -> None:
        super().__init__(window)
        self.running = False
        self._loop = loop
        self._window = window
        self._work: Future[Any] | None = None
        self._entries: Sequence[ServiceEntry] = ()
        self._before: Mapping[str, ServiceSettings] = {}
        self._after: dict[str, ServiceSettings] = {}

    def start(self, entries: Sequence[ServiceEntry], before: Mapping[str, ServiceSettings]) -> None:
        """Keep the tokens of all services that there are to be.

        Args:
            entries: These services.
            before: Those that there were.
        """
        self._entries, self._before = entries, before
        self._keep(in_file=False)

    def cancel(self) -> None:
        """Wait for the keyring no longer."""
        if self._work is not None:
            self._work.cancel()
            self._rest()
            self.given_up.emit()

    def _keep(self, *, in_file: bool) -> None:
        entries = self._entries

        def keep() -> dict[str, ServiceSettings]:
            return keep_tokens(entries, in_file=in_file)

        work = beside(keep)
        self._work = self._loop.start(work, self._forget, self._cannot_keep)
        self._run(running=True)

    def _forget(self, after: dict[str, ServiceSettings]) -> None:
        before, self._after = self._before, after
        work = beside(lambda: forget_tokens(before, after))
        self._work = self._loop.start(work, self._finish, self._cannot_forget)

    def _finish(self, _: object = None) -> None:
        self._rest()
        self.kept.emit(self._after)

    def _rest(self) -> None:
        self._work = None
        self._run(running=False)

    def _run(self, *, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.changed.emit()

    # Questions

    def _cannot_keep(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, KeyringError):
            self._ask_for_file(error)
        else:
            self.failed.emit(error)

    def _ask_for_file(self, error: KeyringError) -> None:
        box = self._question("keyring", error)
        box.setInformativeText(
            self.tr(
                "Without a keyring, the token can be saved in a file that only you can "
                "read:\n{file}\nApps that run under your account, and backups, can also "
                "read it."
            ).format(file=token_file())
        )
        roles = QMessageBox.ButtonRole
        self._add(box, "keep-in-file", self.tr("Save to a &file"), roles.AcceptRole)
        self._add(box, "try-again", self.tr("&Try again"), roles.ActionRole)
        box.setDefaultButton(self._add(box, "go-back", self.tr("Go &back"), roles.RejectRole))
        box.open()

    def _cannot_forget(self, error: Exception) -> None:
        self._rest()
        box = self._question("forget", error)
        box.setInformativeText(self.tr("The token of a service you removed is still there."))
        roles = QMessageBox.ButtonRole
        self._add(box, "leave-it", self.tr("&Leave it there"), roles.AcceptRole)
        self._add(box, "try-again", self.tr("&Try again"), roles.ActionRole)
        box.setDefaultButton(self._add(box, "go-back", self.tr("Go &back"), roles.RejectRole))
        box.open()

    def _question(self, name: str, error: Exception) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setObjectName(name)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Token"))
        box.setText(in_full(error))
        box.finished.connect(self._answered)
        return box

    def _add(
        self, box: QMessageBox, name: str, words: str, role: QMessageBox.ButtonRole
    ) -> QPushButton:
        button = box.addButton(words, role)
        assert button is not None  # noqa: S101 - it has just been made
        button.setObjectName(name)
        return button

    def _answered(self) -> None:
        box = self.sender()
        assert isinstance(box, QMessageBox)  # noqa: S101 - nothing else is connected
        button = box.clickedButton()
        match button.objectName() if button else "":
            case "keep-in-file":
                self._keep(in_file=True)
            case "try-again":
                self._keep(in_file=False)
            case "leave-it":
                self._finish()
            case _:
                self.given_up.emit()
        box.deleteLater()
