"""What a document is, before and after it was read, and what a handler of one form has to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shared_client.text.kinds import TextKind

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read aloud.

    Attributes:
        title: As the document says it; else the name of its file.
        text: Paragraphs, with an empty line between two. Markdown is left as it stands.
        language: As the document says it ("zh-CN"); None where it does not.
        source: The path or the address that it came from.
        kind: How the text is written.
        missing: What of it can't be read, in words for a person; None if nothing is missing.
    """

    title: str
    text: str
    language: str | None
    source: str
    kind: TextKind
    missing: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading is.

    Attributes:
        stage: `fetching` (counted in bytes) or `reading` (counted in pages or chapters).
        done: So many are done.
        total: Of so many; None where nobody knows.
    """

    stage: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """A file that is to be read, and what is known of it.

    Attributes:
        path: Where it is.
        name: What a person calls it: the name of the file, or the address.
        media_type: As the web server says; empty for a file.
        charset: As the web server says; None for a file.
        start: Its first few thousand bytes.
        suffix: Of its name, in lower case, with the dot.
    """

    path: Path
    name: str
    media_type: str
    charset: str | None
    start: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a handler found: as in `Document`, but title and text may be empty."""

    title: str
    text: str
    language: str | None = None
    kind: TextKind = TextKind.PLAIN
    missing: DocumentError | None = None


Report = Callable[[int, int], None]
"""Takes how many pages or chapters are done, of how many."""


class Handler(Protocol):
    """A module that reads one form."""

    SUFFIXES: frozenset[str]
    """Of its files, in lower case, with the dot."""

    def is_compatible(self, content: Content) -> bool:
        """Whether it is this form, judged by its first bytes and its name."""

    def read(self, content: Content, report: Report) -> Found:
        """Read it; it may be hostile.

        Raises:
            DocumentError: It cannot be read, in words for a person.
            Exception: It is damaged.
        """
