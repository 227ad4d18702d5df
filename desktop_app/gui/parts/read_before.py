"""What is said of a text that was read before: its kind, and how far it was read."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from PyQt6.QtCore import QCoreApplication

from desktop_app.documents.opening import is_address

from .durations import left, length

if TYPE_CHECKING:
    from desktop_app.reading.history import HistoryEntry

_LONGEST_SUFFIX: Final = 5


def kind_of(source: str) -> str:
    """Where a text is from, in a word: `EPUB`, `example.org`, or a selection."""
    translate = QCoreApplication.translate
    words = {
        "selection": translate("History", "Selection"),
        "clipboard": translate("History", "Clipboard"),
    }
    if not source or source in words:
        return words.get(source, "")
    if is_address(source):
        return (urlsplit(source).hostname or source).removeprefix("www.")
    file = PurePath(source)
    suffix = file.suffix.removeprefix(".")
    return suffix.upper() if 0 < len(suffix) <= _LONGEST_SUFFIX else file.name


def progress_words(entry: HistoryEntry, speed: float) -> str:
    """How far a text was read: `42% · 18 min left`; its length where it begins anew.

    Args:
        entry: It.
        speed: The reader's.
    """
    seconds = entry.seconds_left(speed)
    if not entry.offset:
        return length(seconds)
    return f"{int(100 * entry.share)}% · {left(seconds)}"


def about(entry: HistoryEntry, speed: float) -> str:
    """The line below the title: `EPUB · 42% · 18 min left`."""
    return " · ".join(filter(None, (kind_of(entry.source), progress_words(entry, speed))))
