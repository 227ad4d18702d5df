"""The line to Home Assistant: it is kept up, and says how it is."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
import logging
import random
from time import monotonic, time
from typing import TYPE_CHECKING, Any, Final

from shared_client.desktop_link import (
    CONNECT,
    PING,
    PING_EVERY,
    PROTOCOL,
    REPLACED_REST,
    SILENCE,
    Refusal,
)

from .login import BannedError, HomeError, SignedOutError
from .socket import CommandError, HouseSocket

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from aiohttp import ClientSession
    from yarl import URL

_LOG: Final = logging.getLogger(__name__)

_SHORTEST: Final = 1.0
_LONGEST: Final = 30.0
_PART: Final = 10
"""A pause is this part of the time for which the line has been away."""
_SOON: Final = 3.0
"""Seconds in which a line that may be gone has to answer."""
_STARTING: Final = 3.0
"""Seconds between two questions to a Home Assistant that is starting."""
_STARTED: Final = 60.0
"""Seconds after its start for which the integration may still be missing."""


class LinkState(StrEnum):
    """How the line is."""

    OFF = "off"
    """This computer is no part of a home."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    PENDING = "pending"
    """An administrator has to accept this computer."""
    UNREACHABLE = "unreachable"
    """Home Assistant doesn't answer; it is tried again."""
    SIGNED_OUT = "signed_out"
    BANNED = "banned"
    REMOVED = "removed"
    DECLINED = "declined"
    REFUSED = "refused"
    """For another reason; `LinkStatus.error` says it."""
    REPLACED = "replaced"
    """The same computer has connected from somewhere else."""


RESTING: Final = frozenset(
    {
        LinkState.OFF,
        LinkState.SIGNED_OUT,
        LinkState.BANNED,
        LinkState.REMOVED,
        LinkState.DECLINED,
        LinkState.REFUSED,
    }
)
"""States in which nothing is tried until a person does something."""

_OF_REFUSALS: Final[dict[Refusal | None, LinkState]] = {
    Refusal.REMOVED: LinkState.REMOVED,
    Refusal.DECLINED: LinkState.DECLINED,
    Refusal.UNAUTHORIZED: LinkState.REFUSED,
    Refusal.WRONG_INSTANCE: LinkState.REFUSED,
    Refusal.TOO_OLD: LinkState.REFUSED,
    Refusal.TOO_MANY: LinkState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """How the line is.

    Attributes:
        state: In a word.
        address: Where Home Assistant is reached, or was tried last; empty for nowhere.
        error: What is wrong, if anything is.
    """

    state: LinkState
    address: str = ""
    error: Exception | None = None


class Link:
    """Keeps up the line. All of it runs in one asyncio loop.

    Args:
        session: Trusts the home's certificates.
        addresses: Tried in this order.
        token: Gives an access token for an address; raises `SignedOutError`, or `HomeError`.
        hello: What is said with `connect`, beside the protocol.
        connected: Called with the answer, or the event, that says that the line stands.
        heard: Called with every other event.
        changed: Called when the line is otherwise than it was.
    """

    def __init__(
        self,
        session: ClientSession,
        addresses: Sequence[URL],
        token: Callable[[URL], Awaitable[str]],
        hello: Callable[[], dict[str, Any]],
        connected: Callable[[dict[str, Any]], None],
        heard: Callable[[dict[str, Any]], None],
        changed: Callable[[LinkStatus], None],
    ) -> None:
        self._session = session
        self._addresses = addresses
        self._token = token
        self._hello = hello
        self._connected = connected
        self._heard = heard
        self._changed = changed
        self.status = LinkStatus(LinkState.OFF)
        self.address: URL | None = None
        self._socket: HouseSocket | None = None
        self._stands = False
        self._rest = 0.0  # seconds before the next try, where Home Assistant asked for it
        self._final: LinkStatus | None = None
        self._rests = False
        self._hurry = asyncio.Event()
        self._there = 0.0  # when Home Assistant was there last, on the monotonic clock
        self._answered = 0.0  # the same by the time of day, which goes on while a computer sleeps
        self._held: list[dict[str, Any]] = []  # events that may be of long ago

    @property
    def stands(self) -> bool:
        """Whether Home Assistant and this computer know each other, and are connected."""
        return self._stands

    @property
    def is_away(self) -> bool:
        """Whether Home Assistant is reached by another address than the first one."""
        return self.address is not None and self.address != self._addresses[0]

    def hurry(self) -> None:
        """Try again now; a line that is up is tried at once."""
        self._hurry.set()

    def look_up(self) -> None:
        """Hurry, as the computer has slept or its network is another; one that rests goes on."""
        if not self._rests:
            self.hurry()

    async def run(self) -> None:
        """Keep the line up until a person has to do something, or this is canceled."""
        self._there = monotonic()
        try:
            while True:
                self._hurry.clear()
                await self._try_all()
                if self._final is not None:
                    self._set(self._final)
                    return
                rest, self._rest = self._rest, 0.0
                self._rests = bool(rest)
                with suppress(TimeoutError):
                    async with asyncio.timeout(rest or self._pause()):
                        await self._hurry.wait()
                    self._there = monotonic()  # where things have changed, it is tried often again
                self._rests = False
        finally:
            await self._hang_up()

    def _pause(self) -> float:
        """Seconds until the next try.

        They grow with the time for which the line has been away. Doubled each time, they were
        longer than a restart of Home Assistant takes: the last one began just before its end.
        """
        away = monotonic() - self._there
        # Not all computers of a house at the same moment, when its power is back.
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - no secret
        return min(max(_SHORTEST, away / _PART), _LONGEST) * jitter

    async def say(self, command: str, **fields: Any) -> Any:
        """Give a command on the line.

        Raises:
            HomeError: It isn't up, or Home Assistant refused.
        """
        if self._socket is None:
            raise HomeError("home_not_connected")
        return await self._socket.ask(command, **fields)

    async def _try_all(self) -> None:
        error: Exception | None = None
        for address in self._addresses:
            self._set(LinkStatus(LinkState.CONNECTING, str(address), error))
            try:
                await self._once(address)
            except SignedOutError as refused:
                self._final = LinkStatus(LinkState.SIGNED_OUT, str(address), refused)
                return
            except BannedError as refused:
                self._final = LinkStatus(LinkState.BANNED, str(address), refused)
                return
            except HomeError as failed:
                _LOG.info("Home Assistant at %s: %s", address, failed)
                error = failed
            else:
                return
            finally:
                await self._hang_up()
        if self._final is None:
            last = str(self._addresses[-1]) if self._addresses else ""
            self._set(LinkStatus(LinkState.UNREACHABLE, last, error))

    async def _once(self, address: URL) -> None:
        """Have the line up at an address, until it is lost."""
        self._socket = socket = await HouseSocket.open(
            self._session, address, await self._token(address)
        )
        self.address = address
        answer = await self._connect(socket, address)
        if answer is None:
            return
        if answer.get("status") == "pending":
            self._set(LinkStatus(LinkState.PENDING, str(address)))
        else:
            self._stand(answer)
        while not socket.lost.done():
            patience = await self._until_ping(socket)
            if socket.lost.done():
                break
            if self._stands:
                # One that hangs without hanging up is noticed, too.
                await socket.ask(PING, patience=patience, desktop_id=self._hello()["desktop_id"])
            # One that lets this computer in and hangs up at once is no home that is there.
            self._there = monotonic()
            self._take_answer()
        if self._final is None and not self._rest:
            self._set(LinkStatus(LinkState.CONNECTING, str(address)))

    async def _until_ping(self, socket: HouseSocket) -> float:
        """Wait until the line is to be tried, or is lost; gives how long an answer may take."""
        hurried = asyncio.create_task(self._hurry.wait())
        try:
            await asyncio.wait(
                {socket.lost, hurried}, timeout=PING_EVERY, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            hurried.cancel()
        soon = self._hurry.is_set()
        self._hurry.clear()
        return _SOON if soon else PING_EVERY

    async def _connect(self, socket: HouseSocket, address: URL) -> dict[str, Any] | None:
        """Say who this is; again and again to a Home Assistant that is still starting."""
        patience: float | None = None
        while True:
            try:
                answer = await socket.subscribe(
                    self._hear, CONNECT, protocol=PROTOCOL, **self._hello()
                )
            except CommandError as error:
                if error.code == "unknown_command":
                    if (
                        patience is None
                        and (await socket.ask("get_config")).get("state") == "RUNNING"
                    ):
                        patience = monotonic() + _STARTED
                    if patience is not None and monotonic() > patience:
                        refused = HomeError("home_without_integration")
                        self._final = LinkStatus(LinkState.REFUSED, str(address), refused)
                        return None
                    await asyncio.sleep(_STARTING)
                    continue
                if state := _OF_REFUSALS.get(error.refusal):
                    known = HomeError(f"home_refusal_{error.code}")
                    self._final = LinkStatus(state, str(address), known)
                    return None
                raise
            return answer if isinstance(answer, dict) else {}

    def _hear(self, event: dict[str, Any]) -> None:
        at = str(self.address or "")
        match event.get("type"):
            case "connected":
                self._stand(event)
            case "declined":
                refused = HomeError("home_refusal_declined")
                self._end(LinkStatus(LinkState.DECLINED, at, refused))
            case "removed":
                self._end(LinkStatus(LinkState.REMOVED, at, HomeError("home_refusal_removed")))
            case "replaced":
                self._rest = REPLACED_REST
                self._stands = False
                self._set(LinkStatus(LinkState.REPLACED, at))
                self._lose()
            case "reload":  # its entry is disabled, or not set up; it may be again
                self._stands = False
                self._lose()
            case _ if self._held or time() - self._answered > SILENCE:
                # It was sent to a computer that slept, and the action was told that it failed; or
                # Home Assistant is still there, and says so before long.
                self._held.append(event)
                self.hurry()
            case _:
                self._heard(event)

    def _take_answer(self) -> None:
        """Home Assistant still knows this computer; so what it has said holds."""
        self._answered = time()
        held, self._held = self._held, []
        for event in held:
            self._heard(event)

    def _stand(self, told: dict[str, Any]) -> None:
        self._stands = True
        self._take_answer()
        self._set(
            LinkStatus(LinkState.CONNECTED, "" if self.address is None else str(self.address))
        )
        self._connected(told)

    def _end(self, status: LinkStatus) -> None:
        self._final = status
        self._lose()

    def _lose(self) -> None:
        if self._socket is not None:
            self._socket.lost.cancel()

    async def _hang_up(self) -> None:
        self._stands = False
        self._held.clear()
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.aclose()

    def _set(self, status: LinkStatus) -> None:
        if status != self.status:
            self.status = status
            self._changed(status)
