"""Asks a person to mend what only a person can: a refused key, an unpaid bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from homeassistant.const import CONF_URL
from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir
from yarl import URL

from .const import DOMAIN
from .shared_client import CosyVoiceAuthError, CosyVoicePaymentError
from .shared_client.model_studio.protocol import KEY_PAGES, region_of

if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant

    from .shared_client.errors import KeyedError

# What a service that wants to be paid says, and the notice that says what to do.
_UNPAID: Final = {
    "account_unpaid": "account_unpaid",
    "free_tier_ended": "free_tier_ended",
    "not_activated": "not_activated",
}


@callback
def async_have_mended(hass: HomeAssistant, entry: ConfigEntry, error: KeyedError) -> None:
    """Ask for a new key, or for a bill to be paid, where that is what an error is about."""
    if isinstance(error, CosyVoiceAuthError):
        entry.async_start_reauth(hass)
    elif isinstance(error, CosyVoicePaymentError):
        ir.async_create_issue(
            hass,
            DOMAIN,
            _issue_of(entry),
            is_fixable=False,
            # Whether it was paid shows when it speaks, which may be after a restart.
            is_persistent=True,
            learn_more_url=KEY_PAGES.get(region_of(URL(entry.data[CONF_URL]).host) or ""),
            severity=ir.IssueSeverity.ERROR,
            translation_key=_UNPAID.get(error.key.removesuffix("_because"), "payment_required"),
            translation_placeholders={"service": entry.title},
        )


@callback
def async_is_paid(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back what was said of a bill: the service speaks again, or was removed."""
    ir.async_delete_issue(hass, DOMAIN, _issue_of(entry))


def _issue_of(entry: ConfigEntry) -> str:
    return f"unpaid_{entry.entry_id}"
