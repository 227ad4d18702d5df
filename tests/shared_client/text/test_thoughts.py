"""What a model thinks is not said: not while it arrives, not when it never ends."""

from __future__ import annotations

import pytest

from shared_client.text.cleanup import SpeechCleaner, TextKind
from shared_client.text.kinds import kind_of
from shared_client.text.thoughts import answer_start
from tests.shared_client.text.said import said, streamed


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<think>", "</think>"),
        ("<thinking>", "</thinking>"),
        ("<thought>", "</thought>"),
        ("<reasoning>", "</reasoning>"),
        ("<THINK>", "</Think>"),
        ("<seed:think>", "</seed:think>"),
        ("<reflection>", "</reflection>"),
        ("[THINK]", "[/THINK]"),
        ("◁think▷", "◁/think▷"),
        ("<|START_THINKING|>", "<|END_THINKING|>"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ],
)
@pytest.mark.parametrize("kind", TextKind)
def test_a_thought_is_not_said(opening: str, closing: str, kind: TextKind) -> None:
    thought = f"{opening}\nI *wonder* <p>\n\n```\nhm, {closing[:3]}\n{closing}"
    assert said(f"{thought}\n\nHello.", kind).strip() == "Hello."
    assert said(f"\n {thought}Hello.", kind).strip() == "Hello."
    assert said(thought[: -len(closing)], kind) == ""


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<think></think># A title\nText", "A title.\nText"),
        ("Let me see.\n<think>hm</think>\nDone.", "Let me see.\nDone."),
        ("Let me see.<think>\nhm\n</think>Done.", "Let me see. Done."),
        ("<think>a</think>One. <think>b</think>Two. <think>c", "One. Two."),
        ("I wonder.\n</think>\n\n# Hello", "I wonder.\nHello."),
        ("I wonder.</think>Hello", "I wonder.\nHello"),
        ("<think>hm</think>\n<answer>\nIt is so.\n</answer>", "It is so.\n"),
        ("An <answer> is so.", "An <answer> is so."),
        (
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Yes.",
            "Yes.",
        ),
    ],
)
def test_thoughts_between_words_are_not_said(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    "text",
    ["The <think> tag opens a thought.", "<thinker> <think", "I <thought\n<threshold> it"],
)
def test_what_only_looks_like_a_thought_is_said(text: str) -> None:
    assert said(text) == text


def test_code_may_name_the_marks_of_thoughts() -> None:
    assert said("Models write `<think>` and `</think>`.") == "Models write <think> and </think>."


def test_in_plain_text_a_thought_begins_a_line() -> None:
    text = "Between <think> and </think> models think."
    assert said(text, TextKind.PLAIN) == text
    assert said("So.\n<think>x</think>\nEnd.", TextKind.PLAIN) == "So.\nEnd."


def test_a_long_thought_is_dropped_as_it_comes() -> None:
    cleaner = SpeechCleaner()
    cleaner.feed("<think>")
    for _ in range(2000):
        assert cleaner.feed("I wonder. " * 10) == ""
        assert cleaner.held < 100
    assert cleaner.feed("</think>Hello. ") == "Hello."


def test_the_answer_begins_after_a_thought_that_has_begun_before_the_text() -> None:
    for text in ("I wonder.\n</think>\n\nHello", "I wonder </think>\nHello", "So.</think>Hello"):
        assert text[answer_start(text) :].strip() == "Hello"
    for text in ("Hello", "<think>a</think>Hello", "The </think> tag closes it.", "`</think>` so"):
        assert answer_start(text) == 0


def test_a_text_that_begins_with_a_thought_is_markdown() -> None:
    assert kind_of("<think>\nhm\n</think>\nIt is *so*.") is TextKind.MARKDOWN
    assert kind_of("I <think> so") is TextKind.PLAIN


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_thought_in_tokens(size: int) -> None:
    text = "<think>\nThe user says hi.\n</think>\n\n你好！**今天**好吗？"
    assert streamed(text, size=size) == "你好！今天好吗？"
