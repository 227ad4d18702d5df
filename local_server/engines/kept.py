"""Keeps what was made of a recording once, for everything that is said in its voice."""

from __future__ import annotations

from collections import OrderedDict
import threading
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST: Final = 16
"""Things that are kept; a recording of 30 seconds takes 3 MB."""

_Made = TypeVar("_Made")


class Kept(Generic[_Made]):
    """The last few things that were made of recordings. Thread-safe.

    The key has all that the thing follows from: the recording's digest, and what else counts.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Made] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What there is for a key. Making it keeps others waiting, who may want the same."""
        with self._lock:
            made = self._kept.pop(key) if key in self._kept else make()
            self._kept[key] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
