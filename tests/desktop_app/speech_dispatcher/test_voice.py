"""Who speaks a message, and how long what it needs is kept."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
import tempfile
from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.interjection import Interjection
from desktop_app.speech_dispatcher import voice
from desktop_app.speech_dispatcher.voice import Voice
from desktop_app.system.control import address, order, parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from desktop_app.settings.settings import Settings
    from tests.sound_server import SoundServer

WORDS = Interjection("Some words.", 1.5, 0.5, "en", "Calm")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh user."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    with tempfile.TemporaryDirectory(prefix="run-") as directory:
        monkeypatch.setenv("XDG_RUNTIME_DIR", directory)
        yield tmp_path


class Own(Voice):
    """Notes what would be spoken by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Interjection] = []

    async def _say(self, message: Interjection) -> None:
        self.said.append(message)


@asynccontextmanager
async def app(answer: bytes) -> AsyncIterator[list[tuple[str, list[str]]]]:
    """Something that answers as an app does."""
    orders: list[tuple[str, list[str]]] = []

    async def obey(lines: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        orders.append(parse(await lines.readline()))
        answers.write(answer)
        answers.close()

    async with await asyncio.start_unix_server(obey, address()):
        yield orders


@pytest.mark.parametrize(
    ("answer", "own"),
    [
        (order("done", [""]), []),
        (order("failed", ["The running app knows no order."]), [WORDS]),  # an older one
        (b'{"version": 3, "command": "done", "arguments": []}\n', [WORDS]),  # a newer one
        (b"", [WORDS]),  # it has just been quit
    ],
)
async def test_the_app_is_asked_first(answer: bytes, own: list[Interjection]) -> None:
    speaker = Own()
    async with app(answer) as orders:
        await speaker.say(WORDS)
    assert orders == [("speak", ["Some words.", "1.5", "0.5", "en", "Calm"])]
    assert speaker.said == own


async def test_where_no_app_runs_it_speaks_itself() -> None:
    speaker = Own()
    await speaker.say(WORDS)
    assert speaker.said == [WORDS]


@pytest.mark.audio
async def test_what_it_needs_is_let_go_at_rest(
    sound_server: SoundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "_IDLE", 0.1)
    kept = voice._reader
    made: list[str] = []

    @asynccontextmanager
    async def counted(settings: Settings) -> AsyncIterator[object]:
        made.append("made")
        try:
            async with kept(settings) as reader:
                yield reader
        finally:
            made.append("let go")

    monkeypatch.setattr(voice, "_reader", counted)
    async with Voice() as speaker:
        for times in (1, 2):
            with sound_server.recording() as recording:
                await speaker.say(WORDS)
            assert recording.duration > 0.2
            async with asyncio.timeout(20):
                while made.count("let go") < times:  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0.02)
    assert made == ["made", "let go"] * 2
