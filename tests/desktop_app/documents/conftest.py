"""Documents of every form, written by the libraries that write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx import Document as WordDocument
import pytest
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # it carries no types
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]  # as above
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # as above
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]  # as above
from reportlab.platypus import (  # type: ignore[import-untyped]  # as above
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
)

from desktop_app.documents import child
from desktop_app.documents.document import Content

from .epub_file import write_epub

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.documents.document import Found

WIDTH, HEIGHT = A4


def read(path: Path, *, media_type: str = "", charset: str | None = None) -> Found:
    """Read a document as the child does, in this process."""
    content = Content(
        path, path.name, media_type, charset, path.read_bytes()[:4096], path.suffix.lower()
    )
    return child.read(content, lambda *_: None)


@pytest.fixture
def make_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Write a PDF of two columns, with a running head and page numbers."""

    def make(
        paragraphs: Sequence[str], *, chinese: bool = False, head: str = "Head", **more: Any
    ) -> Path:
        font = "Times-Roman"
        if chinese:
            font = "STSong-Light"
            pdfmetrics.registerFont(UnicodeCIDFont(font))

        def decorate(canvas: Any, _document: Any) -> None:
            canvas.setFont(font, 9)
            canvas.drawCentredString(WIDTH / 2, HEIGHT - 30, head)
            canvas.drawCentredString(WIDTH / 2, 25, f"- {canvas.getPageNumber()} -")

        path = tmp_path / "book.pdf"
        document = BaseDocTemplate(str(path), **more)
        columns = [
            Frame(50, 50, WIDTH / 2 - 60, HEIGHT - 120),
            Frame(WIDTH / 2 + 10, 50, WIDTH / 2 - 60, HEIGHT - 120),
        ]
        document.addPageTemplates([PageTemplate("two", columns, onPage=decorate)])
        style = ParagraphStyle(
            "body",
            fontName=font,
            fontSize=11,
            leading=15,
            wordWrap="CJK" if chinese else None,
            firstLineIndent=22 if chinese else 0,
            spaceAfter=0 if chinese else 8,
        )
        document.build([Paragraph(text, style) for text in paragraphs])
        return path

    return make


@pytest.fixture
def make_epub(tmp_path: Path) -> Callable[..., Path]:
    """Write a book of chapters, given as HTML."""

    def make(*chapters: str, title: str = "红楼梦", language: str = "zh-CN") -> Path:
        return write_epub(tmp_path / "book.epub", chapters, title, language)

    return make


@pytest.fixture
def make_word(tmp_path: Path) -> Callable[..., Path]:
    """Write a Word document: a heading, paragraphs, and a table."""

    def make(*paragraphs: str) -> Path:
        document = WordDocument()
        document.add_heading("Heading", 1)
        for text in paragraphs:
            document.add_paragraph(text)
        table = document.add_table(1, 2)
        table.rows[0].cells[0].text = "left"
        table.rows[0].cells[1].text = "right"
        path = tmp_path / "letter.docx"
        document.save(str(path))
        return path

    return make
