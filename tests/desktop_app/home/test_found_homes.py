"""Homes that announce themselves are found, with the address that they say."""

from __future__ import annotations

import asyncio
import socket

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from desktop_app.home.found_homes import FoundHome, _home, look_for_homes

KIND = "_home-assistant._tcp.local."


async def test_a_home_is_found() -> None:
    network = AsyncZeroconf(interfaces=["127.0.0.1"])
    info = ServiceInfo(
        KIND,
        f"it.{KIND}",
        port=8124,
        properties={"location_name": "Our home", "internal_url": "http://home.local:8123"},
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
    assert one == FoundHome("Our home", "http://home.local:8123/")


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({"internal_url": "", "base_url": "https://base.example"}, "https://base.example/"),
        ({"base_url": "no address at all", "flag": None}, "http://192.0.2.7:8124/"),
    ],
)
def test_its_address_is_the_first_that_is_one(said: dict[str, str | None], address: str) -> None:
    info = AsyncServiceInfo(KIND, f"it.{KIND}", port=8124, properties=said)
    assert _home("it", "192.0.2.7", info) == FoundHome("it", address)
