"""Inside lines of plain text: all is said as it stands, but addresses and marks of sources."""

from __future__ import annotations

import pytest

from shared_client.text.cleanup import TextKind
from tests.shared_client.text.said import said


@pytest.mark.parametrize(
    "text",
    [
        "def __init__(self, *args, **kwargs):",
        "2 * 3, a*b*c, `x`, ~~y~~, $x$, snake_case",
        "[1] and [text](address) and ![no picture]",
        "List<String>, <b>bold</b>, a &amp; b, 5 < 6",
        "C:\\dir\\*.txt, \\(y\\)",
        "a | b",
        "a<b and c>d, <script> and <!-- so",
    ],
)
def test_marks_are_said_as_they_stand(text: str) -> None:
    assert said(text, TextKind.PLAIN) == text


@pytest.mark.parametrize("kind", [TextKind.PLAIN, TextKind.MARKDOWN, TextKind.HTML])
@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("See https://www.example.com/a?b=c. Then", "See example.com. Then"),
        ("请看 www.x.cn/a，好。", "请看 x.cn，好。"),
        ("http:// who ahttp://x", "http:// who ahttp://x"),
        ("At https://en.wikipedia.org/wiki/A_(b). So", "At en.wikipedia.org. So"),
        ("(see https://x.y/A_(b)) and (https://x.y/a)", "(see x.y) and (x.y)"),
        ("在https://x.cn/A_(电影)，https://x.cn/a(官网)。", "在x.cn，x.cn(官网)。"),
        ("See https://x.y/a_(b_(c))/d?e[0]=f, then", "See x.y, then"),
        ("Bei https://de.example.org/Köln_(Stadt), dann", "Bei de.example.org, dann"),
        ("На https://ru.example.org/Москва_(город). И", "На ru.example.org. И"),
        ("Bei https://köln.example/a so", "Bei köln.example so"),
        ("At https://x.y/a(b c) and www.x.y/f(x)", "At x.y(b c) and x.y"),
        ("见https://x.cn/a_(b)！“https://x.cn/a”；https://x.cn）", "见x.cn！“x.cn”；x.cn）"),
        ("So it is【3†source】. 【注】", "So it is. 【注】"),
        ("Hi 👍🏽!  1️⃣", "Hi! 1"),
    ],
)
def test_what_nobody_says_is_left_out_of_every_kind(
    written: str, spoken: str, kind: TextKind
) -> None:
    assert said(written, kind) == spoken
