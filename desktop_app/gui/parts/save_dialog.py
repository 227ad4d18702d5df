"""Before a text is saved as sound: in which form, who reads it, how fast, and where to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QDir, QLocale, QStandardPaths, Qt
from PyQt6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from desktop_app.gui.savings import Saving, savings_of
from desktop_app.reading.fallbacks import others_of
from desktop_app.reading.from_settings import profiles_of, voice_of
from desktop_app.reading.titles import file_name_of, title_of
from desktop_app.settings.settings import LOCAL

from .buttons import chip, primary, quiet
from .durations import about
from .icons import app_icon
from .labels import Elided, secondary
from .metrics import FIELD, MEDIUM, SMALL, helper
from .notice import Notice
from .page import Page
from .plain_text import shortened
from .saving_toasts import SavingToasts
from .speeds import SpeedField
from .voice_names import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.model import Profile, Reading

_MP3, _WAV = _SUFFIXES = (".mp3", ".wav")
_WIDEST: Final = 60  # characters of a name
_WIDTH: Final = 480


def save_as_audio(engine: Engine, reading: Reading, parent: QWidget) -> SaveSheet:
    """Ask how and where a text is to be saved, and save it there beside all else that goes on.

    How far it is, is told at the foot of the window, unless that has its toasts elsewhere.
    """
    if parent.findChild(SavingToasts) is None:
        notice = parent.findChild(Notice)
        SavingToasts(
            engine, parent, lambda saving, over: save_elsewhere(engine, saving, over), notice
        )
    sheet = SaveSheet(engine, reading, parent)
    sheet.open()
    return sheet


def save_elsewhere(engine: Engine, saving: Saving, parent: QWidget) -> QFileDialog:
    """Ask where to save what could not be saved, and save it there."""

    def begin(path: Path) -> None:
        savings_of(engine).add(saving.reading, path, saving.speed)

    return _ask_where(saving.path, parent, begin)


class SaveSheet(QDialog):
    """How a text is saved; what is chosen here holds for this file alone.

    Args:
        engine: Saves.
        reading: The text.
        parent: The window.

    Attributes:
        voice: Who reads it.
        speed: How fast.
        estimate: How long and how large it will be.
        path: Where to.
    """

    def __init__(self, engine: Engine, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._reading = reading
        self._usual = engine.pace.seconds(reading.text) * engine.settings.app.speed
        self._replaces: Path | None = None  # a file that a person agreed to replace
        self.path = _free(Path(_folder()) / f"{file_name_of(reading)}{_MP3}")
        self.setObjectName("save-sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(app_icon())
        self.setWindowTitle(self.tr("Save as audio"))
        self.mp3 = chip(QPushButton(self.tr("MP3, small")))
        self.wav = chip(QPushButton(self.tr("WAV, lossless")))
        self.voice = QComboBox()
        self.speed = SpeedField("save-speed")
        self.where = Elided()
        self.estimate = QLabel()
        self._set_up()
        self._lay_out()
        self._fill_voices()
        self._show()

    # Parts

    def _set_up(self) -> None:
        group = QButtonGroup(self)
        for button, name in ((self.mp3, "save-mp3"), (self.wav, "save-wav")):
            button.setObjectName(name)
            button.setCheckable(True)
            group.addButton(button)
        self.mp3.setChecked(True)
        group.buttonClicked.connect(lambda _: self._follow_form())
        self.voice.setObjectName("save-voice")
        self.voice.setMinimumHeight(FIELD)
        self.speed.setMinimumHeight(FIELD)
        self.speed.setValue(self._engine.settings.app.speed)
        self.speed.valueChanged.connect(lambda _: self._show())
        self.where.setObjectName("save-where")
        self.estimate.setObjectName("save-estimate")
        secondary(self.estimate)

    def _lay_out(self) -> None:
        title = secondary(Elided(title_of(self._reading)), helper)
        title.setWordWrap(False)
        form = QHBoxLayout()
        form.setSpacing(SMALL)
        form.addWidget(self.mp3)
        form.addWidget(self.wav)
        form.addStretch()
        change = quiet(QPushButton(self.tr("C&hange…")))
        change.setObjectName("save-change")
        change.clicked.connect(self.ask_where)
        where = QHBoxLayout()
        where.addWidget(self.where, 1)
        where.addWidget(change)
        rows = QGridLayout()
        rows.setHorizontalSpacing(MEDIUM)
        rows.setVerticalSpacing(MEDIUM)
        for row, (words, buddy) in enumerate(
            (
                (self.tr("Format:"), self.mp3),
                (self.tr("&Voice:"), self.voice),
                (self.tr("&Speed:"), self.speed),
                (self.tr("Save to:"), change),
            )
        ):
            label = QLabel(words)
            label.setBuddy(buddy)
            rows.addWidget(label, row, 0)
        rows.addLayout(form, 0, 1)
        rows.addWidget(self.voice, 1, 1)
        rows.addWidget(self.speed, 2, 1)
        rows.addLayout(where, 3, 1)
        rows.addWidget(self.estimate, rows.rowCount(), 1)
        rows.setColumnStretch(1, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        save = QPushButton(self.tr("S&ave"))
        save.setObjectName("save-begin")
        buttons.addButton(primary(save), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        page = Page(self.tr("Save as audio"), parent=self)
        page.body.addWidget(title)
        page.body.addLayout(rows)
        page.add_foot(buttons)
        self.setMinimumWidth(_WIDTH)
        save.setDefault(True)
        save.setFocus()

    def _fill_voices(self) -> None:
        """Voices and styles that can read it, the one that is chosen for reading first of all."""
        settings, service = self._engine.settings, self._engine.settings.active or LOCAL
        if self._reading.profiles:
            self.voice.addItem(self.tr("As it was read before"), self._reading.profiles)
        chosen = settings.app.profile or voice_of(settings)
        offered = [(self.tr("Newest voice"), "", profiles_of(settings.using_voice(""), service))]
        for voice in self._engine.voices:
            if voice.ready:
                profiles = profiles_of(settings.using_voice(voice.id), service)
                offered.append((name_of(voice), voice.id, profiles))
        can = {service, *others_of(settings)}
        for name, profile in settings.profiles.items():
            if profile.service in can:
                profiles = profiles_of(settings.using_profile(name), profile.service)
                offered.append((name, name, profiles))
        for words, name, profiles in offered:
            self.voice.addItem(shortened(words, _WIDEST), profiles)
            if name == chosen and not self._reading.profiles:
                self.voice.setCurrentIndex(self.voice.count() - 1)

    # What a person does

    def ask_where(self) -> QFileDialog:
        """Ask for another file."""
        return _ask_where(self.path, self, self._take_path)

    def _take_path(self, path: Path) -> None:
        self.path = self._replaces = path
        (self.wav if path.suffix.lower() == _WAV else self.mp3).setChecked(True)
        self._show()

    def _follow_form(self) -> None:
        suffix = _WAV if self.wav.isChecked() else _MP3
        if self.path.suffix.lower() != suffix:
            self.path, self._replaces = _free(self.path.with_suffix(suffix)), None
        self._show()

    def _show(self) -> None:
        """Show where to, how long it will be, and how large."""
        from desktop_app.reading.saving import size_of  # noqa: PLC0415 - FFmpeg takes 0.1 s

        self.where.setText(QDir.toNativeSeparators(str(self.path)))
        seconds = self._usual / self.speed.value()
        size = size_of(seconds, self.path.suffix.lower())
        form = QLocale.DataSizeFormat.DataSizeSIFormat
        large = QLocale().formattedDataSize(size, 0 if size >= _MEGABYTE else 1, form)
        self.estimate.setText(f"{about(seconds)} · {large}")

    def accept(self) -> None:
        """Save it."""
        if self._replaces != self.path:  # somebody else may have made it meanwhile
            self.path = _free(self.path)
        profiles: Mapping[str, Profile] = self.voice.currentData()
        reading = replace(self._reading, profiles=dict(profiles))
        savings_of(self._engine).add(reading, self.path, self.speed.value())
        super().accept()


_MEGABYTE: Final = 1_000_000


def _ask_where(path: Path, parent: QWidget, chosen: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent, QApplication.translate("SaveSheet", "Save as audio"))
    dialog.setObjectName("save-as")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    mp3 = QApplication.translate("SaveSheet", "MP3, small (*.mp3)")
    wav = QApplication.translate("SaveSheet", "WAV, lossless (*.wav)")
    dialog.setNameFilters([mp3, wav])
    if path.suffix.lower() == _WAV:
        dialog.selectNameFilter(wav)
    dialog.setDefaultSuffix(path.suffix.lower())
    dialog.setDirectory(str(path.parent) if path.parent.is_dir() else _folder())
    dialog.selectFile(path.name)

    def follow_filter(chosen: str) -> None:
        suffix = _SUFFIXES[chosen == wav]
        dialog.setDefaultSuffix(suffix)
        named = dialog.selectedFiles()
        if named and Path(named[0]).suffix.lower() in _SUFFIXES:
            dialog.selectFile(Path(named[0]).with_suffix(suffix).name)

    dialog.filterSelected.connect(follow_filter)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog


def _folder() -> str:
    place = QStandardPaths.StandardLocation.MusicLocation
    folder = QStandardPaths.writableLocation(place)
    return folder if folder and Path(folder).is_dir() else QDir.homePath()


def _free(path: Path) -> Path:
    """A path at which there is nothing yet: this one, or one with a number."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free
