"""Where tokens are kept, with keyrings that are missing, locked, or refuse."""

from __future__ import annotations

import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked
import pytest

from desktop_app.errors import SettingsError
from desktop_app.settings import tokens
from desktop_app.settings.tokens import (
    KeyringError,
    TokenPlace,
    forget_token,
    load_token,
    store_token,
)
from desktop_app.system.paths import token_file

if TYPE_CHECKING:
    from collections.abc import Callable


class Working(KeyringBackend):
    """A keyring that works."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring's have no types
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Refusing(Working):
    """A keyring that is locked, and says so."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username} is locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"{service} {username} {len(password)} is locked")


class Waiting(Working):
    """A keyring that waits for a person who is not there."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait()
        return f"{service} {username}"

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username + password)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(tokens, "KEYRING_PATIENCE", 0.2)


def no_keyring() -> KeyringBackend:
    """What `keyring` uses where a system has none."""
    return NoKeyring()  # type: ignore[no-untyped-call] # keyring's have no types


def use(backend: KeyringBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `keyring` use this one until the test ends."""
    monkeypatch.setattr("keyring.core._keyring_backend", backend)


def test_a_keyring_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Working()
    use(ring, monkeypatch)
    assert store_token("home", "secret") is TokenPlace.KEYRING
    assert not token_file().exists()
    assert load_token("home", TokenPlace.KEYRING) == "secret"
    assert "keyring" in str(TokenPlace.KEYRING.describe())
    forget_token("home", TokenPlace.KEYRING)
    forget_token("home", TokenPlace.KEYRING)
    assert ring.kept == {}
    with pytest.raises(SettingsError, match="no longer in the system keyring") as gone:
        load_token("home", TokenPlace.KEYRING)
    assert "config token home" in gone.value.hint


def test_where_a_file_was_chosen_no_keyring_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Working()
    use(ring, monkeypatch)
    assert store_token("home", "secret", TokenPlace.FILE) is TokenPlace.FILE
    assert ring.kept == {}
    assert load_token("home", TokenPlace.FILE) == "secret"


def test_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    use(no_keyring(), monkeypatch)
    assert store_token("home", "secret") is TokenPlace.FILE
    assert store_token("work", "other") is TokenPlace.FILE
    assert token_file().stat().st_mode & 0o777 == 0o600
    assert load_token("home", TokenPlace.FILE) == "secret"
    forget_token("home", TokenPlace.FILE)
    forget_token("home", TokenPlace.FILE)
    assert load_token("work", TokenPlace.FILE) == "other"


@pytest.mark.parametrize(("kind", "words"), [(Refusing, "rejected"), (Waiting, "isn't responding")])
def test_a_keyring_that_is_locked(
    kind: type[Working], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(kind(), monkeypatch)
    with pytest.raises(SettingsError, match=words):
        load_token("home", TokenPlace.KEYRING)
    assert store_token("home", "secret") is TokenPlace.FILE
    assert load_token("home", TokenPlace.FILE) == "secret"


def test_a_token_that_moves_into_the_keyring_leaves_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(no_keyring(), monkeypatch)
    store_token("home", "secret")
    use(Working(), monkeypatch)
    assert store_token("home", "secret") is TokenPlace.KEYRING
    assert b"secret" not in token_file().read_bytes()


def test_a_service_without_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    use(no_keyring(), monkeypatch)
    store_token("home", "secret")
    assert store_token("home", "") is TokenPlace.NONE
    assert load_token("home", TokenPlace.NONE) == ""
    assert str(TokenPlace.NONE.describe()) == "not needed"
    assert b"secret" not in token_file().read_bytes()


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    use(no_keyring(), monkeypatch)
    token_file().parent.parent.mkdir(parents=True, exist_ok=True)
    token_file().parent.write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="isn't a folder"):
        store_token("home", "secret")


@pytest.mark.parametrize(
    ("backend", "words"),
    [(no_keyring, "no keyring"), (Refusing, "rejected"), (Waiting, "isn't responding")],
)
def test_a_file_serves_only_where_it_is_allowed(
    backend: Callable[[], KeyringBackend], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(backend(), monkeypatch)
    with pytest.raises(KeyringError, match=words) as wrong:
        store_token("home", "secret", TokenPlace.KEYRING)
    assert wrong.value.hint
    assert not token_file().exists()
    assert store_token("home", "secret", TokenPlace.FILE) is TokenPlace.FILE


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{bad", "line 1, column 2: a name in double quotation marks must follow"),
        ("", "line 1, column 1: there is no value"),
        ("[1]", "it must have a name and a token for each service"),
        ("null", "it must have a name and a token for each service"),
    ],
)
def test_a_file_that_holds_no_tokens_is_named_and_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch, written: str, why: str
) -> None:
    use(no_keyring(), monkeypatch)
    token_file().parent.mkdir(parents=True)
    token_file().write_text(written)
    for work in (
        lambda: load_token("q", TokenPlace.FILE),
        lambda: store_token("q", "secret"),
        lambda: forget_token("q", TokenPlace.FILE),
    ):
        with pytest.raises(SettingsError) as wrong:
            work()
        assert str(wrong.value).startswith(f"Can't read the tokens in {token_file()}: {why}")
        assert "config token q" in wrong.value.hint
    assert token_file().read_text() == written


@pytest.mark.parametrize("value", [5, True, ["secret"], {"secret": 1}, 0, []])
def test_a_token_that_is_no_text_costs_no_other(
    monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    use(no_keyring(), monkeypatch)
    token_file().parent.mkdir(parents=True)
    token_file().write_text(json.dumps({"q": value, "home": "secret"}))
    with pytest.raises(SettingsError) as wrong:
        load_token("q", TokenPlace.FILE)
    words = f"Can't read the tokens in {token_file()}: “q” must be text in quotation marks."
    assert str(wrong.value) == words
    assert "config token q" in wrong.value.hint
    assert load_token("home", TokenPlace.FILE) == "secret"
    store_token("work", "other")
    assert json.loads(token_file().read_text())["q"] == value
    store_token("q", "new")
    read = [load_token(name, TokenPlace.FILE) for name in ("q", "home", "work")]
    assert read == ["new", "secret", "other"]


REAL = """
import asyncio
from desktop_app.system.paths import token_file
from desktop_app.settings.tokens import TokenPlace, beside, forget_token, load_token, store_token
print(store_token("home", "secret", TokenPlace.KEYRING), token_file().exists())
print(asyncio.run(beside(lambda: load_token("home", TokenPlace.KEYRING))))
forget_token("home", TokenPlace.KEYRING)
try:
    asyncio.run(beside(lambda: load_token("home", TokenPlace.KEYRING)))
except Exception as error:
    print(error)
"""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="there is no GNOME keyring",
)
def test_a_real_keyring(tmp_path: Path) -> None:
    unlock = "echo | gnome-keyring-daemon --unlock --components=secrets > unlocked"
    said = subprocess.run(
        [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            f'{unlock}; exec "$0" -c "$1"',
            sys.executable,
            REAL,
        ],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(tmp_path),
            "PYTHONPATH": str(Path(__file__).parents[3]),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout.splitlines() == [
        "keyring False",
        "secret",
        "The token of “home” is no longer in the system keyring.",
    ]
