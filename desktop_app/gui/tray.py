"""The tray icon: what the app does at a glance, and its commands in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QSystemTrayIcon

from desktop_app.reading.events import ReaderState

from .engine import voice_of
from .icons import app_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.reading.events import StateChanged

    from .engine import Engine

SPEEDS: Final = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""At hand in the menu; the reader has all between."""

_MOST_VOICES: Final = 20  # in the menu; a window will have all


class Tray(QObject):
    """The icon and its menu.

    Signals:
        read_selection, read_clipboard, open_reader, open_settings, quit: Chosen in the menu.
    """

    read_selection = pyqtSignal()
    read_clipboard = pyqtSignal()
    open_reader = pyqtSignal()
    open_settings = pyqtSignal()
    quit = pyqtSignal()

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.rebuild)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        engine.state_changed.connect(self._show_state)
        self.rebuild()
        self._show_state(engine.state)

    def tell(self, title: str, words: str) -> None:
        """Notify."""
        self.icon.showMessage(title, words, app_icon(), 8000)

    def rebuild(self) -> None:
        """Make the menu of what can be done now."""
        for menu in self.menu.findChildren(QMenu):
            menu.setParent(None)  # `clear` leaves them
        self.menu.clear()
        state = self._engine.state.state
        active = bool(self._engine.queue)
        self._add("read-selection", self.tr("Read &selection"), self.read_selection.emit)
        self._add("read-clipboard", self.tr("Read &clipboard"), self.read_clipboard.emit)
        self.menu.addSeparator()
        pause = state is ReaderState.SPEAKING or not active
        words = self.tr("&Pause") if pause else self.tr("&Resume")
        engine = self._engine
        self._add("pause", words, engine.pause_or_resume, enabled=active)
        self._add("stop", self.tr("S&top"), engine.stop, enabled=active)
        self._add("next", self.tr("&Next sentence"), engine.next_sentence, enabled=active)
        previous = self.tr("Pre&vious sentence")
        self._add("previous", previous, engine.previous_sentence, enabled=active)
        self.menu.addSeparator()
        self._add_voices()
        self._add_speeds()
        self.menu.addSeparator()
        self._add("reader", self.tr("R&eader"), self.open_reader.emit)
        self._add("settings", self.tr("Se&ttings…"), self.open_settings.emit)
        self.menu.addSeparator()
        self._add("quit", self.tr("&Quit"), self.quit.emit)

    def _add(
        self, name: str, words: str, call: Callable[[], None], *, enabled: bool = True
    ) -> None:
        action = QAction(words, self.menu)
        action.setObjectName(name)
        action.setEnabled(enabled)
        action.triggered.connect(lambda *_: call())
        self.menu.addAction(action)

    def _add_voices(self) -> None:
        menu = self._submenu("voices", self.tr("V&oice"))
        chosen = voice_of(self._engine.settings)
        group = QActionGroup(menu)
        choices = [("", self.tr("The newest"))]
        voices = self._engine.voices[:_MOST_VOICES]
        choices += [(voice.id, voice.filename.rpartition(".")[0]) for voice in voices]
        for voice, words in choices:
            self._choice(menu, group, words, self._voice_setter(voice), chosen=voice == chosen)

    def _add_speeds(self) -> None:
        menu = self._submenu("speeds", self.tr("Spee&d"))
        group = QActionGroup(menu)
        for speed in SPEEDS:
            chosen = abs(speed - self._engine.settings.app.speed) < 0.01  # noqa: PLR2004 - as shown
            self._choice(menu, group, f"{speed:g} ×", self._speed_setter(speed), chosen=chosen)

    def _submenu(self, name: str, words: str) -> QMenu:
        menu = QMenu(words, self.menu)
        menu.setObjectName(name)
        self.menu.addMenu(menu)
        return menu

    def _choice(
        self,
        menu: QMenu,
        group: QActionGroup,
        words: str,
        call: Callable[[], None],
        *,
        chosen: bool,
    ) -> None:
        action = QAction(words.replace("&", "&&"), menu)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda *_: call())
        group.addAction(action)
        menu.addAction(action)

    def _voice_setter(self, voice: str) -> Callable[[], None]:
        return lambda: self._engine.set_voice(voice)

    def _speed_setter(self, speed: float) -> Callable[[], None]:
        return lambda: self._engine.set_speed(speed)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        match reason:
            case QSystemTrayIcon.ActivationReason.MiddleClick:
                self.read_selection.emit()
            case QSystemTrayIcon.ActivationReason.Trigger:
                self.open_reader.emit()
            case _:
                pass  # the menu opens by itself

    def _show_state(self, state: StateChanged) -> None:
        self.icon.setIcon(app_icon(state.state))
        words = {
            ReaderState.IDLE: self.tr("Ready"),
            ReaderState.SPEAKING: self.tr("Reading aloud"),
            ReaderState.PAUSED: self.tr("Paused"),
            ReaderState.TROUBLE: state.words,
        }
        self.icon.setToolTip(f"CosyVoice Home – {words[state.state]}")
