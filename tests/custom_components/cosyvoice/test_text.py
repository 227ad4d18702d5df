"""A text while it is being written: turns, pauses, ends, and how soon it is handed on."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from custom_components.cosyvoice import text
from custom_components.cosyvoice.shared_client.text.segmentation import cut
from custom_components.cosyvoice.text import Text

from .speech import letters

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from homeassistant.core import HomeAssistant


def written(hass: HomeAssistant, *pieces: str | float, clean: bool = False) -> Text:
    return Text(hass, letters(*pieces), clean=clean)


async def turn_of(text: Text) -> list[str]:
    return [segment async for segment in text.segments()]


async def test_a_text_is_one_turn_of_sentences(hass: HomeAssistant) -> None:
    text = written(hass, "Good mor", "ning, everybody. It is rain", "ing. ")
    assert await turn_of(text) == ["Good morning, everybody.", "It is raining."]
    assert not text.is_open
    assert not await text.next_turn()


async def test_a_turn_can_be_had_from_its_beginning_again(hass: HomeAssistant) -> None:
    text = written(hass, "Good morning, everybody. ", "It is raining. ")
    segments = text.segments()
    assert await anext(segments) == "Good morning, everybody."
    await segments.aclose()
    assert await turn_of(text) == ["Good morning, everybody.", "It is raining."]


async def test_a_sentence_is_there_before_the_text_goes_on(hass: HomeAssistant) -> None:
    text = written(hass, "Good morning, everybody. It is ", 30.0, "raining.")
    async with asyncio.timeout(5):
        assert await anext(text.segments()) == "Good morning, everybody."
    assert text.is_open
    text.close()


async def test_what_is_there_when_the_text_pauses_is_spoken(hass: HomeAssistant) -> None:
    text = written(hass, "Good morning, everybody. Let me ", 30.0, "see.")
    segments = text.segments()
    async with asyncio.timeout(5):
        assert [await anext(segments), await anext(segments)] == [
            "Good morning, everybody.",
            "Let me",
        ]
    text.close()


async def test_a_long_pause_ends_the_turn_and_words_begin_the_next(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_LONGEST_PAUSE", 0.3)
    spoken = written(hass, "I will look it up. ", 0.6, "  ", 0.4, "It is 12 degrees. ")
    assert await turn_of(spoken) == ["I will look it up."]
    assert await spoken.next_turn()
    assert await turn_of(spoken) == ["It is 12 degrees."]
    assert not await spoken.next_turn()


async def test_a_pause_counts_from_the_last_text_not_from_when_it_is_asked_for(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a segment is spoken over HTTP, no other is asked for."""
    monkeypatch.setattr(text, "_LONGEST_PAUSE", 1.0)
    spoken = written(hass, "I will look it up. ", 30.0)
    segments = spoken.segments()
    assert await anext(segments) == "I will look it up."
    await asyncio.sleep(0.9)
    async with asyncio.timeout(0.6):
        assert await anext(segments, None) is None
    spoken.close()


async def test_a_text_without_an_end_is_ended(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(text, "_LIMIT", 0.3)
    spoken = written(hass, "That was all there is. ", 30.0)
    async with asyncio.timeout(5):
        assert await turn_of(spoken) == ["That was all there is."]
        assert not await spoken.next_turn()
    assert not spoken.is_open
    assert "did not go on" in caplog.text


async def test_text_that_comes_as_the_pause_ends_goes_on(hass: HomeAssistant) -> None:
    go_on = asyncio.Event()

    async def source() -> AsyncGenerator[str]:
        yield "Let me look"
        await go_on.wait()
        yield " that up. "

    text = Text(hass, source(), clean=False)
    segments = cut(text, idle=0.05)
    first = asyncio.ensure_future(anext(segments))
    await asyncio.sleep(0.01)
    go_on.set()
    time.sleep(0.1)  # noqa: ASYNC251 - in the loop's next turn the text comes, and the pause ends
    assert await first == "Let me look that up."


async def test_the_error_of_a_text_comes_after_its_sentences(hass: HomeAssistant) -> None:
    async def broken() -> AsyncGenerator[str]:
        yield "So far so good. But now "
        raise RuntimeError("the agent broke")

    segments = Text(hass, broken(), clean=False).segments()
    assert await anext(segments) == "So far so good."
    with pytest.raises(RuntimeError, match="the agent broke"):
        await anext(segments)


@pytest.mark.parametrize("piece", ["", "  ", "🎉", "---", " … "])
async def test_a_text_without_words_has_no_segment_and_no_turn(
    hass: HomeAssistant, piece: str
) -> None:
    text = written(hass, piece)
    assert await turn_of(text) == []
    assert not text.has_words
    assert not await text.next_turn()


@pytest.mark.parametrize(
    ("clean", "heard"), [(True, "It is very cold."), (False, "It is **very** cold.")]
)
async def test_marks_of_markdown_are_left_out_if_wanted(
    hass: HomeAssistant,
    clean: bool,  # noqa: FBT001 - a parameter of the test
    heard: str,
) -> None:
    assert await turn_of(written(hass, "It is **very** cold.", clean=clean)) == [heard]


async def test_what_was_not_spoken_is_dropped_when_it_is_closed(hass: HomeAssistant) -> None:
    closed = asyncio.Event()

    async def source() -> AsyncGenerator[str]:
        try:
            yield "One. "
            yield "Two. "
            await asyncio.Event().wait()
        finally:
            closed.set()

    text = Text(hass, source(), clean=False)
    await asyncio.sleep(0.01)
    text.close()
    await closed.wait()
    assert await turn_of(text) == []
    assert not await text.next_turn()


async def test_a_model_may_think_for_longer_than_a_text_may_stop(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_LIMIT", 0.3)
    spoken = written(hass, "<think>", *("Hm. ", 0.1) * 6, "</think>", "Good morning.", clean=True)
    assert await turn_of(spoken) == ["Good morning."]


async def test_a_whole_message_is_spoken_from_its_answer_on(hass: HomeAssistant) -> None:
    async def message() -> AsyncGenerator[str]:
        yield "I wonder what to say.\n</think>\n\nGood morning."

    assert await turn_of(Text(hass, message(), clean=True)) == ["Good morning."]


@pytest.mark.parametrize(
    ("language", "phrase"),
    [("en-GB", "Code block left out."), ("zh-CN", "此处略去一段代码。"), ("sw", None)],
)
async def test_code_that_is_left_out_is_said(
    hass: HomeAssistant, language: str, phrase: str | None
) -> None:
    async def answer() -> AsyncGenerator[str]:
        yield "```sh\nls\n```\n"

    found = await turn_of(Text(hass, answer(), clean=True, language=language))
    assert found == ([phrase] if phrase else [])


async def test_a_huge_text_leaves_others_their_turn(hass: HomeAssistant) -> None:
    text = written(hass, "Good morning. " * 10_000)
    longest = 0
    while text.is_open or text._next < len(text._pieces):
        assert await text.wait(None)
        longest = max(longest, len(text.take() or ""))
    assert 512 <= longest <= 2048 + 512

    beats = 0

    async def others() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    beating = asyncio.ensure_future(others())
    segments = await turn_of(text)
    beating.cancel()
    assert " ".join(segments) == ("Good morning. " * 10_000).strip()
    assert beats >= 140_000 // (2048 + 512)
