"""Tells the local network, when asked to, that a server is here: DNS-SD over multicast DNS.

Home Assistant listens for it. The TXT record has `id` (this server's, kept with its voices, so that
it is known again at another address), `version`, `path` and `auth` (`1`: it takes a token).
"""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
import ipaddress
import logging
import socket
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from local_server.addresses import of_this_machine
from local_server.errors import StartError
from local_server.storage import words_for_the_start
from shared_client import __version__
from shared_client.protocol import ANNOUNCED_AS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_LOGGER = logging.getLogger(__name__)

SERVICE_TYPE: Final = ANNOUNCED_AS
_ID_FILE: Final = "server-id"
_LABEL: Final = 63  # bytes of a DNS label: RFC 6763, 4.1.1


@asynccontextmanager
async def announced(
    name: str, host: str, port: int, data_dir: Path, *, secure: bool = False
) -> AsyncIterator[None]:
    """Announce a server for as long as the context lasts.

    Args:
        name: What it is called; empty for a name made of this machine's.
        host: The address it listens on.
        port: Its port.
        data_dir: Where its voices are; its id is kept there.
        secure: Whether its connections are encrypted.

    Raises:
        StartError: A package isn't installed, or the id can't be read or kept.
    """
    try:
        # Only who asks for it pays for the import.
        from zeroconf import Error, InterfaceChoice, ServiceInfo  # noqa: PLC0415
        from zeroconf.asyncio import AsyncZeroconf  # noqa: PLC0415
    except ImportError as error:
        raise StartError("packages_missing", names=error.name) from None

    with words_for_the_start(data_dir):
        identity = server_id(data_dir)
    address = ipaddress.ip_address(host)
    if address.is_loopback:
        _LOGGER.warning(
            "only this computer can reach the announced server;"
            " use --host 0.0.0.0 to open it to others"
        )
    anywhere = address.is_unspecified
    machine = socket.gethostname().partition(".")[0] or "this machine"
    label = (name or f"CosyVoice on {machine}").encode()[:_LABEL].decode(errors="ignore")
    try:
        info = ServiceInfo(
            SERVICE_TYPE,
            f"{label}.{SERVICE_TYPE}",
            port=port,
            parsed_addresses=of_this_machine() if anywhere else [host],
            server=f"{machine}.local.",
            properties={
                "id": identity,
                "version": __version__,
                "path": "/",
                "auth": "1",
                **({"tls": "1"} if secure else {}),
            },
        )
        zeroconf = AsyncZeroconf(interfaces=InterfaceChoice.All if anywhere else [host])
    except (OSError, Error) as error:
        # It serves all the same, whoever enters its address.
        _LOGGER.warning("can't announce the server on this network: %s", error)
        yield
        return
    try:
        await (await zeroconf.async_register_service(info, allow_name_change=True))
        _LOGGER.info("announced as %r", info.get_name())
        yield
    finally:
        await zeroconf.async_unregister_all_services()
        await zeroconf.async_close()


def server_id(data_dir: Path) -> str:
    """What Home Assistant knows a server by, kept with its voices; made where there is none.

    Args:
        data_dir: Where its voices are.

    Raises:
        OSError: It can't be read or kept.
    """
    file = data_dir / _ID_FILE
    with suppress(FileNotFoundError):
        kept = file.read_bytes().strip()
        try:
            return str(UUID(kept.decode("ascii")))
        except ValueError:
            if kept:  # somebody else's; it is left as it is, and tells this server from others
                return str(uuid5(NAMESPACE_OID, kept.hex()))
    made = str(uuid4())
    unfinished = file.with_name(f"{made}.part")
    unfinished.write_text(made + "\n", encoding="ascii")
    unfinished.replace(file)
    return made
