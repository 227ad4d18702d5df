"""The address by which a server is reached, which may be another than the one it listens on."""

from __future__ import annotations

from contextlib import suppress
import ipaddress
import socket
from typing import Final

_BEYOND: Final = {
    "0.0.0.0": (socket.AF_INET, "192.0.2.1"),  # noqa: S104 - nothing is bound
    "::": (socket.AF_INET6, "2001:db8::1"),
}
"""Of each that stands for all addresses of this computer: one far away. Nothing is sent there."""
_LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - as above


def url(host: str, port: int, *, secure: bool = False) -> str:
    """The URL of a server, encrypted or not."""
    return f"{'https' if secure else 'http'}://{joined(host, port)}"


def joined(host: str, port: int) -> str:
    """Host and port as a URL has them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def on_this_computer(host: str) -> str:
    """The address by which programs here reach a server that listens on `host`."""
    return _LOOPBACK.get(host, host)


def on_the_network(host: str) -> str:
    """The address by which other machines reach a server that listens on `host`.

    Where it listens on all addresses, that is the one from which this computer sends; without a
    network, the computer's name.
    """
    if host not in _BEYOND:
        return host
    family, beyond = _BEYOND[host]
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((beyond, 9))
        found = str(asking.getsockname()[0])
        if not is_of_this_machine_alone(found):
            return found
    version = ipaddress.ip_address(host).version
    same = [found for found in of_this_machine() if ipaddress.ip_address(found).version == version]
    return same[0] if same else socket.gethostname()


def of_this_machine() -> list[str]:
    """The addresses by which others reach this machine."""
    try:
        import ifaddr  # noqa: PLC0415 - only who opens a server to others pays for it
    except ImportError:  # zeroconf brings it
        return []
    found = (
        ip.ip if isinstance(ip.ip, str) else ip.ip[0]
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    )
    return [text for text in found if not is_of_this_machine_alone(text)]


def is_of_this_machine_alone(text: str) -> bool:
    """Whether an address means nothing on another machine."""
    address = ipaddress.ip_address(text)
    return address.is_loopback or address.is_link_local or address.is_unspecified
