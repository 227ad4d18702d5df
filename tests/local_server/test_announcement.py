"""A server that announces itself is found on the network, at its address and by its id."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from local_server import announcement
from local_server.announcement import SERVICE_TYPE, announced

from .running import Program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


class Network:
    """What a browser sees on the loopback."""

    def __init__(self, zeroconf: AsyncZeroconf) -> None:
        self._zeroconf = zeroconf.zeroconf
        self._changed = asyncio.Event()
        self.names: set[str] = set()
        self._browser = AsyncServiceBrowser(
            self._zeroconf, SERVICE_TYPE, handlers=[self._on_change]
        )

    def _on_change(
        self,
        zeroconf: Zeroconf,  # noqa: ARG002 - the library's signature
        service_type: str,
        name: str,
        state_change: ServiceStateChange,
    ) -> None:
        label = name.removesuffix(f".{service_type}")
        if state_change is ServiceStateChange.Removed:
            self.names.discard(label)
        else:
            self.names.add(label)
        self._changed.set()

    async def until(self, name: str, *, there: bool) -> None:
        async with asyncio.timeout(20):
            while (name in self.names) is not there:
                self._changed.clear()
                await self._changed.wait()

    async def info(self, name: str) -> AsyncServiceInfo:
        info = AsyncServiceInfo(SERVICE_TYPE, f"{name}.{SERVICE_TYPE}")
        assert await info.async_request(self._zeroconf, 5_000)
        return info

    async def close(self) -> None:
        await self._browser.async_cancel()


@pytest.fixture
async def network() -> AsyncIterator[Network]:
    async with AsyncZeroconf(interfaces=["127.0.0.1"]) as zeroconf:
        network = Network(zeroconf)
        yield network
        await network.close()


async def test_the_program_is_found_and_taken_back(tmp_path: Path, network: Network) -> None:
    ids = []
    for _ in range(2):
        with Program(tmp_path, "--json", "--announce", "Voices of ours") as process:
            line = await asyncio.to_thread(process.ready)
            await network.until("Voices of ours", there=True)
            info = await network.info("Voices of ours")
            assert info.port == int(line["url"].rsplit(":", 1)[1])
            assert info.parsed_addresses() == ["127.0.0.1"]
            properties = info.decoded_properties
            assert properties["auth"] == "1"
            assert properties["path"] == "/"
            assert properties["version"]
            ids.append(properties["id"])
            process.process.terminate()
            code, _, err = await process.outcome()
        assert code == 0
        assert "only this computer can reach" in err
        await network.until("Voices of ours", there=False)
    # It is the same server at another port.
    assert ids[0] == ids[1]


async def test_a_name_is_made_and_cut_to_what_the_network_takes(
    tmp_path: Path, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "attic.example")
    async with announced("", "127.0.0.1", 50_001, tmp_path, secure=True):
        await network.until("CosyVoice on attic", there=True)
        assert (await network.info("CosyVoice on attic")).decoded_properties["tls"] == "1"
    async with announced("奶奶" * 20, "127.0.0.1", 50_001, tmp_path):
        await network.until("奶奶" * 10 + "奶", there=True)


async def test_a_server_for_everybody_gives_addresses_that_others_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(announcement, "of_this_machine", lambda: ["192.0.2.7"])
    async with announced("Attic", "0.0.0.0", 50_001, tmp_path):  # noqa: S104 - that is what is tested
        pass
    assert "only this computer" not in caplog.text


async def test_a_network_without_multicast_does_not_keep_it_from_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # As the library does; but it would leave a socket open here.
    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", Mock(side_effect=OSError("no multicast")))
    async with announced("Attic", "127.0.0.1", 50_001, tmp_path):
        pass
    assert "can't announce the server on this network: no multicast" in caplog.text
