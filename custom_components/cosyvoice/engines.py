"""What a local server tells of its engines: which one speaks, and which would speak better."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiohttp import ClientError, ClientTimeout
from homeassistant.const import CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.json import json_loads

from .const import CONF_DIALECT
from .errors import shown
from .shared_client import Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.core import HomeAssistant

_SERVER: Final = "CosyVoice Home local server"
_PATIENCE: Final = ClientTimeout(total=5)
_MOST_BYTES: Final = 1 << 16
_LONGEST_NAME: Final = 60

INSTALLED: Final = "installed"
FAILED: Final = "failed"


class Engines(NamedTuple):
    """The engines of a local server.

    Attributes:
        speaking: The name of the one that speaks.
        better: The name of one that is there and would speak better; empty for none.
        state: Of that: `INSTALLED`, and the server was told to use another, or `FAILED` to load.
    """

    speaking: str
    better: str = ""
    state: str = ""


class UnknownEnginesError(Exception):
    """The service can't be asked now."""


async def async_engines(hass: HomeAssistant, data: Mapping[str, Any]) -> Engines | None:
    """Ask a service for its engines; None where it is no local server.

    The token isn't sent: a local server tells this to everybody.

    Args:
        hass: Home Assistant.
        data: The entry's.

    Raises:
        UnknownEnginesError: It doesn't answer.
    """
    if data[CONF_DIALECT] == Dialect.MODEL_STUDIO:
        return None
    session = async_get_clientsession(hass, verify_ssl=data.get(CONF_VERIFY_SSL, True))
    try:
        async with session.get(data[CONF_URL], timeout=_PATIENCE, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK:
                return None
            body = await answer.content.read(_MOST_BYTES)
    except (ClientError, TimeoutError, OSError) as error:
        raise UnknownEnginesError(str(error)) from error
    try:
        return _told(json_loads(body))
    except ValueError:
        return None


def _told(about: object) -> Engines | None:
    match about:
        case {"name": name, "engine": {"name": str(speaking)}, **rest} if name == _SERVER:
            better = rest.get("better")
            for engine in better if isinstance(better, list) else ():
                match engine:
                    case {"name": str(other), "state": str(state)} if state in {INSTALLED, FAILED}:
                        return Engines(_named(speaking), _named(other), state)
            return Engines(_named(speaking))
    return None


def _named(name: str) -> str:
    return shown({"name": name})["name"][:_LONGEST_NAME]
