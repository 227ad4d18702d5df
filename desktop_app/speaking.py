"""Speech into a loudspeaker or a file: the engine under the command line and the tray app."""

from __future__ import annotations

import asyncio
import codecs
from contextlib import suppress
import os
import threading
from typing import TYPE_CHECKING, Final

from .system.whole_files import replacing

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from shared_client import AudioSpec, SpeechStream

    from .audio.player import Player

_READ: Final = 4096
_PIECE: Final = 2000


async def play(stream: SpeechStream, player: Player, spec: AudioSpec | None = None) -> None:
    """Play a stream to its last sample.

    Args:
        stream: Not iterated yet; WAV or PCM.
        player: Plays it.
        spec: What the player is open for already, so that the device is ready before the audio
            is. It is opened anew where the audio has another shape.

    Raises:
        CosyVoiceError: The stream broke; what had come by then was played.
        AudioError: It cannot be played.
    """
    from shared_client import CosyVoiceError  # noqa: PLC0415 - 0.3 s, loaded by then

    broken: CosyVoiceError | None = None
    try:
        async for pcm in stream.pcm():
            if stream.format is not None and stream.format != spec:
                spec = stream.format
                await player.open(spec)
            await player.write(pcm)
    except CosyVoiceError as error:
        broken = error
    if stream.metrics.bytes:
        await player.drain()
    if broken is not None:
        raise broken


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
