"""stdin, stdout, and stderr as a command can rely on them, whatever the caller made of them."""

from __future__ import annotations

import codecs
from contextlib import suppress
import io
import os
import sys
from typing import Any, Final, TextIO

_ESCAPED: Final = "backslashreplace"

_closed: Final[set[int]] = set()  # descriptors that the caller has closed


class _Unheard(io.FileIO):
    """stderr: that nobody reads it is no reason to fail."""

    def write(self, data: Any, /) -> int:
        with suppress(OSError):
            super().write(data)
        return memoryview(data).nbytes


class _Ascii(io.TextIOWrapper):
    """A stream of ASCII, which click would otherwise take for a mistake, and write UTF-8 to."""

    @property
    def encoding(self) -> str:  # type: ignore[override] # read-only there as well
        return "ascii, with escapes"


def prepare() -> None:
    """Open what is closed, and have characters that an encoding lacks written as escapes."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        _open(number, name)
    stream: Any = sys.stdin
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    sys.stdout = _escaping(sys.stdout)
    sys.stderr = _escaping(sys.stderr, unheard=True)


def is_closed(number: int) -> bool:
    """Whether the caller has closed a descriptor, which leads nowhere since."""
    return number in _closed


def takes_every_character(stream: TextIO) -> bool:
    """Whether the encoding of a stream is one of Unicode."""
    try:
        return codecs.lookup(stream.encoding).name.startswith("utf")
    except (LookupError, TypeError, AttributeError):
        return False


def finish() -> None:
    """Write what is still to be written; nothing is left that could fail at the very end.

    Raises:
        OSError: It can't be written.
    """
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, sys.stdout.fileno())
            sys.stdout.flush()
        raise


def _open(number: int, name: str) -> None:
    """A stream that the caller has closed leads nowhere; a file would get its number otherwise."""
    try:
        os.fstat(number)
    except OSError:
        _closed.add(number)
        nothing = os.open(os.devnull, os.O_RDWR)
        if nothing != number:
            os.dup2(nothing, number)
            os.close(nothing)
        os.set_inheritable(number, True)  # noqa: FBT003 - positional only
    if getattr(sys, name) is None:
        mode = "w" if number else "r"
        setattr(sys, name, open(number, mode, closefd=False, encoding="utf-8"))  # noqa: SIM115 - for as long as we run


def _escaping(stream: TextIO, *, unheard: bool = False) -> TextIO:
    """A stream that writes what its encoding lacks as escapes."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream  # a test's
    encoding = stream.encoding
    is_ascii = codecs.lookup(encoding).name == "ascii"
    if not (unheard or is_ascii) or sys.platform == "win32":
        stream.reconfigure(errors=_ESCAPED)
        return stream
    stream.flush()
    raw = _Unheard if unheard else io.FileIO
    kind = _Ascii if is_ascii else io.TextIOWrapper
    return kind(
        io.BufferedWriter(raw(stream.fileno(), "w", closefd=False)),
        encoding,
        _ESCAPED,
        line_buffering=unheard or stream.isatty(),
    )
