"""What the server asks of a speech engine: a stream of text in, a stream of PCM out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator


@dataclass(frozen=True, slots=True)
class Voice:
    """What an engine may know of a reference voice.

    Attributes:
        id: Of the reference audio.
        text: What is said in it.
        pitch: Median fundamental frequency in Hz; None where none was found.
    """

    id: str
    text: str
    pitch: float | None


@dataclass(frozen=True, slots=True)
class Style:
    """How the text is to be spoken.

    Attributes:
        instruct: In words; empty for none.
        speed: The length of the speech is divided by it.
    """

    instruct: str = ""
    speed: float = 1.0


class Engine(Protocol):
    """A speech engine.

    Attributes:
        name: For people.
        sample_rate: Of its PCM, in Hz.
        clones: Whether a reference voice is cloned.
        note: What a person should know before listening, in one sentence.
    """

    name: str
    sample_rate: int
    clones: bool
    note: str

    async def start(self) -> None:
        """Get ready in the background.

        Raises:
            EngineError: The engine cannot work on this machine.
        """

    def speak(
        self, text: AsyncIterator[str], voice: Voice, style: Style
    ) -> AsyncGenerator[bytes, None]:
        """Speak pieces of text as they come; signed 16 bit mono PCM, in whole samples.

        It never makes more than one piece ahead of its reader, and never holds anything that
        another caller needs while its reader is slow. Closing the generator ends the work.

        Raises:
            EngineError: The engine failed.
        """

    async def close(self) -> None:
        """Stop; whatever is running fails."""
