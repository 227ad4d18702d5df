"""Any audio or video file becomes a recording: decoded and mixed to one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from desktop_app.errors import RecordingError

from .recording import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from .recording import Samples

LONGEST: Final = 600.0
"""Seconds that are read at most: enough to choose half a minute from."""

PCM_RATE: Final = 24_000
"""Sample rate of headerless PCM (signed 16 bit, mono), which cannot say its own."""

_PCM: Final = frozenset({".pcm", ".raw"})


def decode(path: Path) -> Recording:
    """Decode a file; it takes about a second for ten minutes of sound.

    Raises:
        RecordingError: It holds no sound, or is damaged from the start; in words for a person.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        if path.suffix.lower() in _PCM:
            return _raw(file)
        return _decoded(file, path.name)


def _raw(file: BinaryIO) -> Recording:
    data = file.read(2 * round(PCM_RATE * LONGEST))
    samples = np.frombuffer(data[: len(data) & ~1], "<i2").astype(np.float32) / np.float32(32_768)
    return Recording(samples, PCM_RATE, truncated=bool(file.read(1)))


def _decoded(file: BinaryIO, name: str) -> Recording:
    import av  # noqa: PLC0415 - 0.15 s

    pieces: list[Samples] = []
    count = 0
    rate = 0
    truncated = False
    try:
        # No protocol: a playlist must not make other files or addresses part of it.
        with av.open(file, "r", options={"protocol_whitelist": "none"}) as container:
            if not container.streams.audio:
                raise RecordingError("recording_without_audio", name=name)
            stream = container.streams.audio[0]
            rate = stream.codec_context.sample_rate or 0
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate or None)
            for frame in _frames(container, stream, resampler):
                pieces.append(frame)
                count += len(frame)
                if count >= rate * LONGEST:
                    truncated = True
                    break
    except av.FFmpegError as error:
        if not count:  # else it is damaged further on: what came before can serve
            raise RecordingError("recording_not_decoded", name=name, words=error.strerror) from None
    if not count or not rate:
        raise RecordingError("recording_without_audio", name=name)
    return Recording(np.concatenate(pieces), rate, truncated=truncated)


def _frames(container: Any, stream: Any, resampler: Any) -> Any:
    for frame in container.decode(stream):
        for mixed in resampler.resample(frame):
            yield mixed.to_ndarray()[0]
    for mixed in resampler.resample(None):
        yield mixed.to_ndarray()[0]
