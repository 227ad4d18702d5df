"""Web pages: the article in them, without menus, notices and advertisements."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, Final

from desktop_app.errors import DocumentError

from .document import Found
from .markup import text_of
from .plain import decode

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml"})
_MEDIA_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_START: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_PARTS: Final = ("article", "aside", "footer", "header", "main", "nav")
_LINKS: Final = 0.1
"""The share of a page's text that stands in links from which on some of it is menus."""
_LEAST: Final = 40
"""Characters of an article; a page that seems to have less is read whole. What trafilatura asks
for, 250, is long for Chinese."""


def is_compatible(content: Content) -> bool:
    """Whether it is served, named or written as HTML."""
    return (
        content.media_type in _MEDIA_TYPES
        or content.suffix in SUFFIXES
        or _START.match(content.start.removeprefix(codecs.BOM_UTF8)) is not None
    )


def read(content: Content, report: Report) -> Found:
    """Find the article; a page that has none is read whole."""
    del report
    from lxml import html  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 50 ms

    said = _CHARSET.search(content.start)
    charset = content.charset or (said[1].decode("ascii") if said else None)
    source = decode(content.path.read_bytes(), charset)
    if source is None or not source.strip():
        raise DocumentError("page_without_text", name=content.name)
    source = _DECLARATION.sub("", source)
    tree = html.document_fromstring(source)
    if _is_bare(tree):
        title = tree.findtext(".//title") or ""
        return Found(" ".join(title.split()), text_of(tree), _language(tree))
    import trafilatura  # noqa: PLC0415 - 0.6 s
    from trafilatura.settings import use_config  # noqa: PLC0415 - as above

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_LEAST))
    found: Any = trafilatura.bare_extraction(
        source, include_comments=False, favor_recall=True, with_metadata=True, config=config
    )
    text = "\n\n".join((found.text or "").split("\n")) if found is not None else ""
    if len(text) < _LEAST:
        text = max(text, text_of(tree), key=len)
    title = (found.title if found is not None else None) or tree.findtext(".//title") or ""
    return Found(" ".join(title.split()), text, _language(tree))


def _is_bare(tree: Any) -> bool:
    """Whether a page is all text, so that finding an article in it could only lose some."""
    if any(tree.find(f".//{part}") is not None for part in _PARTS):
        return False
    links = sum(len(link.text_content()) for link in tree.iter("a"))
    return bool(links < _LINKS * len(tree.text_content()))


def _language(tree: Any) -> str | None:
    language: str | None = tree.get("lang") or tree.get("xml:lang")
    return language
