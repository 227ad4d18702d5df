"""Speech while it streams: read ahead, and into a player."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from shared_client import AudioSpec, SpeechStream

    from .player import Player

    Pieces = AsyncGenerator[tuple[AudioSpec, bytes]]

AHEAD: Final = 20.0
"""Seconds of audio that are kept ready."""


async def pieces_of(stream: SpeechStream) -> Pieces:
    """The audio of a stream with its shape, in whole frames.

    Raises:
        CosyVoiceError: The stream broke.
    """
    async for pcm in stream.pcm():
        if stream.format is not None:
            yield stream.format, pcm


@asynccontextmanager
async def read_ahead(pieces: Pieces, seconds: float = AHEAD) -> AsyncIterator[Pieces]:
    """Have speech made while what came before it is heard.

    Args:
        pieces: The speech; closed at the end. What breaks it is raised after what came by then.
        seconds: How much is kept ready.
    """
    ready: asyncio.Queue[tuple[AudioSpec, bytes] | None] = asyncio.Queue()
    waiting = 0.0
    room = asyncio.Event()

    async def read() -> None:
        nonlocal waiting
        try:
            async with aclosing(pieces):
                async for spec, pcm in pieces:
                    waiting += len(pcm) / spec.bytes_per_second
                    ready.put_nowait((spec, pcm))
                    if waiting >= seconds:
                        room.clear()
                        await room.wait()
        finally:
            ready.put_nowait(None)

    async def take() -> Pieces:
        nonlocal waiting
        while (piece := await ready.get()) is not None:
            spec, pcm = piece
            waiting -= len(pcm) / spec.bytes_per_second
            if waiting < seconds:
                room.set()
            yield piece
        await reading

    reading = asyncio.create_task(read(), name="speech ahead")
    try:
        yield take()
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def play(pieces: Pieces, player: Player, spec: AudioSpec | None = None) -> None:
    """Play speech to its last sample.

    Args:
        pieces: Signed 16 bit PCM with its shape.
        player: Plays it.
        spec: What the player is open for already, so that the device is ready before the audio
            is. It is opened again where the audio has another shape.

    Raises:
        CosyVoiceError: The speech broke off; what had come by then was played.
        AppError: As above.
        AudioError: It can't be played.
    """
    from desktop_app.errors import AppError  # noqa: PLC0415 - as below
    from shared_client import CosyVoiceError  # noqa: PLC0415 - loaded by then

    broken: Exception | None = None
    anything = False
    try:
        async for shape, pcm in pieces:
            if shape != spec:
                if anything:
                    await player.drain()
                spec = shape
                await player.open(spec)
            anything = True
            await player.write(pcm)
    except (CosyVoiceError, AppError) as error:
        broken = error
    if anything:
        await player.drain()
    if broken is not None:
        raise broken
