"""Blocks: what the start of a line means in Markdown, and in plain text."""

from __future__ import annotations

import pytest

from shared_client.text.cleanup import TextKind
from tests.shared_client.text.said import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("# Title\nText", "Title.\nText"),
        ("###### 标题\n正文", "标题。\n正文"),
        ("####### seven\n#1 #tag C#\n#", "####### seven\n#1 #tag C#\n"),
        ("- one\n* two!\n+ three (3)\n• 四\n", "one.\ntwo!\nthree (3).\n四。\n"),
        ("- [x] done\n- [ ] open\n- [link](u)\n- [x", "done.\nopen.\nlink.\n[x."),
        (
            "1. Do it\n2) And that:\n3、苹果\n4.5 and 2024\n12",
            "1. Do it.\n2) And that:\n3、苹果。\n4.5 and 2024\n12",
        ),
        ("> quoted\n>> twice\n>_< and >5", "quoted\ntwice\n>< and >5"),
        ("> - # deep", "deep."),
        ("a\n---\nb\n* * *\nc\n___\nd\n===\n- - -", "a\nb\nc\nd\n"),
        ("-5 degrees\n-- x\n+1\n=a\n_b_\n:)", "-5 degrees\n-- x\n+1\n=a\nb\n:)"),
        ("a\r\n\r\n\r\nb\u2028c", "a\nb\nc"),
        ("  indented   text  \n", "indented text\n"),
        (
            "| City | Sky |\n|:--|--:|\n| Bonn | grey |\n| | x |\n",
            "City, Sky.\nBonn, grey.\nx.\n",
        ),
        ("| 城市 | 天气 |\n|---|---|\n| 北京 | 晴<br>热 |\n", "城市，天气。\n北京，晴，热。\n"),
        ("a | b\n--- | ---\n1 | 2\nx|y", "a, b\n1, 2\nx|y"),
        ("| <b>a</b> | `x|y` |", "a, x, y."),
    ],
)
def test_marks_at_the_start_of_a_line_are_not_said(written: str, spoken: str | None) -> None:
    result = said(written)
    assert spoken is None or result == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("# Not a title\n- not an item", "# Not a title\n- not an item"),
        ("```\nnot code\n```", "```\nnot code\n```"),
        ("> quoted\n1. first", "> quoted\n1. first"),
        ("Title\n=====\nText\n-----\n* * *\nEnd", "Title\nText\nEnd"),
        ("• one\n✓ two", "one.\ntwo."),
        ("| a | b |\n|---|---|\n", "| a | b |\n"),
        ("-5 degrees\n--verbose\n*args, **kwargs", "-5 degrees\n--verbose\n*args, **kwargs"),
    ],
)
def test_in_plain_text_only_rules_and_bullets_are_not_said(written: str, spoken: str) -> None:
    assert said(written, TextKind.PLAIN) == spoken
