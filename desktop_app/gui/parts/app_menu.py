"""The menu of the tray and of the Reader: what is going on, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QAction, QActionGroup, QKeySequence
from PyQt6.QtWidgets import QMenu

from desktop_app.hotkeys import KeyState
from desktop_app.reading.events import UNDER_WAY, ReaderState
from desktop_app.reading.titles import title_of
from desktop_app.settings.settings import BUTTON

from .durations import left
from .home_words import quiet_spans, quiet_until
from .icons import icon
from .metrics import MENU_GAP, MENU_ROW, SMALL_ICON, section
from .plain_text import shortened
from .sleeping import can_sleep, sleep_choices, sleep_in_words
from .speeds import SPEEDS, is_speed, speed_in_words
from .state_words import state_in_words
from .who_reads import fill_menu, words_of_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.gui.engine import Engine
    from desktop_app.settings.home import HomeButton

_WIDEST: Final = 60  # characters of a title
_NARROW: Final = 24  # characters of a name
_VOLUMES: Final = (25, 50, 75, 100, 125, 150)  # per cent
_PER_CENT: Final = 100
_MOST_BUTTONS: Final = 6  # of the home, in the menu itself
_LINES, _GAPS = 16, 6  # while it reads, without what is of the home
_OF_HOME: Final = 3  # lines, besides its buttons
_HOTKEYS: Final = {"toggle": "pause"}
"""Actions of hotkeys that are called otherwise."""


def reading_in_words(engine: Engine) -> str:
    """What is going on, in one line: `The lighthouse · 3 min left`, or `Ready`."""
    state = engine.state
    if not engine.queue:
        return state_in_words(state)
    if state.waiting is not None and state.waiting.opening:
        return state_in_words(state)
    title = shortened(title_of(engine.queue[0].reading), _WIDEST)
    speaking = state.state is ReaderState.SPEAKING
    return f"{title} · {left(engine.pace.left()) if speaking else state_in_words(state)}"


class AppMenu:
    """Fills a menu with what can be done now.

    Args:
        menu: Emptied first, each time.
        engine: Reads.
        do: Does what was chosen: a command of the app by its name.
        own: Actions of the window that has the menu, by name. One that has the name of a command
            stands in its place; the others come after the commands that open texts.
    """

    def __init__(
        self,
        menu: QMenu,
        engine: Engine,
        do: Callable[[str], object],
        own: Mapping[str, QAction] | None = None,
    ) -> None:
        self.menu = menu
        self.volume = False
        """Whether the volume is in it: a window that is narrow has no room for it."""
        self._engine = engine
        self._do = do
        self._own = own
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Fill it."""
        for menu in self.menu.findChildren(QMenu):
            menu.setParent(None)  # `clear` leaves them
        self.menu.clear()
        reads = bool(self._engine.queue)
        if self._own is None:
            self._add_head()
        self._add_texts()
        if reads:
            self.menu.addSeparator()
            self._add_playback()
        self.menu.addSeparator()
        self._add_voices()
        self._add_speeds()
        if reads:
            self._add_sleep()
        if self.volume:
            self._add_volumes()
        self.menu.addSeparator()
        if self._engine.settings.home.addresses:
            self._add_home()
            self.menu.addSeparator()
        self._add_windows()
        self.menu.addSeparator()
        self._add("quit", QCoreApplication.translate("Menu", "&Quit"))

    # Its parts

    def _add_head(self) -> None:
        """What is going on; nothing is done by it."""
        head = QAction(_shown(reading_in_words(self._engine)), self.menu)
        head.setObjectName("now")
        head.setEnabled(False)
        head.setFont(section(self.menu.font()))
        if self._engine.queue:
            speaking = self._engine.state.state is ReaderState.SPEAKING
            self._draw(head, "play" if speaking else "pause")
        self.menu.addAction(head)
        self.menu.addSeparator()

    def _add_texts(self) -> None:
        translate = QCoreApplication.translate
        self._add("read-selection", translate("Menu", "Read &selection"))
        self._add("read-clipboard", translate("Menu", "Read &clipboard"))
        self._add("open-file", translate("Menu", "Open a &file…"))
        for name, action in (self._own or {}).items():
            if name not in _COMMANDS:
                self.menu.addAction(action)

    def _add_playback(self) -> None:
        translate = QCoreApplication.translate
        if self._engine.state.state in UNDER_WAY:
            self._add("toggle", translate("Menu", "&Pause"), "pause")
        else:
            self._add("toggle", translate("Menu", "&Resume"), "play")
        self._add("next", translate("Menu", "&Next sentence"), "skip-forward")
        self._add("previous", translate("Menu", "Pre&vious sentence"), "skip-back")
        self._add("stop", translate("Menu", "S&top"), "square")

    def _add_home(self) -> None:
        """What a computer that is a part of a home can do there, and what it lets be done here."""
        whole = self.menu
        if self._is_long():
            whole = self._submenu("home", QCoreApplication.translate("Menu", "&Home"))
        words = QCoreApplication.translate("Menu", "&Announce at home…")
        self._add("announce", words, to=whole)
        shown = self._buttons()
        menu = whole
        if len(shown) > _MOST_BUTTONS:
            words = QCoreApplication.translate("Menu", "&Buttons at home")
            menu = self._submenu("buttons", words, to=whole)
        for key, button in shown.items():
            action = QAction(_shown(shortened(button.name, _WIDEST)), menu)
            action.setObjectName(f"press-{key}")
            action.triggered.connect(self._presser(key))
            self._show_hotkey(action, f"{BUTTON}{key}")
            menu.addAction(action)
        words = QCoreApplication.translate("Menu", "Do not distur&b")
        action = QAction(words, whole)
        action.setObjectName("quiet")
        action.setCheckable(True)
        action.setChecked(bool(self._engine.home.quiet_until))
        action.triggered.connect(self._be_quiet)
        whole.addAction(action)
        words = QCoreApplication.translate("Menu", "&Quiet for a while")
        menu = self._submenu("quiet-for", words, to=whole)
        for span, minutes in quiet_spans():
            if minutes:
                choice = QAction(span, menu)
                choice.triggered.connect(self._quiet_setter(minutes))
                menu.addAction(choice)

    def _buttons(self) -> dict[str, HomeButton]:
        """Those of the home that are wanted in the menu."""
        buttons = self._engine.settings.home.buttons
        return {key: one for key, one in buttons.items() if one.in_menu}

    def _is_long(self) -> bool:
        """Whether the screen is too low for all lines, those of the home among them."""
        if not self._engine.settings.home.addresses:
            return False
        buttons = len(self._buttons())
        lines = _LINES + _OF_HOME + (1 if buttons > _MOST_BUTTONS else buttons)
        screen = self.menu.screen()
        height = lines * MENU_ROW + (_GAPS + 1) * MENU_GAP
        return screen is not None and height > screen.availableSize().height()

    def _quiet_setter(self, minutes: int) -> Callable[..., None]:
        def be_quiet(*_: object) -> None:
            until = quiet_until(minutes)
            self._engine.do(lambda core: core.be_quiet(until))

        return be_quiet

    def _be_quiet(self, on: bool) -> None:  # noqa: FBT001 - as Qt's signal has it
        until = -1.0 if on else 0.0
        self._engine.do(lambda core: core.be_quiet(until))

    def _add_voices(self) -> None:
        words = QCoreApplication.translate("Menu", "V&oice: {voice}")
        voice = shortened(words_of_choice(self._engine), _NARROW)
        fill_menu(self._submenu("voice", words.format(voice=_shown(voice))), self._engine)

    def _add_speeds(self) -> None:
        words = QCoreApplication.translate("Menu", "Spee&d: {speed}")
        now = self._engine.settings.app.speed
        menu = self._submenu("speed", words.format(speed=speed_in_words(now)))
        group = QActionGroup(menu)
        for speed in SPEEDS:
            call = self._speed_setter(speed)
            _add_choice(menu, group, speed_in_words(speed), call, chosen=is_speed(speed, now))

    def _add_sleep(self) -> None:
        words = QCoreApplication.translate("Menu", "S&leep: {left}")
        off = QCoreApplication.translate("Menu", "off")
        left = sleep_in_words(self._engine) or off
        menu = self._submenu("sleep", words.format(left=left))
        group = QActionGroup(menu)
        for name, choice, call, chosen in sleep_choices(self._engine):
            if can_sleep(self._engine, name):
                _add_choice(menu, group, choice, call, chosen=chosen)

    def _add_volumes(self) -> None:
        now = round(_PER_CENT * self._engine.settings.app.volume)
        words = QCoreApplication.translate("Menu", "Vol&ume: {percent}%")
        menu = self._submenu("volume", words.format(percent=now))
        group = QActionGroup(menu)
        for percent in _VOLUMES:
            call = self._volume_setter(percent)
            _add_choice(menu, group, f"{percent}%", call, chosen=percent == now)

    def _add_windows(self) -> None:
        translate = QCoreApplication.translate
        if self._own is None:
            self._add("show", translate("Menu", "Open R&eader"))
        more = QMenu(translate("Menu", "&More"), self.menu)
        more.setObjectName("more")
        self._add("voices", translate("Menu", "Vo&ices…"), to=more if self._is_long() else None)
        self._add("settings", translate("Menu", "Settin&gs…"))
        self.menu.addMenu(more)
        for name, words in (
            ("profiles", translate("Menu", "Speaking st&yles…")),
            ("pronunciation", translate("Menu", "Pron&unciation…")),
            ("history", translate("Menu", "&History…")),
            ("help", translate("Menu", "Hel&p")),
        ):
            self._add(name, words, to=more)

    # How they are made

    def _add(self, name: str, words: str, drawn: str = "", *, to: QMenu | None = None) -> None:
        menu = self.menu if to is None else to
        if self._own is not None and name in self._own:
            menu.addAction(self._own[name])
            return
        action = QAction(words, menu)
        action.setObjectName(name)
        action.triggered.connect(lambda *_: self._do(name))
        if drawn:
            self._draw(action, drawn)
        self._show_hotkey(action, _HOTKEYS.get(name, name))
        menu.addAction(action)

    def _draw(self, action: QAction, name: str) -> None:
        action.setIcon(icon(name, self.menu.palette(), SMALL_ICON))

    def _show_hotkey(self, action: QAction, name: str) -> None:
        """Show the global hotkey that does the same, if there is one, and only show it."""
        status = self._engine.hotkeys_status.actions.get(name)
        if status is None or status.state is not KeyState.ACTIVE or status.keys:
            return  # what the system chose has words, not keys
        action.setShortcut(QKeySequence(self._engine.settings.keys[name]))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)

    def _submenu(self, name: str, words: str, *, to: QMenu | None = None) -> QMenu:
        menu = QMenu(words, self.menu)
        menu.setObjectName(name)
        (to or self.menu).addMenu(menu)
        return menu

    def _presser(self, key: str) -> Callable[..., None]:
        def press(*_: object) -> None:
            self._engine.do(lambda core: core.press(key))

        return press

    def _speed_setter(self, speed: float) -> Callable[[], None]:
        return lambda: self._engine.set_speed(speed)

    def _volume_setter(self, percent: int) -> Callable[[], None]:
        return lambda: self._engine.set_volume(percent / _PER_CENT)


_COMMANDS: Final = {"open-file", "toggle", "stop", "next", "previous"}
"""Commands that a window may have an action of its own for."""


def _add_choice(
    menu: QMenu, group: QActionGroup, words: str, call: Callable[[], None], *, chosen: bool
) -> None:
    action = QAction(_shown(words), menu)
    action.setCheckable(True)
    action.setChecked(chosen)
    action.triggered.connect(lambda *_: call())
    group.addAction(action)
    menu.addAction(action)


def _shown(words: str) -> str:
    """Words in a menu, in which `&` is no mnemonic."""
    return words.replace("&", "&&")
