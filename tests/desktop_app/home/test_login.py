"""Signing in by the browser; tokens go where they belong, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import ClientSession, web
import pytest
from yarl import URL

from desktop_app.home.login import (
    BannedError,
    HomeError,
    SignedOutError,
    access,
    home_address,
    revoke,
    sign_in,
)

from .house import ACCESS, REFRESH

if TYPE_CHECKING:
    from .house import House


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("homeassistant.local", "http://homeassistant.local:8123/"),
        (" http://10.0.0.2:8123/lovelace/0?kiosk#x ", "http://10.0.0.2:8123/"),
        ("https://home.example.com", "https://home.example.com/"),
        ("192.168.1.9:80", "http://192.168.1.9/"),
    ],
)
def test_an_address_in_any_form(text: str, address: str) -> None:
    assert str(home_address(text)) == address


@pytest.mark.parametrize("text", ["", "ftp://a", "http://", "http://u:p@host", "http://[", "a b"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(HomeError):
        home_address(text)


async def test_signing_in_by_the_page(house: House) -> None:
    opened: list[URL] = []

    async def open_page(page: str) -> None:
        url = URL(page)
        opened.append(url)
        back = URL(url.query["redirect_uri"])
        assert back.origin() == URL(url.query["client_id"]).origin()
        async with ClientSession() as browser:
            async with browser.get(back.with_query(code="x", state="wrong")) as answer:
                assert answer.status == 403
            async with browser.get(
                back.with_query(code="c0de", state=url.query["state"])
            ) as answer:
                assert answer.status == 200
                assert "close this page" in await answer.text()

    async with ClientSession() as session:
        grant = await sign_in(session, house.url, open_page)
    assert (grant.refresh_token, grant.access_token) == (REFRESH, ACCESS)
    (told,) = house.grants
    assert told["code"] == "c0de"
    assert told["client_id"] == opened[0].query["client_id"] == grant.client_id
    assert opened[0].query["code_challenge_method"] == "S256"
    assert len(told["code_verifier"]) > 43


async def test_nobody_signs_in(house: House) -> None:
    async def nothing(_: str) -> None: ...

    async def decline(page: str) -> None:
        url = URL(page)
        back = URL(url.query["redirect_uri"]).with_query(state=url.query["state"], error="denied")
        async with ClientSession() as browser, browser.get(back):
            pass

    async with ClientSession() as session:
        for open_page in (nothing, decline):
            with pytest.raises(HomeError) as error:
                await sign_in(session, house.url, open_page, patience=0.05)
            assert error.value.key == "home_not_signed_in"
    assert house.grants == []


async def test_an_access_token_and_its_end(house: House) -> None:
    async with ClientSession() as session:
        assert await access(session, house.url, REFRESH, "client") == ACCESS
        await revoke(session, house.url, REFRESH)
        assert house.revoked == [REFRESH]
        house.accepts = False
        with pytest.raises(SignedOutError):
            await access(session, house.url, REFRESH, "client")
        house.upgrade_status = 403
        with pytest.raises(BannedError):
            await access(session, house.url, REFRESH, "client")
        with pytest.raises(HomeError):
            await access(session, URL("http://127.0.0.1:9/"), REFRESH, "client")
        with pytest.raises(HomeError):
            await revoke(session, URL("http://127.0.0.1:9/"), REFRESH)


@pytest.mark.parametrize("body", ["not json", "[]", '{"access_token": 5}'])
async def test_what_is_not_home_assistant(body: str) -> None:
    async def other(_: web.Request) -> web.Response:
        return web.Response(text=body)

    async with ClientSession() as session:
        app = web.Application()
        app.router.add_post("/auth/token", other)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            with pytest.raises(HomeError) as error:
                url = URL(f"http://127.0.0.1:{runner.addresses[0][1]}/")
                await access(session, url, REFRESH, "client")
            assert error.value.key == "home_not_home_assistant"
        finally:
            await runner.cleanup()
