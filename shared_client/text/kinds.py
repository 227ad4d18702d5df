"""What kind of text it is: who knows says so; else the text is looked at."""

from __future__ import annotations

from enum import StrEnum
import re
from typing import Final

from .fences import blocks_in
from .thoughts import begins_with_thought


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

# Each may be chance, or code; two of them are not.
_LIKELY: Final = (
    re.compile(r"(?:\A|\n[ \t]*+\n)#{1,6} \S[^\n]*+(?:\n[ \t]*+\n|\n?\Z)"),  # a heading
    re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]*[^\s*]\*\*(?![\w*])"),  # bold
    re.compile(r"(?<![`\w])`(?=[^\s`])[^`\n]*+`(?![`\w])"),  # code
    re.compile(r"^ {0,3}[-*+] \S[^\n]*+\n++ {0,3}[-*+] \S", re.MULTILINE),  # a list
    re.compile(r"^ {0,3}> \S", re.MULTILINE),  # a quote
)
_ENOUGH: Final = 2

_PROSE: Final = re.compile(r"\n[ \t]*\n|[。！？…”」][ \t]*\n|\w[.!?][\"”]?\n")


def kind_of(text: str) -> TextKind:
    """What a text is that somebody has copied, selected or typed.

    It is plain unless it is Markdown beyond doubt: a wrong guess would take away what the person
    wrote. HTML is never guessed, for who copies its source wants to hear the source.
    """
    start = text[:_LOOKED_AT]
    is_certain = (
        begins_with_thought(start)
        or _has_code(start)
        or any(mark.search(start) for mark in _CERTAIN)
    )
    if is_certain:
        return TextKind.MARKDOWN
    likely = sum(mark.search(start) is not None for mark in _LIKELY)
    return TextKind.MARKDOWN if likely >= _ENOUGH else TextKind.PLAIN


def _has_code(text: str) -> bool:
    """Whether there is a block of code with a fence above and below it.

    Bare lines of tildes with prose between them are taken for rules between scenes.
    """
    return any(
        fence.marks[0] == "`" or fence.info.strip() or not _PROSE.search(text[start:end])
        for start, end, fence in blocks_in(text)
    )
