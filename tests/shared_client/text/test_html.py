"""HTML: in Markdown, where tags must be known, and in pages, where all are."""

from __future__ import annotations

import pytest

from shared_client.text.cleanup import SpeechCleaner, TextKind
from tests.shared_client.text.said import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "<p>a <b>b</b></p><ul><li>c</li></ul>d<br/>e H<sub>2</sub>O<td>f</td>",
            "a b\nc\nd\ne H2O f",
        ),
        ("a <!-- no -->b <!-- open", "a b <!-- open"),
        (
            "I <3 you, a < b, List<String>, x<y>z, </ , <b",
            "I <3 you, a < b, List<String>, x<y>z, </ , <b",
        ),
        ("<a href='x' " + "y" * 400 + ">", None),
        ("a<b and c>d, x <i or j> y, <p is true>", "a<b and c>d, x <i or j> y, <p is true>"),
        ("<input disabled><img src=x\n alt='a b' />a <a href=y hidden >b</a > c", "a b c"),
        ("<b word\nx> and <b\nx>", "<b word\nx> and <b\nx>"),
        ("A&amp;B AT&T &lt;b&gt; &#65;&#x42; &nbsp;x &nosuch; &", "A&B AT&T <b> AB x &nosuch; &"),
    ],
)
def test_tags_in_markdown_are_not_said(written: str, spoken: str | None) -> None:
    result = said(written)
    assert spoken is None or result == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<p>One <em>two</em>\n  three.</p><p>Four", "One two three.\nFour"),
        ("<!DOCTYPE html><html><head><title>T</title></head><body>a</body></html>", "a\n"),
        ("<h1>A title</h1><ul><li>one<li>two!</ul>end", "A title.\none.\ntwo!\nend"),
        ("<x-thing a=1>custom</x-thing> <made-up/>tags", "custom tags"),
        ("<img alt='a > b' src=\"data:image/png;base64," + "A" * 5000 + '">after', "after"),
        ("<a title=it's href='x'>link</a>", "link"),
        ("a<script>if (a < b) { '</p>' }</script>b<style>p > a {}</style >c", "abc"),
        ("a<svg><path d='x'/><title>t</title></svg>b<svg/>c", "abc"),
        ("a<!-- no <b>comment</b> > -->b<!-- open", "ab"),
        ("<?xml version='1.0'?>a", "a"),
        (
            "<table><tr><th>City<th>Sky</tr>\n<tr><td>Bonn</td> <td>grey<br>wet</td></tr></table>x",
            "City, Sky.\nBonn, grey, wet.\nx",
        ),
        ("<pre>one\n  two</pre>three", "one\ntwo\nthree"),
        ("a<br>b<br/>c<hr>d", "a\nb\nc\nd"),
        ("H<sub>2</sub>O and E=mc<sup>2</sup>", "H2O and E=mc2"),
        ("A&amp;B &lt;b&gt; &nosuch; x &", "A&B <b> &nosuch; x &"),
        ("I <3 you, a < b", "I <3 you, a < b"),
        ("**not bold** # `code` - [a](b)", "**not bold** # `code` - [a](b)"),
        ("# no title\n- no item", "# no title - no item"),
        ("unclosed <b", "unclosed"),
        ("<b attribute", ""),
    ],
)
def test_in_a_page_all_tags_are_taken_away(written: str, spoken: str) -> None:
    assert said(written, TextKind.HTML) == spoken


def test_what_is_left_out_of_a_page_is_dropped_as_it_comes() -> None:
    cleaner = SpeechCleaner(TextKind.HTML)
    for start in ("a <!-- ", "--> <img src='", "'> <script>"):
        cleaner.feed(start)
        for _ in range(100):
            assert cleaner.feed("data " * 50) == ""
            assert cleaner.held < 100
    assert cleaner.feed("</script>b") == " b"
