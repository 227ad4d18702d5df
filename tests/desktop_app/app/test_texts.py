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
from desktop_app.documents.opening import read_document
from desktop_app.errors import DocumentError
from desktop_app.reading.events import ReaderState
from desktop_app.reading.model import Reading
from desktop_app.reading.reader import Reader
from desktop_app.system.selection import Place, Selections
from desktop_app.words.saying import sentence
from shared_client.text.kinds import TextKind
from tests.desktop_app.documents.epub_file import write_epub
from tests.desktop_app.reading.hearing import FastPlayer, local_connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from desktop_app.app.events import AppEvent
    from desktop_app.documents.document import Document

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


# Places in the queue


def written(folder: Path, *names: str, text: str = LONG) -> list[str]:
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text(f"{path.name} {text}", "utf-8")
    return [str(path) for path in paths]


class Openings:
    """How many processes open documents, and when each does.

    Attributes:
        most: At one time.
        opened: Names, in order.
        hold: Files that are opened only once they are let go.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.most = self._now = 0
        self.opened: list[str] = []
        self.hold: dict[str, asyncio.Event] = {}
        self.given_up: list[str] = []
        monkeypatch.setattr("desktop_app.app.texts.read_document", self._read)

    async def _read(self, source: str) -> Document:
        self._now += 1
        self.most = max(self.most, self._now)
        name = source.rpartition("/")[2]
        try:
            if name in self.hold:
                await self.hold[name].wait()
            document = await read_document(source)
        except asyncio.CancelledError:
            self.given_up.append(name)
            raise
        finally:
            self._now -= 1
        self.opened.append(name)
        return document


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> Openings:
    return Openings(monkeypatch)


def places(found: Found) -> list[tuple[str, bool]]:
    return [(item.reading.title, item.opening) for item in found.reader.queue]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - of the reader, or of a process
            await asyncio.sleep(0.01)


async def test_all_have_their_places_at_once_and_only_a_few_are_opened_ahead(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    names = [f"{number}.txt" for number in range(100)]
    openings.hold[names[0]] = asyncio.Event()
    opening = asyncio.create_task(found.texts.open_all(written(tmp_path, *names)))
    await until(lambda: len(found.reader.queue) == 100)
    assert places(found) == [(name, True) for name in names]
    await until(lambda: found.reader.state.state is ReaderState.WAITING)
    assert found.reader.state.waiting is not None
    assert found.reader.state.waiting.name == "0.txt"
    openings.hold[names[0]].set()
    await until(lambda: found.reader.state.state is ReaderState.SPEAKING)
    await until(lambda: len(openings.opened) >= 3)
    assert len(found.reader.queue) >= 98
    assert sum(not item.opening for item in found.reader.queue) <= 3
    await found.texts.stop()
    assert opening.cancelled() or opening.cancelling() or opening.done()
    assert openings.most == 1
    assert openings.opened == names[: len(openings.opened)]
    assert len(openings.opened) < 20


async def test_the_order_is_that_of_the_person_whichever_is_opened_sooner(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    first = written(tmp_path, "slow.txt", "second.txt")
    openings.hold["slow.txt"] = asyncio.Event()
    await found.texts.write(LONG)
    one = asyncio.create_task(found.texts.open_all(first))
    await until(lambda: len(found.reader.queue) == 3)
    other = asyncio.create_task(found.texts.open_all(written(tmp_path, "third.txt"), at_once=False))
    await until(lambda: len(found.reader.queue) == 4)
    assert found.queue[0] == LONG  # it is read until there is something to read in its place
    openings.hold["slow.txt"].set()
    await asyncio.gather(one, other)
    titles = [item.reading.title for item in found.reader.queue]
    assert titles == ["slow", "second", "third"]


async def test_what_is_asked_for_last_is_read_in_place_of_what_is_read(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    openings.hold["slow.txt"] = asyncio.Event()
    await found.texts.write(LONG)
    one = asyncio.create_task(found.texts.open_all(written(tmp_path, "slow.txt")))
    await until(lambda: len(found.reader.queue) == 2)
    await found.texts.write("At once, and then the other. " + LONG)
    openings.hold["slow.txt"].set()
    await one
    assert found.queue[0].startswith("At once")
    assert [item.reading.title for item in found.reader.queue] == ["", "slow"]


async def test_one_that_cannot_be_read_leaves_what_is_read_alone(
    found: Found, tmp_path: Path
) -> None:
    await found.texts.write(LONG)
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    await found.texts.open_all([str(tmp_path / "damaged.pdf"), "file:///nowhere/at-all.txt"])
    assert found.queue == [LONG]
    assert len(found.told) == 1


async def test_those_that_cannot_be_read_are_told_in_one_message(
    found: Found, tmp_path: Path
) -> None:
    (good,) = written(tmp_path, "good.txt")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 and nothing else")
    bad = [str(tmp_path / name) for name in ("a.pdf", "b.pdf")]
    await found.texts.open_all([*bad, good, str(tmp_path / "c.pdf")])
    assert [item.reading.title for item in found.reader.queue] == ["good"]
    both, one = [told.error for told in found.told if isinstance(told, Failed)]
    assert isinstance(both, ExceptionGroup)
    assert [name for name in ("a.pdf", "b.pdf", "c.pdf") if name in sentence(both)] == [
        "a.pdf",
        "b.pdf",
    ]
    assert "c.pdf" in sentence(one)


async def test_a_place_can_be_taken_out_moved_or_passed_over_while_it_is_opened(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    names = ["a.txt", "b.txt", "c.txt", "d.txt"]
    openings.hold = {name: asyncio.Event() for name in names}
    opening = asyncio.create_task(found.texts.open_all(written(tmp_path, *names)))
    await until(lambda: len(found.reader.queue) == 4)
    numbers = {item.reading.title: item.number for item in found.reader.queue}
    await found.reader.pause()
    await until(lambda: found.reader.state.state is ReaderState.PAUSED)
    await found.reader.resume()
    await until(lambda: found.reader.state.state is ReaderState.WAITING)
    await found.reader.remove(numbers["a.txt"])
    await until(lambda: openings.given_up == ["a.txt"])
    await found.reader.next_sentence()  # of a text that has none yet
    await until(lambda: openings.given_up == ["a.txt", "b.txt"])
    await found.reader.move(numbers["d.txt"], 1)
    assert [title for title, _ in places(found)] == ["c.txt", "d.txt"]
    for event in openings.hold.values():
        event.set()
    await opening
    assert openings.opened == ["c.txt", "d.txt"]
    assert openings.most == 1


async def test_what_was_taken_out_before_it_was_opened_comes_back(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    await found.texts.write(LONG)
    openings.hold["a.txt"] = asyncio.Event()
    opening = asyncio.create_task(found.texts.open_all(written(tmp_path, "a.txt"), at_once=False))
    await until(lambda: len(found.reader.queue) == 2)
    item = found.reader.queue[1]
    await found.reader.remove(item.number)
    await opening
    openings.hold["a.txt"].set()
    await found.texts.read(item.reading, at_once=False)
    await until(lambda: openings.opened == ["a.txt"])
    await until(lambda: found.queue[1:] and found.queue[1].startswith("a.txt"))


async def test_a_text_that_is_read_while_one_is_opened_is_followed_by_it(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    openings.hold["a.txt"] = asyncio.Event()
    opening = asyncio.create_task(found.texts.open_all(written(tmp_path, "a.txt")))
    await until(lambda: len(found.reader.queue) == 1)
    await found.reader.read(Reading("An announcement.", remember=False), now=True)
    await until(lambda: found.reader.state.state is ReaderState.WAITING)
    openings.hold["a.txt"].set()
    await opening
    assert found.reader.queue[0].reading.title == "a"


async def test_after_a_stop_others_are_opened(
    found: Found, tmp_path: Path, openings: Openings
) -> None:
    openings.hold["a.txt"] = asyncio.Event()
    opening = asyncio.create_task(found.texts.open_all(written(tmp_path, "a.txt")))
    await until(lambda: len(found.reader.queue) == 1)
    stopping = asyncio.create_task(found.texts.stop())
    await asyncio.sleep(0)
    await found.texts.open_all(written(tmp_path, "b.txt"))
    await stopping
    with suppress(asyncio.CancelledError):
        await opening
    assert openings.opened == ["b.txt"]
    assert openings.given_up == ["a.txt"]
