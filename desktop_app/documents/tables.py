"""Tables as text (CSV, TSV): row by row, their cells parted as a speaker parts them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from . import plain
from .document import Found

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".csv", ".tsv"})
_MEDIA_TYPES: Final = frozenset({"text/csv", "text/tab-separated-values"})
_SAMPLE: Final = 8192
_DELIMITERS: Final = ",;\t|"


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as a table, and is text."""
    named = content.suffix in SUFFIXES or content.media_type in _MEDIA_TYPES
    return named and bool(plain.beginning(content).strip())


def read(content: Content, report: Report) -> Found:
    """Read its rows."""
    del report
    text = plain.text_of(content)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], _DELIMITERS)
    except csv.Error:  # one column, or none that it makes out
        dialect = csv.excel_tab if content.suffix == ".tsv" else csv.excel
    csv.field_size_limit(len(text) + 1)
    rows = csv.reader(io.StringIO(text, newline=""), dialect)
    return Found("", "\n".join(filter(None, map(_row, rows))))


def _row(cells: list[str]) -> str:
    return ", ".join(filter(None, (" ".join(cell.split()) for cell in cells)))
