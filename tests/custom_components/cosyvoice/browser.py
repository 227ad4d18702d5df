"""Goes through flows as the frontend does."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from aiohttp import FormData
from homeassistant.config_entries import SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from custom_components.cosyvoice.const import DOMAIN
from custom_components.cosyvoice.shared_client import AudioSpec
from custom_components.cosyvoice.shared_client.wav import wav_file
from tests.shared_client.service import tone

if TYPE_CHECKING:
    from homeassistant.core import HomeAssistant
    from pytest_homeassistant_custom_component.common import MockConfigEntry
    from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

RECORDING = wav_file(tone(4.0), AudioSpec(24_000))


class Browser:
    """Goes through flows as the frontend does."""

    def __init__(self, hass: HomeAssistant, clients: ClientSessionGenerator) -> None:
        self.hass = hass
        self._clients = clients

    @property
    def _flows(self) -> Any:
        return self.hass.config_entries.flow

    async def start(self, source: str = SOURCE_USER, data: Any = None) -> Any:
        return await self._flows.async_init(DOMAIN, context={"source": source}, data=data)

    async def service(self) -> Any:
        """Say that it is a service of any kind; the form that asks for its address."""
        return await self.submit(await self.start(), next_step_id="service")

    async def model_studio(self) -> Any:
        """Say that there is a key of Model Studio; the form that asks for it."""
        return await self.submit(await self.start(), next_step_id="model_studio")

    async def submit(self, result: Any, **values: Any) -> Any:
        """Send a form, or choose from a menu by `next_step_id`, and wait for what is worked on."""
        if result["type"] is FlowResultType.MENU:
            assert values["next_step_id"] in result["menu_options"]
        return await self._follow(self._flows, result, values)

    async def add_profile(self, entry: MockConfigEntry) -> Any:
        return await self.hass.config_entries.subentries.async_init(
            (entry.entry_id, "profile"), context={"source": SOURCE_USER}
        )

    async def submit_profile(self, result: Any, **values: Any) -> Any:
        return await self._follow(self.hass.config_entries.subentries, result, values)

    async def _follow(self, flows: Any, result: Any, values: dict[str, Any]) -> Any:
        result = await flows.async_configure(result["flow_id"], values)
        while result["type"] is FlowResultType.SHOW_PROGRESS:
            await self.hass.async_block_till_done()
            result = await flows.async_configure(result["flow_id"])
        await self.hass.async_block_till_done()
        return result

    async def upload(self, data: bytes = RECORDING, filename: str = "aunt_mary.wav") -> str:
        """Upload a file as the file selector does; its id."""
        assert await async_setup_component(self.hass, "file_upload", {})
        form = FormData()
        form.add_field("file", io.BytesIO(data), filename=filename)
        client = await self._clients()
        answer = await client.post("/api/file_upload", data=form)
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["file_id"])


def suggested(result: Any) -> dict[str, Any]:
    """What a form suggests, by field."""
    return {
        str(key): (key.description or {}).get("suggested_value")
        for key in result["data_schema"].schema
    }
