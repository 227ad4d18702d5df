"""Mends with a click what can be: a profile whose voice is gone gets another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
import voluptuous as vol

from .const import CONF_VOICE
from .form_fields import voice_choice

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant

    from .data import CosyVoiceConfigEntry


class VoiceGoneFlow(RepairsFlow):
    """Asks for another voice and gives it to the profile, which keeps all else."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the voices that there are, or take the one that was chosen.

        Home Assistant gives the first call an `issue_id` for its input.
        """
        assert self.data is not None  # noqa: S101 - the issue is raised with data
        entry: CosyVoiceConfigEntry | None = self.hass.config_entries.async_get_entry(
            str(self.data["entry_id"])
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="service_not_loaded")
        profile = entry.subentries.get(str(self.data["subentry_id"]))
        if profile is None:
            return self.async_abort(reason="profile_gone")
        voices = entry.runtime_data.voices.data
        if voices is None:
            return self.async_abort(
                reason="voices_unknown", description_placeholders={"service": entry.title}
            )
        if not voices:
            return self.async_abort(reason="no_voices")
        if user_input is not None and CONF_VOICE in user_input:
            # The entry's update listener takes it over.
            self.hass.config_entries.async_update_subentry(
                entry, profile, data={**profile.data, CONF_VOICE: user_input[CONF_VOICE]}
            )
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="init",
            data_schema=vol.Schema({vol.Required(CONF_VOICE): voice_choice(voices)}),
            description_placeholders={"profile": profile.title, "service": entry.title},
        )


async def async_create_fix_flow(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    issue_id: str,  # noqa: ARG001 - as above; there is only one kind that can be mended
    data: dict[str, str | int | float | None] | None,  # noqa: ARG001 - as above; the flow has it
) -> VoiceGoneFlow:
    """The flow that mends an issue."""
    return VoiceGoneFlow()
