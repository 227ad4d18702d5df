"""The text of an utterance while it is being written: read ahead once, and spoken in turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
import logging
from time import monotonic
from typing import TYPE_CHECKING, Final

from .shared_client.text.cleanup import clean_stream
from .shared_client.text.omissions import code_phrase
from .shared_client.text.segmentation import cut
from .shared_client.text.thoughts import answer_start

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

    from homeassistant.core import HomeAssistant

_LOGGER = logging.getLogger(__name__)

# A task may end by itself after a gap of about 20 s in its text (seen in related services).
# A text that pauses longer than this is spoken by one task after another.
_LONGEST_PAUSE: Final = 10.0
# A text whose end never comes is ended: Assist announces the end only where the agent succeeds.
_LIMIT: Final = 90.0
# What is whole when it is asked for has been read to its end within this time, in seconds.
_KNOWN_AT_ONCE: Final = 0.05
# In pieces of this many characters a long text does not hold up everything else in the event loop.
_SLICE: Final = 512
_TAKEN_AT_ONCE: Final = 2048


class Text:
    """What is to be said. A task reads it ahead, so that its pauses can be seen.

    A turn is the text up to its end or to a long pause. It can be had from its beginning as often
    as there are transports to try.

    Args:
        hass: Home Assistant.
        source: The text, as it is being written.
        clean: Speak what Markdown means, not its marks.
        language: Its language, in which it is said that code is left out.

    Attributes:
        is_open: More may come.
    """

    def __init__(
        self, hass: HomeAssistant, source: AsyncIterable[str], *, clean: bool, language: str = ""
    ) -> None:
        self._pieces: list[str] = []
        self._turn_from = 0
        self._next = 0
        self._waiting_since = self._came_at = monotonic()
        self._changed = asyncio.Event()
        self._error: Exception | None = None
        self.is_open = True
        source = _while_it_goes_on(_in_slices(_answer(source) if clean else source))
        if clean:
            source = clean_stream(source, code_phrase=code_phrase(language))
        self._reader = hass.async_create_background_task(
            self._read(source),
            "cosyvoice: read the text to speak",
        )

    @property
    def has_words(self) -> bool:
        """Whether the turn has anything that can be spoken."""
        return any(any(map(str.isalnum, piece)) for piece in self._pieces[self._turn_from :])

    async def ends_without_words(self) -> bool:
        """Whether it is known at once that there is nothing to say; a text that comes is open."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_KNOWN_AT_ONCE):
                while self.is_open and not self.has_words:
                    await self._change()
        return not (self.is_open or self.has_words)

    async def segments(self) -> AsyncGenerator[str]:
        """The turn from its beginning, cut for speech. Use one at a time."""
        self._next = self._turn_from
        self._waiting_since = monotonic()
        async for segment in cut(self):
            yield segment

    async def next_turn(self) -> bool:
        """Wait until there is more to say; False when there is not."""
        self._turn_from = self._next
        while not self.has_words:
            if not self.is_open:
                return False
            await self._change()
        return True

    def close(self) -> None:
        """Read no further, and drop what was not spoken yet."""
        self._reader.cancel()
        del self._pieces[self._next :]

    async def wait(self, seconds: float | None) -> bool:
        """Wait for more of the turn, or for its end; False after `seconds` (see `ReadAhead`)."""
        if self._next < len(self._pieces):
            await asyncio.sleep(0)
            return True
        if not self.is_open:
            return True
        now = monotonic()
        left = max(self._waiting_since, self._came_at) + _LONGEST_PAUSE - now
        try:
            async with asyncio.timeout(left if seconds is None else min(seconds, left)):
                await self._change()
        except TimeoutError:
            # It may have changed in the timer's own turn of the loop.
            return self._changed.is_set() or seconds is None or left <= seconds
        return True

    def take(self) -> str | None:
        """More of the turn; None when it is over.

        Raises:
            Exception: What ended the text, if it failed.
        """
        start, size = self._next, 0
        while self._next < len(self._pieces) and size < _TAKEN_AT_ONCE:
            size += len(self._pieces[self._next])
            self._next += 1
        if start < self._next:
            return "".join(self._pieces[start : self._next])
        if self._error is not None:
            raise self._error
        return None

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _read(self, source: AsyncIterable[str]) -> None:
        try:
            async for piece in source:
                self._pieces.append(piece)
                self._came_at = monotonic()
                self._changed.set()
        except Exception as error:  # noqa: BLE001 - raised where the text is read
            self._error = error
        finally:
            self.is_open = False
            self._changed.set()


async def _answer(text: AsyncIterable[str]) -> AsyncGenerator[str]:
    """A text without the thought that it goes on with, if that ends in its first piece.

    A message that is spoken whole is one piece.
    """
    is_first = True
    try:
        async for piece in text:
            yield piece[answer_start(piece) :] if is_first else piece
            is_first = False
    finally:
        if isinstance(text, AsyncGenerator):
            await text.aclose()


async def _while_it_goes_on(text: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """A text up to its end, or to where it stops for good.

    What is written counts, not what is said of it: a model may think for minutes.
    """
    try:
        while True:
            async with asyncio.timeout(_LIMIT):
                piece = await anext(text)
            yield piece
    except StopAsyncIteration:
        pass
    except TimeoutError:
        _LOGGER.warning("The text to speak did not go on for %d s: ended it", _LIMIT)
    finally:
        await text.aclose()


async def _in_slices(text: AsyncIterable[str]) -> AsyncGenerator[str]:
    try:
        async for piece in text:
            for start in range(0, len(piece), _SLICE):
                if start:
                    await asyncio.sleep(0)
                yield piece[start : start + _SLICE]
    finally:
        if isinstance(text, AsyncGenerator):
            await text.aclose()
