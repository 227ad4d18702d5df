"""Lets a person hear a new voice on the page that says that it is there."""

from __future__ import annotations

from datetime import timedelta
import secrets
from typing import TYPE_CHECKING, Final, NamedTuple

from aiohttp import web
from homeassistant.components import media_source, tts
from homeassistant.components.http.auth import async_sign_path
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from .const import CONF_LANGUAGE, CONF_VOICE, DEFAULT_LANGUAGE, DOMAIN
from .coordinator import profiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# By the language of the profile that speaks.
_SENTENCES: Final = {
    "de": "Guten Morgen! So klingt diese Stimme.",
    "en": "Good morning! This is how this voice sounds.",
    "es": "¡Buenos días! Así suena esta voz.",
    "fr": "Bonjour ! Voici comment cette voix sonne.",
    "it": "Buongiorno! Ecco come suona questa voce.",
    "ja": "おはようございます。この声は、こんなふうに聞こえます。",
    "ko": "좋은 아침이에요. 이 목소리는 이렇게 들립니다.",
    "ru": "Доброе утро! Вот так звучит этот голос.",
    "yue": "早晨！呢把聲聽落就係咁。",
    "zh": "早上好！这个声音听起来就是这样。",
}

# Of the frontend: where a person has an assistant speak with a voice, and hears the others.
PAGES: Final = {
    "assistants": "/config/voice-assistants/assistants",
    "media": f"/media-browser/browser/app%2Cmedia-source%3A%2F%2F{DOMAIN}",
}

_PATH: Final = f"/api/{DOMAIN}/hear"
_VALID: Final = timedelta(hours=1)
_MOST: Final = 50  # pages that wait to be heard


class _Made(NamedTuple):
    """A profile that a page has made, which has no id yet."""

    title: str
    voice: str


_OFFERED: HassKey[dict[str, _Made]] = HassKey(f"{DOMAIN}_to_hear")


def trial_sentence(language: str) -> str:
    """What a voice says to be heard, in one of the languages that profiles have."""
    return _SENTENCES[language.partition("-")[0]]


@callback
def async_player(hass: HomeAssistant, title: str, data: Mapping[str, Any]) -> str:
    """A player of a profile that is about to be made, as Markdown of a page shows it.

    Nothing is spoken, and so nothing is billed, before it is played.

    Args:
        hass: Home Assistant.
        title: Of the profile.
        data: Its data.
    """
    offered = hass.data.setdefault(_OFFERED, {})
    while len(offered) >= _MOST:
        offered.pop(next(iter(offered)))
    key = secrets.token_urlsafe(16)
    offered[key] = _Made(title, data[CONF_VOICE])
    path = async_sign_path(hass, f"{_PATH}/{key}", _VALID, use_content_user=True)
    return f'<audio controls preload="none" src="{path}"></audio>'


class HearView(HomeAssistantView):
    """Leads a player to a sentence in a voice that was just made."""

    url = f"{_PATH}/{{key}}"
    name = f"api:{DOMAIN}:hear"

    async def get(self, request: web.Request, key: str) -> web.Response:
        """Have it spoken, or take it from Home Assistant's cache."""
        hass = request.app[KEY_HASS]
        made = hass.data.get(_OFFERED, {}).get(key)
        if made is None or (found := _engine(hass, made)) is None:
            raise web.HTTPNotFound
        engine, language = found
        try:
            spoken = await media_source.async_resolve_media(
                hass,
                tts.generate_media_source_id(hass, trial_sentence(language), engine, language),
                None,
            )
        except HomeAssistantError as error:
            raise web.HTTPBadGateway from error
        raise web.HTTPFound(spoken.url)


def _engine(hass: HomeAssistant, made: _Made) -> tuple[str, str] | None:
    """The entity and the language of a profile, once it is there."""
    registry = er.async_get(hass)
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        for profile in profiles(entry):
            if made == (profile.title, profile.data[CONF_VOICE]):
                engine = registry.async_get_entity_id(Platform.TTS, DOMAIN, profile.subentry_id)
                if engine is not None and hass.states.get(engine) is not None:
                    return engine, profile.data.get(CONF_LANGUAGE, DEFAULT_LANGUAGE)
    return None
