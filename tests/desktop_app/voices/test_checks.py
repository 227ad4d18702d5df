"""What is found in recordings that are good, and in those that are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop_app.voices.checks import check
from desktop_app.voices.decoding import decode
from desktop_app.voices.recording import Recording
from desktop_app.words.saying import Face, hint, sentence
from shared_client.recording_checks import Finding, Report, Severity
from shared_client.recordings import Part
from tests.desktop_app.voices.sounds import recording, silence, speech

ROOT = Path(__file__).resolve().parents[3]


def keys(report: Report) -> list[str]:
    return [finding.key for finding in report.findings]


def found(report: Report, key: str) -> Finding:
    (finding,) = (finding for finding in report.findings if finding.key == key)
    assert sentence(finding).endswith(".")
    assert hint(finding, Face.TERMINAL).endswith(".")
    return finding


def test_nothing_is_wrong_with_a_good_one() -> None:
    report = check(recording(speech(8)))
    assert report.findings == ()
    assert report.usable
    assert report.snr > 40
    assert report.suggested == Part(0, 8)
    assert report.seconds == 8
    assert report.peak == pytest.approx(0.3, abs=0.02)


def test_the_sample_voice_is_usable() -> None:
    report = check(decode(ROOT / "local_server" / "data" / "reference_voice.wav"))
    assert report.usable
    assert "noise" not in keys(report)
    assert "clipping" not in keys(report)


@pytest.mark.parametrize(
    ("seconds", "key", "severity"),
    [
        (2.5, "too-short", Severity.PROBLEM),
        (4, "length", Severity.HINT),
        (20, "length", Severity.HINT),
        (40, "too-long", Severity.PROBLEM),
    ],
)
def test_lengths(seconds: float, key: str, severity: Severity) -> None:
    report = check(recording(speech(seconds)))
    assert keys(report) == [key]
    finding = found(report, key)
    assert finding.severity is severity
    assert finding.values["seconds"] == pytest.approx(seconds)
    assert report.usable is (severity is Severity.HINT)


def test_of_a_long_one_a_part_is_suggested_that_ends_in_a_pause() -> None:
    pause = silence(0.4)
    report = check(recording(speech(12.5), pause, speech(30)))
    span = found(report, "too-long").span
    assert span == report.suggested
    assert span is not None
    assert span.start == 0
    assert 5 <= span.seconds <= 15.1
    whole = recording(speech(12.5), pause, speech(30))
    assert check(whole.part(span)).usable
    tone = (np.sin(np.arange(24_000 * 40) / 20) / 3).astype(np.float32)
    assert check(recording(tone)).suggested == Part(0, 15)


def test_silence_at_the_ends_and_the_part_without_it() -> None:
    whole = recording(silence(2), speech(6.5), silence(3))
    whole = Recording(whole.samples + speech(11.5, level=0, noise=-70), 24_000)
    report = check(whole)
    finding = found(report, "silence")
    assert finding.values["before"] == pytest.approx(2, abs=0.1)
    assert finding.values["after"] == pytest.approx(3, abs=0.1)
    assert finding.span is not None
    assert finding.span.start == pytest.approx(1.85, abs=0.1)
    assert finding.span.end == pytest.approx(8.8, abs=0.1)
    assert keys(check(whole.part(finding.span))) == []


def test_only_one_end_is_silent() -> None:
    report = check(recording(speech(6.5), silence(2)))
    assert report.suggested.start == 0
    assert report.suggested.end == pytest.approx(6.8, abs=0.1)
    report = check(recording(silence(2), speech(6.5)))
    assert report.suggested.end == 8.5


@pytest.mark.parametrize("samples", [silence(8), speech(8, level=0, noise=-80), silence(0)])
def test_silence_alone(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    report = check(Recording(samples, 24_000))
    assert report.speech is None
    assert not report.usable
    assert found(report, "silent").severity is Severity.PROBLEM
    assert "silence" not in keys(report)


@pytest.mark.parametrize(
    ("noise", "severity"), [(-24, Severity.WARNING), (-34, Severity.HINT), (-50, None)]
)
def test_noise(noise: float, severity: Severity | None) -> None:
    report = check(recording(speech(8, noise=noise)))
    assert [f.severity for f in report.findings if f.key == "noise"] == (
        [severity] * bool(severity)
    )
    assert report.snr == pytest.approx(-13.5 - noise, abs=3)


def test_a_quiet_one() -> None:
    report = check(recording(speech(8, level=0.01, noise=-90)))
    assert keys(report) == ["quiet"]


def test_a_constant_offset_is_no_sound() -> None:
    assert check(Recording(silence(8) + np.float32(0.2), 24_000)).speech is None


@pytest.mark.parametrize(
    ("gain", "severity"), [(8.0, Severity.WARNING), (3.0, Severity.HINT), (2.0, None)]
)
def test_clipping(gain: float, severity: Severity | None) -> None:
    loud = np.clip(speech(8, noise=-96) * gain, -1, 1).astype(np.float32)
    if severity is Severity.HINT:
        loud[1_000:1_010] = 1  # once only
    report = check(recording(loud))
    assert [f.severity for f in report.findings if f.key == "clipping"] == (
        [severity] * bool(severity)
    )


def test_a_low_and_loud_voice_is_not_taken_for_clipped() -> None:
    low = 0.95 * np.sin(2 * np.pi * 90 * np.arange(48_000 * 8) / 48_000).astype(np.float32)
    assert "clipping" not in keys(check(Recording(low, 48_000)))


def test_telephone_and_truncated() -> None:
    report = check(Recording(speech(8, rate=8_000), 8_000, truncated=True))
    assert keys(report) == ["sample-rate", "truncated"]
    assert found(report, "sample-rate").values == {"rate": 8_000, "least": 16_000}
    assert not report.usable
