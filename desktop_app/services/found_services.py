"""Services that announce themselves on the local network, as the local server does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
import logging
from typing import TYPE_CHECKING, Final, TypeVar

from shared_client.protocol import ANNOUNCED_AS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zeroconf.asyncio import AsyncServiceInfo

T = TypeVar("T")

_LOG: Final = logging.getLogger(__name__)
_ANSWER: Final = 3000
"""Milliseconds for which one that announces itself is asked where it is."""


@dataclass(frozen=True, slots=True)
class FoundService:
    """A service on this network.

    Attributes:
        name: What it calls itself.
        url: Where it is.
    """

    name: str
    url: str


async def look_for_services(
    tell: Callable[[FoundService], None], interfaces: Sequence[str] = ()
) -> None:
    """Look for services, as `look_for` does.

    Args:
        tell: Called in the event loop with each that is found, once.
        interfaces: Addresses of this computer to look from; by default all.
    """
    await look_for(ANNOUNCED_AS, _service, tell, interfaces)


def _service(name: str, address: str, info: AsyncServiceInfo) -> FoundService:
    path = (info.properties.get(b"path") or b"/").decode(errors="replace")
    scheme = "https" if info.properties.get(b"tls") == b"1" else "http"
    return FoundService(name, f"{scheme}://{address}:{info.port}{path}".rstrip("/"))


async def look_for(
    kind: str,
    read: Callable[[str, str, AsyncServiceInfo], T],
    tell: Callable[[T], None],
    interfaces: Sequence[str] = (),
) -> None:
    """Look until this is canceled; without the package for it, or a network, nothing is found.

    Args:
        kind: What they announce themselves as.
        read: Makes of a name, an address, and all else that one says, what is told.
        tell: Called in the event loop with each that is found, once.
        interfaces: Addresses of this computer to look from; by default all.
    """
    try:
        from zeroconf import (  # noqa: PLC0415 - only who looks pays for the import
            Error,
            InterfaceChoice,
            IPVersion,
            ServiceStateChange,
            Zeroconf,
        )
        from zeroconf.asyncio import (  # noqa: PLC0415 - as above
            AsyncServiceBrowser,
            AsyncServiceInfo,
            AsyncZeroconf,
        )
    except ImportError:  # it comes with the local server
        return
    told: set[str] = set()
    asking: set[asyncio.Task[None]] = set()

    async def ask(zeroconf: Zeroconf, name: str) -> None:
        info = AsyncServiceInfo(kind, name)
        if not await info.async_request(zeroconf, _ANSWER) or name in told:
            return
        for address in info.parsed_addresses(IPVersion.V4Only) or info.parsed_addresses():
            told.add(name)
            host = f"[{address}]" if ":" in address else address
            tell(read(name.removesuffix(f".{kind}"), host, info))
            break

    def hear(
        zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        del service_type
        if state_change is not ServiceStateChange.Removed:
            task = asyncio.ensure_future(ask(zeroconf, name))
            asking.add(task)
            task.add_done_callback(asking.discard)

    try:
        network = AsyncZeroconf(interfaces=list(interfaces) or InterfaceChoice.All)
    except (OSError, Error) as error:
        _LOG.info("can't look for services on this network: %s", error)
        return
    try:
        # Who cancels the wait for the start cancels the start, and its sockets stay open.
        await asyncio.shield(network.zeroconf.async_wait_for_start())
        browser = AsyncServiceBrowser(network.zeroconf, kind, handlers=[hear])
        try:
            await asyncio.Event().wait()
        finally:
            for task in asking:
                task.cancel()
            await browser.async_cancel()
    except Error as error:
        _LOG.info("can't look for services on this network: %s", error)
    finally:
        await network.async_close()
