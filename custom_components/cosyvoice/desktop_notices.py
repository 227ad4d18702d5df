"""Desktops that can't connect any more: their user was deleted, or their app is too old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.auth import EVENT_USER_REMOVED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.start import async_at_started

from .const import DOMAIN
from .desktop import CONF_USER_ID, is_desktop

if TYPE_CHECKING:
    from collections.abc import Callable

    from homeassistant.config_entries import ConfigEntry


@callback
def async_setup_owners(hass: HomeAssistant) -> None:
    """Look after users that are deleted, and for those that were while this wasn't running."""

    @callback
    def removed(event: Event[Any]) -> None:
        _report(hass, lambda user_id: user_id == event.data["user_id"])

    async def look(_: HomeAssistant) -> None:
        known = {user.id for user in await hass.auth.async_get_users()}
        _report(hass, lambda user_id: user_id not in known)

    hass.bus.async_listen(EVENT_USER_REMOVED, removed)
    async_at_started(hass, look)


@callback
def async_report_old(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Say that the app on a desktop is too old."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _old(entry),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="desktop_too_old",
        translation_placeholders={"desktop": entry.title},
    )


@callback
def async_withdraw_old(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take it back: the app has been updated."""
    ir.async_delete_issue(hass, DOMAIN, _old(entry))


@callback
def async_withdraw_notices(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back all that was said of a desktop that is removed now."""
    for issue in (_of_nobody(entry), _old(entry)):
        ir.async_delete_issue(hass, DOMAIN, issue)


def _report(hass: HomeAssistant, is_gone: Callable[[str], bool]) -> None:
    for entry in hass.config_entries.async_entries(DOMAIN):
        if is_desktop(entry) and is_gone(entry.data[CONF_USER_ID]):
            ir.async_create_issue(
                hass,
                DOMAIN,
                _of_nobody(entry),
                data={"entry_id": entry.entry_id, "title": entry.title},
                is_fixable=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key="desktop_of_nobody",
                translation_placeholders={"desktop": entry.title},
            )


def _of_nobody(entry: ConfigEntry) -> str:
    return f"desktop_of_nobody_{entry.entry_id}"


def _old(entry: ConfigEntry) -> str:
    return f"desktop_too_old_{entry.entry_id}"
