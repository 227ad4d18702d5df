"""Blocks of code: left out when their fence is closed, read when it is not."""

from __future__ import annotations

from time import process_time

import pytest

from shared_client.text.cleanup import SpeechCleaner, TextKind
from shared_client.text.fences import blocks_in, opened
from shared_client.text.incoming import HOLD_PASSAGE
from tests.shared_client.text.said import said, streamed


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Hello\n~~~\nworld", "Hello\nworld"),
        ("Hello\n```\nworld\nand more\n", "Hello\nworld\nand more\n"),
        ("Hello\n```python\nworld", "Hello\npython\nworld"),
        ("```", ""),
        ("~~~\n", ""),
        ("```\nx\n~~~\nend", "x\nend"),
        ("````\nx\n```\nend", "x\nend"),
        ("> ```\n> quoted\n\nend", "quoted\nend"),
        ("- ```\n  x\n- y", "x\ny."),
        ("```\n```py\nx\n```\nend", "end"),
    ],
)
def test_a_fence_that_nothing_closes_swallows_nothing(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("a\n```\nx\n```\nb", "a\nb"),
        ("a\n````md\n```\nx\n```\n````\nb", "a\nb"),
        ("a\n~~~\n```\n~~~~~  \nb", "a\nb"),
        ("a\n   ```sh\n   x\n   ```\nb", "a\nb"),
        ("a\n\t```\n\tx\n\t```\nb", "a\nb"),
        ("> a\n> ```\n> x\n> ```\n> b", "a\nb"),
        ("1. ```sh\n   ls\n   ```\n2. ```\n   cd\n   ```\nb", "1.\n2.\nb"),
        ("- a\n  ```\n  x\n  ```\n- b", "a.\nb."),
        ("a\r\n```\r\nx\r\n```\r\nb", "a\nb"),
        ("a\n```\nx\n```", "a\n"),
    ],
)
def test_a_fence_that_is_closed_is_left_out_with_its_code(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("x = 1\n```\nSo it is.", "x = 1\nSo it is."),
        ("x = 1\n```\nSo it is.\n```python\ny = 2\n```\nEnd.", "x = 1\nSo it is.\nEnd."),
        ("x = 1\n~~~\nSo it is.\n~~~sh\nls\n~~~\nEnd.", "x = 1\nSo it is.\nEnd."),
    ],
)
def test_a_text_that_begins_inside_of_a_block_is_read_after_it(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_code_is_waited_for_only_so_long() -> None:
    line = "a line of text\n"
    short = line * (HOLD_PASSAGE // len(line) - 2)
    assert said(f"```\n{short}```\nend") == "end"
    cleaner = SpeechCleaner()
    assert cleaner.feed("```\n" + short) == ""
    assert cleaner.feed(line * 3).startswith("a line of text")
    assert streamed(f"```\n{short}{line * 3}```\nend", size=700).startswith("a line of text")


@pytest.mark.parametrize("kind", [TextKind.PLAIN, TextKind.HTML])
def test_a_fence_means_nothing_in_other_kinds_of_text(kind: TextKind) -> None:
    assert said("a\n```\nx\n```\nb", kind).split() == ["a", "```", "x", "```", "b"]


def test_fences_without_an_end_take_linear_time() -> None:
    began = process_time()
    assert streamed("```a\nb\n" * 8000, size=500).count("b") == 8000
    assert process_time() - began < 5


def test_blocks_are_found_from_fence_to_fence() -> None:
    text = "a\n```py\nx\n```\nb\n~~~\nlone"
    ((start, end, fence),) = blocks_in(text)
    assert (text[start:end], fence) == ("```py\nx\n```", opened("```py"))
    assert list(blocks_in("```\n" + "x\n" * HOLD_PASSAGE + "```")) == []


def test_looking_for_blocks_takes_linear_time() -> None:
    began = process_time()
    assert list(blocks_in("```a\n" * 20_000)) == []
    assert process_time() - began < 5
