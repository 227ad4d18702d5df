"""What the reader does, in words that keep up with the time that something is waited for."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal

from desktop_app.gui.words import sentence
from desktop_app.reading.events import ReaderState
from desktop_app.settings.settings import HOUSE, LOCAL

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import StateChanged, Waiting

_TICK: Final = 1000
_SOON: Final = 4  # seconds in which an answer is nothing to wonder about


def service_in_words(name: str) -> str:
    """What a service is called in a sentence."""
    if name == LOCAL:
        return QCoreApplication.translate("State", "the built-in voice")
    return "Home Assistant" if name == HOUSE else name


def state_in_words(state: StateChanged) -> str:
    """What the reader does, as it is at this moment."""
    translate = QCoreApplication.translate
    match state.state:
        case ReaderState.IDLE:
            return translate("State", "Ready")
        case ReaderState.SPEAKING:
            return translate("State", "Reading aloud")
        case ReaderState.PAUSED:
            return translate("State", "Paused")
        case ReaderState.WAITING if state.waiting is not None:
            return _waiting(state.waiting)
        case _:
            return sentence(state.error) if state.error is not None else ""


class StateWords(QObject):
    """The state in words, for a label or a tool tip.

    Args:
        engine: Reads.

    Signals:
        changed: The words are others.
    """

    changed = pyqtSignal(str)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._ticks = QTimer(self)
        self._ticks.setInterval(_TICK)
        self._ticks.timeout.connect(self._tell)
        engine.state_changed.connect(self._hear)
        self._hear(engine.state)

    def now(self) -> str:
        """The words as they are at this moment."""
        return state_in_words(self._engine.state)

    def _hear(self, state: StateChanged) -> None:
        if state.waiting is not None and not state.waiting.opening:
            self._ticks.start()
        else:
            self._ticks.stop()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.now())


def _waiting(waiting: Waiting) -> str:
    if waiting.opening:
        words = QCoreApplication.translate("State", "Opening “{name}”…")
        return words.format(name=waiting.name)
    seconds = round(monotonic() - waiting.since)
    words_for = _waiting_for_built_in if waiting.name == LOCAL else _waiting_for_service
    words = words_for(seconds, heard=waiting.heard)
    return words.format(service=waiting.name, seconds=seconds)


def _waiting_for_service(seconds: int, *, heard: bool) -> str:
    translate = QCoreApplication.translate
    if seconds < _SOON:
        return translate("State", "Asking “{service}”…")
    if heard:  # it is awake, and slow
        return translate("State", "Waiting for “{service}”… {seconds} s")
    return translate("State", "“{service}” is waking up… {seconds} s")


def _waiting_for_built_in(seconds: int, *, heard: bool) -> str:
    translate = QCoreApplication.translate
    if heard:
        return translate("State", "Waiting for the built-in voice… {seconds} s")
    if seconds < _SOON:
        return translate("State", "Starting the built-in voice…")
    return translate("State", "The built-in voice is starting… {seconds} s")
