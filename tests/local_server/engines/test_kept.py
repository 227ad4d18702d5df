"""Things that are made of recordings are made once, and the oldest of many go."""

from __future__ import annotations

from local_server.engines.kept import MOST, Kept


def test_what_was_not_asked_for_longest_is_made_again() -> None:
    kept: Kept[int] = Kept()
    made: list[int] = []

    def of(number: int) -> int:
        return kept.of(number, lambda: made.append(number) or number)  # type: ignore[func-returns-value]  # it is None

    for number in (*range(MOST), 0, MOST):
        assert of(number) == number
    assert made == [*range(MOST), MOST]
    of(0)
    of(1)
    assert made == [*range(MOST), MOST, 1]
