"""How long something takes, in words."""

from __future__ import annotations

import pytest

from desktop_app.gui.parts.durations import about, clock, left, length


@pytest.mark.parametrize(
    ("seconds", "shown", "words"),
    [
        (0, "0:00", "less than a minute"),
        (59.4, "0:59", "less than a minute"),
        (72, "1:12", "1 min"),
        (90, "1:30", "2 min"),
        (3600, "1:00:00", "1 h 0 min"),
        (4320, "1:12:00", "1 h 12 min"),
    ],
)
def test_a_time_is_shown_as_players_do_and_said_in_minutes(
    seconds: float, shown: str, words: str
) -> None:
    assert clock(seconds) == shown
    assert length(seconds) == words
    assert left(seconds) == f"{words} left"
    assert about(seconds) == (f"about {words}" if seconds >= 60 else words)
