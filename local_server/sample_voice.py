"""The voice that comes with the package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

RECORDING: Final = Path(__file__).parent / "data" / "reference_voice.wav"
PITCH: Final = 101.9
"""Measured by `reference_audio.pitch`, which is too slow to import at a start."""


def transcript() -> str:
    """What is said in it."""
    return RECORDING.with_suffix(".txt").read_text(encoding="utf-8").strip()
