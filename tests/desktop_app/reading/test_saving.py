"""A text saved as a file, whole or not at all."""

from __future__ import annotations

import asyncio
import io
import os
from threading import Event, Thread
from typing import TYPE_CHECKING, NoReturn

import av
import pytest

from desktop_app.reading import saving
from desktop_app.reading.model import Reading
from desktop_app.reading.reader import Reader
from desktop_app.reading.saving import SaveError, SoundFile
from desktop_app.services.connection import Connection
from shared_client import AudioSpec, CosyVoiceClient, CosyVoiceError
from tests.desktop_app.reading.hearing import TIMEOUTS, FastPlayer, local_connection
from tests.sound_server import tone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from typing_extensions import Buffer

TEXT = "This is the first sentence. And this is the second one.\n\nThe third is the last."
SECONDS = sum(map(str.isalnum, TEXT)) * 0.05


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    async with local_connection(tmp_path / "server") as connection:
        async with Reader(FastPlayer(), [connection]) as found:
            yield found


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".MP3"])
async def test_a_file_holds_the_whole_text_and_its_title(
    reader: Reader, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"text{suffix}"
    told: list[float] = []
    await reader.save(Reading(TEXT, "A title, 标题"), path, told.append)
    with av.open(str(path)) as container:
        assert container.metadata["title"] == "A title, 标题"
        (stream,) = container.streams
        assert isinstance(stream, av.AudioStream)
        samples = sum(frame.samples for frame in container.decode(stream))
        assert samples / stream.rate == pytest.approx(SECONDS, abs=0.1)
    assert told == sorted(told)
    assert len(told) == 4
    assert told[-1] == 1.0


@pytest.mark.parametrize(("name", "text"), [("text.ogg", TEXT), ("text", TEXT), ("a.wav", "***")])
async def test_what_cannot_be_saved_leaves_no_file(
    reader: Reader, tmp_path: Path, name: str, text: str
) -> None:
    with pytest.raises(SaveError):
        await reader.save(Reading(text), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["server"]  # noqa: ASYNC240 - a moment


@pytest.mark.parametrize("source", ["{}/book.mp3", "file://{}/book.mp3", "{}/book.txt"])
async def test_the_document_that_is_read_is_not_written_over(
    reader: Reader, tmp_path: Path, source: str
) -> None:
    path = tmp_path / "book.mp3"
    path.write_bytes(b"A year of work.")
    (tmp_path / "book.txt").hardlink_to(path)
    with pytest.raises(SaveError) as raised:
        await reader.save(Reading(TEXT, source=source.format(tmp_path)), path)
    assert raised.value.key == "save_over_source"
    assert path.read_bytes() == b"A year of work."


async def test_giving_up_leaves_the_file_as_it_was(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "text.mp3"
    path.write_bytes(b"before")
    begun = asyncio.Event()
    saved = asyncio.create_task(reader.save(Reading(TEXT * 50), path, lambda _: begun.set()))
    await begun.wait()
    saved.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saved
    assert path.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 2  # noqa: ASYNC240 - a moment


async def test_a_service_that_is_down_leaves_no_file(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "_WAITS", (0.01, 0.01))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with CosyVoiceClient(url, None, timeouts=TIMEOUTS) as client:
        async with Reader(FastPlayer(), [Connection(client, "home", "voice")]) as reader:
            with pytest.raises(CosyVoiceError):
                await reader.save(Reading(TEXT), tmp_path / "text.wav")
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a moment


def test_a_full_disk_is_told_of() -> None:
    class Full(io.BytesIO):
        def write(self, _data: object) -> NoReturn:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"), SoundFile(Full(), ".wav", "") as sound:
        for _ in range(20):
            sound.write(AudioSpec(24_000), tone(1.0))


def test_audio_of_another_shape_gets_that_of_the_first() -> None:
    file = io.BytesIO()
    with SoundFile(file, ".wav", "") as sound:
        sound.write(AudioSpec(24_000), tone(1.0))
        sound.write(AudioSpec(24_000), b"")
        sound.write(AudioSpec(48_000), tone(1.0, rate=48_000))
    with av.open(io.BytesIO(file.getvalue()), "r", format="wav") as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert samples == pytest.approx(48_000, abs=10)


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_a_full_disk_is_one_error_and_nothing_on_the_terminal(
    suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def write() -> None:
        # Without a buffer: it would try again when it is closed.
        with (
            open("/dev/full", "wb", buffering=0) as file,  # noqa: PTH123 - a device
            SoundFile(file, suffix) as sound,
        ):
            for _ in range(30):
                sound.write(AudioSpec(24_000), b"\0\1" * 24_000)

    with pytest.raises(OSError, match="No space left"):
        write()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_what_cannot_seek_gets_a_file_that_plays(suffix: str) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as there, os.fdopen(writing, "wb") as here:
        with SoundFile(here, suffix) as sound:
            sound.write(AudioSpec(24_000), tone(seconds=0.5))
        here.close()
        with av.open(io.BytesIO(there.read()), "r", format=suffix[1:]) as container:
            samples = sum(frame.samples for frame in container.decode(audio=0))
    assert samples == pytest.approx(12_000, rel=0.15)  # an MP3 is a little longer


class Slow(io.BytesIO):
    """A disk that takes its time, until a test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go = Event(), Event()

    def write(self, data: Buffer) -> int:
        self.began.set()
        assert self.go.wait(10)
        return super().write(data)


def test_a_file_that_is_given_up_closes_after_what_is_being_written() -> None:
    """As where a saving is canceled, whose thread goes on: FFmpeg doesn't survive both at once."""
    disk, spec = Slow(), AudioSpec(24_000)
    sound = SoundFile(disk, ".wav")
    writing = Thread(target=sound.write, args=(spec, tone(5.0)))
    leaving = Thread(target=sound.__exit__, args=(RuntimeError, None, None))
    writing.start()
    assert disk.began.wait(10)
    leaving.start()
    leaving.join(0.2)
    assert leaving.is_alive()
    disk.go.set()
    for thread in (writing, leaving):
        thread.join(10)
        assert not thread.is_alive()
    written = disk.getbuffer().nbytes
    sound.write(spec, tone(1.0))  # nobody wants it any more
    assert disk.getbuffer().nbytes == written
