"""What is wrong with a recording before it becomes a voice, and the part of it that becomes one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import soxr  # type: ignore[import-untyped] # it has no types

from local_server import reference_audio
from local_server.engines import SAMPLE_RATE
from local_server.framing import wav_header
from shared_client.recording_checks import check

if TYPE_CHECKING:
    from pathlib import Path

    from local_server.recordings import Recordings
    from local_server.storage import StoredAudio
    from shared_client.recording_checks import Report, Samples
    from shared_client.recordings import Part

_PEAKS: Final = 160
"""Columns of the waveform."""
_FADE: Final = 0.005
"""Seconds over which a cut comes and goes: an edge inside a sound clicks."""


def examine(path: Path) -> dict[str, Any]:
    """What is found in a file, as the page shows it. Blocking: some 50 ms, a second if it's long.

    Raises:
        UnsupportedAudioError: It can't be decoded.
    """
    samples, rate = reference_audio.read(path)
    report = check(samples, rate)
    return {**_told(report), "peaks": _peaks(samples)}


def part_of(path: Path, span: Part | None, target: Path) -> Report:
    """Write the part of a file that becomes a voice, as WAV of one channel. Blocking.

    Args:
        path: The file.
        span: The part; all of it without.
        target: Where to.

    Returns:
        What is found in the part.

    Raises:
        UnsupportedAudioError: It can't be decoded.
        OSError: The part can't be written.
    """
    samples, rate = reference_audio.read(path)
    if span is not None:
        samples = _cut(samples, rate, span)
    report = check(samples, rate)
    small = min(rate, SAMPLE_RATE)
    if rate != small:
        samples = soxr.resample(samples, rate, small, quality="VHQ")
    pcm = _pcm(samples)
    target.write_bytes(wav_header(small, len(pcm)) + pcm)
    return report


def sound_of(recordings: Recordings, audio: StoredAudio) -> tuple[int, bytes]:
    """A voice's recording: its rate in Hz, and signed 16 bit mono PCM. Blocking.

    Raises:
        EngineError: Its file no longer exists or can't be read.
    """
    samples = recordings.load(audio).samples
    return SAMPLE_RATE, _pcm(samples)


def told(report: Report) -> list[dict[str, Any]]:
    """Findings, for the page's own words."""
    suggested = {"start": report.suggested.start, "end": report.suggested.end}
    return [
        {
            "severity": finding.severity,
            "key": finding.key,
            "values": {**suggested, **{name: float(of) for name, of in finding.values.items()}},
        }
        for finding in report.findings
    ]


def _told(report: Report) -> dict[str, Any]:
    return {
        "seconds": report.seconds,
        "usable": report.usable,
        "findings": told(report),
        "suggested": list(report.suggested),
    }


def _pcm(samples: Samples) -> bytes:
    pcm: bytes = np.rint(samples * 32_768).clip(-32_768, 32_767).astype("<i2").tobytes()
    return pcm


def _peaks(samples: Samples) -> list[float]:
    """How loud each column of the waveform is: from 0 to 1."""
    edges = np.linspace(0, len(samples), _PEAKS + 1).astype(int)
    columns = [samples[start:end] for start, end in itertools.pairwise(edges)]
    return [round(float(np.abs(one).max(initial=0)), 3) for one in columns]


def _cut(samples: Samples, rate: int, span: Part) -> Samples:
    start, end = (round(min(max(0.0, second) * rate, len(samples))) for second in span)
    cut = samples[start : max(start, end)].copy()
    fade = min(round(_FADE * rate), len(cut) // 2)
    ramp = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)
    if start > 0:
        cut[:fade] *= ramp
    if end < len(samples):
        cut[len(cut) - fade :] *= ramp[::-1]
    return cut
