"""Kinds of text: plain unless it is Markdown beyond doubt."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st
import pytest

from shared_client.text.kinds import TextKind, kind_of


@pytest.mark.parametrize(
    "text",
    [
        "See [the docs](https://example.com/a_(b)).",
        "![a cat](./cat.png)",
        "Run this:\n\n```sh\nls *\n```\n\nand see.",
        "~~~\ncode\n~~~~",
        "| a | b |\n|---|:-:|\n| 1 | 2 |",
        "# A title\n\nSome **bold** words.",
        "Use `this` and **that**.",
        "## Title\n\n- one\n- two\n- three\n",
        "- [ ] one\n- [x] two\n\nand `code`",
        "* one\n\n* two\n\n**three**",
        "> quoted\n> twice\n\n**No.**",
    ],
)
def test_different_marks_or_one_that_is_never_chance_are_markdown(text: str) -> None:
    assert kind_of(text) is TextKind.MARKDOWN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "An ordinary text, with 2 * 3 * 4, snake_case and *stars*.",
        "def __init__(self, *args, **kwargs):\n    # A comment\n    super().__init__(**kwargs)",
        "#!/bin/sh\n# a comment\nls *.txt | grep -v '`date`'\n# another\n",
        "f(**a,**b)\n\n# one\nx = 1",
        "- one\n- two\n- three\n",
        "# Only a title\n\nand a text.",
        "What is **this**?",
        "> On Monday you wrote:\n> hello\n\nHello.",
        "A fence ```\nthat never closes\n**bold** once",
        "[1] A footnote (2020), see [2](p. 4) and list[i](x).",
        "-----+-----\n a | b\n",
        "<p>A page with <b>tags</b></p>",
        "| a | b |",
        "`${name}` in a shell",
        "One scene.\n~~~\nAnother scene.\nIt goes on.\n~~~\nA third.",
        "第一幕。\n~~~\n第二幕。\n~~~\n第三幕。",
        "A rule\n```\nonce",
    ],
)
def test_what_may_be_chance_or_code_is_plain(text: str) -> None:
    assert kind_of(text) is TextKind.PLAIN


@given(st.text("ab \n*_`#>-[](){}|~1./:", max_size=200))
def test_any_text_has_a_kind_that_is_never_html(text: str) -> None:
    assert kind_of(text) in (TextKind.PLAIN, TextKind.MARKDOWN)


@pytest.mark.parametrize(
    "mark",
    ["*", "`", "```\n", "```py\n", "[a](", "[a](./", "- a\n", "> a\n", "# a\n\n", "|--", "**a",
     "\n", "a", "~~~ ", "- a\n\n\n"],
)  # fmt: skip
def test_a_long_text_is_looked_at_in_a_moment(mark: str) -> None:
    text = mark + "x" * 40_000 + mark * (60_000 // len(mark))
    began = process_time()
    kind_of(text)
    assert process_time() - began < 2
