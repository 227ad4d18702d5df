"""Files what Home Assistant keeps of speech under what has really been spoken."""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING, Any

from homeassistant.components import tts
from homeassistant.components.tts.const import DATA_TTS_MANAGER
from homeassistant.core import HomeAssistant, callback

from .const import CONF_INSTRUCT, CONF_MODE, CONF_SPEED, CONF_VOICE, CONF_VOLUME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .shared_client import SpeechOptions


@callback
def async_file_anew(
    hass: HomeAssistant,
    engine: str,
    language: str,
    message: str,
    asked: Mapping[str, Any],
    spoken: SpeechOptions,
) -> None:
    """Keep a message that is being spoken under other options than it was asked for with.

    Home Assistant has filed it already. Were it left there, the message would be played with the
    fallback's voice even after its own is back. Its listeners notice nothing.

    Args:
        hass: Home Assistant.
        engine: Entity id of the voice profile.
        language: As it was asked for.
        message: The whole of it. One that is written while it is spoken is never kept.
        asked: The options under which it is filed.
        spoken: What it is spoken with.
    """
    manager = hass.data[DATA_TTS_MANAGER]
    key = _key(engine, language, message, asked)
    kept = manager.mem_cache.get(key)
    if kept is None or kept._result_data is not None:  # noqa: SLF001 - whole already, and so not this one; nothing else tells
        return
    del manager.mem_cache[key]
    # It is under its new key that it will be written to the disk.
    kept.cache_key = _key(
        engine,
        language,
        message,
        {
            **asked,
            CONF_VOICE: spoken.reference_audio_id,
            CONF_MODE: spoken.mode.value,
            CONF_INSTRUCT: spoken.instruct or "",
            CONF_SPEED: spoken.speed,
            CONF_VOLUME: spoken.volume,
        },
    )
    manager.mem_cache[kept.cache_key] = kept


def _key(engine: str, language: str, message: str, options: Mapping[str, Any]) -> str:
    """What Home Assistant keeps a message under."""
    return tts.KEY_PATTERN.format(
        sha1(message.encode(), usedforsecurity=False).hexdigest(),
        language.replace("_", "-"),
        tts._hash_options(dict(options)),  # noqa: SLF001 - it must be the same; the tests see that it is
        engine,
    ).lower()
