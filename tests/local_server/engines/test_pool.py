"""How workers are started: by an interpreter, or by the bundle, which has none."""

from __future__ import annotations

import asyncio
import sys

import pytest

from local_server.engines.pool import FLAGS, Order, Pool, command
from local_server.errors import EngineError


def test_an_interpreter_is_told_the_module_and_a_bundle_a_flag(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = next(iter(FLAGS))
    plain = command(module, "library", "data")
    assert plain[0] == sys.executable
    assert plain[-2:] == ["library", "data"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command(module, "library", "data") == [sys.executable, FLAGS[module], "library", "data"]


async def test_who_waits_while_it_is_closed_is_told() -> None:
    async def heard() -> list[bytes]:
        return [audio async for audio in pool.speak(Order({}))]

    pool = Pool("Sleeper", [sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    pool.start()
    waiting = [asyncio.create_task(heard()) for _ in range(2)]
    await asyncio.sleep(0)  # they ask
    await pool.close()
    waiting[0].cancel()  # its worker was never ready
    (_, error) = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(error, EngineError)
    assert "is being stopped" in str(error)
    with pytest.raises(EngineError, match="is being stopped"):
        await heard()
