"""What kind of text it is: who knows says so; else the text is looked at."""

from __future__ import annotations

from enum import StrEnum
import re
from typing import Final


class TextKind(StrEnum):
    """How a text is written, so that its marks are read as what they are."""

    MARKDOWN = "markdown"
    """As language models write; HTML in it is understood too."""
    PLAIN = "plain"
    """As it stands: an asterisk is an asterisk."""
    HTML = "html"
    """The source of a page, or a part of it."""


_LOOKED_AT: Final = 100_000  # characters; what has no Markdown in as many has none

# Each is Markdown by itself: nobody writes it by chance. So is a fence that closes.
_CERTAIN: Final = (
    re.compile(
        r"!?\[[^\[\]\n]++\]"  # a link
        r"\((?:https?://|mailto:|[./#])[^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)?+\)"
    ),
    re.compile(r"^ {0,3}\|(?: *+:?-++:? *+\|)++[ \t]*+$", re.MULTILINE),  # below a table's head
)
_FENCE: Final = re.compile(r"^ {0,3}(```+|~~~+)([^`\n]*)$", re.MULTILINE)

# Each may be chance, or code; two of them are not.
_LIKELY: Final = (
    re.compile(r"(?:\A|\n[ \t]*+\n)#{1,6} \S[^\n]*+(?:\n[ \t]*+\n|\n?\Z)"),  # a heading
    re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]*[^\s*]\*\*(?![\w*])"),  # bold
    re.compile(r"(?<![`\w])`(?=[^\s`])[^`\n]*+`(?![`\w])"),  # code
    re.compile(r"^ {0,3}[-*+] \S[^\n]*+\n++ {0,3}[-*+] \S", re.MULTILINE),  # a list
    re.compile(r"^ {0,3}> \S", re.MULTILINE),  # a quote
)
_ENOUGH: Final = 2


def kind_of(text: str) -> TextKind:
    """What a text is that somebody has copied, selected or typed.

    It is plain unless it is Markdown beyond doubt: a wrong guess would take away what the person
    wrote. HTML is never guessed, for who copies its source wants to hear the source.
    """
    start = text[:_LOOKED_AT]
    if _has_closed_fence(start) or any(mark.search(start) for mark in _CERTAIN):
        return TextKind.MARKDOWN
    likely = sum(mark.search(start) is not None for mark in _LIKELY)
    return TextKind.MARKDOWN if likely >= _ENOUGH else TextKind.PLAIN


def _has_closed_fence(text: str) -> bool:
    """Whether there is a block of code with a fence above and below it."""
    opened = ""
    for fence in _FENCE.finditer(text):
        marks, rest = fence.groups()
        if opened and marks.startswith(opened) and not rest.strip():
            return True
        opened = opened or marks
    return False
