"""Requests to the page for voices as a browser sends them: with cookies, and from its own page."""

from __future__ import annotations

from contextlib import asynccontextmanager
import io
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, FormData

from tests.local_server.running import TOKEN, Answer, Running, voice_pcm, wav

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


class Browser:
    """One telephone."""

    def __init__(self, server: Running, session: ClientSession, page: str) -> None:
        self.server = server
        self.session = session
        self.page = page
        self.origin: dict[str, str] = {"Origin": server.url}

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        given = self.origin if headers is None else headers
        async with self.session.request(
            method, self.page + path, headers=given, allow_redirects=False, **more
        ) as answer:
            is_json = answer.content_type == "application/json"
            data = await answer.json() if is_json else await answer.read()
            return Answer(answer.status, dict(answer.headers), data)

    async def sign_in(self, token: str = TOKEN) -> Answer:
        return await self.ask("POST", "session", json={"token": token})

    async def accept(self, invitation: str) -> Answer:
        return await self.ask("POST", "session", json={"invitation": invitation})

    async def send(
        self,
        path: str = "api/voices",
        data: bytes | None = None,
        texts: Mapping[str, str] | None = None,
        filename: str = "recording.wav",
        **more: str,
    ) -> Answer:
        form = FormData()
        for name, text in {**(texts or {}), **more}.items():
            form.add_field(name, text)
        file = io.BytesIO(wav(voice_pcm()) if data is None else data)
        form.add_field("file", file, filename=filename)
        return await self.ask("POST", path, data=form)

    async def add(self, name: str = "Grandma", text: str = "Hello, dears.") -> str:
        answer = await self.send(name=name, text=text)
        assert answer.status == 200, answer
        return str(answer.data["id"])

    async def socket(self, headers: Mapping[str, str] | None = None) -> ClientWebSocketResponse:
        given = self.origin if headers is None else headers
        return await self.session.ws_connect(self.page + "api/speech", headers=given)


@asynccontextmanager
async def browser(server: Running, page: str = "") -> AsyncIterator[Browser]:
    """A browser with the page open, which nobody has signed in to."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:  # an IP, no name
        yield Browser(server, session, page or f"{server.url}/voices/")
