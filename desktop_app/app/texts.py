"""Gives the reader texts: from windows, documents and other programs."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from desktop_app.documents.opening import is_address, read_document
from desktop_app.reading.events import QueueChanged
from desktop_app.reading.model import Reading
from desktop_app.system.selection import Place

from .events import Failed, NothingToRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_app.reading.events import Event, QueueItem
    from desktop_app.reading.reader import Reader
    from desktop_app.system.selection import Found, Selections

    from .events import AppEvent

_NEAR: Final = 3  # places in the queue that are opened: what is read, and two more


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
        self._opener: asyncio.Task[None] | None = None

    async def read(
        self, reading: Reading, *, start: int | None = None, at_once: bool = True
    ) -> None:
        """Read a text; one that was taken out of the queue before it was opened is opened now.

        Args:
            reading: The text.
            start: The character to begin at; None for where it was left the last time.
            at_once: Whether in place of what is read; else after all in the queue.
        """
        if reading.text or not reading.source:
            await self._reader.read(reading, now=at_once, return_after=False, start=start)
        else:
            await self._reserve(reading.source, at_once=at_once)

    async def open_all(self, what: Sequence[str], *, at_once: bool = True) -> None:
        """Read files, addresses or texts, in their order; tell of those that can't be read.

        Each has its place in the queue at once. Files and pages are opened one at a time, a few
        ahead of what is read, however many there are.

        Args:
            what: The files, addresses and texts.
            at_once: Whether the first one is read in place of what is read.

        Returns when all are opened, or taken out of the queue.
        """
        wanted = set()
        for number, one in enumerate(what):
            now = at_once and number == 0
            if is_address(one) or one.startswith("file:") or _is_file(one):
                wanted.add(await self._reserve(one, at_once=now))
            else:
                await self.write(one, at_once=now)
        with self._to_be_stopped():
            await self._until(lambda: not wanted & {one.number for one in self._to_be_opened()})

    async def open(self, source: str, *, at_once: bool = True) -> None:
        """Read one file, or the article at one address, as `open_all` does."""
        await self.open_all([source], at_once=at_once)

    async def _reserve(self, source: str, *, at_once: bool) -> int:
        reading = Reading("", _name_of(source), source)
        number = await self._reader.reserve(reading, urgent=at_once)
        if self._opener is None or self._opener.done():
            self._opener = asyncio.create_task(self._open_in_turn(), name="opening texts")
        return number

    async def _open_in_turn(self) -> None:
        """Open what has a place in the queue, one after another, until there is nothing left.

        What can't be read goes out of the queue and is told, several that follow on each other in
        one message.
        """
        failures: list[Exception] = []
        while self._to_be_opened():
            near = self._to_be_opened(_NEAR)
            if not near:
                self._tell_failures(failures)
                await self._until(lambda: self._to_be_opened(_NEAR) or not self._to_be_opened())
            elif (error := await self._open(near[0])) is not None:
                failures.append(error)
                await self._reader.remove(near[0].number)
            else:
                self._tell_failures(failures)
        self._tell_failures(failures)

    def _to_be_opened(self, near: int | None = None) -> list[QueueItem]:
        return [item for item in self._reader.queue[:near] if item.opening]

    async def _open(self, item: QueueItem) -> Exception | None:
        """Open one, as long as it has its place; give what was wrong."""
        opening = asyncio.create_task(read_document(item.reading.source))
        gone = asyncio.create_task(self._until(lambda: not self._has(item.number)))
        try:
            await asyncio.wait({opening, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                return None  # somebody took it out of the queue
            document = opening.result()
        except Exception as error:  # noqa: BLE001 - told, and the others are read
            return error
        finally:
            for task in (opening, gone):
                task.cancel()
            await asyncio.wait({opening, gone})
        if document.missing is not None:
            self._tell(Failed(document.missing))
        reading = Reading(
            document.text,
            document.title,
            item.reading.source,
            document.language or "",
            kind=document.kind,
        )
        await self._reader.fill(item.number, reading)
        return None

    def _has(self, number: int) -> bool:
        return any(item.number == number for item in self._reader.queue)

    def _tell_failures(self, failures: list[Exception]) -> None:
        if len(failures) == 1:
            self._tell(Failed(failures[0]))
        elif failures:
            self._tell(Failed(ExceptionGroup("", failures)))
        failures.clear()

    async def _until(self, condition: Callable[[], object]) -> None:
        """Wait until something holds of the queue."""
        news = asyncio.Event()

        def hear(event: Event) -> None:
            if isinstance(event, QueueChanged):
                news.set()

        end = self._reader.listen(hear)
        try:
            while not condition():
                news.clear()
                await news.wait()
        finally:
            end()

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
        opener, self._opener = self._opener, None
        for task in (*self._looking, opener):
            if task is not None:
                task.cancel()
        await self._reader.stop()
        if opener is not None:
            await asyncio.wait({opener})  # what it has started has ended then

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


def _name_of(source: str) -> str:
    """What a file or a page is called before anybody has looked into it."""
    if is_address(source):
        return source.strip()
    return Path(unquote(urlsplit(source).path) if source.startswith("file:") else source).name
