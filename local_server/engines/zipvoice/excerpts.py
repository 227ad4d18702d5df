"""Finds the few seconds of a recording to clone from, and the words that are said in them.

Each piece of speech costs the time of its prompt again, so that a short prompt is wanted; but a
prompt whose words don't match its sound makes a voice that swallows words or says others. So the
recording is cut only in its pauses, and a pause counts only if it is certain which mark in the
transcript it belongs to: eSpeak NG's own reading of the transcript is laid over the recording
(dynamic time warping), once through each pause in question, and the best must win clearly. What is
not certain is not cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from local_server.engines import Excerpt
from local_server.engines.zipvoice import reading
from local_server.engines.zipvoice.features import RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    _Floats = npt.NDArray[np.float32]

SECONDS: Final = (2.5, 4.5)
"""Of a good excerpt; a recording that is no longer is taken whole."""
_BEST: Final = 3.5

_MARK: Final = re.compile(r"""[，。！？；：、…—]+["'”’」』）)]*|[,.!?;:]+["'”’)]*(?=\s|$)""")
"""Where a speaker may pause."""
_SENTENCE: Final = re.compile(r"""[。！？.!?…]["'”’」』）)]*\s*$""")

_HOP: Final = RATE // 50
"""Samples of a frame: 20 ms."""
_QUIET: Final = 10 ** (-28 / 20)
"""What counts as a pause, against the loud parts of the recording."""
_SHORTEST_PAUSE: Final = 5
"""Frames."""
_MARGIN: Final = 6
"""Frames of a pause that an excerpt keeps."""
_CLEARLY: Final = 5.0
"""How many frames of average cost another pause must cost more than the one chosen."""
_ASTRAY: Final = 4.0
"""The same, for how much better a place without a pause may fit than the pause chosen."""
_TEMPO: Final = (0.55, 1.8)
"""How much slower or faster a clause may be than the whole: beyond, words are missing."""
_STRANGE: Final = 1.12
"""Cost of a stretch against that of the whole: above, words are said there that aren't written."""
_FIT: Final = 0.95
"""Above, these aren't the words: they fit as well when they are read backwards."""


@dataclass(frozen=True, slots=True)
class _Border:
    """A place where the recording may be cut, and the transcript with it.

    Attributes:
        frame: The last frame of speech before it is the one before this.
        following: The first frame of speech after it.
        place: In the transcript.
        read: The frame after it in the reading, which has no pauses.
        heard: The frame after it in the recording without its pauses.
    """

    frame: int
    following: int
    place: int
    read: int = 0
    heard: int = 0


def choose(samples: _Floats, text: str) -> Excerpt:
    """The part of a recording to clone from: about 3.5 s, or the whole where no cut is certain.

    Args:
        samples: Mono at 24 kHz.
        text: What is said in it.
    """
    return best(candidates(samples, text), samples)


def best(found: Sequence[Excerpt], samples: _Floats) -> Excerpt:
    """The one of the candidates that makes the best prompt."""
    return max(found, key=lambda one: _merit(one, samples))


def candidates(samples: _Floats, text: str) -> list[Excerpt]:
    """Parts of a recording whose words are known for certain, the whole first.

    Args:
        samples: Mono at 24 kHz.
        text: What is said in it.
    """
    text = text.strip()
    speech = _speech(samples)
    everything = Excerpt(0, len(samples), text, whole=True)
    if np.count_nonzero(speech) * _HOP <= SECONDS[1] * RATE:
        return [everything]
    borders, doubtful = _borders(samples, speech, text)
    found = [everything]
    for number, first in enumerate(borders):
        for before, last in pairwise(borders[number:]):
            if before in doubtful:
                break
            part = text[first.place : last.place].strip()
            seconds = (last.frame - first.following) * _HOP / RATE
            if seconds >= SECONDS[0] and part != text:
                start = max(first.frame, first.following - _MARGIN) * _HOP
                end = min(last.following, last.frame + _MARGIN) * _HOP
                found.append(Excerpt(start, min(end, len(samples)), part, whole=False))
    return found


def _merit(excerpt: Excerpt, samples: _Floats) -> float:
    """How good a prompt would be."""
    part = samples[excerpt.start : excerpt.end]
    seconds = np.count_nonzero(_speech(part)) * _HOP / RATE
    far = abs(seconds - _BEST) * (1.0 if seconds > _BEST else 1.5)
    unfinished = 0.0 if excerpt.whole or _SENTENCE.search(excerpt.text) else 0.4
    clipped = 1.0 if np.count_nonzero(np.abs(part) > 0.99) > len(part) / 1_000 else 0.0  # noqa: PLR2004
    return -(far + unfinished + clipped)


def _speech(samples: _Floats) -> npt.NDArray[np.bool_]:
    """Which frames hold speech: all but pauses, and the silence at both ends."""
    frames = samples[: len(samples) // _HOP * _HOP].reshape(-1, _HOP)
    levels = np.sqrt(np.mean(frames**2, axis=1))
    if not len(levels):
        return np.zeros(0, np.bool_)
    loud: npt.NDArray[np.bool_] = levels > _QUIET * np.percentile(levels, 95)
    for start, end in _runs(~loud):
        if end - start < _SHORTEST_PAUSE and start > 0 and end < len(loud):
            loud[start:end] = True
    return loud


def _runs(which: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where each run of true begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], which, [False]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _borders(
    samples: _Floats, speech: npt.NDArray[np.bool_], text: str
) -> tuple[list[_Border], set[_Border]]:
    """The borders that are certain, and those of them after which the words are doubtful.

    They are those of the whole, and pauses with their marks.
    """
    spoken = _runs(speech)
    speech = speech[: len(samples) // _HOP]
    passed = np.cumsum(speech, dtype=np.int64)
    first, last = spoken[0][0], spoken[-1][1]
    start = _Border(first, first, 0)
    end = _Border(last, last, len(text), 1, int(passed[-1]))
    places = [match.end() for match in _MARK.finditer(text) if text[match.end() :].strip()]
    pauses = [(before[1], after[0]) for before, after in pairwise(spoken)]
    if not places or not pauses:
        return [start, end], set()
    fit = reading.laid_over(samples, speech, text, places)
    if fit.fit > _FIT:
        return [start, end], set()
    found = [start]
    at = [int(passed[end - 1]) for end, _ in pauses]
    for place, word in zip(places, fit.places, strict=True):
        costs = fit.through(word, at)
        order = np.argsort(costs)
        best = int(order[0])
        clear = len(costs) == 1 or costs[order[1]] - costs[best] > _CLEARLY
        if clear and costs[best] < _ASTRAY:
            found.append(_Border(*pauses[best], place, word, at[best]))
    found.append(replace(end, read=fit.length))
    steady = _steady(found)
    doubtful = {
        one
        for one, following in pairwise(steady)
        if fit.between((one.read, one.heard), (following.read, following.heard)) > _STRANGE
    }
    return steady, doubtful


def _steady(borders: list[_Border]) -> list[_Border]:
    """Borders between which the speech is about as fast as everywhere."""
    tempo = borders[-1].heard / borders[-1].read
    wrong = set()
    for one, following in pairwise(borders):
        length = (following.read - one.read) * tempo
        if length <= 0 or not _TEMPO[0] <= (following.heard - one.heard) / length <= _TEMPO[1]:
            wrong |= {one, following}
    return [one for one in borders if one in {borders[0], borders[-1]} or one not in wrong]
