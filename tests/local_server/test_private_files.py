"""Files that hold a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_server.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path


def test_it_replaces_what_was_there_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old")
    write_private(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "token"
    folder.mkdir()
    with pytest.raises(OSError, match="token"):
        write_private(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]
