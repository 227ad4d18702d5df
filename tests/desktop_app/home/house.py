"""A Home Assistant on loopback that says what a test tells it to: sign-in, WebSocket, media."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
import threading
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from yarl import URL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

REFRESH = "refresh-token-of-the-test"
ACCESS = "access-token-of-the-test"
INSTANCE = "instance-of-the-test"


class House:
    """What a test sets, and what it finds afterwards.

    Attributes:
        answers: By command, what is answered: a result, a `Refused`, or a function of the message.
        said: All commands that came.
        tokens: All tokens that were shown on the WebSocket.
        lines: The connections that are open.
        media: What is served under /media/NAME: bytes, or a handler.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            "cosyvoice/desktop/connect": {
                "status": "connected",
                "protocol": 1,
                "instance": INSTANCE,
                "entry_id": "entry",
                "name": "Study",
            }
        }
        self.said: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.lines: list[web.WebSocketResponse] = []
        self.media: dict[str, Any] = {}
        self.grants: list[dict[str, str]] = []
        self.revoked: list[str] = []
        self.accepts = True
        self.upgrade_status = 0
        self.speech: Any = None  # what is answered when speech is ordered
        self.ordered: list[tuple[str, dict[str, Any]]] = []  # by which token, and what
        self.url = URL()
        self._subscription = 0
        self.came = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    async def tell(self, event: dict[str, Any]) -> None:
        """Send an event to the last subscription."""
        await self.lines[-1].send_json({"id": self._subscription, "type": "event", "event": event})

    def tell_soon(self, event: dict[str, Any]) -> None:
        """The same, from another thread than the house's."""
        asyncio.run_coroutine_threadsafe(self.tell(event), self.loop).result(10)

    def of(self, command: str) -> list[dict[str, Any]]:
        """All of one command."""
        return [one for one in self.said if one["type"] == command]

    async def until(self, look: Callable[[], object], seconds: float = 10) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(seconds):
            while not look():  # noqa: ASYNC110 - anything may be looked at
                await asyncio.sleep(0.01)

    # --- Handlers ---------------------------------------------------------------------------------

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.grants.append(form)
        if self.upgrade_status:
            return web.Response(status=self.upgrade_status, text="403: Forbidden")
        if not self.accepts:
            return web.json_response({"error": "invalid_grant"}, status=400)
        told = {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 1800}
        if form["grant_type"] == "authorization_code":
            told["refresh_token"] = REFRESH
        return web.json_response(told)

    async def revoke(self, request: web.Request) -> web.Response:
        self.revoked.append(str((await request.post())["token"]))
        return web.Response()

    async def file(self, request: web.Request) -> web.StreamResponse:
        found = self.media.get(request.match_info["name"])
        if callable(found):
            answer: web.StreamResponse = await found(request)
            return answer
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found)

    async def order(self, request: web.Request) -> web.Response:
        self.ordered.append((request.headers["Authorization"], await request.json()))
        if isinstance(self.speech, int):
            return web.Response(status=self.speech, text="no")
        return web.json_response({"path": self.speech, "url": "http://elsewhere.example/"})

    async def socket(self, request: web.Request) -> web.StreamResponse:
        if self.upgrade_status:
            return web.Response(status=self.upgrade_status)
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_json({"type": "auth_required", "ha_version": "2026.11.0"})
        token = (await line.receive_json())["access_token"]
        self.tokens.append(token)
        if token != ACCESS:
            await line.send_json({"type": "auth_invalid", "message": "no"})
            await line.close()
            return line
        await line.send_json({"type": "auth_ok", "ha_version": "2026.11.0"})
        self.lines.append(line)
        async for message in line:
            if message.type is WSMsgType.TEXT:
                await self._answer(line, message.json())
        return line

    async def _answer(self, line: web.WebSocketResponse, said: dict[str, Any]) -> None:
        self.said.append(said)
        if said["type"] == "cosyvoice/desktop/connect":
            self._subscription = said["id"]
        answer = self.answers.get(said["type"])
        if callable(answer):
            answer = answer(said)
        if answer is ...:
            return  # it hangs
        if isinstance(answer, Refused):
            error = {"code": answer.code, "message": "a reason"}
            await line.send_json(
                {"id": said["id"], "type": "result", "success": False, "error": error}
            )
        else:
            await line.send_json(
                {"id": said["id"], "type": "result", "success": True, "result": answer}
            )
        self.came.set()


class Refused:
    """An error that a command is answered with."""

    def __init__(self, code: str) -> None:
        self.code = code


@asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    """Have one there until the block ends."""
    house = House()
    app = web.Application()
    app.router.add_post("/auth/token", house.token)
    app.router.add_post("/auth/revoke", house.revoke)
    app.router.add_post("/api/tts_get_url", house.order)
    app.router.add_get("/api/websocket", house.socket)
    app.router.add_get("/media/{name}", house.file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    house.url = URL(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    try:
        yield house
    finally:
        for line in house.lines:
            await line.close()
        await runner.cleanup()


@contextmanager
def house_in_a_thread() -> Iterator[House]:
    """A Home Assistant beside what has no loop, or one of its own."""
    ready, over = threading.Event(), threading.Event()
    houses: list[House] = []

    async def run() -> None:
        async with open_house() as house:
            houses.append(house)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert ready.wait(10)
        yield houses[0]
    finally:
        over.set()
        thread.join(20)
