"""A house for tests: an agent that says what it is told to, and a speaker that keeps what it plays.

It is copied into the configuration of a Home Assistant and set up by its YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeassistant.components.conversation.const import DATA_COMPONENT as AGENTS
from homeassistant.components.media_player.const import DATA_COMPONENT as SPEAKERS
from homeassistant.helpers import config_validation as cv

from .agent import ScriptedAgent
from .speaker import KeepingSpeaker

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from homeassistant.helpers.typing import ConfigType

CONFIG_SCHEMA = cv.empty_config_schema("scripted_house")


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:  # noqa: ARG001 - the signature
    """Add the entities."""
    await hass.data[AGENTS].async_add_entities([ScriptedAgent()])
    await hass.data[SPEAKERS].async_add_entities([KeepingSpeaker()])
    return True
