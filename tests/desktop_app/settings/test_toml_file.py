"""TOML files that people hand to one another are read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import voluptuous as vol

from desktop_app.settings.toml_file import (
    LARGEST,
    ExchangeError,
    check,
    flag,
    number,
    one_of,
    read_toml,
    some_text,
    text,
    version,
    write_toml,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_a_file_may_have_a_mebibyte_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * LARGEST)
    assert LARGEST == 1 << 20
    assert read_toml(path) == {}
    path.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(ExchangeError):
        read_toml(path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = ", b"a = 1\na = 2", b"a = " + b"[" * 5000])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(ExchangeError):
        read_toml(path)


def test_a_file_of_windows_begins_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = '你'", "utf-8-sig")
    assert read_toml(path) == {"a": "你"}


def test_what_is_written_is_read_and_its_folder_is_private(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.toml"
    content = {"version": 1, "rules": [{"find": 'a "b"', "say": "\\1\n你"}]}
    write_toml(path, content)
    assert read_toml(path) == content
    assert path.parent.stat().st_mode & 0o777 == 0o700


def place(keys: Sequence[object]) -> Any:
    """Where something is; how that is said is not what is looked at here."""
    return str(keys)


@pytest.mark.parametrize(
    ("rule", "good", "wrong"),
    [
        (version(2), [1, 2], [0, 3, True, "1", 1.0]),
        (text, ["", "a"], [1, None, ["a"]]),
        (some_text, ["a"], ["", 1]),
        (flag, [True, False], [0, 1, "true"]),
        (number(0.5, 2), [0.5, 1, 2.0], [0.49, 2.01, True, "1", float("nan"), float("inf")]),
        (one_of(["a", "b"]), ["a", "b"], ["c", "", 1]),
    ],
)
def test_a_check_takes_what_is_right_alone(
    rule: object, good: list[object], wrong: list[object]
) -> None:
    schema = {vol.Required("x"): rule}
    for value in good:
        assert check(Path("a.toml"), {"x": value}, schema, place) == {"x": value}
    for value in wrong:
        with pytest.raises(ExchangeError):
            check(Path("a.toml"), {"x": value}, schema, place)
    contents: list[object] = [{}, {"x": good[0], "y": 1}, []]
    for content in contents:
        with pytest.raises(ExchangeError):
            check(Path("a.toml"), content, schema, place)
