"""Secrets stay out of what is logged and handed on."""

from __future__ import annotations

import pytest

from desktop_app.system import redaction
from desktop_app.system.redaction import HIDDEN, hide, redacted


@pytest.fixture(autouse=True)
def _no_secrets_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_KNOWN", set())


@pytest.mark.parametrize("secret", ["123456", "a token.* with+signs"])
def test_a_secret_is_hidden_wherever_it_stands(secret: str) -> None:
    hide(secret)
    assert redacted(f"x{secret}y {secret}") == f"x{HIDDEN}y {HIDDEN}"


def test_a_secret_of_five_characters_is_none() -> None:
    hide("12345")
    assert redacted("12345") == "12345"


@pytest.mark.parametrize("order", [("secret", "secret-and-more"), ("secret-and-more", "secret")])
def test_of_a_secret_within_another_nothing_is_left(order: tuple[str, str]) -> None:
    for one in order:
        hide(one)
    assert redacted("it is secret-and-more") == f"it is {HIDDEN}"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("http://user:pass@host/path", "http://***@host/path"),
        ("http://host/a@b", "http://host/a@b"),
        ("Authorization: Bearer abcdef123", "Authorization: Bearer ***"),
        ("{'token': 'abcdef'}", "{'token': '***'}"),
        ("PASSWORD=abcdef;x=1", "PASSWORD=***;x=1"),
        ("the token is wrong", "the token is wrong"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(said: str, shown: str) -> None:
    assert redacted(said) == shown
