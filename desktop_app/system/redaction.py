"""Secrets that this process has met, kept out of logs and of whatever is handed on."""

from __future__ import annotations

import logging
import re
from typing import Final

HIDDEN: Final = "***"
"""What stands where a secret was."""

_SHORTEST: Final = 6  # what is shorter is no secret, and may well be part of a word
_KNOWN: Final[set[str]] = set()
_CREDENTIALS: Final = re.compile(r"(?<=://)[^\s/@]+@")
_BEARER: Final = re.compile(r"(?i)(\b(?:bearer|token|password)\b\W{1,4})[^\s'\",;]{6,}")


def hide(secret: str) -> None:
    """Have a token or a password left out of all that `redacted` is given from now on."""
    if len(secret) >= _SHORTEST:
        _KNOWN.add(secret)


def redacted(text: str) -> str:
    """A text without known secrets, and without what looks like one in an address or a header."""
    for secret in sorted(_KNOWN, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _BEARER.sub(rf"\g<1>{HIDDEN}", _CREDENTIALS.sub(f"{HIDDEN}@", text))


class RedactingFormatter(logging.Formatter):
    """Formats records without secrets: messages, their arguments, traces of errors."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or the lines, of a record."""
        return redacted(super().format(record))
