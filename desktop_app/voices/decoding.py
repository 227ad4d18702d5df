"""Any audio or video file becomes a recording: decoded and mixed to one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from desktop_app.errors import RecordingError

from .recording import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from shared_client.recording_checks import Samples

LONGEST: Final = 600.0
"""Seconds that are read at most: enough to choose half a minute from."""

PCM_RATE: Final = 24_000
"""Sample rate of headerless PCM (signed 16 bit, mono), which cannot say its own."""

_PCM: Final = frozenset({".pcm", ".raw"})


_EXACT: Final = frozenset({"aiff", "flac", "mov", "ogg"})
"""Forms that know how long they are; others are guessed from their size."""
_INEXACT: Final = 0.02
"""The share of its length that may be missing before a file counts as damaged."""

_EARLIER: Final = 1.0
"""Seconds before the place that is asked for at which decoding begins: codecs need a run-up."""


def decode(path: Path, start: float = 0.0) -> Recording:
    """Decode a file; it takes about a second for ten minutes of sound.

    Args:
        path: Any sound or video.
        start: Seconds of it that are passed over. `LONGEST` seconds are read from there.

    Raises:
        RecordingError: It holds no sound, is damaged from the start, or ends before `start`; in
            words for a person.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        is_raw = path.suffix.lower() in _PCM
        found = _raw(file, start) if is_raw else _decoded(file, path.name, start)
    if not found.samples.size and start:
        raise RecordingError("recording_ends_before", name=path.name, seconds=start)
    if not found.samples.size and not is_raw:
        raise RecordingError("recording_without_audio", name=path.name)
    return found


def _raw(file: BinaryIO, start: float) -> Recording:
    length = file.seek(0, 2) // 2 / PCM_RATE
    file.seek(2 * round(PCM_RATE * start))
    data = file.read(2 * round(PCM_RATE * LONGEST))
    samples = np.frombuffer(data[: len(data) & ~1], "<i2").astype(np.float32) / np.float32(32_768)
    return Recording(samples, PCM_RATE, bool(file.read(1)), start, length)


def _decoded(file: BinaryIO, name: str, start: float) -> Recording:
    import av  # noqa: PLC0415 - 0.15 s

    pieces: list[Samples] = []
    count = 0
    rate = 0
    length: float | None = None
    truncated = damaged = knows = False
    try:
        # No protocol: a playlist must not make other files or addresses part of it.
        with av.open(file, "r", options={"protocol_whitelist": "none"}) as container:
            if not container.streams.audio:
                raise RecordingError("recording_without_audio", name=name)
            stream = container.streams.audio[0]
            rate = stream.codec_context.sample_rate or 0
            length = _length(container, stream)
            knows = container.format.name.partition(",")[0] in _EXACT
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate or None)
            for frame in _frames(container, stream, resampler, start):
                if truncated := count + len(frame) > rate * LONGEST:
                    pieces.append(frame[: round(rate * LONGEST) - count])
                    break
                pieces.append(frame)
                count += len(frame)
    except av.FFmpegError as error:
        if not count:  # else it is damaged further on: what came before can serve
            raise RecordingError("recording_not_decoded", name=name, words=error.strerror) from None
        damaged = True
    samples = np.concatenate(pieces) if rate and pieces else np.zeros(0, np.float32)
    if samples.size and not (truncated or damaged):
        end = start + len(samples) / rate
        damaged = knows and length is not None and length - end > max(1.0, _INEXACT * length)
        length = end
    return Recording(samples, rate, truncated, start, length, damaged)


def _length(container: Any, stream: Any) -> float | None:
    """Seconds of a file, as it says or FFmpeg guesses."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1_000_000


def _frames(container: Any, stream: Any, resampler: Any, start: float) -> Any:
    """Mixed samples from a time on. What comes long before is passed over, not decoded."""
    begin = stream.start_time or 0
    rate = stream.codec_context.sample_rate or 1
    at = 0  # samples that were decoded, or would have been
    for packet in container.demux(stream):
        time = None if packet.pts is None else float((packet.pts - begin) * packet.time_base)
        if time is not None and time < start - _EARLIER:
            continue
        for frame in packet.decode():
            if frame.pts is not None and start:
                at = round(float((frame.pts - begin) * frame.time_base) * rate)
            for mixed in resampler.resample(frame):
                samples = mixed.to_ndarray()[0]
                if skipped := min(len(samples), max(0, round(start * rate) - at)):
                    samples = samples[skipped:]
                at += skipped + len(samples)
                if len(samples):
                    yield samples
    for mixed in resampler.resample(None):
        yield mixed.to_ndarray()[0]
