"""How often a service that can't take a request now is asked again, and until when."""

from __future__ import annotations

import asyncio
import random
from typing import Final

LONGEST_RETRY_AFTER: Final = 24 * 60 * 60.0
"""Seconds that a service may want to be left alone; one that says more means never."""


class Pauses:
    """The pauses between the tries of one request.

    They grow. The service may ask for a longer one, and not for a shorter one: what it says may be
    0, or come from a clock that is wrong, and a recording that is sent each time is megabytes.

    Args:
        seconds: For which it is tried, from now on.
        first: Seconds of the first pause; each is twice the one before.
        longest: Seconds of the longest that isn't asked for.
        tries: How often it is tried at the most.
    """

    def __init__(
        self, seconds: float, *, first: float = 0.25, longest: float = 5.0, tries: int = 200
    ) -> None:
        self._end = asyncio.get_running_loop().time() + seconds
        self._usual = first
        self._longest = longest
        self._left = tries

    def following(self, wanted: float | None) -> float | None:
        """Seconds to wait before the next try; None if it is to be given up.

        Args:
            wanted: Seconds that the service asks for, if it does.
        """
        self._left -= 1
        spread = random.uniform(1.0, 1.5)  # noqa: S311 - spreads load, keeps no secret
        pause = max(wanted or 0.0, self._usual * spread)
        self._usual = min(2 * self._usual, self._longest)
        in_time = asyncio.get_running_loop().time() + pause <= self._end
        return pause if in_time and self._left > 0 else None
