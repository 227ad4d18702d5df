"""JSON of others is read, or a `ValueError`."""

from __future__ import annotations

import pytest

from desktop_app.system.json_of_others import read_json


def test_json_is_read() -> None:
    data = '{"a": [1, -2, 3.5, 1e3, true, null, "你好"], "b": {}}'
    assert read_json(data) == {"a": [1, -2, 3.5, 1000.0, True, None, "你好"], "b": {}}
    assert read_json(data.encode()) == read_json(data)


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 5000,
        "9" * 400,
        "-9223372036854775809",
        "1e999",
        "NaN",
        "-Infinity",
        "",
        "{",
        b"\xff",
        b"\x00\x00",
    ],
    ids=range(12),
)
def test_everything_else_is_a_value_error(data: bytes | str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of Python itself, in several words
        read_json(data)
