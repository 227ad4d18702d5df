"""A server that announces itself is found, with its own name and where it is."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

import pytest
from zeroconf.asyncio import AsyncServiceInfo

from desktop_app.services import found_services
from desktop_app.services.found_services import FoundService, look_for_services
from local_server.announcement import announced

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_server_is_found_once_by_its_own_name(tmp_path: Path) -> None:
    found: asyncio.Queue[FoundService] = asyncio.Queue()
    async with announced("Voices of home", "127.0.0.1", 50_123, tmp_path):
        looking = asyncio.create_task(look_for_services(found.put_nowait, ["127.0.0.1"]))
        async with asyncio.timeout(20):
            one = await found.get()
        looking.cancel()
        await asyncio.wait({looking})
    assert one == FoundService("Voices of home", "http://127.0.0.1:50123")
    assert found.empty()


@pytest.mark.parametrize(("properties", "scheme"), [({"tls": "1"}, "https"), ({}, "http")])
def test_a_server_with_tls_is_found_with_it(properties: dict[str, str], scheme: str) -> None:
    kind = "_cosyvoice._tcp.local."
    info = AsyncServiceInfo(kind, f"Attic.{kind}", port=50_123, properties=properties)
    found = found_services._service("Attic", "192.0.2.7", info)
    assert found.url == f"{scheme}://192.0.2.7:50123"


async def test_without_the_package_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    found: list[FoundService] = []
    async with asyncio.timeout(5):
        await look_for_services(found.append)
    assert found == []


@pytest.mark.parametrize("turns", range(1, 7))
async def test_what_stops_looking_before_it_has_started_closes_its_sockets(turns: int) -> None:
    looking = asyncio.create_task(look_for_services(lambda _: None, ["127.0.0.1"]))
    for _ in range(turns):
        await asyncio.sleep(0)
    looking.cancel()
    await asyncio.wait({looking})
    assert looking.cancelled()
    await asyncio.sleep(0.1)  # a transport closes its socket in a later turn
    gc.collect()  # Python warns of one that is open still
