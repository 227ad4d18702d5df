"""The window of voice profiles: the list, one of them to change and to hear, and languages.

What is changed in a profile holds once it is saved: one that is in use would else change while it
reads. Until then it is a draft, which stays when another profile is looked at.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import SettingsError
from desktop_app.gui.parts.actions import action_button, make_actions
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.parts.icons import app_icon
from desktop_app.gui.parts.notice import Notice
from desktop_app.gui.parts.on_screen import Scrolled, keep_on_screen
from desktop_app.gui.parts.plain_text import plain
from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.unsaved import UnsavedQuestion
from desktop_app.gui.parts.voice_names import name_of
from desktop_app.settings.profiles_file import SUFFIX, free_name, join, load_profiles, save_profiles
from desktop_app.settings.settings import LOCAL, Settings, VoiceProfile

from .editor import ProfileEditor, voice_name
from .importing import ImportDialog
from .language_profiles import LanguageProfiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent

    from desktop_app.gui.engine import Engine
    from shared_client import ReferenceAudio

_NAME, _SERVICE, _VOICE = range(3)
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class _Deleted:
    """A profile that was deleted, and all that went with it."""

    name: str
    profile: VoiceProfile
    draft: VoiceProfile | None
    place: int
    in_use: bool
    languages: tuple[str, ...]

    @classmethod
    def from_(cls, settings: Settings, name: str, draft: VoiceProfile | None) -> _Deleted:
        """Remember a profile before it is deleted."""
        app = settings.app
        languages = tuple(key for key, one in app.language_profiles.items() if one == name)
        place = list(settings.profiles).index(name)
        profile = settings.profiles[name]
        return cls(name, profile, draft, place, app.profile == name, languages)

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
    """The settings with a profile under another name, in its place and wherever it is chosen.

    Raises:
        SettingsError: The name is none, or another profile has it.
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


class _Row(QTreeWidgetItem):
    """A profile in the list; its name is edited without the marks that it is shown with."""

    def __init__(self, name: str) -> None:
        super().__init__([name, "", ""])
        self.name = name
        self.spoken = name
        self.draft = False
        self.setFlags(self.flags() | Qt.ItemFlag.ItemIsEditable)

    def data(self, column: int, role: int) -> object:
        """The name with its mark, and in words for who cannot see that."""
        if column == _NAME and role == Qt.ItemDataRole.DisplayRole and self.draft:
            return f"{self.name} *"
        if column == _NAME and role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken
        return super().data(column, role)


class ProfilesWindow(QMainWindow):
    """All voice profiles.

    Args:
        engine: Has the settings, and speaks.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._name = ""  # of the profile that is shown; empty for none
        self._drafts: dict[str, VoiceProfile] = {}
        self._deleted: list[_Deleted] = []
        self._filling = False
        self._unsaved = UnsavedQuestion(self, self._save_all, self._discard_all)
        self.setObjectName("profiles")
        self.setWindowTitle(self.tr("Voice profiles[*] – CosyVoice Home"))
        self.setWindowIcon(app_icon())
        keep_on_screen(self, 980, 660)
        self._actions = self._make_actions()
        self.notice = Notice()
        self.editor = ProfileEditor(engine)
        self.editor.changed.connect(self._edited)
        self.editor.failed.connect(self._cannot_speak)
        self.languages = LanguageProfiles(engine)
        self.languages.wrong.connect(self.notice.warn_of)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._profiles_page(), self.tr("Profiles"))
        self.tabs.addTab(self.languages, self.tr("Languages"))
        pages = self.tr("Pages")
        for one in (self.tabs, self.tabs.tabBar()):
            one.setAccessibleName(pages)  # type: ignore[union-attr] # both are there
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.addWidget(self.notice)
        layout.addWidget(Scrolled(self.tabs), 1)
        self.setCentralWidget(middle)
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
            "new": (self.tr("Ne&w"), "Ctrl+N", self.add),
            "duplicate": (self.tr("Duplicate"), "Ctrl+D", self.duplicate),
            "rename": (self.tr("&Rename"), "F2", self.rename),
            "delete": (self.tr("&Delete"), "Delete", self.delete),
            "undo": (self.tr("Undo deletion"), "Ctrl+Z", self.undo),
            "save": (self.tr("&Save"), "Ctrl+S", self.save),
            "revert": (self.tr("Rever&t"), "", self.revert),
            "use": (self.tr("Use t&his profile"), "", self.use),
            "try": (self.tr("Listen"), "Ctrl+Return", self._try),
            "import": (self.tr("I&mport…"), "", self._ask_what_to_import),
            "export-one": (self.tr("This profile…"), "", lambda: self._ask_where(only=True)),
            "export-all": (self.tr("All profiles…"), "", lambda: self._ask_where(only=False)),
            "close": (self.tr("Close"), "", self.close),
        }
        return make_actions(self, table)

    def _profiles_page(self) -> QWidget:
        self._make_list()
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._list_side())
        splitter.addWidget(self._editor_side())
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([380, 560])
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(splitter)
        return page

    def _make_list(self) -> None:
        self.list = QTreeWidget()
        self.list.setObjectName("list")
        self.list.setAccessibleName(self.tr("Voice profiles"))
        self.list.setHeaderLabels([self.tr("Name"), self.tr("Service"), self.tr("Voice")])
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setUniformRowHeights(True)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.list.setTabKeyNavigation(False)
        header = self.list.header()
        assert header is not None  # noqa: S101 - a tree has one
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.list.setColumnWidth(_NAME, 150)
        self.list.setColumnWidth(_SERVICE, 90)
        delete = self._actions["delete"]
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere it deletes text
        self.list.addAction(delete)
        self.list.currentItemChanged.connect(self._row_chosen)
        self.list.itemChanged.connect(self._row_edited)
        self.list.itemDoubleClicked.connect(self._row_double_clicked)

    def _list_side(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.addWidget(self.list, 1)
        rows = (("new", "duplicate", "rename", "delete"), ("import",))
        for names in rows:
            row = QHBoxLayout()
            for name in names:
                row.addWidget(action_button(self._actions[name]), 1)
            layout.addLayout(row)
        self.export = QPushButton(self.tr("E&xport"))
        self.export.setObjectName("export-button")
        self.export.setAutoDefault(False)
        menu = QMenu(self.export)
        menu.addAction(self._actions["export-one"])
        menu.addAction(self._actions["export-all"])
        self.export.setMenu(menu)
        row.addWidget(self.export, 1)
        row.addStretch(2)
        return side

    def _editor_side(self) -> QWidget:
        self.title = QLabel()
        self.title.setObjectName("title")
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.title.setFont(font)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        form = QWidget()
        layout = QVBoxLayout(form)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.editor)
        layout.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(action_button(self._actions["use"]))
        row.addStretch()
        row.addWidget(action_button(self._actions["revert"]))
        row.addWidget(action_button(self._actions["save"]))
        layout.addLayout(row)
        nothing = QLabel(
            self.tr(
                "No voice profiles yet. A profile is a voice plus how it speaks: mode, "
                "instruction, speed, and volume. Select “New” to create one."
            )
        )
        nothing.setWordWrap(True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setMargin(40)
        self.pages = QStackedWidget()
        self.pages.addWidget(form)
        self.pages.addWidget(nothing)
        return self.pages

    # What a person does

    def add(self) -> None:
        """Make a profile with the voice that is in use, and have it named."""
        service = self._engine.settings.active or LOCAL
        self._insert(self.tr("New profile"), VoiceProfile(service=service))

    def add_for(self, voice: ReferenceAudio) -> None:
        """Make one with a voice of the service in use, and have it named."""
        service = self._engine.settings.active or LOCAL
        self._insert(name_of(voice), VoiceProfile(service=service, voice=voice.id))

    def duplicate(self) -> None:
        """Make another profile of this one, as it stands here."""
        if self._name:
            self._insert(self._name, self.editor.profile())

    def rename(self) -> None:
        """Edit the name in the list."""
        row = self.list.currentItem()
        if row is not None:
            self.tabs.setCurrentIndex(0)
            self.list.setFocus()
            self.list.editItem(row, _NAME)

    def delete(self) -> None:
        """Delete the profile; it can be undone as long as the window is there."""
        name = self._name
        if not name:
            return
        settings = self._engine.settings
        gone = _Deleted.from_(settings, name, self._drafts.pop(name, None))
        self._deleted.append(gone)
        rest = [one for one in settings.profiles if one != name]
        after = rest[min(gone.place, len(rest) - 1)] if rest else ""
        self._engine.change(settings.without_profile(name))
        self._show(after)
        words = self.tr("Deleted “{name}”.").format(name=name)
        self.notice.tell(words, self.tr("Undo"), self.undo)

    def undo(self) -> None:
        """Bring back the profile that was deleted last."""
        if not self._deleted:
            return
        gone = self._deleted.pop()
        name, settings = gone.restored(self._engine.settings)
        if gone.draft is not None:
            self._drafts[name] = gone.draft
        self._engine.change(settings)
        self._show(name)
        self.notice.clear()

    def save(self) -> None:
        """Keep what was changed in this profile."""
        if self._name in self._drafts and self.editor.is_complete():
            profile = self._drafts.pop(self._name)
            self.notice.clear()
            self._engine.change(self._engine.settings.with_profile(self._name, profile))

    def revert(self) -> None:
        """Take back what was changed in this profile."""
        if self._drafts.pop(self._name, None) is not None:
            self.notice.clear()
            self._show(self._name)

    def use(self) -> None:
        """Read aloud with this profile from now on, as it stands here."""
        self.save()
        if self._name and self._name not in self._drafts:
            self._engine.set_profile(self._name)

    def _try(self) -> None:
        if self._name:
            self.editor.listen_or_stop()

    def _insert(self, wanted: str, profile: VoiceProfile) -> None:
        settings = self._engine.settings
        name = free_name(wanted, settings.profiles)
        self._engine.change(settings.with_profile(name, profile))
        self._show(name)
        self.rename()

    # The list

    def _refresh(self, _: object = None) -> None:
        """Show the profiles as they are in the settings, drafts beside them."""
        settings = self._engine.settings
        for name, draft in list(self._drafts.items()):
            if settings.profiles.get(name, draft) == draft:  # it is gone, or just like this now
                del self._drafts[name]
        self._filling = True
        rows = {row.name: row for row in self._rows()}
        if list(rows) != list(settings.profiles):
            self.list.clear()
            rows = {name: _Row(name) for name in settings.profiles}
            height = self.fontMetrics().lineSpacing() + 10
            for row in rows.values():
                row.setSizeHint(_NAME, QSize(0, height))
            self.list.addTopLevelItems(list(rows.values()))
        for row in rows.values():
            self._fill(row)
        self._filling = False
        shown = self._name if self._name in rows else next(iter(rows), "")
        if shown != self._name or (shown and self._is_stale(shown)):
            self._show(shown)
        else:
            self._mark(shown)

    def _rows(self) -> list[_Row]:
        rows = [self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount())]
        return [row for row in rows if isinstance(row, _Row)]

    def _fill(self, row: _Row) -> None:
        settings = self._engine.settings
        profile = self._drafts.get(row.name, settings.profiles[row.name])
        row.draft = row.name in self._drafts
        used = row.name == settings.app.profile
        font = row.font(_NAME)
        font.setBold(used)
        row.setFont(_NAME, font)
        marks = [self.tr("active")] * used + [self.tr("not saved")] * row.draft
        row.spoken = ", ".join([row.name, *marks])
        row.setToolTip(_NAME, plain(row.spoken))
        builtin = self.tr("Built-in")
        row.setText(_SERVICE, builtin if profile.service == LOCAL else profile.service)
        voice = next((one for one in self._engine.voices if one.id == profile.voice), None)
        unknown = profile.voice or self.tr("Default")
        row.setText(_VOICE, name_of(voice) if voice else unknown)
        row.setToolTip(_VOICE, plain(voice_name(voice) if voice else unknown))

    def _is_stale(self, name: str) -> bool:
        """Whether a profile is shown otherwise than it is kept, and not because of a draft."""
        kept = self._engine.settings.profiles[name]
        return name not in self._drafts and self.editor.profile() != kept

    def _show(self, name: str) -> None:
        """Show a profile; none without a name."""
        self._name = name
        settings = self._engine.settings
        self.pages.setCurrentIndex(0 if name else 1)
        if name:
            self.editor.show_profile(self._drafts.get(name, settings.profiles[name]))
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
        title = self.tr("{name} (active)").format(name=name) if used else name
        self.title.setText(title)
        draft = name in self._drafts
        words = self.tr("Save and use") if draft and not used else self.tr("Use t&his profile")
        self._actions["use"].setText(words)
        enabled = {
            **dict.fromkeys(("duplicate", "rename", "delete", "export-one", "try"), bool(name)),
            **dict.fromkeys(("save", "revert"), draft),
            "export-all": bool(settings.profiles),
            "use": bool(name) and not used,
            "undo": bool(self._deleted),
        }
        for key, on in enabled.items():
            self._actions[key].setEnabled(on)
        self.export.setEnabled(bool(settings.profiles))
        self.setWindowModified(bool(self._drafts))

    def _row_chosen(self, row: QTreeWidgetItem | None) -> None:
        if isinstance(row, _Row) and not self._filling and row.name != self._name:
            self.editor.trial.stop()
            self._show(row.name)

    def _row_double_clicked(self, row: QTreeWidgetItem, column: int) -> None:
        if column != _NAME:
            self.list.editItem(row, _NAME)

    def _row_edited(self, row: QTreeWidgetItem, column: int) -> None:
        """Give a profile the name that was typed."""
        if self._filling or column != _NAME or not isinstance(row, _Row):
            return
        old, new = row.name, " ".join(str(row.data(_NAME, Qt.ItemDataRole.EditRole)).split())
        self._filling = True
        row.setText(_NAME, old)
        self._filling = False
        if new in (old, ""):
            return
        try:
            settings = renamed(self._engine.settings, old, new)
        except SettingsError as error:
            self.notice.warn(error)
            return
        if old in self._drafts:
            self._drafts[new] = self._drafts.pop(old)
        self._name = new
        row.name = new
        self._filling = True
        row.setText(_NAME, new)
        self._filling = False
        self.notice.clear()
        self._engine.change(settings)

    def _cannot_speak(self, error: Exception) -> None:
        self.notice.warn(error, *(remedy(self._engine, error) or ()))

    def _edited(self) -> None:
        """Make what is in the form the draft, or none where nothing is changed any more."""
        if not self._name:
            return
        profile = self.editor.profile()
        if profile == self._engine.settings.profiles[self._name]:
            self._drafts.pop(self._name, None)
        else:
            self._drafts[self._name] = profile
        self._filling = True
        for row in self._rows():
            self._fill(row)
        self._filling = False
        self._mark(self._name)

    # Files

    def _ask_where(self, *, only: bool) -> None:
        name = self._name if only else self.tr("Voice profiles")
        plain = "".join(char if char.isalnum() or char in " -_" else "_" for char in name)
        dialog = self._file_dialog(self.tr("Export profiles"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(plain + SUFFIX)
        names = [self._name] if only else list(self._engine.settings.profiles)
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path), names))
        dialog.open()

    def export_to(self, path: Path, names: list[str]) -> None:
        """Write profiles to a file, as they are kept."""
        profiles = {name: self._engine.settings.profiles[name] for name in names}

        def tell(_: None) -> None:
            words = self.tr("%n profile(s) exported to {file}.", "", len(profiles))
            self.notice.tell(words.format(file=path.name))

        work = asyncio.to_thread(save_profiles, path, profiles)
        self._engine.loop.start(work, while_there(self, tell), self.notice.warn)

    def _ask_what_to_import(self) -> None:
        dialog = self._file_dialog(self.tr("Import profiles"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Read profiles from a file, and ask what is not clear."""
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
        for name in fresh:
            self._drafts.pop(name, None)  # the answer was to replace it
        if fresh:
            self._engine.change(after)
            self._show(fresh[0])
            self.notice.tell(self.tr("%n profile(s) imported.", "", len(fresh)))
        else:
            self.notice.tell(
                self.tr("Nothing was imported. All profiles already exist or were skipped.")
            )

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setNameFilters(
            [self.tr("Voice profiles (*{suffix})").format(suffix=SUFFIX), self.tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    # The end

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Ask about drafts before they are lost."""
        if event is None:
            return
        if not self._drafts:
            self.editor.trial.stop()
            event.accept()
            return
        event.ignore()
        words = self.tr("%n profile(s) have unsaved changes.", "", len(self._drafts))
        self._unsaved.ask(self.tr("Voice profiles"), words, ", ".join(self._drafts))

    def _save_all(self) -> None:
        for name in list(self._drafts):
            self._show(name)
            self.save()
            if name in self._drafts:  # it is not complete
                return
        self.close()

    def _discard_all(self) -> None:
        self._drafts.clear()
        self._refresh()
        self.close()
