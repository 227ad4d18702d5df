"""Markdown inside of lines: emphasis, code, links, formulas."""

from __future__ import annotations

import pytest

from tests.shared_client.text.said import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "This is **bold**, *it*, ***both***, __b__, _i_ and ~~no~~.",
            "This is bold, it, both, b, i and no.",
        ),
        ("这是**重点**内容，*很*好，**“你好”**。", "这是重点内容，很好，“你好”。"),
        ("**Note:** mind the *g*ap", "Note: mind the gap"),
        (
            "2 * 3, 5*6, 2**8, a*b, snake_case_name, ~5 min, 好~",
            "2 * 3, 5*6, 2**8, a*b, snake_case_name, ~5 min, 好~",
        ),
        ("a ** b, a *** b, a _ b, ~~ x", "a ** b, a b, a _ b, ~~ x"),
        ("an *unclosed thing", "an unclosed thing"),
        ("*a b*c", "a bc"),
        ("Use `a*b` and ``c`d`` now, ` lone *x*\n*y*", "Use a*b and c`d now, lone *x*\ny"),
        ("Before\n```python\nx = 1\n``\n```\nAfter\n~~~\n```\n~~~~\nEnd", "Before\nAfter\nEnd"),
        ("```a b``` is code\n`x` too\n~5\n~~a~~", "a b is code\nx too\n~5\na"),
        ("```\nnever closed\n**x**", "never closed\nx"),
        ("```\n``` no end\n" + "`" * 400 + "\n```" + " " * 400 + "\n```\nend", "end"),
        (
            'See [the docs](https://a.b/c_(d) "T"), [it][1], <https://www.a.b/c> and <me@a.b>.',
            "See the docs, it, a.b and me@a.b.",
        ),
        ("![a cat](cat.png) ![](x.png)! [![badge](b.svg)](http://c.d) !", "a cat! badge !"),
        ("[![b](c)] x, [![b](c)](d e f", "b] x, b](d e f"),
        ("[text] [a](b c [d\n[e](\n)", "[text] [a](b c [d\n[e](\n)"),
        ("a [**b**](u) [c][d e", "a b [c][d e"),
        (
            "Known[1] so[2, 3] far [4-6], well[^n] and【3†source】. 【注】【1】",
            "Known so far, well and. 【注】【1】",
        ),
        ("[1]: http://x.y\n[^1]: A note\n[a]: plain\n[b", "A note\n[a]: plain\n[b"),
        (
            "At https://www.example.com/a?b=c. And (http://x.y/z), www.q.de! https://a.b:80",
            "At example.com. And (x.y), q.de! a.b",
        ),
        ("请看https://例子.cn或https://a.cn/路，www.x.cn。", "请看https://例子.cn或a.cn路，x.cn。"),
        ("http:// https who www. ahttp://x HTTP://A.B/c", "http:// https who www. ahttp://x A.B"),
        ("https://a.b/c?d=e...f!x https://a.b/" + "." * 400 + "c", None),
    ],
)
def test_marks_of_markdown_are_not_said(written: str, spoken: str | None) -> None:
    result = said(written)
    assert spoken is None or result == spoken
