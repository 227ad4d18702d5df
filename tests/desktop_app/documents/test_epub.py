"""Books in EPUB, as the child reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_book_chapter_by_chapter(make_epub: Callable[..., Path]) -> None:
    path = make_epub(
        "<h1>第一回</h1><p>甲戌<ruby>本<rt>ben</rt></ruby>曰。<a epub:type='noteref'>1</a></p>"
        "<aside epub:type='footnote'>note</aside>",
        "<div><p>Second <b>chap</b>ter,\n same line.</p><ul><li>one</li><li>two</li></ul></div>",
        "<p></p>",
    )
    found = read(path)
    assert (found.title, found.language) == ("红楼梦", "zh-CN")
    assert found.text == "第一回\n\n甲戌本曰。\n\nSecond chapter, same line.\n\none\n\ntwo"


def test_a_book_that_its_seller_locked(make_epub: Callable[..., Path]) -> None:
    path = make_epub("<p>x</p>")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("META-INF/rights.xml", "<rights/>")
    with pytest.raises(DocumentError, match="DRM"):
        read(path)


def changed(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a book with one file changed."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, change(data) if entry.filename.endswith(name) else data)
    return copy


def test_a_book_with_bad_markup_and_an_empty_chapter(make_epub: Callable[..., Path]) -> None:
    path = changed(
        make_epub("<p>x</p>", "<p>y</p>", title="", language="en"),
        "0.xhtml",
        lambda _: b"<p>one<br>two & three<p>four",
    )
    assert read(path).text == "one\n\ntwo & three\n\nfour\n\ny"
    assert read(changed(path, "1.xhtml", lambda _: b"")).title == ""


def test_chapters_that_are_not_there_or_are_not_read(make_epub: Callable[..., Path]) -> None:
    spine = b'<itemref idref="nowhere"/><itemref idref="chapter_1" linear="no"/>'
    path = changed(
        make_epub("<p>x</p>", "<p>y</p>"),
        ".opf",
        lambda data: data.replace(b'<itemref idref="chapter_1"/>', spine),
    )
    assert read(path).text == "x"
