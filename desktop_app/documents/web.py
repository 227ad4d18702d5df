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

_SUFFIXES: Final = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml"})
_MEDIA_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_START: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_LEAST: Final = 40
"""Characters of an article; a page that seems to have less is read whole. What trafilatura asks
for, 250, is long for Chinese."""


def is_compatible(content: Content) -> bool:
    """Whether it is served, named or written as HTML."""
    return (
        content.media_type in _MEDIA_TYPES
        or content.suffix in _SUFFIXES
        or _START.match(content.start.removeprefix(codecs.BOM_UTF8)) is not None
    )


def read(content: Content, report: Report) -> Found:
    """Find the article; a page that has none is read whole."""
    del report
    from lxml import html  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 50 ms
    import trafilatura  # noqa: PLC0415 - 0.6 s
    from trafilatura.settings import use_config  # noqa: PLC0415 - as above

    said = _CHARSET.search(content.start)
    charset = content.charset or (said[1].decode("ascii") if said else None)
    source = decode(content.path.read_bytes(), charset)
    if source is None or not source.strip():
        raise DocumentError(f"{content.name} is no web page: there is no text in it.")
    source = _DECLARATION.sub("", source)
    tree = html.document_fromstring(source)
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_LEAST))
    found: Any = trafilatura.bare_extraction(
        source, include_comments=False, favor_recall=True, with_metadata=True, config=config
    )
    text = "\n\n".join((found.text or "").split("\n")) if found is not None else ""
    if len(text) < _LEAST:
        text = max(text, text_of(tree), key=len)
    title = (found.title if found is not None else None) or tree.findtext(".//title") or ""
    return Found(" ".join(title.split()), text, tree.get("lang") or tree.get("xml:lang"))
