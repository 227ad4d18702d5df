"""What is wrong with a recording and with the file that it was read from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared_client.recording_checks import Finding, Report, Severity, worst_first
from shared_client.recording_checks import check as check_samples
from shared_client.recordings import USUAL, Demands

if TYPE_CHECKING:
    from .recording import Recording


def check(recording: Recording, demands: Demands = USUAL) -> Report:
    """Check a recording, or the part of it that is to be used; 30 s take some 10 ms.

    Args:
        recording: All that is to be used.
        demands: What the service wants that is to have it.
    """
    report = check_samples(recording.samples, recording.rate, demands)
    return replace(report, findings=worst_first((*report.findings, *of_file(recording))))


def of_file(recording: Recording) -> tuple[Finding, ...]:
    """What is missing of the file that a recording was read from."""
    end = recording.begins + recording.seconds
    found = []
    if recording.truncated or recording.begins:
        key = "later-part" if recording.begins else "truncated"
        minutes = {"first": recording.begins / 60, "last": end / 60, "minutes": end // 60}
        found.append(Finding(Severity.HINT, key, minutes))
    if recording.damaged:
        found.append(Finding(Severity.WARNING, "damaged", {"seconds": end}))
    return tuple(found)
