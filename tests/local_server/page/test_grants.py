"""Secrets that let their bearer in: known by digest alone, for a while, and an invitation once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
import os
import time
from typing import TYPE_CHECKING

import pytest

from local_server.page.grants import Grant, Grants, Role

if TYPE_CHECKING:
    from pathlib import Path


def ends_in(seconds: float, role: Role = Role.UPLOAD) -> Grant:
    return Grant(role, time.time() + seconds)


def test_the_folder_tells_no_secret_and_is_private(tmp_path: Path) -> None:
    grants = Grants(tmp_path / "grants")
    secret = grants.make(ends_in(60), token="token-of-the-server")
    (file,) = (tmp_path / "grants").iterdir()
    assert secret not in file.name
    assert secret not in file.read_text()
    assert "token-of-the-server" not in file.read_text()
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700


def test_an_invitation_is_taken_once_also_by_many_at_once(tmp_path: Path) -> None:
    grants = Grants(tmp_path)
    secret = grants.make(ends_in(60, Role.MANAGE))
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: Grants(tmp_path).take(secret), range(8)))
    assert [one.role for one in taken if one] == [Role.MANAGE]
    assert grants.find(secret) is None


def test_what_has_expired_grants_nothing_and_is_removed_by_the_next_one(tmp_path: Path) -> None:
    grants = Grants(tmp_path)
    secret = grants.make(ends_in(-1))
    assert grants.take(secret) is None
    grants.make(ends_in(60))
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("guess", ["", "x", "../index", "x" * 10_000, "\udc80", "a\0b"])
def test_a_guess_grants_nothing(tmp_path: Path, guess: str) -> None:
    grants = Grants(tmp_path)
    grants.make(ends_in(60))
    assert grants.take(guess) is None


def test_another_token_ends_a_grant(tmp_path: Path) -> None:
    grants = Grants(tmp_path)
    secret = grants.make(ends_in(60), token="old")
    assert grants.find(secret, "old") is not None
    assert grants.find(secret, "new") is None
    assert grants.find(secret) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"role": "king", "expires": 9e9}', b"\xff"])
def test_a_damaged_grant_grants_nothing(tmp_path: Path, data: bytes) -> None:
    grants = Grants(tmp_path)
    secret = grants.make(ends_in(60))
    (file,) = tmp_path.iterdir()
    file.write_bytes(data)
    assert grants.find(secret) is None


def test_a_grant_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(tmp_path), "replace", full)
    with pytest.raises(OSError, match="space"):
        Grants(tmp_path).make(ends_in(60))
    assert list(tmp_path.iterdir()) == []
