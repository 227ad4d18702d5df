"""Tables as text (CSV, TSV): row by row, their cells parted as a speaker parts them."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from . import plain
from .document import Found

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".csv", ".tsv"})
_MEDIA_TYPES: Final = frozenset({"text/csv", "text/tab-separated-values"})
_QUOTED: Final = re.compile(r'"[^"]*"')
_DELIMITERS: Final = ",;\t|"


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as a table, and is text."""
    named = content.suffix in SUFFIXES or content.media_type in _MEDIA_TYPES
    return named and bool(plain.beginning(content).strip())


def read(content: Content, report: Report) -> Found:
    """Read its rows."""
    del report
    text = plain.text_of(content)
    first = _QUOTED.sub("", text).lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(len(text) + 1)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Found("", "\n".join(filter(None, map(_row, rows))))


def _row(cells: list[str]) -> str:
    return ", ".join(filter(None, (" ".join(cell.split()) for cell in cells)))
