"""How many examples Hypothesis tries, in terms of the profile: the oldest Python has a tenth."""

from hypothesis import settings


def times(factor: float) -> int:
    """Give a number for `max_examples`."""
    return max(1, round(factor * settings().max_examples))
