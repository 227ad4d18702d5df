"""Signing in to Home Assistant: in the browser, on its own page, and back over loopback.

A token is sent to the address that it is of, and nowhere else; one that was refused is never
shown again, for five of them have Home Assistant ban this computer, and its user's browser.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from http import HTTPStatus
import secrets
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from yarl import URL

from desktop_app.errors import AppError
from desktop_app.system.json_of_others import read_json
from desktop_app.system.redaction import hide

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE: Final = 300.0
"""Seconds in which a person signs in."""
_ANSWER: Final = ClientTimeout(total=30)
_MOST: Final = 64 * 1024
_REFUSED: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_PAGE: Final = """<!doctype html><meta charset="utf-8"><title>CosyVoice Home</title>
<body style="font: 1.1em system-ui; margin: 4em auto; max-width: 30em">
<h1 style="font-size: 1.4em">{title}</h1><p>{words}</p>"""


class SignedOutError(AppError):
    """Home Assistant doesn't accept the token any more. Nobody but a person can mend that."""


class HomeError(AppError):
    """Home Assistant can't be reached, or doesn't answer as it does."""


class BannedError(HomeError):
    """Home Assistant lets nobody in from this computer."""


class Grant(NamedTuple):
    """What a sign-in gives.

    Attributes:
        refresh_token: Gives access tokens; it is kept.
        access_token: Gives access for half an hour; it isn't.
        client_id: What both were issued to.
    """

    refresh_token: str
    access_token: str
    client_id: str


def home_address(text: str) -> URL:
    """An address of Home Assistant in its normal form: scheme, host, and port.

    Raises:
        HomeError: It isn't one.
    """
    text = text.strip()
    invalid = HomeError("home_address_invalid", address=text[:80])
    try:
        url = URL(text if "://" in text else f"http://{text}")
    except ValueError:
        raise invalid from None
    is_one = url.scheme in {"http", "https"} and url.host and " " not in text
    if not is_one or url.user or url.password:
        raise invalid
    if "://" not in text and url.explicit_port is None:
        url = url.with_port(8123)
    return url.with_path("/").with_query(None).with_fragment(None)


async def sign_in(
    session: ClientSession,
    address: URL,
    open_page: Callable[[str], Awaitable[None]],
    patience: float = PATIENCE,
) -> Grant:
    """Have a person sign in on Home Assistant's own page.

    Args:
        session: With the certificates that are trusted.
        address: As `home_address` gives it.
        open_page: Shows a person the page of this address.
        patience: Seconds that they have.

    Raises:
        HomeError: Nobody signed in, or Home Assistant refused.
    """
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def callback(request: web.Request) -> web.Response:
        # Whoever doesn't know the state has not come from the page that was opened.
        if not secrets.compare_digest(request.query.get("state", "").encode(), state.encode()):
            return web.Response(status=403, text="This isn't the answer that is waited for.")
        if not came.done():
            if code := request.query.get("code", ""):
                came.set_result(code)
            else:
                came.set_exception(HomeError("home_not_signed_in"))
        page = _PAGE.format(title="You are signed in", words="You can close this page.")
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/callback", callback)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        client_id, redirect = f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/callback"
        page = (address / "auth" / "authorize").with_query(
            client_id=client_id,
            redirect_uri=redirect,
            state=state,
            code_challenge=challenge,
            code_challenge_method="S256",
        )
        await open_page(str(page))
        try:
            async with asyncio.timeout(patience):
                code = await came
        except TimeoutError:
            raise HomeError("home_not_signed_in") from None
        await asyncio.sleep(0.1)  # the page is on its way to the browser
    finally:
        came.cancel()
        await runner.cleanup()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": client_id,
        "code_verifier": verifier,
    }
    told = await _token(session, address, form)
    return Grant(told["refresh_token"], told["access_token"], client_id)


async def access(session: ClientSession, address: URL, refresh_token: str, client_id: str) -> str:
    """An access token.

    Raises:
        SignedOutError: The refresh token isn't accepted any more.
        BannedError: Home Assistant lets nobody in from this computer.
        HomeError: Home Assistant can't be asked.
    """
    form = {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": client_id,
    }
    told = await _token(session, address, form)
    return str(told["access_token"])


async def revoke(session: ClientSession, address: URL, refresh_token: str) -> None:
    """Have a token be good for nothing.

    Raises:
        HomeError: Home Assistant can't be asked.
    """
    try:
        async with session.post(
            address / "auth" / "revoke",
            data={"token": refresh_token},
            timeout=_ANSWER,
            allow_redirects=False,
        ):
            pass
    except (ClientError, TimeoutError) as error:
        raise HomeError("home_unreachable", address=address, error=error) from error


async def _token(session: ClientSession, address: URL, form: dict[str, str]) -> dict[str, Any]:
    try:
        # A redirect could lead the token anywhere.
        async with session.post(
            address / "auth" / "token", data=form, timeout=_ANSWER, allow_redirects=False
        ) as answer:
            body = await answer.content.read(_MOST)
            if answer.status == HTTPStatus.FORBIDDEN and b'"error"' not in body:
                raise BannedError("home_banned", address=address)  # not said of the token
            if answer.status in _REFUSED:
                raise SignedOutError("home_signed_out")
            if answer.status != HTTPStatus.OK:
                raise HomeError("home_refused", address=address, status=answer.status)
    except (ClientError, TimeoutError) as error:
        raise HomeError("home_unreachable", address=address, error=error) from error
    other = HomeError("home_not_home_assistant", address=address)
    try:
        told = read_json(body)
    except ValueError:
        raise other from None
    wanted = {"access_token"} | ({"refresh_token"} if "code" in form else set())
    if not isinstance(told, dict) or any(not isinstance(told.get(one), str) for one in wanted):
        raise other
    for name in ("access_token", "refresh_token"):
        hide(str(told.get(name, "")))
    return told
