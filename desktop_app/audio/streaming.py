"""Speech while it streams, into a player."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared_client import AudioSpec, SpeechStream

    from .player import Player


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
