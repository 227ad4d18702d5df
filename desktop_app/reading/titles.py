"""What a text is called where a person sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .model import Reading

_LOOKED_AT: Final = 4000
_MOST: Final = 80


def title_of(reading: Reading) -> str:
    """Its title, or else how it begins.

    Returns:
        Without a title, at most 80 characters in one line; cut between words where there are any,
        with an ellipsis.
    """
    if reading.title:
        return reading.title
    beginning = " ".join(reading.text[:_LOOKED_AT].split())
    if len(beginning) <= _MOST:
        return beginning
    start, space, _ = beginning[:_MOST].rpartition(" ")
    return f"{start if space else beginning[:_MOST]}…"
