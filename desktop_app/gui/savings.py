"""Texts that are saved as sound, one after another, beside all else that goes on."""

from __future__ import annotations

from enum import Enum, auto
import errno
from time import monotonic
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QDir, QObject, Qt, pyqtSignal

from desktop_app.audio.errors import AudioError
from desktop_app.errors import AppError
from desktop_app.reading.trouble import FAILURES

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.reading.model import Reading

    from .engine import Engine

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_GONE: Final = (errno.ENOENT, errno.ENOTDIR)
_ENOUGH: Final = 0.02  # of a text, from which on it can be told how long the rest takes


class SavingState(Enum):
    """How far a saving is."""

    WAITING = auto()
    """For the one before it."""
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    GIVEN_UP = auto()


class Saving:
    """A text that is saved.

    Attributes:
        reading: The text, with who reads it.
        path: Where to; ends in `.mp3` or `.wav`.
        speed: How fast it is read.
        state: How far it is.
        part: The part that is done, 0 to 1.
        error: What kept it from being saved.
    """

    def __init__(self, reading: Reading, path: Path, speed: float) -> None:
        self.reading = reading
        self.path = path
        self.speed = speed
        self.state = SavingState.WAITING
        self.part = 0.0
        self.error: Exception | None = None
        self._begun = 0.0

    def begin(self) -> None:
        """Note that it is saved from now on."""
        self.state, self.part, self.error = SavingState.RUNNING, 0.0, None
        self._begun = monotonic()

    @property
    def seconds_left(self) -> float | None:
        """How long it will still take; None as long as nobody can tell."""
        if self.part < _ENOUGH:
            return None
        return (monotonic() - self._begun) * (1 - self.part) / self.part


class Savings(QObject):
    """Saves texts in the order in which they were asked for, one at a time.

    Args:
        engine: Saves each.

    Signals:
        changed: A `Saving` is further, or over.
    """

    changed = pyqtSignal(object)

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._engine = engine
        self._all: list[Saving] = []
        self._future: Future[None] | None = None

    @property
    def under_way(self) -> list[Saving]:
        """Those that are not over, in their order; the first one is being saved."""
        return list(self._all)

    def add(self, reading: Reading, path: Path, speed: float) -> Saving:
        """Save a text, after those that were asked for before.

        Args:
            reading: The text.
            path: Where to; ends in `.mp3` or `.wav`.
            speed: 0.5 to 2.0.
        """
        saving = Saving(reading, path, speed)
        self.repeat(saving)
        return saving

    def repeat(self, saving: Saving) -> None:
        """Save again what failed."""
        saving.state = SavingState.WAITING
        self._all.append(saving)
        self.changed.emit(saving)
        self._go_on()

    def give_up(self, saving: Saving) -> None:
        """Save it no longer; a file that was there before stays as it was."""
        if saving not in self._all:
            return
        if saving.state is SavingState.RUNNING and self._future is not None:
            self._future.cancel()
        self._end(saving, SavingState.GIVEN_UP)

    def _go_on(self) -> None:
        first = self._all[0] if self._all else None
        if first is None or first.state is SavingState.RUNNING:
            return
        first.begin()
        self.changed.emit(first)
        self._future = self._engine.save(
            first.reading,
            first.path,
            lambda part: self._advance(first, part),
            lambda _: self._end(first, SavingState.DONE),
            lambda error: self._fail(first, error),
            speed=first.speed,
        )

    def _advance(self, saving: Saving, part: float) -> None:
        if saving.state is SavingState.RUNNING:
            saving.part = part
            self.changed.emit(saving)

    def _fail(self, saving: Saving, error: Exception) -> None:
        saving.error = _meant(saving.path, error)
        self._end(saving, SavingState.FAILED)

    def _end(self, saving: Saving, state: SavingState) -> None:
        if saving in self._all:
            self._all.remove(saving)
            saving.state = state
            self.changed.emit(saving)
            self._go_on()


def savings_of(engine: Engine) -> Savings:
    """The savings of the app: they outlive the windows in which they were asked for."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    found: Savings | None = engine.findChild(Savings, options=direct)
    return Savings(engine) if found is None else found


def _meant(path: Path, error: Exception) -> Exception:
    """What kept a file from being written, in words that say what to do."""
    error = _first(error)
    if not isinstance(error, OSError):
        return error
    folder = QDir.toNativeSeparators(str(path.parent))
    if error.errno in _FULL:
        return AppError("save_disk_full", folder=folder)
    if error.errno in _NO_RIGHT:
        return AppError("save_not_permitted", folder=folder)
    if error.errno in _GONE:
        return AppError("save_no_folder", folder=folder)
    return AppError("save_failed", folder=folder, error=error)


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
