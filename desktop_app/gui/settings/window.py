"""The settings: a list of pages at the left, and each choice holds at once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, ClassVar, Final

from PyQt6.QtCore import QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QPalette, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.parts.actions import CLOSING_KEYS, plain_slot
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.icons import app_icon, icon
from desktop_app.gui.parts.metrics import (
    BAR_ICON,
    LARGE,
    MEDIUM,
    SECTIONS,
    SMALL,
    SMALL_ICON,
    WIDE,
)
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import keep_on_screen
from desktop_app.gui.parts.unsaved import UnsavedQuestion
from desktop_app.settings.settings import AppSettings, ServiceSettings, Settings

from .about_page import AboutPage
from .appearance_page import AppearancePage
from .home_page import HomePage
from .hotkeys_page import HotkeysPage
from .privacy_page import PrivacyPage
from .reading_page import ReadingPage
from .section import Section
from .services_page import ServicesPage
from .sound_page import SoundPage
from .start_box import StartBox
from .token_keeping import TokenKeeping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QResizeEvent

    from desktop_app.gui.engine import Engine

    from .service_form import ServiceEntry

_NARROW: Final = 700  # pixels of the window
_PATIENCE_MS: Final = 250
"""After a choice: who drags a slider, or presses an arrow often, has it kept once."""


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
    """All that can be set. What is chosen holds at once; tokens wait for the keyring.

    Args:
        engine: Has the settings.

    Attributes:
        pages: The pages, in the order of the list at the left.
        list: This list.

    Signals:
        window_wanted: The name of another window of the app, to be opened.
    """

    window_wanted = pyqtSignal(str)

    _last: ClassVar[str] = ""  # the page that was shown, for the window in another language

    def __init__(self, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._opened = engine.settings
        self._over = False  # nothing is asked any more
        self._mine = False  # this window is changing the settings
        self._unsaved = UnsavedQuestion(self, self.accept, self._discard)
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        self._make_pages()
        self.keeping = TokenKeeping(engine.loop, self)
        self.keeping.kept.connect(self._services_kept)
        self.keeping.failed.connect(self._stay)
        self.keeping.given_up.connect(self._gave_up)
        self.keeping.changed.connect(self._show_busy)
        engine.hotkeys_changed.connect(self.hotkeys.show_status)
        engine.settings_changed.connect(self._follow)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MS)
        self._soon.timeout.connect(self.apply)
        for page in (self.reading, self.appearance, self.sound, self.hotkeys, self.privacy):
            page.edited.connect(self._soon.start)
        self.services.edited.connect(self.apply_services)
        self.start.failed.connect(self._stay)
        self._lay_out()
        keep_on_screen(self, 860, 620)

    # Parts

    def _make_pages(self) -> None:
        engine = self._engine
        self.services = ServicesPage(engine.loop, engine.settings)
        self.reading = ReadingPage(engine.settings, self._open_window)
        self.appearance = AppearancePage(engine.settings)
        self.sound = SoundPage(engine)
        self.hotkeys = HotkeysPage(engine.settings.app.hotkeys, engine.hotkeys_status)
        self.start = StartBox(engine.loop)
        self.home = HomePage(engine)
        self.privacy = PrivacyPage(engine)
        self.about = AboutPage(engine)

    def _lay_out(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("sections")
        self.list.setAccessibleName(self.tr("Pages of the settings"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        view = self.list.viewport()
        if view is not None:
            view.setAutoFillBackground(False)
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        shortcuts = Section()
        shortcuts.add_part("", self.hotkeys)
        shortcuts.add_part(self.tr("Start"), self.start)
        self._names: list[tuple[str, str]] = []
        for name, picture, title, page in (
            ("services", "server", self.tr("Voices & services"), self.services),
            ("reading", "book-open", self.tr("Reading"), self.reading),
            ("appearance", "palette", self.tr("Appearance"), self.appearance),
            ("sound", "volume-2", self.tr("Sound"), self.sound),
            ("shortcuts", "keyboard", self.tr("Shortcuts"), shortcuts),
            ("home", "house", self.tr("Home"), self.home),
            ("privacy", "history", self.tr("History & privacy"), self.privacy),
            ("about", "info", self.tr("About"), self.about),
        ):
            self._names.append((name, picture))
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
            item.setSizeHint(QSize(0, BAR_ICON))
            self.list.addItem(item)
            page.set_title(title)
            self.pages.addWidget(page)
        self._draw_icons()
        self.list.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.list.currentRowChanged.connect(self._note_page)
        self.pages.currentChanged.connect(self.list.setCurrentRow)
        self.notice = Notice()
        self._make_busy()
        QShortcut(QKeySequence(CLOSING_KEYS[0]), self, self.reject)  # Qt's own is the other
        side = QVBoxLayout()
        side.setContentsMargins(LARGE, WIDE, 0, LARGE)
        side.addWidget(self.list)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        told = QVBoxLayout()
        told.setContentsMargins(WIDE, LARGE, WIDE, 0)
        told.addWidget(self.notice)
        right.addLayout(told)
        right.addWidget(self.pages, 1)
        right.addWidget(self.busy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(side)
        layout.addLayout(right, 1)
        names = [name for name, _ in self._names]
        self.show_page(SettingsWindow._last if SettingsWindow._last in names else names[0])
        self._show_busy()

    def _make_busy(self) -> None:
        self.busy = QWidget()
        words = QLabel(
            self.tr("Saving the token… If the keyring asks for a password, enter it there.")
        )
        words.setObjectName("busy")
        words.setWordWrap(True)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Saving the token"))
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("cancel-keeping")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(plain_slot(self._cancel_keeping))
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(words, 1)
        row.addWidget(cancel)
        layout = QVBoxLayout(self.busy)
        layout.setContentsMargins(WIDE, 0, WIDE, LARGE)
        layout.addLayout(row)
        layout.addWidget(bar)

    def _cancel_keeping(self) -> None:
        self.keeping.cancel()

    def show_page(self, name: str) -> None:
        """Show one of the pages, by its name in the table of `_lay_out`."""
        names = [one for one, _ in self._names]
        self.list.setCurrentRow(names.index(name))

    def show_about(self) -> None:
        """Show what this is, and what helps when something is wrong."""
        self.show_page("about")

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event is not None and event.type() is event.Type.PaletteChange and self._names:
            self._draw_icons()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Leave the room of a narrow window to the page: the list has only its icons then."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.list.setFixedWidth(SMALL_ICON + 2 * MEDIUM if narrow else SECTIONS)
        for row in range(self.list.count()):
            item = self.list.item(row)
            title = item.data(Qt.ItemDataRole.AccessibleTextRole) if item is not None else ""
            if item is not None:
                item.setText("" if narrow else title)
                item.setToolTip(title if narrow else "")

    def _draw_icons(self) -> None:
        """Draw the list in the colors that hold; the page that is shown has a calm one."""
        palette, known = QPalette(self.palette()), colors(self.palette())
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.Highlight, known.pressed)
            palette.setColor(group, QPalette.ColorRole.HighlightedText, known.ink)
        self.list.setPalette(palette)
        for row, (_, picture) in enumerate(self._names):
            item = self.list.item(row)
            if item is not None:
                item.setIcon(icon(picture, palette, SMALL_ICON))

    def _note_page(self, row: int) -> None:
        SettingsWindow._last = self._names[row][0]

    def _open_window(self, name: str) -> None:
        self.window_wanted.emit(name)

    # What is chosen

    def is_changed(self) -> bool:
        """Whether something here isn't kept yet."""
        return self._services_changed() or bool(
            self._app_changes() or self._looks() or self._rules()
        )

    def _services_changed(self) -> bool:
        old = [(name, service, name, None) for name, service in self._opened.services.items()]
        new = [(one.name, one.service, one.kept_as, one.token) for one in self.services.entries]
        return old != new or self.services.active != self._opened.active

    def _app_changes(self) -> dict[str, object]:
        """What differs from what is set; other windows change it, too."""
        chosen: dict[str, object] = {
            "hotkeys": self.hotkeys.hotkeys(),
            **self.reading.choices(),
            **self.sound.choices(),
            **self.appearance.choices(),
            **self.privacy.choices(),
        }
        before = {one.name: getattr(self._opened.app, one.name) for one in fields(AppSettings)}
        return {name: value for name, value in chosen.items() if value != before[name]}

    def _looks(self) -> dict[str, str]:
        kept, looks = self._opened.appearance, self.appearance.looks()
        return {name: value for name, value in looks.items() if value != getattr(kept, name)}

    def _rules(self) -> dict[str, object]:
        kept, rules = self._opened.reading, self.reading.rules()
        return {name: value for name, value in rules.items() if value != getattr(kept, name)}

    # Keeping it

    def apply(self) -> None:
        """Have what was chosen hold."""
        self._soon.stop()
        app, looks, rules = self._app_changes(), self._looks(), self._rules()
        if not app and not looks and not rules:
            return
        now = self._engine.settings
        settings = now.with_app(**app).with_appearance(**looks).with_reading(**rules)
        if "hotkeys" in app:
            self.hotkeys.take_over(settings.app.hotkeys)
        self._opened = replace(
            self._opened,
            app=settings.app,
            appearance=settings.appearance,
            reading=settings.reading,
        )
        self._change(settings)

    def apply_services(self) -> None:
        """Have the services hold: first the tokens are kept, which may take a person's time."""
        if self.keeping.running or not self._services_changed():
            return
        self.notice.clear_about(_SERVICES)
        self.keeping.start(self.services.entries, self._opened.services)

    def _services_kept(self, services: dict[str, ServiceSettings]) -> None:
        entries = self.services.entries
        now = self._engine.settings
        settings = changed_settings(now, self._opened, entries, services, self.services.active)
        reconnect = any(entry.token is not None for entry in entries)
        self._opened = settings
        self.services.take_over(settings)
        self._change(settings, reconnect=reconnect)
        if self._over:
            super().accept()

    def _change(self, settings: Settings, *, reconnect: bool = False) -> None:
        self._mine = True
        self._engine.change(settings, reconnect=reconnect)  # another language closes this window
        self._mine = False

    def _follow(self, settings: Settings) -> None:
        """Show what another window, the tray or the command line has changed."""
        if self._mine or self._soon.isActive() or self.keeping.running:
            return
        untouched = not self._services_changed()
        self._opened = settings
        for page in (self.reading, self.appearance, self.sound, self.privacy):
            page.show_settings(settings)
        if untouched:
            self.services.take_over(settings)

    # The end

    def accept(self) -> None:
        """Keep what isn't kept yet, and close."""
        self.apply()
        if not self._services_changed():
            super().accept()
            return
        self._over = True
        self.apply_services()

    def reject(self) -> None:
        """Wait for the keyring no longer; or close, and ask before something is lost."""
        if self.keeping.running:
            self.keeping.cancel()
            return
        if not self._over:
            self.apply()
        if self._over or not self._services_changed():
            super().reject()
        else:
            self._unsaved.ask(self.tr("Settings"), self.tr("Save your changes before closing?"))

    def done(self, result: int) -> None:
        """Close; what is heard or asked is given up."""
        self._over = True
        self.sound.stop()
        super().done(result)

    def _stay(self, error: Exception) -> None:
        """Say what is wrong; nothing is lost."""
        self._over = False
        if self._services_changed():
            again = self.tr("Try again")
            self.notice.warn(error, again, self.apply_services, about=_SERVICES)
        else:
            self.notice.warn(error)

    def _gave_up(self) -> None:
        """Say what isn't kept, and offer to keep it or to have it as it was."""
        self._over = False
        self.notice.tell(
            self.tr("The change to the services isn't saved."),
            self.tr("Try again"),
            self.apply_services,
            also=(self.tr("Undo"), self._undo_services),
            about=_SERVICES,
            kind="warning",
        )

    def _undo_services(self) -> None:
        self.notice.clear_about(_SERVICES)
        self.services.take_over(self._opened)

    def _show_busy(self) -> None:
        busy = self.keeping.running
        self.pages.setEnabled(not busy)
        self.list.setEnabled(not busy)
        self.busy.setVisible(busy)

    def _discard(self) -> None:
        self._over = True
        self.reject()


_SERVICES: Final = "services"
