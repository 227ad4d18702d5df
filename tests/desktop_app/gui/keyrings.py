"""Keyrings for tests of windows: one that works, one that waits for a person, one that refuses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

if TYPE_CHECKING:
    import pytest


class Working(KeyringBackend):
    """A keyring that works."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring's have no types
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        del service
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        del service
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del service
        del self.kept[username]


class Waiting(Working):
    """A keyring that waits for its password, until somebody gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.unlocked.wait(30)
        super().set_password(service, username, password)


class Refusing(Working):
    """A keyring that is locked, and says so."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"{service} {username} {len(password)} is locked")

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked(f"{service} {username} is locked")


def use(ring: KeyringBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `keyring` use this one until the test ends."""
    monkeypatch.setattr("keyring.core._keyring_backend", ring)
