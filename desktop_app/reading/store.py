"""Audio of sentences on disk, bounded: what was spoken once is heard again without a service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
import hashlib
import io
import os
from typing import TYPE_CHECKING, Final

from desktop_app.system.private_folders import FILE_MODE, private_folder
from desktop_app.system.whole_files import replacing
from shared_client import AudioSpec

if TYPE_CHECKING:
    from pathlib import Path

LIMIT: Final = 256 * 1024 * 1024
"""Bytes that are kept: about three hours of speech."""

_SUFFIX: Final = ".flac"


def key_of(*parts: str) -> str:
    """The name of a sentence's audio, from all that it depends on."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()


class AudioStore:
    """Sentences as FLAC, a file each; the one that was not asked for the longest goes first.

    FLAC gives back the very samples, and needs no resampling: a replay sounds and lasts as the
    first time. Disk trouble is no trouble here: what cannot be kept is spoken anew.

    Args:
        directory: Where they are; made when needed.
        limit: Bytes that they may take.
    """

    def __init__(self, directory: Path, limit: int = LIMIT) -> None:
        self._directory = directory
        self._limit = limit
        self._size: int | None = None
        self._turn = asyncio.Lock()

    async def get(self, key: str) -> tuple[AudioSpec, bytes] | None:
        """The audio of this name, if it is there."""
        return await asyncio.to_thread(self._read, self._directory / (key + _SUFFIX))

    async def put(self, key: str, spec: AudioSpec, pcm: bytes) -> None:
        """Keep audio, and drop what is too much."""
        async with self._turn:
            with suppress(OSError):
                await asyncio.to_thread(self._write, key, spec, pcm)

    async def clear(self) -> None:
        """Drop everything."""
        async with self._turn:
            await asyncio.to_thread(self._shrink, 0)

    def _read(self, path: Path) -> tuple[AudioSpec, bytes] | None:
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if (audio := decode(data)) is None:  # cut off by a full disk, say
            with suppress(OSError):
                path.unlink()
        return audio

    def _write(self, key: str, spec: AudioSpec, pcm: bytes) -> None:
        private_folder(self._directory)
        data = encode(spec, pcm)
        with replacing(self._directory / (key + _SUFFIX), mode=FILE_MODE) as file:
            file.write(data)
        if self._size is not None:
            self._size += len(data)
        if self._size is None or self._size > self._limit:
            self._shrink(self._limit)

    def _shrink(self, limit: int) -> None:
        """Drop the oldest until a tenth of the limit is free."""
        files = []
        with suppress(OSError):
            for path in self._directory.iterdir():
                status = path.stat()
                files.append((status.st_mtime, status.st_size, path))
        size = sum(bytes_ for _, bytes_, _ in files)
        if size > limit:
            for _, bytes_, path in sorted(files):
                if size <= limit * 9 // 10:
                    break
                with suppress(OSError):
                    path.unlink()
                    size -= bytes_
        self._size = size


def encode(spec: AudioSpec, pcm: bytes) -> bytes:
    """PCM as FLAC."""
    import av  # noqa: PLC0415 - FFmpeg: 20 MiB that an app at rest does without
    import numpy as np  # noqa: PLC0415 - as above

    file = io.BytesIO()
    layout = "mono" if spec.channels == 1 else "stereo"
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=spec.sample_rate, layout=layout)
        samples = np.frombuffer(pcm, dtype="<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=layout)
        frame.sample_rate = spec.sample_rate
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def decode(data: bytes) -> tuple[AudioSpec, bytes] | None:
    """FLAC as PCM; None where it is damaged."""
    import av  # noqa: PLC0415 - as above

    try:
        with av.open(io.BytesIO(data), "r") as container:
            stream = container.streams.audio[0]
            spec = AudioSpec(stream.rate, stream.channels)
            frames = [frame.to_ndarray() for frame in container.decode(stream)]
    except (av.FFmpegError, IndexError, ValueError):
        return None
    return spec, b"".join(frame.astype("<i2").tobytes() for frame in frames)
