"""Who gets in to the page for voices, from where, and how often somebody may guess."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from aiohttp import WSServerHandshakeError
import pytest

from local_server.page import access
from local_server.page.grants import Role
from tests.local_server.running import TOKEN, Running, SlowEngine, running

from .browser import Browser, browser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

FOREIGN = {"Origin": "https://evil.example"}
CHANGES = [
    ("POST", "session"),
    ("DELETE", "session"),
    ("POST", "invitations"),
    ("POST", "api/voices"),
    ("POST", "api/check"),
    ("PATCH", "api/voices/x"),
    ("DELETE", "api/voices/x"),
]
ELSEWHERE: list[dict[str, str]] = [
    {},
    {"Origin": "null"},
    FOREIGN,
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]
READS = ["api/state", "api/voices", "api/voices/x/recording", "api/speech"]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path, engine=SlowEngine()) as server:
        yield server


@pytest.fixture
async def phone(server: Running) -> AsyncIterator[Browser]:
    async with browser(server) as phone:
        yield phone


async def invited(server: Running, role: Role, phone: Browser) -> None:
    """Sign a phone in with an invitation."""
    answer = await server.call("POST", "voices/invitations", json={"for": role})
    assert answer.status == 200
    secret = answer.data["address"].partition("#")[2]
    answer = await phone.accept(secret)
    assert answer.data == {"role": role}


async def test_the_token_signs_in_with_a_cookie_that_no_script_and_no_other_site_gets(
    phone: Browser,
) -> None:
    answer = await phone.sign_in()
    assert answer.data == {"role": "manage"}
    cookie = answer.headers["Set-Cookie"]
    assert "; HttpOnly; SameSite=Strict" in cookie
    assert "Path" not in cookie  # so it is right below any prefix
    assert TOKEN not in cookie
    state = await phone.ask("GET", "api/state")
    assert state.data["role"] == "manage"
    assert state.headers["Cache-Control"] == "no-store"


async def test_behind_a_proxy_with_tls_the_cookie_is_secure(phone: Browser) -> None:
    headers = {**phone.origin, "X-Forwarded-Proto": "https"}
    answer = await phone.ask("POST", "session", json={"token": TOKEN}, headers=headers)
    assert answer.headers["Set-Cookie"].endswith("; Secure")


async def test_who_signs_out_is_out_and_so_is_a_copy_of_the_cookie(
    phone: Browser, server: Running
) -> None:
    cookie = (await phone.sign_in()).headers["Set-Cookie"].partition(";")[0]
    assert (await phone.ask("DELETE", "session")).status == 200
    async with browser(server) as other:
        answer = await other.ask("GET", "api/state", headers={"Cookie": cookie})
    assert (answer.status, answer.data["code"]) == (401, "SignedOut")


async def test_without_a_session_nothing_is_told(phone: Browser) -> None:
    for path in READS:
        headers = {"Upgrade": "websocket", **phone.origin} if path.endswith("speech") else None
        answer = await phone.ask("GET", path, headers=headers)
        assert (answer.status, answer.data["code"]) == (401, "SignedOut")


async def test_the_api_token_itself_opens_no_page_of_a_browser(
    phone: Browser, server: Running
) -> None:
    headers = {**phone.origin, "Authorization": f"Bearer {TOKEN}"}
    assert (await phone.ask("GET", "api/state", headers=headers)).status == 401
    assert (await server.call("GET", "v1/audio/reference_audio", token=None)).status == 401


async def test_a_foreign_page_changes_nothing(phone: Browser) -> None:
    await phone.sign_in()
    for method, path in CHANGES:
        for headers in ELSEWHERE:
            answer = await phone.ask(method, path, headers=headers)
            assert (answer.status, answer.data["code"]) == (403, "ForeignOrigin"), (path, headers)
    assert (await phone.ask("GET", "api/state")).status == 200  # still signed in


async def test_a_foreign_page_gets_no_websocket(phone: Browser) -> None:
    await phone.sign_in()
    for headers in ({}, FOREIGN):
        with pytest.raises(WSServerHandshakeError) as refused:
            await phone.socket(headers)
        assert refused.value.status == 403
    await (await phone.socket({"Sec-Fetch-Site": "same-origin"})).close()


async def test_an_invitation_works_once(phone: Browser, server: Running) -> None:
    answer = await server.call("POST", "voices/invitations", json={"for": "manage"})
    secret = answer.data["address"].partition("#")[2]
    assert (await phone.accept(secret)).data == {"role": "manage"}
    async with browser(server) as other:
        refused = await other.accept(secret)
        assert (refused.status, refused.data["code"]) == (401, "Unauthorized")
        assert (await other.ask("GET", "api/state")).status == 401


async def test_an_invitation_ends_after_ten_minutes(
    phone: Browser, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await server.call("POST", "voices/invitations", json={})
    assert answer.data["expires_in"] == 600
    now = time.time()
    monkeypatch.setattr("local_server.page.grants.time.time", lambda: now + 601)
    refused = await phone.accept(answer.data["address"].partition("#")[2])
    assert refused.status == 401


async def test_guessing_is_slowed_down_for_one_address_and_for_all(
    phone: Browser, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await server.call("POST", "voices/invitations", json={})
    for _ in range(5):
        assert (await phone.sign_in("wrong")).status == 401
        assert (await phone.accept("wrong")).status == 401
    refused = await phone.sign_in(TOKEN)  # also what is right
    assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
    assert (await phone.accept(answer.data["address"].partition("#")[2])).status == 429
    later = time.monotonic() + 61
    monkeypatch.setattr("local_server.page.access.time.monotonic", lambda: later)
    assert (await phone.sign_in(TOKEN)).status == 200
    monkeypatch.setattr(access, "_ALL_GUESSES", 1)
    await phone.sign_in("wrong")
    assert (await phone.sign_in(TOKEN)).status == 429


async def test_who_is_invited_for_one_recording_sees_and_changes_no_other(
    phone: Browser, server: Running
) -> None:
    await invited(server, Role.UPLOAD, phone)
    for method, path in (
        ("GET", "api/voices"),
        ("GET", "api/voices/x/recording"),
        ("PATCH", "api/voices/x"),
        ("DELETE", "api/voices/x"),
        ("POST", "invitations"),
        ("GET", "api/speech"),
    ):
        answer = await phone.ask(method, path)
        assert (answer.status, answer.data["code"]) == (403, "Forbidden"), path


async def test_a_session_outlives_the_server_and_not_its_token(tmp_path: Path) -> None:
    async with running(tmp_path, engine=SlowEngine()) as server, browser(server) as phone:
        await phone.sign_in()
        (kept,) = phone.session.cookie_jar
        secret = kept.value
    statuses = []
    for token in (TOKEN, "another"):
        async with running(tmp_path, engine=SlowEngine()) as server:
            server.service.token = token
            async with browser(server) as phone:
                port = server.url.rpartition(":")[2]
                cookie = {"Cookie": f"cosyvoice-voices-{port}={secret}"}
                statuses.append((await phone.ask("GET", "api/state", headers=cookie)).status)
    assert statuses == [200, 401]


async def test_home_assistants_ingress_needs_no_sign_in_where_it_is_turned_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "INGRESS", "127.0.0.1")
    async with running(tmp_path, engine=SlowEngine(), ingress=True) as server:
        async with browser(server) as phone:
            assert (await phone.ask("GET", "api/state")).data["role"] == "manage"
            # Its proxy may keep the browser's host elsewhere.
            headers = {"Origin": "https://ha.example", "X-Forwarded-Host": "ha.example"}
            answer = await phone.ask("POST", "invitations", json={}, headers=headers)
            assert answer.status == 200
            assert (await phone.ask("POST", "invitations", headers=FOREIGN)).status == 403
        monkeypatch.setattr(access, "INGRESS", "172.30.32.2")
        async with browser(server) as phone:
            assert (await phone.ask("GET", "api/state")).status == 401
    monkeypatch.setattr(access, "INGRESS", "127.0.0.1")
    async with running(tmp_path, engine=SlowEngine()) as server, browser(server) as phone:
        assert (await phone.ask("GET", "api/state")).status == 401
        headers = {"Origin": "https://ha.example", "X-Forwarded-Host": "ha.example"}
        assert (await phone.ask("POST", "session", headers=headers)).status == 403
