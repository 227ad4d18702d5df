"""Home Assistant's WebSocket, and what else may answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import ClientSession, web
import pytest
from yarl import URL

from desktop_app.home.login import BannedError, HomeError, SignedOutError
from desktop_app.home.socket import CommandError, HouseSocket
from shared_client.desktop_link import MESSAGE_BYTES

from .house import ACCESS, Refused

if TYPE_CHECKING:
    from .house import House


async def test_commands_and_events(house: House) -> None:
    events: list[dict[str, object]] = []
    house.answers["get_config"] = {"state": "RUNNING"}
    house.answers["no"] = Refused("forbidden")
    async with ClientSession() as session:
        socket = await HouseSocket.open(session, house.url, ACCESS)
        assert socket.version == "2026.11.0"
        assert await socket.ask("get_config") == {"state": "RUNNING"}
        with pytest.raises(CommandError) as error:
            await socket.ask("no")
        assert error.value.code == "forbidden"
        with pytest.raises(CommandError):
            await socket.subscribe(events.append, "no")
        await socket.subscribe(events.append, "cosyvoice/desktop/connect")
        for strange in ("[", '"text"', '[{"type": "event", "id": 99, "event": {}}]', "{}"):
            await house.lines[0].send_str(strange)
        await house.tell({"type": "announce", "message": "x" * MESSAGE_BYTES})  # too large
        await house.tell({"type": "announce"})
        await house.until(lambda: events)
        assert events == [{"type": "announce"}]
        await house.lines[0].close()
        with pytest.raises(HomeError):
            await socket.ask("get_config")
        await socket.aclose()


async def test_a_connection_that_breaks_ends_what_waits(house: House) -> None:
    house.answers["hangs"] = ...
    async with ClientSession() as session:
        socket = await HouseSocket.open(session, house.url, ACCESS)

        waiting = asyncio.create_task(socket.ask("hangs"))
        await house.until(lambda: house.of("hangs"))
        await house.lines[0].close()
        with pytest.raises(HomeError):
            await waiting
        await socket.aclose()


async def test_a_refused_token_a_ban_and_a_stranger(house: House) -> None:
    async with ClientSession() as session:
        with pytest.raises(SignedOutError):
            await HouseSocket.open(session, house.url, "another")
        house.upgrade_status = 403
        with pytest.raises(BannedError):
            await HouseSocket.open(session, house.url, ACCESS)
        house.upgrade_status = 502
        with pytest.raises(HomeError) as error:
            await HouseSocket.open(session, house.url, ACCESS)
        assert error.value.key == "home_refused"
        with pytest.raises(HomeError) as error:
            await HouseSocket.open(session, URL("http://127.0.0.1:9/"), ACCESS)
        assert error.value.key == "home_unreachable"
    assert house.tokens == ["another"]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (['{"type": "welcome"}'], "home_not_home_assistant"),
        (["[]"], "home_unreachable"),
        (["nonsense"], "home_unreachable"),
        (['{"type": "auth_required"}', '{"type": "welcome"}'], "home_not_home_assistant"),
        ([], "home_unreachable"),
    ],
)
async def test_what_is_no_home_assistant_is_told_apart(said: list[str], key: str) -> None:
    async def talk(request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        for one in said:
            await line.send_str(one)
        if said:
            await line.receive()
        return line

    app = web.Application()
    app.router.add_get("/api/websocket", talk)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with ClientSession() as session:
            address = URL(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            with pytest.raises(HomeError) as error:
                await HouseSocket.open(session, address, ACCESS)
        assert error.value.key == key
    finally:
        await runner.cleanup()


async def test_bytes_and_late_answers_are_no_matter(house: House) -> None:
    async with ClientSession() as session:
        socket = await HouseSocket.open(session, house.url, ACCESS)
        await house.lines[0].send_json({"type": "result", "id": 99, "success": True})
        assert await socket.ask("get_config") is None
        await house.lines[0].send_bytes(b"\0")  # it is none that speaks in texts
        await asyncio.wait({socket.lost}, timeout=10)
        assert socket.lost.done()
        with pytest.raises(HomeError):
            await socket.ask("get_config")
        await socket.aclose()
