"""Texts that are read: in order, and not after a stop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
import socket
from typing import TYPE_CHECKING
import zipfile

import pytest

from desktop_app.app.events import Failed, NothingToRead
from desktop_app.app.texts import Texts
from desktop_app.errors import DocumentError
from desktop_app.reading.reader import Reader
from desktop_app.system.selection import Place, Selections
from shared_client.text.kinds import TextKind
from tests.desktop_app.documents.epub_file import write_epub
from tests.desktop_app.reading.hearing import FastPlayer, local_connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from desktop_app.app.events import AppEvent

LONG = "This is a sentence that takes a little while to be read aloud by anybody. " * 12


class Found:
    """A reader with its texts.

    Attributes:
        texts: They.
        told: What they told.
        copied: What is in the clipboard; None as long as nobody answers.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.told: list[AppEvent] = []
        self.copied: str | None = ""
        self.texts = Texts(reader, Selections("other", self._clipboard), self.told.append)

    @property
    def queue(self) -> list[str]:
        return [item.reading.text for item in self.reader.queue]

    async def _clipboard(self) -> str:
        if self.copied is None:
            await asyncio.sleep(60)
        return self.copied or ""


@pytest.fixture
async def found(tmp_path: Path) -> AsyncIterator[Found]:
    async with local_connection(tmp_path / "server") as connection:
        async with Reader(FastPlayer(), [connection]) as reader:
            yield Found(reader)


async def test_a_document_says_how_it_is_written_and_other_texts_are_looked_at(
    found: Found, tmp_path: Path
) -> None:
    path = tmp_path / "note.md"
    path.write_text(LONG, "utf-8")
    await found.texts.open_all([str(path), LONG])
    assert [item.reading.kind for item in found.reader.queue] == [TextKind.MARKDOWN, None]
    found.copied = LONG
    await found.texts.read_clipboard()
    assert found.reader.queue[0].reading.kind is None


async def test_what_is_missing_of_a_document_is_told(found: Found, tmp_path: Path) -> None:
    whole, lost = tmp_path / "whole.epub", tmp_path / "lost.epub"
    write_epub(whole, [f"<p>{LONG}</p>", "<p>lost</p>"], "红楼梦", "zh")
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(lost, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith("/1.xhtml"):
                target.writestr(entry, source.read(entry))
    await found.texts.open_all([str(lost)])
    assert [item.reading.title for item in found.reader.queue] == ["红楼梦"]
    (told,) = (str(event.error) for event in found.told if isinstance(event, Failed))
    assert told == "1 of the 2 chapters of lost.epub are missing from the file."


async def test_several_are_read_in_their_order_and_one_that_fails_is_told(
    found: Found, tmp_path: Path
) -> None:
    path = tmp_path / "note.txt"
    path.write_text(LONG, "utf-8")
    await found.texts.open_all([LONG, str(path), "file:///nowhere/at-all.txt", "And a text."])
    assert found.queue == [LONG, LONG.strip(), "And a text."]
    assert [item.reading.source for item in found.reader.queue] == ["", str(path), ""]
    (failed,) = found.told
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, DocumentError)
    await found.texts.open_all(["At once.", "And this."])
    assert found.queue[0] == "At once."
    await found.texts.open_all(["Later."], at_once=False)
    assert found.queue[-2:] == ["And this.", "Later."]


async def test_nothing_is_read_of_an_empty_text(found: Found) -> None:
    await found.texts.write(" \n")
    assert found.queue == []
    await found.texts.write("One.\r\nTwo.\rThree.")
    assert found.queue == ["One.\nTwo.\nThree."]


async def test_where_nothing_was_copied_that_is_told(found: Found) -> None:
    await found.texts.read_selection()
    await found.texts.read_clipboard()
    assert found.told == [
        NothingToRead(Place.SELECTION, Place.CLIPBOARD),
        NothingToRead(Place.CLIPBOARD, Place.CLIPBOARD),
    ]
    found.copied = "Copied."
    await found.texts.read_clipboard()
    assert found.queue == ["Copied."]


async def test_stop_gives_up_a_page_that_is_being_fetched(
    found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003 - its only form
        address = f"http://127.0.0.1:{server.getsockname()[1]}/page.html"
        opening = asyncio.create_task(found.texts.open_all([address, "And a text."]))
        connection, _ = await asyncio.get_running_loop().sock_accept(server)
        with connection:
            await found.texts.stop()
            with suppress(asyncio.CancelledError):
                await opening
    assert opening.cancelled()
    assert found.queue == []
    assert found.told == []


async def test_stop_gives_up_a_selection_that_nobody_tells(found: Found) -> None:
    found.copied = None
    asking = asyncio.create_task(found.texts.read_selection())
    await asyncio.sleep(0.05)
    await found.texts.stop()
    with suppress(asyncio.CancelledError):
        await asking
    assert asking.cancelled()
    assert found.queue == []
