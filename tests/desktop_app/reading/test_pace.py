"""How long a text takes, told before and while it is read."""

from __future__ import annotations

import pytest

from desktop_app.reading.events import PositionChanged
from desktop_app.reading.model import Span
from desktop_app.reading.pace import Pace, usual_seconds

TEXT = "word " * 3000
WHOLE = usual_seconds(TEXT)


def at(place: int, item: int = 1) -> PositionChanged:
    return PositionChanged(item, Span(place, place + 9), Span(place, place + 3), 0)


def test_a_text_takes_as_long_as_its_script_and_the_speed_say() -> None:
    assert usual_seconds("a" * 2280) == pytest.approx(152)  # 2 to 3 minutes
    assert usual_seconds("中" * 45) == pytest.approx(10)
    assert usual_seconds("中文 and", 2.0) == pytest.approx((2 / 4.5 + 4 / 15) / 2)
    assert usual_seconds("") == 0


def test_before_anything_is_heard_the_usual_pace_at_this_speed_is_told() -> None:
    pace = Pace(2.0)
    pace.begin(1, TEXT)
    assert pace.left() == pytest.approx(WHOLE / 2)
    assert pace.elapsed() == 0
    pace.change(0.5)
    assert pace.left() == pytest.approx(WHOLE * 2)


def test_what_is_heard_changes_what_is_told() -> None:
    pace = Pace()
    pace.begin(1, TEXT)
    for second in range(1001):  # 7.5 characters a second: half as fast as usual
        pace.hear(at(round(7.5 * second)), second)
    assert pace.elapsed() == pytest.approx(1000, rel=0.05)
    assert pace.left() == pytest.approx(1000, rel=0.05)
    assert pace.elapsed(3750) == pytest.approx(500, rel=0.05)
    assert pace.left(len(TEXT)) == pytest.approx(0, abs=0.01)
    assert pace.seconds(TEXT) == pytest.approx(2000, rel=0.05)
    pace.change(2.0)
    assert pace.seconds(TEXT) == pytest.approx(1000, rel=0.05)


def test_pauses_jumps_and_other_texts_count_for_nothing() -> None:
    pace = Pace()
    pace.begin(1, TEXT)
    pace.hear(at(0), 0)
    before = pace.seconds(TEXT)
    pace.hear(at(5000), 1)  # a jump ahead
    pace.hear(at(5010), 31)  # a pause
    pace.hear(at(90, 2), 32)  # another text
    pace.hear(at(20), 33)  # a jump back
    pace.break_off()
    pace.hear(at(60), 34)
    assert pace.seconds(TEXT) == before
    assert pace.elapsed() == pytest.approx(4)
    pace.begin(2, "Short.")
    assert pace.elapsed() == 0
    assert pace.left() == pytest.approx(0.4)
