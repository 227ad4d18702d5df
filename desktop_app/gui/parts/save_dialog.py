"""A text saved as sound: where to, how far it is, and what kept it from being saved."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QDir, QStandardPaths, Qt, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.audio.errors import AudioError
from desktop_app.errors import AppError
from desktop_app.gui.parts.alive import while_there
from desktop_app.gui.words import in_full, together
from desktop_app.reading.titles import file_name_of, title_of
from desktop_app.reading.trouble import FAILURES
from desktop_app.services.consent import ConsentError
from desktop_app.settings.settings import ServiceSettings

from .consent_box import ask_consent
from .icons import app_icon

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from PyQt6.QtGui import QCloseEvent

    from desktop_app.gui.engine import Engine
    from desktop_app.reading.model import Reading

_SUFFIXES: Final = (".mp3", ".wav")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_GONE: Final = (errno.ENOENT, errno.ENOTDIR)
_OPEN: Final[set[QWidget]] = set()  # windows of their own; Python would take them away


def save_as_audio(engine: Engine, reading: Reading, parent: QWidget | None = None) -> QFileDialog:
    """Ask where a text is to be saved, and save it there beside all else that goes on."""
    return _ask_where(reading, parent, lambda path: SaveDialog(engine, reading, path).show())


def _ask_where(
    reading: Reading, parent: QWidget | None, chosen: Callable[[Path], None]
) -> QFileDialog:
    dialog = QFileDialog(parent, QApplication.translate("SaveDialog", "Save as audio"))
    dialog.setObjectName("save-as")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    mp3 = QApplication.translate("SaveDialog", "MP3, small (*.mp3)")
    wav = QApplication.translate("SaveDialog", "WAV, lossless (*.wav)")
    dialog.setNameFilters([mp3, wav])
    dialog.setDefaultSuffix(_SUFFIXES[0])
    dialog.setDirectory(_folder())
    dialog.selectFile(file_name_of(reading) + _SUFFIXES[0])

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


def _first(error: Exception) -> Exception:
    """The fault of the disk that an error came of, where that of FFmpeg hides it."""
    known = (*_FULL, *_NO_RIGHT, *_GONE)
    ours = isinstance(error, (*FAILURES, AudioError))
    cause: BaseException | None = None if ours else error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in known:
            return cause
        cause = cause.__cause__ or cause.__context__
    return error


def _percent(part: float) -> str:
    return f"{100 * part:.0f}%"


class SaveDialog(QDialog):
    """How far a text is saved; in the end, where it is. It is a window of its own.

    Args:
        engine: Saves.
        reading: The text.
        path: Where to; ends in `.mp3` or `.wav`.
    """

    def __init__(self, engine: Engine, reading: Reading, path: Path) -> None:
        super().__init__()
        self._engine = engine
        self._reading = reading
        self._path = path
        self._future: Future[None] | None = None
        self._question: QMessageBox | None = None
        self.setObjectName("saving")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(app_icon())
        self.setMinimumWidth(460)
        self.words = QLabel()
        self.words.setObjectName("saving-words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)  # it is hard to read where the bar is behind it
        self.progress.setAccessibleName(self.tr("Progress of saving"))
        self.percent = QLabel()
        self.percent.setObjectName("saving-percent")
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.percent.setMinimumWidth(self.fontMetrics().horizontalAdvance(_percent(1)))
        buttons = QDialogButtonBox()
        self._cancel = self._button(buttons, "saving-cancel", self.tr("Cancel"))
        self._elsewhere = self._button(buttons, "saving-elsewhere", self.tr("Save as…"))
        self._folder = self._button(buttons, "saving-folder", self.tr("Open folder"))
        self._close = self._button(buttons, "saving-close", self.tr("Close"))
        self._cancel.clicked.connect(self._give_up)
        self._elsewhere.clicked.connect(self._save_elsewhere)
        self._folder.clicked.connect(self._open_folder)
        self._close.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        row = QHBoxLayout()
        row.addWidget(self.progress, 1)
        row.addWidget(self.percent)
        layout.addLayout(row)
        layout.addStretch()
        layout.addWidget(buttons)
        _OPEN.add(self)
        self.begin()

    def _button(self, buttons: QDialogButtonBox, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        role = QDialogButtonBox.ButtonRole
        reject = name in ("saving-cancel", "saving-close")
        buttons.addButton(button, role.RejectRole if reject else role.ActionRole)
        return button

    def begin(self) -> None:
        """Save it; again, if it failed."""
        title = title_of(self._reading)
        self.setWindowTitle(self.tr("Saving “{title}”").format(title=title))
        self._show(
            self.tr("Saving “{title}” as {file}…").format(title=title, file=self._path.name),
            saving=True,
        )
        self._show_part(0)
        self._future = self._engine.save(
            self._reading, self._path, self._advance, lambda _: self._done(), self._fail
        )

    # How it goes

    def _show(
        self, words: str, *, saving: bool = False, failed: bool = False, done: bool = False
    ) -> None:
        self.words.setText(words)
        for widget in (self.progress, self.percent):
            widget.setVisible(saving or done)
        self._cancel.setVisible(saving)
        self._elsewhere.setVisible(failed)
        self._folder.setVisible(done)
        self._close.setVisible(not saving)
        first = self._cancel if saving else self._elsewhere if failed else self._folder
        first.setDefault(True)
        first.setFocus()

    def _advance(self, part: float) -> None:
        if self._future is not None:
            self._show_part(part)

    def _show_part(self, part: float) -> None:
        self.progress.setValue(round(1000 * part))
        self.percent.setText(_percent(part))

    def _done(self) -> None:
        self._future = None
        self._put_question_away()
        self._show_part(1)
        self.setWindowTitle(self.tr("Saved"))
        self._show(
            self.tr("Saved as {file}.").format(file=QDir.toNativeSeparators(str(self._path))),
            done=True,
        )

    def _fail(self, error: Exception) -> None:
        self._future = None
        self._put_question_away()
        self.setWindowTitle(self.tr("Not saved"))
        words = self.tr("{file} wasn't saved.").format(file=self._path.name)
        self._show(together(words, in_full(self._meant(error))), failed=True)
        if isinstance(error, ConsentError):
            name, engine = str(error.values["service"]), self._engine
            service = engine.settings.services.get(name) or ServiceSettings(name)
            again = while_there(self, lambda _: self.begin())
            ask_consent(name, service, self, lambda: engine.agree(name, again))

    def _meant(self, error: Exception) -> Exception:
        """What kept the file from being written."""
        error = _first(error)
        if not isinstance(error, OSError):
            return error
        folder = QDir.toNativeSeparators(str(self._path.parent))
        if error.errno in _FULL:
            return AppError("save_disk_full", folder=folder)
        if error.errno in _NO_RIGHT:
            return AppError("save_not_permitted", folder=folder)
        if error.errno in _GONE:
            return AppError("save_no_folder", folder=folder)
        return AppError("save_failed", folder=folder, error=error)

    # What a person does

    def _give_up(self) -> None:
        if self._future is not None:
            self._future.cancel()
            self._future = None
        self.close()

    def _save_elsewhere(self) -> None:
        _ask_where(self._reading, self, self._begin_at)

    def _begin_at(self, path: Path) -> None:
        self._path = path
        self.begin()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
        self.close()

    def reject(self) -> None:
        """Escape closes as all else does: it asks while there is something to lose."""
        self.close()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Ask before what has been done so far is lost."""
        if event is not None and self._future is not None:
            event.ignore()
            self._ask()
        elif event is not None:
            event.accept()  # Qt's own would reject, which closes
            _OPEN.discard(self)

    def _ask(self) -> None:
        if self._question is not None:
            self._question.raise_()
            return
        box = self._question = QMessageBox(
            QMessageBox.Icon.Question, self.windowTitle(), self.tr("Stop saving?"), parent=self
        )
        box.setObjectName("saving-question")
        box.setInformativeText(self.tr("The part saved so far will be discarded."))
        give_up = box.addButton(self.tr("Stop saving"), QMessageBox.ButtonRole.DestructiveRole)
        go_on = box.addButton(self.tr("Keep saving"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(go_on)
        if give_up is not None:
            give_up.clicked.connect(self._give_up)
        box.finished.connect(self._put_question_away)
        box.open()

    def _put_question_away(self, _: int = 0) -> None:
        box, self._question = self._question, None
        if box is not None:
            box.close()
            box.deleteLater()
