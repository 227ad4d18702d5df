"""Word documents (.docx)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.errors import DocumentError

from .archive import ZIP, checked_names
from .document import Found

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".docx", ".docm", ".dotx"})
_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as a Word document, of now or of old."""
    if content.start.startswith(_OLE):
        return True
    return content.start.startswith(ZIP) and (
        content.suffix in SUFFIXES or content.media_type == _MEDIA_TYPE
    )


def read(content: Content, report: Report) -> Found:
    """Read its paragraphs, those in tables and text boxes too; notes are left out."""
    del report
    if content.start.startswith(_OLE):
        raise DocumentError("word_format_old", name=content.name)
    checked_names(content)
    import mammoth  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 0.1 s

    with content.path.open("rb") as file:
        text: str = mammoth.extract_raw_text(file).value
    return Found("", text)
