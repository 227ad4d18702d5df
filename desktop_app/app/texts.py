"""Gives the reader texts: from windows, documents and other programs."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.documents.opening import is_address, read_document
from desktop_app.reading.model import Reading
from desktop_app.system.selection import Place

from .events import Failed, NothingToRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_app.reading.reader import Reader
    from desktop_app.system.selection import Found, Selections

    from .events import AppEvent


class Texts:
    """Finds texts and has them read.

    Args:
        reader: Reads them.
        selections: Where the texts of other programs are from.
        tell: Called with what becomes of it.
    """

    def __init__(
        self, reader: Reader, selections: Selections, tell: Callable[[AppEvent], None]
    ) -> None:
        self._reader = reader
        self._selections = selections
        self._tell = tell
        self._looking: set[asyncio.Task[object]] = set()  # for a text that nobody has yet

    async def read(
        self, reading: Reading, *, start: int | None = None, at_once: bool = True
    ) -> None:
        """Read a text.

        Args:
            reading: The text.
            start: The character to begin at; None for where it was left the last time.
            at_once: Whether in place of what is read; else after all in the queue.
        """
        await self._reader.read(reading, now=at_once, return_after=False, start=start)

    async def open(self, source: str, *, at_once: bool = True) -> None:
        """Read a file, or the article at an address.

        Raises:
            DocumentError: It can't be read.
        """
        with self._to_be_stopped():
            document = await read_document(source)
        if document.missing is not None:
            self._tell(Failed(document.missing))
        reading = Reading(
            document.text, document.title, source, document.language or "", kind=document.kind
        )
        await self.read(reading, at_once=at_once)

    async def open_all(self, what: Sequence[str], *, at_once: bool = True) -> None:
        """Read files, addresses or texts, in their order; tell of those that can't be read.

        Args:
            what: The files, addresses and texts.
            at_once: Whether the first one is read in place of what is read.
        """
        for number, one in enumerate(what):
            now = at_once and number == 0
            try:
                if is_address(one) or one.startswith("file:") or _is_file(one):
                    await self.open(one, at_once=now)
                else:
                    await self.write(one, at_once=now)
            except Exception as error:  # noqa: BLE001 - told, and the others are read
                self._tell(Failed(error))

    async def write(self, text: str, *, at_once: bool = True) -> None:
        """Read a text that has no title; nothing where it is empty."""
        if (plain := plain_lines(text)).strip():
            await self.read(Reading(plain), at_once=at_once)

    async def read_selection(self) -> None:
        """Read what is selected; where the system does not tell, what was copied.

        Raises:
            SelectionError: The program that has it does not answer, or it is too long.
        """
        with self._to_be_stopped():
            found = await self._selections.selected_text()
        await self._read_found(found, Place.SELECTION)

    async def read_clipboard(self) -> None:
        """Read what was copied.

        Raises:
            SelectionError: As `read_selection`.
        """
        with self._to_be_stopped():
            found = await self._selections.copied_text()
        await self._read_found(found, Place.CLIPBOARD)

    async def stop(self) -> None:
        """Fade out, and forget what was to be read; also what is only being looked for."""
        for task in tuple(self._looking):
            task.cancel()
        await self._reader.stop()

    async def _read_found(self, found: Found, wanted: Place) -> None:
        if found.text.strip():
            await self.write(found.text)
        else:
            self._tell(NothingToRead(wanted, found.place))

    @contextmanager
    def _to_be_stopped(self) -> Iterator[None]:
        """Have `stop` cancel the present task in here, and not while it speaks to the reader."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one
        self._looking.add(task)
        try:
            yield
        finally:
            self._looking.discard(task)


def plain_lines(text: str) -> str:
    """A text with one kind of line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # too long for a name, or a zero in it
        return False
