"""PDF: lines become paragraphs again; what stands on every page above or below is left out."""

from __future__ import annotations

from collections import Counter
import ctypes
from dataclasses import dataclass, replace
from itertools import pairwise
import re
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from desktop_app.errors import DocumentError

from .document import Found
from .plain import is_wide, join

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".pdf"})
_MAGIC: Final = b"%PDF-"
_HYPHEN: Final = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line, and for the line's end."""

_BREAK: Final = re.compile(r"\r?\n|\r|(?<=\ufffe)")
_DIGITS: Final = re.compile(r"\d+|\b[ivxlc]+\b")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？：:；;][\"'”’」』）)\]]*$")
_MARGIN: Final = 0.12
"""The share of a page's height, above and below, in which running heads and page numbers stand."""
_SHARE: Final = 0.3
"""The share of pages on which the same words make a running head."""
_FEW_PAGES: Final = 3
_LONGEST_LANGUAGE: Final = 64
_MOST_PLATES: Final = 2
"""Pages of nothing but a picture that a book has anyway: its covers."""
_SHORT: Final = 0.5
"""The share of the usual width of a line under which a line goes on with nothing."""

# In heights of a line:
_GAP: Final = 0.5
_INDENT: Final = 0.8
_ROOM: Final = 4.0
_HEADING: Final = 1.33


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text and where it stands, in points from the lower left corner of its page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    is_edge: bool = False

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def is_below(self, other: _Line) -> bool:
        """Whether it stands below another in one column."""
        return self.top <= other.top + other.height and self.left <= other.right

    @property
    def first_word(self) -> float:
        """How wide its first word is, about; a Chinese character is a word."""
        length = 1 if is_wide(self.text[0]) else len(self.text.split(" ", 1)[0])
        return (self.right - self.left) * length / len(self.text)


class _Usual(NamedTuple):
    """Between and along most lines of a document."""

    gap: float
    width: float


def is_compatible(content: Content) -> bool:
    """Whether it begins like a PDF, after some rubbish perhaps."""
    return _MAGIC in content.start[:1024]


def read(content: Content, report: Report) -> Found:
    """Read the pages, columns one after another."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types
    import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped] # noqa: PLC0415 - as above

    try:
        document = pdfium.PdfDocument(content.path)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise DocumentError("document_locked", name=content.name) from None
        raise
    pages = []
    scans = 0
    for number in range(len(document)):
        page = document[number]
        pages.append(_lines(page))
        scans += not pages[-1] and _is_picture(page, pdfium_c)
        page.close()
        report(number + 1, len(document))
    if pages and not any(pages):
        raise DocumentError("document_scanned", name=content.name)
    title = document.get_metadata_value("Title").strip()
    missing = None
    if scans > _MOST_PLATES:
        missing = DocumentError(
            "pages_without_text", name=content.name, count=scans, all=len(document)
        )
    return Found(title, _flowing(pages), _language(document, pdfium_c), missing=missing)


def _is_picture(page: Any, pdfium_c: Any) -> bool:
    """Whether there is a picture on a page that has no text."""
    return any(True for _ in page.get_objects([pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2))


def _language(document: Any, pdfium_c: Any) -> str | None:
    """What the document says of its language; pypdfium2 itself does not ask for it."""
    buffer = (ctypes.c_char * _LONGEST_LANGUAGE)()
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    size = pdfium_c.FPDFCatalog_GetLanguage(document, pointer, len(buffer))
    return buffer.raw[:size].decode("utf-16-le").rstrip("\0") if size <= len(buffer) else None


def _lines(page: Any) -> list[_Line]:
    text_page = page.get_textpage()
    height = page.get_height()
    lines = []
    start = 0
    text = text_page.get_text_range()
    for piece in [*_BREAK.finditer(text), None]:
        end = piece.start() if piece else len(text)
        if words := text[start:end].strip():
            lines.append(_line(words, text_page, (start, end)))
        start = piece.end() if piece else end
    if not lines:
        return []
    # Running heads stand outermost, and near the edge.
    highest = max((1 - _MARGIN) * height, *(line.middle for line in lines))
    lowest = min(_MARGIN * height, *(line.middle for line in lines))
    return [replace(line, is_edge=line.top > highest or line.bottom < lowest) for line in lines]


def _line(words: str, text_page: Any, span: tuple[int, int]) -> _Line:
    """Find where a line stands by its first and its last character that is seen."""
    first, end = span
    last = max(first, min(end, text_page.count_chars()) - 1 - words.endswith(_HYPHEN))
    boxes = [text_page.get_charbox(index, loose=True) for index in (first, last)]
    left, bottom, right, top = (
        extreme(box[side] for box in boxes) for side, extreme in enumerate((min, min, max, max))
    )
    return _Line(words, left, right, bottom, top)


def _flowing(pages: list[list[_Line]]) -> str:
    running = _running(pages) | {"#"}
    lines = [
        line
        for page in pages
        for line in page
        if not (line.is_edge and _shape(line.text) in running)
    ]
    gaps = [before.bottom - line.top for before, line in pairwise(lines) if line.is_below(before)]
    usual = _Usual(
        median(gaps) if gaps else 0.0,
        sorted(line.right - line.left for line in lines)[len(lines) * 3 // 4] if lines else 0.0,
    )
    paragraphs = [lines[0].text] if lines else []
    edge = 0.0
    for before, line in pairwise(lines):
        edge = max(edge, before.right)
        if _goes_on(before, line, edge, usual):
            paragraphs[-1] = _joined(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
            edge = 0.0
        if not line.is_below(before):
            edge = 0.0
    return "\n\n".join(paragraphs).replace(_HYPHEN, "")


def _joined(before: str, after: str) -> str:
    return before + after if before.endswith(_HYPHEN) else join(before, after)


def _running(pages: list[list[_Line]]) -> set[str]:
    """What stands at the edge of many pages, numbers aside."""
    seen = Counter(
        shape for page in pages for shape in {_shape(line.text) for line in page if line.is_edge}
    )
    often = max(_FEW_PAGES, _SHARE * len(pages))
    return {shape for shape, count in seen.items() if count >= often}


def _shape(text: str) -> str:
    return _DIGITS.sub("#", text.lower()).strip(" -–—·|.")


def _goes_on(before: _Line, line: _Line, edge: float, usual: _Usual) -> bool:
    """Whether a line goes on with the paragraph of the line before it, which reaches to `edge`."""
    ended = _SENTENCE_END.search(before.text) is not None
    if before.right - before.left < _SHORT * usual.width:
        return False  # a heading, an item of a list, or the end of a paragraph
    if not line.is_below(before):
        return not ended  # the next column, or the next page
    em = max(before.height, line.height)
    wide_gap = before.bottom - line.top > min(usual.gap, em) + _GAP * em
    indented = line.left > before.left + _INDENT * em
    heading = not ended and em > _HEADING * min(before.height, line.height)
    # A line that had room for the first word of the next one was the last of its paragraph.
    room = max(edge, line.right) - before.right - line.first_word
    return not (wide_gap or indented or heading or room >= (0 if ended else _ROOM * em))
