"""What an entry is called: by its service, and never by an address, which says little."""

from __future__ import annotations

from ipaddress import ip_address
import re
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import CONF_URL
from yarl import URL

from . import model_studio_form
from .const import CONF_DIALECT, DOMAIN
from .shared_client import Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant

USUAL: Final = "CosyVoice"
"""The name of a service that doesn't say its own."""

_LONGEST: Final = 50  # characters of a name that a server announces
_HOST_AND_PORT: Final = re.compile(r"\S*:\d+")


def announced_name(instance: str, service_type: str) -> str:
    """The name that a server announces itself by; the usual one where that can't be shown.

    Args:
        instance: As DNS-SD has it: `NAME.TYPE`.
        service_type: Its type, with the dot at the end.
    """
    name = instance.removesuffix(service_type).removesuffix(".").strip()[:_LONGEST].strip()
    return USUAL if not name.isprintable() or _is_address(name) else name or USUAL


def _is_address(name: str) -> bool:
    if _HOST_AND_PORT.fullmatch(name):
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def free_name(
    hass: HomeAssistant, data: Mapping[str, Any], name: str = "", own: ConfigEntry | None = None
) -> str:
    """What to call an entry, with a number where another one is called so.

    Args:
        hass: Home Assistant.
        data: The entry's.
        name: That the service has itself; empty where it doesn't say.
        own: The entry, if it is there already.
    """
    wanted = name or _of_kind(data)
    taken = {entry.title for entry in hass.config_entries.async_entries(DOMAIN) if entry != own}
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted} {number}"
    return free


def name_after(hass: HomeAssistant, entry: ConfigEntry, data: Mapping[str, Any]) -> str:
    """What an entry is called once it has other data: as before, unless that would be untrue.

    A name that a person or the service itself gave stays.
    """
    before, now = _of_kind(entry.data), _of_kind(data)
    given_here = re.fullmatch(rf"{re.escape(before)}( \d+)?", entry.title)
    return free_name(hass, data, own=entry) if given_here and before != now else entry.title


def name_without_address(hass: HomeAssistant, entry: ConfigEntry) -> str:
    """What an entry is called that was made when entries were called by their address.

    A name that isn't that of its address was given by a person, and stays.
    """
    url = URL(entry.data[CONF_URL])
    if entry.title in {address(str(url)), f"Model Studio ({url.host})"}:
        return free_name(hass, entry.data, own=entry)
    return entry.title


def address(url: str) -> str:
    """The host, and the port unless it is the usual one."""
    parts = URL(url)
    host = parts.host or ""
    return host if parts.is_default_port() or parts.port is None else f"{host}:{parts.port}"


def _of_kind(data: Mapping[str, Any]) -> str:
    if data.get(CONF_DIALECT) == Dialect.MODEL_STUDIO:
        return model_studio_form.title(data[CONF_URL])
    return USUAL
