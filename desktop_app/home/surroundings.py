"""Whether this computer has slept, or is in another network, since one looked the last time."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_SLEPT: Final = 10.0
"""Seconds by which the time of day has to be ahead of what was waited for."""
_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has, by which the system chooses a way out; nothing is sent."""


def own_addresses() -> tuple[str, ...]:
    """The addresses by which this computer reaches others; none without a network."""
    found = []
    for family, host in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((host, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return tuple(found)


class Surroundings:
    """Looks, and remembers what it saw.

    Args:
        addresses: Gives the addresses that this computer has.
        clock: The time of day, which goes on while the computer sleeps.

    Attributes:
        slept: Whether the computer, or this program, stood still before the last look.
    """

    def __init__(
        self,
        addresses: Callable[[], tuple[str, ...]] = own_addresses,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._seen = addresses()
        self._at = clock()
        self.slept = False

    def are_others(self, waited: float) -> bool:
        """Whether they are others than at the last look.

        Args:
            waited: Seconds that were waited for since then.
        """
        seen, at = self._addresses(), self._clock()
        self.slept = at - self._at > waited + _SLEPT
        moved = bool(seen) and seen != self._seen
        self._seen, self._at = seen, at
        return self.slept or moved
