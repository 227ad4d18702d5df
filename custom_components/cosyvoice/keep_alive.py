"""Fills the pauses of a text with silence, so that no listener gives up."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from .shared_client import AudioSpec

# Some satellites give up after 5 s without audio. While the text pauses, silence keeps them.
_QUIET: Final = 1.0
# As long as there is still something to play, a little is enough to keep the stream alive: about
# a frame of FLAC or MP3, for of less an encoder hands out nothing for seconds.
_LITTLE: Final = 0.1


async def kept_alive(
    audio: AsyncGenerator[bytes],
    *,
    spec: Callable[[], AudioSpec | None],
    may_pause: Callable[[], bool],
) -> AsyncGenerator[bytes]:
    """The audio, with silence where it stops for so long that a listener would leave.

    Args:
        audio: Samples; empty items are left out. It is closed in the end.
        spec: Shape of the samples; known once the first came.
        may_pause: Whether the text has not ended yet. Once it has, only the service is slow, and
            silence would stay in the file.
    """
    listener = _Listener()
    async with aclosing(audio):
        while True:
            shape = spec()
            if shape is None or not may_pause():
                samples = await anext(audio, None)
            else:
                coming = asyncio.ensure_future(anext(audio, None))
                try:
                    while not await _comes(coming, within=_QUIET if may_pause() else None):
                        seconds = _LITTLE if listener.has_left() > _QUIET else _QUIET
                        listener.is_given(seconds)
                        yield bytes(round(seconds * shape.sample_rate) * shape.frame_size)
                finally:
                    if not coming.done():
                        coming.cancel()
                        await asyncio.wait((coming,))
                samples = coming.result()
            if samples is None:
                return
            shape = spec()
            if samples and shape is not None:
                listener.is_given(len(samples) / shape.bytes_per_second)
                yield samples


async def _comes(samples: asyncio.Future[bytes | None], within: float | None) -> bool:
    done, _ = await asyncio.wait((samples,), timeout=within)
    return bool(done)


class _Listener:
    """Plays what it is given, from the first of it on."""

    def __init__(self) -> None:
        self._since = 0.0
        self._given = 0.0

    def is_given(self, seconds: float) -> None:
        if not self._given:
            self._since = monotonic()
        self._given += seconds

    def has_left(self) -> float:
        """Seconds that are not played yet; below 0 for one who waits."""
        return self._given - (monotonic() - self._since)
