"""Fences, the lines of marks around a block of code: what opens one, and what closes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .incoming import HOLD, HOLD_PASSAGE, NEWLINES

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING: Final = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)", re.DOTALL)
_LANGUAGE: Final = re.compile(r"[ \t]*\{?[.\w+#-]+\}?[ \t]*|[.\w+#-]+[ \t{].*", re.DOTALL)
_LINE: Final = re.compile(rf"[^{NEWLINES}]*")


class Fence(NamedTuple):
    """A line that may open a block of code."""

    marks: str
    info: str
    """What follows the marks: the language, as a rule."""

    def is_closed_by(self, line: str) -> bool:
        """Whether a line closes the block: as many marks or more, and nothing else."""
        rest = line.strip(" \t")
        return len(rest) >= len(self.marks) and rest == self.marks[0] * len(rest)

    def is_stray(self, line: str) -> bool:
        """Whether a line of what it opens shows that it opens nothing.

        Where a text begins inside of a block, its first fence is one that closes. It names no
        language, as the next one may.
        """
        if self.info.strip():
            return False
        other = opened(line.lstrip(" \t"))
        return (
            other is not None
            and other.marks[0] == self.marks[0]
            and _LANGUAGE.fullmatch(other.info) is not None
        )


def opened(line: str) -> Fence | None:
    """The fence that a line, without its indentation, opens a block with."""
    found = _OPENING.fullmatch(line) if len(line) < HOLD else None
    return Fence(found[1] or found[3], found[2] or found[4] or "") if found else None


def blocks_in(text: str) -> Iterator[tuple[int, int, Fence]]:
    """The blocks of code of a text: where each fence begins, where it is closed, and the fence.

    A fence that nothing closes within `HOLD_PASSAGE` characters is no fence.
    """
    lines = [(found.start(), found.group()) for found in _LINE.finditer(text)]
    fences = [(number, fence) for number, (_, line) in enumerate(lines)
              if (fence := opened(line.lstrip(" \t")))]  # fmt: skip
    after = -1
    open_until: dict[str, int] = {}  # by what cannot be closed: the line up to which that is so
    for number, fence in fences:
        if number <= after:
            continue
        key = fence.marks + "x" * bool(fence.info.strip())
        start = lines[number][0]
        line_number = max(number + 1, open_until.get(key, 0))
        while line_number < len(lines):
            at, line = lines[line_number]
            if at + len(line) - start > HOLD_PASSAGE or fence.is_stray(line):
                break
            if fence.is_closed_by(line):
                yield start, at + len(line), fence
                after = line_number
                break
            line_number += 1
        open_until[key] = line_number
