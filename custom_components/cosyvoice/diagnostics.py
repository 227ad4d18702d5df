"""What helps to find a fault, without what is nobody's business."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, cast

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.const import CONF_TOKEN, CONF_URL
from homeassistant.util import dt as dt_util
from yarl import URL

from .const import CONF_DIALECT, CONF_VOICE
from .coordinator import profiles
from .desktop import CONF_DESKTOP_ID, CONF_USER_ID, async_desktop, is_desktop
from .shared_client import Dialect, __version__
from .shared_client.model_studio.protocol import model_of, region_of

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .coordinator import VoicesCoordinator
    from .data import CosyVoiceConfigEntry
    from .desktop import DesktopConfigEntry
    from .shared_client import ReferenceAudio

# Enough to see a pattern in.
_VOICES_SHOWN: Final = 20


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant,
    entry: CosyVoiceConfigEntry | DesktopConfigEntry,
) -> dict[str, Any]:
    """How a service or a desktop is set up, and how it fares.

    Left out are the token, the address' host, the names of profiles, files and desktops, whose a
    desktop is, and what is said or read.
    """
    if is_desktop(entry):
        return _desktop(hass, cast("DesktopConfigEntry", entry))
    return _service(cast("CosyVoiceConfigEntry", entry))


def _desktop(hass: HomeAssistant, entry: DesktopConfigEntry) -> dict[str, Any]:
    desktop = async_desktop(hass, entry.data[CONF_DESKTOP_ID])  # also where it isn't set up
    return {
        "client_version": __version__,
        "entry": async_redact_data(entry.data, (CONF_USER_ID, CONF_DESKTOP_ID)),
        "options": dict(entry.options),
        "desktop": {
            "connected": desktop.is_connected,
            "app_version": desktop.app_version,
            "platform": desktop.platform,
            "capabilities": {
                **desktop.capabilities,
                "buttons": len(desktop.capabilities["buttons"]),
            },
            "state": async_redact_data(desktop.state, ("title",)),
            "announcements": desktop.announcements.count,
        },
    }


def _service(entry: CosyVoiceConfigEntry) -> dict[str, Any]:
    data = entry.runtime_data
    activity = data.activity
    found = {
        "client_version": __version__,
        "entry": {
            **async_redact_data(entry.data, (CONF_TOKEN,)),
            CONF_URL: _without_host(entry.data[CONF_URL]),
        },
        "options": dict(entry.options),
        "profiles": [
            {
                "subentry_id": profile.subentry_id,
                **profile.data,
                CONF_VOICE: _without_name(profile.data[CONF_VOICE]),
                "voice_is_there": data.voices.has(profile.data[CONF_VOICE]),
            }
            for profile in profiles(entry)
        ],
        "voices": _voices(data.voices),
        "activity": {
            "time_to_first_audio": activity.time_to_first_audio,
            "real_time_factor": activity.real_time_factor,
            "seconds_spoken": activity.seconds_spoken,
            "failures": activity.failures,
            "last_error": activity.last_error,
            "speaking_now": len(data.utterances),
            "transports_that_failed": sorted(data.rest),
        },
    }
    if entry.data[CONF_DIALECT] == Dialect.MODEL_STUDIO:
        found["model_studio"] = {
            "region": region_of(URL(entry.data[CONF_URL]).host),
            "characters_billed": activity.characters,
        }
    return found


def _voices(voices: VoicesCoordinator) -> dict[str, Any]:
    known = voices.data
    return {
        "count": None if known is None else len(known),
        "listed": voices.last_update_success,
        # A translation key; words may name the host.
        "error": getattr(voices.last_exception, "translation_key", None),
        "newest": [_voice(voice) for voice in list((known or {}).values())[:_VOICES_SHOWN]],
    }


def _voice(voice: ReferenceAudio) -> dict[str, Any]:
    told = {
        "id": _without_name(voice.id),
        "file_type": PurePath(voice.filename).suffix,
        "bytes": voice.bytes,
        "created_at": voice.created_at and voice.created_at.isoformat(),
        "age_in_days": voice.created_at and (dt_util.utcnow() - voice.created_at).days,
        "transcript_length": len(voice.text),
    }
    if voice.model is not None:
        told |= {"state": voice.state.value, "model": voice.model}
    return told


def _without_name(voice_id: str) -> str:
    """The id of a voice; those of Model Studio hold the beginning of a file's name."""
    if (model := model_of(voice_id)) is None:
        return voice_id
    return f"{model}-{REDACTED}-{voice_id.rpartition('-')[2]}"


def _without_host(url: str) -> str:
    return URL(url).with_user(None).with_host(REDACTED).human_repr()
