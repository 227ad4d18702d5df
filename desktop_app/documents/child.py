"""The process that reads what strangers have made: `python -m desktop_app.documents.child`.

The one line that it is given on stdin says what to read; on stdout it writes JSON, one object a
line: how far it is, and at the end the text or what is wrong. It never outlives its parent.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, BinaryIO, Final
import unicodedata
import warnings

from desktop_app.errors import DocumentError
from desktop_app.system.processes import limit_itself
from desktop_app.words.saying import as_data

from . import (
    epub,
    fiction,
    mail,
    opendocument,
    pdf,
    plain,
    rich_text,
    sources,
    subtitles,
    tables,
    web,
    word,
)
from .document import Content

if TYPE_CHECKING:
    from .document import Found, Handler

HANDLERS: Final[tuple[Handler, ...]] = (
    *(
        pdf,
        epub,
        opendocument,
        word,
        fiction,
        rich_text,
        subtitles,
        mail,
        tables,
        sources,
        web,
        plain,
    ),
)
"""The first that is compatible reads; `plain` takes all that looks like text, so it comes last."""

SUFFIXES: Final = tuple(sorted({suffix for one in HANDLERS for suffix in one.SUFFIXES}))
"""Of files that can be read, with the dot. What has none of them is known by what is in it."""

MEMORY: Final = 2 << 30
"""Bytes of address space, where the system can limit it."""
CPU: Final = 600
"""Seconds of work, where the system can limit it."""
START: Final = 4096
"""Bytes by which the form is told."""
_REPORT_EVERY: Final = 0.1
_LIGATURES: Final = re.compile("[\ufb00-\ufb06]")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\xad\ud800-\udfff\ufeff]")
_EMPTY_LINES: Final = re.compile(r"\n[ \t]*\n\s*\n")


def read(content: Content, report: Any) -> Found:
    """Read a file by the first handler that takes it.

    Raises:
        DocumentError: None takes it, or it cannot be read.
    """
    handler = next((each for each in HANDLERS if each.is_compatible(content)), None)
    if handler is None:
        raise DocumentError("file_type_unknown", name=content.name)
    try:
        return handler.read(content, report)
    except DocumentError:
        raise
    except ImportError as error:
        raise DocumentError(
            "component_missing", name=content.name, part=error.name or str(error)
        ) from error
    except MemoryError:
        raise DocumentError("memory_exceeded", name=content.name, size=MEMORY >> 30) from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's; libraries raise others of their own
        raise DocumentError("document_damaged", name=content.name) from error


def main() -> int:
    """Read what stdin asks for."""
    asked = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # libraries print what they like
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    limit_itself(MEMORY, CPU)
    path = Path(asked["path"])
    try:
        with path.open("rb") as file:
            start = file.read(START)
        found = read(
            Content(
                path, asked["name"], asked["media_type"], asked["charset"], start, asked["suffix"]
            ),
            _Reporter(out),
        )
    except (DocumentError, OSError) as error:
        if isinstance(error, OSError):
            error = DocumentError("cannot_read", path=path, error=error)
        _say(out, {"is": "failed", "error": as_data(error)})
        return 1
    _say(
        out,
        {
            "is": "read",
            "title": tidy(found.title),
            "text": tidy(found.text),
            "language": found.language,
            "kind": found.kind,
            "missing": None if found.missing is None else as_data(found.missing),
        },
    )
    return 0


def tidy(text: str) -> str:
    """Normalise what has one look and several spellings; leave out what has no look at all."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _EMPTY_LINES.sub("\n\n", _UNSEEN.sub("", text)).strip()


class _Reporter:
    """Says how far reading is, not more often than anybody looks."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._last >= _REPORT_EVERY or done == total:
            self._last = time.monotonic()
            _say(self._out, {"is": "at", "done": done, "total": total})


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        out.write(json.dumps(message).encode() + b"\n")
        out.flush()


def _end_with_parent() -> None:
    while os.read(0, START):  # below Python's buffers: their lock would hold up our own end
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
