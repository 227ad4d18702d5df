"""What is written as text and is none: data, and the source of something else. It is refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NoReturn

from desktop_app.errors import DocumentError

from . import plain

if TYPE_CHECKING:
    from .document import Content, Found, Report

SUFFIXES: Final[frozenset[str]] = frozenset()
"""Nothing of this is offered."""

_NAMED: Final = {
    ".json": "JSON",
    ".jsonl": "JSON",
    ".ndjson": "JSON",
    ".geojson": "JSON",
    ".ipynb": "JSON",
    ".xml": "XML",
    ".xsl": "XML",
    ".rss": "XML",
    ".atom": "XML",
    ".opf": "XML",
    ".ncx": "XML",
    ".yaml": "YAML",
    ".yml": "YAML",
    ".toml": "TOML",
    ".ini": "INI",
    ".ics": "iCalendar",
    ".vcf": "vCard",
    ".svg": "SVG",
    ".tex": "TeX",
    ".latex": "TeX",
    ".ltx": "TeX",
    ".sty": "TeX",
    ".bib": "BibTeX",
    ".ps": "PostScript",
    ".eps": "PostScript",
}
_SERVED: Final = {
    "application/json": "JSON",
    "application/ld+json": "JSON",
    "text/calendar": "iCalendar",
    "text/vcard": "vCard",
    "image/svg+xml": "SVG",
    "application/xml": "XML",
    "text/xml": "XML",
    "application/rss+xml": "XML",
    "application/atom+xml": "XML",
    "application/x-tex": "TeX",
    "application/postscript": "PostScript",
    "application/yaml": "YAML",
}
_WRITTEN: Final = (
    (
        "SVG",
        re.compile(
            r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]", re.DOTALL
        ),
    ),
    ("iCalendar", re.compile(r"\s*BEGIN:VCALENDAR\b")),
    ("vCard", re.compile(r"\s*BEGIN:VCARD\b")),
    ("PostScript", re.compile(r"%!PS")),
    (
        "TeX",
        re.compile(r"(?:\s|%[^\n]*\n)*\\(?:documentclass|documentstyle|RequirePackage|input)\b"),
    ),
    ("XML", re.compile(r"\s*<\?xml[\s?]")),
)
_TYPESET: Final = frozenset({"TeX", "BibTeX", "PostScript"})
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_LINES: Final = 5
_JSON: Final = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]-])")


def is_compatible(content: Content) -> bool:
    """Whether it is named, served or written as data or source."""
    return bool(_form(content))


def read(content: Content, report: Report) -> Found:
    """Say what it is.

    Raises:
        DocumentError: Always.
    """
    del report
    _refuse(content.name, _form(content))


def _refuse(name: str, form: str) -> NoReturn:
    if form == "SVG":
        raise DocumentError("picture_source", name=name)
    raise DocumentError("typeset_source" if form in _TYPESET else "data_file", name=name, form=form)


def _form(content: Content) -> str:
    start = plain.beginning(content)
    if not start.strip():
        return ""
    form = _SERVED.get(content.media_type) or _NAMED.get(content.suffix, "")
    if not form:
        form = next((form for form, begins in _WRITTEN if begins.match(start)), "")
    if form == "XML" and _HTML.search(start):
        return ""  # a page, in the manner of XML
    return form or ("JSON" if _JSON.match(start) and _is_json(content) else "")


def _is_json(content: Content) -> bool:
    """Whether all of it is one value, or each of its first lines is one."""
    try:
        text = plain.text_of(content)
        lines = [line for line in text.split("\n", _LINES)[:_LINES] if line.strip()]
        return _parses(text) or (len(lines) > 1 and all(map(_parses, lines)))
    except DocumentError:
        return False


def _parses(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
