"""A log that strangers can't fill: one line of a kind in a while, and how many came since."""

from __future__ import annotations

import logging
import time
from typing import Final

_LOGGER = logging.getLogger(__name__)

PAUSE: Final = 60.0
"""Seconds for which one line of a kind is enough."""


class SparingLog:
    """Logs one kind of event."""

    def __init__(self) -> None:
        self._silent_until = 0.0
        self._unsaid = 0

    def say(self, what: str) -> None:
        """Log an event, or only count it; where details are wanted, each has a line."""
        now = time.monotonic()
        if now < self._silent_until:
            self._unsaid += 1
            _LOGGER.debug(what)
            return
        _LOGGER.info("%s%s", what, f"; {self._unsaid} more before it" if self._unsaid else "")
        self._silent_until = now + PAUSE
        self._unsaid = 0
