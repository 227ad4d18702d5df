"""What is remembered of a home, whatever has become of the file."""

from __future__ import annotations

from dataclasses import replace
import json
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from desktop_app.errors import SettingsError
from desktop_app.home.membership import Membership, load_membership, save_membership

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_kept_for_oneself(tmp_path: Path) -> None:
    path = tmp_path / "data" / "home.json"
    known = replace(load_membership(path), entry_id="entry", quiet_until=12.5, muted=True)
    save_membership(known, path)
    assert load_membership(path) == known
    assert path.stat().st_mode & 0o777 == 0o600
    assert known.is_paired
    assert known.without_home().desktop_id == known.desktop_id
    assert not known.without_home().is_paired


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"desktop_id": "me"}', b'{"desktop_id": 5, "quiet_until": "x"}', b"\xff"],
)
def test_a_file_that_says_nothing_gives_a_new_computer(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "home.json"
    path.write_bytes(content)
    found = load_membership(path)
    assert UUID(found.desktop_id).version == 4
    assert found == Membership(found.desktop_id)


def test_wrong_values_are_left_out(tmp_path: Path) -> None:
    known = load_membership(tmp_path / "none")
    path = tmp_path / "home.json"
    path.write_text(
        json.dumps(
            {"desktop_id": known.desktop_id, "called": 7, "volume": True, "muted": "yes", "new": 1}
        )
    )
    assert load_membership(path) == known


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError):
        save_membership(load_membership(), tmp_path / "file" / "home.json")
