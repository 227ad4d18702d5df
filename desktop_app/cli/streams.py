"""Streams of the command line: text out of a pipe as it arrives, speech into a file or a pipe."""

from __future__ import annotations

import asyncio
import codecs
from concurrent.futures import CancelledError
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
import errno
import os
import select
import threading
from typing import TYPE_CHECKING, Final

from desktop_app.errors import AppError
from desktop_app.system.live_outputs import is_pipe, opened
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
    from pathlib import Path

    from desktop_app.audio.streaming import Pieces

_READ: Final = 4096
_LOOK_EVERY: Final = 0.05  # seconds between two attempts to open a pipe


async def save(speech: Pieces, path: Path, form: str, bit_rate: int) -> None:
    """Write speech to a file, whole or not at all.

    Args:
        speech: Pieces of PCM with their shape.
        path: The file to make or to replace.
        form: `wav`, `mp3` or `pcm`.
        bit_rate: Of MP3, in bit/s.

    Raises:
        CosyVoiceError: The speech broke off; the file is as it was.
        AppError: It can't be written; the file is as it was.
    """
    with _writing(path), replacing(path) as file:
        if form == "pcm":
            async for _, pcm in speech:
                await asyncio.to_thread(file.write, pcm)
            return
        from desktop_app.reading.saving import SoundFile  # noqa: PLC0415 - FFmpeg takes 0.1 s

        with SoundFile(file, f".{form}", bit_rate=bit_rate) as sound:
            async for spec, pcm in speech:
                await asyncio.to_thread(sound.write, spec, pcm)


async def pour(speech: Pieces, descriptor: int, name: str, form: str, bit_rate: int) -> bool:
    """Write speech to a pipe or a device while it comes.

    Args:
        speech: Pieces of PCM with their shape.
        descriptor: The pipe.
        name: What to call it if it can't be written.
        form: `wav`, `mp3` or `pcm`.
        bit_rate: Of MP3, in bit/s.

    Returns:
        Whether all of it was taken; it is no error that nobody reads any more.

    Raises:
        CosyVoiceError: The speech broke off.
        AppError: It can't be written.
    """
    async for data in _encoded(speech, form, bit_rate):
        try:
            await asyncio.to_thread(_write, descriptor, data)
        except BrokenPipeError:
            return False
        except OSError as error:
            raise AppError("cannot_write", path=name, error=error) from error
    return True


@asynccontextmanager
async def live(path: Path, waiting: Callable[[], None]) -> AsyncIterator[int]:
    """Open a pipe or a device to pour into; a pipe is waited for until a program reads from it.

    Args:
        path: Where it is.
        waiting: Called once if it has to be waited for.

    Raises:
        AppError: It can't be opened.
    """
    with ExitStack() as stack:
        waited = False
        while True:
            try:
                with _writing(path):
                    descriptor = stack.enter_context(opened(path))
                break
            except AppError as error:
                reason = error.__cause__
                if not isinstance(reason, OSError) or reason.errno != errno.ENXIO:
                    raise
                if not is_pipe(path):
                    raise
            if not waited:
                waited = True
                waiting()
            await asyncio.sleep(_LOOK_EVERY)
        yield descriptor


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what the system says of a file that can't be written into an error of the app."""
    try:
        yield
    except OSError as error:
        if error.filename != str(path):
            raise
        raise AppError("cannot_write", path=path, error=error) from error


async def _encoded(speech: Pieces, form: str, bit_rate: int) -> AsyncGenerator[bytes]:
    if form != "mp3":
        from shared_client.wav import streaming_header  # noqa: PLC0415 - loaded by then

        begun = form == "pcm"
        async for spec, pcm in speech:
            yield pcm if begun else streaming_header(spec) + pcm
            begun = True
        return
    from desktop_app.reading.saving import SoundFile  # noqa: PLC0415 - FFmpeg takes 0.1 s

    made = _Made()
    with SoundFile(made, ".mp3", bit_rate=bit_rate) as sound:
        async for spec, pcm in speech:
            await asyncio.to_thread(sound.write, spec, pcm)
            yield made.take()
    yield made.take()


class _Made:
    """What an encoder has written so far; it can't go back in it, as in a pipe."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        self._data += data
        return len(data)

    def take(self) -> bytes:
        data = bytes(self._data)
        self._data.clear()
        return data


def _write(descriptor: int, data: bytes) -> None:
    """Write everything, below Python's buffers: what is left in them would fail at exit again."""
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:  # another program that has the pipe, too, made it so
            select.select([], [descriptor], [])


async def read_text(source: int | Path) -> AsyncGenerator[str]:
    """The text of a pipe, a terminal or a file while it arrives: UTF-8; what is none is replaced.

    Args:
        source: A descriptor, or the pipe to open.

    Raises:
        OSError: It can't be opened or read.

    A thread reads, since not everything can be waited for. It is a daemon, and reads below
    Python's buffers: a read that never returns must not keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=8)

    def read() -> None:
        with suppress(RuntimeError, CancelledError):  # the loop ends: nobody listens any more
            chunk: bytes | OSError = b"-"
            descriptor = -1
            while chunk and isinstance(chunk, bytes):
                try:
                    if descriptor < 0:  # opening a pipe may wait for the program that writes
                        descriptor = (
                            source if isinstance(source, int) else os.open(source, os.O_RDONLY)
                        )
                    chunk = os.read(descriptor, _READ)
                except OSError as error:
                    chunk = error
                asyncio.run_coroutine_threadsafe(queue.put(chunk), loop).result()

    threading.Thread(target=read, daemon=True).start()
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    while chunk := await queue.get():
        if isinstance(chunk, OSError):
            raise chunk
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
