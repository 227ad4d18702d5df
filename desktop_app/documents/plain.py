"""Text and Markdown in any encoding; lines that were broken at a width are joined again."""

from __future__ import annotations

import codecs
from contextlib import suppress
import re
from typing import TYPE_CHECKING, Final

from desktop_app.errors import DocumentError
from shared_client.text.kinds import TextKind, kind_of

from .document import Found

if TYPE_CHECKING:
    from .document import Content, Report

_SUFFIXES: Final = frozenset({".txt", ".text", ".md", ".markdown", ".rst", ".log", ".srt", ".tex"})
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

_FRONT_MATTER: Final = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FRONT_TITLE: Final = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_HEADING: Final = re.compile(r"\A\s*#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_STARTS_ANEW: Final = re.compile(r"[-*+>|#]|\d{1,3}[.)]\s|\[|<")
_INDENT: Final = re.compile(r"[ \t]*")
_INDENT_OF_TEXT: Final = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_FULL_LINE: Final = 40
"""Columns of the shortest line that may have been broken at a width."""
_RAGGED: Final = 18
"""Columns by which a line that was broken may be shorter than the longest of its paragraph."""


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as text, or looks like it."""
    return (
        content.suffix in _SUFFIXES
        or content.media_type.startswith("text/")
        or _looks_like_text(content.start)
    )


def read(content: Content, report: Report) -> Found:
    """Decode it."""
    del report
    data = content.path.read_bytes()
    text = decode(data, content.charset)
    if text is None:
        raise DocumentError("encoding_unknown", name=content.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        if found := _FRONT_TITLE.search(front[1]):
            title = found[1]
    if not title and (found := _HEADING.match(text)):
        title = found[1]
    is_markdown = content.suffix in _MARKDOWN or content.media_type in _MARKDOWN_TYPES
    return Found(title, unwrap(text), kind=TextKind.MARKDOWN if is_markdown else kind_of(text))


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
    next begins like prose. Verse, lists, tables and code stay as they are.
    """
    paragraphs = re.split(r"\n[ \t]*\n", text)
    fenced = False
    for number, paragraph in enumerate(paragraphs):
        marks = len(_FENCE.findall(paragraph))
        if not (fenced or marks):
            paragraphs[number] = _unwrapped(paragraph)
        fenced ^= bool(marks % 2)
    return "\n\n".join(paragraphs)


def _unwrapped(paragraph: str) -> str:
    lines = paragraph.split("\n")
    widths = [columns(line) for line in lines]
    longest = max(widths)
    joined = lines[0]
    for before, line, width in zip(lines, lines[1:], widths, strict=False):
        is_full = width >= max(_FULL_LINE, longest - _RAGGED)
        if is_full and _continues(before, line):
            joined = join(joined, line.lstrip())
        else:
            joined += "\n" + line
    return joined


def _continues(before: str, line: str) -> bool:
    """Whether a line may go on with the text of the one before it, a list item perhaps."""
    indents = [_width(_INDENT, line), _width(_INDENT_OF_TEXT, before)]
    return (
        bool(line.strip())
        and indents[0] in (indents[1], _width(_INDENT, before))
        and not _STARTS_ANEW.match(line.lstrip())
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
    if is_wide(before[-1:]) or is_wide(after[:1]):
        return before + after
    return f"{before.rstrip()} {after}"


def is_wide(character: str) -> bool:
    """Whether it is Chinese, Japanese or Korean, punctuation included."""
    return _WIDE.match(character) is not None
