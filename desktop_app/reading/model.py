"""What a reader is given: texts, who speaks them, and places in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared_client import SynthesisMode
from shared_client.text.kinds import TextKind, kind_of

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
        kind: How it is written; None if nobody knows, so that the text is looked at.
    """

    text: str = field(repr=False)
    title: str = ""
    source: str = ""
    language: str = ""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    remember: bool = True
    verbatim: bool = False
    kind: TextKind | None = None

    def part(self, span: Span) -> Reading:
        """A part of it as a text of its own, which is written as the whole is."""
        kind = self.kind or kind_of(self.text)
        return Reading(self.text[span.start : span.end], language=self.language, kind=kind)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, as character offsets."""

    start: int
    end: int
