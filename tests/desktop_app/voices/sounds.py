"""Sounds that are made for tests: speech-like bursts, noise, and files of every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av
import numpy as np

from desktop_app.voices.recording import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from shared_client.recording_checks import Samples


def speech(
    seconds: float, *, rate: int = 24_000, level: float = 0.3, noise: float = -60
) -> Samples:
    """Half a second of tone, a quarter of a second of pause, and so on, over noise in decibels."""
    time = np.arange(round(seconds * rate)) / rate
    wave = level * np.sin(2 * np.pi * 220 * time) * ((time % 0.75) < 0.5)
    hiss = np.random.default_rng(3).standard_normal(len(time)) * 10 ** (noise / 20)
    return (wave + hiss).astype(np.float32)


def silence(seconds: float, *, rate: int = 24_000) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)


def recording(*parts: Samples, rate: int = 24_000) -> Recording:
    return Recording(np.concatenate(parts), rate)


def write(
    path: Path, samples: Samples, codec: str, *, rate: int = 48_000, layout: str = "mono"
) -> Path:
    """Write a file by FFmpeg; the left channel of several has the sound, the others half of it."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.codec_context.layout = layout
        if codec == "opus":
            stream.codec_context.options = {"strict": "experimental"}
        channels = stream.codec_context.layout.nb_channels
        wide = np.vstack([samples] + [samples / 2] * (channels - 1)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(wide, format="fltp", layout=layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=rate)
        fifo = av.AudioFifo()
        for piece in resampler.resample(frame):
            fifo.write(piece)
        stream.codec_context.open()
        size = stream.codec_context.frame_size or 1024
        for piece in fifo.read_many(size, partial=True):
            piece.pts = None
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path
