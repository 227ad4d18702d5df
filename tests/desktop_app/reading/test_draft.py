"""What was written and is nowhere else is kept for its writer alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.reading.draft import keep_draft, kept_draft

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("text", ["Written by hand.\r\n\n", "你好 🙂", "half a character: \ud83d"])
def test_a_draft_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state" / "draft.txt"
    keep_draft(path, text)
    assert kept_draft(path) == text
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_draft_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    keep_draft(path, "")
    keep_draft(path, "Written.")
    keep_draft(path, "")
    assert not path.exists()
    assert kept_draft(path) == ""


def test_a_draft_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_bytes(b"\xff\xfe")
    assert kept_draft(tmp_path / "draft.txt") == ""


def test_a_draft_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "draft.txt"
    keep_draft(path, "before")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        keep_draft(path, "after")
    assert kept_draft(path) == "before"
