"""Prepares a recording and its transcript once, for everything that is said in its voice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines.wording import spoken
from local_server.engines.zipvoice import excerpts, features, silence
from local_server.engines.zipvoice.tokens import tokens, with_known_marks
from local_server.errors import EngineError

if TYPE_CHECKING:
    import numpy.typing as npt

    from local_server.engines.zipvoice.tokens import TokenTable

    _Floats = npt.NDArray[np.float32]

LOUDNESS: Final = np.float32(0.1)
"""Root mean square that quieter prompts are lifted to."""
QUIET: Final = np.float32(0.01)
"""Root mean square of recordings that are hardly heard."""
_ENDS: Final = tuple(";:,.!?；：，。！？")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model needs to know of a voice.

    Attributes:
        tokens: Numbers of the tokens of what is said.
        features: Shape (frames, bands).
        loudness: What speech is multiplied by to be as loud as the recording.
    """

    tokens: list[int]
    features: _Floats = field(repr=False)
    loudness: np.float32


def prepare(samples: _Floats, text: str, table: TokenTable, *, whole: bool = False) -> Prompt:
    """Prepare the best part of a recording.

    Args:
        samples: Mono at 24 kHz, from -1 to 1.
        text: What is said in it.
        table: The model's tokens.
        whole: Whether all of it is to be used.

    Raises:
        EngineError: There is nothing to clone a voice from.
    """
    if not any(char.isalnum() for char in text):
        raise EngineError(
            "ZipVoice clones a voice only if it knows what is said in the recording;"
            " add the voice again with its transcript"
        )
    if whole:
        return prepared(samples, text, table)
    best = excerpts.choose(samples, text)
    return prepared(samples[best.start : best.end], best.text, table)


def prepared(samples: _Floats, text: str, table: TokenTable) -> Prompt:
    """Prepare a recording as it is; see `prepare`."""
    level = _level(samples)
    # The rules for silence would take all of it for silence.
    gain = LOUDNESS / level if 0 < level < QUIET else np.float32(1.0)
    heard = silence.prompt(samples * gain)
    level = _level(heard)
    if not level:
        raise EngineError("nothing can be heard in the recording of this voice; add it again")
    if level < LOUDNESS:
        heard = heard * LOUDNESS / level
    numbers = table.numbers(tokens(with_full_stop(readable(text, text))))
    if not numbers:
        raise EngineError("ZipVoice knows no word of this voice's transcript")
    return Prompt(numbers, features.of(heard), min(level / LOUDNESS, np.float32(1.0)) / gain)


def _level(samples: _Floats) -> np.float32:
    """Root mean square; 0 for no samples."""
    return np.sqrt(np.mean(np.square(samples))) if len(samples) else np.float32(0.0)


def readable(text: str, around: str) -> str:
    """A text in words and marks that have tokens: the model reads a "3" as a "2".

    Args:
        text: What to say.
        around: Tells the language of numbers in a text that has nothing else.
    """
    chinese = any("\u4e00" <= char <= "\u9fff" for char in around)
    return with_known_marks(spoken(text, chinese=chinese))


def with_full_stop(text: str) -> str:
    """A text that ends: the model tells a prompt from what follows it by a mark."""
    text = text.strip()
    return text if text.endswith(_ENDS) else f"{text}."
