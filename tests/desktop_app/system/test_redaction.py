"""Secrets stay out of what is logged and handed on."""

from __future__ import annotations

import time

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


SECRET = "xyzSECRET"
KEY = "PRIVATE KEY-----"


@pytest.mark.parametrize(
    "said",
    [
        "Authorization: xyzSECRET",
        "authorization:xyzSECRET\r\nHost: a",
        "Authorization: Basic xyzSECRET==",
        "Proxy-Authorization: Digest username=x, response=xyzSECRET",
        "Authorization:\n  xyzSECRET",
        "Authorization: Bearer\n xyzSECRET",
        "{'Authorization': 'xyzSECRET abc', 'Host': 'h'}",
        "<CIMultiDict('Authorization': 'Bearer xyzSECRET')>",
        "(b'authorization', b'xyzSECRET'), (b'host', b'h')",
        "b'GET / HTTP/1.1\\r\\nAuthorization: xyzSECRET\\r\\nHost: h\\r\\n'",
        "curl -H 'X-Api-Key: xyzSECRET' http://h",
        "x-api-key=xyzSECRET",
        "x-auth-token: xyzSECRET",
        "Cookie: a=xyzSECRET; b=xyzSECRET",
        "Set-Cookie: session=xyzSECRET; Path=/",
        "COSYVOICE_TOKEN=xyzSECRET cosyvoice speak",
        "export COSYVOICE_TOKEN='xyz xyzSECRET'",
        "DASHSCOPE_API_KEY: xyzSECRET",
        "http://user:xyz@xyzSECRET@host/a",
        "proxy socks5://xyzSECRET@host",
        "wss://h/p?token=xyzSECRET&x=1",
        "https://h/?a=1&access_token=xyzSECRET#f",
        "https://h/?key=xyzSECRET",
        '{"token": "xyz\\"xyzSECRET", "a": 1}',
        '{\\"token\\": \\"xyzSECRET\\"}',
        '{"token":\n    "xyzSECRET"\n}',
        '"password" : "xyz xyzSECRET',
        "'token': b'xyzSECRET'",
        "secret => xyzSECRET",
        "Bearer xyzSECRET",
        "eyJhbGciOiJI.eyJzdWIi.xyzSECRET",
        "sk-0123456789xyzSECRET",
        f"-----BEGIN RSA {KEY}\nxyzSECRET\nxyzSECRET\n-----END RSA {KEY}",
        f"-----BEGIN {KEY}\nxyzSECRET\n",
    ],
)
def test_a_secret_is_known_by_what_stands_before_it(said: str) -> None:
    shown = redacted(f"before {said} after")
    assert SECRET not in shown
    assert HIDDEN in shown
    assert shown.startswith("before ")


def test_what_follows_a_secret_stays() -> None:
    said = "{'Authorization': 'a b', 'Host': 'h'}"
    assert redacted(said) == "{'Authorization': '***', 'Host': 'h'}"
    assert redacted("secret=xyz,next=1") == "secret=***,next=1"
    assert redacted("Cookie: a=b; c=d\r\nHost: h") == "Cookie: ***\r\nHost: h"


@pytest.mark.parametrize(
    "said",
    [
        "The service refuses the token.",
        "token_in = 'keyring'",
        "max_tokens=100",
        "Can't read the tokens in /srv/tokens.json",
        "a full cookie jar",
        "author: me",
        "https://host/a?page=2&size=10",
        "a basic idea",
    ],
)
def test_what_is_no_secret_stays(said: str) -> None:
    assert redacted(said) == said


def test_a_secret_is_hidden_in_an_address_too() -> None:
    hide("a b/c&d")
    assert redacted("https://host/?x=a%20b%2Fc%26d") == f"https://host/?x={HIDDEN}"


@pytest.mark.parametrize(
    "piece", ["a", "token", "://", '"', "\\", "authorization: ", "token\\'", "token'   ", "bearer "]
)
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    redacted(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 3
