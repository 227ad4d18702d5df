"""Books in FictionBook (FB2), zipped or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
import zipfile

from .archive import ZIP, checked_names
from .document import Found
from .markup import parsed_xml, text_of

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".fb2", ".fbz"})
_MEDIA_TYPES: Final = frozenset({"application/x-fictionbook+xml", "application/x-fictionbook"})
_ROOT: Final = re.compile(rb"<(?:\w+:)?FictionBook[\s>]")
_NAMES: Final = {
    **dict.fromkeys(("subtitle", "v", "text-author", "date"), "p"),
    **dict.fromkeys(("poem", "stanza", "epigraph", "cite", "annotation"), "div"),
    "empty-line": "br",
    "emphasis": "em",
}
"""Elements, and those of HTML that mean the same."""


def is_compatible(content: Content) -> bool:
    """Whether it is named, served or written as FictionBook."""
    if content.start.startswith(ZIP):
        return content.suffix == ".fbz" or content.name.lower().endswith(".fb2.zip")
    return (
        content.suffix in SUFFIXES
        or content.media_type in _MEDIA_TYPES
        or _ROOT.search(content.start) is not None
    )


def read(content: Content, report: Report) -> Found:
    """Read its text, without notes and their marks."""
    del report
    if content.start.startswith(ZIP):
        (name, *_) = sorted(
            name for name in checked_names(content) if name.lower().endswith(".fb2")
        )
        with zipfile.ZipFile(content.path) as archive:
            book = parsed_xml(archive.read(name))
    else:
        book = parsed_xml(content.path.read_bytes())
    if book is None:
        raise ValueError("no markup")
    bodies = [one for one in book.iterfind("{*}body") if not one.get("name")]
    texts = [text_of(_as_html(body)) for body in bodies]
    info = "{*}description/{*}title-info/{*}"
    title, language = (_words(book.findtext(info + name)) for name in ("book-title", "lang"))
    return Found(title, "\n\n".join(filter(None, texts)), language)


def _as_html(body: Any) -> Any:
    from lxml import etree  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 50 ms

    for element in list(body.iter("{*}*")):
        name = etree.QName(element).localname
        element.tag = _NAMES.get(name, name)
        if name == "a" and element.get("type") == "note":
            tail = element.tail
            element.clear()
            element.tail = tail
    return body


def _words(text: str | None) -> str:
    return " ".join((text or "").split())
