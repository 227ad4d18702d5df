"""Messages between the app and its sound process, as bytes."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
import pytest

from desktop_app.audio import wire

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
