"""The settings, in pages: services, sound, hotkeys, what is general, what this is."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import CLOSING_KEYS
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.unsaved import UnsavedQuestion
from desktop_app.settings.settings import AppSettings, ServiceSettings, Settings, StandIn
from desktop_app.system import autostart

from .about_page import AboutPage
from .general_page import GeneralPage
from .hotkeys_page import HotkeysPage
from .services_page import ServicesPage
from .sound_page import SoundPage
from .token_keeping import TokenKeeping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.gui.engine import Engine

    from .service_form import ServiceEntry


def changed_settings(
    now: Settings,
    opened: Settings,
    entries: Sequence[ServiceEntry],
    services: Mapping[str, ServiceSettings],
    active: str,
) -> Settings:
    """The settings with services as they are to be; profiles follow those that have a new name.

    What the tray or the command line has changed since the window opened stays so.

    Args:
        now: The settings.
        opened: Those that there were when the window opened.
        entries: The services that there are to be.
        services: The same by name, as they are kept.
        active: Name of the one in use; empty for the built-in voice.
    """
    names = {entry.kept_as: entry.name for entry in entries if entry.kept_as}
    merged = dict(services)
    for entry in entries:
        theirs = now.services.get(entry.kept_as)
        if theirs is None:
            continue
        touched = entry.service != opened.services.get(entry.kept_as) or entry.token is not None
        renamed = entry.name != entry.kept_as
        mine = merged[entry.name]
        # Which voice is used, this window does not know.
        merged[entry.name] = replace(mine, voice=theirs.voice) if touched or renamed else theirs
    for name, service in now.services.items():
        if name not in opened.services:
            merged.setdefault(name, service)
    theirs_active = names.get(now.active, now.active)
    if active == names.get(opened.active, opened.active) and theirs_active in ("", *merged):
        active = theirs_active
    profiles = {
        name: replace(profile, service=names.get(profile.service, profile.service))
        for name, profile in now.profiles.items()
    }
    return replace(now, services=merged, active=active, profiles=profiles)


class SettingsWindow(QDialog):
    """All that can be set; nothing holds before OK, which waits for the keyring beside the GUI.

    Args:
        engine: Has the settings.
    """

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._opened = engine.settings
        self._over = False  # nothing is asked any more
        self._unsaved = UnsavedQuestion(self, self.accept, self._discard)
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        self.services = ServicesPage(engine.loop, engine.settings)
        self.sound = SoundPage(engine)
        self.hotkeys = HotkeysPage(engine.settings.app.hotkeys, engine.hotkeys_status)
        self.general = GeneralPage(engine)
        self.keeping = TokenKeeping(engine.loop, self)
        self.keeping.kept.connect(self._set_start)
        self.keeping.failed.connect(self._stay)
        self.keeping.changed.connect(self._show_busy)
        engine.hotkeys_changed.connect(self.hotkeys.show_status)
        self._services_kept: dict[str, ServiceSettings] = {}
        self._lay_out()
        keep_on_screen(self, 760, 520)

    def _lay_out(self) -> None:
        self.pages = QTabWidget()
        self.pages.setObjectName("pages")
        for page, title in (
            (self.services, self.tr("Services")),
            (self.sound, self.tr("Sound")),
            (self.hotkeys, self.tr("Hotkeys")),
            (self.general, self.tr("General")),
            (AboutPage(self._engine), self.tr("About")),
        ):
            self.pages.addTab(page, title)
        self.notice = Notice()
        self.busy = QLabel(
            self.tr("Saving the token… If the keyring asks for a password, enter it there.")
        )
        self.busy.setObjectName("busy")
        self.busy.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Saving the token"))
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        QShortcut(QKeySequence(CLOSING_KEYS[0]), self, self.reject)  # Qt's own is the other
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(Scrolled(self.pages), 1)
        layout.addWidget(self.busy)
        layout.addWidget(self.bar)
        layout.addWidget(self.buttons)
        self._show_busy()

    def show_about(self) -> None:
        """Show the page that says what this is, and has what helps."""
        self.pages.setCurrentIndex(self.pages.count() - 1)

    # What is chosen

    def is_changed(self) -> bool:
        """Whether something here is not as it is kept."""
        old = [(name, service, name, None) for name, service in self._opened.services.items()]
        new = [(one.name, one.service, one.kept_as, one.token) for one in self.services.entries]
        return (
            old != new
            or self.services.active != self._opened.active
            or bool(self._app_changes())
            or self.general.wants_other_start()
        )

    def _app_changes(self) -> dict[str, object]:
        """What differs from what was set when the window opened; other windows change it, too."""
        stand_in = StandIn(self.services.stand_in.currentData())
        chosen: dict[str, object] = {
            "stand_in": stand_in,
            "hotkeys": self.hotkeys.hotkeys(),
            **self.sound.choices(),
            **self.general.choices(),
        }
        before = {one.name: getattr(self._opened.app, one.name) for one in fields(AppSettings)}
        return {name: value for name, value in chosen.items() if value != before[name]}

    # The end

    def accept(self) -> None:
        """Keep what was chosen: first the tokens, which may take a person's time."""
        if self.keeping.running:
            return
        self.notice.clear()
        self.sound.stop()
        self.keeping.start(self.services.entries, self._opened.services)

    def reject(self) -> None:
        """Wait for the keyring no longer; or close, and ask before something is lost."""
        if self.keeping.running:
            self.keeping.cancel()
        elif self._over or not self.is_changed():
            super().reject()
        else:
            self._unsaved.ask(self.tr("Settings"), self.tr("Save your changes before closing?"))

    def done(self, result: int) -> None:
        """Close; what is heard or asked is given up."""
        self._over = True
        self.sound.stop()
        super().done(result)

    def _set_start(self, services: dict[str, ServiceSettings]) -> None:
        self._services_kept = services
        if not self.general.wants_other_start():
            self._finish()
            return
        turn = autostart.turn_on if self.general.start.isChecked() else autostart.turn_off
        self._engine.loop.start(asyncio.to_thread(turn), self._finish, self._stay)

    def _finish(self, _: None = None) -> None:
        services, entries = self._services_kept, self.services.entries
        now = self._engine.settings
        now = now.with_app(**self._app_changes())
        settings = changed_settings(now, self._opened, entries, services, self.services.active)
        self._over = True
        self.hide()  # another language opens anew the windows that are seen
        reconnect = any(entry.token is not None for entry in entries)
        self._engine.change(settings, reconnect=reconnect)
        super().accept()

    def _stay(self, error: Exception) -> None:
        """Say what is wrong; nothing is lost."""
        self.notice.warn(error)

    def _show_busy(self) -> None:
        busy = self.keeping.running
        self.pages.setEnabled(not busy)
        self.busy.setVisible(busy)
        self.bar.setVisible(busy)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        if ok is not None:
            ok.setEnabled(not busy)

    def _discard(self) -> None:
        self._over = True
        self.reject()
