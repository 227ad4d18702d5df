"""Secrets that this process has met, kept out of logs and of whatever is handed on."""

from __future__ import annotations

import logging
import re
from typing import Final
from urllib.parse import quote

HIDDEN: Final = "***"
"""What stands where a secret was."""

_SHORTEST: Final = 6  # what is shorter is no secret, and may well be part of a word
_KNOWN: Final[set[str]] = set()

# Names end in one of these: `COSYVOICE_TOKEN`, `X-Api-Key`, `--password`.
_HEADERS: Final = r"authorization|set-cookie|cookie"
_NAMES: Final = (
    r"token|secret|passw(?:or)?d|passphrase|pwd|api[-_ ]?key|access[-_]?key(?:[-_]id)?"
    r"|private[-_]?key|credentials?|session[-_]?id"
)
# After a name: of a header, an assignment, JSON, also within a string, and pairs of Python.
_BETWEEN: Final = (
    r"""(?:\\?["']\s*(?:[:=]|=>|,)|\s{0,9}(?::=?|=>?))[ \t]*(?:(?:\r?\n|\\r\\n)[ \t]+)?"""
    r"""(?:b(?=["']))?"""
)
_QUOTED: Final = (
    r"""(?P<open>\\["'])(?:(?!\\?["']).)*"""
    r"""|(?P<double>")(?:\\.|[^"\\\n])*"""
    r"""|(?P<single>')(?:\\.|[^'\\\n])*"""
)
_TO_END_OF_LINE: Final = (
    r"""(?P<scheme>(?:bearer|basic|digest)[ \t]+)?(?:[^\r\n"'<>\\]|\r?\n[ \t]+)+"""
)
_SHOWN: Final = ("kept", "open", "double", "single", "scheme")
_TO_END_OF_WORD: Final = r"""[^\s'",;&<>(){}\[\]\\]+"""
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?P<kept>-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----).*?(?=-----END|\Z)",
        r"(?P<kept>://)[^\s/?#\"'<>]*(?=@)",
        # A header goes on to the end of the line, also in lines that begin with a blank.
        rf"(?P<kept>(?:{_HEADERS}){_BETWEEN})(?:{_QUOTED}|{_TO_END_OF_LINE})",
        rf"(?P<kept>(?:{_NAMES}){_BETWEEN})(?:{_QUOTED}|{_TO_END_OF_WORD})",
        r"(?P<kept>[?&;](?:key|sig|signature|auth|code|pass)=)[^\s&#'\"<>\\]+",
        r"(?P<kept>\b(?:bearer|token|password)[ \t]+[\"'])[^\s'\"]+",
        r"(?P<kept>\b(?:bearer|token)[ \t]+)[a-z_.~+/-]{0,99}\d[\w.~+/=-]*",
        r"(?P<kept>\bbearer[ \t]+)[\w.~+/-]{6,}=*",
        r"(?P<kept>\bbasic )[a-z0-9+/]{8,}={0,2}",
        r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*",
        r"\bsk-[\w-]{16,}",
    )
)


def hide(secret: str) -> None:
    """Have a token or a password left out of all that `redacted` is given from now on."""
    if len(secret) >= _SHORTEST:
        _KNOWN.update((secret, quote(secret, safe="")))


def redacted(text: str) -> str:
    """A text without known secrets, and without what looks like one.

    That is the user in an address, a header that authorizes, a cookie, a private key, and what is
    named token, password, key and the like in a query, a variable, or JSON.
    """
    for secret in sorted(_KNOWN, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(_hidden, text)
    return text


def _hidden(found: re.Match[str]) -> str:
    """What is shown of a secret: its name, and the quotation mark before it."""
    groups = found.groupdict()
    return "".join(groups.get(name) or "" for name in _SHOWN) + HIDDEN


class RedactingFormatter(logging.Formatter):
    """Formats records without secrets: messages, their arguments, traces of errors."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or the lines, of a record."""
        return redacted(super().format(record))
