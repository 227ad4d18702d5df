"""The text of HTML, block by block: what a person would read of it, from top to bottom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

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
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
_WIDE_BREAK: Final = re.compile(rf"(?<={_WIDE})[ \t]*\r[ \t\r\f]*(?={_WIDE})")
"""The end of a line of source between Chinese characters, where it is no space."""


def text_of(tree: Any) -> str:
    """The text of an element tree of lxml, one paragraph a block.

    The second reading of ruby characters, notes and their marks, scripts and styles are left out.
    """
    pieces = "".join(_pieces(tree)).split("\n")
    paragraphs = (_SPACE.sub(" ", _WIDE_BREAK.sub("", piece)).strip(" ,") for piece in pieces)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _pieces(tree: Any) -> Iterator[str]:
    from lxml import etree  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 50 ms

    walk = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            yield _flat(element.tail)
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
            yield ", " if name in ("td", "th") else block
            if element is not tree:
                yield _flat(element.tail)


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", "\r")


def _is_unread(name: str, element: Any) -> bool:
    types = (element.get(_EPUB_TYPE) or element.get("epub:type") or "").split()
    return name in _UNREAD or not _NOTE_TYPES.isdisjoint(types)
