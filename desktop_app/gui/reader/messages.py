"""What is wrong, said above the text with what a person can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject

from desktop_app.gui.parts.remedies import remedy
from desktop_app.gui.parts.technical import technical
from desktop_app.gui.words import in_full
from desktop_app.reading.events import ReaderState

if TYPE_CHECKING:
    from desktop_app.gui.engine import Engine
    from desktop_app.gui.parts.notice import Notice
    from desktop_app.reading.events import StateChanged

# What notices are about.
_FAILURE: Final = "failure"
_TROUBLE: Final = "trouble"


class Messages(QObject):
    """Says in a notice what the engine tells, and takes it back once it is no longer so.

    Args:
        engine: Reads.
        notice: Where it is said.
    """

    def __init__(self, engine: Engine, notice: Notice) -> None:
        super().__init__(notice)
        self._engine = engine
        self._notice = notice
        engine.state_changed.connect(self._show_state)
        engine.failed.connect(self._show_failure)
        # Another text is heard: what failed before is over.
        engine.first_sound.connect(self._forget_failure)
        self._show_state(engine.state)

    def _forget_failure(self, _: object) -> None:
        self._notice.clear_about(_FAILURE)

    def _show_state(self, state: StateChanged) -> None:
        if state.state is ReaderState.TROUBLE:
            again = "" if state.retrying else self.tr("Try again")
            words, call = remedy(self._engine, state.error) or (again, self._engine.resume)
            wrong = in_full(state.error) if state.error else ""
            behind = technical(state.error)
            self._notice.warn_of(wrong, words, call, about=_TROUBLE, details=behind)
        else:
            self._notice.clear_about(_TROUBLE)

    def _show_failure(self, error: Exception) -> None:
        self._notice.warn(error, *(remedy(self._engine, error) or ()), about=_FAILURE)
