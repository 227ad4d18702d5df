"""Streams of the command line: text out of a pipe as it arrives, speech into a file or a pipe."""

from __future__ import annotations

import asyncio
import codecs
from concurrent.futures import CancelledError
from contextlib import suppress
import os
import threading
from typing import TYPE_CHECKING, Final

from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from desktop_app.audio.streaming import Pieces

_READ: Final = 4096


async def save(speech: Pieces, path: Path, form: str, bit_rate: int) -> None:
    """Write speech to a file, whole or not at all.

    Args:
        speech: Pieces of PCM with their shape.
        path: The file to make or to replace.
        form: `wav`, `mp3` or `pcm`.
        bit_rate: Of MP3, in bit/s.

    Raises:
        CosyVoiceError: The speech broke off; the file is as it was.
        OSError: It can't be written; the file is as it was.
    """
    with replacing(path) as file:
        if form == "pcm":
            async for _, pcm in speech:
                await asyncio.to_thread(file.write, pcm)
            return
        from desktop_app.reading.saving import SoundFile  # noqa: PLC0415 - FFmpeg takes 0.1 s

        with SoundFile(file, f".{form}", bit_rate=bit_rate) as sound:
            async for spec, pcm in speech:
                await asyncio.to_thread(sound.write, spec, pcm)


async def pour(speech: Pieces, descriptor: int, form: str, bit_rate: int) -> None:
    """Write speech to a pipe while it comes; it is no error that nobody reads any more.

    Args:
        speech: Pieces of PCM with their shape.
        descriptor: The pipe.
        form: `wav`, `mp3` or `pcm`.
        bit_rate: Of MP3, in bit/s.

    Raises:
        CosyVoiceError: The speech broke off.
        OSError: It can't be written.
    """
    with suppress(BrokenPipeError):
        async for data in _encoded(speech, form, bit_rate):
            await asyncio.to_thread(_write, descriptor, data)


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
        rest = rest[os.write(descriptor, rest) :]


async def read_text(descriptor: int) -> AsyncGenerator[str]:
    """The text of a pipe, a terminal or a file while it arrives: UTF-8; what is none is replaced.

    A thread reads, since not everything can be waited for. It is a daemon, and reads below
    Python's buffers: a read that never returns must not keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=8)

    def read() -> None:
        with suppress(RuntimeError, CancelledError):  # the loop ends: nobody listens any more
            chunk: bytes | OSError = b"-"
            while chunk and isinstance(chunk, bytes):
                try:
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
