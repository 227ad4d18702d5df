"""PDF, as the child reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image
import pytest
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # it carries no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # as above

from desktop_app.errors import DocumentError
from tests.desktop_app.documents.conftest import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


SENTENCE = "床前明月光，疑是地上霜。举头望明月，低头思故乡。李白是唐代著名诗人，他的作品流传至今"
WORDS = (
    "This is a sentence with extra\u00adordinary hyphen\u00adation which is long enough to be"
    " broken over several lines of the page, and a well-known fact besides"
)


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
    with pytest.raises(DocumentError, match="is a scan") as caught:
        read(tmp_path / "a.pdf")
    assert "text recognition" in caught.value.hint


def test_an_encrypted_pdf_is_said_to_be_one(make_pdf: Callable[..., Path]) -> None:
    with pytest.raises(DocumentError, match="requires a password"):
        read(make_pdf(["text"], encrypt="secret"))


def book_of(path: Path, pages: str) -> Path:
    """Write a PDF: of each page, whether it has text (t), a picture (p), or nothing."""
    book = Canvas(str(path))
    picture = ImageReader(Image.new("RGB", (20, 20), "white"))
    for page in pages:
        if page == "t":
            book.drawString(72, 700, "A page of text.")
        elif page == "p":
            book.drawImage(picture, 0, 0, 500, 700)
        book.showPage()
    book.save()
    return path


@pytest.mark.parametrize(
    ("pages", "missing"),
    [
        ("tppppt", "4 of the 6 pages of book.pdf contain only images"),
        ("pttp", None),
        ("t    t", None),
    ],
)
def test_pages_that_are_scans_are_said(tmp_path: Path, pages: str, missing: str | None) -> None:
    found = read(book_of(tmp_path / "book.pdf", pages))
    assert found.text.startswith("A page of text.")
    assert (missing is None) == (found.missing is None)
    assert (missing or "") in str(found.missing or "")
