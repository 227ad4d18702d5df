"""Homes that announce themselves on the local network, as Home Assistant does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.services.found_services import look_for

from .login import HomeError, home_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zeroconf.asyncio import AsyncServiceInfo

_ANNOUNCED_AS: Final = "_home-assistant._tcp.local."
_ADDRESSES: Final = (b"internal_url", b"base_url")
"""What a home says of its address; the first that is one counts."""
_LONGEST: Final = 64  # characters of a name


@dataclass(frozen=True, slots=True)
class FoundHome:
    """A home on this network. Anybody can announce one: nothing is sent to it unasked.

    Attributes:
        name: What it calls itself.
        address: Where it is.
    """

    name: str
    address: str


async def look_for_homes(tell: Callable[[FoundHome], None], interfaces: Sequence[str] = ()) -> None:
    """Look for homes, as `services.found_services.look_for` does."""
    await look_for(_ANNOUNCED_AS, _home, tell, interfaces)


def _home(name: str, address: str, info: AsyncServiceInfo) -> FoundHome:
    said = {
        key: value.decode(errors="replace").strip()
        for key, value in info.properties.items()
        if value is not None
    }
    called = said.get(b"location_name") or name
    for key in _ADDRESSES:
        try:
            return FoundHome(called[:_LONGEST], str(home_address(said.get(key, ""))))
        except HomeError:
            continue
    return FoundHome(called[:_LONGEST], f"http://{address}:{info.port}/")
