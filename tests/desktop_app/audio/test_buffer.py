"""The playback buffer: the same samples out whatever the pieces, and never a click."""

from __future__ import annotations

from array import array
import itertools

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.audio.buffer import PlaybackBuffer

RATE = 8_000
FADE = 40  # frames: 5 ms at 8 kHz
PREBUFFER = 480
LEVEL = 10_000
STEEPEST = LEVEL * 1.6 / FADE + 1  # half a Hann window's steepest step, and rounding


def samples(pcm: bytes) -> list[int]:
    return array("h", pcm).tolist()


def pcm(values: list[int]) -> bytes:
    return array("h", values).tobytes()


def flat(frames: int, channels: int = 1) -> bytes:
    """Sound at full level throughout: any unfaded beginning or end of it is a click."""
    return pcm([LEVEL] * frames * channels)


def steps(values: list[int]) -> list[int]:
    return [abs(after - before) for before, after in itertools.pairwise(values)]


def started(frames: int) -> PlaybackBuffer:
    buffer = PlaybackBuffer(RATE, 1)
    buffer.write(flat(frames))
    return buffer


@given(
    values=st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=3_000),
    cuts=st.lists(st.integers(1, 700), min_size=1),
    reads=st.lists(st.integers(1, 900), min_size=1),
    channels=st.sampled_from([1, 2]),
)
def test_any_split_of_the_same_audio_gives_the_same_samples(
    values: list[int], cuts: list[int], reads: list[int], channels: int
) -> None:
    values = values[: len(values) // channels * channels]
    buffer = PlaybackBuffer(RATE, channels)
    audio = pcm(values)
    at = 0
    turn = 0
    while at < len(audio):
        size = cuts[turn % len(cuts)] * channels * 2
        buffer.write(audio[at : at + size])
        at += size
        turn += 1
    buffer.end()
    out = b""
    turn = 0
    while buffer.tail == 0:
        frames = reads[turn % len(reads)]
        piece = buffer.read(frames)
        assert len(piece) == frames * channels * 2
        out += piece
        turn += 1
    assert out[: len(audio)] == audio
    assert not any(out[len(audio) :])
    assert buffer.played == len(values) // channels
    assert buffer.underruns == 0


@given(
    orders=st.lists(
        st.one_of(
            st.tuples(st.just("write"), st.integers(0, 1_200)),
            st.tuples(st.just("read"), st.integers(1, 400)),
            st.tuples(st.sampled_from(["pause", "resume"]), st.just(0)),
        ),
        max_size=60,
    ),
    last=st.sampled_from(["end", "stop"]),
)
def test_no_order_of_events_clicks_or_loses_count(orders: list[tuple[str, int]], last: str) -> None:
    buffer = PlaybackBuffer(RATE, 1, fade_in=True)
    written = 0
    out: list[int] = []
    for order, frames in orders:
        match order:
            case "write":
                # Shorter than a fade there is no room to fade in.
                buffer.write(flat(frames + FADE))
                written += frames + FADE
            case "read":
                piece = samples(buffer.read(frames))
                assert len(piece) == frames
                out += piece
            case "pause":
                buffer.pause()
            case "resume":
                buffer.resume()
        assert buffer.played + buffer.queued == written
    buffer.resume()
    if last == "stop":
        buffer.stop()
        out += samples(buffer.read(2 * FADE))
        assert out[-FADE:] == [0] * FADE
        assert buffer.queued == 0
        assert buffer.tail > 0
        body = out
    else:
        buffer.end()
        while buffer.tail == 0:
            out += samples(buffer.read(160))
        assert buffer.played == written
        # The last sample is left as it came, at full level here.
        body = out[: max((i for i, value in enumerate(out) if value), default=-1) + 1]
    assert max(steps([0, *body]), default=0) <= STEEPEST
    assert all(0 <= value <= LEVEL for value in out)


def test_sound_starts_unfaded_with_the_prebuffer_full() -> None:
    buffer = started(PREBUFFER - 1)
    assert not any(buffer.read(100))
    buffer.write(flat(1))
    assert samples(buffer.read(100)) == [LEVEL] * 100


def test_little_audio_waits_no_longer_than_the_prebuffer_is_long() -> None:
    buffer = started(200)
    waited = 0
    while not any(buffer.read(80)):
        waited += 80
    assert waited == PREBUFFER


def test_an_underrun_fades_is_counted_when_it_is_over_and_grows_the_prebuffer() -> None:
    buffer = started(1_000)
    out = samples(buffer.read(1_200))
    assert out[: 1_000 - FADE] == [LEVEL] * (1_000 - FADE)
    assert out[1_000:] == [0] * 200
    assert max(steps(out)) <= STEEPEST
    assert buffer.underruns == 0
    assert not buffer.sounding
    buffer.write(flat(2 * PREBUFFER - 1))
    assert not any(buffer.read(10))
    buffer.write(flat(1))
    again = samples(buffer.read(100))
    assert max(steps([0, *again])) <= STEEPEST
    assert again[FADE:] == [LEVEL] * (100 - FADE)
    assert buffer.underruns == 1
    assert buffer.prebuffer == 2 * PREBUFFER


def test_running_dry_at_the_very_end_is_no_underrun() -> None:
    buffer = started(1_000)
    buffer.read(1_200)
    buffer.end()
    buffer.read(10)
    assert buffer.underruns == 0
    assert buffer.tail == 10


def test_the_prebuffer_grows_to_one_second_and_shrinks_in_calm() -> None:
    buffer = started(RATE)
    for _ in range(8):
        buffer.read(buffer.queued + 1)
        buffer.write(flat(RATE))
        buffer.read(1)
    assert buffer.prebuffer == RATE
    assert buffer.underruns == 8
    for _ in range(31):
        buffer.write(flat(RATE))
        buffer.read(RATE)
    assert buffer.prebuffer == RATE // 2


def test_a_source_that_pauses_does_not_grow_the_prebuffer() -> None:
    buffer = started(RATE)
    buffer.read(RATE)
    buffer.read(3 * RATE)
    buffer.write(flat(RATE))
    buffer.read(1)
    assert buffer.underruns == 1
    assert buffer.prebuffer == PREBUFFER


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_pause_fades_out_and_resume_fades_in(channels: int) -> None:
    buffer = PlaybackBuffer(RATE, channels)
    buffer.write(flat(4_000, channels))
    buffer.read(100)
    buffer.pause()
    out = samples(buffer.read(200))[::channels]
    assert out[FADE:] == [0] * (200 - FADE)
    assert buffer.played == 100 + FADE
    assert buffer.tail == 0
    buffer.resume()
    out += samples(buffer.read(200))[::channels]
    assert max(steps([LEVEL, *out])) <= STEEPEST
    assert out[-1] == LEVEL
    assert buffer.underruns == 0


def test_stop_drops_the_rest_and_takes_no_more() -> None:
    buffer = started(4_000)
    buffer.read(100)
    buffer.stop()
    buffer.write(flat(100))
    out = samples(buffer.read(FADE + 10))
    assert max(steps([LEVEL, *out])) <= STEEPEST
    assert out[-10:] == [0] * 10
    assert buffer.queued == 0
    assert buffer.tail == 10


def test_stop_before_the_first_sample() -> None:
    buffer = started(100)
    buffer.stop()
    assert not any(buffer.read(50))
    assert (buffer.queued, buffer.played, buffer.tail) == (0, 0, 50)
