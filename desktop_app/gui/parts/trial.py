"""A sentence that is tried out: whether it is heard, and what keeps it from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from desktop_app.reading.events import ReaderState

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.reading.events import PositionChanged, QueueItem, StateChanged
    from desktop_app.settings.settings import VoiceProfile


class Trial(QObject):
    """Speaks one sentence after another for a window, the last one only.

    Args:
        engine: Speaks.
        parent: The window.

    Attributes:
        running: Whether a sentence is heard, or on its way.
        sounds: Whether something of it is heard already.

    Signals:
        changed: `running` has changed.
        moved: The part of the sentence that was heard, 0 to 1: it sounds.
        heard: The sentence was heard to its end.
        failed: The error that keeps the sentence from being heard.
    """

    changed = pyqtSignal()
    moved = pyqtSignal(float)
    heard = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self._engine = engine
        self._text = ""
        self._before: set[int] = set()  # numbers of texts that were there when it was asked for
        self._number = 0  # of the text in the queue; 0 until it is there
        self._asked = False  # it is on its way to the queue
        self._next: tuple[VoiceProfile, str] | None = None  # what is spoken once it is there
        self.sounds = False
        engine.queue_changed.connect(self._look)
        engine.state_changed.connect(self._listen)
        engine.position_changed.connect(self._follow)

    def start(self, profile: VoiceProfile, text: str) -> None:
        """Speak a text in a profile; in place of the one before."""
        if self._asked:
            self._next = profile, text
        else:
            self._remove()
            self._ask(profile, text)
        self._run(running=True)

    def stop(self) -> None:
        """Fade out; what was interrupted goes on."""
        self._next = None
        self._remove()
        self._run(running=False)

    def _ask(self, profile: VoiceProfile, text: str) -> None:
        self._text = text
        self.sounds = False
        self._before = {item.number for item in self._engine.queue}
        self._asked = True
        self._engine.try_out(profile, text, failed=self._fail)

    def _remove(self) -> None:
        if self._number:
            self._engine.remove(self._number)
        self._number = 0

    def _look(self, items: tuple[QueueItem, ...]) -> None:
        if self._asked and (number := next(filter(None, map(self._mine, items)), 0)):
            self._asked, self._number = False, number
            if self._next is not None:
                self.start(*self._next)
                self._next = None
            elif not self.running:  # stopped before it was there
                self._remove()
        elif self._number and all(item.number != self._number for item in items):
            self._number = 0
            self._run(running=False)
            if self.sounds:
                self.heard.emit()

    def _mine(self, item: QueueItem) -> int:
        reading = item.reading
        fresh = item.number not in self._before
        return item.number if fresh and not reading.remember and reading.text == self._text else 0

    def _listen(self, state: StateChanged) -> None:
        queue = self._engine.queue
        mine = self.running and queue and queue[0].number == self._number
        if mine and state.state is ReaderState.SPEAKING and not self.sounds:
            self.sounds = True
            self.moved.emit(0.0)
        if mine and state.state is ReaderState.TROUBLE:
            self.sounds = False
            self.failed.emit(state.error)

    def _follow(self, position: PositionChanged) -> None:
        if self.running and self.sounds and position.item == self._number:
            self.moved.emit(position.progress)

    def _fail(self, error: Exception) -> None:
        self._asked, self._next = False, None
        self._run(running=False)
        self.failed.emit(error)

    def _run(self, *, running: bool) -> None:
        if running != self.running:
            self.running = running
            self.changed.emit()
