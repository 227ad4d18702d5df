"""Server-sent events: the rules, what is forgiven, and that splitting changes nothing."""

from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st
import pytest

from shared_client.errors import CosyVoiceProtocolError
from shared_client.sse import SSEParser


def parse(*chunks: bytes) -> list[bytes]:
    parser = SSEParser()
    return [event for chunk in chunks for event in parser.feed(chunk)] + parser.finish()


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b'data: {"a":1}\n\ndata: {"b":2}\n\n', [b'{"a":1}', b'{"b":2}']),
        (b'data:{"a":1}\r\n\r\ndata: {"b":2}\r\r', [b'{"a":1}', b'{"b":2}']),
        (b'\xef\xbb\xbfdata: {"a":1}\n\n', [b'{"a":1}']),
        (b'# data: {"a":1}\n# data: {"b":2}\n', [b'{"a":1}', b'{"b":2}']),
        (b'#data: {"a":1}\n\n', [b'{"a":1}']),
        (b'data: {"a":1}\ndata: {"b":2}\n\n', [b'{"a":1}', b'{"b":2}']),
        (b'data: {\ndata: "a":1}\n\n', [b'{\n"a":1}']),
        (b"data: [\ndata: {\ndata: },\ndata: {\n\n", [b"[\n{\n},\n{"]),
        (b'event: x\nid: 7\nretry: 1\n: hello\ndata: {"a":1}\n\n', [b'{"a":1}']),
        (b": ping\n\n: ping\n\n", []),
        (b"data\n\n", [b""]),
        (b"datas: no\nnothing\n\n", []),
        (b'data: {"a":1}', [b'{"a":1}']),
        (b"\n\n\r\n\r\r", []),
        (b"", []),
    ],
)
def test_reads(stream: bytes, events: list[bytes]) -> None:
    assert parse(stream) == events


LINES = st.lists(
    st.sampled_from(
        [
            b'data: {"a":1}',
            b'# data: {"b":2}',
            b"data: {",
            b"data: }",
            b": c",
            b"",
            b"data",
            b"x",
            b"{",
        ]
    )
    | st.binary(max_size=12),
    max_size=12,
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])


@given(
    stream=st.builds(
        lambda lines, end, bom: bom + b"".join(line + end for line in lines),
        LINES,
        ENDS,
        st.sampled_from([b"", b"\xef\xbb\xbf"]),
    )
    | st.binary(max_size=200),
    cuts=st.lists(st.integers(0, 200), max_size=8),
)
@example(stream=b"data: 1\r\n\r\ndata: 2\r\n", cuts=[8, 9, 10, 11])
def test_splits_change_nothing(stream: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[a:b] for a, b in itertools.pairwise(edges)]
    whole = parse(stream)
    assert parse(*chunks) == whole
    assert parse(*(stream[i : i + 1] for i in range(len(stream)))) == whole


@pytest.mark.parametrize("endless", [b"data: x", b"data: x\n", b"data:\n", b"data\r"])
def test_an_event_without_end_is_refused(endless: bytes) -> None:
    parser = SSEParser(max_event_size=1000)
    with pytest.raises(CosyVoiceProtocolError, match="event larger than"):
        for chunk in [endless] * 2000:
            parser.feed(chunk)


def test_the_limit_is_one_of_an_event_not_of_a_stream() -> None:
    parser = SSEParser(max_event_size=1000)
    events = [
        event
        for _ in range(100)
        for part in (b"data: " + b"x" * 300, b"y" * 300 + b"\n\n")
        for event in parser.feed(part)
    ]
    assert len(events) == 100


def test_many_objects_that_never_parse_cost_linear_time() -> None:
    parser = SSEParser()
    for _ in range(20_000):
        parser.feed(b'data: {"a":\n')  # tried as JSON once, not 20,000 times
    assert len(parser.feed(b"\n")) == 1
