"""CosyVoice for Home Assistant: your own voices for announcements and Assist."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send

from . import model_studio_form
from .activity import ServiceActivity
from .const import (
    CONF_COLD_START_TIMEOUT,
    CONF_DIALECT,
    CONF_MODEL,
    DESKTOP_PLATFORMS,
    DOMAIN,
    PLATFORMS,
)
from .coordinator import VoicesCoordinator, create_client
from .data import CosyVoiceData, settings_of
from .desktop import CONF_DESKTOP_ID, async_desktop, async_forget_desktop, is_desktop
from .desktop_commands import async_setup_commands
from .desktop_notices import async_setup_owners, async_withdraw_notices
from .entity import profiles_changed, service_device
from .hear import HearView
from .known_voices import KnownVoices
from .mending import async_is_paid
from .names import name_without_address
from .pairing import async_added
from .services import async_setup_services
from .shared_client import Dialect
from .shared_client.model_studio.protocol import DEFAULT_MODEL

if TYPE_CHECKING:
    from homeassistant.core import Event, HomeAssistant
    from homeassistant.helpers.typing import ConfigType

    from .data import CosyVoiceConfigEntry
    from .desktop import DesktopConfigEntry

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:  # noqa: ARG001 - Home Assistant's signature
    """Register what is there whether or not an entry is: actions, a player, desktops' commands."""
    async_setup_services(hass)
    hass.http.register_view(HearView)
    async_setup_commands(hass)
    async_setup_owners(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: CosyVoiceConfigEntry) -> bool:
    """Bring an entry into the form of this version.

    1.1: Model Studio was a service like others: told by its address, and without a model.
    1.2: Entries were called by their address.
    """
    if entry.version > 1:
        return False
    if is_desktop(entry):
        return True
    data, unique_id = dict(entry.data), entry.unique_id
    if data.get(CONF_DIALECT) == Dialect.MODEL_STUDIO:
        data.setdefault(CONF_MODEL, DEFAULT_MODEL)
        unique_id = model_studio_form.unique_id(data)
        others = hass.config_entries.async_entries(DOMAIN)
        if any(other.unique_id == unique_id for other in others if other is not entry):
            unique_id = entry.unique_id
    hass.config_entries.async_update_entry(
        entry,
        data=data,
        unique_id=unique_id,
        title=name_without_address(hass, entry),
        minor_version=3,
    )
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: CosyVoiceConfigEntry | DesktopConfigEntry
) -> bool:
    """Set up a service or a desktop."""
    if is_desktop(entry):
        return await _async_setup_desktop(hass, cast("DesktopConfigEntry", entry))
    return await _async_setup_service(hass, cast("CosyVoiceConfigEntry", entry))


async def _async_setup_desktop(hass: HomeAssistant, entry: DesktopConfigEntry) -> bool:
    """Have a desktop's entities there; it connects by itself, or is connected already."""
    entry.runtime_data = async_desktop(hass, entry.data[CONF_DESKTOP_ID])
    entry.async_on_unload(entry.runtime_data.announcements.async_end_all)
    await hass.config_entries.async_forward_entry_setups(entry, DESKTOP_PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_async_rename))
    async_added(hass, entry.data[CONF_DESKTOP_ID], entry.title)
    return True


async def _async_rename(hass: HomeAssistant, entry: DesktopConfigEntry) -> None:
    """Have the desktop know what it is called here, and show it."""
    entry.runtime_data.async_called(entry.title)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **entry.runtime_data.device_info
    )


async def _async_setup_service(hass: HomeAssistant, entry: CosyVoiceConfigEntry) -> bool:
    """Connect to a service."""
    # Home Assistant's start does not wait for a service that sleeps.
    impatient = create_client(hass, entry.data, {**entry.options, CONF_COLD_START_TIMEOUT: 0})
    voices = VoicesCoordinator(hass, entry, impatient)
    await voices.async_config_entry_first_refresh()

    data = entry.runtime_data = CosyVoiceData(
        create_client(hass, entry.data, entry.options),
        voices,
        ServiceActivity(hass, entry),
        settings_of(entry),
    )

    async def silence(_: Event | None = None) -> None:
        """End what is being spoken, and let go of every connection."""
        await data.end_speech()
        await data.client.close()
        await impatient.close()

    entry.async_on_unload(voices.withdraw_issues)
    entry.async_on_unload(data.activity.withdraw_issue)
    entry.async_on_unload(silence)
    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, silence))

    # The profiles' devices refer to it.
    dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, **service_device(entry))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_async_take_over))
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: CosyVoiceConfigEntry | DesktopConfigEntry
) -> bool:
    """Let go of a service or a desktop; what is registered with the entry closes by itself."""
    if is_desktop(entry):
        return await _async_unload_desktop(hass, cast("DesktopConfigEntry", entry))
    # No more speech begins; then what is being said ends, while the event entity can still say so.
    if not await hass.config_entries.async_unload_platforms(entry, (Platform.TTS,)):
        return False
    await cast("CosyVoiceConfigEntry", entry).runtime_data.end_speech()
    others = [platform for platform in PLATFORMS if platform is not Platform.TTS]
    return await hass.config_entries.async_unload_platforms(entry, others)


async def _async_unload_desktop(hass: HomeAssistant, entry: DesktopConfigEntry) -> bool:
    """Let go of a desktop. It rests, unless its entry is loaded again at once."""
    desktop = entry.runtime_data

    async def rest_if_unloaded() -> None:
        async with entry.setup_lock:  # until what unloads the entry has done all that it does
            is_there = hass.config_entries.async_get_entry(entry.entry_id) is entry
        if is_there and entry.state is not ConfigEntryState.LOADED:
            desktop.async_rest()

    desktop.announcements.async_end_all()  # while the event entity can still say so
    if not await hass.config_entries.async_unload_platforms(entry, DESKTOP_PLATFORMS):
        return False
    hass.async_create_task(rest_if_unloaded(), f"{DOMAIN}: tell a desktop to rest")
    return True


async def async_remove_entry(
    hass: HomeAssistant, entry: CosyVoiceConfigEntry | DesktopConfigEntry
) -> None:
    """Forget a service or a desktop that has been removed."""
    if is_desktop(entry):
        async_withdraw_notices(hass, entry)
        async_forget_desktop(hass, entry.data[CONF_DESKTOP_ID])
        return
    async_is_paid(hass, entry)
    await KnownVoices(hass, entry.entry_id).remove()


async def _async_take_over(hass: HomeAssistant, entry: CosyVoiceConfigEntry) -> None:
    """Take over what was changed. Only other settings end what is being said."""
    data = entry.runtime_data
    if data.settings != settings_of(entry):
        await hass.config_entries.async_reload(entry.entry_id)
        return
    dr.async_get(hass).async_get_or_create(config_entry_id=entry.entry_id, **service_device(entry))
    async_dispatcher_send(hass, profiles_changed(entry))
    await data.voices.async_look_again_for_lost_voices()
