"""`cosyvoice serve --invite`: an invitation in the terminal, to a server that runs or starts."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
import ipaddress
import json
import os
import socket
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from local_server.page.grants import INVITATION_SECONDS, Grant, Grants, Role
from local_server.page.invitation import for_terminal
from local_server.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILE: Final = "running.json"
_PATIENCE: Final = 1.0
"""Seconds in which a server of this computer takes a connection."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a server of a data folder can be reached.

    Attributes:
        address: Its URL, as others on the network reach it.
        host: The address by which this computer reaches it.
        port: Its port.
        fingerprint: Of its certificate; empty without TLS.
    """

    address: str
    host: str
    port: int
    fingerprint: str = ""


@contextlib.contextmanager
def noted(directory: Path, place: Whereabouts) -> Iterator[None]:
    """Note where a server is, for as long as it runs; without a note it runs, too."""
    file = directory / _FILE
    data = json.dumps(asdict(place))
    with contextlib.suppress(OSError):
        unfinished = file.with_name(f"{_FILE}.{os.getpid()}.part")
        unfinished.write_text(data, encoding="utf-8")
        unfinished.replace(file)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if file.read_text(encoding="utf-8") == data:  # else another has begun since
                file.unlink()


def running(directory: Path) -> Whereabouts | None:
    """The server of a data folder that runs; None where there is none."""
    try:
        place = Whereabouts(**json.loads((directory / _FILE).read_bytes()))
        with socket.create_connection((place.host, place.port), timeout=_PATIENCE):
            return place
    except (OSError, ValueError, TypeError):
        return None  # it was killed, perhaps


def invitation(directory: Path, place: Whereabouts, role: Role) -> str:
    """The address of a new invitation.

    Raises:
        OSError: It can't be kept.
    """
    granted = Grant(role, time.time() + INVITATION_SECONDS)
    secret = Grants(directory / "invitations").make(granted)
    return f"{place.address}/voices/#{secret}"


def lines_of(address: str, place: Whereabouts, role: Role, *, colored: bool) -> list[str]:
    """What is printed of an invitation.

    Args:
        address: Of the invitation.
        place: Where the server is.
        role: What it is for.
        colored: Whether the terminal shows colors: then the code is dark on light on each.
    """
    for_what = {
        Role.UPLOAD: say("An invitation to add one voice. It works once, within ten minutes."),
        Role.MANAGE: say("An invitation to manage all voices. It works once, within ten minutes."),
    }
    code = for_terminal(address).splitlines()
    if colored:
        code = [f"\x1b[97;40m{line}\x1b[0m" for line in code]
    lines = ["", for_what[role], say("Scan it with a phone's camera, or open the link there:")]
    lines += [f"  {address}", "", *code, ""]
    if is_here_alone(place.address):
        lines.append(say("Only this computer can open it. For phones, add: --host 0.0.0.0"))
    if place.fingerprint:
        lines.append(
            say("The browser warns of the certificate. Compare its fingerprint (SHA-256):")
        )
        lines.append(f"  {place.fingerprint}")
    elif not is_here_alone(place.address):
        lines.append(
            say("Without encryption, phones can't record on the page. Add: --tls-self-signed")
        )
    return lines


def is_here_alone(address: str) -> bool:
    """Whether only this computer can open an address."""
    host = urlsplit(address).hostname or ""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
