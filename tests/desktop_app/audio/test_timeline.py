"""Which frame is heard at a moment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.audio.timeline import Timeline


def test_a_timeline_knows_silence_and_never_goes_back() -> None:
    timeline = Timeline(1_000)
    timeline.add(10.0, 0, 20)
    timeline.add(10.02, 20, 20)  # silence
    timeline.add(10.04, 20, 40)
    assert timeline.heard(9.9) == 0
    assert timeline.heard(10.01) == pytest.approx(10, abs=1)
    assert timeline.heard(10.03) == 20
    assert timeline.heard(10.05) == pytest.approx(30, abs=1)
    assert timeline.heard(10.01) == pytest.approx(30, abs=1)
    assert timeline.heard(99) == 40


@given(
    pieces=st.lists(st.tuples(st.floats(0.001, 0.1), st.integers(0, 50)), min_size=1, max_size=40),
    looks=st.lists(st.floats(0, 5), max_size=20).map(sorted),
)
def test_a_timeline_stays_within_what_was_handed_over(
    pieces: list[tuple[float, int]], looks: list[float]
) -> None:
    timeline = Timeline(1_000)
    at = 0.0
    end = 0
    for delay, frames in pieces:
        timeline.add(at, end, end + frames)
        end += frames
        at += delay
    heard = [timeline.heard(look) for look in looks]
    assert heard == sorted(heard)
    assert all(0 <= frame <= end for frame in heard)
    assert timeline.heard(at + 1) == end


def test_a_timeline_does_not_go_back_for_frames_that_come_again() -> None:
    """A stream that was opened again hands over what it had handed over before."""
    timeline = Timeline(1_000)
    timeline.add(10.0, 0, 100)
    assert timeline.heard(10.08) == 80
    timeline.add(10.0, 20, 60)
    timeline.add(10.2, 30, 90)
    assert timeline.heard(10.15) == 100
    assert timeline.heard(10.22) == 100
    assert timeline.heard(11) == 100


def test_a_piece_of_nothing_is_no_piece() -> None:
    timeline = Timeline(1_000)
    timeline.add(10.0, 50, 50)
    assert timeline.heard(11) == 0
