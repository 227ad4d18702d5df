"""A book as programs that make EPUB write it, with the contents of EPUB 2 and of EPUB 3."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile media-type="application/oebps-package+xml" full-path="EPUB/content.opf"/>
</rootfiles></container>"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x</dc:identifier>
<dc:title>{title}</dc:title><dc:language>{language}</dc:language></metadata>
<manifest>{items}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
<spine toc="ncx"><itemref idref="nav"/>{places}</spine></package>"""
_NCX = """<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<docTitle><text>{title}</text></docTitle><navMap/></ncx>"""
_NAV = "<html xmlns='http://www.w3.org/1999/xhtml'><body><nav><h2>Contents</h2></nav></body></html>"
_PAGE = """<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">\
<head><title>no</title></head><body>{body}</body></html>"""


def write_epub(path: Path, chapters: Sequence[str], title: str, language: str) -> Path:
    """Write a book; a chapter is the inside of the body of a page."""
    items = places = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", _CONTAINER)
        for number, body in enumerate(chapters):
            name = f"{number}.xhtml"
            items += (
                f'<item id="chapter_{number}" href="{name}" media-type="application/xhtml+xml"/>'
            )
            places += f'<itemref idref="chapter_{number}"/>'
            book.writestr(f"EPUB/{name}", _PAGE.format(body=body))
        package = _PACKAGE.format(title=title, language=language, items=items, places=places)
        book.writestr("EPUB/content.opf", package)
        book.writestr("EPUB/toc.ncx", _NCX.format(title=title))
        book.writestr("EPUB/nav.xhtml", _NAV)
    return path
