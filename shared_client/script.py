"""A text in segments, as it is read out: again from its beginning, until some of it was heard."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

# Turns of the event loop in which a text that is there already gets through to its segments.
_TURNS: Final = 8


class Script:
    """The segments of a text. They are asked for one at a time, when the one before is on its way.

    Args:
        segments: The text, cut for speech. It is read in one task, and closed there.

    Attributes:
        is_over: No more segments come than have come so far.
        error: What ended the text, if it failed.
    """

    def __init__(self, segments: AsyncGenerator[str]) -> None:
        self.error: Exception | None = None
        self._segments = segments
        self._kept: list[str] = []
        self._forgotten = 0  # how many are not kept any more
        self._forgets = False
        self._asked = 0
        self.is_over = False
        self._changed = asyncio.Event()
        self._demand = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the text has ended without a segment."""
        return self.is_over and not self._known

    async def get(self, number: int) -> str | None:
        """A segment by its number, from 0; None after the last."""
        self._ask_for(number)
        while self._known <= number and not self.is_over:
            self._changed.clear()
            await self._changed.wait()
        if self._known <= number:
            return None
        if self._forgets:
            del self._kept[: number - self._forgotten]
            self._forgotten = number
        return self._kept[number - self._forgotten]

    async def look(self, number: int) -> bool:
        """Whether a segment is there without waiting."""
        self._ask_for(number)
        for _ in range(_TURNS):
            if self._known > number or self.is_over:
                break
            await asyncio.sleep(0)
        return self._known > number

    def forget(self) -> None:
        """What has been asked for need not be kept: none of it is read again."""
        self._forgets = True

    async def aclose(self) -> None:
        """Read no further, and close the text."""
        if self._reader is None:
            await self._segments.aclose()
        else:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    @property
    def _known(self) -> int:
        return self._forgotten + len(self._kept)

    def _ask_for(self, number: int) -> None:
        self._asked = max(self._asked, number + 1)
        self._demand.set()
        if self._reader is None:
            self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async with aclosing(self._segments) as segments:
                async for segment in segments:
                    if not segment:
                        continue
                    self._kept.append(segment)
                    self._changed.set()
                    while self._asked <= self._known:
                        self._demand.clear()
                        await self._demand.wait()
        except Exception as error:  # noqa: BLE001 - the text's error is the reader's: raised there
            self.error = error
        finally:
            self.is_over = True
            self._changed.set()
