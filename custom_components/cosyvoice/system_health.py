"""The integration's lines on Home Assistant's page of system information."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_loaded_integration

from .const import CONF_COLD_START_TIMEOUT, CONF_CONNECT_TIMEOUT, CONF_DIALECT, DOMAIN
from .coordinator import create_client
from .desktop import CONF_DESKTOP_ID, async_desktop, is_desktop
from .errors import error_key, in_words, translated
from .shared_client import CosyVoiceError

if TYPE_CHECKING:
    from homeassistant.components.system_health import SystemHealthRegistration

    from .data import CosyVoiceConfigEntry

# A person waits for the page.
_PATIENCE: Final = {CONF_CONNECT_TIMEOUT: 5, CONF_COLD_START_TIMEOUT: 0}
# It sleeps, or has too much to do; but it is reached.
_ANSWERS: Final = frozenset({"asleep", "too_many_requests"})


@callback
def async_register(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    register: SystemHealthRegistration,
) -> None:
    """Say where the lines come from."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    everything = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    entries: list[CosyVoiceConfigEntry] = [one for one in everything if not is_desktop(one)]
    return {
        "version": str(async_get_loaded_integration(hass, DOMAIN).version),
        "services": len(entries),
        "desktops": len(everything) - len(entries),
        "desktops_connected": sum(
            async_desktop(hass, entry.data[CONF_DESKTOP_ID]).is_connected
            for entry in everything
            if is_desktop(entry)
        ),
        "dialects": ", ".join(sorted({entry.data[CONF_DIALECT] for entry in entries})),
        "can_reach_services": _reach(hass, entries),
    }


async def _reach(hass: HomeAssistant, entries: list[CosyVoiceConfigEntry]) -> str | dict[str, str]:
    """`ok`, or why it is not, of the first service that does not answer."""
    for error in await asyncio.gather(*(_error(hass, entry) for entry in entries)):
        if error is not None:
            return {"type": "failed", "error": error}
    return "ok"


async def _error(hass: HomeAssistant, entry: CosyVoiceConfigEntry) -> str | None:
    async with create_client(hass, entry.data, {**entry.options, **_PATIENCE}) as client:
        try:
            await client.probe()
        except CosyVoiceError as error:
            if error_key(error) in _ANSWERS:
                return None
            return in_words(hass, translated(error))
    return None
