"""Mail (EML, MHTML) and boxes of it: subjects and texts, without headers and attachments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from . import plain
from .document import Found
from .markup import text_of

if TYPE_CHECKING:
    from email.message import EmailMessage

    from .document import Content, Report

SUFFIXES: Final = frozenset({".eml", ".mbox", ".mht", ".mhtml"})
_MEDIA_TYPES: Final = frozenset({"message/rfc822", "application/mbox", "multipart/related"})
_FIELD: Final = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):[ \t]?.*\n(?:[ \t].*\n)*", re.MULTILINE)
_FIELDS: Final = frozenset({"date", "message-id", "mime-version", "received", "return-path"})
_BOX: Final = re.compile(r"From \S+ .*\d{4}.*\n")
_SEPARATOR: Final = re.compile(rb"(?:\A|\n\r?\n)From \S+ [^\n]*\d{4}[^\n]*\n")


def is_compatible(content: Content) -> bool:
    """Whether it is named or served as mail, or begins with the fields of one."""
    if content.suffix in SUFFIXES or content.media_type in _MEDIA_TYPES:
        return True
    start = plain.beginning(content)
    if box := _BOX.match(start):
        start = start[box.end() :]
    names = set()
    at = 0
    while field := _FIELD.match(start, at):
        names.add(field[1].lower())
        at = field.end()
    return "from" in names and not names.isdisjoint(_FIELDS)


def read(content: Content, report: Report) -> Found:
    """Read a message; of a box, every one of them, each under its subject."""
    data = content.path.read_bytes()
    if not _SEPARATOR.match(data):
        message = _parsed(data)
        return Found(_subject(message), _body(message))
    pieces = _SEPARATOR.split(data)[1:]
    texts = []
    for number, piece in enumerate(pieces, 1):
        message = _parsed(piece)
        texts += [_subject(message), _body(message)]
        report(number, len(pieces))
    return Found("", "\n\n".join(filter(None, texts)))


def _parsed(data: bytes) -> EmailMessage:
    from email import message_from_bytes, policy  # noqa: PLC0415 - 40 ms

    return message_from_bytes(data, policy=policy.default)


def _subject(message: EmailMessage) -> str:
    try:
        return " ".join(str(message["subject"] or "").split())
    except (ValueError, LookupError, IndexError, AttributeError):  # a header that breaks the parser
        return ""


def _body(message: EmailMessage) -> str:
    part: Any = message.get_body(("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    text = plain.decode(payload or b"", part.get_content_charset())
    if text is None or not text.strip():
        return ""
    text = text.replace("\r\n", "\n")
    if part.get_content_type() == "text/html":
        from lxml import html  # type: ignore[import-untyped] # noqa: PLC0415 - it carries no types; 50 ms

        return text_of(html.document_fromstring(text))
    return plain.unwrap(text)
