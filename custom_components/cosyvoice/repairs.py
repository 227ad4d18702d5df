"""Mends with a click what can be: a profile gets another voice, an unused voice is used."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from .const import CONF_MODEL, CONF_VOICE
from .errors import in_words
from .form_fields import voice_choice
from .offered_voices import offered
from .options import speech_options
from .speaking import Utterance

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from homeassistant.core import HomeAssistant

    from .data import CosyVoiceConfigEntry


# What a voice says to be in use: as little as can be.
_USE: Final = "OK."


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
        voices = offered(voices, entry.data.get(CONF_MODEL))
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


class VoiceExpiresFlow(RepairsFlow):
    """Asks whether a voice is to say a word, so that the service keeps it for another year."""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Home Assistant gives the first call an `issue_id` for its input."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, or have it speak."""
        assert self.data is not None  # noqa: S101 - the issue is raised with data
        entry: CosyVoiceConfigEntry | None = self.hass.config_entries.async_get_entry(
            str(self.data["entry_id"])
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="service_not_loaded")
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "voice": str(self.data["name"]),
                    "service": entry.title,
                },
            )
        options = speech_options(entry, {CONF_VOICE: str(self.data["voice"])})
        utterance = Utterance(self.hass, entry, _text(), options)
        try:
            await utterance.start()
            async with aclosing(utterance.pcm()) as audio:
                async for _ in audio:
                    pass
        except HomeAssistantError as error:
            return self.async_abort(
                reason="cannot_speak",
                description_placeholders={"error": in_words(self.hass, error)},
            )
        return self.async_create_entry(data={})


class DesktopOfNobodyFlow(RepairsFlow):
    """Asks whether a desktop is to be removed whose user is gone."""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Home Assistant gives the first call an `issue_id` for its input."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, or remove it."""
        assert self.data is not None  # noqa: S101 - the issue is raised with data
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders={"desktop": str(self.data["title"])},
            )
        entry_id = str(self.data["entry_id"])
        if self.hass.config_entries.async_get_entry(entry_id) is not None:
            await self.hass.config_entries.async_remove(entry_id)
        return self.async_create_entry(data={})


async def _text() -> AsyncGenerator[str]:
    yield _USE


async def async_create_fix_flow(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> DesktopOfNobodyFlow | VoiceExpiresFlow | VoiceGoneFlow:
    """The flow that mends an issue."""
    if issue_id.startswith("desktop_of_nobody"):
        return DesktopOfNobodyFlow()
    return VoiceExpiresFlow() if CONF_VOICE in (data or {}) else VoiceGoneFlow()
