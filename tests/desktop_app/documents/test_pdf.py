"""PDF, EPUB, Word and HTML, as the child reads them, hostile ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING
import zipfile

from lxml import html  # type: ignore[import-untyped]  # it carries no types
import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # as above

from desktop_app.documents import archive, child, markup, word
from desktop_app.documents.document import Content, Found
from desktop_app.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SENTENCE = "床前明月光，疑是地上霜。举头望明月，低头思故乡。李白是唐代著名诗人，他的作品流传至今"
WORDS = (
    "This is a sentence with extra\u00adordinary hyphen\u00adation which is long enough to be"
    " broken over several lines of the page, and a well-known fact besides"
)


def read(path: Path, *, media_type: str = "", charset: str | None = None) -> Found:
    content = Content(
        path, path.name, media_type, charset, path.read_bytes()[:4096], path.suffix.lower()
    )
    return child.read(content, lambda *_: None)


# PDF


def test_a_pdf_in_english_columns(make_pdf: Callable[..., Path]) -> None:
    asked = [f"Number {number}. {WORDS}." for number in range(60)]
    found = read(make_pdf(asked, title="My Title"))
    assert found.title == "My Title"
    assert found.text.split("\n\n") == [text.replace("\u00ad", "") for text in asked]


def test_a_pdf_in_chinese_columns(make_pdf: Callable[..., Path]) -> None:
    asked = [f"第{number}段：{SENTENCE}，为世人所喜爱。" for number in range(120)]
    found = read(make_pdf(asked, chinese=True, head="测试之书", title="书", lang="zh-CN"))
    assert found.text.split("\n\n") == asked
    assert (found.title, found.language) == ("书", "zh-CN")


def test_a_pdf_with_headings_and_ragged_lines(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    y = 800
    for size, line in (
        (20, "A heading without a stop"),
        (11, "The first line of a paragraph which is as long as the column lets it be"),
        (11, "and its second, a bit shorter because a long word did not fit in there"),
        (11, "extraordinarily, and its last."),
        (11, "Another paragraph begins, as the line before had room for its first word,"),
        (11, "and goes on"),
    ):
        canvas.setFont("Times-Roman", size)
        canvas.drawString(72, y, line)
        y -= 2 * size if size > 11 else 13
    canvas.save()
    assert read(tmp_path / "a.pdf").text.split("\n\n") == [
        "A heading without a stop",
        (
            "The first line of a paragraph which is as long as the column lets it be and its"
            " second, a bit shorter because a long word did not fit in there extraordinarily, and"
            " its last."
        ),
        "Another paragraph begins, as the line before had room for its first word, and goes on",
    ]


def test_short_lines_are_no_sentence(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    long = "a line that is as long as most of the lines of this document are"
    lines = [long, long, long, "and its end.", "First item", "Second item", long]
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    assert read(tmp_path / "a.pdf").text.split("\n\n") == [
        f"{long} {long} {long} and its end.",
        "First item",
        "Second item",
        long,
    ]


def test_a_sentence_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for line in ("a sentence that", "goes on."):
        canvas.drawString(72, 400, line)
        canvas.showPage()
    canvas.save()
    assert read(tmp_path / "a.pdf").text == "a sentence that goes on."


def test_a_scanned_pdf_is_said_to_be_one(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.rect(10, 10, 100, 100, fill=1)
    canvas.save()
    with pytest.raises(DocumentError, match="scanned") as caught:
        read(tmp_path / "a.pdf")
    assert "recognised" in caught.value.hint


def test_an_encrypted_pdf_is_said_to_be_one(make_pdf: Callable[..., Path]) -> None:
    with pytest.raises(DocumentError, match="needs a password"):
        read(make_pdf(["text"], encrypt="secret"))


# EPUB


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


# Word


def test_a_word_document(make_word: Callable[..., Path]) -> None:
    found = read(make_word("First.", "第二段。"))
    parts = [part for part in found.text.split("\n") if part]
    assert parts == ["Heading", "First.", "第二段。", "left", "right"]


def test_an_old_word_document_or_a_locked_one(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    with pytest.raises(DocumentError, match="old form, or needs a password"):
        read(path)


# What is true of all of them


@pytest.mark.parametrize("suffix", [".epub", ".docx"])
def test_a_zip_bomb(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1 << 20)
    path = tmp_path / f"bomb{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(2 << 20))
    with pytest.raises(DocumentError, match="unpack to more than 1 MiB"):
        read(path)


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as locked:
        locked.writestr("word/document.xml", b"x")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="needs a password"):
        read(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\nrubbish"),
        ("a.epub", b"PK\x03\x04 rubbish"),
        ("a.docx", b"PK\x03\x04 rubbish"),
        ("b.epub", None),
        ("b.docx", None),
    ],
)
def test_what_is_damaged(tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is None:
        with zipfile.ZipFile(path, "w") as empty:
            empty.writestr("nothing", b"")
    else:
        path.write_bytes(data)
    with pytest.raises(DocumentError, match="is damaged") as caught:
        read(path)
    assert caught.value.hint


def test_a_form_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(DocumentError, match="no form that can be read"):
        read(path)


def test_no_memory(make_word: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> Found:
        raise MemoryError

    monkeypatch.setattr(word, "read", exhausted)
    with pytest.raises(DocumentError, match="2 GiB of memory"):
        read(make_word("text"))


def test_a_library_that_is_not_there_is_no_fault_of_the_document(
    make_word: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_: object) -> Found:
        raise ModuleNotFoundError(name="no_such_library")

    monkeypatch.setattr(word, "read", without)
    with pytest.raises(DocumentError, match="no_such_library is missing") as raised:
        read(make_word("text"))
    assert "Install" in raised.value.hint


# HTML

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="gb2312"><title>
 标题 </title></head><body><nav><a href="/">首页</a><a href="/b">博客</a></nav><article>
<h1>标题</h1><p>这是一个测试段落，里面有足够的文字，用来看看正文提取的效果如何，“镕”字也在。</p>
<p>第二段也有足够的文字，用来看看正文提取的效果如何，<b>粗体</b>和<a href="x">链接</a>都在。</p>
</article><footer>版权所有，翻印必究，隐私政策，使用条款</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_the_article_of_a_page(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.encode(encoding))
    found = read(path, charset="utf-8" if encoding == "utf-8" else None)
    assert (found.title, found.language) == ("标题", "zh-CN")
    assert "镕”字也在。\n\n第二段" in found.text
    assert "粗体和链接都在" in found.text
    assert "首页" not in found.text
    assert "版权" not in found.text


def test_a_page_of_text_alone_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    words = "A paragraph with enough words in it to be taken for one of an article. " * 3
    path.write_text(
        f"<html lang=en><title>T</title><h1>One</h1><p>{words}<h2>Two</h2><p>{words}"
        "<ul><li>item</ul><p><a href=x>link</a>"
    )
    found = read(path)
    assert (found.title, found.language) == ("T", "en")
    paragraphs = ["One", words.strip(), "Two", words.strip(), "item", "link"]
    assert found.text.split("\n\n") == paragraphs
    menu = "".join(f"<div><a href=x>Menu {number}</a></div>" for number in range(20))
    path.write_text(path.read_text().replace("<h1>", f"{menu}<h1>"))
    assert "Menu" not in read(path).text


def test_a_page_without_an_article_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_text('<?xml version="1.0"?>\n<html><p>One.<p>Two.<script>no()</script></html>')
    found = read(path)
    assert found.text == "One.\n\nTwo."
    assert found.title == ""


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbf\xbd\x01\x02" * 99])
def test_a_page_without_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match="no text in it"):
        read(path)


def test_markup_becomes_paragraphs() -> None:
    tree = html.fromstring(
        "<div>a <!-- no -->b<?pi x?>c<p>d<br>e</p><table><tr><td>f</td><td>g</td></tr></table>"
        "一<b>\n 二</b>\n三 四\nfive<style>no</style> tail</div> beyond"
    )
    assert markup.text_of(tree) == "a bc\n\nd\n\ne\n\nf, g\n\n一二三 四 five tail\n\nbeyond"
