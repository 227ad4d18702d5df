"""What the bus is told of a text: where it is from, in words a bus can carry."""

from __future__ import annotations

import pytest

from desktop_app.bus.now import address_of, sendable
from desktop_app.reading.model import Reading


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("selection", ""),
        ("/a b.txt", "file:///a%20b.txt"),
        ("file:///a/b.txt", "file:///a/b.txt"),
        ("", ""),
        ("/a/\udcff.txt", "file:///a/%FF.txt"),
    ],
)
def test_where_a_text_is_from(source: str, address: str) -> None:
    assert address_of(Reading("Text.", source=source)) == address


def test_the_bus_gets_no_word_that_ends_its_connection() -> None:
    assert sendable("half \udcff, zero \0") == "half ?, zero  "
