"""The window of speaking styles: the list, one of them to change and to hear, and languages.

What is changed is kept at once, and can be taken back. A style that lacks its words is kept as it
was until they are written.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QAction, QFontMetrics, QPainter
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import SettingsError
from desktop_app.gui.parts.actions import action_button, make_actions
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.buttons import more, primary, quiet
from desktop_app.gui.parts.card import paint_card
from desktop_app.gui.parts.colors import colors
from desktop_app.gui.parts.empty import Empty
from desktop_app.gui.parts.icons import app_icon, pixmap, wear
from desktop_app.gui.parts.labels import TitleLabel, fitted, secondary, tinted
from desktop_app.gui.parts.metrics import (
    FIELD,
    LARGE,
    MEDIUM,
    ROW,
    SMALL,
    SMALL_ICON,
    TINY,
    head,
    helper,
    section,
)
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.page import Page
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.state_words import service_in_words
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.settings.profiles_file import SUFFIX, free_name, join, load_profiles, save_profiles
from desktop_app.settings.settings import LOCAL, Settings, VoiceProfile

from .editor import ProfileEditor, voice_name
from .importing import ImportDialog
from .language_profiles import LanguageProfiles
from .ways import OWN, way_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent, QHideEvent

    from desktop_app.gui.engine import Engine
    from shared_client import ReferenceAudio

_SETTLED: Final = 400  # ms after the last change of a style in which it is kept
_LINES = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class _Deleted:
    """A speaking style that was deleted, and all that went with it."""

    name: str
    profile: VoiceProfile
    place: int
    in_use: bool
    languages: tuple[str, ...]

    @classmethod
    def from_(cls, settings: Settings, name: str) -> _Deleted:
        """Remember a style before it is deleted."""
        app = settings.app
        languages = tuple(key for key, one in app.language_profiles.items() if one == name)
        place = list(settings.profiles).index(name)
        profile = settings.profiles[name]
        return cls(name, profile, place, app.profile == name, languages)

    def restored(self, settings: Settings) -> tuple[str, Settings]:
        """The settings with it where it was, and the name that it has now."""
        name = free_name(self.name, settings.profiles)
        profiles = list(settings.profiles.items())
        profiles.insert(self.place, (name, self.profile))
        app = settings.app
        free = [language for language in self.languages if language not in app.language_profiles]
        languages = {**app.language_profiles, **dict.fromkeys(free, name)}
        used = name if self.in_use and not app.profile else app.profile
        settings = replace(settings, profiles=dict(profiles))
        return name, settings.with_app(language_profiles=languages, profile=used)


def renamed(settings: Settings, old: str, new: str) -> Settings:
    """The settings with a style under another name, in its place and wherever it is chosen.

    Raises:
        SettingsError: The name is none, or another style has it.
    """
    if new in settings.profiles:
        raise SettingsError("profile_name_taken", name=new)
    settings.with_profile(new, VoiceProfile())  # it says what is wrong with the name
    app = settings.app
    languages = {key: new if name == old else name for key, name in app.language_profiles.items()}
    profiles = {new if name == old else name: one for name, one in settings.profiles.items()}
    used = new if app.profile == old else app.profile
    settings = replace(settings, profiles=profiles)
    return settings.with_app(language_profiles=languages, profile=used)


@dataclass(frozen=True, slots=True)
class _Changed:
    """A style that was changed: what it was before."""

    name: str
    profile: VoiceProfile

    def restored(self, settings: Settings) -> tuple[str, Settings]:
        """The settings with it as it was; as they are where it is gone."""
        if self.name not in settings.profiles:
            return "", settings
        return self.name, settings.with_profile(self.name, self.profile)


@dataclass(frozen=True, slots=True)
class _Renamed:
    """A style that has another name."""

    name: str
    before: str

    def restored(self, settings: Settings) -> tuple[str, Settings]:
        """The settings with its name of before, if that is still free."""
        if self.name not in settings.profiles or self.before in settings.profiles:
            return "", settings
        return self.before, renamed(settings, self.name, self.before)


class _Row(QListWidgetItem):
    """A style in the list: its name, and below it who speaks and how."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        self.spoken = name
        self.setFlags(self.flags() | Qt.ItemFlag.ItemIsEditable)

    def data(self, role: int) -> object:
        """All of it in words for who cannot see that."""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken
        return super().data(role)


class _RowDelegate(QStyledItemDelegate):
    """Draws two lines, and a mark on the style that reads now."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, _: QModelIndex
    ) -> QSize:
        """Room for two lines, however large the font is."""
        lines = QFontMetrics(section(option.font)).height()
        lines += QFontMetrics(helper(option.font)).height()
        return QSize(FIELD * 4, max(ROW, lines + 2 * SMALL) + TINY)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Draw one."""
        assert painter is not None  # noqa: S101 - Qt has one
        painter.save()
        flag, known = QStyle.StateFlag, colors(option.palette)
        card = option.rect.adjusted(0, 0, 0, -TINY)
        chosen = bool(option.state & flag.State_Selected)
        focus = chosen and bool(option.state & flag.State_HasFocus)
        over = bool(option.state & flag.State_MouseOver)
        if chosen or over:
            paint_card(painter, QRectF(card), known, hover=True, focus=focus)
        second, used = index.data(_LINES) or ("", False)
        inner = card.adjusted(MEDIUM, SMALL // 2, -MEDIUM, -SMALL // 2)
        if used:
            device = painter.device()
            ratio = device.devicePixelRatioF() if device is not None else 1.0
            mark = pixmap("check", option.palette, SMALL_ICON, "accent", ratio)
            place = QRect(
                inner.right() - SMALL_ICON,
                inner.center().y() - SMALL_ICON // 2,
                SMALL_ICON,
                SMALL_ICON,
            )
            painter.drawPixmap(QStyle.visualRect(option.direction, card, place).topLeft(), mark)
            inner.setRight(inner.right() - SMALL_ICON - SMALL)
        title, small = section(option.font), helper(option.font)
        half = inner.height() // 2
        for font, words, color, top in (
            (title, str(index.data(Qt.ItemDataRole.DisplayRole)), known.ink, inner.top()),
            (small, second, known.secondary, inner.top() + half),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(color)
            place = QRect(inner.left(), top, inner.width(), half)
            painter.drawText(
                QStyle.visualRect(option.direction, card, place),
                int(
                    (
                        Qt.AlignmentFlag.AlignVCenter
                        | QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
                        | Qt.AlignmentFlag.AlignAbsolute
                    ).value
                ),
                fitted(words, metrics, inner.width()),
            )
        painter.restore()


class ProfilesWindow(QMainWindow):
    """All speaking styles.

    Args:
        engine: Has the settings, and speaks.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._name = ""  # of the style that is shown; empty for none
        self._pending: VoiceProfile | None = None  # what it will be in a moment
        self._take_back: list[_Changed | _Renamed | _Deleted] = []
        self._filling = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED)
        self._timer.timeout.connect(self._save)
        self.setObjectName("profiles")
        self.setWindowTitle(self.tr("Speaking styles – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 980, 680)
        self._actions = self._make_actions()
        self.page = Page(
            self.tr("Speaking styles"),
            self.tr("A voice and how it speaks: for stories, for the news, in another language."),
        )
        self.notice = self.page.notice
        self.editor = ProfileEditor(engine)
        self.editor.changed.connect(self._edited)
        self.editor.failed.connect(self._cannot_speak)
        self.languages = LanguageProfiles(engine)
        self.languages.wrong.connect(self.notice.warn_of)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._styles_page(), self.tr("Styles"))
        self.tabs.addTab(self.languages, self.tr("Languages"))
        pages = self.tr("Pages")
        for one in (self.tabs, self.tabs.tabBar()):
            one.setAccessibleName(pages)  # type: ignore[union-attr] # both are there
        self.page.body.addWidget(self.tabs, 1)
        self.setCentralWidget(self.page)
        engine.settings_changed.connect(self._refresh)
        engine.voices_changed.connect(self._refresh)
        used = engine.settings.app.profile
        self._name = used or next(iter(engine.settings.profiles), "")
        self._refresh()
        self._show(self._name)
        self.list.setFocus()

    # Parts

    def _make_actions(self) -> dict[str, QAction]:
        table: dict[str, tuple[str, str, Callable[[], object]]] = {
            "new": (self.tr("&New style"), "Ctrl+N", self.add),
            "duplicate": (self.tr("Dupli&cate"), "Ctrl+D", self.duplicate),
            "rename": (self.tr("&Rename"), "F2", self.rename),
            "delete": (self.tr("&Delete"), "Delete", self.delete),
            "undo": (self.tr("Un&do"), "Ctrl+Z", self.undo),
            "use": (self.tr("Read with t&his style"), "Ctrl+U", self.use),
            "try": (self.tr("Hear it"), "Ctrl+Return", self._try),
            "import": (self.tr("I&mport…"), "", self._ask_what_to_import),
            "export-one": (self.tr("E&xport this style…"), "", lambda: self._ask_where(only=True)),
            "export-all": (self.tr("Export &all…"), "", lambda: self._ask_where(only=False)),
            "close": (self.tr("Close"), "", self.close),
        }
        return make_actions(self, table)

    def _styles_page(self) -> QWidget:
        self._make_list()
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._list_side())
        splitter.addWidget(Scrolled(self._editor_side()))
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 5)
        splitter.setSizes([260, 620])
        self.pages = QStackedWidget()
        self.pages.addWidget(splitter)
        self.pages.addWidget(self._make_empty())
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.addWidget(self.pages)
        return page

    def _make_empty(self) -> Empty:
        new, imports = (action_button(self._actions[name]) for name in ("new", "import"))
        for button in (new, imports):
            button.setObjectName(f"empty-{button.objectName()}")
        return Empty(
            "sliders-horizontal",
            self.tr("How else should they speak?"),
            self.tr(
                "A speaking style is a voice and how it speaks: cheerful, in Sichuan dialect, or "
                "slower in the evening."
            ),
            primary(new, "plus"),
            imports,
        )

    def _make_list(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("list")
        self.list.setAccessibleName(self.tr("Speaking styles"))
        self.list.setItemDelegate(_RowDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.list.setTabKeyNavigation(False)
        viewport = self.list.viewport()
        assert viewport is not None  # noqa: S101 - a list has one
        viewport.setAutoFillBackground(False)
        delete = self._actions["delete"]
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere it deletes text
        self.list.addAction(delete)
        self.list.currentItemChanged.connect(self._row_chosen)
        self.list.itemChanged.connect(self._row_edited)

    def _list_side(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, SMALL, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.list, 1)
        new = action_button(self._actions["new"])
        wear(new, "plus", SMALL_ICON)
        menu = QMenu()
        for name in ("rename", "duplicate", "delete", "", "import", "export-one", "export-all"):
            menu.addAction(self._actions[name]) if name else menu.addSeparator()
        self.more = more(self.tr("More about speaking styles"), menu)
        self.more.setObjectName("more")
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(new, 1)
        row.addWidget(self.more)
        layout.addLayout(row)
        return side

    def _editor_side(self) -> QWidget:
        self.title = TitleLabel("", head)
        self.title.setObjectName("title")
        self.use_button = primary(action_button(self._actions["use"]))
        self.reads = tinted(QLabel(self.tr("✓ Reads now")), "accent", section)
        self.reads.setObjectName("reads")
        self.state = secondary(QLabel(), helper)
        self.state.setObjectName("state")
        self.undo_button = quiet(action_button(self._actions["undo"]), "undo-2")
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(LARGE, 0, SMALL, 0)
        layout.setSpacing(MEDIUM)
        top = QHBoxLayout()
        top.setSpacing(MEDIUM)
        top.addWidget(self.title, 1)
        top.addWidget(self.reads)
        top.addWidget(self.use_button)
        layout.addLayout(top)
        layout.addWidget(self.editor)
        layout.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.undo_button)
        layout.addLayout(foot)
        return side

    # What a person does

    def add(self) -> None:
        """Make a style with the voice that is in use, and have it named."""
        service = self._engine.settings.active or LOCAL
        self._insert(self.tr("New style"), VoiceProfile(service=service))

    def add_for(self, voice: ReferenceAudio) -> None:
        """Make one with a voice of the service in use, and have it named."""
        service = self._engine.settings.active or LOCAL
        self._insert(name_of(voice), VoiceProfile(service=service, voice=voice.id))

    def duplicate(self) -> None:
        """Make another style of this one, as it stands here."""
        if self._name:
            self._insert(self._name, self.editor.profile())

    def rename(self) -> None:
        """Edit the name in the list."""
        row = self.list.currentItem()
        if row is not None:
            self.tabs.setCurrentIndex(0)
            self.list.setFocus()
            self.list.editItem(row)

    def delete(self) -> None:
        """Delete the style; it can be undone as long as the window is there."""
        name = self._name
        if not name:
            return
        self._save()
        settings = self._engine.settings
        gone = _Deleted.from_(settings, name)
        self._take_back.append(gone)
        rest = [one for one in settings.profiles if one != name]
        after = rest[min(gone.place, len(rest) - 1)] if rest else ""
        self._forget_pending()
        self._engine.change(settings.without_profile(name))
        self._show(after)
        words = self.tr("Deleted “{name}”.").format(name=name)
        self.notice.tell(words, self.tr("Undo"), self.undo)

    def undo(self) -> None:
        """Take back the last change of a style, its name, or its deletion."""
        self._save()
        self._forget_pending()  # words that are still missing are not missed
        before = name = ""
        settings = before_all = self._engine.settings
        while self._take_back and settings == before_all:  # what is gone cannot be restored
            last = self._take_back.pop()
            name, settings = last.restored(before_all)
            if isinstance(last, _Renamed) and name:
                before = last.name
        self._follow_name(before, name)
        if settings != before_all:
            self._name = name
            self._engine.change(settings)
        self._show(name or self._name)
        self.notice.clear()
        self.state.setText(self.tr("Undone."))

    def use(self) -> None:
        """Read aloud with this style from now on, as it stands here."""
        if self._name and self.editor.is_complete():
            self._save()
            self._engine.set_profile(self._name)

    def _try(self) -> None:
        if self._name:
            self.editor.listen_or_stop()

    def _insert(self, wanted: str, profile: VoiceProfile) -> None:
        self._save()
        self._forget_pending()
        settings = self._engine.settings
        name = free_name(wanted, settings.profiles)
        self._engine.change(settings.with_profile(name, profile))
        self._show(name)
        self.rename()

    # The list

    def _refresh(self, _: object = None) -> None:
        """Show the styles as they are in the settings."""
        settings = self._engine.settings
        self._filling = True
        rows = {row.name: row for row in self._rows()}
        if list(rows) != list(settings.profiles):
            self.list.clear()
            rows = {name: _Row(name) for name in settings.profiles}
            for row in rows.values():
                self.list.addItem(row)
        for row in rows.values():
            self._fill(row)
        self._filling = False
        shown = self._name if self._name in rows else next(iter(rows), "")
        if shown != self._name or (shown and self._is_stale(shown)):
            self._forget_pending()
            self._show(shown)
        else:
            if shown and self._pending is None:
                self.editor.take_kept(settings.profiles[shown])
            self._mark(shown)

    def _rows(self) -> list[_Row]:
        rows = [self.list.item(at) for at in range(self.list.count())]
        return [row for row in rows if isinstance(row, _Row)]

    def _fill(self, row: _Row) -> None:
        settings = self._engine.settings
        profile = settings.profiles[row.name]
        used = row.name == settings.app.profile
        voice = next((one for one in self._engine.voices if one.id == profile.voice), None)
        unknown = profile.voice or self.tr("Default voice")
        way = way_of(profile)
        how = profile.instruct.strip() if way.name == OWN else way.words
        words = [name_of(voice) if voice else unknown, how]
        if profile.service != (settings.active or LOCAL):
            builtin = self.tr("Built-in")
            is_builtin = profile.service == LOCAL
            words.append(builtin if is_builtin else service_in_words(profile.service))
        second = " · ".join(filter(None, words))
        row.setData(_LINES, (second, used))
        marks = [self.tr("Reads now")] * used
        row.spoken = ", ".join([row.name, *marks, second])
        whole = voice_name(voice) if voice else unknown
        row.setToolTip(plain("\n".join([row.name, whole, *filter(None, words[1:])])))

    def _is_stale(self, name: str) -> bool:
        """Whether a style is shown otherwise than it is kept, and not because of a person."""
        kept = self._engine.settings.profiles[name]
        return self._pending is None and self.editor.profile() != kept

    def _show(self, name: str) -> None:
        """Show a style; none without a name."""
        if name != self._name:
            self.state.clear()
        self._name = name
        settings = self._engine.settings
        self.pages.setCurrentIndex(0 if name else 1)
        if name:
            self.editor.show_profile(settings.profiles[name])
        self._mark(name)

    def _mark(self, name: str) -> None:
        """Bring the list, the title and what can be done up to date."""
        self._filling = True
        for row in self._rows():
            if row.name == name:
                self.list.setCurrentItem(row)
        self._filling = False
        settings = self._engine.settings
        used = bool(name) and name == settings.app.profile
        self.title.setText(name)
        self.use_button.setVisible(not used)
        self.reads.setVisible(used)
        enabled = {
            **dict.fromkeys(("duplicate", "rename", "delete", "export-one", "try"), bool(name)),
            "export-all": bool(settings.profiles),
            "use": bool(name) and not used,
            "undo": bool(self._take_back) or self._pending is not None,
        }
        for key, on in enabled.items():
            self._actions[key].setEnabled(on)

    def _row_chosen(self, row: QListWidgetItem | None) -> None:
        if isinstance(row, _Row) and not self._filling and row.name != self._name:
            self._save()
            self._forget_pending()
            self.editor.trial.stop()
            self._show(row.name)

    def _row_edited(self, row: QListWidgetItem) -> None:
        """Give a style the name that was typed."""
        if self._filling or not isinstance(row, _Row):
            return
        old, new = row.name, " ".join(row.text().split())
        self._filling = True
        row.setText(old)
        self._filling = False
        if new in (old, ""):
            return
        self._save()
        try:
            settings = renamed(self._engine.settings, old, new)
        except SettingsError as error:
            self.notice.warn(error)
            return
        self._name = row.name = new
        self._filling = True
        row.setText(new)
        self._filling = False
        self.notice.clear()
        self._follow_name(old, new)
        self._take_back.append(_Renamed(new, old))
        self._engine.change(settings)

    def _follow_name(self, old: str, new: str) -> None:
        """Have what was changed before belong to a style under its new name."""
        self._take_back = [
            replace(one, name=new) if isinstance(one, _Changed) and one.name == old else one
            for one in self._take_back
        ]

    def _cannot_speak(self, error: Exception) -> None:
        self.notice.warn(error, *(remedy(self._engine, error) or ()))

    # Keeping

    def _edited(self) -> None:
        """Keep what is in the form as soon as it is not changed for a moment."""
        if not self._name:
            return
        profile = self.editor.profile()
        same = profile == self._engine.settings.profiles[self._name]
        self._pending = None if same else profile
        (self._timer.stop if same else self._timer.start)()
        self._mark(self._name)

    def _save(self) -> None:
        """Keep what is in the form, if it can be spoken with."""
        self._timer.stop()
        profile, settings = self._pending, self._engine.settings
        known = settings.profiles.get(self._name)
        if profile is None or known is None or self.editor.lacks_words():
            return
        self._pending = None
        if profile == known:
            return
        self._take_back.append(_Changed(self._name, known))
        self.notice.clear()
        self._engine.change(settings.with_profile(self._name, profile))
        self.state.setText(self.tr("Saved."))

    def _forget_pending(self) -> None:
        """Leave a style as it was kept: what is in the form is of no use."""
        self._timer.stop()
        self._pending = None

    # Files

    def _ask_where(self, *, only: bool) -> None:
        self._save()
        name = self._name if only else self.tr("Speaking styles")
        plain = "".join(char if char.isalnum() or char in " -_" else "_" for char in name)
        dialog = self._file_dialog(self.tr("Export speaking styles"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(plain + SUFFIX)
        names = [self._name] if only else list(self._engine.settings.profiles)
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path), names))
        dialog.open()

    def export_to(self, path: Path, names: list[str]) -> None:
        """Write styles to a file, as they are kept."""
        profiles = {name: self._engine.settings.profiles[name] for name in names}

        def tell(_: None) -> None:
            words = self.tr("%n speaking style(s) exported to {file}.", "", len(profiles))
            self.notice.tell(words.format(file=path.name))

        work = asyncio.to_thread(save_profiles, path, profiles)
        self._engine.loop.start(work, while_there(self, tell), self.notice.warn)

    def _ask_what_to_import(self) -> None:
        dialog = self._file_dialog(self.tr("Import speaking styles"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Read styles from a file, and ask what is not clear."""
        work = asyncio.to_thread(load_profiles, path)
        self._engine.loop.start(work, self._ask_about, self.notice.warn)

    def _ask_about(self, profiles: dict[str, VoiceProfile]) -> None:
        dialog = ImportDialog(profiles, self._engine.settings, self)
        dialog.accepted.connect(lambda: self._join(dialog))
        dialog.finished.connect(dialog.deleteLater)
        if dialog.has_questions:
            dialog.open()
        else:
            dialog.accept()

    def _join(self, dialog: ImportDialog) -> None:
        before = self._engine.settings
        voices = [voice.id for voice in self._engine.voices]
        after = join(before, dialog.profiles, *dialog.answers(), voices)
        mine = before.profiles
        fresh = [name for name, one in after.profiles.items() if mine.get(name) != one]
        if fresh:
            self._pending = None  # the answer was to replace it
            self._take_back = [one for one in self._take_back if one.name not in fresh]
            self._engine.change(after)
            self._show(fresh[0])
            self.notice.tell(self.tr("%n speaking style(s) imported.", "", len(fresh)))
        else:
            self.notice.tell(
                self.tr("Nothing was imported. All styles already exist or were skipped.")
            )

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setNameFilters(
            [self.tr("Speaking styles (*{suffix})").format(suffix=SUFFIX), self.tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    # The end

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep what was changed last."""
        self._save()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep what was changed last, and be silent."""
        self._save()
        if self._pending is not None:  # without its words it stays as it was
            self._forget_pending()
            self._show(self._name)
        self.editor.trial.stop()
        super().closeEvent(event)
