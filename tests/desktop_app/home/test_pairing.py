"""Becoming a part of a home, and leaving it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import ClientSession
import pytest
from yarl import URL

from desktop_app.errors import SettingsError
from desktop_app.home.login import HomeError, SignedOutError
from desktop_app.home.membership import TOKEN_NAME, load_membership
from desktop_app.home.pairing import home_session, pair, unpair
from desktop_app.settings.home import HomeSettings
from desktop_app.settings.tokens import TokenPlace, load_token

from .house import ACCESS, INSTANCE, REFRESH, Refused

if TYPE_CHECKING:
    from pathlib import Path

    from .house import House

CONNECT = "cosyvoice/desktop/connect"


async def nobody(_: str) -> None:
    raise AssertionError("no page is needed")


async def person(page: str) -> None:
    """Sign in on the page."""
    url = URL(page)
    back = URL(url.query["redirect_uri"]).with_query(code="code", state=url.query["state"])
    async with ClientSession() as browser, browser.get(back):
        pass


async def test_pairing_with_a_long_lived_token_and_leaving(house: House) -> None:
    settings = await pair(
        str(house.url), HomeSettings(name="Study"), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    assert settings.addresses == (str(house.url),)
    assert load_token(TOKEN_NAME, settings.token_in) == ACCESS
    membership = load_membership()
    assert (membership.entry_id, membership.instance) == ("entry", INSTANCE)
    (said,) = house.of(CONNECT)
    assert (said["name"], said["entry_id"], said["instance"]) == ("Study", None, None)

    left = await unpair(settings)
    assert (left.addresses, left.token_in) == ((), TokenPlace.NONE)
    assert house.of("cosyvoice/desktop/unpair")[0]["desktop_id"] == membership.desktop_id
    assert house.revoked == []  # a person made the token, and may use it elsewhere
    after = load_membership()
    assert after.desktop_id == membership.desktop_id
    assert not after.is_paired
    with pytest.raises(SettingsError):
        load_token(TOKEN_NAME, TokenPlace.FILE)


async def test_pairing_by_the_page_and_leaving_revokes_the_token(house: House) -> None:
    settings = await pair(str(house.url), HomeSettings(), person, place=TokenPlace.FILE)
    assert load_token(TOKEN_NAME, settings.token_in) == REFRESH
    assert load_membership().client_id.startswith("http://127.0.0.1:")
    await unpair(settings)
    assert house.revoked == [REFRESH]


async def test_an_administrator_accepts_or_declines(house: House) -> None:
    house.answers[CONNECT] = {"status": "pending", "instance": INSTANCE, "entry_id": None}
    waited: list[bool] = []

    async def decide(event: dict[str, str]) -> HomeSettings:

        task = asyncio.create_task(
            pair(
                str(house.url),
                HomeSettings(),
                person,
                place=TokenPlace.FILE,
                waits=lambda: waited.append(True),
            )
        )
        before = len(waited)
        await house.until(lambda: len(waited) > before)
        await house.tell(event)
        return await task

    with pytest.raises(HomeError) as error:
        await decide({"type": "declined"})
    assert error.value.key == "home_refusal_declined"
    assert house.revoked == [REFRESH]  # a token that nobody knows any more
    assert not load_membership().is_paired
    settings = await decide({"type": "connected", "entry_id": "entry", "name": "Study"})
    assert settings.token_in is TokenPlace.FILE
    assert load_membership().called == "Study"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (Refused("unknown_command"), "home_without_integration"),
        (Refused("too_many"), "home_refusal_too_many"),
        (Refused("something_else"), "home_command_refused"),
    ],
)
async def test_nothing_is_kept_where_it_fails(house: House, answer: Refused, key: str) -> None:
    house.answers[CONNECT] = answer
    with pytest.raises(HomeError) as error:
        await pair(str(house.url), HomeSettings(), person, place=TokenPlace.FILE)
    assert error.value.key == key
    assert not load_membership().is_paired
    assert house.revoked == [REFRESH]


async def test_a_second_address_of_the_same_home_keeps_the_first(house: House) -> None:
    first = await pair(str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE)
    other = str(house.url.with_host("localhost"))
    second = await pair(other, first, nobody, token=ACCESS, place=TokenPlace.FILE)
    assert second.addresses == (other, str(house.url))


async def test_a_home_that_is_gone_can_be_left(house: House) -> None:
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    house.upgrade_status = 502
    await unpair(settings)
    assert not load_membership().is_paired


async def test_a_wrong_token_or_authority(house: House, tmp_path: Path) -> None:
    with pytest.raises(SignedOutError):
        await pair(str(house.url), HomeSettings(), nobody, token="wrong", place=TokenPlace.FILE)
    (tmp_path / "not.pem").write_text("x")
    with pytest.raises(SettingsError):
        async with home_session(str(tmp_path / "not.pem")):
            pass


@pytest.mark.parametrize(
    ("told", "away"),
    [
        ({"external_url": "https://home.example:8443/x"}, ("https://home.example:8443/",)),
        ({"external_url": "http://home.example"}, ()),  # the token would be read by others
        ({"external_url": None}, ()),
        (Refused("unknown_error"), ()),
    ],
)
async def test_the_address_from_elsewhere_is_kept_as_the_home_says_it(
    house: House, told: object, away: tuple[str, ...]
) -> None:
    house.answers["get_config"] = told
    settings = await pair(
        str(house.url), HomeSettings(), nobody, token=ACCESS, place=TokenPlace.FILE
    )
    assert settings.addresses == (str(house.url), *away)
    again = await pair(str(house.url), settings, nobody, token=ACCESS, place=TokenPlace.FILE)
    assert again.addresses == settings.addresses
