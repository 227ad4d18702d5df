"""Who may do what on the page for voices: signing in, sessions, foreign pages, guessing."""

from __future__ import annotations

import asyncio
from collections import deque
import hmac
from http import HTTPStatus
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from local_server.errors import ApiError, UnauthorizedError
from local_server.page.grants import INVITATION_SECONDS, Grant, Grants, Role

if TYPE_CHECKING:
    from aiohttp import web

    from local_server.service import Service

INGRESS: Final = "172.30.32.2"
"""Home Assistant's proxy, the one address from which its ingress comes; it has signed them in."""
_SESSION_SECONDS: Final = {Role.MANAGE: 30 * 86_400, Role.UPLOAD: 3_600}
_WINDOW: Final = 60.0
"""Seconds in which guesses count together."""
_GUESSES: Final = 10
"""Of one address."""
_ALL_GUESSES: Final = 60
"""Of all addresses together."""
_SAFE: Final = ("GET", "HEAD")


class SignedOutError(UnauthorizedError):
    """There is no session, or it has ended."""

    code = "SignedOut"


class ForbiddenError(ApiError):
    """The session, or the page that the request comes from, doesn't allow this."""

    status = HTTPStatus.FORBIDDEN
    code = "Forbidden"


class ForeignError(ForbiddenError):
    """The request comes from another site's page."""

    code = "ForeignOrigin"


class WrongSecretError(UnauthorizedError):
    """What was shown to sign in with is wrong, used up, or too old."""


class GuessingError(ApiError):
    """Too many wrong secrets were shown."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "TooManyRequests"
    retry_after = round(_WINDOW)


class Access:
    """Lets people in.

    Args:
        service: The server's state.
    """

    def __init__(self, service: Service) -> None:
        directory = service.storage.directory
        self._service = service
        self._invitations = Grants(directory / "invitations")
        self._sessions = Grants(directory / "sessions")
        self._wrong: deque[tuple[float, str | None]] = deque(maxlen=_ALL_GUESSES)

    async def grant(self, request: web.Request, *roles: Role) -> Grant:
        """What the caller may do; one that changes something must come from the page itself.

        Args:
            request: The caller's.
            roles: Those that are enough; without any, all are.

        Raises:
            SignedOutError: There is no session, or it has ended.
            ForbiddenError: The session isn't enough.
            ForeignError: Another site's page asks, in the name of who is signed in here.
        """
        if request.method not in _SAFE or "Upgrade" in request.headers:
            self.check_origin(request)
        granted = await self._granted(request)
        if granted is None:
            raise SignedOutError("sign in first")
        if roles and granted.role not in roles:
            raise ForbiddenError("an invitation for one recording doesn't allow this")
        return granted

    async def sign_in(self, request: web.Request, token: str, invitation: str) -> tuple[str, Grant]:
        """Begin a session with the token, or with an invitation; returns the session's secret.

        Raises:
            WrongSecretError: It's neither.
            GuessingError: Too many wrong ones have been shown.
        """
        self._check_guesses(request)
        if invitation:
            taken = await asyncio.to_thread(self._invitations.take, invitation)
            role = None if taken is None else taken.role
        else:
            expected = self._service.token.encode()
            shown = token.strip().encode(errors="surrogatepass")
            role = Role.MANAGE if hmac.compare_digest(shown, expected) else None
        if role is None:
            self._wrong.append((time.monotonic(), request.remote))
            what = "the invitation is used up, expired, or wrong" if invitation else "wrong token"
            raise WrongSecretError(what)
        granted = Grant(role, time.time() + _SESSION_SECONDS[role])
        secret = await asyncio.to_thread(self._sessions.make, granted, self._service.token)
        return secret, granted

    async def sign_out(self, request: web.Request) -> None:
        """End the caller's session, if there is one."""
        self.check_origin(request)
        await asyncio.to_thread(self._sessions.end, self._shown(request))

    async def invite(self, role: Role) -> str:
        """Make an invitation; returns its secret."""
        invitation = Grant(role, time.time() + INVITATION_SECONDS)
        return await asyncio.to_thread(self._invitations.make, invitation)

    async def note_voice(self, request: web.Request, granted: Grant, voice: str) -> None:
        """Note which voice was added by an invitation for one: it adds no other."""
        secret = self._shown(request)
        if granted.role is Role.UPLOAD:
            # With its mark, which ties it to the token.
            noted = Grant(granted.role, granted.expires, voice, granted.mark)
            await asyncio.to_thread(self._sessions.change, secret, noted)

    def cookie(self, request: web.Request) -> str:
        """The name of the cookie. Browsers share cookies between ports: each has its own."""
        name = None
        if request.transport is not None:
            name = request.transport.get_extra_info("sockname")
        return f"cosyvoice-voices-{name[1]}" if isinstance(name, tuple) else "cosyvoice-voices"

    def check_origin(self, request: web.Request) -> None:
        """Refuse what another site's page asks for.

        Raises:
            ForeignError: It comes from there, or doesn't say where it comes from.
        """
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            same = site == "same-origin"
        else:  # browsers leave it out where the connection isn't encrypted
            hosts = {request.host}
            if self.is_ingress(request):
                hosts.add(request.headers.get("X-Forwarded-Host", request.host))
            same = urlsplit(request.headers.get("Origin", "")).netloc in hosts
        if not same:
            raise ForeignError("only the page for voices itself may ask for this")

    async def _granted(self, request: web.Request) -> Grant | None:
        if self.is_ingress(request):
            return Grant(Role.MANAGE, time.time() + _SESSION_SECONDS[Role.MANAGE])
        secret = self._shown(request)
        return await asyncio.to_thread(self._sessions.find, secret, self._service.token)

    def is_ingress(self, request: web.Request) -> bool:
        """Whether Home Assistant's ingress asks, which has signed its people in."""
        return self._service.ingress and request.remote == INGRESS

    def _shown(self, request: web.Request) -> str:
        return request.cookies.get(self.cookie(request), "")

    def _check_guesses(self, request: web.Request) -> None:
        since = time.monotonic() - _WINDOW
        recent = [remote for when, remote in self._wrong if when > since]
        if len(recent) >= _ALL_GUESSES or recent.count(request.remote) >= _GUESSES:
            raise GuessingError("too many wrong tokens or invitations; try again in a minute")
