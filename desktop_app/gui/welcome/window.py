"""The first start: who reads, where the service is, and a try that ends with a voice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QDialog, QPushButton, QStackedWidget, QWidget

from desktop_app.gui.parts.actions import CLOSING_KEYS
from desktop_app.gui.parts.buttons import primary, quiet
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.metrics import FIELD
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.settings.engines_dialog import show_engines
from desktop_app.gui.settings.token_keeping import TokenKeeping
from desktop_app.system import autostart

from .service_page import ServicePage
from .try_page import TryPage
from .who_page import WhoPage

if TYPE_CHECKING:
    from PyQt6.QtCore import pyqtBoundSignal

    from desktop_app.gui.engine import Engine
    from desktop_app.services.found_services import FoundService
    from desktop_app.settings.settings import ServiceSettings


class Welcome(QDialog):
    """Sets the app up. Closed early, it leaves what was chosen, and does not come again.

    Args:
        engine: Has the settings, and speaks.

    Signals:
        reader_wanted: It is over, and the Reader is to be opened.
        voice_wanted: It is over, and a voice is to be recorded.
    """

    reader_wanted = pyqtSignal()
    voice_wanted = pyqtSignal()

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._over = False
        self._before = engine.settings.services
        self.setObjectName("welcome")
        self.setWindowTitle(self.tr("Welcome to CosyVoice Home"))
        self.setWindowIcon(app_icon())
        self.page = Page("", "", self)
        self.who = WhoPage(engine)
        self.service = ServicePage(engine)
        self.now = TryPage(engine)
        self.pages = QStackedWidget()
        for one in (Scrolled(self.who), self.service, Scrolled(self.now)):
            self.pages.addWidget(one)
        self._lay_out()
        self.keeping = TokenKeeping(engine.loop, self)
        self.keeping.kept.connect(self._use)
        self.keeping.failed.connect(self.page.notice.warn)
        self.keeping.changed.connect(self._show_busy)
        self._connect()
        QShortcut(QKeySequence(CLOSING_KEYS[0]), self, self.reject)
        keep_on_screen(self, 680, 540)
        self._show(self.who)
        self.who.look()

    def _lay_out(self) -> None:
        self.page.body.addWidget(self.pages, 1)
        self.back = QPushButton(self.tr("&Back"))
        self.back.setObjectName("back")
        self.later = quiet(QPushButton(self.tr("Set up &later")))
        self.later.setObjectName("later")
        self.go_on = primary(QPushButton(self.tr("Co&ntinue")))
        self.go_on.setObjectName("continue")
        self.finish = QPushButton(self.tr("&Done"))
        self.finish.setObjectName("done")
        self.reader = primary(QPushButton(self.tr("&Open the Reader")))
        self.reader.setObjectName("open-reader")
        for button in (self.back, self.later, self.finish):
            button.setAutoDefault(False)
        self.page.add_foot(self.back, left=True)
        buttons = (self.later, self.go_on, self.finish, self.reader)
        self.page.add_foot(*buttons)
        for button in (self.back, *buttons):
            button.setMinimumHeight(FIELD)

    def _connect(self) -> None:
        self.back.clicked.connect(self.go_back)
        self.later.clicked.connect(self.reject)
        self.go_on.clicked.connect(self.next)
        self.finish.clicked.connect(lambda _: self._finish(None))
        self.reader.clicked.connect(lambda _: self._finish(self.reader_wanted))
        self.who.found.connect(self._take)
        self.service.ready.connect(self._keep)
        self.now.voice_wanted.connect(lambda: self._finish(self.voice_wanted))
        self.now.better_wanted.connect(lambda: show_engines(self._engine.loop, self))

    # Pages

    @property
    def current(self) -> QWidget:
        """The page that is shown."""
        return (self.who, self.service, self.now)[self.pages.currentIndex()]

    def next(self) -> None:
        """Go on, once what is on the page allows it."""
        if self.keeping.running:
            return
        if self.current is self.service:
            self.service.go_on()
        elif self.who.local.isChecked():
            self._use({})
        else:
            self._show(self.service)

    def go_back(self) -> None:
        """Go back; what was typed stays."""
        if self.keeping.running:
            return
        self.service.stop()
        with_service = self.current is self.now and not self.who.local.isChecked()
        self._show(self.service if with_service else self.who)

    def _show(self, page: QWidget) -> None:
        self.page.notice.clear()
        self.who.trial.stop()
        studio = self.who.key.isChecked()
        titles = {
            self.who: (
                self.tr("Who should read to you?"),
                self.tr("You can change this at any time in the settings."),
            ),
            self.service: (
                self.tr("Your Model Studio key") if studio else self.tr("Where is your service?"),
                self.tr("Neither the key nor anything you read or record is sent before you agree.")
                if studio
                else self.tr("It is tested as soon as you enter its address."),
            ),
            self.now: (self.tr("Try it"), self.tr("Any text, in any program, is read this way.")),
        }
        title, below = titles[page]
        self.page.set_title(title)
        self.page.set_subtitle(below)
        self.pages.setCurrentIndex((self.who, self.service, self.now).index(page))
        last = page is self.now
        self.back.setVisible(page is not self.who)
        self.later.setVisible(not last)
        self.go_on.setVisible(not last)
        self.finish.setVisible(last)
        self.reader.setVisible(last)
        (self.reader if last else self.go_on).setDefault(True)
        if page is self.service:
            self.service.begin(studio=studio)
        elif page is self.who:
            self.go_on.setFocus()

    def _take(self, service: FoundService) -> None:
        self.service.take(service)
        self._show(self.service)
        self.service.form.token.setFocus()

    # What is chosen

    def _keep(self) -> None:
        """Keep the token first, which may take a person's time."""
        self.keeping.start([self.service.entry()], {})

    def _use(self, services: dict[str, ServiceSettings]) -> None:
        """Read with what is chosen from here on, so that it can be tried."""
        settings = self._engine.settings
        kept = {name: one for name, one in settings.services.items() if name in self._before}
        changed = replace(settings, services=kept, active="")
        for name, service in services.items():
            changed = changed.with_service(name, service, active=True)
        if changed != settings:
            self._engine.change(changed, reconnect=bool(services))
        self.now.begin(clones=bool(services) or self.who.clones, built_in=not services)
        self._show(self.now)

    def _finish(self, wants: pyqtBoundSignal | None) -> None:
        """End it, with the start at login where that is wanted, and say what is wanted next."""
        if self.keeping.running:
            return

        def finish(_: None = None) -> None:
            self._welcome()
            self.accept()
            if wants is not None:
                wants.emit()

        def fail(error: Exception) -> None:
            self.now.start.setChecked(False)  # the next time it goes on without
            self.now.notice.warn(error)

        self.now.notice.clear()
        if self.now.start.isChecked():
            work = asyncio.to_thread(autostart.turn_on)
            self._engine.loop.start(work, finish, fail)
        else:
            finish()

    def _welcome(self) -> None:
        """Keep that the first start is over."""
        if not self._over:
            self._over = True
            self._engine.change(self._engine.settings.with_app(welcomed=True))

    def _show_busy(self) -> None:
        busy = self.keeping.running
        self.service.show_busy(busy=busy)
        self.later.setText(self.tr("Cancel") if busy else self.tr("Set up &later"))
        for button in (self.back, self.go_on):
            button.setEnabled(not busy)

    # The end

    def reject(self) -> None:
        """Wait for the keyring no longer; or close, with what was chosen so far."""
        if self.keeping.running:
            self.keeping.cancel()
            return
        self._welcome()
        super().reject()

    def done(self, result: int) -> None:
        """Close; what is heard or asked is given up."""
        self.who.stop()
        self.service.stop()
        super().done(result)
