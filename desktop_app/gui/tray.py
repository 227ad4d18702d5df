"""The tray icon: what the app does at a glance, and its commands in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence
from PyQt6.QtWidgets import QMenu, QSystemTrayIcon

from desktop_app.hotkeys import KeyState
from desktop_app.reading.events import UNDER_WAY

from .parts.actions import app_commands, reading_commands
from .parts.icons import app_icon
from .parts.plain_text import plain, shortened
from .parts.state_words import StateWords
from .parts.who_reads import fill_menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.reading.events import StateChanged

    from .engine import Engine

SPEEDS: Final = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""At hand in the menu; the reader has all between."""

_WIDEST: Final = 60  # characters of a name in the menu
_MOST_TOLD: Final = 400  # characters of a notification


class Tray(QObject):
    """The icon and its menu.

    Args:
        engine: Reads.
        do: Does what was chosen: a command of the app by its name.
    """

    def __init__(
        self, engine: Engine, do: Callable[[str], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._do = do
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.rebuild)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        engine.state_changed.connect(self._show_state)
        self._words = StateWords(engine, self)
        self._words.changed.connect(self._show_words)
        self.rebuild()
        self._show_state(engine.state)
        self._show_words(self._words.now())

    def tell(self, title: str, words: str) -> None:
        """Notify."""
        # Some desktops take it for HTML, others show it as it is; this bracket suits both.
        words = shortened(words, _MOST_TOLD).replace("<", "‹")
        self.icon.showMessage(shortened(title, _MOST_TOLD), words, app_icon(), 8000)

    def rebuild(self) -> None:
        """Make the menu of what can be done now."""
        for menu in self.menu.findChildren(QMenu):
            menu.setParent(None)  # `clear` leaves them
        self.menu.clear()
        state = self._engine.state.state
        active = bool(self._engine.queue)
        pause = state in UNDER_WAY or not active
        for name, words in reading_commands():
            self._add(name, words)
        self.menu.addSeparator()
        self._add("toggle", self.tr("&Pause") if pause else self.tr("&Resume"), enabled=active)
        self._add("stop", self.tr("S&top"), enabled=active)
        self._add("next", self.tr("&Next sentence"), enabled=active)
        self._add("previous", self.tr("Pre&vious sentence"), enabled=active)
        self.menu.addSeparator()
        self._add_voices()
        self._add_speeds()
        self.menu.addSeparator()
        for name, words in app_commands():
            if name == "quit":
                self.menu.addSeparator()
            self._add(name, words)

    def _add(self, name: str, words: str, *, enabled: bool = True) -> None:
        action = QAction(words, self.menu)
        action.setObjectName(name)
        action.setEnabled(enabled)
        action.triggered.connect(lambda *_: self._do(name))
        self._show_hotkey(action, "pause" if name == "toggle" else name)
        self.menu.addAction(action)

    def _show_hotkey(self, action: QAction, name: str) -> None:
        """Show the global hotkey that does the same, if there is one, and only show it."""
        status = self._engine.hotkeys_status.actions.get(name)
        if status is None or status.state is not KeyState.ACTIVE or status.keys:
            return  # what the system chose has words, not keys
        action.setShortcut(QKeySequence(self._engine.settings.app.keys[name]))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)

    def _add_voices(self) -> None:
        fill_menu(self._submenu("voice", self.tr("V&oice")), self._engine)

    def _add_speeds(self) -> None:
        menu = self._submenu("speed", self.tr("Spee&d"))
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
        action = QAction(shortened(words, _WIDEST).replace("&", "&&"), menu)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda *_: call())
        group.addAction(action)
        menu.addAction(action)

    def _speed_setter(self, speed: float) -> Callable[[], None]:
        return lambda: self._engine.set_speed(speed)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        match reason:
            case QSystemTrayIcon.ActivationReason.MiddleClick:
                self._do("read-selection")
            case QSystemTrayIcon.ActivationReason.Trigger:
                self._do("show")
            case _:
                pass  # the menu opens by itself

    def _show_state(self, state: StateChanged) -> None:
        self.icon.setIcon(app_icon(state.state))

    def _show_words(self, words: str) -> None:
        self.icon.setToolTip(plain(f"CosyVoice Home – {words}"))
