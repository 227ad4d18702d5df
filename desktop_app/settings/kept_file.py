"""A value in a file that others write, too: their changes and ours are merged, none is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from desktop_app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

EVERY: Final = 1.0
"""Seconds between two looks at a file."""

_SETTLED: Final = 0.1  # seconds in which a file that is being written stays as it is

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How a kind of value is kept.

    Attributes:
        load: Reads a file. It raises an `AppError` if the file can't be read or is wrong.
        save: Writes a file, whole or not at all. It raises an `AppError` if it can't.
        merge: Merges two changes, given what both changed.
        same: Whether there is nothing to write.
    """

    load: Callable[[Path], T]
    save: Callable[[Path, T], None]
    merge: Callable[[T, T, T], T]
    same: Callable[[T, T], bool]


class KeptFile(Generic[T]):
    """A value, its file, and what others write there. All but `read` runs in one asyncio loop.

    A file that is missing or wrong is somebody's who is in the middle of it: the value stays as it
    is. A look costs one `stat` a second; it sees a file that is written in place, which watching
    the folder does not, works in network folders, and needs no library. Nothing depends on it:
    before a file is written, it is read.

    Args:
        path: The file.
        value: What holds as long as there is no file.
        kind: How it is kept.
        changed: Called when the value has changed because of the file.
    """

    def __init__(self, path: Path, value: T, kind: Kind[T], changed: Callable[[T], None]) -> None:
        self.path = path
        self.value = value
        self._kind = kind
        self._changed = changed
        self._in_file = value  # when it was last read or written
        self._stamp: Stamp | None = None
        self._unsaved = False
        self._turn = asyncio.Lock()

    def read(self) -> None:
        """Read the file, at the start.

        Raises:
            AppError: It can't be read or is wrong.
        """
        self._stamp = _stamp(self.path)
        self.value = self._in_file = self._kind.load(self.path)

    def change(self, before: T, after: T) -> T:
        """Take a change over; `save` writes it.

        Args:
            before: What was changed; the value may be another one by now.
            after: What it was changed to.

        Returns:
            The value from now on.
        """
        self._unsaved = True
        self.value = self._kind.merge(before, after, self.value)
        return self.value

    async def save(self) -> None:
        """Write what is unsaved. What others wrote meanwhile is merged with it.

        Raises:
            AppError: It can't be written; it stays unsaved.
        """
        async with self._turn:
            if not self._unsaved:
                return
            self._unsaved = False
            ours = self.value
            try:
                written = await asyncio.to_thread(self._write, self._in_file, ours)
            except BaseException:
                self._unsaved = True
                raise
            self._in_file = written
            self._take(self._kind.merge(ours, self.value, written))

    async def look(self) -> None:
        """Take over what others have written."""
        async with self._turn:
            stamp = await asyncio.to_thread(_stamp, self.path)
            if stamp == self._stamp:
                return
            found = await asyncio.to_thread(self._found)
            self._stamp = stamp  # from before it was read: a later change is seen by the next look
            if found is not None:
                before, self._in_file = self._in_file, found
                self._take(self._kind.merge(before, self.value, found))

    async def watch(self) -> None:
        """Take over what others write, until this is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            while (stamp := await asyncio.to_thread(_stamp, self.path)) != self._stamp:
                await asyncio.sleep(_SETTLED)
                if stamp == await asyncio.to_thread(_stamp, self.path):
                    await self.look()
                    break

    def _take(self, value: T) -> None:
        if not self._kind.same(value, self.value):
            self.value = value
            self._changed(value)

    def _found(self) -> T | None:
        if _stamp(self.path) is None:
            return None
        try:
            return self._kind.load(self.path)
        except AppError:
            return None

    def _write(self, before: T, ours: T) -> T:
        found = self._found()
        merged = ours if found is None else self._kind.merge(before, ours, found)
        if found is None or not self._kind.same(merged, found):
            self._kind.save(self.path, merged)
        return merged


def _stamp(path: Path) -> Stamp | None:
    """What differs once a file was written; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
