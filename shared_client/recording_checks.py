"""Whether a recording serves as a voice, and what is wrong with it: the same for app and server.

It needs NumPy, which the client itself does without: only what reads recordings imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from .models import LEAST_RECORDING_RATE as LEAST_RATE
from .recordings import USUAL, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .recordings import Demands

Samples = npt.NDArray[np.float32]


LEAST_SNR: Final = 12.0
"""Decibels between speech and noise under which a voice is noise to a service."""
GOOD_SNR: Final = 25.0
"""Decibels above which nobody hears the noise in the cloned voice."""
QUIET: Final = -36.0
"""Decibels of full scale under which speech is too quiet to be good."""
SILENT: Final = -60.0
"""Decibels of full scale under which there is no speech at all; the local server has it so, too."""
LONGEST_PAUSE: Final = 2.0
"""Seconds of a pause after which Model Studio counts speech from the beginning."""
LONGEST_SILENCE: Final = 0.6
"""Seconds of silence at an end that do no harm."""
CLIPPED: Final = 0.001
"""The share of samples cut off above which it is heard."""

_FRAME: Final = 0.02
_FLOOR: Final = -96.0
_MARGINS: Final = (0.15, 0.3)  # seconds left before and after speech
_PAUSE: Final = 0.2
_FLAT: Final = 4  # equal samples in a row at the very top are no wave
_NEARLY: Final = 1e-4
_LOUD: Final = 0.5
_HUM: Final = 6.0  # decibels by which frames have to differ for any of them to be speech

_Levels = npt.NDArray[np.float64]


class Severity(StrEnum):
    """How bad a finding is."""

    PROBLEM = "problem"
    """Services refuse it, or nothing good can come of it."""
    WARNING = "warning"
    """The voice will sound worse than it could."""
    HINT = "hint"
    """It works, and could be better."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a recording.

    Attributes:
        severity: How bad it is.
        key: Names it; `words` has a sentence and advice for it.
        values: What was measured, and what it was measured by.
        span: The part that would be without this fault, where there is one.
    """

    severity: Severity
    key: str
    values: Mapping[str, float] = field(default_factory=dict)
    span: Part | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All about a recording.

    Attributes:
        findings: The worst first; none if nothing is wrong.
        speech: From the first to the last sound of speech; None if there is none.
        suggested: The best part to use; all of it if that is best.
        seconds: Its length.
        speech_level: Decibels of full scale.
        noise_level: Decibels of full scale.
        peak: The largest sample; 1 is full scale.
    """

    findings: tuple[Finding, ...]
    speech: Part | None
    suggested: Part
    seconds: float
    speech_level: float
    noise_level: float
    peak: float

    @property
    def usable(self) -> bool:
        """Whether a service can be expected to take it."""
        return all(finding.severity is not Severity.PROBLEM for finding in self.findings)

    @property
    def snr(self) -> float:
        """Decibels between speech and noise."""
        return self.speech_level - self.noise_level


def check(samples: Samples, rate: int, demands: Demands = USUAL) -> Report:
    """Check a recording, or the part of it that is to be used; 30 s take some 10 ms.

    Args:
        samples: Mono, of shape (samples,); full scale is -1 to 1.
        rate: Samples per second, in Hz, as it was recorded.
        demands: What the service wants that is to have it.
    """
    seconds = len(samples) / rate
    levels = _levels(samples, rate)
    noise, speech_level = (
        (float(level) for level in np.percentile(levels, (5, 95)))
        if levels.size
        else (_FLOOR, _FLOOR)
    )
    peak = float(np.abs(samples).max(initial=0))
    active = _active(levels, noise, speech_level)
    speech = _extent(active)
    suggested = _suggested(seconds, active, speech, demands)
    findings = [
        finding
        for finding in (
            _rate(rate),
            _silence(speech_level, speech),
            _length(seconds, suggested, demands),
            _little_speech(active, demands) if speech else None,
            _clipping(samples, peak),
            *((_noise(speech_level, noise), _loudness(speech_level)) if speech else ()),
            _ends(seconds, speech, suggested),
        )
        if finding is not None
    ]
    return Report(worst_first(findings), speech, suggested, seconds, speech_level, noise, peak)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by how bad they are."""
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


# Measuring


def _levels(samples: Samples, rate: int) -> _Levels:
    """Root mean square of every 20 ms, in decibels of full scale, without a constant offset."""
    frame = max(1, round(_FRAME * rate))
    whole = len(samples) // frame * frame
    frames = samples[:whole].reshape(-1, frame).astype(np.float64)
    frames = frames - (frames.mean() if frames.size else 0.0)
    power = np.mean(frames**2, axis=1)
    levels: _Levels = 10 * np.log10(np.maximum(power, 10 ** (_FLOOR / 10)))
    return levels


def _active(levels: _Levels, noise: float, speech: float) -> npt.NDArray[np.bool_]:
    """Which frames are speech: a third of the way up from the noise, for 60 ms together."""
    if speech < SILENT:
        return np.zeros(len(levels), np.bool_)
    if speech - noise < _HUM:  # no pauses: speech from end to end, or a hum
        return np.ones(len(levels), np.bool_)
    loud = levels > max(noise + (speech - noise) / 3, speech - 40)
    together = np.convolve(loud, np.ones(3), "same") >= 3  # noqa: PLR2004 - three frames
    grown: npt.NDArray[np.bool_] = np.convolve(together, np.ones(3), "same") > 0
    return grown & loud


def _extent(active: npt.NDArray[np.bool_]) -> Part | None:
    frames = np.flatnonzero(active)
    if not frames.size:
        return None
    return Part(float(frames[0]) * _FRAME, float(frames[-1] + 1) * _FRAME)


def _suggested(
    seconds: float, active: npt.NDArray[np.bool_], speech: Part | None, demands: Demands
) -> Part:
    """The speech with a little silence around, to the last pause within the best length."""
    if speech is None:
        return Part(0.0, seconds)
    before, after = _MARGINS
    start = max(0.0, speech.start - before)
    if speech.start <= LONGEST_SILENCE:
        start = 0.0
    end = seconds
    if seconds - speech.end > LONGEST_SILENCE:
        end = speech.end + after
    if end - start > demands.most:
        end = _last_pause(active, start, demands) or start + demands.best[1]
    return Part(start, end)


def _longest_speech(active: npt.NDArray[np.bool_]) -> float:
    """Seconds of the longest speech without a long pause, its short pauses among them."""
    frames = np.flatnonzero(active)
    if not frames.size:
        return 0.0
    breaks = np.flatnonzero(np.diff(frames) * _FRAME > LONGEST_PAUSE)
    starts = np.concatenate(([0], breaks + 1))
    ends = np.concatenate((breaks, [frames.size - 1]))
    return float((frames[ends] - frames[starts] + 1).max()) * _FRAME


def _last_pause(active: npt.NDArray[np.bool_], start: float, demands: Demands) -> float | None:
    """The middle of the last pause that lies within the best length from a start."""
    shortest, longest = ((start + seconds) / _FRAME for seconds in demands.best)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], active, [True])).astype(np.int8)))
    pauses = edges.reshape(-1, 2)
    middles = pauses.mean(axis=1)
    long_enough = pauses[:, 1] - pauses[:, 0] >= _PAUSE / _FRAME
    fitting = middles[long_enough & (middles >= shortest) & (middles <= longest)]
    return float(fitting[-1]) * _FRAME if fitting.size else None


def clipped_samples(samples: Samples, peak: float) -> int:
    """How many samples were cut off: flat tops, and what goes beyond full scale."""
    if peak < _LOUD:
        return 0
    size = np.abs(samples)
    top = size >= min(peak, 1.0) - _NEARLY
    edges = np.flatnonzero(np.diff(np.concatenate(([False], top, [False])).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return int(runs[runs >= _FLAT].sum())


# What is found


def _rate(rate: int) -> Finding | None:
    if rate >= LEAST_RATE:
        return None
    return Finding(
        Severity.PROBLEM,
        "sample-rate",
        {"rate": rate, "least": LEAST_RATE},
    )


def _silence(level: float, speech: Part | None) -> Finding | None:
    if speech is not None:
        return None
    return Finding(
        Severity.PROBLEM,
        "silent",
        {"level": level, "least": SILENT},
    )


def _length(seconds: float, suggested: Part, demands: Demands) -> Finding | None:
    good, best = demands.best
    numbers = {"seconds": seconds, "least": demands.least, "most": demands.most}
    numbers |= {"good": good, "best": best}
    if seconds < demands.least:
        return Finding(
            Severity.PROBLEM,
            "too-short",
            numbers,
        )
    if seconds > demands.most:
        return Finding(
            Severity.PROBLEM,
            "too-long",
            numbers,
            suggested,
        )
    if not good <= seconds <= best:
        return Finding(Severity.HINT, "length", {"seconds": seconds, "least": good, "most": best})
    return None


def _little_speech(active: npt.NDArray[np.bool_], demands: Demands) -> Finding | None:
    seconds = _longest_speech(active)
    if seconds >= demands.speech:
        return None
    numbers = {"seconds": seconds, "least": demands.speech, "pause": LONGEST_PAUSE}
    return Finding(Severity.PROBLEM, "little-speech", numbers)


def _clipping(samples: Samples, peak: float) -> Finding | None:
    count = clipped_samples(samples, peak)
    if not count:
        return None
    share = count / len(samples)
    return Finding(
        Severity.WARNING if share > CLIPPED else Severity.HINT,
        "clipping",
        {"percent": 100 * share, "most": CLIPPED},
    )


def _noise(speech: float, noise: float) -> Finding | None:
    snr = speech - noise
    if snr >= GOOD_SNR:
        return None
    bad = snr < LEAST_SNR
    return Finding(
        Severity.WARNING if bad else Severity.HINT,
        "noise",
        {"snr": snr, "noise": noise, "least": LEAST_SNR, "good": GOOD_SNR},
    )


def _loudness(level: float) -> Finding | None:
    if level >= QUIET:
        return None
    return Finding(
        Severity.WARNING,
        "quiet",
        {"level": level, "least": QUIET},
    )


def _ends(seconds: float, speech: Part | None, suggested: Part) -> Finding | None:
    if speech is None:
        return None
    before, after = speech.start, seconds - speech.end
    if max(before, after) <= LONGEST_SILENCE:
        return None
    return Finding(
        Severity.WARNING,
        "silence",
        {
            "before": before,
            "after": after,
            "most": LONGEST_SILENCE,
            "start": suggested.start,
            "end": suggested.end,
        },
        suggested,
    )
