"""Markup becomes paragraphs."""

from __future__ import annotations

from lxml import html  # type: ignore[import-untyped]  # it carries no types

from desktop_app.documents import markup


def test_markup_becomes_paragraphs() -> None:
    tree = html.fromstring(
        "<div>a <!-- no -->b<?pi x?>c<p>d<br>e</p><table><tr><td>f</td><td>g</td></tr></table>"
        "一<b>\n 二</b>\n三 四\nfive<style>no</style> tail</div> beyond"
    )
    assert markup.text_of(tree) == "a bc\n\nd\n\ne\n\nf, g\n\n一二三 四 five tail\n\nbeyond"


def test_a_page_without_text_is_no_tree() -> None:
    assert markup.parsed(b"") is markup.parsed(b"\xef\xbb\xbf \n") is None
    assert markup.parsed_xml(b" ") is markup.parsed_xml(b"no markup") is None


def test_xml_is_read_with_its_faults() -> None:
    assert markup.parsed_xml(b"<a><b>x & y</a>").findtext("b") is not None
