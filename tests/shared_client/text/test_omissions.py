"""What is left out of a text because somebody wants it so, and what is said in its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from shared_client.text.cleanup import SpeechCleaner, TextKind
from shared_client.text.omissions import CODE, TABLE, Omissions, code_phrase, table_phrase
from tests.examples import times
from tests.shared_client.text.said import KINDS
from tests.shared_client.text.test_cleanup import FRAGMENTS

READ = Omissions(code=False)
LINKS, TABLES, NOTES = Omissions(links=True), Omissions(tables=True), Omissions(notes=True)
ALL = Omissions(code=False, links=True, tables=True, notes=True)


def said(text: str, omissions: Omissions, kind: TextKind = TextKind.MARKDOWN) -> str:
    """What is said of a text, which is the same letter by letter and at once."""
    found = []
    for size in (1, len(text)):
        cleaner = SpeechCleaner(kind, table_phrase="Table left out", omissions=omissions)
        pieces = [cleaner.feed(text[at : at + size]) for at in range(0, len(text), size)]
        found.append("".join(pieces) + cleaner.flush())
    assert found[0] == found[1]
    return found[0]


@given(st.lists(FRAGMENTS | st.sampled_from(["a¹", "m²", "[^1]: n\n", "| a | b |\n"])), KINDS)
@settings(max_examples=times(0.5), deadline=None)
def test_no_split_changes_what_is_left_out(fragments: list[str], kind: TextKind) -> None:
    if text := "".join(fragments):
        said(text, ALL, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See:\n```py\nx = a*b*c  # <b>\n```\nDone.", "See:\nx = a*b*c # <b>\n\nDone."),
        ("> ```\n> a_b\n> - c\n> ```\n> so", "a_b\n- c\n\nso"),
        ("```\r\nx\r\n```\r\ny", "x\n\ny"),
        ("~~~\n~~~\n- item", "item."),
    ],
)
def test_code_is_read_as_it_stands_if_somebody_wants_that(text: str, words: str) -> None:
    lines = [line for line in said(text, READ).split("\n") if line]
    assert lines == [line for line in words.split("\n") if line]


@pytest.mark.parametrize("kind", TextKind)
def test_addresses_are_left_out_and_the_words_of_links_stay(kind: TextKind) -> None:
    assert said("See https://a.b/c?d=e, or www.x.y.", LINKS, kind) == "See, or."
    if kind is TextKind.MARKDOWN:
        assert said("[This](https://a.b) and <https://c.d> so", LINKS) == "This and so"
    assert said("See https://a.b/c.", Omissions(), kind) == "See a.b."


TABLE_WITH_BARS = "Before.\n\n| a | b |\n|---|---|\n| c | d |\n\nAfter."
TABLE_WITHOUT = "a | b\n---|---\nc | d\ne\nAfter."


def test_a_table_is_left_out_and_is_said_to_be_once() -> None:
    words = said(TABLE_WITH_BARS, TABLES)
    assert words.split("\n") == ["Before.", "Table left out.", "After."]
    both = said("| a |\n| b |\nand\n| c |\n", TABLES)
    assert both.split("\n") == ["Table left out.", "and", "Table left out.", ""]
    assert "d" in said(TABLE_WITH_BARS, NOTES)


def test_of_a_table_without_outer_bars_the_rows_are_left_out() -> None:
    assert said(TABLE_WITHOUT, TABLES).split("\n") == ["a, b", "Table left out.", "e", "After."]


def test_tables_of_html_are_left_out_to_their_ends() -> None:
    page = "<p>One</p><table><tr><td>two</td></tr></table><p>Three</p>"
    for kind in (TextKind.MARKDOWN, TextKind.HTML):
        assert said(page, TABLES, kind).split() == ["One", "Three"]
        assert "two" in said(page, NOTES, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A[^1] b.\n\n[^1]: A note\ngoes on.\n\n    set in\n\nText.", "A b. Text."),
        ("Word[1].\n\n[1] A source.\n[2] Another.", "Word."),
        ("[^1]: note\n\n[^2]: note\n\n# Title", "Title."),
    ],
)  # fmt: skip
def test_notes_of_markdown_are_left_out(text: str, words: str) -> None:
    assert " ".join(said(text, NOTES).split()) == words
    assert len(said(text, LINKS)) > len(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A word,[12] and another.¹² So it is.", "A word, and another. So it is."),
        ("They said³ 10⁶ and 5 m² of café¹ land.", "They said 10⁶ and 5 m² of café land."),
        ("Text.\n\n[3] Note.\n\n¹ Note.\n\nMore [words] [12", "Text. More [words] [12"),
        ("[1", "[1"),
    ],
)
def test_notes_of_plain_text_are_left_out_and_powers_are_not(text: str, words: str) -> None:
    assert " ".join(said(text, NOTES, TextKind.PLAIN).split()) == words
    assert " ".join(said(text, LINKS, TextKind.PLAIN).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("de-AT", "de"), ("zh_CN", "zh"), ("zh-Hant", "zh"), ("yue", "yue")],
)
def test_the_phrase_is_in_the_language_of_the_text(tag: str, language: str) -> None:
    assert code_phrase(tag) == CODE[language]
    assert table_phrase(tag) == TABLE[language]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("Run this 👍:", "en"),
        ("A long text of English words, in which 你好 is explained.", "en"),
        ("请运行 print：", "zh"),
        ("これを実行：", "ja"),
        ("실행하세요", "ko"),
        ("Запустите это", "ru"),
    ],
)
def test_a_script_tells_where_no_language_does(text: str, language: str) -> None:
    assert code_phrase(None, text) == CODE[language]


def test_in_a_language_without_a_phrase_nothing_is_said() -> None:
    assert code_phrase("sw") == ""
