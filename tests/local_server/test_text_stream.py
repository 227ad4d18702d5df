"""Cutting text as it arrives: what leaves at once, what waits, and that nothing is lost."""

from __future__ import annotations

import asyncio
from itertools import pairwise
import time
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
import pytest

from local_server.errors import IdleError, TooLargeError
from local_server.text_stream import (
    MAX_MESSAGE,
    MAX_TASK,
    TextStream,
    joined,
    speakable,
    weigh,
)

if TYPE_CHECKING:
    from collections.abc import Callable


async def pieces(*messages: str) -> list[str]:
    """All pieces of a task of these messages."""
    stream = TextStream()
    for message in messages:
        stream.put(message)
    stream.close()
    return [piece async for piece in stream]


def at_once(*messages: str) -> list[str]:
    """What is ready after these messages, without any waiting."""
    stream = TextStream()
    for message in messages:
        stream.put(message)
    return list(stream._ready)


@pytest.mark.parametrize(
    ("messages", "ready"),
    [
        (["你好。"], ["你好。"]),
        (["你好。世界"], ["你好。"]),
        (["Hello."], ["Hello."]),
        (["Hello. World"], ["Hello."]),
        (["Hello! ", "你好？"], ["Hello!", "你好？"]),
        (["Wait… ", "what?!"], ["Wait…", "what?!"]),
        (["He said “yes.” And"], ["He said “yes.”"]),
        (["他说：“好。”"], ["他说：“好。”"]),
        (["line\nnext"], ["line"]),
        (["Hel", "lo", ". "], ["Hello."]),
        (["नमस्ते। आप"], ["नमस्ते।"]),
        (["第一；第二"], ["第一；"]),
        (["你好!世界"], ["你好!"]),
    ],
)
def test_what_leaves_at_once(messages: list[str], ready: list[str]) -> None:
    assert at_once(*messages) == ready


@pytest.mark.parametrize(
    "message",
    [
        "Hello",
        "It is 3.",
        "Mr.",
        "Dr. ",
        "in the U.S.",
        "pi is 3.14",
        "e.g.",
        "www.a.b",
        "好",
        "。",
        "",
    ],
)
def test_what_waits(message: str) -> None:
    assert at_once(message) == []


def test_first_clause_leaves_early_and_later_ones_do_not() -> None:
    assert at_once("收到好友从远方寄来的礼物，我很高兴，真的。再见，朋友，保重。") == [
        "收到好友从远方寄来的礼物，",
        "我很高兴，真的。",
        "再见，朋友，保重。",
    ]
    assert at_once("今天天气很好，") == ["今天天气很好，"]  # what follows need not be waited for
    assert at_once("Well, this is a beginning, ") == ["Well, this is a beginning,"]
    assert at_once("There are people, at least 12,") == ["There are people,"]
    assert at_once("Well, this is a beginning, and it") == ["Well, this is a beginning,"]
    assert at_once("1,000,000 people, at least. ") == ["1,000,000 people,", "at least."]


async def test_long_text_is_cut_at_the_best_place() -> None:
    chinese = await pieces("从前有座山，" * 40)
    assert all(weigh(piece) <= 160 for piece in chinese)
    assert all(piece.endswith("，") for piece in chinese)
    words = await pieces("word " * 100)
    assert all(weigh(piece) <= 160 for piece in words)
    assert " ".join(words).split() == ["word"] * 100
    run_on = await pieces("字" * 500)
    assert all(weigh(piece) <= 160 for piece in run_on)
    assert "".join(run_on) == "字" * 500


@given(st.lists(st.text(alphabet="ab 你好。，.!?3\n“”", max_size=40), max_size=8))
def test_nothing_is_lost(messages: list[str]) -> None:
    found = asyncio.run(pieces(*messages))
    kept = "".join(char for char in "".join(messages) if char.isalnum())
    assert "".join(char for char in "".join(found) if char.isalnum()) == kept
    assert all(speakable(piece) for piece in found)
    assert all(weigh(piece) <= 160 for piece in found)


async def test_silence_flushes_words_that_are_complete() -> None:
    stream = TextStream(idle=0.01)
    stream.put("I am wri")
    assert await anext(stream) == "I am"
    stream.put("ting")
    assert await anext(stream) == "writing"
    stream.put("你好")
    assert await anext(stream) == "你好"
    assert stream.waited >= 0.03


async def test_silence_after_punctuation_alone() -> None:
    stream = TextStream(idle=0.01, patience=0.05)
    stream.put("。")
    with pytest.raises(IdleError, match=r"no text came for 0\.05 seconds"):
        await anext(stream)


async def test_text_that_comes_while_somebody_waits() -> None:
    stream = TextStream(idle=5)
    waiting = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    stream.put("你")
    await asyncio.sleep(0)
    stream.put("好。")
    assert await waiting == "你好。"


async def in_the_turn_of(seconds: float, *acts: Callable[[], None], before: bool) -> None:
    """Act in the very turn of the loop in which a timer that was just set goes off."""
    loop = asyncio.get_running_loop()
    for act in acts:
        loop.call_later(seconds * (0.5 if before else 1.5), act)
    time.sleep(seconds * 2)  # noqa: ASYNC251 - both timers must be due when the loop looks next
    await asyncio.sleep(0)


@pytest.mark.parametrize("before", [True, False])
async def test_text_that_comes_as_the_pause_ends_is_spoken(*, before: bool) -> None:
    stream = TextStream(idle=0.02)
    stream.put("你")
    waiting = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    await in_the_turn_of(0.02, lambda: stream.put("好。"), before=before)
    assert await waiting == "你好。"


@pytest.mark.parametrize("before", [True, False])
async def test_text_that_comes_as_patience_ends_is_spoken(*, before: bool) -> None:
    stream = TextStream(patience=0.02)
    waiting = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    await in_the_turn_of(0.02, lambda: stream.put("好。"), before=before)
    assert await waiting == "好。"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("text", ["", "好"])
async def test_the_end_that_comes_as_the_wait_ends_is_the_end(text: str, *, before: bool) -> None:
    stream = TextStream(idle=0.02, patience=0.02)
    stream.put(text)

    async def rest() -> list[str]:
        return [piece async for piece in stream]

    waiting = asyncio.create_task(rest())
    await asyncio.sleep(0)
    await in_the_turn_of(0.02, stream.close, before=before)
    assert await waiting == [text][: len(text)]


def test_limits() -> None:
    stream = TextStream()
    with pytest.raises(TooLargeError, match="at most 20000 are taken at once"):
        stream.put("x" * (MAX_MESSAGE + 1))
    for _ in range(MAX_TASK // MAX_MESSAGE):
        stream.put("x" * MAX_MESSAGE)
    with pytest.raises(TooLargeError, match="more than 1000000 characters"):
        stream.put("x")


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("a", True),
        ("3", True),
        ("好", True),
        ("😀", True),
        ("$", True),
        ("。——…", False),
        ("", False),
    ],
)
def test_speakable(text: str, *, spoken: bool) -> None:
    assert speakable(text) is spoken


async def pieces_of(stream: TextStream, most: int = 80) -> list[str]:
    return [piece async for piece in joined(stream, most)]


async def test_pieces_that_are_there_are_joined_up_to_a_weight() -> None:
    text = "今天晚上会下雨。" + "好的。" * 20 + "It is late. Good night."
    found = await pieces_of(TextStream(text), 40)
    assert found[0] == "今天晚上会下雨。"
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(30 < weigh(piece) <= 40 for piece in found[1:-1])
    assert found[-1].endswith("It is late. Good night.")


async def test_a_first_word_on_its_own_is_joined_and_a_first_sentence_is_not() -> None:
    assert await pieces_of(TextStream("Yes. Of course. I do.")) == ["Yes. Of course.", "I do."]
    assert (await pieces_of(TextStream("Welcome home. Hello. Yes.")))[0] == "Welcome home."


@pytest.mark.parametrize(
    ("text", "least", "most"), [("It will rain tonight. ", 180, 200), ("今晚会下雨。", 54, 60)]
)
async def test_joined_pieces_last_twelve_seconds_in_either_script(
    text: str, least: int, most: int
) -> None:
    """At some 17 letters, or 5 characters of Chinese, a second."""
    found = await pieces_of(TextStream(text * 80), 120)
    assert all(least <= len(piece) <= most for piece in found[3:-1])
    assert len(found) > 4


async def test_a_joined_piece_lasts_three_times_as_long_as_the_one_before_it_at_most() -> None:
    text = "Welcome home. " + "It is late. " * 80
    lengths = [len(piece) for piece in await pieces_of(TextStream(text), 120)]
    assert lengths[0] == len("Welcome home.")
    assert all(later <= 3 * one for one, later in pairwise(lengths))
    assert max(lengths) > 180


async def test_nothing_that_is_still_to_come_is_waited_for() -> None:
    stream = TextStream()
    stream.put("Welcome home. It will rain. ")
    found = joined(stream, 80)
    assert [await anext(found), await anext(found)] == ["Welcome home.", "It will rain."]
    waiting = asyncio.ensure_future(anext(found))
    await asyncio.sleep(0)
    assert not waiting.done()
    stream.put("Take an umbrella. ")
    stream.close()
    assert await waiting == "Take an umbrella."
    await found.aclose()


@pytest.mark.parametrize("before", range(60, 84))
async def test_a_long_text_is_not_cut_inside_a_tag(before: int) -> None:
    text = "啊" * before + "[laughter]" + "啊" * 100
    pieces = [piece async for piece in TextStream(text)]
    assert "".join(pieces) == text
    assert sum("[laughter]" in piece for piece in pieces) == 1
