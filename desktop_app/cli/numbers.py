"""Numbers among the options: what is wrong with one is said as it is of one in the settings."""

from __future__ import annotations

import math
from typing import Any

import click

from desktop_app.words.saying import Phrase

from .language import say


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
            wrong = Phrase("is_no_number_or_more", lowest=self.min)
            if self.max is not None:
                wrong = Phrase("is_no_number", lowest=self.min, highest=self.max)
            self.fail(say("{error}.", error=wrong), param, ctx)
        return number


class WholeNumber(click.IntRange):
    """A whole number from `min`, up to `max` if there is one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """As above."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            wrong = Phrase("is_no_whole_number_or_more", lowest=self.min)
            if self.max is not None:
                wrong = Phrase("is_no_whole_number", lowest=self.min, highest=self.max)
            self.fail(say("{error}.", error=wrong), param, ctx)
