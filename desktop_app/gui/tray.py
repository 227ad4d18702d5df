"""The tray icon: what the app does at a glance, and its commands in a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QMenu, QSystemTrayIcon

from .parts.app_menu import AppMenu
from .parts.icons import app_icon
from .parts.plain_text import plain, shortened
from .parts.state_words import StateWords
from .tray_icon import tray_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.reading.events import StateChanged

    from .engine import Engine

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
        self._do = do
        self.menu = QMenu()
        self._filled = AppMenu(self.menu, engine, do)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        engine.state_changed.connect(self._show_state)
        self._words = StateWords(engine, self)
        self._words.changed.connect(self._show_words)
        self._show_state(engine.state)
        self._show_words(self._words.now())

    def tell(self, title: str, words: str) -> None:
        """Notify."""
        # Some desktops take it for HTML, others show it as it is; this bracket suits both.
        words = shortened(words, _MOST_TOLD).replace("<", "‹")
        self.icon.showMessage(shortened(title, _MOST_TOLD), words, app_icon(), 8000)

    def rebuild(self) -> None:
        """Make the menu of what can be done now."""
        self._filled.fill()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        match reason:
            case QSystemTrayIcon.ActivationReason.MiddleClick:
                self._do("read-selection")
            case QSystemTrayIcon.ActivationReason.Trigger:
                self._do("show")
            case _:
                pass  # the menu opens by itself

    def _show_state(self, state: StateChanged) -> None:
        self.icon.setIcon(tray_icon(state.state))

    def _show_words(self, words: str) -> None:
        self.icon.setToolTip(plain(f"CosyVoice Home – {words}"))
