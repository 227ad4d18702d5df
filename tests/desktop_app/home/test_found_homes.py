"""Homes that announce themselves are found, with the address that they say."""

from __future__ import annotations

import asyncio
import socket

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from desktop_app.home.found_homes import FoundHome, look_for_homes

KIND = "_home-assistant._tcp.local."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {"location_name": "Our home", "internal_url": "http://home.local:8123", "uuid": "1"},
            FoundHome("Our home", "http://home.local:8123/"),
        ),
        (
            {"internal_url": "", "base_url": "https://base.example", "flag": None},
            FoundHome("it", "https://base.example/"),
        ),
        ({"base_url": "no address at all"}, FoundHome("it", "http://127.0.0.1:8124/")),
    ],
)
async def test_a_home_is_found(said: dict[str, str | None], expected: FoundHome) -> None:
    network = AsyncZeroconf(interfaces=["127.0.0.1"])
    info = ServiceInfo(
        KIND,
        f"it.{KIND}",
        port=8124,
        properties=said,
        server="it.local.",
        addresses=[socket.inet_aton("127.0.0.1")],
    )
    found: asyncio.Queue[FoundHome] = asyncio.Queue()
    try:
        await (await network.async_register_service(info, cooperating_responders=True))
        looking = asyncio.create_task(look_for_homes(found.put_nowait, ["127.0.0.1"]))
        async with asyncio.timeout(20):
            one = await found.get()
        looking.cancel()
        await asyncio.wait({looking})
    finally:
        await network.async_close()
    assert one == expected
