"""JSON of others is read, or a `ValueError`."""

from __future__ import annotations

import pytest

from desktop_app.system.json_of_others import JsonError, read_json


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


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{bad", "line 1, column 2: a name in double quotation marks must follow"),
        ('{"a" 1}', "line 1, column 6: there is no colon after the name"),
        ('{"a": 1\n"b": 2}', "line 2, column 1: there is no comma or closing bracket"),
        ('{"a": }', "line 1, column 7: there is no value"),
        ('{"a": "b', "line 1, column 7: a quotation mark or a bracket isn't closed"),
        ('{"a": "b\n"}', "line 1, column 9: this character can't be used here"),
        (r'{"a": "\x"}', "line 1, column 8: a backslash must be doubled"),
        ('{"a": 1} x', "line 1, column 10: there is something after the end"),
        (b'{\n"a": "\xff"}', "line 2 isn't text in UTF-8"),
        ("[" * 100_000, "it's nested too deeply"),
        ("9" * 5000, "a number is too large"),
        ("[NaN]", "there is no value"),
    ],
    ids=range(12),
)
def test_what_is_wrong_is_said_with_its_place(data: bytes | str, words: str) -> None:
    with pytest.raises(JsonError) as wrong:
        read_json(data)
    assert str(wrong.value).startswith(words)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert read_json("\ufeff{}") == read_json(b"\xef\xbb\xbf{}") == {}
