"""The parts of playback that do no I/O: wire, timeline, backlog, conversion, device names."""

from __future__ import annotations

from array import array
import io
import itertools

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from desktop_app.audio import wire
from desktop_app.audio.backlog import Backlog
from desktop_app.audio.conversion import Converter
from desktop_app.audio.devices import DeviceName
from desktop_app.audio.timeline import Timeline
from tests.sound_server import tone

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    st.lists,
    max_leaves=5,
)


@given(
    st.lists(
        st.one_of(
            st.binary(),
            st.dictionaries(st.text().filter(lambda key: key != "do"), JSON, max_size=3),
        ),
        max_size=5,
    )
)
def test_what_goes_over_the_wire_comes_out_as_it_went_in(
    messages: list[bytes | dict[str, object]],
) -> None:
    sent = b"".join(
        wire.audio(message) if isinstance(message, bytes) else wire.command("try", **message)
        for message in messages
    )
    source = io.BytesIO(sent)
    received = list(iter(lambda: wire.read_message(source.read), None))
    assert received == [
        message if isinstance(message, bytes) else {"do": "try", **message} for message in messages
    ]


@given(st.binary(max_size=200))
def test_a_wire_that_is_none_ends_or_is_refused(garbage: bytes) -> None:
    source = io.BytesIO(garbage)
    try:
        while wire.read_message(source.read) is not None:
            pass
    except ValueError:
        pass


def test_a_wire_cut_inside_a_message_ends() -> None:
    whole = wire.command("stop")
    for cut in range(len(whole)):
        assert wire.read_message(io.BytesIO(whole[:cut]).read) is None


@pytest.mark.parametrize("line", [b"[]", b"3", b"{", b""])
def test_a_line_that_is_no_object(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"object|Expecting"):
        wire.parse(line)


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


@given(
    cuts=st.lists(st.integers(1, 2_000), min_size=1, max_size=10),
    rates=st.sampled_from([(24_000, 48_000), (24_000, 44_100), (48_000, 16_000)]),
    channels=st.sampled_from([1, 2]),
)
def test_any_split_is_resampled_to_the_same_samples(
    cuts: list[int], rates: tuple[int, int], channels: int
) -> None:
    rate, to_rate = rates
    sent = array("h", tone(0.3, rate=rate)) * channels
    audio = sent.tobytes()

    def convert(sizes: list[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        converter = Converter(rate, channels, to_rate, channels)
        out = b""
        at = 0
        for size in itertools.cycle(sizes):
            if at >= len(audio):
                break
            step = size * channels * 2
            out += converter.convert(audio[at : at + step])
            at += step
        return np.frombuffer(out + converter.convert(b"", last=True), dtype=np.int16)

    whole, split = convert([len(audio)]), convert(cuts)
    assert len(whole) == len(split)
    assert len(whole) == pytest.approx(len(sent) * to_rate / rate, abs=2 * channels)
    assert np.abs(whole.astype(int) - split.astype(int)).max() <= 2  # dither


@pytest.mark.parametrize(
    ("channels", "to_channels", "expected"),
    [
        (1, 1, [100, -200]),
        (1, 2, [100, 100, -200, -200]),
        (1, 3, [100, 100, 100, -200, -200, -200]),
        (2, 1, [-50]),
        (2, 2, [100, -200]),
        (2, 4, [-50, -50, -50, -50]),
    ],
)
def test_channels_are_copied_or_mixed(channels: int, to_channels: int, expected: list[int]) -> None:
    converter = Converter(24_000, channels, 24_000, to_channels)
    out = converter.convert(array("h", [100, -200]).tobytes())
    assert array("h", out).tolist() == expected
    assert converter.convert(b"", last=True) == b""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ALSA: default", DeviceName("default", "ALSA")),
        ("Windows WASAPI: Speakers: front", DeviceName("Speakers: front", "Windows WASAPI")),
        ("hw:0,0", DeviceName("hw:0,0")),
        ("default", DeviceName("default")),
    ],
)
def test_a_device_name_as_text(text: str, name: DeviceName) -> None:
    assert DeviceName.parse(text) == name
    assert str(name) == text
