"""A server that announces itself is found, with its own name and where it is."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from desktop_app.services.found_services import FoundService, look_for_services
from local_server.announcement import announced

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_a_server_is_found_once_by_its_own_name(tmp_path: Path) -> None:
    found: asyncio.Queue[FoundService] = asyncio.Queue()
    async with announced("Voices of home", "127.0.0.1", 50_123, tmp_path):
        looking = asyncio.create_task(look_for_services(found.put_nowait, ["127.0.0.1"]))
        one = await asyncio.wait_for(found.get(), 20)
        looking.cancel()
        await asyncio.wait({looking})
    assert one == FoundService("Voices of home", "http://127.0.0.1:50123")
    assert found.empty()


async def test_without_the_package_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    found: list[FoundService] = []
    await asyncio.wait_for(look_for_services(found.append), 5)
    assert found == []
