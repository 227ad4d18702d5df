"""What a voice could be called, from the name of a file: words that a person would use."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

_SUFFIX: Final = re.compile(r"(?<=.)\.[A-Za-z0-9]{1,5}$")
_COUNTER: Final = re.compile(r"[(\[{（【]\s*\d+\s*[)\]}）】]")  # "(1)", of a copy
_BETWEEN: Final = re.compile(
    r"[_+~=]+"
    r"|(?<=\w)\.(?=\w)"  # not the one in “Dr. Smith”
    r"|(?<![^\W\d_])[-–—]+|[-–—]+(?![^\W\d_])"  # beside anything but a letter
    r"|(?<=[^\W\d_])-+(?![A-Z])"  # between words, and not in “Anne-Marie”
)
_OF_MACHINES: Final = re.compile(
    r"[\W\d_]+"  # numbers, dates, times
    r"|[vV]\d+"
    r"|\d+(?:k|khz|hz|kbps|bit|bits|ch|s|sec|ms)"
    r"|(?=[a-f]*\d)[0-9a-f]{8,}"  # of a checksum
    r"|\d+t\d+z?",
    re.IGNORECASE,
)


def suggested_name(filename: str) -> str:
    """The words in the name of a file: without suffix, separators, counters, dates and the like.

    Args:
        filename: `grandma_reading-2024-01-31 (2).wav`, say, which gives `grandma reading`.

    Returns:
        The words; empty where there are none, as in `20240131_101500.m4a`.
    """
    stem = _COUNTER.sub(" ", _SUFFIX.sub("", unquote(filename)))
    words = _BETWEEN.sub(" ", stem).split()
    kept = [word for word in words if not _OF_MACHINES.fullmatch(word)]
    return " ".join(kept)
