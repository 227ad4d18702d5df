"""Numbers among the options: what is wrong with one is said as it is of one in the settings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from desktop_app.words.saying import Phrase

from .language import say

if TYPE_CHECKING:
    from collections.abc import Mapping


class Number(click.FloatRange):
    """A number from `min`, up to `max` if there is one; `nan` and `inf` are none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number of a word; what isn't one, or out of bounds, fails."""
        try:
            number = float(super().convert(value, param, ctx))
        except click.BadParameter:
            number = math.nan
        if not math.isfinite(number):
            self.fail(_allowed("number", {"lowest": self.min, "highest": self.max}), param, ctx)
        return number


class WholeNumber(click.IntRange):
    """A whole number from `min`, up to `max` if there is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """As above."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            bounds = {"lowest": self.min, "highest": self.max}
            self.fail(_allowed("whole_number", bounds), param, ctx)


def _allowed(what: str, bounds: Mapping[str, float | None]) -> str:
    """What may be entered instead."""
    key = f"is_no_{what}" if bounds["highest"] is not None else f"is_no_{what}_or_more"
    return say("{error}.", error=Phrase(key, **bounds))
