"""What a reader is given and what it tells: texts, profiles, events."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from shared_client import SynthesisMode

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Profile:
    """How a text, or the part of it that is in one language, is spoken.

    Attributes:
        voice: Id of a reference audio; empty for the service's default voice.
        service: Name of the service that has this voice. On another one, which stands in, its
            default voice speaks. Empty where the voice is the same everywhere.
        mode: As `SpeechOptions` has it.
        instruct: The style in words.
        speed: 0.5 to 2.0, multiplied by the reader's.
        volume: Linear gain.
    """

    voice: str = ""
    service: str = ""
    mode: SynthesisMode = SynthesisMode.FAST_REPLICATION
    instruct: str | None = None
    speed: float = 1.0
    volume: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text to read aloud.

    Attributes:
        text: As it is shown; all offsets are in it.
        title: What a person calls it.
        source: Where it is from: a path, an address, or a word such as `selection`.
        language: Its language where scripts do not tell.
        profiles: By language (`zh`); the one at the empty string is for all others. Empty for the
            reader's own.
        remember: Whether history, with its audio, and positions take notice of it.
        verbatim: Whether nothing is cleaned away for speech: no address, no code.
    """

    text: str = field(repr=False)
    title: str = ""
    source: str = ""
    language: str = ""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    remember: bool = True
    verbatim: bool = False


class ReaderState(StrEnum):
    """What a reader is doing."""

    IDLE = "idle"
    SPEAKING = "speaking"
    """Sound is heard, or on its way."""
    PAUSED = "paused"
    TROUBLE = "trouble"
    """Nothing is heard though it should be; `StateChanged.words` say why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, as character offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The state, or the words about it.

    Attributes:
        state: What the reader does now.
        words: In trouble, what is wrong, in one sentence.
        hint: What a person can do about it; may be empty.
        retrying: In trouble, whether the reader keeps trying by itself; else `resume` tries again.
    """

    state: ReaderState
    words: str = ""
    hint: str = ""
    retrying: bool = False


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
        reading: The text.
    """

    number: int
    reading: Reading


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
class ServiceChanged:
    """Another service speaks.

    Attributes:
        name: The one that speaks now.
        instead_of: The one that would be preferred and does not answer; empty for none.
        words: Why it does not.
    """

    name: str
    instead_of: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """A text has been read to its end.

    Attributes:
        item: Number of the text.
    """

    item: int


Event = StateChanged | PositionChanged | QueueChanged | FirstSound | ServiceChanged | Finished
