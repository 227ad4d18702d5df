"""What a reader tells: its state, its queue, the place that is heard."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .model import Reading, Span


class ReaderState(StrEnum):
    """What a reader is doing."""

    IDLE = "idle"
    WAITING = "waiting"
    """Nothing is heard yet, or any more; `StateChanged.waiting` says for what it is waited."""
    SPEAKING = "speaking"
    """Sound is heard, or on its way."""
    PAUSED = "paused"
    TROUBLE = "trouble"
    """Nothing is heard though it should be; `StateChanged.error` says why."""


UNDER_WAY: Final = (ReaderState.WAITING, ReaderState.SPEAKING)
"""States that can be paused."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is waited for.

    Attributes:
        name: A service, or a text that is being opened.
        since: Since when, by `time.monotonic`.
        opening: Whether it is a text.
        heard: Whether some of the text was heard already, so that the service is awake.
    """

    name: str
    since: float
    opening: bool = False
    heard: bool = False


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The state, or what is wrong.

    Attributes:
        state: What the reader does now.
        error: In trouble, what is wrong; said in words where it is shown.
        retrying: In trouble, whether the reader keeps trying by itself; else `resume` tries again.
        waiting: What is waited for, if anything is.
    """

    state: ReaderState
    error: Exception | None = None
    retrying: bool = False
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """Another word is heard.

    Attributes:
        item: Number of the text in the queue.
        sentence: The sentence.
        word: The word, estimated from the time in the sentence.
        progress: The part of the text that has been read, 0 to 1.
    """

    item: int
    sentence: Span
    word: Span
    progress: float


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A text in the queue.

    Attributes:
        number: Names it in commands; never used twice.
        reading: The text; one with a title alone as long as it is being opened.
        opening: Whether it is.
    """

    number: int
    reading: Reading
    opening: bool = False


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """The queue; its first is what is read."""

    items: tuple[QueueItem, ...]


@dataclass(frozen=True, slots=True)
class FirstSound:
    """The first sample of a text was handed to the device.

    Attributes:
        item: Number of the text.
        seconds: Since it was its turn: since `read`, where nothing was before it.
    """

    item: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Billed:
    """More characters were billed for a text, as its service says; nothing of it is estimated.

    Attributes:
        item: Number of the text.
        characters: All of this text so far.
    """

    item: int
    characters: int


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """Another service speaks.

    Attributes:
        name: The one that speaks now.
        instead_of: The one that would be preferred and does not answer; empty for none.
        error: Why it does not.
    """

    name: str
    instead_of: str = ""
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """A long text is heard from where it was left another time; nobody chose that place.

    Attributes:
        item: Number of the text.
    """

    item: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A text has been read to its end.

    Attributes:
        item: Number of the text.
    """

    item: int


Event = (
    StateChanged
    | PositionChanged
    | QueueChanged
    | FirstSound
    | Billed
    | ServiceChanged
    | Resumed
    | Finished
)
