"""How much the server takes by default, and how long it waits."""

from __future__ import annotations

from typing import Final

WORKERS: Final = 2
"""Processes of the engine."""
RUNNING: Final = 64
"""Tasks that speak at once."""
WAITING: Final = 448
"""Tasks that have text to speak and wait for their turn."""
LONGEST: Final = 60
"""Seconds of the engines' work that may wait, as far as it is known how fast they are."""
MAX_UPLOAD: Final = 10 << 20
"""Bytes of a reference audio: 30 seconds of 48 kHz stereo in 24 bit take 8.6 MB."""
PATIENCE: Final = 600
"""Seconds without text, or without a caller's reading."""
GRACE: Final = 5
"""Seconds for running syntheses when the server stops."""
