"""Texts in OpenDocument, as LibreOffice writes them: zipped (ODT) or flat (FODT)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
import zipfile

from desktop_app.errors import DocumentError

from .archive import ZIP, checked_names
from .document import Found
from .markup import parsed_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .document import Content, Report

SUFFIXES: Final = frozenset({".odt", ".ott", ".fodt"})
_TYPE: Final = b"application/vnd.oasis.opendocument.text"
_FLAT: Final = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_UNREAD: Final = frozenset({"note", "annotation", "tracked-changes", "ruby-text", "binary-data"})
_SPACES: Final = {"s": " ", "tab": " ", "line-break": "\n"}
_BLOCKS: Final = frozenset({"p", "h"})


def is_compatible(content: Content) -> bool:
    """Whether it says that it is one."""
    if content.start.startswith(ZIP):
        return b"mimetype" + _TYPE in content.start[:128]
    return _FLAT in content.start and content.suffix in (".fodt", ".xml", "")


def read(content: Content, report: Report) -> Found:
    """Read headings and paragraphs, those in tables and lists too; notes are left out."""
    del report
    meta = None
    if content.start.startswith(ZIP):
        names = checked_names(content)
        with zipfile.ZipFile(content.path) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise DocumentError("document_locked", name=content.name)
            tree = parsed_xml(archive.read("content.xml"))
            if "meta.xml" in names:
                meta = parsed_xml(archive.read("meta.xml"))
    else:
        tree = meta = parsed_xml(content.path.read_bytes())
    if tree is None:
        raise ValueError("no markup")
    body = tree.find(".//{*}body/{*}text")
    paragraphs = () if body is None else filter(None, map(str.strip, _paragraphs(body)))
    title, language = (
        "" if meta is None else (meta.findtext(f".//{{*}}{name}") or "").strip()
        for name in ("title", "language")
    )
    return Found(title, "\n\n".join(paragraphs), language)


def _paragraphs(body: Any) -> Iterator[str]:
    """What stands in each paragraph; one inside of another, in a frame, comes after it."""
    inside: list[Any] = [body]
    while inside:
        found: list[str] = []
        element = inside.pop()
        later: list[Any] = []
        if _name(element) in _BLOCKS:
            _collect(element, found, later)
            yield "".join(found)
        else:
            later = [child for child in element if _name(child) not in _UNREAD]
        inside += reversed(later)


def _collect(element: Any, found: list[str], later: list[Any]) -> None:
    """Take the text of a paragraph, and set aside the blocks that hang on it."""
    found.append(" ".join((element.text or "").split("\n")))
    for child in element:
        name = _name(child)
        if name in _SPACES:
            found.append(_SPACES[name])
        elif name in ("frame", "g", "custom-shape", "rect"):
            later.append(child)
        elif name and name not in _UNREAD:
            _collect(child, found, later)
        found.append(" ".join((child.tail or "").split("\n")))


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
