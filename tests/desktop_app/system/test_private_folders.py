"""Folders that nobody else can open."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.system.private_folders import private_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("before", [None, 0o755, 0o750, 0o701, 0o700])
def test_a_private_folder_is_closed_to_others(tmp_path: Path, before: int | None) -> None:
    folder = tmp_path / "data" / "recordings"
    if before is not None:
        folder.mkdir(parents=True)
        folder.chmod(before)
    umask = os.umask(0)
    try:
        private_folder(folder)
    finally:
        os.umask(umask)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_stricter_stays_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    private_folder(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o500
    tmp_path.chmod(0o700)
