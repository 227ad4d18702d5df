"""Kokoro's own model and voices, for tests that need the real ones."""

from __future__ import annotations

import functools
from pathlib import Path
import subprocess
from typing import Final

import pytest

_SCRIPT: Final = Path(__file__).resolve().parents[1] / "script" / "provide-kokoro"


@functools.cache
def kokoro() -> Path:
    """The folder of the model; the test is skipped, with words, where it can't be had."""
    found = subprocess.run([_SCRIPT], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"Kokoro's model isn't here: {found.stderr.strip().splitlines()[-1]}")
    return Path(found.stdout.strip())
