"""The text of HTML, block by block: what a person would read of it, from top to bottom."""

from __future__ import annotations

from html.entities import html5
import re
from typing import TYPE_CHECKING, Any, Final

from .plain import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS: Final = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|h[1-6]|header|hgroup|hr|legend|li|main|nav|ol|p|pre|section"
    "|summary|table|tbody|tfoot|thead|title|tr|ul"
)
_UNREAD: Final = ("head", "script", "style", "noscript", "template", "svg", "math", "rt", "rp")
_NOTE_TYPES: Final = frozenset({"noteref", "footnote", "footnotes", "endnote", "rearnote"})
_EPUB_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
_CELL: Final = "\x1f"  # where the cell of a table ends
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
_WIDE_BREAK: Final = re.compile(rf"(?<={_WIDE})[ \t]*\r[ \t\r\f]*(?={_WIDE})")
"""The end of a line of source between Chinese characters, where it is no space."""


_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*\?>")
_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,99}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_ENTITY: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parsed(data: bytes) -> Any:
    """A page of XHTML as an element tree of lxml; many a one is HTML in truth. None if it is empty.

    Raises:
        ValueError: It is no text.
    """
    from lxml import etree, html  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 50 ms

    source = _source(data)
    if not source.strip():
        return None
    named = _ENTITY.sub(_character, source)
    try:
        return etree.fromstring(named, _xml_parser())
    except etree.XMLSyntaxError:
        return html.document_fromstring(source)


def parsed_xml(data: bytes) -> Any:
    """A file of XML as an element tree of lxml, with its faults; None if there is nothing in it."""
    from lxml import etree  # noqa: PLC0415 - as above

    source = _ENTITY.sub(_character, _source(data))
    try:
        return etree.fromstring(source, _xml_parser(recover=True)) if source.strip() else None
    except etree.XMLSyntaxError:
        return None


def _xml_parser(*, recover: bool = False) -> Any:
    """A parser that loads and expands nothing: neither files nor entities of a stranger's."""
    from lxml import etree  # noqa: PLC0415 - as above

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=recover)


def _source(data: bytes) -> str:
    said = _ENCODING.match(data.lstrip())
    text = decode(data, said[1].decode("ascii") if said else None)
    if text is None:
        raise ValueError("no text")
    return _DECLARATION.sub("", text, count=1)


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    return entity[0] if name in _OF_XML else html5.get(f"{name};", entity[0])


def text_of(tree: Any) -> str:
    """The text of an element tree of lxml, one paragraph a block.

    The second reading of ruby characters, notes and their marks, scripts and styles are left out.
    """
    pieces = "".join(_pieces(tree)).split("\n")
    paragraphs = (_row(_SPACE.sub(" ", _WIDE_BREAK.sub("", piece))) for piece in pieces)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _pieces(tree: Any) -> Iterator[str]:
    from lxml import etree  # noqa: PLC0415 - as above

    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            yield _flat(element.tail)
            continue
        if not isinstance(element.tag, str):  # an entity, which is not expanded
            yield _flat(element.tail) if event == "end" else ""
            continue
        name = etree.QName(element).localname.lower()
        block = "\n" if _BLOCKS.fullmatch(name) else ""
        if event == "start":
            yield block
            if _is_unread(name, element):
                walk.skip_subtree()
            else:
                yield _flat(element.text)
        else:
            yield _CELL if name in ("td", "th") else block
            if element is not tree:
                yield _flat(element.tail)


def _row(line: str) -> str:
    return ", ".join(filter(None, (cell.strip() for cell in line.split(_CELL))))


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", "\r")


def _is_unread(name: str, element: Any) -> bool:
    types = (element.get(_EPUB_TYPE) or element.get("epub:type") or "").split()
    return name in _UNREAD or not _NOTE_TYPES.isdisjoint(types)
