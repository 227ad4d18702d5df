"""The audio of one sentence: filled while it is made, read while it is played."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

    from shared_client import AudioSpec

    from .text import Sentence, Word

_PIECE: Final = 0.25  # seconds that are handed out at a time
_SECONDS_PER_UNIT: Final = 0.07  # of a Latin letter, before anything was measured
_BLOCK: Final = 0.02
_QUIET: Final = 300  # of 32 767
_PAUSE: Final = 0.06
_FAR_BACK: Final = 3.0


class Clip:
    """The audio of a sentence.

    Args:
        index: Number of the sentence in its text.
        sentence: What is spoken; the rest of the sentence, where it was begun before.

    Attributes:
        pcm: Signed 16 bit samples so far.
        spec: Their shape, once there are some.
        complete: All of it is there.
        over: No more will come: it is complete, or broke off.
        error: Why it broke off, where that cannot be helped.
    """

    def __init__(self, index: int, sentence: Sentence) -> None:
        self.index = index
        self.sentence = sentence
        self.pcm = bytearray()
        self.spec: AudioSpec | None = None
        self.complete = False
        self.over = False
        self.error: Exception | None = None
        self._news = asyncio.Event()

    @property
    def seconds(self) -> float:
        """Length of the audio so far."""
        return len(self.pcm) / self.spec.bytes_per_second if self.spec else 0.0

    def add(self, spec: AudioSpec, pcm: bytes) -> None:
        """Take more audio."""
        self.spec = spec
        self.pcm += pcm
        self._news.set()

    def empty(self) -> None:
        """Forget what came: it is made anew."""
        self.pcm.clear()
        self.spec = None

    def end(self, *, complete: bool, error: Exception | None = None) -> None:
        """Say that no more comes."""
        self.complete = complete
        self.over = True
        self.error = error
        self._news.set()

    async def more(self, at: int) -> bytes:
        """The audio after so many bytes, as soon as there is some; nothing at its end.

        Raises:
            Exception: What broke it off, after what had come by then.
        """
        while len(self.pcm) <= at:
            if self.error is not None:
                raise self.error
            if self.over:
                return b""
            self._news.clear()
            await self._news.wait()
        step = self._bytes(_PIECE)
        return bytes(self.pcm[at : at + step])

    def offset(self, seconds: float) -> int:
        """Where in `pcm` a time is."""
        return min(self._bytes(seconds), len(self.pcm))

    def word_at(self, seconds: float) -> Word | None:
        """The word that is heard at a time, as far as can be told."""
        if not self._words:
            return None
        begin, end = self._voiced if self.complete else (0.0, self._expected)
        part = (seconds - begin) / max(end - begin, 0.01)
        at = bisect_right(self._words, part, key=lambda word: word.until)
        return self._words[min(at, len(self._words) - 1)]

    def pause_before(self, seconds: float) -> float:
        """Where a listener finds back in: the last pause before a time, unless that is far back."""
        earliest = max(0.0, seconds - _FAR_BACK)
        levels = self._levels[int(earliest / _BLOCK) : int(seconds / _BLOCK)]
        (loud,) = (levels >= _QUIET).nonzero()
        for end, begin in zip(loud[:0:-1], loud[-2::-1], strict=True):
            if (end - begin - 1) * _BLOCK >= _PAUSE:
                return earliest + float(end) * _BLOCK - _BLOCK
        return seconds if earliest else 0.0

    def _bytes(self, seconds: float) -> int:
        if self.spec is None:
            return 0
        return round(seconds * self.spec.sample_rate) * self.spec.frame_size

    @cached_property
    def _words(self) -> list[Word]:
        return self.sentence.words()

    @property
    def _expected(self) -> float:
        """How long it will be, guessed while it is being made."""
        return max(self.seconds, len(self.sentence.spoken) * _SECONDS_PER_UNIT)

    @property
    def _levels(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The peak of each block."""
        import numpy as np  # noqa: PLC0415 - 0.1 s that the start of the app does without

        samples = np.frombuffer(bytes(self.pcm), dtype="<i2")
        size = max(1, self._bytes(_BLOCK) // 2)
        blocks = samples[: len(samples) // size * size].reshape(-1, size)
        return np.asarray(np.abs(blocks.astype(np.int32)).max(axis=1, initial=0))

    @cached_property
    def _voiced(self) -> tuple[float, float]:
        """Where speech begins and ends; asked for once it is complete."""
        (loud,) = (self._levels >= _QUIET).nonzero()
        if not loud.size:
            return 0.0, self.seconds
        return float(loud[0]) * _BLOCK, float(loud[-1] + 1) * _BLOCK
