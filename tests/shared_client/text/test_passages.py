"""What is left out up to its end is read where that does not come."""

from __future__ import annotations

from time import process_time

import pytest

from shared_client.text.cleanup import TextKind
from shared_client.text.incoming import HOLD_PASSAGE
from tests.shared_client.text.said import said, streamed


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("a <script>x < y</script> b", "a b"),
        ("<style>\np { color: red }\n</style>\nb", "b"),
        ("a<svg viewBox='0 0 1 1'><path d='M0'/></svg >b", "a b"),
        ("Use <script> or <style> for it.", "Use <script> or <style> for it."),
        ("a <script>\nb\n<b>c</b>", "a <script>\nb\nc"),
        ("<script>" + "x " * (HOLD_PASSAGE // 2) + "</script>", None),
    ],
)
def test_in_markdown_an_element_is_left_out_if_it_ends(written: str, spoken: str | None) -> None:
    found = said(written)
    assert found == spoken or (spoken is None and found.startswith("<script>x x"))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<p>one</p><!-- lost <p>two</p>", "one\n<!-- lost\ntwo\n"),
        ('a <b title="lost>b</b><p>two</p>', "a b\ntwo\n"),
        ("a<script>lost<p>two</p>", "alost\ntwo\n"),
        ("a<!-- open", "a"),
        ("a<b title='open", "a"),
        ("a<script>if (x) y(", "a"),
    ],
)
def test_in_a_page_text_after_what_never_ends_is_read(written: str, spoken: str) -> None:
    assert said(written, TextKind.HTML) == spoken


@pytest.mark.parametrize("mark", ["<script>", "<!--", "<b title='", "<think>x</think><script>"])
@pytest.mark.parametrize("kind", TextKind)
def test_what_never_ends_takes_linear_time(mark: str, kind: TextKind) -> None:
    began = process_time()
    streamed((mark + "<p>x") * 3000, kind, size=500)
    assert process_time() - began < 5
