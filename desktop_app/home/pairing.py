"""Becoming a part of a home, and leaving it: for windows and the command line alike."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
import platform
import ssl
import sys
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from desktop_app.errors import SettingsError
from desktop_app.settings.tokens import TokenPlace, beside, forget_token, load_token, store_token
from desktop_app.system.json_of_others import text_of
from shared_client._version import __version__
from shared_client.desktop_link import (
    CONNECT,
    NAME_LENGTH,
    PROTOCOL,
    UNPAIR,
    VERSION_LENGTH,
    Capabilities,
    State,
)

from .login import HomeError, SignedOutError, access, home_address, revoke, sign_in
from .membership import TOKEN_NAME, Membership, digest_of, load_membership, save_membership
from .socket import CommandError, HouseSocket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from yarl import URL

    from desktop_app.settings.home import HomeSettings

_TIMEOUT: Final = ClientTimeout(total=5 * 60, sock_connect=10)
"""A home that isn't in this network is given up soon: there may be another address for it."""
_PLATFORMS: Final = {"win32": "windows", "darwin": "macos"}
IDLE: Final = State(
    playback="idle",
    volume=1.0,
    muted=False,
    waiting=0,
    do_not_disturb=None,
    locked=None,
    title=None,
)
CAPABILITIES: Final = Capabilities(
    sample_rate=48_000, prefers="wav", notifications=True, lock=sys.platform == "linux", buttons=[]
)


@asynccontextmanager
async def home_session(ca_file: str = "") -> AsyncIterator[ClientSession]:
    """A session for Home Assistant, whose certificates are always checked.

    Raises:
        SettingsError: The authorities can't be read.
    """
    connector = TCPConnector()
    if ca_file:
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError("certificates_unusable", path=ca_file, error=error) from error
        connector = TCPConnector(ssl=context)
    async with ClientSession(connector=connector, timeout=_TIMEOUT, trust_env=True) as session:
        yield session


def own_name(settings: HomeSettings) -> str:
    """What this computer is called at first."""
    return (settings.name or platform.node() or "Desktop")[:NAME_LENGTH]


def hello(
    membership: Membership, settings: HomeSettings, state: State, capabilities: Capabilities
) -> dict[str, Any]:
    """What a computer says of itself when it connects."""
    return {
        "desktop_id": membership.desktop_id,
        "entry_id": membership.entry_id or None,
        "instance": membership.instance or None,
        "name": own_name(settings),
        "app_version": __version__[:VERSION_LENGTH],
        "platform": _PLATFORMS.get(sys.platform, "linux"),
        "capabilities": capabilities,
        "state": state,
    }


async def pair(
    address: str,
    settings: HomeSettings,
    open_page: Callable[[str], Awaitable[None]],
    *,
    token: str = "",
    place: TokenPlace | None = None,
    waits: Callable[[], None] = lambda: None,
) -> HomeSettings:
    """Have this computer become a part of a home.

    Args:
        address: Of Home Assistant, as a person writes it.
        settings: Of the home so far.
        open_page: Shows a person a page on which they sign in.
        token: A long-lived token instead of signing in.
        place: Where the token is to be kept; as `store_token` has it.
        waits: Called when an administrator has to accept this computer.

    Returns:
        The settings with the home. Whoever called saves them.

    Raises:
        HomeError: It didn't come to it; nothing is kept.
        SettingsError: The token, or what is remembered, can't be kept.
    """
    url = home_address(address)
    before = load_membership()
    known = before.without_home()
    async with home_session(settings.ca_file) as session:
        refresh_token, client_id = token, ""
        if token:
            opens = token
        else:
            grant = await sign_in(session, url, open_page)
            refresh_token, opens, client_id = grant
        try:
            told = await _meet(
                session, url, opens, hello(known, settings, IDLE, CAPABILITIES), waits
            )
            kept_in = await beside(lambda: store_token(TOKEN_NAME, refresh_token, place))
            membership = replace(
                known,
                entry_id=str(told.get("entry_id") or ""),
                instance=str(told.get("instance") or ""),
                called=str(told.get("name") or ""),
                client_id=client_id,
            )
            save_membership(membership)
        except BaseException:
            if client_id:  # a token that nobody knows any more is good for nothing
                with suppress(HomeError):
                    await asyncio.shield(revoke(session, url, refresh_token))
            raise
    same = before.instance and before.instance == membership.instance
    others = (*(settings.addresses if same else ()), *told["away"])
    addresses = tuple(dict.fromkeys((str(url), *others)))
    return replace(settings, addresses=addresses, token_in=kept_in)


async def _meet(
    session: ClientSession, url: URL, token: str, said: dict[str, Any], waits: Callable[[], None]
) -> dict[str, Any]:
    """Connect for the first time; gives what Home Assistant says of this computer."""
    socket = await HouseSocket.open(session, url, token)
    decided: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def hear(event: dict[str, Any]) -> None:
        if decided.done():
            return
        if event.get("type") == "connected":
            decided.set_result(event)
        elif event.get("type") == "declined":
            decided.set_exception(HomeError("home_refusal_declined"))

    try:
        try:
            answer = await socket.subscribe(hear, CONNECT, protocol=PROTOCOL, **said)
        except CommandError as error:
            if error.code == "unknown_command":
                raise HomeError("home_without_integration") from None
            if error.refusal is not None:
                raise HomeError(f"home_refusal_{error.code}") from None
            raise
        if answer.get("status") != "pending":
            return {**answer, "away": await _away(socket)}
        waits()
        both: set[asyncio.Future[Any]] = {decided, socket.lost}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not decided.done():
            raise HomeError("home_connection_lost")
        return {**answer, **decided.result(), "away": await _away(socket)}
    finally:
        decided.cancel()
        await socket.aclose()


async def _away(socket: HouseSocket) -> list[str]:
    """The address that the home says it is reached at from elsewhere, where that is encrypted."""
    with suppress(HomeError):
        told = await socket.ask("get_config")
        address = home_address(text_of(told.get("external_url") if isinstance(told, dict) else ""))
        return [str(address)] if address.scheme == "https" else []
    return []


async def access_token(
    session: ClientSession, address: URL, settings: HomeSettings, membership: Membership
) -> str:
    """A token that opens Home Assistant now.

    Raises:
        SignedOutError: It was taken back there, now or before.
        HomeError: Home Assistant can't be asked.
        SettingsError: The token isn't where it was kept.
    """
    token = await beside(lambda: load_token(TOKEN_NAME, settings.token_in))
    if membership.refused == digest_of(token):
        raise SignedOutError("home_signed_out")
    if not membership.client_id:
        return token  # a long-lived one
    return await access(session, address, token, membership.client_id)


async def digest_of_token(settings: HomeSettings) -> str:
    """What tells the token that is kept.

    Raises:
        SettingsError: The token isn't where it was kept.
    """
    return digest_of(await beside(lambda: load_token(TOKEN_NAME, settings.token_in)))


async def unpair(settings: HomeSettings) -> HomeSettings:
    """Leave the home. What can't be undone there, because it isn't reached, is undone here.

    Returns:
        The settings without the home. Whoever called saves them.

    Raises:
        SettingsError: The token can't be removed.
    """
    membership = load_membership()
    async with home_session(settings.ca_file) as session:
        for address in settings.addresses:
            with suppress(HomeError, SettingsError):
                await _leave(session, home_address(address), settings, membership)
                break
    await beside(lambda: forget_token(TOKEN_NAME, settings.token_in))
    save_membership(membership.without_home())
    return replace(settings, addresses=(), token_in=TokenPlace.NONE)


async def _leave(
    session: ClientSession, url: URL, settings: HomeSettings, membership: Membership
) -> None:
    token = await access_token(session, url, settings, membership)
    socket = await HouseSocket.open(session, url, token)
    try:
        said = hello(membership, settings, IDLE, CAPABILITIES)
        with suppress(CommandError):  # it knows this computer no more
            await socket.subscribe(lambda _: None, CONNECT, protocol=PROTOCOL, **said)
            await socket.ask(UNPAIR, desktop_id=membership.desktop_id)
    finally:
        await socket.aclose()
    if membership.client_id:
        kept = await beside(lambda: load_token(TOKEN_NAME, settings.token_in))
        await revoke(session, url, kept)
