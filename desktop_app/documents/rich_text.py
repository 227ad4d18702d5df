"""Rich Text Format, as WordPad and TextEdit write it, whatever its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from . import plain
from .document import Found

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".rtf"})
_START: Final = b"{\\rtf"


def is_compatible(content: Content) -> bool:
    """Whether it begins like it."""
    return content.start.lstrip().startswith(_START)


def read(content: Content, report: Report) -> Found:
    """Read its paragraphs, without pictures, notes and fields."""
    del report
    from striprtf import striprtf  # noqa: PLC0415 - for seldom use

    to_text: Any = striprtf.rtf_to_text  # it carries no types
    text: str = to_text(content.path.read_bytes().decode("latin-1"), errors="replace")
    # It writes a character beyond 16 bits as two, and a bar at the end of a cell.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = (_row(line) for line in text.split("\n"))
    return Found("", plain.unwrap("\n".join(lines)))


def _row(line: str) -> str:
    cells = [cell.strip() for cell in line.split("|")]
    return ", ".join(filter(None, cells)) if line.endswith("|") else line
