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


@pytest.mark.parametrize(
    ("algorithm", "name", "locked"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "EPUB/0.xhtml", True),
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "EPUB/cover.jpg", False),
        ("http://www.idpf.org/2008/embedding", "EPUB/0.xhtml", False),
    ],
)
def test_a_book_is_locked_if_its_chapters_are(
    make_epub: Callable[..., Path], algorithm: str, name: str, *, locked: bool
) -> None:
    path = make_epub("<p>x</p>")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr(
            "META-INF/encryption.xml",
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
            f'<EncryptionMethod Algorithm="{algorithm}"/>'
            f'<CipherData><CipherReference URI="{name}"/></CipherData>'
            "</EncryptedData></encryption>",
        )
    if locked:
        with pytest.raises(DocumentError, match="DRM"):
            read(path)
    else:
        assert read(path).text == "x"


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
    found = read(path)
    assert found.text == "x"
    assert found.missing is not None
    assert "1 of the 2 chapters of changed-book.epub are missing" in str(found.missing)
    assert "another copy" in found.missing.hint


def opf(change: tuple[str, str], path: Path) -> Path:
    """A copy of a book whose package says something else."""
    before, after = (each.encode() for each in change)
    assert before in zipfile.ZipFile(path).read("EPUB/content.opf")
    return changed(path, ".opf", lambda data: data.replace(before, after))


def renamed(path: Path, old: str, new: str) -> Path:
    """A copy of a book with a file by another name; the package goes on as it was."""
    copy = path.with_name(f"renamed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for entry in source.infolist():
            target.writestr(new if entry.filename == old else entry.filename, source.read(entry))
    return copy


def test_a_name_may_be_percent_encoded_elsewhere_or_in_other_letters(
    make_epub: Callable[..., Path],
) -> None:
    path = make_epub("<p>x</p>")
    for name, href in [
        ("EPUB/Text/第 一章.xhtml", "Text/%E7%AC%AC%20%E4%B8%80%E7%AB%A0.xhtml"),
        ("Text/a%20b.xhtml", "../Text/a%20b.xhtml"),
        ("EPUB/Text/ONE.XHTML", "text/one.xhtml#start"),
        ("EPUB/a#b.html", "a#b.html"),
    ]:
        moved = opf(('href="0.xhtml"', f'href="{href}"'), renamed(path, "EPUB/0.xhtml", name))
        assert read(moved).text == "x", name


def test_chapters_come_in_the_order_of_the_spine_each_once(make_epub: Callable[..., Path]) -> None:
    path = make_epub("<p>a</p>", "<p>b</p>", "<p>c</p>")
    first = '<itemref idref="chapter_0"/>'
    turned = opf(("</spine>", f"{first}{first}</spine>"), opf((first, ""), path))
    assert read(turned).text == "b\n\nc\n\na"


def test_the_contents_page_of_an_older_book_is_not_read(make_epub: Callable[..., Path]) -> None:
    path = make_epub("<p>Contents: x</p>", "<p>x</p>")
    guide = '<guide><reference type="toc" href="0.xhtml"/></guide></package>'
    assert read(opf(("</package>", guide), path)).text == "x"
    part = guide.replace("0.xhtml", "0.xhtml#contents")
    assert read(opf(("</package>", part), path)).text == "Contents: x\n\nx"


def test_a_title_may_stand_in_the_contents_alone(make_epub: Callable[..., Path]) -> None:
    path = opf(("<dc:title>A title</dc:title>", ""), make_epub("<p>x</p>", title="A title"))
    assert read(path).title == "A title"


@pytest.mark.parametrize("missing", ["META-INF/container.xml", "EPUB/content.opf"])
def test_a_book_without_its_lists_is_read_by_names(
    make_epub: Callable[..., Path], missing: str
) -> None:
    path = make_epub(*(f"<p>{number}</p>" for number in range(11)))
    without = path.with_name("without.epub")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(without, "w") as target:
        for entry in source.infolist():
            if entry.filename not in (missing, "EPUB/nav.xhtml"):
                target.writestr(entry, source.read(entry))
    assert read(without).text.split() == [str(number) for number in range(11)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("said", [True, False])
def test_chapters_in_any_encoding(
    make_epub: Callable[..., Path], encoding: str, *, said: bool
) -> None:
    text = "今天天氣很好，我們一起去公園散步吧。"
    name = encoding if said else "utf-8"
    page = f"<?xml version='1.0' encoding='{name}'?>\n<html><body><p>{text}</p></body></html>"
    path = changed(make_epub("<p>x</p>"), "0.xhtml", lambda _: page.encode(encoding))
    assert read(path).text == text


def test_entities_of_a_chapter_are_characters_and_those_of_a_stranger_are_not_expanded(
    make_epub: Callable[..., Path],
) -> None:
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/x.dtd" [%s]>'
    bomb = '<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">'
    page = f"{doctype % bomb}<html><body><p>caf&eacute;&nbsp;&mdash; &amp; &b;&f;</p></body></html>"
    found = read(changed(make_epub("<p>x</p>"), "0.xhtml", lambda _: page.encode()))
    assert found.text.replace("\xa0", " ").strip() == "café — &"


def test_a_chapter_that_is_damaged_in_the_zip_is_said(make_epub: Callable[..., Path]) -> None:
    path = make_epub("<p>x</p>")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(DocumentError, match="it's damaged"):
        read(path)
