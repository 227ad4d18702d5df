"""The word that was probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE: Final = 0.6  # as difflib measures it, from 0 to 1


def most_alike(word: str, names: Iterable[str]) -> str:
    """The name that is most like a word, whatever their case; empty if none is."""
    known = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(word.casefold(), known, 1, _ALIKE)
    return known[found[0]] if found else ""
