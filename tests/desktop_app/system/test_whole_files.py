"""A file is written whole, with the right permissions, or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_is_as_it_was_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with replacing(path) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_a_file_that_is_not_finished_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")

    def write() -> None:
        with replacing(path) as file:
            file.write(b"aft")
            raise error

    with pytest.raises(type(error)):
        write()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_are_those_asked_for_or_those_there_were(tmp_path: Path) -> None:
    path = tmp_path / "file"
    before = os.umask(0o027)
    try:
        with replacing(path):
            pass
        assert mode(path) == 0o640
        path.chmod(0o604)
        with replacing(path):
            pass
        assert mode(path) == 0o604
        with replacing(path, mode=0o600) as file:
            assert mode(next(tmp_path.glob(".file.*"))) == 0o600  # before it is whole, too
            file.write(b"x")
        assert mode(path) == 0o600
        assert os.umask(0o027) == 0o027  # it was only looked at
    finally:
        os.umask(before)


def test_a_link_stays_and_leads_to_what_is_new(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"before")
    link.symlink_to(real)
    with replacing(link) as file:
        file.write(b"after")
    assert link.is_symlink()
    assert real.read_bytes() == b"after"
