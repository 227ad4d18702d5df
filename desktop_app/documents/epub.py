"""Books in EPUB 2 and 3, chapter by chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import DocumentError

from .archive import ZIP, checked_names
from .document import Found
from .markup import text_of

if TYPE_CHECKING:
    from .document import Content, Report

_RIGHTS: Final = frozenset({"META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl"})


def is_compatible(content: Content) -> bool:
    """Whether it is a ZIP that says it is a book."""
    return content.start.startswith(ZIP) and (
        b"application/epub+zip" in content.start[:128]
        or content.media_type == "application/epub+zip"
        or content.suffix == ".epub"
    )


def read(content: Content, report: Report) -> Found:
    """Read the chapters in their order, without contents pages."""
    if _RIGHTS & checked_names(content):
        raise DocumentError("document_protected", name=content.name)
    from ebooklib import epub  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types

    book = epub.read_epub(str(content.path), {"ignore_ncx": True})
    chapters = [
        item
        for name, linear in book.spine
        if linear != "no"
        and (item := book.get_item_with_id(name)) is not None
        and not isinstance(item, epub.EpubNav)
    ]
    texts = []
    for number, chapter in enumerate(chapters, 1):
        texts.append(_chapter(chapter.content))
        report(number, len(chapters))
    return Found(
        _metadata(book, "title"), "\n\n".join(filter(None, texts)), _metadata(book, "language")
    )


def _chapter(content: bytes) -> str:
    from lxml import etree, html  # type: ignore[import-untyped] # noqa: PLC0415 - as above

    if not content.strip():
        return ""
    try:
        tree = etree.fromstring(content)
    except etree.XMLSyntaxError:  # many a book is HTML in truth
        tree = html.document_fromstring(content)
    return text_of(tree)


def _metadata(book: Any, name: str) -> str:
    found = book.get_metadata("DC", name)
    return (found[0][0] or "").strip() if found else ""
