"""What the server asks of a speech engine: a stream of text in, a stream of PCM out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from local_server.errors import EngineError
from shared_client.models import SynthesisMode

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    import numpy as np
    import numpy.typing as npt

SAMPLE_RATE: Final = 24_000
"""Of the PCM of every engine, and of the recordings that engines get, in Hz."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a recording.

    Attributes:
        start: Its first sample, at `SAMPLE_RATE`.
        end: The sample after its last.
        text: What is said in it.
        whole: Whether it is all that is said in the recording.
    """

    start: int
    end: int
    text: str
    whole: bool

    def public(self) -> dict[str, Any]:
        """As callers see it, and as it stands on disk: in seconds."""
        return {
            "begin": round(self.start / SAMPLE_RATE, 4),
            "end": round(self.end / SAMPLE_RATE, 4),
            "text": self.text,
            "whole": self.whole,
        }


@dataclass(frozen=True, slots=True)
class Excerpts:
    """What parts of a recording an engine could use.

    Attributes:
        candidates: Those whose words are certain, the whole first.
        automatic: The one that the engine uses unless another is chosen.
    """

    candidates: tuple[Excerpt, ...]
    automatic: Excerpt


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of a reference voice.

    Attributes:
        digest: SHA-256 of the stored file, in hexadecimal.
        samples: Mono at `SAMPLE_RATE`, from -1 to 1; not to be written to.
        chosen: The part that a person wants to be used; None to leave it to the engine.
    """

    digest: str
    samples: npt.NDArray[np.float32] = field(repr=False)
    chosen: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """What an engine may know of a reference voice.

    Attributes:
        id: Of the reference audio.
        text: What is said in it.
        pitch: Median fundamental frequency in Hz; None where none was found.
        load: Reads its sound; blocking. An engine asks `recording`.
    """

    id: str
    text: str
    pitch: float | None
    load: Callable[[], Recording] | None = field(default=None, compare=False, repr=False)

    async def recording(self) -> Recording:
        """The sound of the voice; it is decoded in a thread, once.

        Raises:
            EngineError: It can't be read.
        """
        import asyncio  # noqa: PLC0415 - options and help need this package, and nothing large

        if self.load is None:
            raise EngineError(f"voice {self.id} has no recording")
        return await asyncio.to_thread(self.load)


@dataclass(frozen=True, slots=True)
class Style:
    """How the text is to be spoken.

    Attributes:
        instruct: In words; empty for none.
        speed: The length of the speech is divided by it.
        mode: How the recording is used.
    """

    instruct: str = ""
    speed: float = 1.0
    mode: SynthesisMode = SynthesisMode.FAST_REPLICATION


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do.

    Attributes:
        clones: Whether a reference voice is cloned.
        instruct: Whether it follows any instruct.
        tags: Whether it knows CosyVoice's tags in the text, such as [laughter].
        languages: Those it speaks, as in BCP 47 without a region; empty for any.
        needs_transcript: Whether it can't clone without knowing what is said in the recording.
        prompt_seconds: The longest recording it takes whole; None for any.
        streams: Whether the sound of a piece of text begins before the piece is finished.
        note: What a person should know before listening, in one sentence; empty where it follows
            from the rest.
    """

    clones: bool = False
    instruct: bool = False
    tags: bool = False
    languages: frozenset[str] = frozenset()
    needs_transcript: bool = False
    prompt_seconds: float | None = None
    streams: bool = False
    note: str = ""


class State(Enum):
    """How far an engine is from speaking."""

    ABSENT = "absent"
    """Its model isn't there."""
    INSTALLED = "installed"
    """It has not been needed yet."""
    LOADING = "loading"
    READY = "ready"
    UNLOADED = "unloaded"
    """It was ready, and gave its memory back."""
    FAILED = "failed"
    """Its model couldn't be loaded a moment ago."""
    UNREACHABLE = "unreachable"
    """It stands elsewhere, and doesn't answer."""


DOES_NOT_CLONE: Final = (
    "{name} does not clone: each reference voice gets a steady synthetic voice near its"
    " pitch, not its timbre."
)


class Engine(Protocol):
    """A speech engine; its PCM has `SAMPLE_RATE`.

    Attributes:
        name: For people.
        capabilities: What it can do.
        state: How far it is from speaking.
        rate: Seconds that it takes for a second of speech.
    """

    name: str
    capabilities: Capabilities

    @property
    def state(self) -> State:
        """How far it is from speaking."""

    @property
    def rate(self) -> float | None:
        """Seconds that it takes for a second of speech, as measured; None where it isn't known."""

    async def start(self) -> None:
        """Get ready in the background.

        Raises:
            EngineError: The engine can't work on this machine.
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


@runtime_checkable
class MayFail(Protocol):
    """An engine whose model may not be there, or may not be loadable.

    Attributes:
        failure: Why it can't be loaded, in words for people; empty where it can.
    """

    @property
    def failure(self) -> str:
        """Why it can't be loaded."""


@runtime_checkable
class Prepares(Protocol):
    """An engine that takes a while until it can speak."""

    def prepare(self) -> None:
        """Begin to get ready: somebody will speak soon."""


@runtime_checkable
class UsesExcerpts(Protocol):
    """An engine that clones from a part of a recording."""

    async def excerpts(self, voice: Voice) -> Excerpts | None:
        """The parts that it could use; None if it uses whole recordings after all.

        Raises:
            EngineError: They can't be found.
        """


def failure_of(engine: Engine) -> str:
    """Why an engine's model can't be loaded for now; empty where it can."""
    if engine.state is not State.FAILED:
        return ""
    return (engine.failure if isinstance(engine, MayFail) else "") or "it failed"


def note_of(engine: Engine) -> str:
    """What a person should know before listening, in one sentence; empty for nothing."""
    can = engine.capabilities
    return can.note or ("" if can.clones else DOES_NOT_CLONE.format(name=engine.name))
