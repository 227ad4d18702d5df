"""Actions for desktops: something to be announced, a text to be read by the desktop's own voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from homeassistant.components import tts
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import MediaSelector
from homeassistant.helpers.service import async_register_platform_entity_service
import voluptuous as vol

from .const import DOMAIN
from .media_player import (
    ATTR_CHIME,
    ATTR_MESSAGE,
    ATTR_NOTIFICATION,
    ATTR_URGENT,
    ATTR_VOLUME,
    DesktopMediaPlayer,
)
from .shared_client.desktop_link import TEXT_LENGTH

if TYPE_CHECKING:
    from homeassistant.helpers.entity import Entity

ANNOUNCE: Final = "announce"
READ_ALOUD: Final = "read_aloud"

ATTR_ENGINE: Final = "engine"
ATTR_LANGUAGE: Final = "language"
ATTR_MEDIA: Final = "media"
ATTR_OPTIONS: Final = "options"
ATTR_PROFILE: Final = "profile"
ATTR_TEXT: Final = "text"

_MEDIA_ID: Final = "media_content_id"
_WORDS: Final = vol.All(cv.string, vol.Strip, vol.Length(min=1))
_MEDIA: Final = vol.Any(
    cv.string,
    vol.All(MediaSelector({"accept": ["audio/*"]}), lambda media: media[_MEDIA_ID]),
)
_ANNOUNCE_SCHEMA: Final = vol.All(
    cv.make_entity_service_schema(
        {
            vol.Optional(ATTR_MESSAGE): _WORDS,
            vol.Optional(ATTR_MEDIA): _MEDIA,
            vol.Optional(ATTR_ENGINE): cv.entity_id,
            vol.Optional(ATTR_LANGUAGE): cv.string,
            vol.Optional(ATTR_OPTIONS): dict,
            vol.Optional(ATTR_CHIME): _MEDIA,
            vol.Optional(ATTR_VOLUME): vol.All(vol.Coerce(float), vol.Range(0, 1)),
            vol.Optional(ATTR_URGENT, default=False): cv.boolean,
            vol.Optional(ATTR_NOTIFICATION, default=True): cv.boolean,
        }
    ),
    cv.has_at_least_one_key(ATTR_MESSAGE, ATTR_MEDIA),
)
_READ_SCHEMA: Final = cv.make_entity_service_schema(
    {
        vol.Required(ATTR_TEXT): vol.All(cv.string, vol.Strip, vol.Length(min=1, max=TEXT_LENGTH)),
        vol.Optional(ATTR_PROFILE): _WORDS,
    }
)


@callback
def async_setup_desktop_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, act, schema in (
        (ANNOUNCE, _announce, _ANNOUNCE_SCHEMA),
        (READ_ALOUD, _read_aloud, _READ_SCHEMA),
    ):
        async_register_platform_entity_service(
            hass, DOMAIN, name, entity_domain=Platform.MEDIA_PLAYER, schema=schema, func=act
        )


async def _announce(entity: Entity, call: ServiceCall) -> None:
    """Have a message or media announced."""
    assert isinstance(entity, DesktopMediaPlayer)  # noqa: S101 - the platform has no others
    data: dict[str, Any] = dict(call.data)
    media_id = data.get(ATTR_MEDIA)
    if media_id is None:
        media_id = tts.generate_media_source_id(
            call.hass,
            data[ATTR_MESSAGE],
            data.get(ATTR_ENGINE),
            data.get(ATTR_LANGUAGE),
            data.get(ATTR_OPTIONS),
            cache=False,  # what is said once need not lie in a folder
        )
    await entity.async_announce(
        media_id,
        call.context,
        message=data.get(ATTR_MESSAGE),
        chime=data.get(ATTR_CHIME),
        volume=data.get(ATTR_VOLUME),
        urgent=data[ATTR_URGENT],
        notification=data[ATTR_NOTIFICATION],
    )


async def _read_aloud(entity: Entity, call: ServiceCall) -> None:
    """Have a text read by the desktop's own service and voice; it is told when it is accepted."""
    assert isinstance(entity, DesktopMediaPlayer)  # noqa: S101 - the platform has no others
    entity.desktop.send(
        {
            "type": "read",
            "reading": str(uuid4()),
            "text": call.data[ATTR_TEXT],
            "profile": call.data.get(ATTR_PROFILE),
        }
    )
