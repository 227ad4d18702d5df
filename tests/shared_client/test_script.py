"""A text in segments that can be read again, until it is heard."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from shared_client.script import Script

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


async def segments(*texts: str, error: Exception | None = None) -> AsyncGenerator[str]:
    for text in texts:
        yield text
    if error is not None:
        raise error


async def read(script: Script) -> list[str]:
    """All of a script from its beginning."""
    found: list[str] = []
    while (segment := await script.get(len(found))) is not None:
        found.append(segment)
    return found


async def test_a_text_is_read_again_from_its_beginning() -> None:
    script = Script(segments("a", "b", "c"))
    assert await read(script) == ["a", "b", "c"]
    assert await read(script) == ["a", "b", "c"]
    assert script.is_over
    assert not script.is_empty


async def test_two_read_a_text_side_by_side() -> None:
    script = Script(segments(*"abcdef"))
    assert [*await asyncio.gather(read(script), read(script))] == [list("abcdef")] * 2


async def test_what_was_read_is_not_kept_once_it_is_heard() -> None:
    script = Script(segments(*"abcd"))
    assert await script.get(1) == "b"
    script.forget()
    assert await script.get(1) == "b"
    assert await script.get(2) == "c"
    assert script._kept == ["c"]
    assert await script.get(3) == "d"
    assert await script.get(4) is None


async def test_no_more_is_read_than_is_asked_for() -> None:
    read_so_far = []

    async def text() -> AsyncGenerator[str]:
        for letter in "abc":
            read_so_far.append(letter)
            yield letter

    script = Script(text())
    assert await script.get(0) == "a"
    await asyncio.sleep(0.01)
    assert read_so_far == ["a"]


async def test_looking_ahead_does_not_wait() -> None:
    written = asyncio.Event()

    async def text() -> AsyncGenerator[str]:
        yield "a"
        await written.wait()
        yield "b"

    script = Script(text())
    assert await script.look(0)
    assert not await script.look(1)
    assert not script.is_over
    written.set()
    assert await script.look(1)
    assert not await script.look(2)
    assert script.is_over


async def test_a_text_that_fails_ends_there_and_tells_why() -> None:
    error = RuntimeError("the model broke")
    script = Script(segments("a", error=error))
    assert await read(script) == ["a"]
    assert script.error is error
    script = Script(segments(error=error))
    assert await script.get(0) is None
    assert script.is_empty


@pytest.mark.parametrize("begun", [False, True])
async def test_closing_closes_the_text(*, begun: bool) -> None:
    closed = asyncio.Event()

    async def text() -> AsyncGenerator[str]:
        try:
            yield "a"
            await asyncio.sleep(60)
        finally:
            closed.set()

    source = text()
    script = Script(source)
    if begun:
        assert await script.get(0) == "a"
    await script.aclose()
    assert closed.is_set() is begun  # what was never begun has nothing to close
    with pytest.raises(StopAsyncIteration):
        await anext(source)
