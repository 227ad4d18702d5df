"""The color of a voice's disc, the same in the app and on the page for voices."""

from __future__ import annotations

from collections import Counter
import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

COLORS: Final = ("#b83a6a", "#0f766e", "#6d28d9", "#b45309", "#1d4ed8", "#4d7c0f")
"""A white letter goes on each."""


def places(identities: Iterable[str]) -> dict[str, int]:
    """The colors of the discs of voices: no two are alike before all are taken.

    Args:
        identities: Ids of the voices, the oldest first: so a new one changes no other's color.

    Returns:
        A place in `COLORS` for each id.
    """
    taken = Counter[int]()
    found = {}
    for one in identities:
        first = int.from_bytes(hashlib.blake2b(one.encode(), digest_size=2).digest(), "big")
        others = ((first + step) % len(COLORS) for step in range(len(COLORS)))
        found[one] = min(others, key=taken.__getitem__)
        taken[found[one]] += 1
    return found
