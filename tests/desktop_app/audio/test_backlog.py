"""What was handed to the device and is not heard yet."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.audio.backlog import Backlog


@given(
    pieces=st.lists(st.binary(max_size=50)),
    heard=st.lists(st.integers(0, 200)),
    frame_size=st.sampled_from([2, 4, 6]),
)
def test_a_backlog_keeps_exactly_what_was_not_heard(
    pieces: list[bytes], heard: list[int], frame_size: int
) -> None:
    backlog = Backlog(frame_size)
    whole = b""
    furthest = 0
    for piece, report in itertools.zip_longest(pieces, heard):
        if piece is not None:
            whole += backlog.write(piece)
        if report is not None:
            backlog.forget(report)
            furthest = max(furthest, min(report, len(whole) // frame_size))
        assert backlog.heard == furthest
        assert backlog.rest() == whole[furthest * frame_size :]
        assert backlog.written == len(whole) // frame_size
        assert backlog.waiting == backlog.written - furthest
    everything = b"".join(pieces)
    assert whole == everything[: len(everything) // frame_size * frame_size]
