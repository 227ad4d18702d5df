"""Text and Markdown in any encoding; lines that were broken at a width are joined again."""

from __future__ import annotations

import codecs
from contextlib import suppress
import re
from typing import TYPE_CHECKING, Final

from desktop_app.errors import DocumentError
from shared_client.text.fences import blocks_in
from shared_client.text.kinds import TextKind, kind_of

from .document import Found

if TYPE_CHECKING:
    from .document import Content, Report

SUFFIXES: Final = frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".log"})
_MARKDOWN: Final = frozenset({".md", ".markdown"})
_MARKDOWN_TYPES: Final = frozenset({"text/markdown", "text/x-markdown"})
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
}
"""Encodings that are named and others that are meant: the second reads all that the first does."""

_SAMPLE: Final = 1 << 18
_BAD: Final = 0.02
"""The share of characters that may be none before it is no text at all."""

_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\n((?:[\w.-]+:(?:[ \t].*)?\n)(?:(?:[\w.-]+:(?:[ \t].*)?|[ \t]+.*|- .*|#.*|)\n)*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
"""Keys and what they hold, between two rules: two rules around prose are none."""

_FRONT_TITLE: Final = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_HEADING: Final = re.compile(r"\A\s*#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_STARTS_ANEW: Final = re.compile(r"[-*+>|#]|\d{1,3}[.)]\s|\[|<")
_EMPTY_LINE: Final = re.compile(r"\n[ \t\u3000]*\n")
_INDENT: Final = re.compile(r"[ \t\u3000\u00a0]*")
_INDENT_OF_TEXT: Final = re.compile(r"[ \t\u3000\u00a0]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'”’」』）)\]]*[ \t]*\Z")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_FULL_LINE: Final = 40
"""Columns of the shortest line that may have been broken at a width."""
_WIDEST: Final = 160
"""Columns of the longest line that was broken at a width: a longer one is a whole paragraph."""
_RAGGED: Final = 18
"""Columns by which a line that was broken may be shorter than the longest of its paragraph."""
_LOOKED_AT: Final = 8
"""Characters in which a line shows that it is Chinese: it may begin with a quote."""
_ENDS: Final = 0.6
"""The share of lines that end with a sentence from which on each line is a paragraph."""


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as text, or looks like it."""
    return (
        content.suffix in SUFFIXES
        or content.media_type.startswith("text/")
        or _looks_like_text(content.start)
    )


def read(content: Content, report: Report) -> Found:
    """Decode it."""
    del report
    text = text_of(content)
    title = ""
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        if found := _FRONT_TITLE.search(front[1]):
            title = found[1]
    if not title and (found := _HEADING.match(text)):
        title = found[1]
    is_markdown = content.suffix in _MARKDOWN or content.media_type in _MARKDOWN_TYPES
    return Found(title, unwrap(text), kind=TextKind.MARKDOWN if is_markdown else kind_of(text))


def text_of(content: Content) -> str:
    """All that is written in it, with newlines at the ends of lines.

    Raises:
        DocumentError: It is no text.
    """
    text = decode(content.path.read_bytes(), content.charset)
    if text is None:
        raise DocumentError("encoding_unknown", name=content.name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def beginning(content: Content) -> str:
    """The same of its first bytes; empty if they are no text."""
    if not _looks_like_text(content.start):
        return ""
    text = decode(content.start, content.charset, is_part=True) or ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, charset: str | None = None, *, is_part: bool = False) -> str | None:
    """Decode bytes of an unknown encoding; None if they are no text.

    Args:
        data: All of them.
        charset: What somebody says it is; believed only if that works.
        is_part: Whether they are only the first ones, so that the last character may be cut.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding, "replace", is_part=is_part)
    for said in filter(None, (charset, "utf-8")):
        with suppress(LookupError, UnicodeDecodeError):
            if (text := _decoded(data, _known(said), is_part=is_part)) is not None:
                return text
    import chardet  # noqa: PLC0415 - most texts are UTF-8

    guess = chardet.detect(data[:_SAMPLE])["encoding"]
    return _decoded(data, _known(guess), "replace", is_part=is_part) if guess else None


def _known(encoding: str) -> str:
    name = codecs.lookup(encoding).name
    return _SUPERSETS.get(name, name)


def _decoded(
    data: bytes, encoding: str, errors: str = "strict", *, is_part: bool = False
) -> str | None:
    if is_part:
        text = codecs.getincrementaldecoder(encoding)(errors).decode(data)
    else:
        text = data.decode(encoding, errors)
    text = text.lstrip("\ufeff")
    bad = text.count("\ufffd") + len(_CONTROL.findall(text))
    return None if bad > _BAD * len(text) else text


def _looks_like_text(start: bytes) -> bool:
    if b"\0" in start and not start.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    return not start or decode(start, is_part=True) is not None


def unwrap(text: str) -> str:
    """Join lines that were broken at a width: speech would pause at each of them.

    A paragraph's lines are joined where all but the last are about as long as the longest, and the
    next begins like prose. Verse, lists, tables and code stay as they are; so do lines of which
    each is a paragraph: those that end as sentences do, and Chinese ones that are indented.
    """
    pieces: list[str] = []
    at = 0
    for start, end, _ in blocks_in(text):
        pieces += (_prose(text[at:start]), text[start:end])
        at = end
    return "".join((*pieces, _prose(text[at:])))


def _prose(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for empty in _EMPTY_LINE.finditer(text):
        pieces += (_unwrapped(text[at : empty.start()]), "\n\n")
        at = empty.end()
    return "".join((*pieces, _unwrapped(text[at:])))


def _unwrapped(paragraph: str) -> str:
    lines = paragraph.split("\n")
    widths = [columns(line) for line in lines]
    longest = max(widths)
    if longest > _WIDEST or _are_paragraphs(lines):
        return paragraph
    pieces = [lines[0]]
    first = lines[0]  # of the paragraph that a line would go on with
    for before, line, width in zip(lines, lines[1:], widths, strict=False):
        is_full = width >= max(_FULL_LINE, longest - _RAGGED)
        if is_full and _continues(first, before, line):
            pieces[-1:] = _joint(pieces[-1], line.lstrip())
        else:
            pieces.append("\n" + line)
            first = line
    return "".join(pieces)


def _are_paragraphs(lines: list[str]) -> bool:
    """Whether each line is a paragraph by itself: they end where sentences do."""
    before = [line for line in lines if line.strip()][:-1]
    full = [line for line in before if columns(line) >= _FULL_LINE]
    ended = sum(_SENTENCE_END.search(line) is not None for line in full)
    return bool(full) and ended >= _ENDS * len(full)


def _continues(first: str, before: str, line: str) -> bool:
    """Whether a line may go on with the text of the one before it, a list item perhaps.

    The first line of a paragraph may be indented, and in Chinese an indented line begins one.
    """
    indent = _width(_INDENT, line)
    is_chinese = "\u3000" in line[:indent] or _WIDE.search(line, indent, indent + _LOOKED_AT)
    indents = {_width(_INDENT_OF_TEXT, before), _width(_INDENT, before)}
    text = line.lstrip()
    is_item = _width(_INDENT_OF_TEXT, first) > _width(_INDENT, first)
    return (
        bool(text)
        and not (indent and is_chinese and not is_item)
        and (indent in indents or (indent == 0 and before is first))
        and not _STARTS_ANEW.match(text)
        and not before.endswith(("  ", "\\", "|"))
    )


def _width(indent: re.Pattern[str], line: str) -> int:
    found = indent.match(line)
    return found.end() if found else 0


def columns(line: str) -> int:
    """How wide a line is: Chinese characters are twice as wide as Latin ones."""
    return len(line) + len(_WIDE.findall(line))


def join(before: str, after: str) -> str:
    """Join two lines of one sentence: with a space, but not between Chinese characters."""
    return "".join(_joint(before, after))


def _joint(before: str, after: str) -> tuple[str, str]:
    if is_wide(before[-1:]) or is_wide(after[:1]):
        return before, after
    return before.rstrip(), f" {after}"


def is_wide(character: str) -> bool:
    """Whether it is Chinese, Japanese or Korean, punctuation included."""
    return _WIDE.match(character) is not None
