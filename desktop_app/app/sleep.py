"""The sleep timer: when reading pauses by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.reading.events import ReaderState, StateChanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.reading.events import Event
    from desktop_app.reading.reader import Reader


@dataclass(frozen=True, slots=True)
class SleepTimer:
    """When reading pauses by itself.

    Attributes:
        at: At the end of the sentence that is read then, in UTC; None for no time.
        end_of_text: Whether at the end of the text.
        end_of_chapter: Whether at the end of the chapter.
    """

    at: datetime | None = None
    end_of_text: bool = False
    end_of_chapter: bool = False


class Sleep:
    """Sets the reader's timer, and knows when it is over.

    Args:
        changed: Called when it was set, or is over.
    """

    def __init__(self, changed: Callable[[SleepTimer | None], None]) -> None:
        self.timer: SleepTimer | None = None
        self._changed = changed
        self._reader: Reader | None = None

    def after(self, reader: Reader, minutes: float | None) -> None:
        """Pause at the end of the sentence that is read in so many minutes; None: do not."""
        self._reader = reader
        reader.sleep_after(minutes)
        at = datetime.now(UTC) + timedelta(minutes=minutes) if minutes is not None else None
        self._set(SleepTimer(at) if at else None)

    def after_text(self, reader: Reader) -> None:
        """Pause at the end of this text."""
        self._reader = reader
        reader.sleep_after_text()
        self._set(SleepTimer(end_of_text=True))

    async def after_chapter(self, reader: Reader) -> None:
        """Pause at the end of this chapter; of the text where it is the last one."""
        self._reader = reader
        self._set(SleepTimer(end_of_chapter=True))
        await reader.sleep_after_chapter()

    def hear(self, event: Event) -> None:
        """Take notice of what the reader tells."""
        if isinstance(event, StateChanged) and self._is_over(event.state):
            self._set(None)

    def _is_over(self, state: ReaderState) -> bool:
        """Whether nothing is read any more, or the pause that begins is the timer's.

        In its own pause the reader sleeps no more; where a person pauses before, it still will.
        """
        if state is ReaderState.PAUSED:
            return self._reader is not None and not self._reader.sleeps
        return state is ReaderState.IDLE

    def _set(self, timer: SleepTimer | None) -> None:
        if timer != self.timer:
            self.timer = timer
            self._changed(timer)
