"""Decodes and checks an uploaded reference audio, and measures its pitch."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import av
import numpy as np
import numpy.typing as npt

from local_server.errors import UnsupportedAudioError
from shared_client.models import LEAST_RECORDING_RATE, RECORDING_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES: Final = (".wav", ".mp3", ".flac", ".opus", ".ogg", ".aac", ".m4a", ".mp4", ".pcm")
"""Endings of file names that are taken."""
PCM_RATE: Final = 24_000
"""Sample rate of headerless PCM (signed 16 bit, mono), which cannot say its own."""

LONGEST: Final = 180.0
"""Seconds that are read of a file from which a part is to be chosen."""

_TOLERANCE: Final = 0.1
"""Seconds that a codec may add or cut at the ends."""
_ANALYSIS_RATE: Final = 16_000
_SILENCE: Final = 33.0
"""Root mean square of 16 bit samples under which it is silence: -60 dB of full scale."""

_PITCHES: Final = (60.0, 400.0)
_WINDOW: Final = 1_024
_HOP: Final = 320
_VOICED: Final = 0.45

_Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a reference audio.

    Attributes:
        seconds: Its length.
        sample_rate: As recorded, in Hz.
        pitch: Median fundamental frequency in Hz; None where none was found.
    """

    seconds: float
    sample_rate: int
    pitch: float | None


def check(path: Path, suffix: str) -> Checked:
    """Decode a file and see whether it can serve as a reference.

    Blocking: it takes some 50 ms of a core. The content decides what it is, not its name, and only
    demuxers of the six formats are ever opened, so that no playlist can name other files.

    Raises:
        UnsupportedAudioError: It cannot serve; the message says why.
    """
    with path.open("rb") as file:
        if suffix == ".pcm":
            rate, samples = PCM_RATE, _raw(file)
        else:
            rate, samples = _decode(file, _ANALYSIS_RATE, RECORDING_SECONDS[1] + 1)
    seconds = len(samples) / _ANALYSIS_RATE
    low, high = RECORDING_SECONDS
    if rate < LEAST_RECORDING_RATE:
        raise UnsupportedAudioError(
            f"file has a sample rate of {rate} Hz; it must be {LEAST_RECORDING_RATE} Hz or more"
        )
    if seconds < low - _TOLERANCE:
        raise UnsupportedAudioError(
            f"file is too short: {seconds:.1f} s; it must be {low:g} to {high:g} s"
        )
    if seconds > high + _TOLERANCE:
        raise UnsupportedAudioError(
            f"file is too long: more than {high:g} s; it must be {low:g} to {high:g} s"
        )
    if np.sqrt(np.mean(samples**2)) < _SILENCE:
        raise UnsupportedAudioError("file is silent")
    return Checked(seconds, rate, pitch(samples))


def samples(path: Path, suffix: str, rate: int) -> _Samples:
    """The sound of a file that was checked: mono, from -1 to 1. Blocking.

    Args:
        path: Of the file.
        suffix: Of its name.
        rate: Wanted, in Hz; that of headerless PCM where it is such.

    Raises:
        UnsupportedAudioError: It can't be decoded.
    """
    with path.open("rb") as file:
        longest = RECORDING_SECONDS[1] + 1
        found = _pcm(file) if suffix == ".pcm" else _decode(file, rate, longest)[1]
    return _scaled(found)


def read(path: Path) -> tuple[_Samples, int]:
    """The sound of a file of any length at its own rate: mono, from -1 to 1. Blocking.

    Args:
        path: Of the file; its content says what it is.

    Returns:
        The first `LONGEST` seconds, of shape (samples,), and their rate in Hz.

    Raises:
        UnsupportedAudioError: It can't be decoded.
    """
    with path.open("rb") as file:
        rate, found = _decode(file, None, LONGEST)
    return _scaled(found), rate


def _scaled(found: _Samples) -> _Samples:
    scaled: _Samples = found / np.float32(32_768)
    return scaled


def _pcm(file: BinaryIO) -> _Samples:
    data = file.read(2 * round(PCM_RATE * (RECORDING_SECONDS[1] + 1)))
    if len(data) % 2:
        raise UnsupportedAudioError("file isn't 16 bit PCM: it has an odd number of bytes")
    return np.frombuffer(data, dtype="<i2").astype(np.float32)


def _raw(file: BinaryIO) -> _Samples:
    samples = _pcm(file)
    count = len(samples) * _ANALYSIS_RATE // PCM_RATE
    # Good enough to measure with: nobody hears this.
    positions = np.arange(count) * (PCM_RATE / _ANALYSIS_RATE)
    analysed: _Samples = np.interp(positions, np.arange(len(samples)), samples).astype(np.float32)
    return analysed


_MAGIC: Final = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\x1a\x45\xdf\xa3", "matroska"),  # WebM, as browsers record it
)
_SYNC_WORDS: Final = (
    (0xFFF6, 0xFFF0, "aac"),  # ADTS: twelve ones, then a layer of 0
    (0xFFE0, 0xFFE0, "mp3"),  # MPEG audio: eleven ones
)


def _demuxer(start: bytes) -> str | None:
    """The demuxer for a file that starts so."""
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return "wav"
    if start[4:8] == b"ftyp":
        return "mov"
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return name
    for mask, word, name in _SYNC_WORDS:
        if int.from_bytes(start[:2]) & mask == word:
            return name
    return None


def _decode(file: BinaryIO, wanted: int | None, longest: float) -> tuple[int, _Samples]:
    """The sample rate of a file, and its samples at another or the same, up to so many seconds."""
    name = _demuxer(file.read(16))
    if name is None:
        raise UnsupportedAudioError(
            "file isn't audio of a known format: WAV, MP3, FLAC, Ogg, AAC, or M4A"
        )
    file.seek(0)
    found: list[_Samples] = []
    count = 0
    with _words_for_errors(), av.open(file, "r", format=name) as container:
        if not container.streams.audio:
            raise UnsupportedAudioError("file has no audio track")
        stream = container.streams.audio[0]
        rate = stream.codec_context.sample_rate
        if not rate:
            raise UnsupportedAudioError("file can't be decoded: it has no sample rate")
        target = wanted or rate
        resampler = av.AudioResampler(format="s16", layout="mono", rate=target)
        for frame in container.decode(stream):
            for piece in resampler.resample(frame):
                found.append(piece.to_ndarray()[0].astype(np.float32))
                count += len(found[-1])
            if count > target * longest:
                break
        else:
            found.extend(
                piece.to_ndarray()[0].astype(np.float32) for piece in resampler.resample(None)
            )
    return rate, np.concatenate(found or [np.zeros(0, np.float32)])


@contextmanager
def _words_for_errors() -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, ValueError) as error:
        # The library's words may hold a path; they are for the log, if for anybody.
        raise UnsupportedAudioError("file can't be decoded: it's damaged or isn't audio") from error


def pitch(samples: _Samples, rate: int = _ANALYSIS_RATE) -> float | None:
    """The median fundamental frequency of speech in Hz, by autocorrelation; None without voice."""
    if len(samples) < _WINDOW:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    loudness = np.sqrt(np.mean(frames**2, axis=1))
    frames = frames[loudness > max(_SILENCE, 0.3 * float(np.median(loudness)))]
    spectrum = np.abs(np.fft.rfft(frames, 2 * _WINDOW)) ** 2
    correlation = np.fft.irfft(spectrum)[:, :_WINDOW]
    # A window holds fewer periods at a longer lag: without this, octaves above would win.
    correlation = correlation / (1 - np.arange(_WINDOW) / _WINDOW) / correlation[:, :1].clip(1e-9)
    shortest, longest = round(rate / _PITCHES[1]), round(rate / _PITCHES[0])
    lags = correlation[:, shortest:longest]
    peaks = lags.max(axis=1)
    # The first lag that is nearly as good as the best: later ones are its multiples.
    lag = shortest + np.argmax(_local_peaks(lags) & (lags >= 0.9 * peaks[:, None]), axis=1)
    voiced = peaks > _VOICED
    return float(np.median(rate / lag[voiced])) if voiced.any() else None


def _local_peaks(lags: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    padded = np.pad(lags, ((0, 0), (1, 1)), constant_values=-np.inf)
    peaks: npt.NDArray[np.bool_] = (lags >= padded[:, :-2]) & (lags >= padded[:, 2:])
    return peaks
