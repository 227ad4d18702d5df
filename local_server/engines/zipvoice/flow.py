"""Makes features of speech from noise: ZipVoice's text encoder and flow-matching decoder."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines.zipvoice.features import BANDS
from local_server.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from local_server.engines.zipvoice.runtime import Graph

    _Floats = npt.NDArray[np.float32]

GUIDANCE: Final = 3.0
"""How much the prompt and the text are heeded: what the distilled model was trained with."""
_SHIFT: Final = np.float32(0.5)
"""Below 1, more of the steps are taken where there is still much noise."""


def times(steps: int) -> _Floats:
    """The points in time of the steps, from 0 to 1; shape (steps + 1,).

    In single precision, as in training: the decoder hears the difference.
    """
    even = np.linspace(0.0, 1.0, steps + 1, dtype=np.float32)
    return _SHIFT * even / (np.float32(1.0) + (_SHIFT - np.float32(1.0)) * even)


def model_speed(prompt_frames: int, prompt_tokens: int, tokens: int, speed: float) -> float:
    """The speed to ask of the model, so that the new speech alone gets the speed wanted.

    The model divides the length of prompt and speech together, although the prompt stays as long
    as it is.
    """
    normal = prompt_frames * tokens / prompt_tokens
    return (prompt_frames + normal) / (prompt_frames + normal / speed)


class Flow:
    """The two models.

    Args:
        encoder: Places tokens in time.
        decoder: Says where noise should move to become speech.
    """

    def __init__(self, encoder: Graph, decoder: Graph) -> None:
        self._encoder = encoder
        self._decoder = decoder
        if decoder.metadata.get("feat_dim", str(BANDS)) != str(BANDS):
            raise EngineError("this isn't ZipVoice's decoder: its features have another size")

    def sample(
        self,
        tokens: Sequence[int],
        prompt_tokens: Sequence[int],
        prompt: _Floats,
        noise: Callable[[tuple[int, ...]], _Floats],
        *,
        steps: int,
        speed: float = 1.0,
        before: Callable[[], None] = lambda: None,
    ) -> _Floats:
        """Features of speech.

        Args:
            tokens: What to say.
            prompt_tokens: What is said in the prompt.
            prompt: Its features; shape (frames, `BANDS`).
            noise: Makes noise of a shape.
            steps: How many to take: more are better, and take longer.
            speed: The length of the speech is divided by it.
            before: Called before each run of a model; what it raises ends the work.

        Returns:
            Shape (frames, `BANDS`).
        """
        count = len(prompt)
        asked = model_speed(count, len(prompt_tokens), len(tokens), speed)
        before()
        text = self._encoder.run(
            tokens=np.array([tokens], np.int64),
            prompt_tokens=np.array([prompt_tokens], np.int64),
            prompt_features_len=np.array(count, np.int64),
            speed=np.array(asked, np.float32),
        )[0]
        x = noise((1, text.shape[1], BANDS))
        condition = np.zeros_like(x)
        condition[0, :count] = prompt[: text.shape[1]]
        points = times(steps)
        for now, following in pairwise(points):
            before()
            velocity = self._decoder.run(
                t=now,
                x=x,
                text_condition=text,
                speech_condition=condition,
                guidance_scale=np.float32(GUIDANCE),
            )[0]
            x = x + velocity * (following - now)
        features: _Floats = x[0, count:]
        return features
