"""Steps of the config flow for desktops: wait for one, accept one, and how one is announced on."""

from __future__ import annotations

import asyncio
from typing import Any, Final, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult, OptionsFlow
from homeassistant.core import callback
from homeassistant.helpers.selector import BooleanSelector
from homeassistant.setup import async_setup_component
import voluptuous as vol

from .const import DOMAIN
from .desktop import CONF_DESKTOP_ID, CONF_WAIT
from .pairing import (
    FOUND_NAME,
    FOUND_USER,
    async_answer,
    async_wait_for_desktop,
    entry_data,
    title_of,
)
from .shared_client.desktop_link import Refusal

_PATIENCE: Final = 600.0  # seconds in which a person presses “Connect” in the app


class DesktopSteps(ConfigFlow):
    """Steps that end in the entry of a desktop."""

    _host: asyncio.Future[str] | None = None
    _meeting: asyncio.Task[str | None] | None = None
    _added: str | None = None
    _found: dict[str, Any] | None = None
    _accepted = False

    async def async_step_desktop(self, found: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Wait until a desktop is added; or take in an administrator's, who asks for it."""
        if found is not None:
            self._found = found
            return await self._accept()
        if self._meeting is None:
            # Before there is a first entry, nothing has set up what desktops talk to.
            if not await async_setup_component(self.hass, DOMAIN, {}):
                return self.async_abort(reason="not_set_up")
            self._host = async_wait_for_desktop(self.hass)
            self._meeting = self.hass.async_create_task(
                self._meet(self._host), "cosyvoice: wait for a desktop"
            )
        if not self._meeting.done():
            return self.async_show_progress(
                step_id="desktop", progress_action="desktop", progress_task=self._meeting
            )
        self._added = self._meeting.result()
        if self._added is None:
            return self.async_show_progress_done(next_step_id="no_desktop")
        return self.async_show_progress_done(next_step_id="desktop_found")

    async def _meet(self, host: asyncio.Future[str]) -> str | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await host
        except TimeoutError:
            return None

    async def async_step_no_desktop(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Nobody came."""
        return self.async_abort(reason="no_desktop")

    async def async_step_desktop_found(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say which desktop was added. It has its entry already: it doesn't wait for a page."""
        return self.async_abort(
            reason="desktop_added", description_placeholders={"desktop": self._added or ""}
        )

    async def async_step_integration_discovery(
        self, discovery_info: dict[str, Any]
    ) -> ConfigFlowResult:
        """Meet the desktop of a user who may not add it."""
        self._found = discovery_info
        await self.async_set_unique_id(discovery_info[CONF_DESKTOP_ID])
        self._abort_if_unique_id_configured()
        self.context["title_placeholders"] = {"name": title_of(discovery_info)}
        return await self.async_step_accept()

    async def async_step_accept(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask an administrator whether a desktop may be a part of the house."""
        assert self._found is not None  # noqa: S101 - the step before found it
        if user_input is not None:
            return await self._accept()
        self._set_confirm_only()
        return self.async_show_form(
            step_id="accept",
            description_placeholders={
                "desktop": self._found[FOUND_NAME],
                "user": self._found[FOUND_USER],
            },
        )

    async def _accept(self) -> ConfigFlowResult:
        assert self._found is not None  # noqa: S101 - the step before found it
        # Of two questions about the same desktop, the one that is answered counts.
        await self.async_set_unique_id(self._found[CONF_DESKTOP_ID], raise_on_progress=False)
        self._accepted = True
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title=self._found[FOUND_NAME], data=entry_data(self._found))

    @callback
    @override
    def async_remove(self) -> None:
        """Tell a desktop that waits when the question was put away."""
        super().async_remove()
        if self._host is not None:
            self._host.cancel()
        if self._found is not None and not self._accepted:
            async_answer(self.hass, self._found[CONF_DESKTOP_ID], Refusal.DECLINED)


class DesktopOptionsFlow(OptionsFlow):
    """How a desktop is announced on."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask."""
        return await self.async_step_desktop(user_input)

    async def async_step_desktop(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether actions wait."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        schema = vol.Schema({vol.Required(CONF_WAIT, default=True): BooleanSelector()})
        return self.async_show_form(
            step_id="desktop",
            data_schema=self.add_suggested_values_to_schema(schema, self.config_entry.options),
        )
