"""eSpeak NG's reading of a text, laid over a recording of the same words."""

from __future__ import annotations

from dataclasses import dataclass
import functools
import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines import phonemes
from local_server.engines.languages import ENGLISH, asked_for, runs
from local_server.engines.zipvoice.features import RATE
from local_server.workers.espeak import SAMPLE_RATE, Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    _Floats = npt.NDArray[np.float32]

_FRAMES: Final = 50
"""Frames of features a second."""
_BANDS: Final = 20
_RANGE: Final = (100.0, 7_000.0)
"""Hz."""
_COEFFICIENTS: Final = 12
_LOUDNESS: Final = np.float32(0.5)
"""How much loudness counts, against one coefficient."""
_FFT: Final = 1_024
_QUIET: Final = 10 ** (-35 / 20)

_VARIANTS: Final = ("m3", "f2")
"""Voices of eSpeak NG that the words are read in: the one that is nearer counts."""
_TRACTS: Final = (0.9, 1.0, 1.12)
"""How much longer or shorter the speaker's vocal tract may be than eSpeak NG's."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as eSpeak NG reads it, without its pauses.

    Attributes:
        features: Shape (frames, coefficients).
        places: The frame at each place that was asked for.
    """

    features: _Floats
    places: list[int]


class Collected(Sink):
    """Keeps what is spoken."""

    def __init__(self) -> None:
        self.pcm = bytearray()

    def write(self, pcm: bytes) -> None:
        """Take audio."""
        self.pcm += pcm


def laid_over(
    samples: _Floats, speech: npt.NDArray[np.bool_], text: str, places: Sequence[int]
) -> Alignment:
    """Lay a reading of a text over a recording.

    Args:
        samples: Mono at 24 kHz.
        speech: Which of its frames hold speech; 50 a second. Only these are compared.
        text: What is said in it, in Chinese, English or both.
        places: In the text, in order; where their time is to be known.
    """
    heard = [_centered(_cepstra(samples, RATE, tract)[speech]) for tract in _TRACTS]
    read = [_read(text, places, variant) for variant in _VARIANTS]
    # Half of the frames are enough to tell which goes best with which.
    reading, recording = min(
        itertools.product(read, heard),
        key=lambda pair: _cost(_distance(pair[0].features[::2], pair[1][::2])),
    )
    return Alignment(reading, recording)


def _read(text: str, places: Sequence[int], variant: str) -> _Reading:
    found, counts = [], []
    languages = asked_for("")
    before = runs(text, languages, ENGLISH)[0][0]
    with phonemes.one_at_a_time:
        speech = phonemes.speech()
        # A voice flutters on from text to text: no two readings would be alike.
        speech.begin_again()
        for start, end in itertools.pairwise([0, *places, len(text)]):
            sink = Collected()
            for language, part in runs(text[start:end], languages, before):
                before = language
                voice = f"{language}+{variant}"
                speech.speak(voice, 50, part, speed=1.0, last=False, sink=sink)
            samples = np.frombuffer(sink.pcm, "<i2").astype(np.float32) / np.float32(32_768)
            found.append(_spoken(samples))
            counts.append(len(found[-1]))
    return _Reading(_centered(np.concatenate(found)), np.cumsum(counts)[:-1].tolist())


def _spoken(samples: _Floats) -> _Floats:
    """The features of the frames that aren't silent."""
    hop = SAMPLE_RATE // _FRAMES
    frames = samples[: len(samples) // hop * hop].reshape(-1, hop)
    levels = np.sqrt(np.mean(frames**2, axis=1))
    cepstra = _cepstra(samples, SAMPLE_RATE, 1.0)
    loud: _Floats = cepstra[levels > _QUIET * levels.max(initial=1e-9)]
    return loud


def _centered(cepstra: _Floats) -> _Floats:
    """Cepstra without what is always there: microphone, room, and the average voice."""
    centered: _Floats = cepstra - cepstra.mean(axis=0)
    return centered


def _cepstra(samples: _Floats, rate: int, tract: float) -> _Floats:
    """Shape (frames, coefficients), 50 frames a second."""
    hop = rate // _FRAMES
    size = 2 * hop
    padded = np.pad(samples, (hop // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    windowed = frames[: len(samples) // hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(windowed, _FFT)) ** 2
    bands = np.log(power @ _bank(rate, tract) + 1e-7).astype(np.float32)
    return np.hstack([bands @ _cosines(), _LOUDNESS * bands.mean(axis=1, keepdims=True)])


@functools.cache
def _bank(rate: int, tract: float) -> npt.NDArray[np.float64]:
    """Triangles, evenly spaced in mel."""
    low, high = (2595.0 * np.log10(1.0 + hertz / 700.0) for hertz in _RANGE)
    hertz = 700.0 * (10.0 ** (np.linspace(low, high, _BANDS + 2) / 2595.0) - 1.0) * tract
    bins = np.linspace(0.0, rate / 2, _FFT // 2 + 1)[:, None]
    rising = (bins - hertz[:-2]) / np.diff(hertz)[:-1]
    falling = (hertz[2:] - bins) / np.diff(hertz)[1:]
    return np.maximum(0.0, np.minimum(rising, falling))


@functools.cache
def _cosines() -> _Floats:
    """The cosine transform without its first coefficient, which is loudness."""
    order = np.arange(1, _COEFFICIENTS + 1)
    band = np.arange(_BANDS)[:, None] + 0.5
    return np.asarray(np.cos(np.pi / _BANDS * band * order), np.float32)


class Alignment:
    """The cheapest way to lay a reading over a recording (dynamic time warping).

    Attributes:
        fit: Its cost against that of the words read backwards: 1 for words that aren't said.
        places: The frame of the reading at each place that was asked for.
        length: Frames of the reading.
    """

    def __init__(self, reading: _Reading, heard: _Floats) -> None:
        """Find it.

        Args:
            reading: Of the words.
            heard: The features of the recording, without its pauses.
        """
        self.places = reading.places
        self.length = len(reading.features)
        distance = _distance(reading.features, heard)
        self._before = _accumulated(distance)
        self._after = _accumulated(distance[::-1, ::-1])[::-1, ::-1]
        self._best = self._before[-1, -1]
        self.fit = float(self._best / _cost(distance[::-1]))

    def through(self, place: int, frames: Sequence[int]) -> npt.NDArray[np.float64]:
        """What it costs more to go through a place than to go the cheapest way.

        Args:
            place: In the reading: the frame after it.
            frames: In the recording, each: the frame after it.

        Returns:
            For each, in average costs of a frame.
        """
        rows, columns = self._before.shape
        found = [
            self._before[place - 1, frame - 1] + self._after[place, frame]
            if 0 < place < rows and 0 < frame < columns
            else np.inf
            for frame in frames
        ]
        more: npt.NDArray[np.float64] = np.array(found) - self._best
        average: float = self._best / (rows + columns)
        return more / (2 * average)

    def between(self, start: tuple[int, int], end: tuple[int, int]) -> float:
        """What a stretch costs a frame, against the whole.

        Args:
            start: The frame after its beginning in the reading, and the one in the recording.
            end: The same of its end.
        """
        rows, columns = self._before.shape
        before = self._before[start[0] - 1, start[1] - 1] if min(start) else 0.0
        cost = self._before[end[0] - 1, end[1] - 1] - before
        frames = end[0] - start[0] + end[1] - start[1]
        return float(cost / frames / (self._best / (rows + columns)))


def _distance(read: _Floats, heard: _Floats) -> _Floats:
    squares = (read**2).sum(axis=1)[:, None] + (heard**2).sum(axis=1)
    distance: _Floats = np.sqrt(np.maximum(np.float32(0.0), squares - 2 * read @ heard.T))
    return distance


def _cost(distance: _Floats) -> float:
    return float(_accumulated(distance)[-1, -1])


def _accumulated(distance: _Floats) -> npt.NDArray[np.float64]:
    """The cost of the cheapest way to each pair of frames; by diagonals, for speed."""
    rows, columns = distance.shape
    width = columns + 1
    total = np.full((rows + 1) * width, np.inf)
    total[0] = 0.0
    # In a flattened array, a diagonal is a slice.
    here = np.pad(distance, ((1, 0), (1, 0))).reshape(-1)
    for diagonal in range(2, rows + columns + 1):
        first, last = max(1, diagonal - columns), min(rows, diagonal - 1)
        start, stop = first * width + diagonal - first, last * width + diagonal - last + 1
        at, above, before, corner = (
            slice(start - back, stop - back, columns) for back in (0, width, 1, width + 1)
        )
        cost = here[at]
        sideways = np.minimum(total[above], total[before]) + cost
        total[at] = np.minimum(total[corner] + 2 * cost, sideways)
    return total.reshape(rows + 1, width)[1:, 1:]
