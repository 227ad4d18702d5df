"""Books in EPUB 2 and 3, chapter by chapter."""

from __future__ import annotations

from dataclasses import dataclass
import posixpath
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote
import zipfile

from desktop_app.errors import DocumentError

from .archive import ZIP, checked_names
from .document import Found
from .markup import parsed, parsed_xml, text_of

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".epub"})
_MEDIA_TYPE: Final = "application/epub+zip"
_PACKAGE_TYPE: Final = "application/oebps-package+xml"
_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_RIGHTS: Final = frozenset({"META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl"})
_OF_FONTS: Final = frozenset(
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
)
"""Ways of making fonts unreadable, which are no concern of a reader of text."""

_CHAPTER_TYPES: Final = frozenset(
    {"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml"}
)
_CHAPTER_SUFFIXES: Final = (".xhtml", ".html", ".htm", ".xht")
_NUMBERS: Final = re.compile(r"(\d+)")


def is_compatible(content: Content) -> bool:
    """Whether it is a ZIP that says it is a book."""
    return content.start.startswith(ZIP) and (
        _MEDIA_TYPE.encode() in content.start[:128]
        or content.media_type == _MEDIA_TYPE
        or content.suffix in SUFFIXES
    )


def read(content: Content, report: Report) -> Found:
    """Read the chapters in their order, without contents pages."""
    names = checked_names(content)
    with zipfile.ZipFile(content.path) as archive:
        book = _Book(archive, {name.lower(): name for name in names})
        chapters = book.chapters()
        if _RIGHTS & names or book.encrypted() & set(chapters):
            raise DocumentError("document_protected", name=content.name)
        if not chapters:
            raise DocumentError("document_damaged", name=content.name)
        texts = []
        for number, chapter in enumerate(chapters, 1):
            tree = parsed(archive.read(chapter))
            texts.append("" if tree is None else text_of(tree))
            report(number, len(chapters))
        missing = None
        if lost := len(book.lost):
            count = lost + len(chapters)
            missing = DocumentError("chapters_missing", name=content.name, count=lost, all=count)
        title = book.metadata("title") or book.title_of_contents()
        text = "\n\n".join(filter(None, texts))
        return Found(title, text, book.metadata("language"), missing=missing)


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of a book, as its list has it."""

    name: str
    media_type: str
    is_contents: bool


_NONE: Final = _Item("", "", is_contents=False)


class _Book:
    """What a book says of itself.

    Args:
        archive: The book.
        names: The files that are in it, by their names in lower case: many a book has them wrong.
    """

    def __init__(self, archive: zipfile.ZipFile, names: dict[str, str]) -> None:
        self._archive = archive
        self._names = names
        self._path = self._package_path()
        self._package = self._tree(self._path)
        self.lost: list[str] = []
        """Ids of chapters that aren't in the archive."""
        self._items = dict(map(self._item, self._all("manifest", "item")))

    def chapters(self) -> list[str]:
        """The names of its chapters in their order, each once.

        Where the book says nothing of an order, all its pages are taken, by their names.
        """
        contents = {item.name for item in self._items.values() if item.is_contents}
        for reference in self._all("guide", "reference"):
            target = reference.get("href", "")
            if reference.get("type") == "toc" and "#" not in target:
                contents.add(self._found(self._path, target))
        ids = [
            place.get("idref", "")
            for place in self._all("spine", "itemref")
            if place.get("linear") != "no"
        ]
        found = [self._items[id_] for id_ in ids if id_ in self._items]
        self.lost = [id_ for id_ in dict.fromkeys(ids) if not self._items.get(id_, _NONE).name]
        names = [item.name for item in found if item.name and _is_chapter(item)]
        if not names:
            names = sorted(
                (name for name in self._names.values() if name.endswith(_CHAPTER_SUFFIXES)),
                key=lambda name: [int(part) if part.isdigit() else part.lower()
                                  for part in _NUMBERS.split(name)],
            )  # fmt: skip
        kept = [name for name in names if name not in contents]
        return list(dict.fromkeys(kept or names))

    def encrypted(self) -> frozenset[str]:
        """The names of the files that only the seller's program can read."""
        tree = self._tree(self._names.get(_ENCRYPTION.lower(), ""))
        if tree is None:
            return frozenset()
        found = set()
        for data in tree.iter("{*}EncryptedData"):
            method = data.find("{*}EncryptionMethod")
            if method is not None and method.get("Algorithm") in _OF_FONTS:
                continue
            found |= {
                self._found("", one.get("URI", "")) for one in data.iter("{*}CipherReference")
            }
        return frozenset(found)

    def metadata(self, name: str) -> str:
        """A title or a language; empty where there is none."""
        if self._package is None:
            return ""
        found = (element.text or "" for element in self._package.iter(f"{{*}}{name}"))
        return next((" ".join(text.split()) for text in found if text.strip()), "")

    def title_of_contents(self) -> str:
        """The title that the contents of EPUB 2 have."""
        for item in self._items.values():
            if item.media_type == "application/x-dtbncx+xml":
                tree = self._tree(item.name)
                title = tree.find(".//{*}docTitle/{*}text") if tree is not None else None
                return " ".join((title.text or "").split()) if title is not None else ""
        return ""

    def _package_path(self) -> str:
        container = self._tree(self._names.get(_CONTAINER.lower(), ""))
        roots = [] if container is None else list(container.iter("{*}rootfile"))
        roots.sort(key=lambda root: root.get("media-type") != _PACKAGE_TYPE)
        named = (self._found("", root.get("full-path", "")) for root in roots)
        suffixed = (name for key, name in self._names.items() if key.endswith(".opf"))
        return next(filter(None, named), "") or next(suffixed, "")

    def _all(self, parent: str, child: str) -> list[Any]:
        if self._package is None:
            return []
        return list(self._package.iterfind(f"{{*}}{parent}/{{*}}{child}"))

    def _item(self, element: Any) -> tuple[str, _Item]:
        properties = element.get("properties", "").split()
        name = self._found(self._path, element.get("href", ""))
        return element.get("id", ""), _Item(
            name, element.get("media-type", "").lower(), "nav" in properties
        )

    def _found(self, base: str, href: str) -> str:
        """The file that a reference in another one means; empty if it is not there."""
        href = href.strip().replace("\\", "/")
        path = href.partition("#")[0]
        folder = posixpath.dirname(base)
        for name in filter(None, (href, path, unquote(path))):
            full = posixpath.normpath(posixpath.join(folder, name)).lstrip("/").lower()
            if full in self._names:
                return self._names[full]
        return ""

    def _tree(self, name: str) -> Any:
        """A file as a tree; None where there is none, or it is no XML at all."""
        return parsed_xml(self._archive.read(name)) if name else None


def _is_chapter(item: _Item) -> bool:
    return item.media_type in _CHAPTER_TYPES or item.name.lower().endswith(_CHAPTER_SUFFIXES)
