"""Speech as integrations of Home Assistant itself have it, over the services of a benchmark.

It is copied into the configuration of a Home Assistant and set up by its YAML: a URL, a token and
a voice for each name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.components.tts.const import DATA_COMPONENT
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.cosyvoice.shared_client import CosyVoiceClient, Dialect, Timeouts

from .speech import AtOnce, SentencesInFiles, SentencesStreamed, WholeMessage

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.typing import ConfigType

DOMAIN = "plain_speech"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Add an entity of each kind for each service."""
    for name, service in config[DOMAIN].items():
        client = CosyVoiceClient(
            service[CONF_URL],
            service[CONF_TOKEN],
            session=async_get_clientsession(hass),
            dialect=Dialect.V2,
            timeouts=Timeouts(first_audio=120, idle=120),
        )
        await hass.data[DATA_COMPONENT].async_add_entities(
            kind(name, client, service["voice"])
            for kind in (WholeMessage, SentencesInFiles, SentencesStreamed, AtOnce)
        )
    return True
