"""How long voices are: noted for those that were added here, and never in the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.voices.lengths import known_lengths, note_length

if TYPE_CHECKING:
    from pathlib import Path


def test_lengths_are_kept_by_voice_to_the_hundredth(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lengths.json"
    note_length(path, "a", 3.14159)
    note_length(path, "b", 12)
    note_length(path, "a", 4.5)
    assert known_lengths(path) == {"a": 4.5, "b": 12.0}


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        note_length(tmp_path / "new" / "lengths.json", "a", 1)
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "lengths.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("written", ["", "[1]", '{"a": "long"}', '{"a": null}'])
def test_a_file_that_cannot_be_read_knows_none_and_is_replaced(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "lengths.json"
    path.write_text(written)
    assert known_lengths(path) == {}
    note_length(path, "a", 5)
    assert known_lengths(path) == {"a": 5.0}


def test_where_there_is_no_file_none_is_known(tmp_path: Path) -> None:
    assert known_lengths(tmp_path / "lengths.json") == {}


@pytest.mark.parametrize("wrong", ['"long"', "null", "true", "-1", "[]"])
def test_a_wrong_length_costs_no_other(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "lengths.json"
    path.write_text(f'{{"a": {wrong}, "b": 4}}')
    note_length(path, "c", 5)
    assert known_lengths(path) == {"b": 4.0, "c": 5.0}
