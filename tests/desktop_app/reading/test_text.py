"""Sentences of a text, and that each knows where it stands."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from desktop_app.reading.text import Script, Sentence
from shared_client.text.cleanup import TextKind, clean_for_speech
from tests.examples import times

MARKED = (
    "# A **bold** title\n\nHello, *world*. Dr. Smith [said](http://a.b/c) that 3.14 is it.\n"
    "今天天气很好，我们去公园。她说：“真的吗，那太好了，我们走吧。”\n- an item &amp; more 😀"
)
TEXTS = st.lists(
    st.sampled_from(
        [
            *("Hello there. ", "No. ", "今天很好。", "，", "word ", "\n", "\n\n", "**", "# ", "- "),
            *(
                "[a link](http://x.y) ",
                "3.14",
                " ",
                "😀",
                "“",
                "”",
                "?!",
                "…",
                "Dr. ",
                "a",
                "长" * 90,
            ),
            *(
                "x" * 450,
                "so, " * 60,
                "e\u0301" * 130,
                "&amp;",
                "<b>",
                "</b>",
                "`code`",
                "| a | b |\n",
            ),
        ]
    ),
    max_size=30,
).map("".join)


def sentences(text: str, *, kind: TextKind | None = None, verbatim: bool = False) -> list[Sentence]:
    script = Script(text, kind=kind, verbatim=verbatim)
    found: list[Sentence] = []
    while sentence := script.get(len(found)):
        found.append(sentence)
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_sentences_stand_where_they_are_shown() -> None:
    shown = [MARKED[one.start : one.end] for one in sentences(MARKED)]
    assert shown == [
        "A **bold** title",
        "Hello, *world*. Dr. Smith [said](http://a.b/c) that 3.14 is it.",
        "今天天气很好，我们去公园。",
        "她说：“真的吗，那太好了，我们走吧。”",
        "an item &amp; more",
    ]


def test_words_stand_where_they_are_shown() -> None:
    (_, second, *_) = sentences(MARKED)
    words = second.words()
    assert [MARKED[word.start : word.end] for word in words] == [
        *("Hello", "world", "Dr", "Smith", "said", "that", "3.14", "is", "it"),
    ]
    assert [word.until for word in words] == sorted(word.until for word in words)


def test_each_chinese_character_is_a_word() -> None:
    (sentence,) = sentences("用iPhone听，好")
    assert [sentence.spoken[word.index :][:1] for word in sentence.words()] == [*"用i听好"]


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("长" * 200, [90, 90, 20]),
        (("五个字的，" * 30), [90, 60]),
        ("so, " * 100, [199, 199]),
        ("x" * 450, [200, 200, 50]),
    ],
)
def test_long_sentences_are_cut_at_clauses(text: str, lengths: list[int]) -> None:
    assert [len(one.spoken) for one in sentences(text)] == lengths


def test_what_belongs_together_is_not_cut() -> None:
    assert all(one.spoken[0] == "e" for one in sentences("e\u0301" * 150))


def test_very_short_sentences_go_together_but_not_the_first() -> None:
    spoken = [one.spoken for one in sentences("Yes. Good. Perhaps. 好。\nIt is good so. Bye.")]
    assert spoken == ["Yes.", "Good. Perhaps. 好。", "It is good so. Bye."]


def test_a_short_sentence_does_not_make_a_long_one_too_long() -> None:
    spoken = [one.spoken for one in sentences("First of all. Yes. " + "长" * 89 + "。")]
    assert spoken == ["First of all.", "Yes.", "长" * 89 + "。"]


def test_a_text_without_words_has_no_sentences() -> None:
    assert sentences("") == sentences(" \n*** --- 😀\n") == []


def test_a_long_line_is_not_waited_for() -> None:
    text = "This is a sentence of the line. " * 1000
    script = Script(text)
    assert script.get(0) is not None
    assert len(script._found) < 300
    whole = sentences(text)
    assert [one.spoken for one in whole] == ["This is a sentence of the line."] * 1000
    assert [one.start for one in whole] == list(range(0, 32_000, 32))


@settings(max_examples=times(3))
@given(TEXTS, st.sampled_from(TextKind))
def test_nothing_is_lost_and_all_is_in_its_place(text: str, kind: TextKind) -> None:
    found = sentences(text, kind=kind)
    said = squeezed("".join(one.spoken for one in found))
    wanted = squeezed(clean_for_speech(text, kind))
    letters = [char for char in wanted if char.isalnum()]
    assert [char for char in said if char.isalnum()] == letters
    assert all(any(map(str.isalnum, one.spoken)) for one in found)
    starts = [one.start for one in found]
    assert starts == sorted(starts)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        for word in one.words():
            assert one.start <= word.start < word.end <= len(text)


@given(TEXTS)
def test_verbatim_every_letter_is_said(text: str) -> None:
    found = sentences(text, verbatim=True)
    said = "".join(one.spoken for one in found)
    assert [char for char in said if char.isalnum()] == [char for char in text if char.isalnum()]
    for one in found:
        assert text[one.start : one.end].split() == one.spoken.split()


def test_verbatim_nothing_is_cleaned_away() -> None:
    text = "See https://a.example/b?c=1\n`rm -rf`\n# not a heading"
    spoken = [one.spoken for one in sentences(text, verbatim=True)]
    assert spoken == text.splitlines()


CODE = "def __init__(self, *args):\n    # Two times\n    return 2*x_y * len(args)"


@pytest.mark.parametrize("kind", [None, TextKind.PLAIN])
def test_what_is_no_markdown_is_read_as_it_stands(kind: TextKind | None) -> None:
    assert [one.spoken for one in sentences(CODE, kind=kind)] == [
        "def __init__(self, *args):",
        "# Two times",
        "return 2*x_y * len(args)",
    ]


@pytest.mark.parametrize("kind", [None, TextKind.MARKDOWN])
def test_what_is_markdown_is_read_without_its_marks(kind: TextKind | None) -> None:
    text = "# A title\n\nIt is **so** and `so`."
    spoken = [one.spoken for one in sentences(text, kind=kind)]
    assert spoken == ["A title.", "It is so and so."]


def test_a_page_is_read_without_its_tags() -> None:
    found = sentences("<h1>A title</h1><p>It <b>is</b> so.", kind=TextKind.HTML)
    assert [one.spoken for one in found] == ["A title.", "It is so."]


def test_code_that_is_left_out_is_said_and_shown() -> None:
    text = "Run this:\n\n```sh\nls -l\n```\n\nThat is all there is."
    (_, code, end) = sentences(text, kind=TextKind.MARKDOWN)
    assert code.spoken == "Code block left out."
    assert text[code.start : code.end].startswith("```sh\nls")
    assert end.spoken == "That is all there is."
    chinese = sentences("请运行下面的命令：\n\n```sh\nls -l\n```\n", kind=TextKind.MARKDOWN)
    assert chinese[1].spoken == "此处略去一段代码。"


def test_a_text_is_read_from_its_answer_on() -> None:
    text = "I wonder what it is.\n</think>\n\nIt is so."
    (only,) = sentences(text)
    assert (only.spoken, text[only.start : only.end]) == ("It is so.", "It is so.")
    assert len(sentences(text, verbatim=True)) == 3


@given(TEXTS, st.integers(0, 400))
def test_the_rest_of_a_sentence_keeps_its_places(text: str, cut: int) -> None:
    for one in sentences(text)[:3]:
        index = cut % len(one.spoken)
        rest = one.rest_from(index)
        assert rest.spoken == one.spoken[index:]
        places = [one.place(at) for at in range(index, len(one.spoken))]
        assert [rest.place(at) for at in range(len(rest.spoken))] == places


async def test_an_offset_leads_to_its_sentence() -> None:
    script = Script(
        "One is here. Two is here, too.\n\nThree is below. " + "And so on it goes. " * 100
    )
    assert await script.index_at(0) == 0
    assert await script.index_at(13) == 1
    assert await script.index_at(31) == 2
    assert await script.index_at(10_000) == len(sentences(script.text)) - 1
    assert await Script("").index_at(5) == 0
