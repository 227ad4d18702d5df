"""Kokoro as a synthesizer in its worker process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
import importlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from local_server.engines import languages
from local_server.engines.kokoro import durations, sound, vocabulary, voices
from local_server.engines.kokoro.model import Model
from local_server.engines.kokoro.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from local_server.engines.synthesizer import Job

_PIECE: Final = 300
"""Symbols of one run of the model: what lasts longer than fifteen seconds it speaks in a hurry."""
_STYLE: Final = 256
"""Numbers of a style. A voice has a style for each length of a text."""
_PAUSE: Final = (0.3, 1.2)
"""Between which parts of a pause it makes up for speech that began early or late."""


class _Speech(NamedTuple):
    """What the model said in one go.

    Attributes:
        samples: Without the silence around it.
        early: Seconds by which it began too early, and so lasts longer than it should.
    """

    samples: npt.NDArray[np.float32]
    early: float


class KokoroSynthesizer:
    """Speaks Chinese and English in a voice of Kokoro's own; it doesn't clone.

    Args:
        folder: Holds `model.onnx` and `voices/NAME.bin`.
        threads: How many the model may use.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._model: Model | None = None
        self._front_end: Any = None
        self._styles: dict[str, npt.NDArray[np.float32]] = {}

    def load(self) -> None:
        """Get the model into memory, and the front end's dictionaries.

        Raises:
            Exception: The folder doesn't hold what it should.
        """
        with ThreadPoolExecutor(1) as pool:
            # The dictionaries take as long as the model, on another core.
            front_end = pool.submit(_front_end)
            self._model = Model(self._folder / "model.onnx", self._threads)
            self._front_end = front_end.result()
        self._style("af_heart")

    def speak(self, job: Job, step: Callable[[], None]) -> Iterator[npt.NDArray[np.float32]]:
        """Speak a piece of text; see `Synthesizer.speak`.

        A text with Chinese in it is spoken by a Chinese voice, which speaks English, too; one
        without by an English voice.
        """
        if self._model is None:
            raise RuntimeError("the model isn't loaded")
        front_end = self._front_end
        chinese = front_end.is_chinese(job.text)
        if not any(char.isalpha() for char in job.text):
            chinese = front_end.is_chinese(job.voice_text)
        accent = languages.asked_for(job.instruct)[languages.LATIN]
        voice = voices.voice_for(job.voice_id, job.pitch, languages.CHINESE if chinese else accent)
        phonemes: str = front_end.phonemes(
            job.text, english=voices.accent_of(voice), chinese=chinese
        )
        styles = self._style(voice)
        for piece in pieces(phonemes, _PIECE):
            step()
            tokens = vocabulary.tokens(piece.phonemes)
            speech = self._speech(self._model, tokens, styles[len(tokens) - 1], job.speed)
            yield speech.samples * np.float32(voices.gain(voice))
            pause = piece.pause / job.speed
            yield sound.silence(
                min(max(_PAUSE[0] * pause, pause - speech.early), _PAUSE[1] * pause)
            )

    @staticmethod
    def _speech(
        model: Model, tokens: list[int], style: npt.NDArray[np.float32], speed: float
    ) -> _Speech:
        if speed == 1.0:
            samples = model.speak(tokens, style, speed)
            return _Speech(samples[sound.heard(samples)], 0.0)
        lengths = model.lengths(tokens, style)
        samples = model.speak(tokens, style, durations.speed_for(lengths, speed))
        kept = sound.heard(samples, speed)
        early = durations.onset(lengths, speed) - kept.start / sound.SAMPLE_RATE
        return _Speech(samples[kept], early)

    def stop(self) -> None:
        """End the run of the model that is going on; called from another thread."""
        if self._model is not None:
            self._model.stop()

    def _style(self, voice: str) -> npt.NDArray[np.float32]:
        """The styles of a voice, shape (510, 1, 256)."""
        found = self._styles.get(voice)
        if found is None:
            path = self._folder / "voices" / f"{voice}.bin"
            found = np.fromfile(path, "<f4").reshape(vocabulary.LONGEST, 1, _STYLE)
            self._styles[voice] = found
        return found


def _front_end() -> Any:
    """The front end, with its dictionaries read."""
    module = importlib.import_module("local_server.engines.kokoro.front_end")
    module.phonemes("1号，a")
    return module
