"""How a desktop becomes a part of the house: an administrator's at once, others' when accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .desktop import CONF_DESKTOP_ID, CONF_KIND, CONF_USER_ID, KIND_DESKTOP

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from homeassistant.auth.models import User

    from .shared_client.desktop_link import Refusal

SOURCE_DESKTOP: Final = "desktop"
"""Of a flow that an administrator's desktop has begun: it asks nothing."""

FOUND_NAME: Final = "name"
FOUND_USER: Final = "user"


@dataclass(slots=True)
class _Lobby:
    """Desktops that wait for an administrator, and administrators who wait for a desktop.

    Attributes:
        waiting: By desktop, what is called with None when it was accepted, or with the reason.
        hosts: Pages that wait for a desktop; they are told its name.
    """

    waiting: dict[str, Callable[[Refusal | None], None]] = field(default_factory=dict)
    hosts: list[asyncio.Future[str]] = field(default_factory=list)


_LOBBY: Final[HassKey[_Lobby]] = HassKey(f"{DOMAIN}_lobby")


def entry_data(found: dict[str, Any]) -> dict[str, Any]:
    """What an entry keeps of a desktop that was found."""
    return {
        CONF_KIND: KIND_DESKTOP,
        CONF_DESKTOP_ID: found[CONF_DESKTOP_ID],
        CONF_USER_ID: found[CONF_USER_ID],
    }


def title_of(found: dict[str, Any]) -> str:
    """What a desktop is called before it was accepted: its name, and whose it is."""
    return f"{found[FOUND_NAME]} ({found[FOUND_USER]})"


async def async_pair(hass: HomeAssistant, desktop_id: str, name: str, user: User) -> bool:
    """Make an entry for a desktop, or ask for an administrator who does.

    Returns:
        Whether the entry is there.
    """
    found = {
        CONF_DESKTOP_ID: desktop_id,
        CONF_USER_ID: user.id,
        FOUND_NAME: name,
        FOUND_USER: user.name or "",
    }
    if user.is_admin:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_DESKTOP}, data=found
        )
        return result["type"] == "create_entry"
    discovery_flow.async_create_flow(
        hass, DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=found
    )
    return False


@callback
def async_count_of_waiting(hass: HomeAssistant, *, but: str) -> int:
    """How many desktops an administrator is asked about, beside one."""
    flows = hass.config_entries.flow.async_progress_by_handler(
        DOMAIN,
        include_uninitialized=True,
        match_context={"source": SOURCE_INTEGRATION_DISCOVERY},
    )
    return sum(flow["context"].get("unique_id") != but for flow in flows)


@callback
def async_wait_for_administrator(
    hass: HomeAssistant, desktop_id: str, answered: Callable[[Refusal | None], None]
) -> CALLBACK_TYPE:
    """Have a desktop told how it was decided; call what is returned to end the wait."""
    waiting = _lobby(hass).waiting
    waiting[desktop_id] = answered

    @callback
    def leave() -> None:
        if waiting.get(desktop_id) is answered:
            del waiting[desktop_id]

    return leave


@callback
def async_answer(hass: HomeAssistant, desktop_id: str, refusal: Refusal | None = None) -> None:
    """Tell a desktop that waits that it was added, or why it wasn't."""
    if (answered := _lobby(hass).waiting.pop(desktop_id, None)) is not None:
        answered(refusal)


@callback
def async_wait_for_desktop(hass: HomeAssistant) -> asyncio.Future[str]:
    """The name of the next desktop that is added; cancel it to stop waiting."""
    host: asyncio.Future[str] = hass.loop.create_future()
    _lobby(hass).hosts.append(host)
    return host


@callback
def async_added(hass: HomeAssistant, desktop_id: str, name: str) -> None:
    """Tell a desktop that waits, and pages that wait for one, that it was added."""
    async_answer(hass, desktop_id)
    hosts = _lobby(hass).hosts
    for host in hosts:
        if not host.done():
            host.set_result(name)
    hosts.clear()


def _lobby(hass: HomeAssistant) -> _Lobby:
    return hass.data.setdefault(_LOBBY, _Lobby())
