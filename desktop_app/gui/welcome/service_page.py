"""Where the service is: its address and its token, with the result while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop_app.errors import SettingsError
from desktop_app.gui.parts.durations import response
from desktop_app.gui.parts.labels import secondary
from desktop_app.gui.parts.metrics import MEDIUM
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import Scrolled
from desktop_app.gui.settings.service_form import ServiceForm
from desktop_app.services.consent import is_agreed

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.gui.settings.service_form import ServiceEntry
    from desktop_app.gui.settings.service_trial import ServiceFound
    from desktop_app.services.found_services import FoundService

_TYPING: Final = 900  # milliseconds after which an address has been typed


class ServicePage(QWidget):
    """Asks a service as soon as there is one to ask; one may go on without an answer.

    Args:
        engine: Has the loop in which it is asked.

    Signals:
        ready: It works, and going on was wanted.
        changed: What is in it.
    """

    ready = pyqtSignal()
    changed = pyqtSignal()

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.form = ServiceForm(engine.loop, taken=engine.settings.services)
        self.form.leave_words_to_others()
        self.result = Notice()
        self.result.setObjectName("result")
        self.anyway = QCheckBox(self.tr("Contin&ue even if it doesn't work yet"))
        self.anyway.setObjectName("anyway")
        self.anyway.hide()
        self.busy = secondary(
            QLabel(self.tr("Saving the token… If the keyring asks for a password, enter it there."))
        )
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Saving the token"))
        self._going_on = False
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPING)
        self._typed.timeout.connect(self._ask)
        self.form.edited.connect(self._edited)
        self.form.tried.connect(self._tried)
        self.form.trial.waiting.connect(self._wait)
        self.form.trial.worked.connect(self._works)
        self.form.trial.failed.connect(self._fails)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(Scrolled(self.form), 1)  # what comes of it stays in sight
        layout.addWidget(self.result)
        layout.addWidget(self.anyway)
        layout.addWidget(self.busy)
        layout.addWidget(self.bar)
        self.show_busy(busy=False)

    def show_busy(self, *, busy: bool) -> None:
        """Show whether the token is being kept."""
        self.busy.setVisible(busy)
        self.bar.setVisible(busy)
        for one in (self.form, self.anyway):
            one.setEnabled(not busy)

    def begin(self, *, studio: bool) -> None:
        """Ask for what the chosen kind needs; begin with the address or the key."""
        self.form.fix_kind(studio=studio)
        self.form.begin()

    def take(self, service: FoundService) -> None:
        """Fill in a service that was found on the network."""
        self.form.call_it(service.name)
        self.form.url.setText(service.url)

    def entry(self) -> ServiceEntry:
        """The service as it stands here.

        Raises:
            SettingsError: It isn't one yet.
        """
        return self.form.entry()

    def go_on(self) -> None:
        """Say `ready` once the service works, or where one goes on without."""
        self._typed.stop()
        try:
            entry = self.form.entry()
        except SettingsError as error:
            self.form.complain(error)
            self._complain(error)
            return
        if entry.token and not is_agreed(entry.service):  # before it is sent anywhere
            words = self.tr("Tick “I agree” first. The key isn't sent before you do.")
            self.result.tell(words, kind="warning")
            self.form.studio.agree.setFocus()
            return
        if self.form.found is not None or self.anyway.isChecked():
            self.ready.emit()
            return
        self._going_on = True
        if not self.form.trial.running:
            self.form.start_trial()

    def stop(self) -> None:
        """Ask no longer; what was typed stays."""
        self._typed.stop()
        self._going_on = False
        self.form.give_up()

    # What happens

    def _edited(self) -> None:
        self._going_on = False
        self.anyway.hide()
        self.anyway.setChecked(False)
        self.result.clear()
        self._typed.start()
        self.changed.emit()

    def _ask(self) -> None:
        """Ask by itself, once there is an address; with a key once it is agreed where texts go."""
        try:
            entry = self.form.entry()
        except SettingsError:
            return
        waits = self.form.is_studio and not (entry.token and is_agreed(entry.service))
        if not self.form.trial.running and not waits:
            self.form.start_trial()

    def _wait(self, words: str) -> None:
        self.result.tell(words)

    def _works(self, found: ServiceFound) -> None:
        kind = self.tr("Model Studio") if found.studio else f"CosyVoice {found.dialect}"
        voices = self.tr("%n voice(s)", "", found.voices)
        self.result.tell(" · ".join((response(found.latency), kind, voices)), kind="good")

    def _fails(self, error: Exception) -> None:
        self._complain(error)

    def _complain(self, error: Exception) -> None:
        self.result.warn(error)

    def _tried(self) -> None:
        works, going_on = self.form.found is not None, self._going_on
        self._going_on = False
        self.anyway.setVisible(not works)
        if works and going_on:
            self.ready.emit()
