"""Streams of the command line: text out of a pipe as it arrives, speech into a file."""

from __future__ import annotations

import asyncio
import codecs
from contextlib import suppress
import os
import threading
from typing import TYPE_CHECKING, Final

from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from shared_client import SpeechStream

_READ: Final = 4096
_PIECE: Final = 2000


async def save(stream: SpeechStream, path: Path, *, wav: bool) -> None:
    """Write a stream to a file, whole or not at all.

    Args:
        stream: Not iterated yet.
        path: The file to make or to replace.
        wav: Whether it is a WAV, which gets true sizes in its header.

    Raises:
        CosyVoiceError: The stream broke; the file is as it was.
        OSError: It cannot be written; the file is as it was.
    """
    from shared_client.wav import wav_header  # noqa: PLC0415 - 0.3 s, loaded by then

    with replacing(path) as file:
        async for chunk in stream:
            await asyncio.to_thread(file.write, chunk)
        if wav and stream.format is not None:
            size = file.tell() - len(wav_header(stream.format, 0))
            file.seek(0)
            file.write(wav_header(stream.format, size))


async def read_text(descriptor: int) -> AsyncGenerator[str]:
    """The text of a pipe, a terminal or a file while it arrives: UTF-8; what is none is replaced.

    A thread reads, since not everything can be waited for. It is a daemon, and reads below
    Python's buffers: a read that never returns must not keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=8)

    def read() -> None:
        with suppress(RuntimeError):  # the loop is gone: nobody listens any more
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


async def in_pieces(text: str) -> AsyncGenerator[str]:
    """A text in pieces, so that cleaning a long one does not hold up its beginning."""
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]
        await asyncio.sleep(0)
