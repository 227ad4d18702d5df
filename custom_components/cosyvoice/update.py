"""Says that a local server has a better engine than the one that speaks.

Home Assistant has this kind of entity for what can be better and isn't wrong: it is listed among
the updates, and who skips it isn't told again. A repair would call it a problem.
"""

from __future__ import annotations

from datetime import timedelta
import logging
from typing import TYPE_CHECKING, Final, override

from homeassistant.components.update import UpdateEntity, UpdateEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.loader import async_get_loaded_integration
from yarl import URL

from .const import DOMAIN
from .engines import FAILED, Engines, UnknownEnginesError, async_engines
from .entity import service_device, unique_id
from .errors import in_words

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

    from .data import CosyVoiceConfigEntry

_LOGGER = logging.getLogger(__name__)

PARALLEL_UPDATES = 0
# Engines change when a person installs one.
SCAN_INTERVAL = timedelta(hours=6)

_ENGINE: Final = UpdateEntityDescription(
    key="engine", translation_key="engine", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: CosyVoiceConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the entity where the service is a local server; no other tells of its engines."""
    registry = er.async_get(hass)
    known = registry.async_get_entity_id(Platform.UPDATE, DOMAIN, unique_id(entry, _ENGINE.key))
    try:
        engines = await _engines(hass, entry)
    except UnknownEnginesError:
        if known is not None:
            async_add_entities([EngineUpdate(entry, None)])
        return
    if engines is not None:
        async_add_entities([EngineUpdate(entry, engines)])
    elif known is not None:  # it was one before
        registry.async_remove(known)


async def _engines(hass: HomeAssistant, entry: CosyVoiceConfigEntry) -> Engines | None:
    """Ask, but not one that sleeps: it isn't woken for this."""
    if entry.runtime_data.voices.data is None:
        raise UnknownEnginesError("its voices aren't known either")
    return await async_engines(hass, entry.data)


class EngineUpdate(UpdateEntity):
    """The engine that speaks, and one that is there and would speak better."""

    _attr_has_entity_name = True
    _attr_should_poll = True
    entity_description: UpdateEntityDescription

    def __init__(self, entry: CosyVoiceConfigEntry, engines: Engines | None) -> None:
        self.entity_description = _ENGINE
        self._entry = entry
        self._engines = engines
        self._attr_unique_id = unique_id(entry, _ENGINE.key)
        self._attr_device_info = service_device(entry)

    @property
    @override
    def installed_version(self) -> str | None:
        return self._engines and self._engines.speaking

    @property
    @override
    def latest_version(self) -> str | None:
        return self._engines and (self._engines.better or self._engines.speaking)

    @property
    @override
    def release_summary(self) -> str | None:
        """What to do, in the language of the home."""
        engines = self._engines
        if engines is None or not engines.better:
            return None
        key = "engine_failed" if engines.state == FAILED else "engine_installed"
        words = HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"engine": engines.better, "speaking": engines.speaking},
        )
        return in_words(self.hass, words)

    @property
    @override
    def entity_picture(self) -> str | None:
        """None: what is updated isn't the integration, whose logo would be shown."""
        return None

    @property
    @override
    def release_url(self) -> str | None:
        """The page about engines."""
        own = async_get_loaded_integration(self.hass, DOMAIN).documentation
        return str(URL(own or "").join(URL("engines.md")))

    async def async_update(self) -> None:
        """Ask again; a server that doesn't answer has the engines that it had."""
        try:
            engines = await async_engines(self.hass, self._entry.data)
        except UnknownEnginesError as error:
            _LOGGER.debug("Can't ask for the engines: %s", error)
        else:
            self._engines = engines
