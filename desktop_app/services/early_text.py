"""Which services take no text before they have accepted a task: kept, for a command is short.

The client finds it out with the first text, and begins again where it is so: `cosyvoice speak`
would do that every time. That a service takes such text is not kept: it costs nothing to find out.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Final

from desktop_app.system.json_of_others import numbers, read_json
from desktop_app.system.private_folders import FILE_MODE
from desktop_app.system.whole_files import replacing

if TYPE_CHECKING:
    from pathlib import Path

_LOG: Final = logging.getLogger(__name__)

_HOLDS_FOR: Final = 7 * 24 * 3600.0
"""Seconds after which it is tried again: services are renewed."""


def waits(path: Path, address: str) -> bool:
    """Whether a service is known to take no such text."""
    return address in _kept(path)


def note(path: Path, address: str, *, waits: bool) -> None:
    """Keep what the client has found out; that it cannot be kept is no harm."""
    before = _kept(path)
    if (address in before) is waits:
        return
    after = {known: since for known, since in before.items() if known != address}
    if waits:
        after[address] = int(time.time())  # rounded up, it would be in the future
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(path, mode=FILE_MODE) as file:
            file.write(json.dumps(after).encode())
    except OSError as error:
        _LOG.warning("What a service takes can't be kept: %s", error)


def _kept(path: Path) -> dict[str, float]:
    """When it was found out, by address; what is too old, or from the future, is left out."""
    now = time.time()
    try:
        kept = numbers(read_json(path.read_bytes()))
    except (OSError, ValueError):  # it can be done without
        return {}
    return {address: since for address, since in kept.items() if 0 <= now - since < _HOLDS_FOR}
